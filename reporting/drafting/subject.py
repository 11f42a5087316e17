"""What a paragraph is about, and how its numbers, times and lists are put into words."""

import zlib
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from reporting.english import month, number, plain, quarter
from reporting.figures import Figure, Measure, Publication
from reporting.phrases import phrase
from reporting.text import Number, Part, Sentence
from reporting.trends import JUDGED, MONTHS_OF, SMALL, unbroken

WHOLE_HISTORY = 1000
UNNAMED = ("unallocated", "unknown", "none", "other", "unborn")


class Subject:
    """A measure with the figure that is spoken of, its series, and how its numbers and times are said."""

    def __init__(self, publication: Publication, measure: Measure, figure: Figure) -> None:
        self.publication = publication
        self.measure = measure
        self.figure = figure
        self.phrase = phrase(measure)
        series = publication.series(measure.measure_id, figure.basis, months=WHOLE_HISTORY)
        held = [past for past in series if past.period_end <= figure.period_end]
        self.series = unbroken(held, MONTHS_OF[publication.frequency])
        # What came before the series was counted in another way; a figure may still be set beside it, with the warning.
        self.is_redefined = self.series[0].previous_definition_changed
        self.is_resumed = any(past.value is not None for past in held[: -len(self.series)])
        self.previous = self.series[-2] if len(self.series) > 1 else None
        if self.is_redefined and not self.previous and figure.previous_value is not None:
            self.previous = figure_before(publication, measure, figure)
        # Figures typed from reports come with gaps: the newest of the year before is what can be compared with.
        self.latest_earlier = next(
            (
                past
                for past in reversed(held[:-1])
                if past.value is not None and (figure.period_end - past.period_end).days < 366
            ),
            None,
        )
        self.is_first = figure.source != "aggregate_return" and not any(past.value is not None for past in held[:-1])
        self.is_to_date = figure.basis.endswith("_to_date")
        self.is_share = measure.statistic in ("percentage", "gap_pp")
        self.is_judged = figure.status in JUDGED
        self.is_small = (
            figure.denominator is not None and figure.denominator < SMALL and measure.statistic == "percentage"
        )

    def either(self, first: Sequence[Part], second: Sequence[Part]) -> Sentence:
        """One of two wordings, by measure and period: the same every time it is drafted."""
        return sentence(*(first, second)[self.turn("either")])

    def turn(self, of: str) -> int:
        """0 or 1, by measure, period and what is said."""
        return zlib.crc32(f"{self.measure.measure_id}|{self.figure.period_end}|{of}".encode()) % 2

    def number(self, text: str, figure: Figure | None = None) -> Number:
        return Number(text, (figure or self.figure).ref)

    def spoken(self, figure: Figure) -> Number:
        return Number(self.in_unit(figure.value), figure.ref)

    def in_unit(self, value: Decimal, exact: bool = False) -> str:
        """The value as printed; `exact` prints a target or comparator with the decimals it was given."""
        text = plain(value) if exact else number(value, self.measure.decimals)
        return f"{text}%" if self.measure.unit == "%" else text

    def difference(self, change: Decimal, other: Decimal, in_per_cent: bool = True) -> str:
        """Points between percentages, per cent between counts of some size, else the difference itself."""
        if self.is_share:
            text = number(change, self.measure.decimals)
            return f"{text} {'point' if text == '1' else 'points'}"
        if self.measure.statistic == "count" and in_per_cent and other >= SMALL:
            return f"{number(change)} ({number(change / other * 100)}%)"
        return plain(change)

    def is_slight(self, change: Decimal, other: Decimal) -> bool:
        """Under one point, or one per cent of a count or rate: what the marts call static."""
        return abs(change) < 1 if self.is_share else abs(change) * 100 < abs(other)

    def period_word(self) -> str:
        return {"monthly": "month", "quarterly": "quarter"}[self.publication.frequency]

    def period_name(self, other: Figure) -> str:
        return period_said(other.period_end, self.publication.frequency, self.figure.period_end)

    def year_before(self, figure: Figure) -> Figure | None:
        """The figure of the same period a year earlier, where it is the one published beside this one."""
        if figure.same_period_last_year_value is None:
            return None
        series = self.publication.series(self.measure.measure_id, figure.basis, months=WHOLE_HISTORY)
        return next(
            (
                past
                for past in series
                if (past.period_end.year, past.period_end.month)
                == (figure.period_end.year - 1, figure.period_end.month)
                and past.value == figure.same_period_last_year_value
            ),
            None,
        )

    def values_of(self, breakdown: str) -> list[Figure]:
        """Named values of a breakdown that have a value."""
        if breakdown not in self.measure.breakdown_names:
            return []
        found = self.publication.breakdowns(
            self.measure.measure_id, self.figure.basis, self.figure.period_end, breakdown
        )
        return [figure for figure in found if figure.value is not None and figure.breakdown_value not in UNNAMED]


def sentence(*parts: Part) -> Sentence:
    """Parts as a sentence: capital first, full stop last, strings side by side made one."""
    merged: list[Part] = []
    for part in parts:
        if isinstance(part, str) and merged and isinstance(merged[-1], str):
            merged[-1] += part
        else:
            merged.append(part)
    merged.append(".") if not isinstance(merged[-1], str) else merged.append(merged.pop() + ".")
    first = merged[0]
    text = first if isinstance(first, str) else first.text
    text = text[:1].upper() + text[1:]
    merged[0] = text if isinstance(first, str) else Number(text, first.figure_ref)
    return Sentence(tuple(merged))


def joined(groups: list[list[Part]]) -> list[Part]:
    """Groups of parts as a list in English."""
    joined: list[Part] = []
    for index, group in enumerate(groups):
        if index:
            joined.append(" and " if index == len(groups) - 1 else ", ")
        joined += group
    return joined


def when_said(figure: Figure, frequency: str) -> str:
    """`In November 2022`, `at the end of November 2022`, `over the 12 months to the end of November 2022`, ..."""
    end = month(figure.period_end)
    basis = figure.basis
    if basis == "snapshot":
        return f"at the end of {end}"
    if basis == "rolling_12_months":
        return f"over the 12 months to the end of {end}"
    if basis == "annual":
        return f"over the year to the end of {end}"
    if basis in ("financial_year_to_date", "academic_year_to_date"):
        start = month(figure.period_start, figure.period_end)
        year = " of the school year" if basis.startswith("academic") else ""
        if (figure.period_start.year, figure.period_start.month) == (figure.period_end.year, figure.period_end.month):
            return f"in {end}, the first month{year or ' of the financial year'}"
        return f"from {start} to {end}"
    return f"in {quarter(figure.period_end) if frequency == 'quarterly' else end}"


def period_said(day: date, frequency: str, beside: date | None) -> str:
    return quarter(day, beside) if frequency == "quarterly" else month(day, beside)


def figure_before(publication: Publication, measure: Measure, figure: Figure) -> Figure | None:
    """The same figure one period earlier, where it has a value."""
    periods = [day for day in publication.periods if day < figure.period_end]
    found = publication.figure(measure.measure_id, figure.basis, periods[-1]) if periods else None
    return found if found and found.value is not None else None
