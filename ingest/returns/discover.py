"""Finding the returns of an extract: one folder for each kind, its files told apart by what they hold."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from ingest.problems import Problem
from ingest.returns.annex_a import read_annex_a
from ingest.returns.cin_census import read_cin_census
from ingest.returns.keys import NameKeys
from ingest.returns.offers import Return
from ingest.returns.ssda903 import read_ssda903
from ingest.supplied import return_of

READERS = {"ssda903": read_ssda903, "cin_census": read_cin_census, "annex_a": read_annex_a}


def read_returns(
    extract: Path, extract_date: date, secret_file: Path, say: Callable[[str], None]
) -> tuple[list[Return], list[Problem]]:
    """Every return in the folders of an extract, and every reason to refuse one."""
    names = NameKeys(secret_file)
    returns, problems = [], []
    for name, read in READERS.items():
        folders = [path for path in sorted(extract.iterdir()) if path.is_dir() and return_of(path) == name]
        for folder in folders[:1]:
            made, found = read(folder, extract_date, names, say)
            returns.append(made)
            problems += found
        for folder in folders[1:]:
            message = f"the same return is also supplied in {folders[0].name}"
            problems.append(Problem(folder.name, None, None, "return-place", message))
    return returns, problems
