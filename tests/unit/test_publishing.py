"""Answers as text, the journal, what an error may say, and what a summary prints."""

import json
import traceback
from datetime import date
from decimal import Decimal

import dagster as dg
import duckdb
import pytest
from dagster_shared.error import SerializableErrorInfo

from ingest.problems import Problem, Refused
from orchestration.assets.warehouse import judge
from orchestration.dbt_build import NodeResult, WarehouseError, _about_sql
from orchestration.journal import Journal
from orchestration.resources import Night, without_data
from orchestration.settings import Settings
from publishing.query import render

PLANTED = "Planted Name"
NAMES = ["name", "value", "day", "known", "list"]
ROWS = [('a,"b"', Decimal("1234567890123.4500"), date(2026, 11, 20), True, [1, 2]), (None, None, None, False, [])]


def test_json_keeps_every_digit():
    text = render(NAMES, ROWS, "json")
    assert '"value": 1234567890123.4500' in text
    first, second = json.loads(text, parse_float=Decimal)
    assert first == {
        "name": 'a,"b"',
        "value": Decimal("1234567890123.4500"),
        "day": "2026-11-20",
        "known": True,
        "list": [1, 2],
    }
    assert second["name"] is None


def test_csv_is_rfc_4180():
    assert render(["a", "b"], [('x,"y"', Decimal("0.10")), (None, 2)], "csv") == 'a,b\r\n"x,""y""",0.10\r\n,2'


def test_table_is_aligned():
    assert render(["measure", "n"], [("a", 10), ("long name", 2)], "table").splitlines() == [
        "measure    n",
        "---------  --",
        "a          10",
        "long name  2",
    ]


def test_a_library_s_words_are_not_repeated():
    with pytest.raises(duckdb.ConversionException) as raised:
        duckdb.sql("select cast('Planted Name' as integer)").fetchall()
    assert "Planted" not in without_data(raised.value)
    assert without_data(raised.value).startswith("ConversionException at ")


def test_our_own_words_are():
    refused = Refused(
        [Problem("a.csv", 3, "b", "DQ006", "is not a date"), Problem("a.csv", 4, None, "DQ001", "no key")]
    )
    assert without_data(refused) == "a.csv:3: b: is not a date [DQ006]; a.csv:4: no key [DQ001]"
    assert without_data(WarehouseError("x failed")) == "x failed"


def test_an_sql_mistake_is_told():
    with pytest.raises(duckdb.CatalogException) as raised:
        duckdb.sql("select * from no_such_table")
    assert "no_such_table" in without_data(raised.value)


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ("Runtime Error in model a (b.sql)\n  Binder Error: no column x", "Binder Error: no column x"),
        ("Runtime Error in model a\n  Conversion Error: 'Planted Name' is no date", "Conversion Error"),
        ('Runtime Error in model a\n  Constraint Error: Duplicate key "id: Planted Name"', "Constraint Error"),
    ],
)
def test_what_dbt_says_of_values_is_not_kept(message, said):
    assert _about_sql(message).startswith(said)
    assert "Planted" not in _about_sql(message)


def test_journal_writes_the_day_s_file_and_forgets_old_ones(tmp_path, capsys):
    for name in ("2020-01-01.log", "notes.txt"):
        (tmp_path / name).write_text("", encoding="utf-8")
    journal = Journal(tmp_path, echo=True)
    journal.say("said")
    journal.note("noted")
    journal.clean_up()
    assert capsys.readouterr().out == "said\n"
    (log,) = tmp_path.glob("*.log")
    assert [line[9:] for line in log.read_text(encoding="utf-8").splitlines()] == ["said", "noted"]
    assert (tmp_path / "notes.txt").exists()


def test_a_failed_test_stops_the_night_and_a_warning_does_not():
    ended = NodeResult("test.csc.t", "t", "warn", 0.1, 3, None)
    judge([ended])
    with pytest.raises(WarehouseError, match="t: fail: 3 rows; nothing is published"):
        judge([ended, NodeResult("test.csc.t", "t", "fail", 0.1, 3, None)])


def test_a_stage_that_stops_leaves_no_value_behind(tmp_path):
    settings = Settings(home=tmp_path, authority=tmp_path)
    settings.make_folders()
    night = Night(settings, Journal(settings.logs, echo=False), "0123456789", 0.0)
    with pytest.raises(dg.Failure) as raised, night.stage("landing"):
        duckdb.sql(f"select cast('{PLANTED}' as integer)").fetchall()
    assert PLANTED not in "".join(traceback.format_exception(raised.value))
    assert PLANTED not in str(
        SerializableErrorInfo.from_traceback(traceback.TracebackException.from_exception(raised.value))
    )
    (log,) = settings.logs.glob("*.log")
    assert "landing failed: ConversionException" in log.read_text(encoding="utf-8")
    assert PLANTED not in log.read_text(encoding="utf-8")
