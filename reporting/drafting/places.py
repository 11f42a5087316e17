"""Localities: who is within tolerance and who is not, the range, the largest moves; and the measure's own groups."""

from datetime import date
from decimal import Decimal

from reporting.drafting.standing import STATUS_WORDS
from reporting.drafting.subject import UNNAMED, Subject, joined, sentence
from reporting.english import count_word, listed, plain
from reporting.figures import Figure
from reporting.text import Part, Sentence
from reporting.trends import JUDGED, SMALL, covers

_BIG_MOVE = Decimal(10)
_SPREAD = Decimal(5)
_OWN_BREAKDOWNS = ("pathway", "stage", "phase", "tier", "age_band")
_USUAL_AGES = ("under 1", "1 to 4", "5 to 9", "10 to 15", "16 to 17", "18 and over")
_MOST_GROUPS = 4
GROUP_NAMES = {
    "assessment": "those following assessment",
    "s47": "those under section 47",
    "care_step_down": "those stepping down from care",
    "cp_step_down": "those stepping down from a child protection plan",
    "allocated to visited": "the step from allocation to visit",
    "requested to allocated": "the step from request to allocation",
    "advice": "advice, guidance and support",
    "targeted_support": "targeted support",
    "primary": "primary age",
    "secondary": "secondary age",
}


def locality_sentences(subject: Subject, only_worse: bool) -> list[Sentence]:
    places = subject.values_of("locality")
    if len(places) < 2 or not covers(subject.figure, places, subject.measure):
        return []
    judged = [place for place in places if place.status in JUDGED]
    if only_worse and not any(place.status == "worse" for place in judged):
        return []
    # A count's target is the authority's; no part of it is judged by it.
    if len(judged) == len(places) and subject.is_judged and subject.measure.statistic != "count":
        return [_judged_localities(subject, places), *_movers(subject, places)]
    low, high = _range(subject, places)
    if subject.measure.statistic == "count" and subject.figure.value < SMALL:
        return []
    if subject.measure.statistic == "count":
        return [sentence("by locality the number ranged from ", *low, " to ", *high)] if low else []
    return [sentence("across the localities it ranged from ", *low, " to ", *high)] if low else []


def _judged_localities(subject: Subject, places: list[Figure]) -> Sentence:
    by = {status: [place for place in places if place.status == status] for status in JUDGED}
    good = by["better"] + by["within_tolerance"]
    told = subject.publication.breakdowns(
        subject.measure.measure_id, subject.figure.basis, subject.figure.period_end, "locality"
    )
    complete = len(places) == sum(place.breakdown_value not in UNNAMED for place in told)
    whole = _every(subject, places) + ("" if complete else " with a figure")
    low, high = _range(subject, places)
    spread = [", from ", *low, " to ", *high] if low else []
    said = STATUS_WORDS | {"better": _better(by["better"])}
    if len(by["better"]) == len(places):
        return sentence(f"{whole} are {said['better']}", *spread)
    if not good:
        return sentence(f"{whole} are worse than target", *spread)
    if not by["worse"]:
        return sentence(f"{whole} are better than or within tolerance of target", *spread)
    if len(good) <= len(by["worse"]) or not complete:
        named: list[list[Part]] = []
        for status in ("better", "within_tolerance"):
            if by[status]:
                verb = "is" if len(by[status]) == 1 else "are"
                last = named and f" {said[status]}" or f" {verb} {said[status]}"
                named.append([*_named(subject, by[status]), last])
        low, high = _range(subject, by["worse"])
        if len(by["worse"]) == 1 or not complete:
            rest = [*_named(subject, by["worse"]), " is worse" if len(by["worse"]) == 1 else " are worse"]
        else:
            rest = [f"the other {count_word(len(by['worse']))} are worse"]
            rest += [", from ", *low, " to ", *high] if low else []
        joined: list[Part] = []
        for index, words in enumerate(named):
            joined += [" and ", *words] if index else words
        return sentence(*joined, "; ", *rest)
    verb = "is" if len(by["worse"]) == 1 else "are"
    other = f"the other {count_word(len(good))} are"
    if len(good) == 1:
        other = "the other is"
    words = said["better"] if not by["within_tolerance"] else "better than or within tolerance of target"
    return sentence(*_named(subject, by["worse"]), f" {verb} worse than target; {other} {words}")


def _better(places: list[Figure]) -> str:
    """Better counts those that only just meet their target: where one does, it is said."""
    equal = any(place.value == place.target for place in places)
    return f"at or {STATUS_WORDS['better']}" if equal else STATUS_WORDS["better"]


def _movers(subject: Subject, places: list[Figure]) -> list[Sentence]:
    """The place that fell most and the one that rose most, where that is ten points or more on enough cases."""
    if subject.measure.statistic != "percentage":
        return []
    moved = (
        [
            (place, before)
            for place in places
            if place.denominator is not None
            and place.denominator >= SMALL
            and (before := subject.publication.figure(*_key(place, subject.previous)))
            and before.value is not None
            and before.denominator is not None
            and before.denominator >= SMALL
            and abs(place.value - before.value) >= _BIG_MOVE
        ]
        if subject.previous
        else []
    )
    said: list[Part] = []
    for word, chosen in (
        ("fall", min(moved, key=lambda pair: pair[0].value - pair[1].value, default=None)),
        ("rise", max(moved, key=lambda pair: pair[0].value - pair[1].value, default=None)),
    ):
        if chosen and (chosen[0].value < chosen[1].value) == (word == "fall"):
            place, before = chosen
            was = " was" if not said else ""
            clause = [
                f"the largest {word}{was} in {place.breakdown_value} (",
                subject.spoken(before),
                " to ",
                subject.spoken(place),
                ")",
            ]
            said += [" and ", *clause] if said else clause
    return [sentence(f"since {subject.period_name(subject.previous)} ", *said)] if said else []


def group_sentences(subject: Subject) -> list[Sentence]:
    """The measure's own groups where they differ, on enough cases each."""
    if subject.measure.statistic != "percentage":
        return []
    for breakdown in _OWN_BREAKDOWNS:
        if breakdown not in subject.measure.breakdown_names:
            continue
        groups = subject.values_of(breakdown)
        enough = all(group.denominator is not None and group.denominator >= SMALL for group in groups)
        if breakdown == "age_band":
            groups = sorted((group for group in groups if group.breakdown_value not in _USUAL_AGES), key=_age_order)
        if not 2 <= len(groups) <= _MOST_GROUPS or not enough:
            continue
        if max(group.value for group in groups) - min(group.value for group in groups) < _SPREAD:
            continue
        if breakdown in ("age_band", "stage"):
            said = [[subject.spoken(group), f" ({_group_name(group)})"] for group in groups]
            return [sentence(f"by {breakdown.removesuffix('_band')} it was ", *joined(said))]
        said = [[subject.spoken(group), f" for {_group_name(group)}"] for group in groups]
        return [sentence("the figure was ", *joined(said))]
    return []


def _every(subject: Subject, places: list[Figure]) -> str:
    return "both localities" if len(places) == 2 else f"all {count_word(len(places))} localities"


def _place(subject: Subject, place: Figure) -> list[Part]:
    """`83.5%`, or with its cases where they are few."""
    words: list[Part] = [subject.spoken(place)]
    if subject.measure.statistic == "percentage" and place.denominator is not None and place.denominator < SMALL:
        words += [", ", subject.number(f"{plain(place.numerator)} of {plain(place.denominator)}", place)]
    return words


def _named(subject: Subject, places: list[Figure]) -> list[Part]:
    """`Cheltenham (85%) and Stroud (91%)`."""
    return joined([[f"{place.breakdown_value} (", *_place(subject, place), ")"] for place in places])


def _range(subject: Subject, places: list[Figure]) -> tuple[list[Part], list[Part]]:
    """`49% in Cotswolds` and `78% in Tewkesbury`; places with equal values are named together. Empty when all are equal."""
    low, high = (edge(place.value for place in places) for edge in (min, max))
    if low == high:
        return [], []
    ends = []
    for edge in (low, high):
        at = [place for place in places if place.value == edge]
        few = _place(subject, at[0])[1:] if len(at) == 1 else []
        cases = [" (", *few[1:], ")"] if few else []
        ends.append([subject.spoken(at[0]), f" in {listed([place.breakdown_value for place in at])}", *cases])
    return ends[0], ends[1]


def _key(place: Figure, previous: Figure) -> tuple[str, str, date, str, str]:
    return place.measure_id, place.basis, previous.period_end, place.breakdown, place.breakdown_value


def _age_order(group: Figure) -> tuple[int, str]:
    """Youngest first; `under 5` before `5 and over`."""
    digits = "".join(sign if sign.isdigit() else " " for sign in group.breakdown_value).split()
    return int(digits[0]) * 2 - group.breakdown_value.startswith("under"), group.breakdown_value


def _group_name(group: Figure) -> str:
    return GROUP_NAMES.get(group.breakdown_value, f"{group.breakdown_value.replace('_', ' ')}")
