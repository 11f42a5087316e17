"""How extreme a value is and how it stands against its target."""

from reporting.drafting.subject import Subject, sentence
from reporting.english import count_word, number
from reporting.text import Part, Sentence
from reporting.trends import extreme, last_with_status, run_of_status, status_before

# After so many periods a run of a status is worth a word only where it is bad.
_LONG = 12
# An extreme is said when this many periods lie within it.
_EXTREME = {"monthly": 6, "quarterly": 4}
STATUS_WORDS = {
    "better": "better than target",
    "within_tolerance": "within tolerance of target",
    "worse": "worse than target",
}


def standing_sentences(subject: Subject) -> list[Sentence]:
    """Extreme and status, joined as they bear on one another."""
    beyond = extreme_said(subject)
    status = _status(subject) if subject.is_judged else []
    if not beyond:
        return [sentence("performance ", *status)] if status else []
    parts = ["it is ", *beyond[1]]
    if not status:
        return [sentence(*parts)]
    bright = subject.figure.status in ("better", "within_tolerance")
    agrees = beyond[0] == bright
    return [sentence(*parts, ", and " if agrees else ", but ", *status)]


def extreme_said(subject: Subject) -> tuple[bool, list[Part]] | None:
    """Whether the extreme is good news, and its words."""
    found = extreme(subject.series, _EXTREME[subject.publication.frequency])
    if not found or subject.is_to_date:
        return None
    good = (found.word == "highest") == (subject.measure.polarity == "higher_is_better")
    if found.since is None:
        return good, ["the ", subject.number(found.word), f" {_whole_series(subject)}"]
    name = f"{subject.period_name(found.since)} ({'also ' if found.since.value == subject.figure.value else ''}"
    return good, ["the ", subject.number(found.word), f" since {name}", subject.spoken(found.since), ")"]


def _status(subject: Subject) -> list[Part]:
    """`is worse than the target of 90% by 9.1 points`; a pack of two states meets a target or misses it."""
    figure = subject.figure
    aim = "plan" if subject.measure.polarity == "plan_is_best" else "target"
    target = [f"the {aim} of ", subject.number(subject.in_unit(figure.target, exact=True))]
    gap = abs(figure.value - figure.target)
    far = subject.number(subject.difference(gap, figure.target, in_per_cent=False))
    if figure.tolerance_percent == 0 and aim == "target":
        words = ["meets ", *target] if figure.status == "better" else ["misses ", *target, " by ", far]
    elif figure.status == "better":
        words = [
            "is in line with " if aim == "plan" else "is equal to " if gap == 0 else "is better than ",
            *target,
        ]
    elif figure.status == "within_tolerance":
        words = ["is within tolerance of ", *target]
    else:
        words = ["is away from " if aim == "plan" else "is worse than ", *target, " by ", far]
    return [*words, *_status_run(subject)]


def _status_run(subject: Subject) -> list[Part]:
    figure = subject.figure
    run = run_of_status(subject.series)
    period = subject.period_word()
    before = status_before(subject.series)
    if run == 1 and before:
        if before.target != figure.target:
            was = subject.number(subject.in_unit(before.target, exact=True), before)
            return ["; the target was ", was, f" in {subject.period_name(before)}"]
        last, between = last_with_status(subject.series, (figure.status,))
        if last is None and between >= 12:
            return [", for the first time in ", subject.number(f"{number(between + 1)} {period}s")]
        if last is not None and between >= 3:
            return [f", for the first time since {subject.period_name(last)}"]
        if figure.tolerance_percent == 0:
            did = "met" if before.status == "better" else "missed"
            return [f", having {did} it in {subject.period_name(before)}"]
        return [f", having been {STATUS_WORDS[before.status]} in {subject.period_name(before)}"]
    if run < 2 or run > _LONG and figure.status != "worse":
        return []
    met, missed = (
        ("met target", "missed target") if figure.tolerance_percent == 0 else ("met target", "been worse than target")
    )
    held = {"better": met, "within_tolerance": "been within tolerance", "worse": missed}[figure.status]
    if run > _LONG and run == len(subject.series):
        beyond = extreme_said(subject)
        if beyond and beyond[1][-1] == f" {_whole_series(subject)}":
            return [f"; it has {held} throughout"]
        return [f"; it has {held} in every {period} {_whole_series(subject)}"]
    many = "more than a year" if run > _LONG and subject.turn("long run") else f"{count_word(run)} {period}s"
    return [f"; it has {held} for ", subject.number(many)]


def _whole_series(subject: Subject) -> str:
    """How far back the series goes, and why no further."""
    first = subject.period_name(subject.series[0])
    if subject.is_redefined:
        return f"since the definition changed (from {first})"
    return f"since figures resumed (from {first})" if subject.is_resumed else f"on record (from {first})"
