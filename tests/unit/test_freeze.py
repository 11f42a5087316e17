"""An edition is a copy of one build: lost or rewritten it is known to be, and never made again of another."""

import hashlib
import json
import os
import shutil
from datetime import date
from pathlib import Path

import duckdb
import pytest

from editions.freeze import freeze_due, tampered
from editions.load import load_editions
from history.store import opened
from schemas.arrow import create_statement, own_tables

EDITION, CASES = "2026-02", "cases.parquet"


def build(home: Path, name: str, value: int) -> None:
    """A build that is current, in which February is mature and not frozen."""
    private, published, restricted = (
        home / store / "builds" / name for store in ("warehouse", "published", "restricted")
    )
    for folder in (private, published / "parquet", restricted):
        folder.mkdir(parents=True)
    with duckdb.connect(str(private / "warehouse.duckdb")) as connection:
        connection.execute("create schema kpis")
        connection.execute(
            f"create table kpis.edition_period as select '{EDITION}' as edition, 'monthly' as frequency,"
            " date '2026-02-28' as period_end, 'h' as bank_holidays, false as is_frozen"
        )
        connection.execute(
            f"create table kpis.edition_headline_case as select '{EDITION}' as edition, 'm' as measure_id, 'c1' as case_id,"
            " 'C1' as child_id, 'T1' as team_id, date '2026-02-03' as from_on, null::date as due_on, null::date as done_on,"
            " 1 as numerator, 1 as denominator"
        )
        words = "'d' as definition, '' as standard, '' as cohort, 'count' as statistic, 'n' as unit, 0 as decimals, 'p' as polarity"
        for table, rows in {
            "kpi_monthly": (
                "select 'm' as measure_id, 'month' as basis, date '2026-02-01' as period_start, date '2026-02-28' as period_end,"
                f" 'authority' as breakdown, 'all' as breakdown_value, {value} as numerator, null as denominator,"
                f" {value} as value, 'value' as value_state, 'cases' as source, null as target, 'no_target' as status"
            ),
            "measure": f"select 'm' as measure_id, {words}",
            "standard": "select 'p' as parameter, '1' as value, 'months' as unit, date '2010-04-01' as effective_from",
        }.items():
            connection.execute(f"copy ({rows}) to '{published / 'parquet' / f'{table}.parquet'}'")
    (restricted / "caseload.duckdb").write_bytes(b"caseload")
    said = {"as_of": "2026-03-16", "extract_date": "2026-03-15", "build": name, "authority": "a", "code_version": "1"}
    (published / "manifest.json").write_text(json.dumps(said))
    (home / "published" / "current").unlink(missing_ok=True)
    os.symlink(f"builds/{name}", home / "published" / "current")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    build(tmp_path, "first", 81)
    with opened(tmp_path / "warehouse" / "history.duckdb", for_writing=True):
        pass
    assert freeze_due(tmp_path) == [EDITION]
    return tmp_path


def folder(home: Path, store: str = "published") -> Path:
    return home / store / "editions" / EDITION


def seen(home: Path) -> dict[str, str]:
    return {
        f"{store}/{path.relative_to(folder(home, store))}": hashlib.sha256(path.read_bytes()).hexdigest()
        for store in ("published", "restricted")
        for path in folder(home, store).rglob("*")
        if path.is_file()
    }


def rewrite(path: Path, content: bytes) -> None:
    path.chmod(0o644)
    path.write_bytes(content)


def loaded(home: Path, as_of: date = date(2026, 3, 31)) -> tuple[list, list]:
    """What a night of a date would compare with: the figures of the editions, and their cases."""
    with duckdb.connect() as connection:
        connection.execute("create schema edition")
        for name, table in own_tables("edition").items():
            connection.execute(create_statement("edition", name, table.columns))
        connection.execute("create schema raw")
        connection.execute("create table raw.night as select ? as as_of", [as_of])
        load_editions(connection, home)
        return (
            connection.execute("select edition, value from edition.figure").fetchall(),
            connection.execute("select edition, case_id from edition.headline_case").fetchall(),
        )


def test_a_lost_edition_is_made_again_of_its_own_build_only(home):
    before, said = seen(home), []
    for store in ("published", "restricted"):
        shutil.rmtree(folder(home, store))
    assert tampered(home) == [f"{store}/{EDITION}/manifest.json" for store in ("published", "restricted")]
    assert freeze_due(home) == [EDITION]
    assert (seen(home), tampered(home)) == (before, [])

    for store in ("published", "restricted"):
        shutil.rmtree(folder(home, store))
    build(home, "second", 84)
    assert freeze_due(home, said.append) == []
    assert said == [f"edition {EDITION} was frozen from build first and is lost: put it back from a backup"]
    assert not folder(home).exists()
    assert tampered(home) == [f"{store}/{EDITION}/manifest.json" for store in ("published", "restricted")]


@pytest.mark.parametrize("store", ["published", "restricted"])
def test_one_side_that_is_lost_is_noticed(home, store):
    shutil.rmtree(folder(home, store))
    build(home, "second", 84)
    assert freeze_due(home) == []
    assert tampered(home) == [f"{store}/{EDITION}/manifest.json"]


def test_an_edition_without_its_manifest_is_made_again_of_its_own_build(home):
    before = seen(home)
    (folder(home) / "manifest.json").unlink()
    assert freeze_due(home) == [EDITION]
    assert seen(home) == before


def test_what_a_manifest_says_is_held_to_what_it_said(home):
    manifest = folder(home) / "manifest.json"
    told = manifest.read_bytes()
    for other in (told.replace(b"2026-03-16", b"2026-03-17"), b"{", b"[]"):
        rewrite(manifest, other)
        assert f"published/{EDITION}/manifest.json" in tampered(home)
    rewrite(manifest, told)
    assert tampered(home) == []


def test_an_edition_frozen_before_editions_were_remembered_is_remembered(home):
    with opened(home / "warehouse" / "history.duckdb", for_writing=True) as connection:
        connection.execute("drop table nights.edition")
    assert tampered(home) == []
    assert freeze_due(home) == []
    shutil.rmtree(folder(home))
    assert tampered(home) == [f"published/{EDITION}/manifest.json"]


def test_what_is_left_of_an_edition_that_nobody_remembers_is_left_alone(home):
    with opened(home / "warehouse" / "history.duckdb", for_writing=True) as connection:
        connection.execute("drop table nights.edition")
    (folder(home) / "manifest.json").unlink()
    left, said = seen(home), []
    build(home, "second", 84)
    assert freeze_due(home, said.append) == []
    assert said == [f"edition {EDITION} has lost its manifest: put that back from a backup, or remove what is left"]
    assert seen(home) == left


def test_what_is_not_as_it_was_frozen_is_not_compared_with_now(home):
    assert loaded(home) == ([(EDITION, 81)], [(EDITION, "c1")])
    cases = folder(home, "restricted") / CASES
    kept = cases.read_bytes()
    rewrite(cases, kept + b"x")
    assert loaded(home) == ([(EDITION, 81)], [])
    rewrite(cases, kept)
    figures = folder(home) / "parquet" / "kpi_monthly.parquet"
    kept = figures.read_bytes()
    rewrite(figures, kept + b"x")
    assert loaded(home) == ([], [])
    figures.unlink()
    assert loaded(home) == ([], [])
    figures.write_bytes(kept)
    rewrite(folder(home) / "manifest.json", b"{")
    assert loaded(home) == ([], [])


def test_a_night_of_an_earlier_date_is_not_held_to_a_later_edition(home):
    assert loaded(home, date(2026, 3, 15)) == ([], [])
    assert loaded(home, date(2026, 3, 16)) == ([(EDITION, 81)], [(EDITION, "c1")])
