"""Other bases, comparators with their date, and the backlog behind a rate."""

from decimal import Decimal

from reporting.drafting.subject import Subject, figure_before, joined, sentence, when_said
from reporting.english import agree, month, number, plain
from reporting.figures import Comparator, Figure
from reporting.phrases import phrase
from reporting.text import Number, Part, Sentence
from reporting.trends import compared_basis

YEAR_ENDS = 3  # the financial year, with March
_COMPARATORS = {
    "statistical_neighbours": "statistical neighbours",
    "region": "the region",
    "england": "England",
    "peer_group": "the peer group",
    "other": "the comparison group",
}


def elsewhere_sentences(subject: Subject) -> list[Sentence]:
    """Other bases, and comparators beside the basis they are counted on: a rolling year where there is one."""
    measure = subject.measure
    others = [
        figure
        for basis in measure.bases(subject.publication.frequency)
        if basis != subject.figure.basis
        and (figure := subject.publication.figure(measure.measure_id, basis, subject.figure.period_end))
        and figure.value is not None
    ]
    if any(figure.basis == "rolling_12_months" for figure in others) and subject.figure.period_end.month == YEAR_ENDS:
        # In March the year to date is the same twelve months.
        others = [figure for figure in others if figure.basis != "financial_year_to_date"]
    basis = compared_basis(measure, subject.publication.frequency)
    beside = next((figure for figure in others if figure.basis == basis), subject.figure)
    sentences = []
    for figure in others:
        compared = _against(subject, figure) if figure is beside else []
        lead = f"{when_said(figure, subject.publication.frequency)} "
        average = measure.statistic == "count" and figure.denominator is not None
        parts: list[Part] = [
            lead,
            "the monthly average was " if average else "the figure was ",
            subject.spoken(figure),
        ]
        if not average and figure.denominator is not None and measure.statistic == "percentage":
            parts += [" (", subject.number(f"{plain(figure.numerator)} of {plain(figure.denominator)}", figure), ")"]
        last_year = subject.year_before(figure)
        if average and last_year:
            same = last_year.value == figure.value
            against = [", the same as"] if same else [" against ", subject.spoken(last_year)]
            parts += [*against, " in the same months a year earlier"]
        sentences.append(sentence(*parts, *([", ", *compared] if compared else [])))
    if beside is subject.figure and (against := _against(subject, beside)):
        sentences.append(sentence("the figure is ", *against))
    return sentences


def _against(subject: Subject, figure: Figure) -> list[Part]:
    """`worse than statistical neighbours (20.1%) and England (21.5%) at March 2022`."""
    known = subject.publication.comparators(subject.measure.measure_id)
    found = _one_each([one for one in known if one.basis in (None, figure.basis)])
    # Councils differ in size: a count beside another's says nothing.
    if not found or subject.measure.statistic == "count":
        return []
    dates = {known.period_end for known in found}
    groups: dict[str, list[list[Part]]] = {}
    for known in found:
        value = Number(subject.in_unit(known.value, exact=True), known.ref)
        at = [f", {month(known.period_end)}"] if len(dates) > 1 else []
        average = {"mean": " (average ", "median": " (median "}.get(known.statistic, " (")
        groups.setdefault(_relation(subject, figure.value, known.value), []).append(
            [_COMPARATORS[known.comparator], average, value, *at, ")"]
        )
    said = [[f"{relation} ", *joined(members)] for relation, members in groups.items()]
    return [*joined(said), *([f" at {month(next(iter(dates)))}"] if len(dates) == 1 else [])]


def _relation(subject: Subject, value: Decimal, other: Decimal) -> str:
    if value == other:
        return "the same as"
    if subject.measure.polarity in ("higher_is_better", "lower_is_better"):
        return "better than" if (value > other) == (subject.measure.polarity == "higher_is_better") else "worse than"
    return "higher than" if value > other else "lower than"


def backlog_sentences(subject: Subject) -> list[Sentence]:
    counted = []
    for measure_id in subject.phrase.backlog:
        other = subject.publication.measure(measure_id)
        figure = subject.publication.headline(other, subject.figure.period_end) if other else None
        if figure and figure.value:
            before = figure_before(subject.publication, other, figure)
            words: list[Part] = [
                Number(number(figure.value), figure.ref),
                f" {agree(phrase(other).cohort, figure.value)}",
            ]
            if before:
                also = "also " if before.value == figure.value else ""
                words += [f" ({also}", Number(number(before.value), before.ref), f" in {subject.period_name(before)})"]
            counted.append((figure, words))
    if not counted:
        return []
    verb = "was" if counted[0][0].value == 1 else "were"
    lead = "among them" if subject.measure.statistic == "count" else "behind this"
    return [sentence(f"{lead} {verb} ", *joined([words for _, words in counted]))]


def _one_each(comparators: list[Comparator]) -> list[Comparator]:
    """One figure of each comparator: as printed, else its mean, else its median. Of one body two averages would confuse."""
    order = ("printed", "mean", "median")
    best: dict[str, Comparator] = {}
    for known in sorted(
        comparators,
        key=lambda known: (
            -known.period_end.toordinal(),
            order.index(known.statistic) if known.statistic in order else 3,
        ),
    ):
        best.setdefault(known.comparator, known)
    return [best[name] for name in _COMPARATORS if name in best]
