"""A finished text, typed or drafted, read into claims: which measure a number is said of, for where and when.

Reading is by rule and careful: a number that cannot be tied to a measure is left alone. Drafted sentences are recognised by the
measure's own phrase, typed ones by `topics.csv`.
"""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path

from reporting.english import CARDINALS, MONTHS, ORDINALS
from reporting.figures import Measure, Publication
from reporting.phrases import phrase

_MONTH = rf"(?:{'|'.join(MONTHS)})"
# A month or quarter as it is named in a text, with or without its year.
WHEN = rf"(?:{_MONTH}(?: \d{{4}})?|(?:{'|'.join(name[:3] for name in MONTHS)})-\d\d|Quarter [1-4](?: of \d{{4}}/\d\d)?)"
_COUNTS = dict(zip(CARDINALS, range(len(CARDINALS)), strict=True)) | dict(zip(ORDINALS, range(1, 13), strict=True))
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z0-9“\"(])")
_CARRIES = re.compile(
    r"^(This|That|It|Performance|The (figure|number|largest|decline|increase|reduction)|Overall|Since|By|All|Both|Over the"
    r"|In [A-Z]\w+ \d{4} the figure|When|From|Across|Among|Behind|However|Timeliness|In addition|[A-Z]\w+( Vale| of Dean)? (was|is|\())"
)
_QUALIFIERS = {
    "around": "about",
    "about": "about",
    "approximately": "about",
    "broadly": "about",
    "almost": "under",
    "nearly": "under",
    "just under": "under",
    "just over": "over",
    "over": "more",
    "more than": "more",
    "fewer than": "less",
    "less than": "less",
    "under": "less",
}
_QUALIFIER = re.compile(rf"({'|'.join(sorted(_QUALIFIERS, key=len, reverse=True))})\s*\(?$", re.IGNORECASE)
_ABOUT = Decimal("0.05")
# Characters. What goes on for longer is a table whose cells were copied without tabs: the longest sentence of five printed reports
# has 771, and a table of 318,068 took more than eight minutes of CPU to read as one.
_LONGEST_SENTENCE = 1500
# Words that narrow what is said to a part of the measure, or to another time.
_NARROWED = re.compile(
    r"aged|year.olds?|primary|secondary|initial|subsequent|localit|team|under \d|over \d|progressing|exception|latest \d"
    r"|previously|both had",
    re.IGNORECASE,
)
# Numbers that name something and count nothing: years, days, durations, sections, ages.
_NAMING_BEFORE = re.compile(
    rf"(?:{_MONTH}|[Qq]uarter|[Ss]ection|Stage|aged|grades|top|[Bb]and|in every)\s$|\bof (?=\d{{4}}/)$"
)
_NAMING_AFTER = re.compile(
    rf"\s?(?:-|–)?\s?(?:months?|years?|weeks?|hours|days?(?! per)|working days|quarters?|year.olds?|miles|or (?:more|fewer)|{_MONTH})\b|/\d"
)


Month = tuple[int, int]


@dataclass(frozen=True)
class Quantity:
    """A number as it stands in a sentence: its value, its unit sign, and the values it can mean, bounds included."""

    text: str
    value: Decimal
    is_percent: bool
    low: Decimal
    high: Decimal
    start: int
    end: int

    def allows(self, value: Decimal) -> bool:
        return self.low <= value <= self.high

    @property
    def decimals(self) -> int:
        return -self.value.as_tuple().exponent

    def meets(self, other: "Quantity") -> bool:
        """Whether one value could be both."""
        return self.low <= other.high and other.low <= self.high


@dataclass(frozen=True)
class Topic:
    """Where in a sentence a measure is named."""

    measure_id: str
    start: int
    end: int


@dataclass(frozen=True)
class Spoken:
    """A sentence with its numbers and the measures it names; `carried` is that of the sentences before, if it goes on with it."""

    text: str
    quantities: tuple[Quantity, ...]
    topics: tuple[Topic, ...]
    carried: str | None
    paragraph: int = 0
    index: int = field(default=0, compare=False)

    def topic(self, start: int, end: int) -> str | None:
        """The measure a number is said of: named right after it, else before it, else carried on."""
        after = [topic for topic in self.topics if topic.start >= end]
        if after and re.fullmatch(r"(%|\))?( of| in every [\d,]+| held)?( the)?\s*", self.text[end : after[0].start]):
            return after[0].measure_id
        before = [topic for topic in self.topics if topic.start <= start]
        return before[-1].measure_id if before else self.carried

    @property
    def unnamed(self) -> str:
        """The words that name no measure."""
        kept, at = [], 0
        for topic in self.topics:
            kept.append(self.text[at : topic.start])
            at = topic.end
        return " ".join([*kept, self.text[at:]])

    @property
    def is_narrowed(self) -> bool:
        """Whether words that name no measure narrow what is said to a part of one, or to another time."""
        return bool(_NARROWED.search(self.unnamed))


def read(text: str, publication: Publication) -> list[Spoken]:
    """The sentences of a text, in order. A blank line or a paragraph number begins a new paragraph; a table is left out."""
    spoken: list[Spoken] = []
    for number, paragraph in enumerate(_paragraphs(text)):
        carried = None
        for sentence in _SENTENCE_END.split(paragraph):
            if len(sentence) > _LONGEST_SENTENCE:
                carried = None
                continue
            topics = tuple(_topics(sentence, publication))
            goes_on = carried if not topics and (_CARRIES.match(sentence) or carried and _is_bare(sentence)) else None
            begins = carried if topics and _CARRIES.match(sentence) else None
            figures = tuple(
                quantity
                for quantity in sorted([*quantities(sentence), *_nones(sentence, topics)], key=lambda one: one.start)
                if not any(topic.start <= quantity.start < topic.end for topic in topics)
            )
            spoken.append(Spoken(sentence, figures, topics, goes_on or begins, number, len(spoken)))
            if topics and not sentence.startswith(("Behind", "Among")):
                carried = topics[-1].measure_id
            elif not topics and not goes_on:
                carried = None
    return spoken


def quantities(sentence: str) -> Iterator[Quantity]:
    """Numbers in figures, with what `around`, `just over` and `more than` make of them."""
    for found in re.finditer(r"(?<![\w/.-])\d[\d,]*(?:\.\d+)?(?![\w-]|/\d)", sentence):
        text = found.group().rstrip(",")
        end = found.start() + len(text)
        if _NAMING_BEFORE.search(sentence[: found.start()]) or _NAMING_AFTER.match(sentence[end:]):
            continue
        value = Decimal(text.replace(",", ""))
        unit = Decimal(1).scaleb(value.as_tuple().exponent)
        low, high = value - unit / 2, value + unit / 2
        qualifier = _QUALIFIER.search(sentence[: found.start()])
        match _QUALIFIERS.get(qualifier.group(1).lower()) if qualifier else None:
            case "about":
                low, high = min(low, value * (1 - _ABOUT)), max(high, value * (1 + _ABOUT))
            case "under":
                low = min(low, value * (1 - _ABOUT))
            case "over":
                high = max(high, value * (1 + _ABOUT))
            case "more":
                low, high = value, Decimal("Infinity")
            case "less":
                low, high = Decimal(0), value
        yield Quantity(text, value, sentence[end : end + 1] == "%", low, high, found.start(), end)


def _nones(sentence: str, topics: Sequence[Topic]) -> Iterator[Quantity]:
    """`no` before what is counted is a 0."""
    for topic in topics:
        if sentence[: topic.start].lower().endswith("no "):
            at = topic.start - 3
            yield Quantity("no", Decimal(0), False, Decimal(0), Decimal(0), at, at + 2)


def dated(name: str, period_end: date) -> Month:
    """Year and month of `October 2021`, `Mar-22`, `October` or `Quarter 2 of 2021/22`; without a year the newest up to the period."""
    quarter = re.fullmatch(r"Quarter ([1-4])(?: of (\d{4})/\d\d)?", name)
    if quarter:
        month = int(quarter.group(1)) * 3 + 3
        year = int(quarter.group(2)) if quarter.group(2) else period_end.year - (period_end.month < 4)
        return (year, month) if month <= 12 else (year + 1, month - 12)
    word = re.split(r"[ -]", name)[0]
    month = next(at for at, known in enumerate(MONTHS, 1) if known.startswith(word))
    year = re.search(r"\d+$", name)
    if year:
        return (int(year.group()) if len(year.group()) == 4 else 2000 + int(year.group()), month)
    return (period_end.year - (month > period_end.month), month)


def counted(word: str) -> int:
    """`three`, `third`, `29th` or `5` as a number."""
    return _COUNTS.get(word.lower()) or int(re.match(r"\d+", word.replace(",", "")).group())


def months_between(earlier: Month, later: Month) -> int:
    return (later[0] - earlier[0]) * 12 + later[1] - earlier[1]


def decimal(text: str) -> Decimal:
    """`1,653` as a number; a full stop that ends the sentence is none of it."""
    return Decimal(text.replace(",", "").rstrip("."))


def month_end(when: Month) -> date:
    return date(*shifted(when, 1), 1) - timedelta(days=1)


def shifted(when: Month, months: int) -> Month:
    at = when[0] * 12 + when[1] - 1 + months
    return at // 12, at % 12 + 1


def _is_bare(sentence: str) -> bool:
    # What counts children or measures says of whom, and is not of the measure before it.
    return bool(re.match(r"^\d", sentence)) and not re.search(r"\b(?:children|measures)\b", sentence)


def _paragraphs(text: str) -> list[str]:
    """Paragraphs without their numbers; rows of tables are no sentences and are left out."""
    text = re.sub(r"</?p>", "\n\n", text)
    prose = "\n".join(line for line in text.splitlines() if "\t" not in line)
    blocks = re.split(r"\n\s*\n|\n(?=\s*(?:\d+\.|ES\.\d+|- \d+\.\d+|\d\.\d+)\s)", prose)
    return [
        re.sub(r"^(?:\d+\.|ES\.\d+|- \d+\.\d+|\d\.\d+)\s+", "", " ".join(block.split()))
        for block in blocks
        if block.strip()
    ]


def _topics(sentence: str, publication: Publication) -> list[Topic]:
    """Measures named, in order; where names overlap the longer one counts."""
    found = [
        Topic(measure_id, match.start(), match.end())
        for measure_id, pattern in patterns(tuple(publication.measures()))
        for match in pattern.finditer(sentence)
    ]
    kept: list[Topic] = []
    for topic in sorted(found, key=lambda topic: (topic.start - topic.end, topic.start, topic.measure_id)):
        if all(topic.end <= other.start or topic.start >= other.end for other in kept):
            kept.append(topic)
    return sorted(kept, key=lambda topic: topic.start)


@cache
def patterns(measures: Sequence[Measure]) -> list[tuple[str, re.Pattern[str]]]:
    """What each measure is called: its name, its drafted phrase, and the words of `topics.csv`."""
    with (Path(__file__).parent / "topics.csv").open(encoding="utf-8", newline="") as file:
        typed = {row["measure_id"]: row["pattern"] for row in csv.DictReader(file)}
    known = []
    for measure in measures:
        said = phrase(measure)
        words = " ".join(filter(None, [said.cohort, said.predicate]))
        drafted = _either(words)
        if measure.statistic == "count":
            # "children in care" names a cohort everywhere; a count of them only behind a number.
            drafted = rf"(?<=\d ){drafted}|(?<=no ){drafted}|number of {drafted}"
        elif said.predicate:
            drafted = rf"{drafted}|(?<=no ){_either(said.cohort)}(?=, so there is no)"
        name = re.escape(measure.name) + (r"(?= \()" if measure.statistic == "count" else "")
        choices = [drafted, name]
        if measure.statistic.startswith("rate"):
            choices.append(_either(said.cohort) + r" aged 0-17 " + _either(said.predicate))
        if measure.measure_id in typed:
            choices.append(typed[measure.measure_id])
        known.append((measure.measure_id, re.compile(rf"(?<!\w)(?:{'|'.join(choices)})(?!\w)", re.IGNORECASE)))
    return known


def _either(words: str) -> str:
    """`[child|children] in need` as a pattern."""
    parts = re.split(r"(\[[^\]]*\])", words)
    return "".join(
        "(?:" + "|".join(re.escape(form) for form in part[1:-1].split("|")) + ")"
        if part.startswith("[")
        else re.escape(part)
        for part in parts
    )
