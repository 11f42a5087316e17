"""School terms: the weeks in which attendance is taken. `authorities/demo/school_terms.csv` holds the same terms."""

import datetime as dt

import numpy as np

from synthetic.calendar import bank_holidays, day

Term = tuple[str, str, dt.date, dt.date]  # academic year, term, first day, last day


def school_terms(first_year: int, last_year: int) -> list[Term]:
    """Three terms for each academic year that begins in the years given."""
    found = []
    for year in range(first_year, last_year + 1):
        name = f"{year}/{(year + 1) % 100:02d}"
        found.append((name, "autumn", _weekday(year, 9, 2, 0), _weekday(year, 12, 15, 4)))
        found.append((name, "spring", _weekday(year + 1, 1, 4, 0), _weekday(year + 1, 3, 25, 4)))
        found.append((name, "summer", _weekday(year + 1, 4, 15, 0), _weekday(year + 1, 7, 18, 4)))
    return found


def _weekday(year: int, month: int, earliest: int, weekday: int) -> dt.date:
    date = dt.date(year, month, earliest)
    return date + dt.timedelta(days=(weekday - date.weekday()) % 7)


def school_weeks(first: int, last: int) -> tuple[np.ndarray, np.ndarray]:
    """Fridays of the school weeks between two days, and the half-day sessions each has; half terms are left out."""
    years = range(1970 + first // 366 - 1, 1970 + last // 365 + 1)
    fridays = []
    for _, term, begins, ends in school_terms(years.start, years.stop):
        half_term = {
            "autumn": day(_weekday(begins.year, 10, 25, 0)),
            "spring": day(_weekday(begins.year, 2, 14, 0)),
            "summer": day(_weekday(begins.year, 5, 25, 0)),
        }[term]
        monday = np.arange(day(begins), day(ends), 7)
        fridays.append(monday[monday != half_term] + 4)
    week = np.unique(np.concatenate(fridays))
    week = week[(week >= first) & (week <= last)]
    holidays = bank_holidays(years.start, years.stop + 1)
    closed = np.array(
        [np.count_nonzero((holidays <= friday) & (holidays > friday - 5)) for friday in week], dtype=np.int64
    )
    return week, 10 - 2 * closed


def september_after(days: np.ndarray) -> np.ndarray:
    """The first 1 September after each day: when a child of that birthday moves up."""
    year = np.asarray(days).astype("datetime64[D]").astype("datetime64[Y]")
    first = (year.astype("datetime64[M]") + 8).astype("datetime64[D]").astype(np.int64)
    following = ((year + 1).astype("datetime64[M]") + 8).astype("datetime64[D]").astype(np.int64)
    return np.where(np.asarray(days) < first, first, following)
