"""What is wrong with a supplied file, said without a value of it.

A message names file, line, column and rule. Column names are those of the contract; a header word the contract does not
know is named by its place, since the header of a file without one is the first child's row.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Problem:
    """One reason to refuse a file. `line` is the physical line, 1 for the header; None where the whole file is meant."""

    file: str
    line: int | None
    column: str | None
    rule: str
    message: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line is not None else self.file
        return f"{place}: {self.column + ': ' if self.column else ''}{self.message} [{self.rule}]"


class Refused(Exception):
    """Supplied files broke their contract. `problems` holds every reason; str() is one line each."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = sorted(problems, key=lambda p: (p.file, p.line or 0, p.column or "", p.rule))
        super().__init__("\n".join(map(str, self.problems)))


class FileRefused(Refused):
    """One file cannot be read without loss."""
