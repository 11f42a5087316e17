"""Stretches of time a text speaks of: extremes, first times, runs and amounts of change, each tied to a measure."""

import re
from collections.abc import Callable, Iterator

from reporting.checking.claims import Reader
from reporting.checking.reading import WHEN, Spoken, counted, dated, months_between
from reporting.figures import Measure

STATUS = {
    "better": r"better than (?:the )?target|met (?:the )?target|meets the target|equal to the target|exceed(?:s|ing) (?:the |our )?target",
    "within_tolerance": r"within tolerance(?: of (?:the )?target)?",
    "worse": r"worse than (?:the )?target|below (?:the |our )?target|misses the target",
}
ANY_STATUS = re.compile("|".join(f"(?P<{name}>{words})" for name, words in STATUS.items()), re.IGNORECASE)
_PERIOD_WORD = r"(?:months?|quarters?)"
_COUNT = r"(?:\d+(?:st|nd|rd|th)?|[a-z]+)"
# How stretches are said: (sentence, measure, sense, (least months, month back that ends it), words)

Stretch = tuple[Spoken, str, str, tuple[int, int | None], str]


def extremes(reader: Reader) -> Iterator[Stretch]:
    adjective = r"(highest|lowest|best|worst|poorest)"
    forms: tuple[tuple[str, Callable[[re.Match], tuple[int, int | None] | None]], ...] = (
        (rf"{adjective}(?: [\w-]+){{0,3}}? since ({WHEN})", lambda found: _since(reader, found.group(2))),
        (
            rf"{adjective}(?: [\w-]+){{0,3}}? in (?:more than |over )?({_COUNT}) months",
            lambda found: (_number(found.group(2)), None),
        ),
        (r"12.month (low|high|best|worst)", lambda found: (12, None)),
        (rf"{adjective} (?:[\w-]+ )?on record", lambda found: (10_000, None)),
    )
    yield from _stretches(reader, forms, lambda found, measure: _sense(found.group(1).lower(), measure))


def firsts(reader: Reader) -> Iterator[Stretch]:
    forms = (
        (rf"for the first time since ({WHEN})", lambda found: _since(reader, found.group(1))),
        (
            rf"for the first time in (?:more than )?({_COUNT}) {_PERIOD_WORD}",
            lambda found: (
                _number(found.group(1)) if "month" in found.group() or "quarter" in found.group() else None,
                None,
            ),
        ),
    )
    for sentence, measure_id, _, stretch, words in _stretches(reader, forms, lambda found, measure: ""):
        before = sentence.text[: sentence.text.find(words)]
        statuses = list(ANY_STATUS.finditer(before))
        if statuses and not re.search(r"for all|localit", sentence.text):
            yield sentence, measure_id, statuses[-1].lastgroup, stretch, words


def runs(reader: Reader) -> Iterator[Stretch]:
    level = r"static|broadly level|plateaued|broadly static"
    moving = r"improv\w+|declin\w+|risen|fallen|rise|fall|reduction|increase"
    forms = (
        (rf"(?:{level})[^.;]{{0,20}}? (?:for|over the last) ({_COUNT}) (?:months|quarters)", "level"),
        (rf"(?:{moving}) for ({_COUNT}) (?:months|quarters) in a row", "moving"),
        (rf"the ({_COUNT}) (?:month|quarter) running of (?:{moving})", "moving"),
        (
            rf"it has (?:been|met|missed) (?:worse than |within )?(?:target|tolerance) for ({_COUNT}) (?:months|quarters)",
            "status",
        ),
    )
    for pattern, sense in forms:
        yield from _stretches(
            reader,
            ((pattern, lambda found: (_number(found.group(1)), None)),),
            lambda found, measure, sense=sense: sense,
        )


def moves(reader: Reader) -> Iterator[Stretch]:
    """Amounts of change in points, `more than 10% points` being no amount beside `12% points`."""
    forms = (
        (
            r"(?:increas\w+|reduc\w+|declin\w+|saw an increase)(?: by| of) (?:more than |almost )?(\d+)%? (?:percentage )?points",
            lambda found: (int(found.group(1)), None),
        ),
    )
    yield from _stretches(reader, forms, lambda found, measure: "points")


def _stretches(reader: Reader, forms: tuple, sense: Callable) -> Iterator[Stretch]:
    for sentence in reader.spoken:
        for pattern, stretch_of in forms:
            for found in re.finditer(pattern, sentence.text, re.IGNORECASE):
                measure_id = sentence.topic(found.start(), found.end())
                stretch = stretch_of(found) if measure_id else None
                if stretch and stretch[0] is not None:
                    yield sentence, measure_id, sense(found, reader.measure(measure_id)), stretch, found.group()


def agree(one: tuple[int, int | None], other: tuple[int, int | None]) -> bool:
    """Whether both can hold: `since` ends a stretch, so a longer one cannot be, nor another end."""
    (least, since), (more, ends) = one, other
    if since is not None and ends is not None:
        return since == ends
    if since is not None or ends is not None:
        end, length = (since, more) if since is not None else (ends, least)
        return end >= length
    return True


def _since(reader: Reader, name: str) -> tuple[int, int]:
    back = months_between(dated(name, reader.publication.period_end), reader.period)
    return back, back


def _number(word: str) -> int | None:
    try:
        return counted(word)
    except (AttributeError, ValueError):
        return None


def _sense(word: str, measure: Measure) -> str:
    if word in ("highest", "high"):
        return "top"
    if word == "lowest":
        return "bottom"
    good = word == "best"
    # A "12-month low" is the worst by polarity, whichever way the number went.
    return "top" if good == (measure.polarity != "lower_is_better") else "bottom"
