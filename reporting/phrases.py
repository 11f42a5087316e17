"""How each measure is said in a sentence: `phrases.csv`, one row per measure of the catalogue.

cohort     who or what is counted, `[singular|plural]` where it must agree; for a statistic that is neither a share, a count nor
           a rate, the subject of the sentence ("the average caseload")
predicate  what is true of those in the numerator; starts with its verb
backlog    measures whose counts stand behind this one, separated by |
"""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from reporting.figures import Measure

# After these, `had` is an auxiliary: "had been seen" is denied by "had not", "had an up-to-date plan" by "did not".
_PARTICIPLES = ("been", "had", "led", "gone", "taken", "completed", "moved")


@dataclass(frozen=True)
class Phrase:
    """The words of one measure; see the module."""

    cohort: str
    predicate: str
    backlog: tuple[str, ...]

    @property
    def negation(self) -> str | None:
        """What is said of the cases outside the numerator (`[was|were] not`, `had not`, `did not`); None for a statistic."""
        if not self.predicate:
            return None
        verb, rest = self.predicate.split(" ", 1)
        if verb == "[was|were]":
            return "[was|were] not"
        return "had not" if verb == "had" and rest.split(" ", 1)[0] in _PARTICIPLES else "did not"


@cache
def phrases() -> dict[str, Phrase]:
    """Every phrase, by measure."""
    with (Path(__file__).parent / "phrases.csv").open(encoding="utf-8", newline="") as file:
        return {
            row["measure_id"]: Phrase(row["cohort"], row["predicate"], tuple(filter(None, row["backlog"].split("|"))))
            for row in csv.DictReader(file)
        }


def phrase(measure: Measure) -> Phrase:
    """Its phrase; for a measure outside the catalogue its own name as the subject: `X was 64%`."""
    return phrases().get(measure.measure_id, Phrase(measure.name[:1].lower() + measure.name[1:], "", ()))
