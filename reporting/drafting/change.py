"""Change on the period and the year before, and runs of it."""

from reporting.drafting.subject import Subject, sentence
from reporting.english import count_word, ordinal
from reporting.figures import Figure
from reporting.text import Part, Sentence
from reporting.trends import is_level, run_of_direction, run_start

_LEVEL_PERIODS = range(4, 13)


def change_sentences(subject: Subject) -> list[Sentence]:
    # To date, every month holds the one before it: only the year before says how it goes.
    previous = None if subject.is_to_date else subject.previous
    others = [other for other in (previous, subject.year_before(subject.figure)) if other]
    if not others and subject.latest_earlier and not subject.is_to_date:
        others = [subject.latest_earlier]
    if not others:
        return [sentence("there is no earlier figure to compare with")] if subject.is_first else []
    lead = ("that is ", "this is ")[subject.turn("change")]
    return [sentence(lead, *_moved(subject, others)), *_unlike(subject, others), *_run(subject)]


def _unlike(subject: Subject, others: list[Figure]) -> list[Sentence]:
    """Which of the figures it is set beside were counted in another way."""
    figure = subject.figure
    if (
        figure.previous_definition_changed
        and subject.previous in others
        or (figure.last_year_definition_changed and subject.previous not in others)
    ):
        return [sentence("the definition changed between these figures: they are not like with like")]
    if figure.last_year_definition_changed and len(others) == 2:
        return [
            sentence(
                f"the definition has changed since {subject.period_name(others[1])}: that figure is not like with like"
            )
        ]
    return []


def _moved(subject: Subject, others: list[Figure]) -> list[Part]:
    """`up 2.6 points from 78.3% in October and 4.1 points from 76.8% in November 2021`: the arithmetic of printed values."""
    said: list[tuple[str, list[Part]]] = []
    for other in others:
        change = subject.figure.value - other.value
        rolling = "the 12 months to " if other.basis == "rolling_12_months" else ""
        when = (
            " in the same months a year earlier" if subject.is_to_date else f" in {rolling}{subject.period_name(other)}"
        )
        if change == 0:
            said.append(("the same as", [f"{when} (", subject.spoken(other), ")"]))
        elif subject.is_slight(change, other.value):
            said.append(("little changed from", [" ", subject.spoken(other), when]))
        else:
            far = subject.number(subject.difference(abs(change), other.value))
            said.append(("up" if change > 0 else "down", [" ", far, " from ", subject.spoken(other), when]))
    (word, first), *rest = said
    parts: list[Part] = [word, *first]
    for other_word, second in rest:
        if other_word == word == "the same as":
            # Said once: the value is the same in all three.
            parts = [word, str(first[0]).removesuffix(" ("), " and", *second]
        elif other_word == word:
            parts += [" and", *second]
        else:
            parts += [f"{' but' if {word, other_word} == {'up', 'down'} else ' and'} {other_word}", *second]
    return parts


def _run(subject: Subject) -> list[Sentence]:
    figure = subject.figure
    run = run_of_direction(subject.series)
    start = run_start(subject.series)
    if start is None or subject.is_to_date:
        return []
    period = subject.period_word()
    if figure.direction == "static":
        if run not in _LEVEL_PERIODS or not is_level(subject.series, subject.measure.statistic):
            return []
        many = subject.number(count_word(run))
        return [sentence("it has been broadly level for ", many, f" {period}s")]
    if run < 2:
        return []
    word = _movement(subject)
    since = [" from ", subject.spoken(start), f" in {subject.period_name(start)}"]
    many, place = subject.number(count_word(run)), subject.number(ordinal(run))
    wordings = (
        ["this is the ", place, f" {period} running of {word[1]},", *since],
        [f"it has {word[0]} for ", many, f" {period}s in a row,", *since],
    )
    return [sentence(*wordings[subject.turn("change")])]


def _movement(subject: Subject) -> tuple[str, str]:
    """Participle and noun: judged words where more is better, plain ones elsewhere, where `declined` would mislead."""
    if subject.measure.polarity == "higher_is_better":
        return ("improved", "improvement") if subject.figure.direction == "improved" else ("declined", "decline")
    rising = subject.figure.change > 0
    return ("risen", "increase") if rising else ("fallen", "reduction")
