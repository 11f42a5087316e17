"""What is known of a child stays in landing, the private warehouse file and the rejects, whatever becomes of the night.

Names, an NHS number, a birth date and words of a free text are planted; the case-management id may reach the
restricted store as well.
"""

import shutil
import tempfile

import duckdb
import pytest

import orchestration.assets.landing
from orchestration.settings import DBT_PROJECT
from tests.end_to_end.night_helpers import (
    CHILD_ID,
    FREE_TEXT,
    HELD_ID,
    SECRETS,
    found_in,
    landing,
    night_here,
    published_relations,
    read_rows,
    rows_holding,
    tiny_project,
    use_project,
    write_rows,
)

MAY_HOLD = ("landing", "warehouse", "restricted/rejects")
IDS = (CHILD_ID, HELD_ID)

PEOPLE = "{{ source('raw', 'ssd_person') }}"
GOOD_MODEL = f"select * from {PEOPLE}"
# Of the planted child alone, so that it is this name that DuckDB's message quotes.
PLANTED = "length(pers_forename) = 11 and length(pers_surname) = 11"
BROKEN_MODEL = f"select cast(pers_forename as integer) as pers_forename from {PEOPLE} where {PLANTED}"
NO_ROWS = "select * from {{ ref('stg_person') }} where 1 = 0"
EVERY_ROW = "select * from {{ ref('stg_person') }}"


def test_the_planted_words_are_where_they_may_be(nights):
    home = nights.first.home
    for word in SECRETS:
        assert found_in(home / "landing", [word])
    assert found_in(home / "restricted" / "rejects", ["Vexwimple"])
    warehouse = home / "warehouse" / "builds" / nights.first.build / "warehouse.duckdb"
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        assert rows_holding(connection, "raw.ssd_person", ["Zephyrquill"]) == 1
        assert rows_holding(connection, "raw.ssd_cla_convictions", [FREE_TEXT]) == 1
        assert rows_holding(connection, "raw.issue", [HELD_ID]) >= 2
    with nights.first.connect() as connection:
        assert rows_holding(connection, "restricted.case_list", [CHILD_ID])


def test_a_good_night_keeps_them(nights):
    home = nights.first.home
    assert found_in(home, SECRETS, but=MAY_HOLD) == []
    assert found_in(home, IDS, but=(*MAY_HOLD, "restricted")) == []
    assert found_in(DBT_PROJECT, (*SECRETS, *IDS)) == []
    assert [word for word in (*SECRETS, *IDS) if word in nights.first.said] == []


def test_no_published_row_holds_them(nights):
    with nights.first.connect() as connection:
        for name, relation in published_relations(nights.first).items():
            kept_back = SECRETS if name.startswith("restricted.") else (*SECRETS, *IDS)
            assert rows_holding(connection, relation, kept_back) == 0, name


def without_a_header(extract):
    """The first line is then the child's own."""
    rows = read_rows(extract / "ssd_person.csv")
    child = next(row for row in rows if row[0] == CHILD_ID)
    write_rows(extract / "ssd_person.csv", [child, *rows[1:]])


def ragged(extract):
    rows = read_rows(extract / "ssd_person.csv")
    write_rows(extract / "ssd_person.csv", [[*row, "more"] if row[0] == CHILD_ID else row for row in rows])


def cut(extract):
    whole = (extract / "ssd_person.csv").read_bytes()
    (extract / "ssd_person.csv").write_bytes(whole[: whole.index(b"Oxbarrowfen") + 11])


def an_open_quote(extract):
    whole = (extract / "ssd_person.csv").read_bytes()
    (extract / "ssd_person.csv").write_bytes(whole.replace(b"Zephyrquill", b'"Zephyrquill', 1))


def nothing(extract):
    """The extract is as it should be."""


@pytest.fixture
def home(extract, tmp_path):
    """A home of its own with the extract in it, without the manifest, so that the file itself is looked into."""
    shutil.copytree(extract, landing(tmp_path / "home"))
    (landing(tmp_path / "home") / "manifest.csv").unlink()
    return tmp_path / "home"


@pytest.mark.parametrize(
    ("spoil", "model", "test", "said"),
    [
        (without_a_header, GOOD_MODEL, NO_ROWS, "[header-missing]"),
        (ragged, GOOD_MODEL, NO_ROWS, "[csv-ragged]"),
        (cut, GOOD_MODEL, NO_ROWS, "ssd_person.csv"),
        (an_open_quote, GOOD_MODEL, NO_ROWS, "ssd_person.csv"),
        (nothing, GOOD_MODEL, EVERY_ROW, "names_are_right: fail"),
        (nothing, BROKEN_MODEL, NO_ROWS, "stg_person: error"),
    ],
)
def test_a_failed_night_keeps_them(home, authority, tmp_path, monkeypatch, capfd, spoil, model, test, said):
    use_project(monkeypatch, tiny_project(tmp_path / "dbt", model, test))
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    spoil(landing(home))
    heard = night_here(home, authority, capfd)
    assert said in heard
    keeps_them(home, heard)
    for folder in (tmp_path / "dbt", scratch):
        assert found_in(folder, (*SECRETS, *IDS)) == []


def keeps_them(home, heard):
    assert not (home / "published" / "current").exists()
    assert found_in(home, (*SECRETS, *IDS), but=MAY_HOLD) == []
    assert [word for word in (*SECRETS, *IDS) if word in heard] == []


def test_an_error_nobody_foresaw_is_told_without_its_text(home, authority, tmp_path, monkeypatch, capfd):
    use_project(monkeypatch, tiny_project(tmp_path / "dbt", GOOD_MODEL, NO_ROWS))

    def load_pack(*arguments):
        try:
            raise KeyError(CHILD_ID)
        except KeyError as problem:
            raise ValueError(f"{SECRETS[0]} {SECRETS[1]}") from problem

    monkeypatch.setattr(orchestration.assets.landing, "load_pack", load_pack)
    heard = night_here(home, authority, capfd)
    assert "ValueError" in heard
    keeps_them(home, heard)


def test_the_broken_model_does_quote_the_name(nights):
    warehouse = nights.first.home / "warehouse" / "builds" / nights.first.build / "warehouse.duckdb"
    with duckdb.connect(str(warehouse), read_only=True) as connection, pytest.raises(duckdb.Error, match="Zephyrquill"):
        connection.execute(BROKEN_MODEL.replace(PEOPLE, "raw.ssd_person")).fetchall()
