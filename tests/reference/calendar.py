"""Days, working days, months and ages, counted as the conventions say (catalogue, conventions 5, 6 and 10)."""

from __future__ import annotations

import calendar
import csv
from bisect import bisect_right
from datetime import date, timedelta
from pathlib import Path

ONE_DAY = timedelta(days=1)
FIRST, LAST = date(1980, 1, 1), date(2060, 12, 31)


class WorkingDays:
    """Monday to Friday less bank holidays."""

    def __init__(self, holidays: set[date]) -> None:
        self.holidays = holidays
        self._days = []
        day = FIRST
        while day <= LAST:
            if self.is_working(day):
                self._days.append(day)
            day += ONE_DAY

    @classmethod
    def of_seed(cls, path: Path) -> WorkingDays:
        with path.open(encoding="utf-8", newline="") as stream:
            return cls({date.fromisoformat(row["holiday_on"]) for row in csv.DictReader(stream)})

    def is_working(self, day: date) -> bool:
        return day.weekday() < 5 and day not in self.holidays

    def elapsed(self, start: date, end: date) -> int:
        """Working days after `start` up to and including `end`; negative where `end` comes first."""
        return bisect_right(self._days, end) - bisect_right(self._days, start)

    def nth(self, start: date, n: int) -> date:
        """The n-th working day after `start`, which is day 0 whether or not it is a working day."""
        return start if n == 0 else self._days[bisect_right(self._days, start) + n - 1]


def month_end(day: date) -> date:
    return date(day.year, day.month, calendar.monthrange(day.year, day.month)[1])


def months_later(day: date, n: int) -> date:
    """The same day n months later, or the last day of that month where it has no such day."""
    index = day.year * 12 + day.month - 1 + n
    year, month = index // 12, index % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def birthday(born: date, years: int) -> date:
    """The day a child becomes `years` old; born on 29 February: 1 March in other years."""
    if (born.month, born.day) == (2, 29) and not calendar.isleap(born.year + years):
        return date(born.year + years, 3, 1)
    return born.replace(year=born.year + years)


def completed_years(born: date, on: date) -> int:
    """Age on a day; negative before birth."""
    years = on.year - born.year
    return years if birthday(born, years) <= on else years - 1


def month_ends(first: date, last: date) -> list[date]:
    """The last day of every month from `first` to `last`, where it is not after `last`."""
    ends = []
    day = month_end(first)
    while day <= last:
        ends.append(day)
        day = month_end(day + ONE_DAY)
    return ends
