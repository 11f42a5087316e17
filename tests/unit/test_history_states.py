"""The rule of the history, held to a plain model of it: a dictionary of dates and the rows of each."""

import random
from collections import Counter
from datetime import date, timedelta

import duckdb
import pytest

from history.states import OPEN, Kept, set_state
from schemas.arrow import StoredColumn, create_statement

TABLE = Kept("raw", "t", (StoredColumn("k", "varchar", True, ""), StoredColumn("v", "decimal(18,4)", True, "")))
FIRST = date(2026, 1, 1)


def day(number: int) -> date:
    return FIRST + timedelta(days=number)


class Remembered:
    """A history of one table, and beside it what every date was told."""

    def __init__(self) -> None:
        self.connection = duckdb.connect(config={"threads": 1})
        self.connection.execute("attach ':memory:' as history")
        self.connection.execute("use history")
        self.connection.execute("create schema raw")
        known = (StoredColumn("known_from", "date", False, ""), StoredColumn("known_to", "date", False, ""))
        self.connection.execute(create_statement("raw", "t", (*known, *TABLE.columns)))
        self.told: dict[date, Counter] = {}

    def tell(self, on: date, rows: list[tuple]) -> tuple[int, int]:
        self.connection.execute("create or replace temp table told (k varchar, v decimal(18,4))")
        if rows:
            self.connection.executemany("insert into told values (?, ?)", rows)
        until = min((later for later in self.told if later > on), default=OPEN)
        change = set_state(self.connection, TABLE, "select * from told", on, until)
        self.told[on] = Counter(rows)
        return change.begun, change.ended

    def at(self, on: date) -> Counter:
        rows = self.connection.execute(TABLE.at(on)).fetchall()
        return Counter((k, None if v is None else int(v)) for k, v in rows)

    def stretches(self) -> list[tuple]:
        return self.connection.execute("select k, v, known_from, known_to from raw.t order by all").fetchall()

    def least(self) -> int:
        """The fewest stretches that say what was told."""
        days = sorted(self.told)
        return sum(
            sum((self.told[on] - (self.told[before] if before else Counter())).values())
            for before, on in zip([None, *days], days, strict=False)
        )


def test_a_row_is_known_from_its_first_extract_to_the_one_without_it():
    kept = Remembered()
    assert kept.tell(day(0), [("a", 1), ("b", 1)]) == (2, 0)
    assert kept.tell(day(1), [("a", 1), ("b", 2)]) == (1, 1)
    assert kept.stretches() == [("a", 1, day(0), OPEN), ("b", 1, day(0), day(1)), ("b", 2, day(1), OPEN)]


def test_the_same_again_changes_nothing():
    kept = Remembered()
    rows = [("a", None), (None, 1), ("c", 2), ("c", 2)]
    kept.tell(day(0), rows)
    assert kept.tell(day(1), rows) == (0, 0)
    assert kept.tell(day(0), rows) == (0, 0)
    assert len(kept.stretches()) == 4


def test_a_corrected_delivery_of_a_date_takes_the_place_of_the_first():
    kept = Remembered()
    kept.tell(day(0), [("a", 1)])
    kept.tell(day(1), [])
    kept.tell(day(2), [("a", 1)])
    assert kept.stretches() == [("a", 1, day(0), day(1)), ("a", 1, day(2), OPEN)]
    kept.tell(day(1), [("a", 1), ("b", 1)])
    assert kept.stretches() == [("a", 1, day(0), OPEN), ("b", 1, day(1), day(2))]


def test_an_extract_that_arrives_late_speaks_until_the_next():
    kept = Remembered()
    kept.tell(day(0), [("a", 1)])
    kept.tell(day(9), [("a", 1), ("b", 1)])
    kept.tell(day(5), [("b", 1)])
    assert kept.stretches() == [("a", 1, day(0), day(5)), ("a", 1, day(9), OPEN), ("b", 1, day(5), OPEN)]


@pytest.mark.parametrize("repeats", [False, True])
def test_any_script_leaves_every_date_as_it_was_told(repeats):
    """A hundred scripts: dates in any order and again, rows added, taken out, with another value or key. What every date says is
    after each step what a full account of it would say, row for row. Rows that do not repeat, as accepted rows cannot, are kept in
    the fewest stretches as well.
    """
    for seed in range(100):
        dice = random.Random(seed)
        kept = Remembered()
        for _ in range(10):
            rows = [(dice.choice(["a", "b", None]), dice.choice([1, 2, None])) for _ in range(dice.randrange(6))]
            kept.tell(day(dice.randrange(6)), rows if repeats else list(dict.fromkeys(rows)))
            stretches = kept.stretches()
            for on, told in kept.told.items():
                assert Counter((k, v) for k, v, since, until in stretches if since <= on < until) == told, seed
            assert all(known_from < known_to for _, _, known_from, known_to in stretches)
            assert repeats or len(stretches) == kept.least(), seed
        assert all(kept.at(on) == told for on, told in kept.told.items())
        kept.connection.close()
