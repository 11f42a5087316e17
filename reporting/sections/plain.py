"""Sections of words: text of the layout, the key to symbols, the glossary."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reporting import words
from reporting.making import Making
from reporting.model import Block, Bullets, Cell, Column, Section, Table, Words
from reporting.trends import SMALL
from reporting.words import Mark

# Kinds of section that print arrows.
_WITH_DIRECTION = ("measures", "cohorts", "indicators", "movement")
_OTHER_SIGNS = (
    ("†", f"A share of fewer than {SMALL} cases: one or two of them move it a lot"),
    (words.ABSENT, "No figure"),
    ("No cases", "There was nothing of which to take a share"),
    ("No value", "The figure of the period is missing"),
    ("No target", "There is no target to judge the figure against"),
    ("Not judged", "A neutral measure: neither more nor less is good in itself"),
)
_MARK_COLUMNS = (Column("Symbol", "status", 0.12), Column("Meaning", "text", 0.88))


def text(making: Making, section: Mapping[str, Any]) -> list[Section]:
    """Paragraphs and lists as the layout writes them; `numbered` is the prefix they are counted under."""
    prefix = section.get("numbered")
    blocks: list[Block] = []
    for part in section.get("body", ()):
        if isinstance(part, str):
            blocks.append(Words(making.fill(part), making.next_number(prefix)))
        else:
            blocks.append(Bullets(tuple(making.fill(item) for item in part["bullets"])))
    return [Section(making.fill(section["title"]), tuple(blocks), section.get("level", 2))]


def glossary(making: Making, section: Mapping[str, Any]) -> list[Section]:
    """Terms and what they mean, in order of the alphabet."""
    terms = sorted(section["terms"].items(), key=lambda item: item[0].lower())
    table = Table(
        "Terms used in this report",
        (Column("Term", "text", 0.2), Column("Meaning", "text", 0.8)),
        tuple((Cell(term), Cell(making.fill(meaning))) for term, meaning in terms),
        "Glossary",
    )
    return [Section(making.fill(section["title"]), (table,))]


def key(making: Making, section: Mapping[str, Any]) -> list[Section]:
    """What the symbols, bases and words of the tables mean; directions and bases only where the report has them."""
    judged = [making.marks[status] for status in ("better", "within_tolerance", "worse") if status in making.marks]
    symbols = Table(
        "Measure symbols",
        _MARK_COLUMNS,
        (*(_key_row(mark) for mark in judged), *((Cell(sign), Cell(meaning)) for sign, meaning in _OTHER_SIGNS)),
        "Key symbols",
    )
    tables: list[Block] = [symbols]
    if any(one["kind"] in _WITH_DIRECTION for one in making.layout.sections):
        tables.append(
            Table(
                "Direction of travel",
                _MARK_COLUMNS,
                (
                    (Cell("↑"), Cell("The number went up; the word beside it says whether that is good")),
                    (Cell("↓"), Cell("The number went down; the word beside it says whether that is good")),
                    (
                        Cell("→"),
                        Cell(
                            "Unchanged, or little changed: by less than 1 percentage point, or 1% for counts and rates"
                        ),
                    ),
                ),
                "Key direction",
            )
        )
    tables.append(
        Table(
            "Good performance",
            (Column("Words", "text", 0.25), Column("Meaning", "text", 0.75)),
            tuple((Cell(word), Cell(meaning)) for word, meaning in words.POLARITY_MEANS.items()),
            "Key good performance",
        )
    )
    shown = {
        words.BASIS[basis] for measure in making.reported() for basis in measure.bases(making.publication.frequency)
    }
    tables.append(
        Table(
            "Reporting basis",
            (Column("Basis", "text", 0.25), Column("Meaning", "text", 0.75)),
            tuple((Cell(word), Cell(meaning)) for word, meaning in words.BASIS_MEANS.items() if word in shown),
            "Key basis",
        )
    )
    if section.get("risks"):
        tables += risk_key()
    # With the risk matrix it fills a page of its own.
    return [Section(making.fill(section["title"]), tuple(tables), new_page=bool(section.get("risks")))]


LIKELIHOOD = ((5, "Almost certain"), (4, "Likely"), (3, "Probable"), (2, "Possible"), (1, "Rare"))
IMPACT = ((1, "Insignificant"), (2, "Minor"), (3, "Moderate"), (4, "Major"), (5, "Critical"))
# Squares: circles, stars and triangles are the statuses of measures.
BANDS = ((1, 6, Mark("□", "Low", "good")), (7, 12, Mark("◧", "Moderate", "near")), (13, 25, Mark("■", "High", "bad")))
DIRECTIONS = (
    Mark("↗", "Risk value increasing", "bad"),
    Mark("↘", "Risk value decreasing", "good"),
    Mark("→", "No change"),
)


def band_of(score: int) -> Mark:
    """The level of a risk by its score."""
    return next(mark for first, last, mark in BANDS if first <= score <= last)


def risk_key() -> list[Table]:
    """The matrix of likelihood and impact, the levels and the directions."""
    matrix = Table(
        "Risk rating: the impact multiplied by the likelihood of each risk",
        (Column("Likelihood", "text", 0.25), *(Column(f"{score} {word}", "number", 0.15) for score, word in IMPACT)),
        tuple(
            (
                Cell(f"{word} ({score})"),
                *(Cell(str(score * impact), marks=(band_of(score * impact),), worded=True) for impact, _ in IMPACT),
            )
            for score, word in LIKELIHOOD
        ),
        "Key risk matrix",
    )
    level = Table(
        "Level of risk",
        (Column("Level", "text", 0.25), Column("Score", "text", 0.75)),
        tuple((Cell(marks=(mark,), worded=True), Cell(f"{first} to {last}")) for first, last, mark in BANDS),
        "Key risk level",
    )
    direction = Table(
        "Risk symbols: direction of travel (DoT)",
        _MARK_COLUMNS,
        tuple(_key_row(mark) for mark in DIRECTIONS),
        "Key risk direction",
    )
    return [matrix, level, direction]


def _key_row(mark: Mark) -> tuple[Cell, Cell]:
    """The symbol, whose word is read out, and its meaning."""
    return Cell(marks=(mark,)), Cell(mark.word)
