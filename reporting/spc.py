"""Statistical process control: the limits of an XmR chart and its special causes.

The rules, their order and their numbers are those of NHS England's Making Data Count, as its R package NHSRplotthedots computes
them. Arithmetic is decimal: the same series gives the same limits on every machine.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

# 3/d2 and D4 of a moving range of two: the factors every XmR chart uses.
LIMIT_FACTOR = Decimal("2.66")
SCREEN_FACTOR = Decimal("3.267")
RUN_LENGTH = 7
TRIAL_POINTS = 12


@dataclass(frozen=True)
class Limits:
    """Mean and process limits of a series, in the unit of the series."""

    mean: Decimal
    average_moving_range: Decimal
    lower: Decimal
    upper: Decimal
    near_lower: Decimal
    near_upper: Decimal


def limits(values: Sequence[Decimal], screened: bool = True) -> Limits:
    """Limits of two values or more. `screened` leaves moving ranges of 3.267 times their average or more out of it, once."""
    mean = sum(values, Decimal(0)) / len(values)
    ranges = [abs(later - earlier) for earlier, later in pairwise(values)]
    average = sum(ranges, Decimal(0)) / len(ranges)
    if screened:
        kept = [step for step in ranges if step < SCREEN_FACTOR * average]
        average = sum(kept, Decimal(0)) / len(kept) if kept else average
    reach, near = LIMIT_FACTOR * average, LIMIT_FACTOR * average * 2 / 3
    return Limits(mean, average, mean - reach, mean + reach, mean - near, mean + near)


def special_causes(values: Sequence[Decimal], limit: Limits) -> list[str | None]:
    """Why each point is not common cause, or None: `outside`, `trend`, `two_of_three`, `shift`; the first that holds is the label."""
    found: list[str | None] = [None] * len(values)

    def mark(rule: str, points: Sequence[int]) -> None:
        for point in points:
            found[point] = found[point] or rule

    mark("outside", [at for at, value in enumerate(values) if value > limit.upper or value < limit.lower])
    for window in _windows(len(values), RUN_LENGTH):
        steps = [values[later] - values[earlier] for earlier, later in pairwise(window)]
        if all(step > 0 for step in steps) or all(step < 0 for step in steps):
            mark("trend", window)
    for window in _windows(len(values), 3):
        for side, close in (
            ([value > limit.mean for value in values], [limit.near_upper < value <= limit.upper for value in values]),
            ([value < limit.mean for value in values], [limit.lower <= value < limit.near_lower for value in values]),
        ):
            if all(side[at] for at in window) and sum(close[at] for at in window) >= 2:
                mark("two_of_three", [at for at in window if close[at]])
    for window in _windows(len(values), RUN_LENGTH):
        if all(values[at] > limit.mean for at in window) or all(values[at] < limit.mean for at in window):
            mark("shift", window)
    return found


def assurance(limit: Limits, target: Decimal, polarity: str) -> str:
    """Whether the process can be relied on for the target: `pass`, `fail` or `inconsistent` (hit and miss)."""
    if target > limit.upper:
        return "fail" if polarity == "higher_is_better" else "pass"
    if target < limit.lower:
        return "pass" if polarity == "higher_is_better" else "fail"
    return "inconsistent"


def _windows(points: int, length: int) -> list[range]:
    return [range(start, start + length) for start in range(points - length + 1)]
