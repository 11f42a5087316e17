"""Values are read as the contract's conventions say, or are empty and flagged."""

from datetime import date, datetime
from decimal import Decimal

import duckdb
import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ingest.values import ORIGIN, cleaned, work_query
from schemas.contract import Column, Table, load_contract

CONTRACT = load_contract()


def read(texts, type_, allowed=None, codes=None):
    """Each text as (value, whether it could not be read or is not listed)."""
    column = Column("v", type_, True, allowed, False, "")
    table = Table("t", "local", "", ("v",), {}, {}, None, None, None, (column,), {"v": column})
    with duckdb.connect() as connection:
        text = cleaned(pa.table({"v": pa.array(texts, pa.string())}))
        for name in ORIGIN:
            text = text.append_column(name, pa.array(range(len(texts)), pa.int64()))
        connection.register("_text", text)
        rows = connection.execute(f"{work_query(table, ['v'], CONTRACT, codes or {})} order by _file_row").fetchall()
    first_flag = 1 + len(ORIGIN)
    return [(row[0], row[first_flag] if len(row) > first_flag else False) for row in rows]


def check(cases, type_, allowed=None, codes=None):
    assert dict(zip(cases, read(list(cases), type_, allowed, codes), strict=True)) == cases


EMPTY, BAD = (None, False), (None, True)


def good(value):
    return (value, False)


@pytest.mark.parametrize("type_", ["string", "date", "timestamp", "integer", "decimal", "flag", "json"])
def test_placeholders_are_empty_and_no_error(type_):
    nothing = ["", "  ", "\t\n", "\u00a0", "NULL", " N/A ", "#N/A", "PLACEHOLDER_DATA", "1900-01-01"]
    nothing += ["1900-01-01T00:00:00", "1900-01-01 00:00:00.000"] if type_ in ("date", "timestamp") else []
    assert read(nothing, type_) == [EMPTY] * len(nothing)


def test_text_is_trimmed_and_else_kept():
    check({" a  b\u00a0": good("a  b"), "Null": good("Null"), "n/a": good("n/a"), "O'Neil": good("O'Neil")}, "string")


def test_dates():
    day = date(2024, 2, 29)
    check(
        {
            "2024-02-29": good(day),
            " 2024-02-29 ": good(day),
            "2024-02-29T00:00:00": good(day),
            "2024-02-29 23:59:59.9999999": good(day),
            "2024-02-29T10:30": good(day),
            "0001-01-01": good(date(1, 1, 1)),
            "2023-02-29": BAD,
            "2024-2-29": BAD,
            "29/02/2024": BAD,
            "20240229": BAD,
            "2024-02-29x": BAD,
            "2024-02-29T24:00:00": BAD,
            "2024-02-29T10:30:00Z": BAD,
            "2024-02-29T10:30:00+01:00": BAD,
            "2024-02": BAD,
            "2024-02-2910:30": BAD,
            "infinity": BAD,
            "epoch": BAD,
            "45351": BAD,
            "20-1-01-01": BAD,
        },
        "date",
    )


def test_timestamps():
    check(
        {
            "2024-02-29": good(datetime(2024, 2, 29)),
            "2024-02-29T00:00:00": good(datetime(2024, 2, 29)),
            "2024-02-29 10:30": good(datetime(2024, 2, 29, 10, 30)),
            "2024-02-29T10:30:01.5": good(datetime(2024, 2, 29, 10, 30, 1, 500000)),
            "2024-02-29T10:60:00": BAD,
            "2024-02-29T10:30:00Z": BAD,
            "2024-02-30T10:30:00": BAD,
            "10:30": BAD,
        },
        "timestamp",
    )


def test_whole_numbers():
    check(
        {"0": good(0), "007": good(7), "-3": good(-3), "+4": good(4), "5.0": good(5), "5.": good(5)}
        | {"5.4": BAD, "1e3": BAD, "1,000": BAD, "": EMPTY, "five": BAD, "9" * 19: BAD, "0x1F": BAD, "1 2": BAD},
        "integer",
    )


def test_decimals_are_exact_and_rounded_half_up_at_the_fifth():
    check(
        {
            "0.1": good(Decimal("0.1000")),
            "12345678901234.5678": good(Decimal("12345678901234.5678")),
            "1.00005": good(Decimal("1.0001")),
            "-1.00005": good(Decimal("-1.0001")),
            "1.00004999": good(Decimal("1.0000")),
            ".5": good(Decimal("0.5000")),
            "123456789012345": BAD,
            "1e3": BAD,
            "nan": BAD,
            "inf": BAD,
            "1,5": BAD,
            "£3": BAD,
        },
        "decimal",
    )


def test_flags():
    yes = {word: good("Y") for word in ("Y", "y", "Yes", "TRUE", "1")}
    no = {word: good("N") for word in ("N", "no", "False", "0")}
    check(yes | no | {"": EMPTY, "2": BAD, "T": BAD, "Maybe": BAD}, "flag")


def test_json_of_its_shape():
    check({'{"a": 1}': good('{"a": 1}'), "[1]": BAD, "{": BAD, "x": BAD, "": EMPTY}, "json", "contact_outcome")
    check({'["1A"]': good('["1A"]'), '{"1A": "Yes"}': good('{"1A": "Yes"}'), "3": BAD}, "json", "assessment_factors")


def test_codes_in_any_case_after_aliases():
    check({"m": good("M"), "1": good("M"), "fEMALE": good("F"), "": EMPTY, "X": BAD}, "string", "sex")
    check({"E43": good("E43"), "x1": good("X1")}, "string", "cla_end_reason")


def test_the_packs_words_come_first():
    codes = {"sex": {"1": "F", "Jongen": "M", "O'": "U"}}
    check({"1": good("F"), "JONGEN": good("M"), "o'": good("U"), "2": good("F")}, "string", "sex", codes)


def test_an_open_set_keeps_other_words_and_tells():
    check({"sw": good("allocated_social_worker"), "Mentor": ("Mentor", True)}, "string", "professional_role")


@settings(max_examples=100, deadline=None)
@given(st.dates(min_value=date(1900, 1, 2)), st.times(), st.sampled_from(["T", " "]))
@example(date(9999, 12, 31), datetime.max.time(), "T")
def test_any_day_and_time_is_read_back(day, time, between):
    text = f"{day.isoformat()}{between}{time.isoformat()}"
    assert read([text], "date") == [good(day)]
    assert read([text], "timestamp") == [good(datetime.combine(day, time))]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.text(max_size=12), min_size=1, max_size=20),
    st.sampled_from(["date", "timestamp", "integer", "decimal"]),
)
def test_no_text_stops_the_reader_or_is_lost_unsaid(texts, type_):
    for text, (value, unread) in zip(texts, read(texts, type_), strict=True):
        assert not (unread and value is not None)
        stripped = text.strip(" \t\r\n\u00a0\ufeff")
        is_nothing = stripped in ("", "NULL", "N/A", "#N/A", "PLACEHOLDER_DATA") or stripped.startswith("1900-01-01")
        assert unread or value is not None or is_nothing
