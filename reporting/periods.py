"""The period a report is of: a month as `2022-11`, or a quarter of the financial year as `2022-Q3`."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from reporting.figures import ReportRefused


@dataclass(frozen=True)
class Period:
    """`name` as it is asked for, `end` its last day."""

    name: str
    frequency: str
    start: date
    end: date

    @property
    def title(self) -> str:
        """`November 2022`, or `Quarter 3 2022/23`."""
        return f"{self.end:%B %Y}" if self.frequency == "monthly" else quarter_title(self.end)

    @property
    def span(self) -> str:
        """`1 November 2022 to 30 November 2022`."""
        return f"{day(self.start)} to {day(self.end)}"


def parse_period(frequency: str, text: str) -> Period:
    """The period named `text`; `2022-Q3` is the quarter of the financial year 2022/23 that ends on 31 December 2022.

    Raises:
        ReportRefused: it is no period of that frequency.
    """
    if frequency == "monthly":
        found = re.fullmatch(r"(\d{4})-(0[1-9]|1[0-2])", text, re.ASCII)
        if found:
            return month_of(_last_day(int(found[1]), int(found[2])))
        raise ReportRefused("--period: not a month as YYYY-MM")
    found = re.fullmatch(r"(\d{4})-Q([1-4])", text, re.ASCII)
    if found:
        months = int(found[2]) * 3 + 3
        return quarter_of(_last_day(int(found[1]) + (months > 12), (months - 1) % 12 + 1))
    raise ReportRefused("--period: not a quarter of a financial year as YYYY-Q1 to YYYY-Q4")


def month_of(end: date) -> Period:
    """The month that ends on `end`."""
    return Period(f"{end:%Y-%m}", "monthly", end.replace(day=1), end)


def quarter_of(end: date) -> Period:
    """The quarter of the financial year that ends on `end`."""
    year, quarter = _financial(end)
    return Period(f"{year}-Q{quarter}", "quarterly", date(end.year, end.month - 2, 1), end)


def last_over(frequency: str, day_: date) -> Period:
    """The last period that was over at the end of `day_`."""
    step = 1 if frequency == "monthly" else 3
    end = _last_day(day_.year, day_.month)
    while end > day_ or end.month % step:
        end = _last_day(end.year - (end.month == 1), (end.month - 2) % 12 + 1)
    return month_of(end) if frequency == "monthly" else quarter_of(end)


def quarter_title(end: date) -> str:
    """`Quarter 3 2022/23`."""
    year, quarter = _financial(end)
    return f"Quarter {quarter} {year}/{(year + 1) % 100:02d}"


def short_quarter(end: date) -> str:
    """`Q3`."""
    return f"Q{_financial(end)[1]}"


def day(when: date) -> str:
    """`30 November 2022`."""
    return f"{when.day} {when:%B %Y}"


def short_month(when: date) -> str:
    """`Nov-22`, as scorecards head their columns."""
    return f"{when:%b-%y}"


def _financial(end: date) -> tuple[int, int]:
    return end.year - (end.month < 4), (end.month - 4) % 12 // 3 + 1


def _last_day(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])
