"""The English of figures: number words, plurals, dates, lists, and words of size that are said only where they are true."""

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

CARDINALS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
ORDINALS = (
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
)
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
FRACTIONS = (
    ("one in ten", Decimal(10)),
    ("one-fifth", Decimal(20)),
    ("a quarter", Decimal(25)),
    ("one-third", Decimal(100) / 3),
    ("two-fifths", Decimal(40)),
    ("half", Decimal(50)),
    ("three-fifths", Decimal(60)),
    ("two-thirds", Decimal(200) / 3),
    ("three-quarters", Decimal(75)),
    ("four-fifths", Decimal(80)),
    ("nine in ten", Decimal(90)),
)
# How far from a fraction "just over" and "just under" reach: three points, and no more than a tenth of the fraction itself.
_JUST = Decimal(3)
_JUST_SHARE = Decimal("0.1")


def rounded(value: Decimal, decimals: int) -> Decimal:
    """Rounded half up, as everything published is."""
    return value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def number(value: Decimal | int, decimals: int = 0) -> str:
    """1,653 or 19.7: thousands apart, exactly so many decimals, a true minus sign."""
    return f"{rounded(Decimal(value), decimals) + 0:,f}".replace("-", "\N{MINUS SIGN}")


def count_word(count: int) -> str:
    """`three` up to twelve, figures above; 0 is `no`."""
    return CARDINALS[count] if 0 <= count < len(CARDINALS) else number(count)


def ordinal(count: int) -> str:
    """`third` up to twelfth, then 13th, 21st, 112th."""
    if 1 <= count <= len(ORDINALS):
        return ORDINALS[count - 1]
    suffix = "th" if count % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(count % 10, "th")
    return f"{number(count)}{suffix}"


def agree(phrase: str, count: Decimal | int) -> str:
    """The phrase with each `[singular|plural]` chosen for the count; only exactly 1 is singular."""
    parts = phrase.split("[")
    chosen = [parts[0]]
    for part in parts[1:]:
        forms, rest = part.split("]", 1)
        one, many = forms.split("|")
        chosen.append((one if count == 1 else many) + rest)
    return "".join(chosen)


def listed(items: Sequence[str], joiner: str = "and") -> str:
    """`A`, `A and B`, `A, B and C`."""
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} {joiner} {items[-1]}"


def month(day: date, beside: date | None = None) -> str:
    """`November 2022`; without its year where it is the year of `beside`, the date the reader has in mind."""
    name = MONTHS[day.month - 1]
    return name if beside and beside.year == day.year else f"{name} {day.year}"


def quarter(day: date, beside: date | None = None) -> str:
    """`Quarter 3 of 2022/23`: the quarter of the financial year, April to March; without its year where `beside` is in it."""
    name, year = f"Quarter {(day.month - 4) % 12 // 3 + 1}", _financial_year(day)
    return name if beside and _financial_year(beside) == year else f"{name} of {year}/{(year + 1) % 100:02d}"


def long_date(day: date) -> str:
    """`30 November 2022`."""
    return f"{day.day} {month(day)}"


def fraction(percent: Decimal) -> str | None:
    """`just under two-thirds`, `a quarter`, or None where no common fraction is near.

    A bare fraction is said when the percentage rounds to the same whole per cent; `just` when it is truly over or under it and
    within three points, and within a tenth of the fraction.
    """
    words, exact = min(FRACTIONS, key=lambda known: abs(percent - known[1]))
    if rounded(percent, 0) == rounded(exact, 0):
        return words
    if abs(percent - exact) > min(_JUST, exact * _JUST_SHARE):
        return None
    return f"just {'over' if percent > exact else 'under'} {words}"


def proportion(percent: Decimal, numerator: Decimal | None, denominator: Decimal | None) -> str | None:
    """`all`, `none`, `almost all`, or a fraction. All and none are of the cases, never of a percentage that rounds to 100 or 0."""
    if numerator is not None and denominator:
        if numerator == denominator:
            return "all"
        if numerator == 0:
            return "none"
    if Decimal(97) <= percent <= 100 and numerator is not None:
        return "almost all"
    return fraction(percent)


def plain(value: Decimal) -> str:
    """A number with the decimals it needs and no more: 90, 22.5, 1,176."""
    return number(value, max(0, -value.normalize().as_tuple().exponent))


def _financial_year(day: date) -> int:
    return day.year - (day.month < 4)
