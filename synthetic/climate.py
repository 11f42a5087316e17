"""What moves the figures besides chance: the season, the trend, a bad half-year, and where a child lives."""

import datetime as dt

import numpy as np

from synthetic.calendar import day, month_number

LOCALITIES = ("Ashford Vale", "Brackenridge", "Coldharbour", "Dunmere", "Eastholt", "Fernley")
SHARE = np.array([0.27, 0.16, 0.15, 0.17, 0.12, 0.13])
# On the logit scale: Eastholt is the locality that does badly, Ashford Vale and Fernley do well.
STRENGTH = np.array([0.35, 0.05, -0.05, 0.0, -1.15, 0.35])
# More referrals before the summer holidays, fewer in August and over Christmas.
SEASON = np.array([1.0, 0.99, 1.05, 0.97, 1.02, 1.14, 1.18, 0.78, 0.96, 1.03, 1.02, 0.83])


class Climate:
    """Demand and quality by day, relative to the day of the extract."""

    def __init__(self, as_of: dt.date) -> None:
        self._as_of = day(as_of)

    def demand(self, days: np.ndarray) -> np.ndarray:
        """Expected volume as a share of the volume at the end: the season, and growth of three per cent a year."""
        years_before = (self._as_of - np.asarray(days)) / 365.25
        return SEASON[month_number(days) - 1] * (1 - 0.03 * np.clip(years_before, 0, 8))

    def quality(self, days: np.ndarray) -> np.ndarray:
        """Shift of practice on the logit scale: slightly better long ago, bad from 18 to 12 months before the end."""
        before = self._as_of - np.asarray(days)
        bad_half_year = -0.8 * np.exp(-(((before - 455) / 75.0) ** 2))
        return bad_half_year + 0.3 * np.clip((before - 500) / 700, 0, 1)

    def chance(self, base: float, days: np.ndarray, locality: np.ndarray, swing: float = 1.0) -> np.ndarray:
        """Chance that a thing is done as it should, `base` at the end over the whole authority."""
        # The bad locality pulls the mean down a little more than the good ones pull it up.
        shift = swing * (self.quality(days) + STRENGTH[locality] + 0.05)
        return 1 / (1 + np.exp(-(np.log(base / (1 - base)) + shift)))
