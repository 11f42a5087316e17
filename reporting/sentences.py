"""Paragraphs drafted from the figures by rule: what they hold and nothing else. Cause and action are the officer's.

A paragraph says, in this order and as far as the figures give it: the value with its cases; change on the period and the year
before; run and extreme; status against target; localities; the measure's own groups; other bases and comparators with their
date; the backlog behind a rate. A steady measure that is better than target says the first of these only.
"""

from datetime import date

from reporting.drafting.change import change_sentences
from reporting.drafting.elsewhere import backlog_sentences, elsewhere_sentences
from reporting.drafting.overview import overview_paragraphs
from reporting.drafting.places import group_sentences, locality_sentences
from reporting.drafting.standing import extreme_said, standing_sentences
from reporting.drafting.subject import Subject, sentence, when_said
from reporting.drafting.value import value_sentence
from reporting.english import agree
from reporting.figures import Figure, Measure, Publication
from reporting.phrases import phrase
from reporting.text import Number, Paragraph, Sentence
from reporting.trends import SMALL

__all__ = ["SMALL", "overview_paragraphs", "paragraphs", "standing"]


def paragraphs(publication: Publication, measure: Measure, period_end: date) -> list[Paragraph]:
    """The drafted paragraphs of one measure in one period; none where the measure is not made at this frequency."""
    spoken = _spoken(publication, measure, period_end)
    if spoken:
        drafted = _drafted(Subject(publication, measure, spoken))
    else:
        drafted = _absence(publication, measure, publication.headline(measure, period_end))
    return [Paragraph(tuple(drafted), officer=False)] if drafted else []


def standing(publication: Publication, measure: Measure, period_end: date) -> list[Paragraph]:
    """What a row of figures does not show of a measure: how extreme the last is, how far from target, and for how long."""
    spoken = _spoken(publication, measure, period_end)
    drafted = standing_sentences(Subject(publication, measure, spoken)) if spoken else []
    return [Paragraph(tuple(drafted), officer=False)] if drafted else []


def _spoken(publication: Publication, measure: Measure, period_end: date) -> Figure | None:
    """The figure a paragraph is about: of the first basis that has a value."""
    found = (
        publication.figure(measure.measure_id, basis, period_end) for basis in measure.bases(publication.frequency)
    )
    return next((figure for figure in found if figure and figure.value is not None), None)


def _drafted(subject: Subject) -> list[Sentence]:
    figure = subject.figure
    steady = figure.status == "better" and figure.direction in (None, "static") and not extreme_said(subject)
    drafted = [
        value_sentence(subject),
        *change_sentences(subject),
        *standing_sentences(subject),
        *locality_sentences(subject, only_worse=steady),
    ]
    if not steady:
        drafted += group_sentences(subject)
    drafted += elsewhere_sentences(subject)
    if figure.status != "better":
        drafted += backlog_sentences(subject)
    return drafted


def _absence(publication: Publication, measure: Measure, figure: Figure | None) -> list[Sentence]:
    """What is said where there is no value."""
    if figure is None:
        return []
    said = Number("no", figure.ref)
    when = when_said(figure, publication.frequency)
    if figure.value_state == "no_cases":
        who = phrase(measure)
        counted = agree(who.cohort, 2) if who.predicate else "cases"
        return [
            sentence(
                f"{when}, there were ",
                said,
                f" {counted}, so there is no {'percentage' if measure.unit == '%' else 'figure'}",
            )
        ]
    return [sentence("there is ", said, f" figure for “{measure.name}” {when}: what it is made from was not supplied")]
