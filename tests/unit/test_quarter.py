"""What the replay of a quarter delivers, and that it sees a publication that is not given back."""

from datetime import date, timedelta

from tests.end_to_end.quarter import FIRST, LAST, compared, deliveries, different


def test_days_are_left_out_come_late_come_again_and_bring_the_same_files():
    first = date(2022, 11, 1)
    days = [first + timedelta(days=number) for number in range(9)]
    assert [(one.day.day, one.knows.day, one.same) for one in deliveries(days)] == [
        (1, 1, False),
        # The second is left out, the third comes after the fourth.
        (4, 4, False),
        (3, 3, False),
        (5, 5, False),
        (6, 6, False),
        # Once more, as it was known a day later.
        (5, 6, False),
        (7, 7, False),
        (8, 8, True),
        (9, 9, False),
    ]


def test_a_quarter_has_every_kind_of_day_and_ends_with_none_held_back():
    days = [FIRST + timedelta(days=number) for number in range((LAST - FIRST).days + 1)]
    told = list(deliveries(days))
    assert days[-1] in {one.day for one in told}
    assert (len(days), len({one.day for one in told}), len(told), sum(one.same for one in told)) == (91, 84, 91, 7)


def test_a_table_that_is_missing_added_or_other_differs():
    tables = {name: {"rows": 1, "sha256": name} for name in ("kpi_monthly", "measure", "run", "target")}
    told = compared({"tables": tables})
    assert sorted(told) == ["kpi_monthly", "measure", "target"]
    again = {"kpi_monthly": [1, "other"], "measure": [1, "measure"], "standard": [1, "standard"]}
    assert different(told, again) == ["kpi_monthly", "standard", "target"]
    assert different(told, told) == []
