"""Extracts to spoil and nights to look at: what the tests of whole nights share."""

import csv
import hashlib
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
import pytest

import orchestration.assets.warehouse
import orchestration.build
from orchestration.dbt_build import build, load_manifest
from orchestration.run import run_night
from orchestration.settings import DBT_PROJECT, PROJECT, Settings
from publishing.files import current, read_manifest
from schemas.marts import load_marts

AS_OF = date(2022, 11, 30)
# Two localities of six, so that a night has few rows to judge; the teams left out are unknown to the pack.
TEAMS = ("T100", "T210", "T220", "T310", "T320", "T410", "T420", "T710")
LOCALITY = "Brackenridge"

# What a night says of the editions frozen before it: the first night of a home has nothing to say.
EDITION_TABLES = ("kpi_edition", "refresh_drift", "edition_case")

CHILD_ID = "QZK7CASE41"
HELD_ID = "QZK7CASE42"
BIRTH_DATE = "1997-03-09"
# Names, an NHS number and words that nothing else in the project holds.
SECRETS = ("Zephyrquill", "Oxbarrowfen", "4918273650", "Vexwimple", "Quodlingham", "Ploverthwaite", BIRTH_DATE)
FREE_TEXT = "said by Ploverthwaite"


@dataclass(frozen=True)
class Night:
    """A night that ran: its home, what it said on standard output and error, and the build it made."""

    home: Path
    said: str
    build: str
    manifest: dict

    def connect(self) -> duckdb.DuckDBPyConnection:
        """The published tables and, as `restricted`, the caseload; this build's, whatever is current."""
        connection = duckdb.connect(
            str(self.home / "published" / "builds" / self.build / "marts.duckdb"), read_only=True
        )
        caseload = self.home / "restricted" / "builds" / self.build / "caseload.duckdb"
        connection.execute(f"attach '{caseload}' as restricted (read_only)")
        return connection

    def totals(self) -> dict[str, str]:
        """sha256 of every table but `run`, the one that names lines of files, and what is held against earlier editions."""
        apart = {"run", "quality_to_mend", *EDITION_TABLES}
        assert apart < set(self.manifest["tables"])
        return {name: table["sha256"] for name, table in self.manifest["tables"].items() if name not in apart}

    def to_mend(self) -> list[tuple]:
        """Rows of quality_to_mend without the line of the file."""
        with self.connect() as connection:
            return connection.execute(
                "select * exclude (file_row) from restricted.quality_to_mend order by all"
            ).fetchall()


def started(command: Sequence[str], **environment: str) -> subprocess.Popen:
    """A process from the project's root; both its outputs in one pipe."""
    return subprocess.Popen(
        [sys.executable, "-m", *command],
        cwd=PROJECT,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def nightly(home: Path, authority: Path) -> subprocess.Popen:
    """`csc nightly`."""
    return started(["orchestration.cli", "nightly", "--home", str(home), "--authority", str(authority)])


def night_with(job: str, home: Path, authority: Path, threads: int, zone: str) -> subprocess.Popen:
    """A job of the graph, with a number of DuckDB threads and a time zone of the process."""
    arguments = [job, str(home), str(authority), AS_OF.isoformat(), str(threads)]
    return started(["tests.end_to_end.night_driver", *arguments], TZ=zone)


def ended(process: subprocess.Popen, home: Path) -> Night:
    """What a night that must succeed made."""
    said, _ = process.communicate()
    assert process.returncode == 0, said[-4000:]
    build_name = current(home / "published")
    return Night(home, said, build_name, read_manifest(home / "published"))


def landing(home: Path) -> Path:
    return home / "landing" / AS_OF.isoformat()


def read_rows(path: Path) -> list[list[str]]:
    with path.open(newline="", encoding="utf-8") as stream:
        return list(csv.reader(stream))


def write_rows(path: Path, rows: Sequence[Sequence[str]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream, lineterminator="\n").writerows(rows)


def change(path: Path, how: Callable[[list[list[str]]], list[list[str]]]) -> None:
    """Rewrites a file by its rows, the header left as it is."""
    header, *rows = read_rows(path)
    write_rows(path, [header, *how(rows)])


def seal(extract: Path) -> None:
    """Makes manifest.csv true again of files that were rewritten."""
    header, *rows = read_rows(extract / "manifest.csv")
    for row in rows:
        (path,) = extract.glob(f"{row[0]}.*")
        if path.suffix == ".csv":
            row[header.index("rows")] = str(len(read_rows(path)) - 1)
        row[header.index("sha256")] = hashlib.sha256(path.read_bytes()).hexdigest()
    write_rows(extract / "manifest.csv", [header, *rows])


def plant(extract: Path) -> None:
    """Gives one child the planted words and id everywhere; holds one person back twice over and rejects one record."""
    people = extract / "ssd_person.csv"
    header, *rows = read_rows(people)
    at = {name: header.index(name) for name in header}
    # Of the last month, so that the child stands among the cases behind its figures.
    contacted = {row[1] for row in read_rows(extract / "ssd_contacts.csv")[1:] if row[2].startswith(f"{AS_OF:%Y-%m}")}
    child = next(row for row in rows if row[0] in contacted)
    was = child[0]
    for path in extract.glob("*.csv"):
        change(path, lambda found: [[CHILD_ID if field == was else field for field in row] for row in found])

    header, *rows = read_rows(people)
    child = next(row for row in rows if row[0] == CHILD_ID)
    for name, value in zip(
        ("pers_forename", "pers_surname", "pers_common_child_id", "pers_dob"),
        ("Zephyrquill", "Oxbarrowfen", "4918273650", BIRTH_DATE),
        strict=True,
    ):
        child[at[name]] = value
    held = list(child)
    held[at["pers_person_id"]], held[at["pers_forename"]], held[at["pers_surname"]] = (
        HELD_ID,
        "Vexwimple",
        "Quodlingham",
    )
    held_again = list(held)
    held_again[at["pers_sex"]] = "F" if held[at["pers_sex"]] == "M" else "M"
    without_key = list(held)
    without_key[at["pers_person_id"]] = ""
    write_rows(people, [header, *rows, held, held_again, without_key])

    def offended(found: list[list[str]]) -> list[list[str]]:
        return [*found, ["QZKOFFENCE1", CHILD_ID, "2020-05-28", FREE_TEXT]]

    change(extract / "ssd_cla_convictions.csv", offended)
    seal(extract)


def shuffle(extract: Path) -> None:
    """Puts the rows of every file in another order."""
    dice = random.Random(7)
    for path in sorted(extract.glob("*.csv")):
        change(path, lambda rows: dice.sample(rows, len(rows)))
    seal(extract)


def spoil_reference(folder: Path) -> None:
    """Breaks a cell of the file on repeat plans, and adds a file that is none of DfE's."""
    change(folder / "synthetic_repeat_plans.csv", lambda rows: [[*rows[0][:-1], "-100"], *rows[1:]])
    (folder / "minutes.txt").write_text("not a file of figures\n", encoding="utf-8")


def small_pack(folder: Path) -> Path:
    """The demo authority with few teams, and what it says of localities said of theirs."""
    shutil.copytree(PROJECT / "authorities" / "demo", folder)
    change(folder / "teams.csv", lambda rows: [row for row in rows if row[0] in TEAMS])
    localities = {row[2] for row in read_rows(folder / "teams.csv")[1:]} | {""}
    change(folder / "population.csv", lambda rows: [row for row in rows if row[1] in localities])
    change(folder / "targets.csv", lambda rows: [row for row in rows if row[1] != "locality" or row[2] in localities])
    # What is written of a locality is written of one that is there.
    change(folder / "commentary.csv", lambda rows: [[*row[:3], LOCALITY if row[3] else "", *row[4:]] for row in rows])
    return folder


def tiny_project(folder: Path, model: str, test: str) -> Path:
    """A dbt project of one model, one test of it and one mart, on the real profile and sources: a build of a second.

    Without the mart the publication would not wait for the warehouse; without the other marts it never publishes.
    """
    (folder / "models" / "staging").mkdir(parents=True)
    (folder / "models" / "marts").mkdir()
    (folder / "models" / "marts" / "measure.sql").write_text("select count(*) as people from {{ ref('stg_person') }}")
    (folder / "tests").mkdir()
    shutil.copyfile(DBT_PROJECT / "profiles.yml", folder / "profiles.yml")
    shutil.copyfile(DBT_PROJECT / "models" / "staging" / "_raw.yml", folder / "models" / "staging" / "_raw.yml")
    (folder / "dbt_project.yml").write_text(
        'name: csc\nversion: "1.0.0"\nprofile: csc\nflags: {send_anonymous_usage_stats: false}\n'
        "models: {csc: {+materialized: table, staging: {+schema: staging}, marts: {+schema: marts}}}\n"
    )
    (folder / "models" / "staging" / "stg_person.sql").write_text(model)
    (folder / "tests" / "names_are_right.sql").write_text(test)
    return folder


def use_project(monkeypatch: pytest.MonkeyPatch, project: Path) -> None:
    """Has the graph and the warehouse step of this process use another dbt project."""
    monkeypatch.setattr(orchestration.build, "load_manifest", lambda: load_manifest(project))
    monkeypatch.setattr(
        orchestration.assets.warehouse,
        "build",
        lambda warehouse, progress: build(warehouse, progress, project),
    )


def night_here(
    home: Path,
    authority: Path,
    capfd: pytest.CaptureFixture,
    landing_folder: Path | None = None,
    as_of: date | None = None,
) -> str:
    """A night in this process that must not publish; what it said. It is a full one, or one of a date that is asked for."""
    capfd.readouterr()
    code = run_night(Settings(home, authority, as_of=as_of, landing_folder=landing_folder), 0.0, full=as_of is None)
    out, err = capfd.readouterr()
    assert code == 1
    return out + err


def files_under(folder: Path) -> dict[str, str]:
    """Relative path and sha256 of every file."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.is_symlink()
    }


def found_in(folder: Path, words: Sequence[str], but: Sequence[str] = ()) -> list[str]:
    """Files under a folder whose bytes or name hold one of the words; paths below `but` are not looked at."""
    found = []
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        if path.is_symlink() or any(inside.is_relative_to(left_out) for left_out in but):
            continue
        held = path.read_bytes() if path.is_file() else b""
        found += [f"{inside}: word {at}" for at, word in enumerate(words) if word.encode() in held or word in path.name]
    return found


def rows_holding(connection: duckdb.DuckDBPyConnection, relation: str, words: Sequence[str]) -> int:
    """Rows of which some column, as text, holds one of the words: a store compresses what it holds."""
    counted = f"select count(*) from {relation} as t where regexp_matches(cast(t as varchar), ?)"
    return connection.execute(counted, ["|".join(words)]).fetchone()[0]


def published_relations(night: Night) -> dict[str, str]:
    """Every published table in every form it is published in, by a name for it; the caseload's begin with `restricted`."""
    relations = {}
    for mart in load_marts().values():
        if mart.store == "caseload":
            relations[f"restricted.{mart.name}"] = f"restricted.{mart.name}"
        else:
            relations[mart.name] = mart.name
            path = night.home / "published" / "builds" / night.build / "parquet" / f"{mart.name}.parquet"
            relations[f"parquet {mart.name}"] = f"'{path}'"
    return relations
