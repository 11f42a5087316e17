"""`csc onboard`: from a folder of returns to a pack and a page, by way of an ordinary night in a home that is thrown away."""

from __future__ import annotations

import csv
import re
import shutil
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb

from ingest.dfe import DfeFiles, load_reference, read_dfe_files
from ingest.landing import WORKER_SECRET, LandingRefused, load_extract
from ingest.pack import Pack, read_catalogue, read_pack, read_units
from ingest.problems import Problem
from onboarding.pack import find_authority, find_teams, known_codes, write_pack
from onboarding.report import Findings, read_findings, render
from onboarding.sources import Sources, find_sources
from orchestration.run import run_night
from orchestration.settings import DBT_PROJECT, PROJECT, Settings

SEEDS = DBT_PROJECT / "seeds"
REPORT = "onboarding.md"
# Ids of teams named in returns are keyed by a secret of the home; those of tables supplied as files are the system's own.
_OWN_IDS = ("ssd", "local")
_KEYED_IDS = ("annex_a", "ssda903", "cin")


class OnboardingError(Exception):
    """Why nothing was made; one line for the person who asked."""


def onboard(
    folder: Path,
    la_code: str,
    home: Path,
    out: Path | None = None,
    as_of: date | None = None,
    say: Callable[[str], None] = print,
) -> tuple[Path, str]:
    """Make a pack for `la_code` from what lies in `folder`; returns the pack's folder and the page in Markdown.

    `home` is only read: DfE's files in its reference/dfe are used where `folder` has none, and the secret by which workers
    and teams of returns are known. The night runs in a folder of its own, removed at the end whatever happens, since it
    holds child data. `out` defaults to authorities/<name>. A pack that is there is never overwritten.
    Errors: OnboardingError.
    """
    if not re.fullmatch(r"\d{3}", la_code, re.ASCII):
        raise OnboardingError(f"--la-code {la_code}: must be DfE's three digits")
    if not folder.is_dir():
        raise OnboardingError(f"{folder}: no such folder")
    if out is not None:
        _refuse_existing(out)
    known = read_dfe_files(SEEDS / "dfe_files.csv", SEEDS / "dfe_comparisons.csv")
    found = find_sources(folder, known)
    if not found.has_returns:
        raise OnboardingError(
            f"{found.root}: nothing to read (ssda903/<year>/*.csv, cin_census/*.xml, annex_a/*.xlsx, or tables of the contract)"
        )
    if not found.published:
        lying = home / "reference" / "dfe"
        found.published = sorted(path for path in lying.iterdir() if path.is_file()) if lying.is_dir() else []
    extract_date = as_of or max(found.dates.values(), default=None)
    if extract_date is None:
        raise OnboardingError("the files do not say which date they are true for: give it with --as-of YYYY-MM-DD")
    found.true_by(extract_date)
    if not found.has_returns:
        raise OnboardingError(f"{found.root}: nothing in it was true by {extract_date}")
    with tempfile.TemporaryDirectory(prefix="csc-onboard-") as scratch:
        return _onboard(Path(scratch), found, la_code, home, out, extract_date, known, say)


def _refuse_existing(out: Path) -> None:
    if out.exists():
        raise OnboardingError(
            f"{out}: is there already, and a pack is never overwritten; name another folder with --out"
        )


def _onboard(
    scratch: Path,
    found: Sources,
    la_code: str,
    home: Path,
    out: Path | None,
    extract_date: date,
    known: DfeFiles,
    say: Callable[[str], None],
) -> tuple[Path, str]:
    settings = Settings(home=scratch / "home", authority=scratch / "pack")
    settings.make_folders()
    extract = found.lay_out(settings.landing, settings.home / "reference", extract_date)
    secret = home / "restricted" / WORKER_SECRET
    if secret.is_file():
        shutil.copyfile(secret, settings.home / "restricted" / WORKER_SECRET)
        (settings.home / "restricted" / WORKER_SECRET).chmod(0o600)
    say(f"as of {extract_date}: {_counted(found)}")
    with duckdb.connect() as connection:
        files = load_reference(connection, settings.home / "reference" / "dfe", known)
        _require_authority(connection, la_code, extract_date)
        authority = find_authority(connection, la_code)
        out = out or PROJECT / "authorities" / re.sub(r"[^a-z0-9]+", "_", authority.name.lower()).strip("_")
        _refuse_existing(out)
        write_pack(settings.authority, authority, [])
        left_out = _load_what_can_be(
            connection, extract, extract_date, _read_pack(settings.authority), settings.home, say
        )
        keyed = () if not secret.is_file() else _KEYED_IDS
        teams = find_teams(connection, (*_OWN_IDS, *keyed))
        unnamed = len(find_teams(connection, (*_OWN_IDS, *_KEYED_IDS))) - len(teams)
    shutil.rmtree(settings.authority)
    write_pack(settings.authority, authority, teams)
    say("a night in a folder of its own")
    if run_night(settings, time.perf_counter(), echo=False) != 0:
        raise OnboardingError("the dry night did not publish; its reason stands above, and nothing was made")
    findings = read_findings(settings.home)
    page = render(Findings(authority, found, files, left_out, teams, unnamed, *findings))
    shutil.copytree(settings.authority, out)
    (out / REPORT).write_text(page, encoding="utf-8")
    return out, page


def _counted(found: Sources) -> str:
    counts = {
        "tables": len(found.tables),
        "years of the 903": len(found.years),
        "census files": len(found.census),
        "workbooks": len(found.workbooks),
        "published files": len(found.published),
    }
    return ", ".join(f"{count} {what}" for what, count in counts.items() if count)


def _require_authority(connection: duckdb.DuckDBPyConnection, la_code: str, on: date) -> None:
    """Refuses a code DfE's files do not know, and one that was no more on the date."""
    with (SEEDS / "authority_changes.csv").open(encoding="utf-8", newline="") as stream:
        changes = [row for row in csv.DictReader(stream) if row["la_code"] == la_code and row["kind"] == "replaced"]
    if changes and date.fromisoformat(changes[0]["changed_on"]) <= on:
        after = ", ".join(f"{row['successor_name']} ({row['successor_la_code']})" for row in changes)
        raise OnboardingError(
            f"--la-code {la_code}: {changes[0]['name']} ended on {changes[0]['changed_on']}; after it came {after}"
        )
    codes = known_codes(connection)
    if codes and la_code not in codes:
        raise OnboardingError(f"--la-code {la_code}: no authority of DfE's files ({len(codes)} are in them)")


def _read_pack(folder: Path) -> Pack:
    return read_pack(folder, read_catalogue(SEEDS / "measures.csv"), read_units(SEEDS / "standards.csv"))


def _load_what_can_be(
    connection: duckdb.DuckDBPyConnection,
    extract: Path,
    extract_date: date,
    pack: Pack,
    home: Path,
    say: Callable[[str], None],
) -> list[str]:
    """Loads the extract; a file that is refused is taken out of the copy and said, and the rest tried again."""
    left_out: list[str] = []
    while True:
        try:
            load_extract(connection, extract, extract_date, pack, home / "restricted" / "rejects")
            return left_out
        except LandingRefused as refusal:
            # A sheet of a workbook is named in brackets after it.
            named = {problem.file.split("[")[0] for problem in refusal.problems}
            paths = [path for path in extract.rglob("*") if path.is_file() and _names(path, extract) & named]
            if not paths:
                raise OnboardingError(f"the returns cannot be read: {'; '.join(map(str, refusal.problems))}") from None
            refused = _first_of_each(refusal.problems)
            for line in refused:
                say(f"left out: {line}")
            left_out += refused
            for path in paths:
                path.unlink()
            for folder in sorted((one for one in extract.rglob("*") if one.is_dir()), reverse=True):
                if not any(folder.iterdir()):
                    folder.rmdir()


def _first_of_each(problems: list[Problem]) -> list[str]:
    """One line for each file: its first problem, and how many more it has."""
    by_file: dict[str, list[Problem]] = {}
    for problem in problems:
        by_file.setdefault(problem.file.split("[")[0], []).append(problem)
    return [f"{found[0]}" + (f", and {len(found) - 1} more" if len(found) > 1 else "") for found in by_file.values()]


def _names(path: Path, extract: Path) -> set[str]:
    """What a problem may call a file."""
    return {path.name, path.relative_to(extract).as_posix()}
