"""How a published figure is printed: its value with its unit, and the words and symbols for status, movement, basis.

A status is always a symbol and a word; the colour only goes with them.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from reporting.english import number, plain
from reporting.figures import Figure, Measure

# Rates and counts say their unit in the name of the measure; only these are printed behind the number.
_SIGNS = {"%": "%"}

POLARITY = {
    "higher_is_better": "Bigger is Better",
    "lower_is_better": "Smaller is Better",
    "plan_is_best": "Plan is Best",
    "neutral": "Neutral",
}
POLARITY_MEANS = {
    "Bigger is Better": "A bigger value for this measure is good",
    "Smaller is Better": "A smaller value for this measure is good",
    "Plan is Best": "Where it is better for performance to be on target rather than above or below",
    "Neutral": "A change is neither good nor bad in itself; the measure is not judged",
}
BASIS = {
    "month": "Month",
    "quarter": "Latest Quarter",
    "snapshot": "Snapshot",
    "rolling_12_months": "Rolling Year",
    "financial_year_to_date": "Year to Date",
    "academic_year_to_date": "Academic Year to Date",
    "annual": "Academic Year",
}
BASIS_MEANS = {
    "Month": "Performance this month",
    "Latest Quarter": "Performance this quarter",
    "Snapshot": "Performance at a particular point in time",
    "Rolling Year": "Performance over the 12 months to the end of the period",
    "Year to Date": "Performance accumulated over the financial year",
    "Academic Year to Date": "Performance accumulated since 1 September",
    "Academic Year": "Performance measured once a year",
}
COMPARATOR = {
    "statistical_neighbours": "Statistical neighbours",
    "region": "Region",
    "england": "England",
    "peer_group": "Peer group",
    "other": "Other",
}


@dataclass(frozen=True)
class Mark:
    """A symbol with the word it stands for. `tone` (good, near, bad, none) chooses a colour that repeats the word."""

    symbol: str
    word: str
    tone: str = "none"

    @property
    def text(self) -> str:
        return f"{self.symbol} {self.word}".strip()


THREE_STATE = {
    "better": Mark("★", "Better than target", "good"),
    "within_tolerance": Mark("●", "Within tolerance of target", "near"),
    "worse": Mark("▲", "Worse than target", "bad"),
}
TWO_STATE = {
    "better": Mark("★", "Meets target", "good"),
    "worse": Mark("▲", "Does not meet target", "bad"),
}
# The same in a column that is headed as the status against target.
SHORT = {"better": "Better", "within_tolerance": "Within tolerance", "worse": "Worse"}
UNJUDGED = {
    "no_target": Mark("", "No target"),
    "no_value": Mark("", "No value"),
    "neutral": Mark("", "Not judged"),
}
MOVEMENT = {
    "improved": ("Improved", "good"),
    "declined": ("Declined", "bad"),
    "static": ("Unchanged", "none"),
    "increased": ("Increased", "none"),
    "decreased": ("Decreased", "none"),
}
# Static by the marts' threshold, and yet not the same number.
LITTLE_CHANGED = "Little changed"
ABSENT = "–"


def statuses(scheme: str) -> dict[str, Mark]:
    """The marks of a pack's `status_scheme`."""
    return (TWO_STATE if scheme == "two_state" else THREE_STATE) | UNJUDGED


def value_text(measure: Measure, value: Decimal | None) -> str:
    """A value as printed: `64.0%`, `1,653`; an en dash where there is none."""
    if value is None:
        return ABSENT
    return number(value, measure.decimals) + _SIGNS.get(measure.unit, "")


def target_text(measure: Measure, target: Decimal | None) -> str:
    """A target in the measure's unit, with no more decimals than it was set with."""
    return ABSENT if target is None else plain(target) + _SIGNS.get(measure.unit, "")


def count_text(measure: Measure, figure: Figure) -> str:
    """What a figure was made from: `523 of 814`, of an average `2,257 over 8 months`, else `453 ÷ 30`; empty for a plain count."""
    if figure.numerator is None or figure.denominator is None:
        return ""
    above, below = plain(figure.numerator), plain(figure.denominator)
    if measure.statistic == "percentage":
        return f"{above} of {below}"
    return f"{above} over {below} months" if is_average(measure, figure) else f"{above} ÷ {below}"


def is_average(measure: Measure, figure: Figure | None) -> bool:
    """Whether a count is the mean of several months."""
    return measure.statistic == "count" and figure is not None and figure.denominator is not None


def movement(figure: Figure) -> Mark:
    """The published direction: the arrow says where the number went, the word whether that is good."""
    if figure.direction is None:
        return Mark("", "No earlier figure")
    word, tone = MOVEMENT[figure.direction]
    if figure.direction == "static" and figure.change:
        word = LITTLE_CHANGED
    if figure.previous_definition_changed:
        word = f"{word} (definition changed)"
    if figure.direction == "static":
        return Mark("→", word, tone)
    return Mark("↑" if figure.change > 0 else "↓", word, tone)
