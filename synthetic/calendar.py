"""Whole days since 1970-01-01 as int64: working days, calendar months and ages, all vectorised."""

import datetime as dt

import numpy as np

Days = np.ndarray
NEVER = 10**6  # a day beyond every extract: "not yet", "still open"
ZERO = dt.date(1970, 1, 1)


def day(date: dt.date) -> int:
    """The number of a date, in days."""
    return (date - ZERO).days


def _easter_monday(year: int) -> dt.date:
    """Gregorian Easter Monday (the anonymous computus)."""
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    e = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    m = (a + 11 * h + 22 * e) // 451
    month, date = divmod(h + e - 7 * m + 114, 31)
    return dt.date(year, month, date + 1) + dt.timedelta(days=1)


def _first_monday(year: int, month: int) -> dt.date:
    first = dt.date(year, month, 1)
    return first + dt.timedelta(days=-first.weekday() % 7)


def bank_holidays(first_year: int, last_year: int) -> np.ndarray:
    """Bank holidays of England and Wales as days, near enough for a made-up council: the rules of today in every year."""
    found: list[dt.date] = []
    for year in range(first_year, last_year + 1):
        easter = _easter_monday(year)
        last_may = _first_monday(year, 6) - dt.timedelta(days=7)
        last_august = _first_monday(year, 9) - dt.timedelta(days=7)
        found += [easter, easter - dt.timedelta(days=3), _first_monday(year, 5), last_may, last_august]
        for fixed in (dt.date(year, 1, 1), dt.date(year, 12, 25), dt.date(year, 12, 26)):
            while fixed.weekday() > 4 or fixed in found:
                fixed += dt.timedelta(days=1)
            found.append(fixed)
    found += [dt.date(2022, 6, 2), dt.date(2022, 6, 3), dt.date(2022, 9, 19), dt.date(2023, 5, 8)]
    return np.unique([day(d) for d in found])


class WorkingDays:
    """Monday to Friday less bank holidays. Elapsed from A to B = working days after A, up to and including B."""

    def __init__(self, first_year: int = 1970, last_year: int = 2070) -> None:
        self._first = day(dt.date(first_year, 1, 1))
        days = np.arange(self._first, day(dt.date(last_year, 12, 31)) + 1)
        is_working = ((days + 3) % 7 < 5) & ~np.isin(days, bank_holidays(first_year, last_year))
        self._number = np.cumsum(is_working)
        self._list = days[is_working]

    def number(self, days: Days) -> np.ndarray:
        """Working days up to and including each day."""
        return self._number[np.clip(np.asarray(days) - self._first, 0, len(self._number) - 1)]

    def add(self, days: Days, working_days: np.ndarray | int) -> Days:
        """The n-th working day after each day; n = 0 gives the day itself."""
        return np.maximum(self._list[np.clip(self.number(days) - 1 + working_days, 0, len(self._list) - 1)], days)

    def elapsed(self, start: Days, end: Days) -> np.ndarray:
        """Working days after `start`, up to and including `end`."""
        return self.number(end) - self.number(start)

    def on_or_before(self, days: Days) -> Days:
        """The day itself, or the last working day before it."""
        return self._list[self.number(days) - 1]

    def on_or_after(self, days: Days) -> Days:
        """The day itself, or the next working day."""
        return self.add(np.asarray(days) - 1, 1)


def add_months(days: Days, months: np.ndarray | int) -> Days:
    """The same day so many calendar months later, clipped to the end of the month."""
    dates = np.asarray(days).astype("datetime64[D]")
    month = dates.astype("datetime64[M]")
    offset = dates - month.astype("datetime64[D]")
    target = month + np.asarray(months).astype("timedelta64[M]")
    length = (target + 1).astype("datetime64[D]") - target.astype("datetime64[D]")
    moved = target.astype("datetime64[D]") + np.minimum(offset, length - np.timedelta64(1, "D"))
    return moved.astype(np.int64)


def birthday(born: Days, years: np.ndarray | int) -> Days:
    """The day a person turns so many years old; one born on 29 February is a year older on 1 March."""
    moved = add_months(born, np.asarray(years) * 12)
    leapling = _day_of_month(born) == 29
    in_february = (np.asarray(born).astype("datetime64[M]").astype(int) % 12) == 1
    return moved + (leapling & in_february & (_day_of_month(moved) == 28))


def _day_of_month(days: Days) -> np.ndarray:
    dates = np.asarray(days).astype("datetime64[D]")
    return (dates - dates.astype("datetime64[M]").astype("datetime64[D]")).astype(int) + 1


def age(born: Days, on: Days) -> np.ndarray:
    """Completed years on a day; below zero before birth."""
    years = (np.asarray(on) - np.asarray(born)) // 365
    years = np.where(birthday(born, np.maximum(years, 0)) > on, years - 1, years)
    return years


def month_number(days: Days) -> np.ndarray:
    """Month of the year, 1 to 12."""
    return np.asarray(days).astype("datetime64[D]").astype("datetime64[M]").astype(int) % 12 + 1
