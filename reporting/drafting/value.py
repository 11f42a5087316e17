"""The first sentence: the value with the cases behind it."""

from decimal import Decimal

from reporting.drafting.subject import Subject, sentence, when_said
from reporting.english import agree, fraction, number, plain, proportion
from reporting.text import Part, Sentence


def value_sentence(subject: Subject) -> Sentence:
    figure, measure = subject.figure, subject.measure
    when = when_said(figure, subject.publication.frequency)
    if measure.statistic == "count":
        return _count(subject, when)
    if not subject.phrase.predicate:
        said = [subject.number(f"{subject.in_unit(figure.value)}{'' if measure.unit == '%' else ' ' + measure.unit}")]
        if figure.denominator is not None and measure.statistic == "percentage":
            said += [" (", subject.number(f"{plain(figure.numerator)} against {plain(figure.denominator)}"), ")"]
        return subject.either(
            [f"{when}, {subject.phrase.cohort} was ", *said], [f"{subject.phrase.cohort} was ", *said, f" {when}"]
        )
    if measure.statistic.startswith("rate"):
        per = measure.unit.removeprefix("per ")
        words = [subject.number(f"{number(figure.value, measure.decimals)} in every {per.split(' ', 1)[0]}")]
        who = [f" {agree(subject.phrase.cohort, 2)}"] + ([f" {per.split(' ', 1)[1]}"] if " " in per else [])
        done = f" {agree(subject.phrase.predicate, 2)}"
        return subject.either([f"{when}, ", *words, *who, done], [*words, *who, done, f" {when}"])
    return _share(subject, when)


def _count(subject: Subject, when: str) -> Sentence:
    figure = subject.figure
    if figure.denominator is not None:  # the mean of the months
        words = ["an average of ", subject.spoken(figure), f" {agree(subject.phrase.cohort, 2)} a month"]
        return subject.either([f"{when}, there was ", *words], ["there was ", *words, f" {when}"])
    verb = "was" if figure.value == 1 else "were"
    words = [
        subject.number("no" if figure.value == 0 else number(figure.value)),
        f" {agree(subject.phrase.cohort, figure.value)}",
    ]
    return subject.either([f"{when}, there {verb} ", *words], [f"there {verb} ", *words, f" {when}"])


def _share(subject: Subject, when: str) -> Sentence:
    figure = subject.figure
    printed = subject.spoken(figure)
    who, n, m = subject.phrase.cohort, figure.numerator, figure.denominator
    if m is None or n is None:
        part = fraction(figure.value)
        did = f" {agree(who, 2)} {agree(subject.phrase.predicate, 2)}"
        if part:
            return subject.either(
                [f"{when}, ", subject.number(_of(part)), did, " (", printed, ")"],
                [f"{when}, ", printed, " of", did],
            )
        return subject.either([f"{when}, ", printed, " of", did], [printed, " of", did, f" {when}"])
    word = proportion(figure.value, n, m)
    if subject.is_small and 0 < n < m:
        whole = [f" {agree(who, m)} {agree(subject.phrase.predicate, n)} (", printed, ")"]
        return sentence(f"{when}, ", subject.number(f"{plain(n)} of {plain(m)}"), *whole)
    if word in ("all", "none") and m > 1:
        every = "both" if m == 2 else f"all {plain(m)}"
        words = every if word == "all" else f"none of the {plain(m)}"
        did = f" {agree(who, m)} {agree(subject.phrase.predicate, m)} ("
        return sentence(f"{when}, ", subject.number(words), did, printed, ")")
    if m == 1:
        words = [
            subject.number(f"{plain(n)} of {plain(m)}"),
            f" {agree(who, 1)} {agree(subject.phrase.predicate, 1)} (",
        ]
        return sentence(f"{when}, ", *words, printed, ")")
    did = f" {agree(who, 2)} {agree(subject.phrase.predicate, 2)}"
    cases = subject.number(f"{plain(n)} of {plain(m)}")
    rest = _rest(subject, n, m)
    if word:
        return subject.either(
            [f"{when}, ", subject.number(_of(word)), did, " (", printed, ", ", cases, ")", *rest],
            [f"{when}, ", printed, " of", did, " (", cases, ")", *rest],
        )
    return subject.either(
        [f"{when}, ", printed, " of", did, " (", cases, ")", *rest],
        [printed, " of", did, f" {when} (", cases, ")", *rest],
    )


def _rest(subject: Subject, n: Decimal, m: Decimal) -> list[Part]:
    """The cases that were not as they should be, where that is worth saying."""
    if subject.measure.polarity != "higher_is_better" or subject.figure.status not in ("worse", "within_tolerance"):
        return []
    return ["; ", subject.number(plain(m - n)), f" {agree(subject.phrase.negation, m - n)}"]


def _of(part: str) -> str:
    """`two-thirds of`, `nine in ten`, `almost all`: the words before the cases."""
    return part if part.endswith("in ten") or part == "almost all" else f"{part} of"
