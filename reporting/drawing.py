"""Which drawings of a measure a report takes, and whether there is enough to draw."""

from __future__ import annotations

from collections.abc import Sequence

from reporting import charts
from reporting.figures import HEADLINE, Figure, Measure
from reporting.making import Making
from reporting.model import Picture
from reporting.trends import compared_basis, covers

# With fewer values of those seen a line would mislead: two points make no trend.
_LEAST = {"monthly": 6, "quarterly": 3}
_SEEN = {"monthly": 13, "quarterly": 5}
# Process limits are worth more with more points.
_PROCESS = {"monthly": 24, "quarterly": 12}


def trend(making: Making, measure: Measure, caption: str = "") -> Picture | None:
    """The authority's headline with its target in steps."""
    found = _headline(making, measure, _SEEN)
    return _picture(charts.trend(found, measure, caption=caption)) if _enough(making, found) else None


def sparkline(making: Making, measure: Measure, basis: str, name: str = "") -> Picture | None:
    found = making.publication.series(measure.measure_id, basis, *HEADLINE, _SEEN[making.period.frequency])
    return _picture(charts.sparkline(found, measure, name)) if _enough(making, found) else None


def process(making: Making, measure: Measure) -> Picture | None:
    """An XmR chart where its limits are valid; the trend where they are not, with the reason."""
    found = _headline(making, measure, _PROCESS)
    reason = charts.why_no_limits(found, measure)
    return _picture(charts.process(found, measure)) if reason is None else trend(making, measure, reason)


def places(making: Making, measure: Measure, breakdown: str) -> Picture | None:
    """A small trend to each locality, where they speak for the whole and are not all judged alike."""
    if breakdown not in measure.breakdown_names:
        return None
    publication = making.publication
    basis = measure.bases(publication.frequency)[0]
    shown = [
        figure
        for figure in publication.breakdowns(measure.measure_id, basis, making.end, breakdown)
        if figure.value is not None and figure.breakdown_value != "unallocated"
    ]
    whole = publication.figure(measure.measure_id, basis, making.end)
    if whole is None or whole.value is None or not covers(whole, shown, measure):
        return None
    panels = [
        (
            publication.unit_name(breakdown, figure.breakdown_value),
            publication.series(measure.measure_id, basis, breakdown, figure.breakdown_value),
        )
        for figure in shown
    ]
    panels = [(place, series) for place, series in panels if _enough(making, series)]
    differ = len({figure.status for figure in shown}) > 1
    return _picture(charts.small_multiples(panels, measure)) if differ and len(panels) > 1 else None


def neighbours(making: Making, measure: Measure) -> Picture | None:
    """Bars of the authority and those it is compared with; none of a count, which says only how large a council is."""
    publication = making.publication
    basis = compared_basis(measure, publication.frequency)
    figure = publication.figure(measure.measure_id, basis, making.end)
    known = [one for one in publication.comparators(measure.measure_id) if one.basis in (None, basis)]
    if figure is None or figure.value is None or not known or measure.statistic == "count":
        return None
    return _picture(charts.neighbours(figure, measure, known, making.officers.authority))


def _headline(making: Making, measure: Measure, seen: dict[str, int]) -> list[Figure]:
    basis = measure.bases(making.publication.frequency)[0]
    return making.publication.series(measure.measure_id, basis, *HEADLINE, seen[making.period.frequency])


def _enough(making: Making, series: Sequence[Figure]) -> bool:
    return sum(figure.value is not None for figure in series) >= _LEAST[making.period.frequency]


def _picture(chart: charts.Chart) -> Picture:
    return Picture(chart.svg, f"{chart.title}. {chart.description}", chart.title)
