"""What is in time, current or within a window on a day (catalogue, conventions 7 to 9 and 21)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from tests.reference.world import World


def last(days: Iterable[date | None], day: date, first: date = date.min) -> date | None:
    """The last of the days up to a day, from `first` on."""
    return max((found for found in days if found is not None and first <= found <= day), default=None)


def is_current(world: World, days: Iterable[date | None], parameter: str, day: date) -> bool:
    """Something was done on or before the day, on a date + the interval that is on or after the day."""
    done = last(days, day)
    return done is not None and world.after(done, parameter, day) >= day
