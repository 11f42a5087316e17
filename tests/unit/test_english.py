"""Number words, plurals, dates and fractions are right at their edges."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.english import (
    FRACTIONS,
    agree,
    count_word,
    fraction,
    listed,
    month,
    number,
    ordinal,
    plain,
    proportion,
    quarter,
)


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [("1653", 0, "1,653"), ("19.65", 1, "19.7"), ("86", 1, "86.0"), ("-0.04", 1, "0.0"), ("-2.5", 0, "−3")],
)
def test_numbers_are_rounded_half_up_with_their_thousands_apart(value, decimals, text):
    assert number(Decimal(value), decimals) == text


@pytest.mark.parametrize(
    ("value", "text"), [("90.0000", "90"), ("22.5000", "22.5"), ("1176", "1,176"), ("0.0000", "0")]
)
def test_plain_drops_the_decimals_nobody_needs(value, text):
    assert plain(Decimal(value)) == text


def test_words_for_counts_and_places():
    assert [count_word(count) for count in (0, 1, 12, 13)] == ["no", "one", "twelve", "13"]
    assert [ordinal(count) for count in (1, 12, 13, 21, 22, 33, 111)] == [
        "first",
        "twelfth",
        "13th",
        "21st",
        "22nd",
        "33rd",
        "111th",
    ]


@pytest.mark.parametrize(
    ("count", "text"), [(0, "children were"), (1, "child was"), (2, "children were"), (1.5, "children were")]
)
def test_only_exactly_one_is_singular(count, text):
    assert agree("[child|children] [was|were]", Decimal(str(count))) == text


def test_lists():
    assert listed(["A"]) == "A"
    assert listed(["A", "B"]) == "A and B"
    assert listed(["A", "B", "C"], "or") == "A, B or C"


def test_months_and_quarters_keep_the_year_where_it_is_another():
    november = date(2022, 11, 30)
    assert month(date(2022, 2, 28), november) == "February"
    assert month(date(2021, 11, 30), november) == "November 2021"
    assert quarter(date(2023, 3, 31)) == "Quarter 4 of 2022/23"
    assert quarter(date(2022, 4, 30), date(2023, 3, 31)) == "Quarter 1"
    assert quarter(date(2022, 3, 31), date(2022, 6, 30)) == "Quarter 4 of 2021/22"


@pytest.mark.parametrize(
    ("percent", "words"),
    [
        ("64", "just under two-thirds"),
        ("33", "one-third"),
        ("66.6", "two-thirds"),
        ("19.7", "one-fifth"),
        ("23.7", "just under a quarter"),
        ("62", "just over three-fifths"),
        ("48", "just under half"),
        ("50.4", "half"),
        ("7.2", None),
        ("70", None),
        ("99", None),
        ("0", None),
    ],
)
def test_fractions_are_said_only_where_they_are_true(percent, words):
    assert fraction(Decimal(percent)) == words


@given(st.decimals(0, 100, places=1))
def test_just_over_is_over_and_just_under_is_under(percent):
    words = fraction(percent)
    for name, exact in FRACTIONS:
        if words == f"just over {name}":
            assert exact < percent <= exact + 3
        if words == f"just under {name}":
            assert exact - 3 <= percent < exact
        if words == name:
            assert abs(percent - exact) < 1


def test_all_and_none_are_of_cases():
    assert proportion(Decimal(100), Decimal(995), Decimal(998)) == "almost all"
    assert proportion(Decimal(100), Decimal(998), Decimal(998)) == "all"
    assert proportion(Decimal(0), Decimal(0), Decimal(998)) == "none"
    assert proportion(Decimal(0), Decimal(2), Decimal(998)) is None
    assert proportion(Decimal(100), None, None) is None
