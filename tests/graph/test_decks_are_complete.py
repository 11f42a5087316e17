"""Every measure is proved by at least eight cases worked by hand, in at least three sentences.

A case is a row that a deck says must come out, or a row of its first input that must be left out: one whose ids none of the rows
that come out carries. The decks of a measure are the unit tests named `<measure_id>__...`, on the measure or on the fact that
holds its clock.
"""

from __future__ import annotations

from collections import defaultdict

import pytest

from scripts.decks import Deck, read_project

FEWEST_CASES = 8
FEWEST_SENTENCES = 3

PROJECT, DECKS = read_project()
MEASURES = sorted(name for name, path in PROJECT.paths.items() if path.startswith("measures/"))


def ids(row: dict[str, object]) -> set[str]:
    return {str(value) for column, value in row.items() if column.endswith("_id") and value is not None}


def cases(deck: Deck) -> int:
    """Rows that must come out, and rows of the first input that must not."""
    first = next(iter(deck.given.values()))
    counted = set().union(*(ids(row) for row in deck.expect))
    left_out = [row for row in first if not ids(row) & counted] if isinstance(first, list) else []
    return len(deck.expect) + len(left_out)


def decks_by_measure() -> dict[str, list[Deck]]:
    found = defaultdict(list)
    for deck in DECKS:
        found[deck.name.split("__")[0]].append(deck)
    return found


BY_MEASURE = decks_by_measure()


@pytest.mark.parametrize("measure", MEASURES)
def test_a_measure_has_eight_cases_in_three_sentences(measure: str) -> None:
    decks = BY_MEASURE[measure]
    assert sum(cases(deck) for deck in decks) >= FEWEST_CASES
    assert len(decks) >= FEWEST_SENTENCES


def test_a_row_left_out_is_a_case_and_a_row_that_helps_another_is_none() -> None:
    given = {
        "plan": [
            {"plan_id": "P1", "child_id": "A"},
            {"plan_id": "P2", "child_id": "B"},
            {"plan_id": "P3", "child_id": "A"},
        ]
    }
    assert cases(Deck("m__in", "m", given, [{"case_id": "A", "numerator": 1}])) == 2
    assert cases(Deck("m__out", "m", given, [])) == 3
    assert cases(Deck("m__real", "m", {"calendar": "select 1"}, [{"case_id": "A"}])) == 1


def test_every_deck_is_named_after_what_it_proves() -> None:
    """A sentence after the name of a measure, or of what several measures share."""
    assert [deck.name for deck in DECKS if "__" not in deck.name or deck.name != deck.name.lower()] == []
