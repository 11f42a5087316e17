"""The same night gives the same published rows: again, in another home, on other threads, in another zone, from other files."""

from tests.end_to_end.night_helpers import EDITION_TABLES, landing, read_rows


def test_same_night_again_on_one_thread_in_another_zone(nights, again):
    assert again.build > nights.shuffled.build
    assert again.totals() == nights.shuffled.totals()
    assert again.manifest["tables"]["quality_to_mend"] == nights.shuffled.manifest["tables"]["quality_to_mend"]


def test_rows_in_another_order_in_a_fresh_home_on_four_threads(nights):
    for name in ("ssd_person.csv", "ext_case_activity.csv"):
        first, other = (read_rows(landing(night.home) / name) for night in (nights.first, nights.shuffled))
        assert first != other
        assert sorted(first) == sorted(other)
    assert nights.shuffled.totals() == nights.first.totals()
    assert nights.shuffled.to_mend() == nights.first.to_mend()


def test_what_is_compared_is_not_empty(nights):
    rows = {name: table["rows"] for name, table in nights.first.manifest["tables"].items()}
    assert {name for name, count in rows.items() if count == 0} == set(EDITION_TABLES)


def test_nothing_has_moved_against_the_edition_frozen_that_night(again):
    with again.connect() as connection:
        frozen, moved = connection.execute(
            "select count(*), count(*) filter (change <> 0 or value is distinct from first_value) from kpi_edition"
        ).fetchone()
    assert frozen > 0
    assert moved == 0
