"""Paragraphs drafted from the figures by rule: what they hold and nothing else. Cause and action are the officer's.

A paragraph says, in this order and as far as the figures give it: the value with its cases; change on the period and the year
before; run and extreme; status against target; localities; the measure's own groups; other bases and comparators with their
date; the backlog behind a rate. A steady measure that is better than target says the first of these only.
"""

import zlib
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal

from reporting.english import (
    agree,
    count_word,
    fraction,
    listed,
    month,
    number,
    ordinal,
    plain,
    proportion,
    quarter,
)
from reporting.figures import Comparator, Figure, Measure, OverviewStatistic, Publication
from reporting.phrases import phrase
from reporting.text import Number, Paragraph, Part, Sentence
from reporting.trends import (
    JUDGED,
    compared_basis,
    covers,
    extreme,
    is_level,
    last_with_status,
    run_start,
    status_before,
    unbroken,
)

# Under this denominator a share is said by its cases, and no fraction or difference between places is drawn from it.
SMALL = 20
# An extreme is said when this many periods lie within it.
_EXTREME = {"monthly": 6, "quarterly": 4}
_MONTHS = {"monthly": 1, "quarterly": 3}
_WHOLE_HISTORY = 1000
_BIG_MOVE = Decimal(10)
_SPREAD = Decimal(5)
_OWN_BREAKDOWNS = ("pathway", "stage", "phase", "tier", "age_band")
_USUAL_AGES = ("under 1", "1 to 4", "5 to 9", "10 to 15", "16 to 17", "18 and over")
_LEVEL_PERIODS = range(4, 13)
_MOST_GROUPS = 4
_UNNAMED = ("unallocated", "unknown", "none", "other", "unborn")
_GROUP_NAMES = {
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
_COMPARATORS = {
    "statistical_neighbours": "statistical neighbours",
    "region": "the region",
    "england": "England",
    "peer_group": "the peer group",
    "other": "the comparison group",
}

# Statistics of measures that stand in one sentence, and the whole that they are shares of.
_META_MEASURES = (
    (
        (
            ("better_or_within_tolerance", "were better than or within tolerance of target"),
            ("worse", "were worse than target"),
        ),
        "judged measures",
    ),
    ((("above_80", "were above 80%"), ("above_90", "were above 90%")), "percentage measures where more is better"),
    (
        (
            ("improved", "improved"),
            ("declined", "declined"),
            ("static_and_worse", "were little changed and worse than target"),
        ),
        "judged measures",
    ),
)


def paragraphs(publication: Publication, measure: Measure, period_end: date) -> list[Paragraph]:
    """The drafted paragraphs of one measure in one period; none where the measure is not made at this frequency."""
    bases = measure.bases(publication.frequency)
    if not bases:
        return []
    found = [publication.figure(measure.measure_id, basis, period_end) for basis in bases]
    spoken = next((figure for figure in found if figure and figure.value is not None), None)
    draft = _Draft(publication, measure, spoken) if spoken else None
    sentences = draft.sentences() if draft else _absence(publication, measure, found[0])
    return [Paragraph(tuple(sentences), officer=False)] if sentences else []


def overview_paragraphs(publication: Publication, period_end: date) -> list[Paragraph]:
    """The statistics of measures, then which measures changed status or are at their best or worst of 12 periods."""
    drafted = [_meta_measures(publication, period_end)]
    current = [
        (measure, figure)
        for measure in publication.measures()
        if (figure := publication.headline(measure, period_end)) and figure.value is not None
    ]
    for said, holds in (
        ("Newly better than or within tolerance of target", lambda figure, before: _recovered(figure, before)),
        ("Newly worse than target", lambda figure, before: _recovered(before, figure)),
    ):
        moved = []
        for measure, figure in current:
            before = _before(publication, measure, figure)
            if before and figure.status in JUDGED and before.status in JUDGED and holds(figure, before):
                moved.append((measure, figure))
        drafted.append(_roll_call(said, moved))
    twelve = {"monthly": "12 months", "quarterly": "12 quarters"}[publication.frequency]
    for said, attribute in (("Best", "is_best_in_12"), ("Worst", "is_worst_in_12")):
        drafted.append(
            _roll_call(
                f"{said} in {twelve}",
                [
                    (measure, figure)
                    for measure, figure in current
                    if getattr(figure, attribute) and _is_alone(publication, measure, figure)
                ],
            )
        )
    return [Paragraph(tuple(sentences), officer=False) for sentences in drafted if sentences]


class _Draft:
    """The sentences of one measure with a value, drafted from the figure that is spoken of."""

    def __init__(self, publication: Publication, measure: Measure, figure: Figure) -> None:
        self.publication = publication
        self.measure = measure
        self.figure = figure
        self.phrase = phrase(measure)
        series = publication.series(measure.measure_id, figure.basis, months=_WHOLE_HISTORY)
        held = [past for past in series if past.period_end <= figure.period_end]
        self.series = unbroken(held, _MONTHS[publication.frequency])
        self.previous = self.series[-2] if len(self.series) > 1 else None
        # Figures typed from reports come with gaps: the newest of the year before is what can be compared with.
        self.latest_earlier = next(
            (
                past
                for past in reversed(held[:-1])
                if past.value is not None and (figure.period_end - past.period_end).days < 366
            ),
            None,
        )
        self.is_first = figure.source != "aggregate_return" and not any(past.value is not None for past in held[:-1])
        self.is_to_date = figure.basis.endswith("_to_date")
        self.is_share = measure.statistic in ("percentage", "gap_pp")
        self.is_judged = figure.status in JUDGED
        self.is_small = (
            figure.denominator is not None and figure.denominator < SMALL and measure.statistic == "percentage"
        )

    def sentences(self) -> list[Sentence]:
        steady = self.figure.status == "better" and self.figure.direction in (None, "static") and not self._extreme()
        drafted = [self._value(), *self._change(), *self._standing(), *self._localities(only_worse=steady)]
        if not steady:
            drafted += self._groups()
        drafted += self._elsewhere()
        if self.figure.status != "better":
            drafted += self._backlog()
        return drafted

    # What is said

    def _value(self) -> Sentence:
        figure, measure = self.figure, self.measure
        when = _when(figure, self.publication.frequency)
        if measure.statistic == "count":
            return self._count(when)
        if not self.phrase.predicate:
            said = [self._number(f"{self._in_unit(figure.value)}{'' if measure.unit == '%' else ' ' + measure.unit}")]
            if figure.denominator is not None and measure.statistic == "percentage":
                said += [" (", self._number(f"{plain(figure.numerator)} against {plain(figure.denominator)}"), ")"]
            return self._either(
                [f"{when}, {self.phrase.cohort} was ", *said], [f"{self.phrase.cohort} was ", *said, f" {when}"]
            )
        if measure.statistic.startswith("rate"):
            per = measure.unit.removeprefix("per ")
            words = [self._number(f"{number(figure.value, measure.decimals)} in every {per.split(' ', 1)[0]}")]
            who = [f" {agree(self.phrase.cohort, 2)}"] + ([f" {per.split(' ', 1)[1]}"] if " " in per else [])
            done = f" {agree(self.phrase.predicate, 2)}"
            return self._either([f"{when}, ", *words, *who, done], [*words, *who, done, f" {when}"])
        return self._share(when)

    def _count(self, when: str) -> Sentence:
        figure = self.figure
        if figure.denominator is not None:  # the mean of the months
            words = ["an average of ", self._spoken(figure), f" {agree(self.phrase.cohort, 2)} a month"]
            return self._either([f"{when}, there was ", *words], ["there was ", *words, f" {when}"])
        verb = "was" if figure.value == 1 else "were"
        words = [
            self._number("no" if figure.value == 0 else number(figure.value)),
            f" {agree(self.phrase.cohort, figure.value)}",
        ]
        return self._either([f"{when}, there {verb} ", *words], [f"there {verb} ", *words, f" {when}"])

    def _share(self, when: str) -> Sentence:
        figure = self.figure
        printed = self._spoken(figure)
        who, n, m = self.phrase.cohort, figure.numerator, figure.denominator
        if m is None or n is None:
            part = fraction(figure.value)
            did = f" {agree(who, 2)} {agree(self.phrase.predicate, 2)}"
            if part:
                return self._either(
                    [f"{when}, ", self._number(_of(part)), did, " (", printed, ")"],
                    [f"{when}, ", printed, " of", did],
                )
            return self._either([f"{when}, ", printed, " of", did], [printed, " of", did, f" {when}"])
        word = proportion(figure.value, n, m)
        if self.is_small and 0 < n < m:
            whole = [f" {agree(who, m)} {agree(self.phrase.predicate, n)} (", printed, ")"]
            return _sentence(f"{when}, ", self._number(f"{plain(n)} of {plain(m)}"), *whole)
        if word in ("all", "none") and m > 1:
            words = f"all {plain(m)}" if word == "all" else f"none of the {plain(m)}"
            did = f" {agree(who, m)} {agree(self.phrase.predicate, m)} ("
            return _sentence(f"{when}, ", self._number(words), did, printed, ")")
        if m == 1:
            words = [self._number(f"{plain(n)} of {plain(m)}"), f" {agree(who, 1)} {agree(self.phrase.predicate, 1)} ("]
            return _sentence(f"{when}, ", *words, printed, ")")
        did = f" {agree(who, 2)} {agree(self.phrase.predicate, 2)}"
        cases = self._number(f"{plain(n)} of {plain(m)}")
        rest = self._rest(n, m)
        if word:
            return self._either(
                [f"{when}, ", self._number(_of(word)), did, " (", printed, ", ", cases, ")", *rest],
                [f"{when}, ", printed, " of", did, " (", cases, ")", *rest],
            )
        return self._either(
            [f"{when}, ", printed, " of", did, " (", cases, ")", *rest],
            [printed, " of", did, f" {when} (", cases, ")", *rest],
        )

    def _rest(self, n: Decimal, m: Decimal) -> list[Part]:
        """The cases that were not as they should be, where that is worth saying."""
        if self.measure.polarity != "higher_is_better" or self.figure.status not in ("worse", "within_tolerance"):
            return []
        return ["; ", self._number(plain(m - n)), f" {agree(self.phrase.negation, m - n)}"]

    def _change(self) -> list[Sentence]:
        # To date, every month holds the one before it: only the year before says how it goes.
        previous = None if self.is_to_date else self.previous
        others = [other for other in (previous, self._year_before(self.figure)) if other]
        if not others and self.latest_earlier and not self.is_to_date:
            others = [self.latest_earlier]
        if not others:
            return [_sentence("there is no earlier figure to compare with")] if self.is_first else []
        lead = ("that is ", "this is ")[self._turn("change")]
        return [_sentence(lead, *self._moved(others)), *self._run()]

    def _moved(self, others: list[Figure]) -> list[Part]:
        """`up 2.6 points from 78.3% in October and 4.1 points from 76.8% in November 2021`: the arithmetic of printed values."""
        said: list[tuple[str, list[Part]]] = []
        for other in others:
            change = self.figure.value - other.value
            rolling = "the 12 months to " if other.basis == "rolling_12_months" else ""
            when = f" in {rolling}{self._period_name(other)}"
            if change == 0:
                said.append(("the same as", [f"{when} (", self._spoken(other), ")"]))
            elif self._is_slight(change, other.value):
                said.append(("little changed from", [" ", self._spoken(other), when]))
            else:
                far = self._number(self._difference(abs(change), other.value))
                said.append(("up" if change > 0 else "down", [" ", far, " from ", self._spoken(other), when]))
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

    def _run(self) -> list[Sentence]:
        figure = self.figure
        run = figure.run_of_direction or 0
        start = run_start(self.series)
        if start is None or self.is_to_date:
            return []
        period = self._period_word()
        if figure.direction == "static":
            if run not in _LEVEL_PERIODS or not is_level(self.series, self.measure.statistic):
                return []
            many = self._number(count_word(run))
            return [_sentence("it has been broadly level for ", many, f" {period}s")]
        if run < 2:
            return []
        word = self._movement()
        since = [" from ", self._spoken(start), f" in {self._period_name(start)}"]
        many, place = self._number(count_word(run)), self._number(ordinal(run))
        wordings = (
            ["this is the ", place, f" {period} running of {word[1]},", *since],
            [f"it has {word[0]} for ", many, f" {period}s in a row,", *since],
        )
        return [_sentence(*wordings[self._turn("change")])]

    def _movement(self) -> tuple[str, str]:
        """Participle and noun: judged words where more is better, plain ones elsewhere, where `declined` would mislead."""
        if self.measure.polarity == "higher_is_better":
            return ("improved", "improvement") if self.figure.direction == "improved" else ("declined", "decline")
        rising = self.figure.change > 0
        return ("risen", "increase") if rising else ("fallen", "reduction")

    def _standing(self) -> list[Sentence]:
        """Extreme and status, joined as they bear on one another."""
        beyond = self._extreme()
        status = self._status() if self.is_judged else []
        if not beyond:
            return [_sentence("performance ", *status)] if status else []
        parts = ["it is ", *beyond[1]]
        if not status:
            return [_sentence(*parts)]
        bright = self.figure.status in ("better", "within_tolerance")
        agrees = beyond[0] == bright
        return [_sentence(*parts, ", and " if agrees else ", but ", *status)]

    def _extreme(self) -> tuple[bool, list[Part]] | None:
        """Whether the extreme is good news, and its words."""
        found = extreme(self.series, _EXTREME[self.publication.frequency])
        if not found or self.is_to_date:
            return None
        good = (found.word == "highest") == (self.measure.polarity == "higher_is_better")
        if found.since is None:
            first = self.series[0]
            return good, ["the ", self._number(found.word), f" on record (from {self._period_name(first)})"]
        name = f"{self._period_name(found.since)} ({'also ' if found.since.value == self.figure.value else ''}"
        return good, ["the ", self._number(found.word), f" since {name}", self._spoken(found.since), ")"]

    def _status(self) -> list[Part]:
        """`is worse than the target of 90% by 9.1 points`; a pack of two states meets a target or misses it."""
        figure = self.figure
        aim = "plan" if self.measure.polarity == "plan_is_best" else "target"
        target = [f"the {aim} of ", self._number(self._in_unit(figure.target, exact=True))]
        gap = abs(figure.value - figure.target)
        far = self._number(self._difference(gap, figure.target, in_per_cent=False))
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
        return [*words, *self._status_run()]

    def _status_run(self) -> list[Part]:
        figure = self.figure
        run = figure.run_of_status or 0
        period = self._period_word()
        before = status_before(self.series)
        if run == 1 and before:
            if before.target != figure.target:
                was = self._number(self._in_unit(before.target, exact=True), before)
                return [", a target that was ", was, f" in {self._period_name(before)}"]
            last, between = last_with_status(self.series, (figure.status,))
            if last is None and between >= 12:
                return [", for the first time in ", self._number(f"{number(between + 1)} {period}s")]
            if last is not None and between >= 3:
                return [f", for the first time since {self._period_name(last)}"]
            return [f", having been {_STATUS_WORDS[before.status]} in {self._period_name(before)}"]
        if run == 2:
            return [" for the ", self._number("second"), f" {period} in a row"]
        if 3 <= run <= 12:
            return [", as it has been for ", self._number(f"{count_word(run)} {period}s")]
        if run > 12 and figure.status == "worse":
            long = [", for the ", self._number(ordinal(run)), f" {period} running"]
            return long if self._turn("long run") else [", as it has been for more than a year"]
        return []

    def _localities(self, only_worse: bool) -> list[Sentence]:
        places = self._values_of("locality")
        if len(places) < 2 or not covers(self.figure, places, self.measure):
            return []
        judged = [place for place in places if place.status in JUDGED]
        if only_worse and not any(place.status == "worse" for place in judged):
            return []
        # A count's target is the authority's; no part of it is judged by it.
        if len(judged) == len(places) and self.is_judged and self.measure.statistic != "count":
            return [self._judged_localities(places), *self._movers(places)]
        low, high = self._range(places)
        if self.measure.statistic == "count":
            return [_sentence("by locality the number ranged from ", *low, " to ", *high)] if low else []
        return [_sentence("across the localities it ranged from ", *low, " to ", *high)] if low else []

    def _judged_localities(self, places: list[Figure]) -> Sentence:
        by = {status: [place for place in places if place.status == status] for status in JUDGED}
        good = by["better"] + by["within_tolerance"]
        told = self.publication.breakdowns(
            self.measure.measure_id, self.figure.basis, self.figure.period_end, "locality"
        )
        complete = len(places) == sum(place.breakdown_value not in _UNNAMED for place in told)
        whole = self._every(places) + ("" if complete else " with a figure")
        low, high = self._range(places)
        spread = [", from ", *low, " to ", *high] if low else []
        if len(by["better"]) == len(places):
            return _sentence(f"{whole} are better than target", *spread)
        if not good:
            return _sentence(f"{whole} are worse than target", *spread)
        if not by["worse"]:
            return _sentence(f"{whole} are better than or within tolerance of target", *spread)
        if len(good) <= len(by["worse"]) or not complete:
            named: list[list[Part]] = []
            for status in ("better", "within_tolerance"):
                if by[status]:
                    verb = "is" if len(by[status]) == 1 else "are"
                    last = named and f" {_STATUS_WORDS[status]}" or f" {verb} {_STATUS_WORDS[status]}"
                    named.append([*self._named(by[status]), last])
            low, high = self._range(by["worse"])
            if len(by["worse"]) == 1 or not complete:
                rest = [*self._named(by["worse"]), " is worse" if len(by["worse"]) == 1 else " are worse"]
            else:
                rest = [f"the other {count_word(len(by['worse']))} are worse"]
                rest += [", from ", *low, " to ", *high] if low else []
            joined: list[Part] = []
            for index, words in enumerate(named):
                joined += [" and ", *words] if index else words
            return _sentence(*joined, "; ", *rest)
        verb = "is" if len(by["worse"]) == 1 else "are"
        other = f"the other {count_word(len(good))} are"
        if len(good) == 1:
            other = "the other is"
        words = _STATUS_WORDS["better"] if not by["within_tolerance"] else "better than or within tolerance of target"
        return _sentence(*self._named(by["worse"]), f" {verb} worse than target; {other} {words}")

    def _movers(self, places: list[Figure]) -> list[Sentence]:
        """The place that fell most and the one that rose most, where that is ten points or more on enough cases."""
        if self.measure.statistic != "percentage":
            return []
        moved = (
            [
                (place, before)
                for place in places
                if place.denominator is not None
                and place.denominator >= SMALL
                and (before := self.publication.figure(*_key(place, self.previous)))
                and before.value is not None
                and before.denominator is not None
                and before.denominator >= SMALL
                and abs(place.value - before.value) >= _BIG_MOVE
            ]
            if self.previous
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
                    self._spoken(before),
                    " to ",
                    self._spoken(place),
                    ")",
                ]
                said += [" and ", *clause] if said else clause
        return [_sentence(f"since {self._period_name(self.previous)} ", *said)] if said else []

    def _groups(self) -> list[Sentence]:
        """The measure's own groups where they differ, on enough cases each."""
        if self.measure.statistic != "percentage":
            return []
        for breakdown in _OWN_BREAKDOWNS:
            if breakdown not in self.measure.breakdown_names:
                continue
            groups = self._values_of(breakdown)
            enough = all(group.denominator is not None and group.denominator >= SMALL for group in groups)
            if breakdown == "age_band":
                groups = sorted((group for group in groups if group.breakdown_value not in _USUAL_AGES), key=_age_order)
            if not 2 <= len(groups) <= _MOST_GROUPS or not enough:
                continue
            if max(group.value for group in groups) - min(group.value for group in groups) < _SPREAD:
                continue
            if breakdown in ("age_band", "stage"):
                said = [[self._spoken(group), f" ({_group_name(group)})"] for group in groups]
                return [_sentence(f"by {breakdown.removesuffix('_band')} it was ", *_joined(said))]
            said = [[self._spoken(group), f" for {_group_name(group)}"] for group in groups]
            return [_sentence("the figure was ", *_joined(said))]
        return []

    def _elsewhere(self) -> list[Sentence]:
        """Other bases, and comparators beside the basis they are counted on: a rolling year where there is one."""
        measure = self.measure
        others = [
            figure
            for basis in measure.bases(self.publication.frequency)
            if basis != self.figure.basis
            and (figure := self.publication.figure(measure.measure_id, basis, self.figure.period_end))
            and figure.value is not None
        ]
        basis = compared_basis(measure, self.publication.frequency)
        beside = next((figure for figure in others if figure.basis == basis), self.figure)
        sentences = []
        for figure in others:
            compared = self._against(figure) if figure is beside else []
            lead = f"{_when(figure, self.publication.frequency)} "
            average = measure.statistic == "count" and figure.denominator is not None
            parts: list[Part] = [
                lead,
                "the monthly average was " if average else "the figure was ",
                self._spoken(figure),
            ]
            if not average and figure.denominator is not None and measure.statistic == "percentage":
                parts += [" (", self._number(f"{plain(figure.numerator)} of {plain(figure.denominator)}", figure), ")"]
            last_year = self._year_before(figure)
            if average and last_year:
                same = last_year.value == figure.value
                against = [", the same as"] if same else [" against ", self._spoken(last_year)]
                parts += [*against, " in the same months a year earlier"]
            sentences.append(_sentence(*parts, *([", ", *compared] if compared else [])))
        if beside is self.figure and (against := self._against(beside)):
            sentences.append(_sentence("the figure is ", *against))
        return sentences

    def _against(self, figure: Figure) -> list[Part]:
        """`worse than statistical neighbours (20.1%) and England (21.5%) at March 2022`."""
        found = _one_each(self.publication.comparators(self.measure.measure_id))
        if not found:
            return []
        dates = {known.period_end for known in found}
        groups: dict[str, list[list[Part]]] = {}
        for known in found:
            value = Number(self._in_unit(known.value, exact=True), known.ref)
            at = [f", {month(known.period_end)}"] if len(dates) > 1 else []
            average = {"mean": " (average ", "median": " (median "}.get(known.statistic, " (")
            groups.setdefault(self._relation(figure.value, known.value), []).append(
                [_COMPARATORS[known.comparator], average, value, *at, ")"]
            )
        said = [[f"{relation} ", *_joined(members)] for relation, members in groups.items()]
        return [*_joined(said), *([f" at {month(next(iter(dates)))}"] if len(dates) == 1 else [])]

    def _relation(self, value: Decimal, other: Decimal) -> str:
        if value == other:
            return "the same as"
        if self.measure.polarity in ("higher_is_better", "lower_is_better"):
            return "better than" if (value > other) == (self.measure.polarity == "higher_is_better") else "worse than"
        return "higher than" if value > other else "lower than"

    def _backlog(self) -> list[Sentence]:
        counted = []
        for measure_id in self.phrase.backlog:
            other = self.publication.measure(measure_id)
            figure = self.publication.headline(other, self.figure.period_end) if other else None
            if figure and figure.value:
                before = _before(self.publication, other, figure)
                words: list[Part] = [
                    Number(number(figure.value), figure.ref),
                    f" {agree(phrase(other).cohort, figure.value)}",
                ]
                if before and before.value is not None:
                    words += [" (", Number(number(before.value), before.ref), f" in {self._period_name(before)})"]
                counted.append((figure, words))
        if not counted:
            return []
        verb = "was" if counted[0][0].value == 1 else "were"
        lead = "among them" if self.measure.statistic == "count" else "behind this"
        return [_sentence(f"{lead} {verb} ", *_joined([words for _, words in counted]))]

    # How it is said

    def _either(self, first: Sequence[Part], second: Sequence[Part]) -> Sentence:
        """One of two wordings, by measure and period: the same every time it is drafted."""
        return _sentence(*(first, second)[self._turn("either")])

    def _turn(self, of: str) -> int:
        """0 or 1, by measure, period and what is said."""
        return zlib.crc32(f"{self.measure.measure_id}|{self.figure.period_end}|{of}".encode()) % 2

    def _number(self, text: str, figure: Figure | None = None) -> Number:
        return Number(text, (figure or self.figure).ref)

    def _spoken(self, figure: Figure) -> Number:
        return Number(self._in_unit(figure.value), figure.ref)

    def _in_unit(self, value: Decimal, exact: bool = False) -> str:
        """The value as printed; `exact` prints a target or comparator with the decimals it was given."""
        text = plain(value) if exact else number(value, self.measure.decimals)
        return f"{text}%" if self.measure.unit == "%" else text

    def _difference(self, change: Decimal, other: Decimal, in_per_cent: bool = True) -> str:
        """Points between percentages, per cent between counts of some size, else the difference itself."""
        if self.is_share:
            text = number(change, self.measure.decimals)
            return f"{text} {'point' if text == '1' else 'points'}"
        if self.measure.statistic == "count" and in_per_cent and other >= SMALL:
            return f"{number(change)} ({number(change / other * 100)}%)"
        return plain(change)

    def _is_slight(self, change: Decimal, other: Decimal) -> bool:
        """Under one point, or one per cent of a count or rate: what the marts call static."""
        return abs(change) < 1 if self.is_share else abs(change) * 100 < abs(other)

    def _period_word(self) -> str:
        return {"monthly": "month", "quarterly": "quarter"}[self.publication.frequency]

    def _period_name(self, other: Figure) -> str:
        return _period(other.period_end, self.publication.frequency, self.figure.period_end)

    def _year_before(self, figure: Figure) -> Figure | None:
        """The figure of the same period a year earlier, where it is the one published beside this one."""
        if figure.same_period_last_year_value is None:
            return None
        series = self.publication.series(self.measure.measure_id, figure.basis, months=_WHOLE_HISTORY)
        return next(
            (
                past
                for past in series
                if (past.period_end.year, past.period_end.month)
                == (figure.period_end.year - 1, figure.period_end.month)
                and past.value == figure.same_period_last_year_value
            ),
            None,
        )

    def _values_of(self, breakdown: str) -> list[Figure]:
        """Named values of a breakdown that have a value."""
        if breakdown not in self.measure.breakdown_names:
            return []
        found = self.publication.breakdowns(
            self.measure.measure_id, self.figure.basis, self.figure.period_end, breakdown
        )
        return [figure for figure in found if figure.value is not None and figure.breakdown_value not in _UNNAMED]

    def _every(self, places: list[Figure]) -> str:
        return "both localities" if len(places) == 2 else f"all {count_word(len(places))} localities"

    def _place(self, place: Figure) -> list[Part]:
        """`83.5%`, or with its cases where they are few."""
        words: list[Part] = [self._spoken(place)]
        if self.measure.statistic == "percentage" and place.denominator is not None and place.denominator < SMALL:
            words += [", ", self._number(f"{plain(place.numerator)} of {plain(place.denominator)}", place)]
        return words

    def _named(self, places: list[Figure]) -> list[Part]:
        """`Cheltenham (85%) and Stroud (91%)`."""
        return _joined([[f"{place.breakdown_value} (", *self._place(place), ")"] for place in places])

    def _range(self, places: list[Figure]) -> tuple[list[Part], list[Part]]:
        """`49% in Cotswolds` and `78% in Tewkesbury`; places with equal values are named together. Empty when all are equal."""
        low, high = (edge(place.value for place in places) for edge in (min, max))
        if low == high:
            return [], []
        ends = []
        for edge in (low, high):
            at = [place for place in places if place.value == edge]
            few = self._place(at[0])[1:] if len(at) == 1 else []
            cases = [" (", *few[1:], ")"] if few else []
            ends.append([self._spoken(at[0]), f" in {listed([place.breakdown_value for place in at])}", *cases])
        return ends[0], ends[1]


_STATUS_WORDS = {
    "better": "better than target",
    "within_tolerance": "within tolerance of target",
    "worse": "worse than target",
}


def _absence(publication: Publication, measure: Measure, figure: Figure | None) -> list[Sentence]:
    """What is said where there is no value."""
    if figure is None:
        return []
    said = Number("no", figure.ref)
    when = _when(figure, publication.frequency)
    if figure.value_state == "no_cases":
        who = phrase(measure)
        counted = agree(who.cohort, 2) if who.predicate else "cases"
        return [
            _sentence(
                f"{when}, there were ",
                said,
                f" {counted}, so there is no {'percentage' if measure.unit == '%' else 'figure'}",
            )
        ]
    return [_sentence("there is ", said, f" figure for “{measure.name}” {when}: what it is made from was not supplied")]


def _meta_measures(publication: Publication, period_end: date) -> list[Sentence]:
    """Shares of measures, with the period and the year before."""
    known = {found.statistic: found for found in publication.overview(period_end)}
    when = "in " + _period(period_end, publication.frequency, None)
    sentences = []
    for statistics, whole in _META_MEASURES:
        parts: list[Part] = []
        for name, words in statistics:
            found = known.get(name)
            if not found or found.value is None:
                continue
            cases = Number(f"{plain(found.numerator)} of {plain(found.denominator)}", found.ref)
            parts += ["; " if parts else "", Number(f"{number(found.value)}%", found.ref)]
            parts += [f" of {whole} (" if len(parts) == 2 else " (", cases, f") {words}"]
            parts += _beside(publication, found, period_end)
        if parts:
            sentences.append(_sentence("" if sentences else f"{when}, ", *parts))
    return sentences


def _beside(publication: Publication, found: OverviewStatistic, period_end: date) -> list[Part]:
    """`, up from 42% in October`."""
    periods = [day for day in publication.periods if day < period_end]
    before = next(
        (past for past in publication.overview(periods[-1]) if past.statistic == found.statistic)
        if periods
        else iter(()),
        None,
    )
    if not before or before.value is None:
        return []
    name = _period(before.period_end, publication.frequency, period_end)
    value = Number(f"{number(before.value)}%", before.ref)
    if before.value == found.value:
        return [f", the same as in {name}"]
    return [f", {'up' if found.value > before.value else 'down'} from ", value, f" in {name}"]


def _roll_call(said: str, members: list[tuple[Measure, Figure]]) -> list[Sentence]:
    if not members:
        return []
    named: list[list[Part]] = []
    for measure, figure in members:
        text = number(figure.value, measure.decimals) + ("%" if measure.unit == "%" else "")
        named.append([f"{'; ' if named else ''}{measure.name} (", Number(text, figure.ref), ")"])
    return [_sentence(f"{said}: ", *(part for words in named for part in words))]


def _recovered(now: Figure, before: Figure) -> bool:
    return now.status != "worse" and before.status == "worse"


def _before(publication: Publication, measure: Measure, figure: Figure) -> Figure | None:
    """The same figure one period earlier, where it has a value."""
    periods = [day for day in publication.periods if day < figure.period_end]
    found = publication.figure(measure.measure_id, figure.basis, periods[-1]) if periods else None
    return found if found and found.value is not None else None


def _is_alone(publication: Publication, measure: Measure, figure: Figure) -> bool:
    """Whether no other of the 12 periods ties with the best or worst, and there are 12."""
    series = publication.series(measure.measure_id, figure.basis, months=_WHOLE_HISTORY)
    last = unbroken([past for past in series if past.period_end <= figure.period_end], _MONTHS[publication.frequency])[
        -12:
    ]
    return len(last) == 12 and sum(past.value == figure.value for past in last) == 1


def _key(place: Figure, previous: Figure) -> tuple[str, str, date, str, str]:
    return place.measure_id, place.basis, previous.period_end, place.breakdown, place.breakdown_value


def _one_each(comparators: list[Comparator]) -> list[Comparator]:
    """One figure of each comparator: as printed, else its mean, else its median. Of one body two averages would confuse."""
    order = ("printed", "mean", "median")
    best: dict[str, Comparator] = {}
    for known in sorted(
        comparators,
        key=lambda known: (
            -known.period_end.toordinal(),
            order.index(known.statistic) if known.statistic in order else 3,
        ),
    ):
        best.setdefault(known.comparator, known)
    return [best[name] for name in _COMPARATORS if name in best]


def _age_order(group: Figure) -> tuple[int, str]:
    """Youngest first; `under 5` before `5 and over`."""
    digits = "".join(sign if sign.isdigit() else " " for sign in group.breakdown_value).split()
    return int(digits[0]) * 2 - group.breakdown_value.startswith("under"), group.breakdown_value


def _group_name(group: Figure) -> str:
    return _GROUP_NAMES.get(group.breakdown_value, f"{group.breakdown_value.replace('_', ' ')}")


def _period(day: date, frequency: str, beside: date | None) -> str:
    return quarter(day, beside) if frequency == "quarterly" else month(day, beside)


def _when(figure: Figure, frequency: str) -> str:
    """`In November 2022`, `at the end of November 2022`, `over the 12 months to the end of November 2022`, ..."""
    end = month(figure.period_end)
    basis = figure.basis
    if basis == "snapshot":
        return f"at the end of {end}"
    if basis == "rolling_12_months":
        return f"over the 12 months to the end of {end}"
    if basis == "annual":
        return f"over the year to the end of {end}"
    if basis in ("financial_year_to_date", "academic_year_to_date"):
        start = month(figure.period_start, figure.period_end)
        year = " of the school year" if basis.startswith("academic") else ""
        if (figure.period_start.year, figure.period_start.month) == (figure.period_end.year, figure.period_end.month):
            return f"in {end}, the first month{year or ' of the financial year'}"
        return f"from {start} to {end}"
    return f"in {quarter(figure.period_end) if frequency == 'quarterly' else end}"


def _of(part: str) -> str:
    """`two-thirds of`, `nine in ten`, `almost all`: the words before the cases."""
    return part if part.endswith("in ten") or part == "almost all" else f"{part} of"


def _joined(groups: list[list[Part]]) -> list[Part]:
    """Groups of parts as a list in English."""
    joined: list[Part] = []
    for index, group in enumerate(groups):
        if index:
            joined.append(" and " if index == len(groups) - 1 else ", ")
        joined += group
    return joined


def _sentence(*parts: Part) -> Sentence:
    """Parts as a sentence: capital first, full stop last, strings side by side made one."""
    merged: list[Part] = []
    for part in parts:
        if isinstance(part, str) and merged and isinstance(merged[-1], str):
            merged[-1] += part
        else:
            merged.append(part)
    merged.append(".") if not isinstance(merged[-1], str) else merged.append(merged.pop() + ".")
    first = merged[0]
    capital: Callable[[str], str] = lambda text: text[:1].upper() + text[1:]
    merged[0] = capital(first) if isinstance(first, str) else Number(capital(first.text), first.figure_ref)
    return Sentence(tuple(merged))
