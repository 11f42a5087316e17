"""What a series says of its last figure: how extreme it is, how long a run has lasted.

Nothing is said across a gap or a change of definition.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from reporting.figures import Figure, Measure

# Under this denominator a share is said by its cases, drawn hollow, and no fraction, move or limit is drawn from it.
SMALL = 20
JUDGED = ("better", "within_tolerance", "worse")
MONTHS_OF = {"monthly": 1, "quarterly": 3}


@dataclass(frozen=True)
class Extreme:
    """The last value is beyond those of the `beyond` periods before it.

    `since` is the last figure that was as high or low; None where none is, as far back as the series goes unbroken.
    """

    word: str
    beyond: int
    since: Figure | None


def unbroken(series: Sequence[Figure], months: int) -> list[Figure]:
    """The tail of the series that ends with its last figure, has a value in every period, and is of one definition.

    A period is so many months.
    """
    tail: list[Figure] = []
    for figure in reversed(series):
        if figure.value is None or tail and _months_between(figure, tail[-1]) != months:
            break
        tail.append(figure)
        if figure.previous_definition_changed:
            break
    return tail[::-1]


def extreme(series: Sequence[Figure], least: int) -> Extreme | None:
    """The extreme of the last figure, if it is one against at least `least` periods; `series` as from `unbroken`."""
    *earlier, last = series
    for word, reaches in (
        ("highest", lambda value: value >= last.value),
        ("lowest", lambda value: value <= last.value),
    ):
        beyond = 0
        since = None
        for figure in reversed(earlier):
            if reaches(figure.value):
                since = figure
                break
            beyond += 1
        if beyond >= least:
            return Extreme(word, beyond, since)
    return None


def run_of_direction(series: Sequence[Figure]) -> int:
    """How many movements of the last figure's run lie in an unbroken series: the published run, as far as it is of one definition."""
    return min(series[-1].run_of_direction or 0, len(series) - 1)


def run_of_status(series: Sequence[Figure]) -> int:
    """How many figures of the last one's run of status lie in an unbroken series."""
    return min(series[-1].run_of_status or 0, len(series))


def run_start(series: Sequence[Figure]) -> Figure | None:
    """The figure from which the last figure's run of direction set out, if it is held."""
    run = run_of_direction(series)
    return series[-1 - run] if run else None


def is_level(series: Sequence[Figure], statistic: str) -> bool:
    """Whether the whole run of the last figure stays within two points, or 2% for counts and rates: drift is not static."""
    run = run_of_direction(series)
    if not run:
        return False
    values = [figure.value for figure in series[-1 - run :]]
    spread = max(values) - min(values)
    return spread < 2 if statistic in ("percentage", "gap_pp") else spread * 50 < max(values)


def status_before(series: Sequence[Figure]) -> Figure | None:
    """The figure before the last one's run of status, if it was judged."""
    run = run_of_status(series)
    before = series[-1 - run] if 0 < run < len(series) else None
    return before if before and before.status in JUDGED else None


def last_with_status(series: Sequence[Figure], statuses: Sequence[str]) -> tuple[Figure | None, int]:
    """The newest figure before the last one with any of these statuses, and how many judged periods lie between or were held."""
    between = 0
    for figure in reversed(series[:-1]):
        if figure.status in statuses:
            return figure, between
        if figure.status not in JUDGED:
            break
        between += 1
    return None, between


def covers(whole: Figure, places: Sequence[Figure], measure: Measure) -> bool:
    """Whether places speak for the whole: they hold at least half of its cases, and a share of it lies between theirs.

    A service that sits in none of them is not told by place; nor is a share made by the cases that are in no place.
    """
    values = [place.value for place in places if place.value is not None]
    if measure.statistic == "percentage" and values and not min(values) <= whole.value <= max(values):
        return False
    if measure.statistic in ("percentage", "count"):
        for column in ("denominator", "numerator"):
            cases = getattr(whole, column)
            if cases is not None:
                return 2 * sum(getattr(place, column) or 0 for place in places) >= cases
    return True


def compared_basis(measure: Measure, frequency: str) -> str:
    """The basis that stands beside comparators, which are of a year: the rolling year where there is one, else the headline."""
    bases = measure.bases(frequency)
    return "rolling_12_months" if "rolling_12_months" in bases else bases[0]


def _months_between(earlier: Figure, later: Figure) -> int:
    return (later.period_end.year - earlier.period_end.year) * 12 + later.period_end.month - earlier.period_end.month
