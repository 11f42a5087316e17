"""What lies in a folder somebody points at: returns, tables of the contract, DfE's files; laid out as a night expects them.

Nothing is changed where it lies; what is used is copied.
"""

from __future__ import annotations

import csv
import io
import re
import shutil
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from ingest.dfe import DfeFiles, kind_of
from ingest.problems import Refused
from ingest.returns.annex_a import WORKBOOKS
from ingest.returns.decode import as_date, decoded, is_litter, iso_date
from ingest.returns.ssda903 import year_of_folder
from ingest.supplied import MANIFEST, return_of
from schemas.contract import load_contract

_DATED = re.compile(r"\d{4}-\d{2}-\d{2}")
_REFERENCE_DATE = re.compile(rb"<ReferenceDate>\s*(\d{4}-\d{2}-\d{2})")
_START = 1 << 16
_TABLE_SUFFIXES = (".csv", ".parquet")
_OF_903 = (".csv", ".xml")


@dataclass
class Sources:
    """Files by what they are. `years` maps the year of a 903 to its files, `dates` says which date each source is true for."""

    root: Path
    tables: list[Path] = field(default_factory=list)
    years: dict[int, list[Path]] = field(default_factory=dict)
    census: list[Path] = field(default_factory=list)
    workbooks: list[Path] = field(default_factory=list)
    published: list[Path] = field(default_factory=list)
    dates: dict[str, date] = field(default_factory=dict)
    notices: list[str] = field(default_factory=list)

    @property
    def has_returns(self) -> bool:
        return bool(self.tables or self.years or self.census or self.workbooks)

    def true_by(self, day: date) -> None:
        """Leave out what is only true for a later day, and say so."""
        for path in [path for path in self.census if self.dates.get(_reference_of(path), day) > day]:
            self.census.remove(path)
            self.notices.append(f"{path.name}: of a date after {day}; left out")
        for year in [year for year in self.years if date(year - 1, 4, 1) > day]:
            del self.years[year]
            self.notices.append(f"ssda903/{year}: a year that began after {day}; left out")
        if self.workbooks:
            self.notices.append(f"annex_a: a workbook carries no date of its own; taken as run on {day}")

    def lay_out(self, landing: Path, reference: Path, extract_date: date) -> Path:
        """Copy the extract to `landing/<date>/` and DfE's files to `reference/dfe/`; returns the extract's folder."""
        extract = landing / extract_date.isoformat()
        wanted = {extract: self.tables, extract / "cin_census": self.census, extract / "annex_a": self.workbooks}
        wanted |= {extract / "ssda903" / str(year): files for year, files in self.years.items()}
        wanted[reference / "dfe"] = self.published
        for folder, files in wanted.items():
            for path in files:
                folder.mkdir(parents=True, exist_ok=True)
                target = folder / path.name
                while target.exists():  # of one year in two folders, or loose: the night says what stands twice
                    target = target.with_stem(f"{target.stem}_again")
                shutil.copyfile(path, target)
        extract.mkdir(parents=True, exist_ok=True)
        return extract


def find_sources(folder: Path, known: DfeFiles) -> Sources:
    """Everything of use in `folder`: an extract as in landing/<date>/, or a folder of such folders (the newest is taken).

    DfE's files are found anywhere beneath it, by their headers. A 903 whose files lie loose is of the year of its newest
    episode, which is said.
    """
    root = _newest_dated(folder / "landing") or _newest_dated(folder) or folder
    found = Sources(root)
    if _DATED.fullmatch(root.name):
        found.dates["the folder's name"] = date.fromisoformat(root.name)
    tables = load_contract().tables
    for path in sorted(root.iterdir()):
        if path.is_file() and path.suffix in _TABLE_SUFFIXES and path.stem in tables or path.name == MANIFEST:
            found.tables.append(path)
    folders: dict[str, Path] = {}
    for path in sorted(root.iterdir()):
        name = return_of(path) if path.is_dir() else None
        if name is not None and folders.setdefault(name, path) != path:
            found.notices.append(f"{path.name}: the same return lies in {folders[name].name}; left out")
    _find_903(folders.get("ssda903"), found)
    found.census = _files(folders.get("cin_census"), (".xml",), found)
    for path in found.census:
        with path.open("rb") as stream:
            said = _REFERENCE_DATE.search(stream.read(_START))
        if said:
            found.dates[_reference_of(path)] = date.fromisoformat(said[1].decode())
    found.workbooks = _files(folders.get("annex_a"), (*WORKBOOKS, ".csv"), found)
    for path in sorted(folder.rglob("*.csv")):
        if (
            path not in found.tables
            and not any(path.is_relative_to(one) for one in folders.values())
            and kind_of(path, known)
        ):
            found.published.append(path)
    return found


def _reference_of(path: Path) -> str:
    return f"the reference date of {path.name}"


def _newest_dated(folder: Path) -> Path | None:
    dated = [path for path in folder.glob("????-??-??") if path.is_dir() and _DATED.fullmatch(path.name)]
    return max(dated, default=None)


def _files(folder: Path | None, suffixes: tuple[str, ...], found: Sources) -> list[Path]:
    """The files of a folder that may be of its return; of anything else that somebody put there it is said that it is not."""
    files = []
    for path in sorted(folder.iterdir()) if folder else ():
        if path.is_file() and path.suffix.lower() in suffixes:
            files.append(path)
        elif not is_litter(path):
            name = path.relative_to(found.root).as_posix()
            found.notices.append(f"{name}: {'a folder' if path.is_dir() else 'no file'} of this return; left out")
    return files


def _find_903(folder: Path | None, found: Sources) -> None:
    loose = []
    for path in sorted(folder.iterdir()) if folder else ():
        year = year_of_folder(path.name)
        if path.is_dir() and year is not None:
            found.years.setdefault(year, []).extend(_files(path, _OF_903, found))
        elif path.is_file() and path.suffix.lower() in _OF_903:
            loose.append(path)
        elif not is_litter(path):
            found.notices.append(
                f"ssda903/{path.name}: not a folder named by its year, such as 2024 or 2023-24; left out"
            )
    if loose:
        year = _newest_episode_year(loose)
        if year is None:
            found.notices.append("ssda903: no year folder, and no episodes to tell the year by; left out")
        else:
            found.years.setdefault(year, []).extend(loose)
            found.notices.append(
                f"ssda903: files lie in no folder of a year; taken as the year to 31 March {year}, that of the newest"
                " episode. Put them in ssda903/<year> to say otherwise"
            )
    if found.years:
        found.dates["the newest year of the 903"] = date(max(found.years), 3, 31)


def _newest_episode_year(files: list[Path]) -> int | None:
    """The year whose 31 March follows the newest start of an episode."""
    newest = None
    for path in files:
        try:
            text, _ = decoded(path.read_bytes(), path.name)
        except Refused:
            continue  # the night says why
        for row in csv.DictReader(io.StringIO(text.decode(), newline="")):
            day = as_date(iso_date((row.get("DECOM") or "").strip()))
            if day is not None:
                ends = day.year + (day.month > 3)
                newest = max(newest or ends, ends)
    return newest
