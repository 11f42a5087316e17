"""What the sections of one report share: where figures come from, how they are marked, what has been numbered and quoted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from reporting import words
from reporting.figures import HEADLINE, Comparator, Figure, Measure, Publication
from reporting.layout import Layout, Row, fill
from reporting.model import Cell, Text
from reporting.officers import Comment, Officers
from reporting.periods import Period, short_month
from reporting.sentences import paragraphs
from reporting.text import Paragraph, Sentence
from reporting.trends import SMALL
from reporting.words import Mark

JUDGED = ("better", "within_tolerance", "worse")


@dataclass(frozen=True)
class Subject:
    """A row of a layout with what is published for it. `figure` is the one printed: the period's, or an earlier one (`latest`)."""

    row: Row
    measure: Measure
    basis: str
    figure: Figure | None

    @property
    def name(self) -> str:
        return self.row.name or self.measure.name

    @property
    def key(self) -> tuple[str, str, str, str]:
        return self.measure.measure_id, self.basis, self.row.breakdown, self.row.value


@dataclass
class Making:
    """One report in the making."""

    publication: Publication
    officers: Officers
    layout: Layout
    period: Period
    marks: Mapping[str, Mark] = field(init=False)
    short_marks: Mapping[str, Mark] = field(init=False)
    _counted: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        marks = words.statuses(self.officers.status_scheme)
        self.marks = marks | {
            status: Mark(marks[status].symbol, word, marks[status].tone)
            for status, word in self.layout.status_words.items()
            if status in marks
        }
        short = words.SHORT if self.officers.status_scheme == "three_state" else {}
        self.short_marks = self.marks | {
            status: Mark(marks[status].symbol, word, marks[status].tone) for status, word in short.items()
        }

    @property
    def end(self) -> date:
        return self.period.end

    @property
    def before(self) -> date | None:
        """The end of the published period before this one."""
        periods = self.publication.periods
        return periods[-2] if len(periods) > 1 else None

    def recent(self, periods: int) -> list[date]:
        """Ends of the last published periods, this one last."""
        return self.publication.periods[-periods:]

    def fill(self, text: str) -> str:
        return fill(text, self.period, self.officers.authority)

    def next_number(self, prefix: str | None) -> str:
        """The next number under a prefix: `3.` gives 3.1, 3.2; an empty prefix counts 1., 2.; None counts nothing."""
        if prefix is None:
            return ""
        self._counted[prefix] = self._counted.get(prefix, 0) + 1
        return f"{prefix}{self._counted[prefix]}" + ("" if prefix else ".")

    # Figures ------------------------------------------------------------------------------------------------------

    def reported(self) -> list[Measure]:
        """The measures that have figures of this frequency, in report order."""
        return [measure for measure in self.publication.measures() if measure.bases(self.publication.frequency)]

    def subject(self, row: Row) -> Subject | None:
        """What is published for a row; None where the authority does not report the measure at this frequency."""
        measure = self.publication.measure(row.measure_id)
        if measure is None or not measure.bases(self.publication.frequency):
            return None
        basis = row.basis or measure.bases(self.publication.frequency)[0]
        figure = self.publication.figure(row.measure_id, basis, self.end, row.breakdown, row.value)
        if row.latest and (figure is None or figure.value is None):
            earlier = self.publication.series(row.measure_id, basis, row.breakdown, row.value)
            figure = next((one for one in reversed(earlier) if one.value is not None), figure)
        return Subject(row, measure, basis, figure)

    def subjects(self, rows: tuple[Row, ...]) -> list[Subject]:
        return [found for found in map(self.subject, rows) if found is not None]

    def at(self, subject: Subject, when: date | None) -> Figure | None:
        """The subject's figure of another period."""
        if when is None:
            return None
        return self.publication.figure(
            subject.row.measure_id, subject.basis, when, subject.row.breakdown, subject.row.value
        )

    def comparators(self, subject: Subject) -> list[Comparator]:
        """What can stand beside the subject: of a count nothing, since councils differ in size.

        A comparator has no breakdown, so a row that has one may name its own.
        """
        known = self.publication.comparators(subject.measure.measure_id) if subject.measure.statistic != "count" else []
        found = [one for one in known if one.basis in (None, subject.basis)]
        if subject.row.comparator is not None:
            return [one for one in found if one.comparator == subject.row.comparator]
        return found

    # Cells --------------------------------------------------------------------------------------------------------

    def value(self, measure: Measure, figure: Figure | None, marked: bool = False, dated: bool = False) -> Cell:
        """A figure's value. `marked`: with the symbol of its status then, and of now where that differs."""
        if figure is None or figure.value is None:
            return Cell(self._absence(figure))
        text = words.value_text(measure, figure.value)
        if dated and figure.period_end != self.end:
            text += f" ({short_month(figure.period_end)})"
        marks = (*self.judged(figure), *self.small(measure, figure)) if marked else self.small(measure, figure)
        return Cell(text, figure.value, measure.decimals, measure.unit == "%", marks)

    def judged(self, figure: Figure) -> tuple[Mark, ...]:
        """The mark of a judged figure, and that against the newest target where it is another."""
        if figure.status not in JUDGED:
            return ()
        then = self.short_marks[figure.status]
        if figure.restated_status == figure.status or figure.restated_status not in JUDGED:
            return (then,)
        now = self.short_marks[figure.restated_status]
        return then, Mark(now.symbol, f"now {now.word[0].lower()}{now.word[1:]}", now.tone)

    def small(self, measure: Measure, figure: Figure) -> tuple[Mark, ...]:
        """A dagger on a share of few cases."""
        if measure.statistic == "percentage" and figure.denominator is not None and 0 < figure.denominator < SMALL:
            return (Mark("†", f"fewer than {SMALL} cases"),)
        return ()

    def status(self, figure: Figure | None) -> Cell:
        """Symbol and word of a figure's status."""
        if figure is None:
            return Cell(marks=(self.short_marks["no_value"],), worded=True)
        return Cell(marks=(self.short_marks[figure.status],), worded=True)

    def target(self, measure: Measure, target: Decimal | None) -> Cell:
        if target is None:
            return Cell(words.ABSENT)
        return Cell(words.target_text(measure, target), target, _decimals(measure, target), measure.unit == "%")

    def movement(self, figure: Figure | None) -> Cell:
        """Arrow and word of the published direction."""
        mark = Mark("", "No earlier figure") if figure is None else words.movement(figure)
        return Cell(marks=(mark,), worded=True)

    def comparator(self, measure: Measure, comparator: Comparator) -> str:
        """`20.1% (Peer group, Mar-22)`."""
        name = words.COMPARATOR[comparator.comparator]
        return f"{words.target_text(measure, comparator.value)} ({name}, {short_month(comparator.period_end)})"

    def _absence(self, figure: Figure | None) -> str:
        if figure is not None and figure.value_state == "no_cases":
            return "no cases"
        return words.ABSENT

    # Text ---------------------------------------------------------------------------------------------------------

    def drafted(self, measure: Measure) -> list[Paragraph]:
        """What is drafted from the figures of a measure; nothing where there are none."""
        if not self.is_spoken(measure):
            return []
        return [one for one in paragraphs(self.publication, measure, self.end) if not one.officer]

    def comments(self, measure_id: str, when: date | None = None) -> list[Paragraph]:
        """What officers wrote of a measure, each marked as theirs and with the part it is of."""
        found = self.officers.comments.get((measure_id, when or self.end), ())
        return [comment_paragraph(self.publication, comment) for comment in found]

    def comment(self, subject: Subject, when: date | None = None) -> list[Paragraph]:
        """What officers wrote of one row: of its own part of the authority."""
        found = self.officers.comments.get((subject.measure.measure_id, when or self.end), ())
        mine = [
            one for one in found if (one.breakdown, one.breakdown_value) == (subject.row.breakdown, subject.row.value)
        ]
        return [Paragraph((Sentence((one.text,)),), True, one.author_role) for one in mine]

    def texts(self, measure: Measure, prefix: str | None) -> list[Text]:
        """The drafted paragraphs of a measure, numbered, with the officers' words after the last."""
        blocks = [Text(one, self.next_number(prefix)) for one in self.drafted(measure)]
        return blocks + [Text(one) for one in self.comments(measure.measure_id)]

    def is_spoken(self, measure: Measure) -> bool:
        """Whether the whole authority has a value on any basis."""
        found = [
            self.publication.figure(measure.measure_id, basis, self.end)
            for basis in measure.bases(self.publication.frequency)
        ]
        return any(figure is not None and figure.value is not None for figure in found)


def comment_paragraph(publication: Publication, comment: Comment) -> Paragraph:
    """An officer's words; of a part of the authority, its name goes before them."""
    part = ""
    if (comment.breakdown, comment.breakdown_value) != HEADLINE:
        part = f"{publication.unit_name(comment.breakdown, comment.breakdown_value)}: "
    return Paragraph((Sentence((part + comment.text,)),), True, comment.author_role)


def _decimals(measure: Measure, target: Decimal) -> int:
    text = words.target_text(measure, target).rstrip("%")
    return len(text.partition(".")[2])
