"""Paragraphs on all measures together."""

from datetime import date

from reporting.drafting.subject import WHOLE_HISTORY, figure_before, period_said, sentence
from reporting.english import number, plain
from reporting.figures import Figure, Measure, OverviewStatistic, Publication
from reporting.text import Number, Paragraph, Part, Sentence
from reporting.trends import JUDGED, MONTHS_OF, unbroken

# Statistics of measures that stand in one sentence, and the whole that they are shares of.
_META_MEASURES = (
    (
        (
            ("better_or_within_tolerance", "were better than or within tolerance of target"),
            ("worse", "were worse than target"),
        ),
        "judged measures",
    ),
    ((("above_80", "were above 80%"), ("above_90", "were above 90%")), "percentage measures where more is better"),
    (
        (
            ("improved", "improved"),
            ("declined", "declined"),
            ("static_and_worse", "were little changed and worse than target"),
        ),
        "judged measures",
    ),
)


def overview_paragraphs(publication: Publication, period_end: date) -> list[Paragraph]:
    """The statistics of measures, with the period before; none where no measure is judged."""
    drafted = _meta_measures(publication, period_end)
    return [Paragraph(tuple(drafted), officer=False)] if drafted else []


def standouts(publication: Publication, period_end: date) -> list[tuple[str, list[tuple[Measure, Figure]]]]:
    """Measures that stand out and how: on the other side of their target now, or alone at the best or worst of 12 periods."""
    current = [
        (measure, figure)
        for measure in publication.measures()
        if measure.theme != "overview"
        and (figure := publication.headline(measure, period_end))
        and figure.value is not None
    ]
    twelve = {"monthly": "12 months", "quarterly": "12 quarters"}[publication.frequency]
    ways = (
        ("Newly worse than target", lambda measure, figure: _crossed(publication, measure, figure) == "worse"),
        (
            "Newly better than or within tolerance of target",
            lambda measure, figure: _crossed(publication, measure, figure) == "good",
        ),
        (
            f"Worst in {twelve}",
            lambda measure, figure: figure.is_worst_in_12 and _is_alone(publication, measure, figure),
        ),
        (f"Best in {twelve}", lambda measure, figure: figure.is_best_in_12 and _is_alone(publication, measure, figure)),
    )
    found = [(said, [one for one in current if holds(*one)]) for said, holds in ways]
    return [(said, members) for said, members in found if members]


def _meta_measures(publication: Publication, period_end: date) -> list[Sentence]:
    """Shares of measures, with the period and the year before."""
    known = {found.statistic: found for found in publication.overview(period_end)}
    when = "in " + period_said(period_end, publication.frequency, None)
    sentences = []
    for statistics, whole in _META_MEASURES:
        parts: list[Part] = []
        for name, words in statistics:
            found = known.get(name)
            if not found or found.value is None:
                continue
            cases = Number(f"{plain(found.numerator)} of {plain(found.denominator)}", found.ref)
            parts += ["; " if parts else "", Number(f"{number(found.value)}%", found.ref)]
            parts += [f" of {whole} (" if len(parts) == 2 else " (", cases, f") {words}"]
            parts += _beside(publication, found, period_end)
        if parts:
            sentences.append(sentence("" if sentences else f"{when}, ", *parts))
    return sentences


def _beside(publication: Publication, found: OverviewStatistic, period_end: date) -> list[Part]:
    """`, up from 42% in October`."""
    periods = [day for day in publication.periods if day < period_end]
    before = next(
        (past for past in publication.overview(periods[-1]) if past.statistic == found.statistic)
        if periods
        else iter(()),
        None,
    )
    if not before or before.value is None:
        return []
    name = period_said(before.period_end, publication.frequency, period_end)
    value = Number(f"{number(before.value)}%", before.ref)
    if before.value == found.value:
        return [f", the same as in {name}"]
    return [f", {'up' if found.value > before.value else 'down'} from ", value, f" in {name}"]


def _crossed(publication: Publication, measure: Measure, figure: Figure) -> str | None:
    """`worse` or `good`: the side of its target on which a figure newly is."""
    before = figure_before(publication, measure, figure)
    if not before or figure.status not in JUDGED or before.status not in JUDGED:
        return None
    now, then = figure.status == "worse", before.status == "worse"
    return None if now == then else "worse" if now else "good"


def _is_alone(publication: Publication, measure: Measure, figure: Figure) -> bool:
    """Whether no other of the 12 periods ties with the best or worst, and there are 12."""
    series = publication.series(measure.measure_id, figure.basis, months=WHOLE_HISTORY)
    last = unbroken(
        [past for past in series if past.period_end <= figure.period_end], MONTHS_OF[publication.frequency]
    )[-12:]
    return len(last) == 12 and sum(past.value == figure.value for past in last) == 1
