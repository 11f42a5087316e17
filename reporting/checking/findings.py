"""What a check reports."""

from collections.abc import Iterator
from dataclasses import dataclass

from reporting.checking.reading import Spoken


@dataclass(frozen=True)
class Finding:
    """A contradiction. `rule` names its kind; `said` is the sentence, `against` what stands against it."""

    rule: str
    said: str
    against: str

    def __str__(self) -> str:
        return f"{self.rule}: {self.against}\n    {self.said}"


# Each with the sentence it was found in, so that findings can be put in the order of the text.
Found = Iterator[tuple[Spoken, Finding]]


def finding(rule: str, sentence: Spoken, against: str) -> tuple[Spoken, Finding]:
    return sentence, Finding(rule, sentence.text, against)
