"""Drafted paragraphs say what the figures hold, and nothing else."""

import csv
import re
from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shelf import ROOT, Shelf, Told

from reporting.check import check
from reporting.figures import FREQUENCIES, Figure, FigureRef, Publication
from reporting.phrases import phrases
from reporting.sentences import overview_paragraphs, paragraphs
from reporting.text import Number, Paragraph
from reporting.words import movement

NOVEMBER = date(2022, 11, 30)
SHARE = "cin_visits_in_time"
LOWER = "re_referrals_in_12_months"
COUNT = "open_assessments_overdue"
NEUTRAL = "cla_at_period_end"


@pytest.fixture(scope="module")
def shelf() -> Shelf:
    return Shelf()


def share(numerator: int, denominator: int, target: str | None = None) -> Told:
    return Told(None, Decimal(numerator), Decimal(denominator), None if target is None else Decimal(target))


def whole(value: int, target: str | None = None) -> Told:
    return Told(Decimal(value), Decimal(value), None, None if target is None else Decimal(target))


def drafted(shelf: Shelf, measure_id: str, told: Sequence[Told], **more: str) -> list[str]:
    """The sentences of one measure whose series this is."""
    shelf.empty()
    shelf.series(measure_id, NOVEMBER, told, **more)
    return sentences(shelf, measure_id)


def sentences(shelf: Shelf, measure_id: str) -> list[str]:
    publication = shelf.publication(NOVEMBER)
    found = paragraphs(publication, publication.measure(measure_id), NOVEMBER)
    return [sentence.text for paragraph in found for sentence in paragraph.sentences]


def test_every_measure_of_the_catalogue_has_its_phrase_and_no_other():
    with (ROOT / "dbt_project/seeds/measures.csv").open(encoding="utf-8", newline="") as file:
        measures = {row["measure_id"]: row["statistic"] for row in csv.DictReader(file)}
    assert set(phrases()) == set(measures)
    for measure_id, said in phrases().items():
        assert set(said.backlog) <= set(measures)
        needs_verb = measures[measure_id] == "percentage" or measures[measure_id].startswith("rate")
        assert bool(said.predicate) == needs_verb or measure_id == "social_worker_turnover"


# The value and its cases


def test_a_share_is_said_with_its_fraction_its_cases_and_those_left(shelf):
    first, *_ = drafted(shelf, SHARE, [share(523, 814, "93")])
    assert "(64%, 523 of 814)" in first or "64% of children in need had been seen in time (523 of 814)" in first
    assert "291 had not" in first


@pytest.mark.parametrize(
    ("numerator", "denominator", "said"),
    [
        (995, 998, "almost all children in need had been seen in time (100%, 995 of 998)"),
        (998, 998, "all 998 children in need had been seen in time (100%)"),
        (0, 998, "none of the 998 children in need had been seen in time (0%)"),
        (2, 998, "0% of children in need had been seen in time (2 of 998)"),
        (8, 13, "8 of 13 children in need had been seen in time (62%)"),
        (1, 1, "1 of 1 child in need had been seen in time (100%)"),
        (2, 2, "both children in need had been seen in time (100%)"),
        (0, 1, "0 of 1 child in need had been seen in time (0%)"),
    ],
)
def test_all_none_and_few_are_of_cases_never_of_rounding(shelf, numerator, denominator, said):
    first, *_ = drafted(shelf, SHARE, [share(numerator, denominator)])
    assert said in first or first.startswith("0% of") and "(2 of 998)" in first


def test_one_child_takes_the_singular_and_none_the_word(shelf):
    assert "1 child whose open assessment was overdue" in drafted(shelf, COUNT, [whole(1)])[0]
    assert "no children whose open assessment was overdue" in drafted(shelf, COUNT, [whole(0)])[0]
    assert re.search(r"there was 1 child|There was 1 child", drafted(shelf, COUNT, [whole(1)])[0])


def test_where_only_a_value_arrived_no_case_is_invented(shelf):
    text = " ".join(drafted(shelf, SHARE, [Told(Decimal(64), target=Decimal(93))], source="aggregate_return"))
    assert "64%" in text
    assert " of 814" not in text and "had not" not in text


# Change


def test_points_between_shares_and_per_cent_between_counts(shelf):
    assert "up 4 points from 80% in October" in drafted(shelf, SHARE, [share(80, 100), share(84, 100)])[1]
    assert "up 15 (15%) from 100 in October" in drafted(shelf, COUNT, [whole(100), whole(115)])[1]
    assert "up 1 from 2 in October" in drafted(shelf, COUNT, [whole(2), whole(3)])[1]


def test_a_change_that_rounding_hides_is_the_same_figure(shelf):
    assert "the same as in October (80%)" in drafted(shelf, SHARE, [share(798, 1000), share(802, 1000)])[1]


def test_under_a_point_is_little_changed(shelf):
    assert "little changed from 30.0% in October" in drafted(shelf, LOWER, [share(300, 1000), share(309, 1000)])[1]
    assert "up 1.0 points from 30.0% in October" in drafted(shelf, LOWER, [share(300, 1000), share(310, 1000)])[1]


def test_the_year_before_joins_with_but_only_where_it_moved_the_other_way(shelf):
    flat = [share(50, 100)] * 11
    assert "in October and " in drafted(shelf, SHARE, [share(40, 100), *flat, share(60, 100)])[1]
    assert " but down " in drafted(shelf, SHARE, [share(70, 100), *flat, share(60, 100)])[1]
    assert " but " not in drafted(shelf, LOWER, [share(600, 1000), *flat, share(604, 1000)])[1]


def test_a_comparison_across_a_changed_definition_says_so(shelf):
    unlike = "The definition changed between these figures: they are not like with like."
    told = [share(80, 100)] * 12 + [share(84, 100)]
    assert unlike not in drafted(shelf, SHARE, told)
    shelf.connection.execute(f"update kpi_monthly set last_year_definition_changed = period_end = date '{NOVEMBER}'")
    assert sentences(shelf, SHARE)[2] == (
        "The definition has changed since November 2021: that figure is not like with like."
    )
    shelf.connection.execute("delete from kpi_monthly where period_end < date '2022-10-01'")
    shelf.connection.execute("update kpi_monthly set same_period_last_year_value = null")
    assert unlike not in sentences(shelf, SHARE)
    shelf.connection.execute("update kpi_monthly set previous_definition_changed = true")
    assert sentences(shelf, SHARE)[2] == unlike
    found = shelf.publication(NOVEMBER).series(SHARE, "snapshot")[-1]
    assert movement(found).text == "↑ Improved (definition changed)"


@pytest.mark.parametrize(
    ("changed", "said", "unsaid"),
    [
        (None, ["highest on record (from October 2021)", "worse than target throughout", "for 13 months"], ["defin"]),
        ("2022-04-30", ["highest since the definition changed (from April)", "for eight months"], ["on record"]),
        ("2022-08-31", ["three months in a row, from 60% in August", "for four months"], ["highest", "record"]),
        ("2022-11-30", ["up 3 points from 66% in October", "like with like"], ["highest", "having been", "months"]),
    ],
)
def test_no_run_or_extreme_reaches_over_a_changed_definition(shelf, changed, said, unsaid):
    drafted(shelf, SHARE, [share(30 + 3 * at, 100, "90") for at in range(14)])
    shelf.connection.execute(
        "update kpi_monthly set previous_definition_changed = period_end = ?, same_period_last_year_value = null",
        [changed],
    )
    text = " ".join(sentences(shelf, SHARE))
    assert all(words in text for words in said), text
    assert not any(words in text for words in unsaid), text
    publication = shelf.publication(NOVEMBER)
    assert check(text, publication) == []
    if changed == "2022-08-31":
        over = text.replace("three months in a row", "13 months in a row").replace("for four months", "for 14 months")
        assert [found.rule for found in check(over, publication)] == ["run", "run"]


def test_an_edition_of_before_a_column_or_table_was_published_is_read_without_it():
    shelf = Shelf()
    told = [share(80, 100), share(84, 100)]
    now = drafted(shelf, SHARE, told)
    for name in ("previous_definition_changed", "last_year_definition_changed"):
        shelf.connection.execute(f"alter table kpi_monthly drop {name}")
    shelf.connection.execute("drop table refresh_drift")
    assert sentences(shelf, SHARE) == now
    assert shelf.publication(NOVEMBER).drift(SHARE) == []


def test_a_first_month_has_nothing_to_compare_with(shelf):
    assert drafted(shelf, SHARE, [share(80, 100)])[1] == "There is no earlier figure to compare with."


def test_a_month_without_a_figure_is_not_bridged(shelf):
    missing = Told()
    text = " ".join(drafted(shelf, SHARE, [share(90, 100)] * 13 + [missing, share(60, 100)]))
    assert "in October" not in text and "lowest" not in text


def test_to_date_a_month_is_not_set_against_the_one_it_holds(shelf):
    told = [share(count, 100) for count in (2, 4, 6)]
    text = " ".join(drafted(shelf, "cla_school_moves", told))
    assert "in October" not in text and "in a row" not in text and "running" not in text


def test_runs_say_how_long_and_from_where(shelf):
    told = [share(count, 100) for count in (90, 86, 82, 78)]
    text = " ".join(drafted(shelf, SHARE, told))
    assert re.search(r"third month running of decline, from 90% in August|declined for three months in a row", text)
    rising = " ".join(drafted(shelf, LOWER, told[::-1]))
    assert "decline" not in rising and re.search(r"increase|risen", rising)


def test_one_month_is_no_run(shelf):
    text = " ".join(drafted(shelf, SHARE, [share(count, 100) for count in (80, 84, 78)]))
    assert "running" not in text and "in a row" not in text


def test_drift_is_not_called_level(shelf):
    level = [share(800 + step, 1000) for step in (0, 3, 1, 4, 2)]
    drift = [share(800 + 9 * step, 1000) for step in range(5)]
    assert "broadly level for four months" in " ".join(drafted(shelf, LOWER, level))
    assert "level" not in " ".join(drafted(shelf, LOWER, drift))


# Extremes and targets


def test_an_extreme_names_the_last_month_that_reached_it(shelf):
    told = [share(count, 100) for count in (85, 70, 70, 70, 70, 70, 70, 82)]
    assert "the highest since April (85%)" in " ".join(drafted(shelf, SHARE, told))
    assert "the highest since April (also 82%)" in " ".join(drafted(shelf, SHARE, [share(82, 100), *told[1:]]))
    assert "the highest on record (from April)" in " ".join(drafted(shelf, SHARE, [share(60, 100), *told[1:]]))
    assert "highest" not in " ".join(drafted(shelf, SHARE, [*told[:-2], share(82, 100), share(82, 100)]))
    assert "highest" not in " ".join(drafted(shelf, SHARE, told[-6:]))


def test_a_month_that_is_not_published_ends_the_series(shelf):
    drafted(shelf, SHARE, [share(count, 100) for count in (60, 61, 62, 63, 64, 65, 66, 67, 82)])
    shelf.connection.execute("delete from kpi_monthly where period_end = date '2022-09-30'")
    text = " ".join(sentences(shelf, SHARE))
    assert "highest" not in text and "in a row" not in text and "running" not in text


@pytest.mark.parametrize(
    ("measure_id", "per_cent", "target", "said"),
    [
        (SHARE, 93, "93", "is equal to the target of 93%"),
        (SHARE, 94, "93", "is better than the target of 93%"),
        (SHARE, 90, "93", "is within tolerance of the target of 93%"),
        (SHARE, 80, "93", "is worse than the target of 93% by 13 points"),
        (LOWER, 20, "21.5", "is better than the target of 21.5%"),
        (LOWER, 30, "21.5", "is worse than the target of 21.5% by 8.5 points"),
        (SHARE, 100, "100", "is equal to the target of 100%"),
    ],
)
def test_status_words_follow_the_published_status(shelf, measure_id, per_cent, target, said):
    assert said in " ".join(drafted(shelf, measure_id, [share(per_cent, 100, target)]))


def test_a_run_of_a_status_outlives_its_target_and_counts_equal_as_met(shelf):
    told = [share(count, 100, target) for count, target in ((70, "85"), (71, "85"), (82, "93"), (83, "93"))]
    assert "by 10 points; it has been worse than target for four months" in " ".join(drafted(shelf, SHARE, told))
    met = [share(count, 100, "93") for count in (95, 94, 93)]
    assert "is equal to the target of 93%; it has met target for three months" in " ".join(drafted(shelf, SHARE, met))
    assert "met target" not in " ".join(drafted(shelf, SHARE, [share(95, 100, "93")] * 14))
    long = " ".join(drafted(shelf, SHARE, [share(95, 100, "93"), *[share(80, 100, "93")] * 14]))
    assert re.search(r"it has been worse than target for (14 months|more than a year)", long)
    always = [share(80, 100, "93")] * 14
    said = "it has been worse than target in every month"
    assert f"{said} on record (from October 2021)" in " ".join(drafted(shelf, SHARE, always))
    # With months without a figure between, and an earlier figure before them, the record is longer than the run.
    gap = [Told()] * 2
    assert f"{said} on record (from October 2021)" in " ".join(drafted(shelf, SHARE, [*gap, *always]))
    earlier = [share(95, 100, "93"), *gap, *always]
    assert f"{said} since figures resumed (from October 2021)" in " ".join(drafted(shelf, SHARE, earlier))


def test_a_pack_of_two_states_meets_or_misses(shelf):
    assert "misses the target of 80% by 1 point" in " ".join(
        drafted(shelf, SHARE, [share(79, 100, "80")], tolerance="0")
    )
    assert "meets the target of 80%" in " ".join(drafted(shelf, SHARE, [share(80, 100, "80")], tolerance="0"))
    fell = " ".join(drafted(shelf, SHARE, [share(84, 100, "80"), share(79, 100, "80")], tolerance="0"))
    assert "misses the target of 80% by 1 point, having met it in October." in fell
    assert check(fell, shelf.publication(NOVEMBER)) == []
    (turned,) = check(fell.replace("having met", "having missed"), shelf.publication(NOVEMBER))
    assert turned.rule == "status"


def test_a_movement_under_the_threshold_is_not_called_unchanged(shelf):
    drafted(shelf, COUNT, [whole(1740), whole(1730), whole(1730)])
    _, little, none = shelf.publication(NOVEMBER).series(COUNT, "snapshot")
    assert (movement(little).text, movement(none).text) == ("→ Little changed", "→ Unchanged")


def test_a_target_that_moved_is_said_instead_of_a_change_of_performance(shelf):
    text = " ".join(drafted(shelf, SHARE, [share(88, 100, "85"), share(88, 100, "93")]))
    assert "by 5 points; the target was 85% in October" in text and "having been" not in text


def test_a_recovery_says_since_when(shelf):
    told = [share(count, 100, "90") for count in (92, 70, 71, 70, 72, 91)]
    assert "for the first time since June" in " ".join(drafted(shelf, SHARE, told))
    assert "for the first time in 14 months" in " ".join(drafted(shelf, SHARE, [share(70, 100, "90")] * 13 + told[-1:]))


def test_neutral_and_unjudged_figures_take_no_side(shelf):
    text = " ".join(drafted(shelf, NEUTRAL, [whole(800), whole(877)]))
    assert not re.search(r"better|worse|target|improv|declin", text)
    assert "up 77 (10%) from 800 in October" in text


# Localities


def places(shelf: Shelf, measure_id: str, authority: Told, told: dict[str, Told]) -> str:
    shelf.empty()
    shelf.series(measure_id, NOVEMBER, [authority])
    for place, one in told.items():
        shelf.series(measure_id, NOVEMBER, [one], place=place)
    return " ".join(sentences(shelf, measure_id))


def test_localities_who_is_and_who_is_not(shelf):
    told = {"Ash": share(95, 100, "93"), "Beck": share(89, 100, "93"), "Coomb": share(70, 100, "93")}
    told |= {"Dell": share(60, 100, "93"), "Elm": share(80, 100, "93")}
    text = places(shelf, SHARE, share(394, 500, "93"), told)
    assert "Ash (95%) is better than target and Beck (89%) within tolerance of target" in text
    assert "the other three are worse, from 60% in Dell to 80% in Elm" in text
    worse = {place: share(70 + at, 100, "93") for at, place in enumerate(told)}
    assert "All five localities are worse than target, from 70% in Ash to 74% in Elm" in places(
        shelf, SHARE, share(360, 500, "93"), worse
    )


def test_a_locality_that_only_meets_its_target_is_not_said_to_be_better(shelf):
    told = {place: share(per_cent, 100, "93") for place, per_cent in (("Ash", 93), ("Beck", 95), ("Coomb", 70))}
    text = places(shelf, SHARE, share(258, 300, "93"), told)
    assert "Coomb (70%) is worse than target; the other two are at or better than target." in text
    assert check(text, shelf.publication(NOVEMBER)) == []


def test_few_cases_in_a_locality_are_said(shelf):
    told = {"Ash": share(1, 4, "93"), "Beck": share(95, 100, "93"), "Coomb": share(96, 100, "93")}
    assert "Ash (25%, 1 of 4) is worse than target; the other two are better than target" in places(
        shelf, SHARE, share(192, 204, "93"), told
    )


def test_a_locality_without_a_figure_is_not_among_the_others(shelf):
    told = {"Ash": share(92, 100, "93"), "Beck": share(60, 100, "93"), "Coomb": Told(target=Decimal(93))}
    text = places(shelf, SHARE, share(152, 200, "93"), told)
    assert "Ash (92%) is within tolerance of target; Beck (60%) is worse" in text
    most = {"Ash": share(95, 100, "93"), "Beck": share(60, 100, "93"), "Coomb": share(94, 100, "93")}
    text = places(shelf, SHARE, share(249, 300, "93"), most | {"Dell": Told(target=Decimal(93))})
    assert "Ash (95%) and Coomb (94%) are better than target; Beck (60%) is worse" in text
    all_worse = {"Ash": share(62, 100, "93"), "Beck": share(60, 100, "93"), "Coomb": Told(target=Decimal(93))}
    assert "Both localities with a figure are worse" in places(shelf, SHARE, share(122, 200, "93"), all_worse)


def test_a_count_s_target_judges_no_locality(shelf):
    told = {"Ash": whole(30, "70"), "Beck": whole(50, "70")}
    text = places(shelf, "cp_plans_over_15_months", whole(80, "70"), told)
    assert "By locality the number ranged from 30 in Ash to 50 in Beck" in text and "All" not in text
    few = {"Ash": whole(9), "Beck": whole(10)}
    assert "Ash" not in places(shelf, "cp_plans_over_15_months", whole(19), few)
    assert "Ash" in places(shelf, "cp_plans_over_15_months", whole(20), few | {"Beck": whole(11)})


def test_a_service_outside_the_localities_is_not_told_by_them(shelf):
    assert "Ash" not in places(
        shelf, SHARE, share(400, 500, "93"), {"Ash": share(1, 2, "93"), "Beck": share(2, 2, "93")}
    )


def test_a_share_made_by_those_in_no_locality_is_not_told_by_place(shelf):
    """All places better than target beside a whole that is worse would puzzle: the rest sit in none of them."""
    told = {"Ash": share(70, 100, "93"), "Beck": share(72, 100, "93")}
    assert "localities" not in places(shelf, SHARE, share(242, 300, "93"), told)
    assert "Both localities are worse than target" in places(shelf, SHARE, share(212, 300, "93"), told)


# Others and what lies behind


def test_a_comparator_stands_beside_the_year_with_its_date(shelf):
    shelf.empty()
    shelf.series(LOWER, NOVEMBER, [share(307, 1000, "21.5")])
    shelf.series(LOWER, NOVEMBER, [share(302, 1000)], basis="rolling_12_months")
    shelf.comparator(LOWER, "statistical_neighbours", date(2022, 3, 31), "20.1")
    shelf.comparator(LOWER, "england", date(2022, 3, 31), "31")
    assert (
        "Over the 12 months to the end of November 2022 the figure was 30.2% (302 of 1,000), worse than statistical"
        " neighbours (20.1%) and better than England (31%) at March 2022." in sentences(shelf, LOWER)
    )


@pytest.mark.parametrize(("end", "years_told"), [(date(2022, 3, 31), 1), (date(2022, 2, 28), 2)])
def test_in_march_the_year_to_date_is_the_rolling_year_and_told_once(shelf, end, years_told):
    shelf.empty()
    for basis in ("month", "rolling_12_months", "financial_year_to_date"):
        shelf.series(LOWER, end, [share(302, 1000)], basis=basis)
    publication = shelf.publication(end)
    text = " ".join(
        sentence.text
        for paragraph in paragraphs(publication, publication.measure(LOWER), end)
        for sentence in paragraph.sentences
    )
    assert text.count("the figure was 30.2%") == years_told
    assert "Over the 12 months to the end of" in text


def test_a_count_is_not_compared_with_another_council_s(shelf):
    shelf.empty()
    shelf.series("cla_at_period_end", NOVEMBER, [whole(848)])
    shelf.comparator("cla_at_period_end", "statistical_neighbours", date(2022, 3, 31), "780")
    assert "neighbours" not in " ".join(sentences(shelf, "cla_at_period_end"))


def test_the_backlog_behind_a_rate_comes_from_its_own_figures(shelf):
    shelf.empty()
    shelf.series("single_assessments_in_45_working_days", NOVEMBER, [share(750, 1000, "90")])
    shelf.series("open_assessments_overdue", NOVEMBER, [whole(72), whole(274)])
    shelf.series("long_open_assessments", NOVEMBER, [whole(0)])
    text = " ".join(sentences(shelf, "single_assessments_in_45_working_days"))
    assert "Behind this were 274 children whose open assessment was overdue (72 in October)." in text
    assert "long time" not in text


# Nothing to say


def test_what_was_not_supplied_and_what_had_no_cases_say_so(shelf):
    assert "was not supplied" in drafted(shelf, SHARE, [share(80, 100), Told()])[0]
    said = drafted(shelf, SHARE, [share(80, 100), share(0, 0)])
    assert said == ["At the end of November 2022, there were no children in need, so there is no percentage."]


def test_a_measure_not_made_at_this_frequency_is_not_mentioned(shelf):
    shelf.empty()
    publication = shelf.publication(NOVEMBER)
    assert paragraphs(publication, publication.measure("permanent_exclusions"), NOVEMBER) == []


def test_the_same_figures_draft_the_same_words(shelf):
    told = [share(70 + step % 7, 100, "93") for step in range(20)]
    assert drafted(shelf, SHARE, told) == drafted(shelf, SHARE, told)


# Properties

SERIES = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), min_size=1, max_size=20)


def _numbers(paragraph: Paragraph) -> list[Number]:
    return [part for sentence in paragraph.sentences for part in sentence.parts if isinstance(part, Number)]


def _figure(publication: Publication, ref: FigureRef) -> Figure:
    return publication.figure(ref.measure_id, ref.basis, ref.period_end, ref.breakdown, ref.breakdown_value)


def _can_be(text: str, figure: Figure, series: list[Figure]) -> bool:
    """Whether a printed number is one the figure holds: its value, cases, target, a difference from them, or a run."""
    held = {figure.value, figure.numerator, figure.denominator, figure.target}
    if figure.denominator is not None:
        held.add(figure.denominator - figure.numerator)
    values = [one.value for one in series if one.value is not None]
    differences = {abs(figure.value - value) for value in [*values, *filter(None, [figure.target])]}
    per_cent = {
        (abs(figure.value - value) / value * 100).quantize(Decimal(1), ROUND_HALF_UP) for value in values if value
    }
    runs = {Decimal(run) for run in (figure.run_of_direction, figure.run_of_status) if run}
    runs.add(Decimal(len(series)))
    numerals = [Decimal(found.replace(",", "")) for found in re.findall(r"\d[\d,]*(?:\.\d+)?", text)]
    known = {known.normalize() for known in {*held, *differences, *per_cent, *runs} - {None}}
    return all(one in known for one in numerals)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    cases=SERIES,
    measure_id=st.sampled_from([SHARE, LOWER, "icpcs_in_15_working_days", "contacts_closed_at_contact"]),
    targets=st.lists(st.sampled_from([None, "50", "60", "90"]), min_size=1, max_size=2),
    tolerance=st.sampled_from(["5", "0"]),
    where=st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=4),
)
def test_what_is_said_of_shares_holds(shelf, cases, measure_id, targets, tolerance, where):
    """Every number is one its figure holds, and a reader that knows only the text and the marts finds nothing against it."""
    shelf.empty()
    told = [
        Told(None, Decimal(min(pair)), Decimal(max(pair)), _target(targets, at, len(cases)))
        for at, pair in enumerate(cases)
    ]
    shelf.series(measure_id, NOVEMBER, told, tolerance=tolerance)
    for place, pair in zip(("Ash", "Beck", "Coomb Hill", "Dell of Elm"), where, strict=False):
        here = Told(None, Decimal(min(pair)), Decimal(max(pair)), _target(targets, len(cases) - 1, len(cases)))
        shelf.series(measure_id, NOVEMBER, [here], place=place, tolerance=tolerance)
    _holds(shelf, measure_id)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    counts=st.lists(st.integers(0, 3000), min_size=1, max_size=20),
    measure_id=st.sampled_from([COUNT, NEUTRAL, "case_audits_completed"]),
    target=st.sampled_from([None, "60", "1500"]),
)
def test_what_is_said_of_counts_holds(shelf, counts, measure_id, target):
    shelf.empty()
    shelf.series(measure_id, NOVEMBER, [whole(count, target) for count in counts])
    _holds(shelf, measure_id)


def _target(targets: list[str | None], at: int, periods: int) -> Decimal | None:
    """The first target, and the second from half way."""
    chosen = targets[-1] if at * 2 >= periods else targets[0]
    return None if chosen is None else Decimal(chosen)


def _holds(shelf: Shelf, measure_id: str) -> None:
    publication = shelf.publication(NOVEMBER)
    measure = publication.measure(measure_id)
    for paragraph in paragraphs(publication, measure, NOVEMBER):
        for number in _numbers(paragraph):
            figure = _figure(publication, number.figure_ref)
            assert figure is not None
            series = publication.series(measure_id, figure.basis, months=100)
            if figure.value is not None:
                assert _can_be(number.text, figure, series), (number.text, paragraph.text)
        assert check(paragraph.text, publication) == [], paragraph.text
        assert (
            re.fullmatch(r"[A-Z0-9].*\.", paragraph.text) and "  " not in paragraph.text and " ," not in paragraph.text
        )


def test_the_overview_says_the_statistics_with_the_period_before(shelf):
    shelf.empty()
    row = {"statistic": "better_or_within_tolerance", "numerator": Decimal(32), "denominator": Decimal(71)}
    for end, value in ((date(2022, 10, 31), 42), (NOVEMBER, 45)):
        shelf.insert("overview_monthly", [row | {"period_end": end, "value": Decimal(value)}])
    shelf.series(SHARE, NOVEMBER, [share(94, 100, "93"), share(80, 100, "93")])
    text = " ".join(paragraph.text for paragraph in overview_paragraphs(shelf.publication(NOVEMBER), NOVEMBER))
    assert (
        "45% of judged measures (32 of 71) were better than or within tolerance of target, up from 42% in October"
        in text
    )


@pytest.mark.parametrize("frequency", FREQUENCIES)
def test_periods_are_named_by_their_frequency(shelf, frequency):
    shelf.empty()
    last = date(2022, 12, 31)
    shelf.series("icpcs_in_15_working_days", last, [share(80, 100), share(84, 100)], frequency=frequency)
    publication = shelf.publication(last, frequency)
    (paragraph,) = paragraphs(publication, publication.measure("icpcs_in_15_working_days"), last)
    assert ("in Quarter 2" in paragraph.text) == (frequency == "quarterly")
    assert "Quarter 3 of 2022/23" in paragraph.text or "December 2022" in paragraph.text
