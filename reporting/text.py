"""Text of a report, with each number tied to the figure it came from."""

from __future__ import annotations

from dataclasses import dataclass

from reporting.figures import FigureRef


@dataclass(frozen=True)
class Number:
    """A number as printed ("64%", "just under two-thirds", "12 of 40") and the published figure it is.

    In HTML it is a link to that figure, in a workbook a note.
    """

    text: str
    figure_ref: FigureRef


Part = str | Number


@dataclass(frozen=True)
class Sentence:
    """The words and numbers of one sentence, in order, with the spaces and the full stop they need."""

    parts: tuple[Part, ...]

    @property
    def text(self) -> str:
        return "".join(part if isinstance(part, str) else part.text for part in self.parts)


@dataclass(frozen=True)
class Paragraph:
    """Sentences that belong together. `officer`: written by a person of role `author_role`, not drafted from figures."""

    sentences: tuple[Sentence, ...]
    officer: bool
    author_role: str | None = None

    @property
    def text(self) -> str:
        return " ".join(sentence.text for sentence in self.sentences)
