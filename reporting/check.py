"""Reads any finished text, typed or drafted, and reports figures that contradict what is published or one another.

`python -m reporting.check FILE --home DIR --period 2022-11` prints a line for each finding and exits 1 where there is one. What it
cannot tie to a measure it leaves alone, so that silence is not proof; what it reports names the sentence and what stands against it.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import combinations

from reporting.english import listed, month, plain, rounded
from reporting.figures import Figure, Measure, Publication
from reporting.reading import WHEN, Quantity, Spoken, counted, dated, months_between, read
from reporting.trends import JUDGED

Month = tuple[int, int]

_COMPARED = {
    "statistical_neighbours": r"statistical neighbours?",
    "peer_group": r"peer (?:group|comparators?)|comparator group|statistical peers",
    "england": r"England|national(?:ly)?(?: levels| average| figures?)?",
    "region": r"the region|regional",
    "other": r"the comparison group",
}
_STATUS = {
    "better": r"better than (?:the )?target|met (?:the )?target|meets the target|equal to the target|exceed(?:s|ing) (?:the |our )?target",
    "within_tolerance": r"within tolerance(?: of (?:the )?target)?",
    "worse": r"worse than (?:the )?target|below (?:the |our )?target|misses the target",
}
_ANY_STATUS = re.compile("|".join(f"(?P<{name}>{words})" for name, words in _STATUS.items()), re.IGNORECASE)
_UP = r"up|rose|risen|increas\w+|grew|growth"
_DOWN = r"down|fell|fallen|reduc\w+|dropp\w+|decreas\w+"
_GROUP_CUE = re.compile(
    r"aged|year.olds?|primary|secondary|initial|subsequent|localit|team|under \d|over \d|progressing|exception|latest \d"
    r"|previously|both had",
    re.IGNORECASE,
)
# Words that say a status of another time, of two at once, or of those not named.
_NOT_ONE_STATUS = re.compile(
    r"respectively|better than or$|or within|or better|having been|risk of|return|moved|Newly|narrow|previously|latest \d|remains? .*gap"
)
_OTHERS = re.compile(r"localit|other|rest\b|remainder|\ball ", re.IGNORECASE)
_PERIOD_WORD = r"(?:months?|quarters?)"
_COUNT = r"(?:\d+(?:st|nd|rd|th)?|[a-z]+)"
# A figure of one of these is a part of the whole that the other counts.
_WHOLES = {
    "cla_accommodated_under_section_20": "cla_at_period_end",
    "cla_placed_out_of_county_over_20_miles": "cla_at_period_end",
    "cla_three_or_more_placements": "cla_at_period_end",
    "cp_plans_over_2_years": "children_on_cp_plan",
    "cp_third_or_later_plans": "children_on_cp_plan",
    "cp_plans_repeat_ever": "cp_plans_starting",
}
# A month in which a typed figure swings by more than this cannot be told from a figure that was restated.
_SWING = Decimal(10)


@dataclass(frozen=True)
class Finding:
    """A contradiction. `rule` names its kind; `said` is the sentence, `against` what stands against it."""

    rule: str
    said: str
    against: str

    def __str__(self) -> str:
        return f"{self.rule}: {self.against}\n    {self.said}"


@dataclass(frozen=True)
class Claim:
    """A number said of a measure: its value, target or a comparator; of the period or an earlier month, of all or one place."""

    kind: str
    measure_id: str
    quantity: Quantity
    sentence: Spoken
    when: Month | None = None
    place: str = ""
    label: str = ""


def check(text: str, publication: Publication) -> list[Finding]:
    """Every contradiction found, in the order of the text."""
    reader = _Reader(read(text, publication), publication)
    found: dict[Finding, int] = {}
    for rule in _RULES:
        for sentence, finding in rule(reader):
            found.setdefault(finding, sentence.index)
    return sorted(found, key=lambda finding: (found[finding], finding.rule))


class _Reader:
    """The sentences of a text with their claims, and what is published of them."""

    def __init__(self, spoken: list[Spoken], publication: Publication) -> None:
        self.spoken = spoken
        self.publication = publication
        self.period = (publication.period_end.year, publication.period_end.month)
        self.places = self._known_places()
        self.place_names = "|".join(sorted(map(re.escape, self.places), key=len, reverse=True)) or "(?!)"
        self.claims = [claim for sentence in spoken for claim in self._claims(sentence)]
        self.current = self._current_values()

    def measure(self, measure_id: str) -> Measure:
        return self.publication.measure(measure_id)

    def published(self, measure_id: str, when: Month, place: str = "") -> list[Figure]:
        """Figures with a value on any basis of the measure."""
        measure = self.measure(measure_id)
        at = ("locality", place) if place else ("authority", "all")
        figures = [
            self.publication.figure(measure_id, basis, _month_end(when), *at)
            for basis in measure.bases(self.publication.frequency)
        ]
        return [figure for figure in figures if figure and figure.value is not None]

    def headline(self, measure_id: str) -> Figure | None:
        return next(iter(self.published(measure_id, self.period)), None)

    def _known_places(self) -> dict[str, str]:
        """Localities by the names a text gives them: in full, or by initials (`FoD`)."""
        names = {
            figure.breakdown_value
            for measure in self.publication.measures()
            if "locality" in measure.breakdown_names
            for basis in measure.bases(self.publication.frequency)[:1]
            for figure in self.publication.breakdowns(
                measure.measure_id, basis, self.publication.period_end, "locality"
            )
        } - {"unallocated", "unknown"}
        initials = {"".join(word[0] for word in name.split()): name for name in sorted(names) if len(name.split()) > 2}
        return {name: name for name in names} | initials

    def place(self, words: str) -> str:
        return self.places.get(words) or self.places.get("".join(sign for sign in words if sign.isalpha()), "")

    def _claims(self, sentence: Spoken) -> Iterator[Claim]:
        pairs = {number.start for pair in _cases(sentence) for number in pair}
        for quantity in sentence.quantities:
            measure_id = sentence.topic(quantity.start, quantity.end)
            if measure_id is None or quantity.start in pairs:
                continue
            measure = self.measure(measure_id)
            if quantity.is_percent != (measure.unit == "%"):
                continue
            left, right = sentence.text[: quantity.start], sentence.text[quantity.end :].removeprefix("%")
            if _is_change(left, right) or re.search(r"\b(above|than|least|most|below|under|over)\s$", left):
                continue
            claim = self._classified(measure, quantity, sentence, left, right)
            if claim:
                yield claim

    def _classified(
        self, measure: Measure, quantity: Quantity, sentence: Spoken, left: str, right: str
    ) -> Claim | None:
        """What kind of number it is, by the words about it; None where they do not tell."""
        places = self.place_names

        def claim(kind: str, **more: object) -> Claim:
            return Claim(kind, measure.measure_id, quantity, sentence, **more)

        aimed = re.search(r"(?i)target(?: was| is| of| that [^()]*)*\s*(?:[–:]\s*\**)?\(?$|\bplan of $", left)
        if aimed and not (left.endswith("target (") and right.startswith(" against")):
            return claim("target")
        for name, words in _COMPARED.items():
            if re.search(rf"\b(?:{words})\b[^();%]{{0,30}}\(?(?:average |median |than )?$", left, re.IGNORECASE):
                return claim("comparator", label=name)
        moved = re.search(rf"in ({places}) \((?:[\d.,]+%? to )?$", left)
        if moved:
            return claim("value" if left.endswith(" to ") else "place before", place=self.place(moved.group(1)))
        place = re.search(rf"\b({places})(?: was| at| of)?\s*\($", left) or re.match(rf"\)? in ({places})\b", right)
        if place:
            return claim("value", place=self.place(place.group(1)))
        then = re.match(rf"\)? in (?:the 12 months to )?({WHEN})", right)
        then = then or re.search(rf"(?:since|in|from) ({WHEN})(?: and in {WHEN})? \((?:also )?$", left)
        if then:
            when = dated(then.group(1), self.publication.period_end)
            return claim("value", when=None if when == self.period else when)
        if re.match(r"\)? at the same time last year", right):
            return claim("value", when=_shifted(self.period, -12))
        if re.match(r"\)?,? (?:up|down) to |\)? in \d{4}/\d\d", right) or re.search(r"\bfrom [\d,]+ \w+, $", left):
            return None
        if re.search(
            r"\bfrom\s$|compared (?:with|to)[^.;]*$|last (?:month|year)[^.;]{0,20}$|\bfrom [\d.,]+%? \($", left
        ):
            return None
        if re.match(r"\)?,? (?:a (?:month|quarter|year) earlier|last (?:month|year)|at the same time)", right):
            return None
        group = re.match(r" \(([^)%]+)\)| for ([\w -]+?)(?: and |,|\.|$)", right)
        if group and not re.match(r"[\d,.]+ of", group.group(1) or ""):
            label = group.group(1) or group.group(2)
            if self.group(measure, label) is None:
                return None
            return claim("group", label=label)
        if measure.statistic == "count" and not self._counts(sentence, quantity, left):
            return None
        if re.search(rf"\b({places})\b", sentence.text):
            return None
        return claim("value")

    def _counts(self, sentence: Spoken, quantity: Quantity, left: str) -> bool:
        """Whether a bare number is the count itself: right before its name, right after it, or `the figure was`."""
        if re.search(r"\b(?:figure|average) was $|\baverage of $", left):
            return True
        if re.search(r"\bof (?:the )?$", left, re.IGNORECASE):
            return False
        return any(
            sentence.text[quantity.end : topic.start] == " "
            or re.fullmatch(
                r" \(| (?:at the end of [\w ]+ )?(?:was|is|were) ", sentence.text[topic.end : quantity.start]
            )
            for topic in sentence.topics
        )

    def group(self, measure: Measure, label: str) -> Figure | None:
        """The figure of a value of one of the measure's own breakdowns."""
        for breakdown in measure.breakdown_names:
            for basis in measure.bases(self.publication.frequency)[:1]:
                found = self.publication.figure(
                    measure.measure_id, basis, self.publication.period_end, breakdown, label
                )
                if found and found.value is not None:
                    return found
        return None

    def _current_values(self) -> dict[tuple[int, str], Quantity]:
        """By paragraph and measure, the value said of the period and the whole authority: the first."""
        values: dict[tuple[int, str], Quantity] = {}
        for claim in self.claims:
            if claim.kind == "value" and not claim.place and claim.when is None:
                values.setdefault((claim.sentence.paragraph, claim.measure_id), claim.quantity)
        return values


Found = Iterator[tuple[Spoken, Finding]]


def _finding(rule: str, sentence: Spoken, against: str) -> tuple[Spoken, Finding]:
    return sentence, Finding(rule, sentence.text, against)


# Numbers against themselves


def _shares(reader: _Reader) -> Found:
    """A percentage beside its cases that does not divide."""
    for sentence in reader.spoken:
        for part, whole in _cases(sentence):
            beside = _beside(sentence, part, whole)
            if beside and whole.value:
                share = part.value / whole.value * 100
                if not beside.allows(share) and rounded(share, _decimals(beside)) != beside.value:
                    yield _finding(
                        "share", sentence, f"{part.text} of {whole.text} is {rounded(share, 1)}%, not {beside.text}%"
                    )


def _parts(reader: _Reader) -> Found:
    """Parts after a colon, or in brackets after a total, that do not add up to it."""
    pattern = re.compile(
        r"(\d[\d,]*) [\w' -]{3,60}?(?:, |: | \()((?:\d[\d,]* [\w' -]{2,30}?(?:, | and |; )){1,5}\d[\d,]* [\w' -]{2,30}?)[.;)]"
    )
    for sentence in reader.spoken:
        for found in pattern.finditer(sentence.text + "."):
            total = int(found.group(1).replace(",", ""))
            parts = [
                int(number.replace(",", "")) for number in re.findall(r"(?<![\w.])\d[\d,]*(?= [a-z])", found.group(2))
            ]
            if len(parts) > 1 and sum(parts) != total and " of " not in found.group(0):
                yield _finding(
                    "parts", sentence, f"{listed([str(part) for part in parts])} make {sum(parts)}, not {total}"
                )


def _changes(reader: _Reader) -> Found:
    """`up 2.6 points from 78.3%`: direction and amount against the two values."""
    number = r"(\d[\d,]*(?:\.\d+)?)"
    pairs = re.compile(
        rf"{number}%?,? \(?({_UP}|{_DOWN}) from {number}%?|({_UP}|{_DOWN}) (?:slightly )?from {number}%?[^.;%]{{0,30}}? to {number}",
        re.IGNORECASE,
    )
    amount = re.compile(
        rf"\b(up|down) {number}(?: points?)?(?: \((\d+)%\))? from {number}|\band {number}(?: points?)?(?: \((\d+)%\))? from {number}"
    )
    for sentence in reader.spoken:
        for found in pairs.finditer(sentence.text):
            word = found.group(2) or found.group(4)
            new, old = (found.group(1), found.group(3)) if found.group(2) else (found.group(6), found.group(5))
            rose = _decimal(new) > _decimal(old)
            if new != old and rose != bool(re.fullmatch(_UP, word, re.IGNORECASE)):
                yield _finding("direction", sentence, f"from {old} to {new} is not {word}")
        up = None
        for found in amount.finditer(sentence.text):
            up = found.group(1) == "up" if found.group(1) else up
            measure_id = sentence.topic(found.start(), found.end())
            now = reader.current.get((sentence.paragraph, measure_id)) if measure_id else None
            if up is None or now is None:
                continue
            by, share, old = (found.group(at) or found.group(at + 3) for at in (2, 3, 4))
            then = _decimal(old)
            if then + _decimal(by) * (1 if up else -1) != now.value:
                yield _finding("change", sentence, f"{old} {'plus' if up else 'less'} {by} is not {now.text}")
            elif share and rounded(_decimal(by) / then * 100, 0) != Decimal(share):
                yield _finding(
                    "change", sentence, f"{by} on {old} is {rounded(_decimal(by) / then * 100, 0)}%, not {share}%"
                )


def _amounts(reader: _Reader) -> Found:
    """`When compared to October (385) the numbers have increased by 32`, where the value said is 421."""
    pattern = re.compile(
        r"compared (?:to|with) [\w ]+\(([\d,.]+)%?\)[^.;]*?(increased|reduced|decreased|fallen|risen) by ([\d,.]+\d)"
    )
    for sentence in reader.spoken:
        for found in pattern.finditer(sentence.text):
            now = [
                quantity
                for (paragraph, measure_id), quantity in reader.current.items()
                if paragraph == sentence.paragraph and measure_id == sentence.topic(found.start(), found.end())
            ]
            if now and abs(now[0].value - _decimal(found.group(1))) != _decimal(found.group(3)):
                apart = plain(abs(now[0].value - _decimal(found.group(1))))
                yield _finding(
                    "change", sentence, f"{found.group(1)} and {now[0].text} are {apart} apart, not {found.group(3)}"
                )


def _tautologies(reader: _Reader) -> Found:
    """A share of those of whom, by their own name, all are so."""
    pattern = re.compile(
        r"(second or subsequent|repeat)\b[^.]*\bhad (?:had )?(?:a|one or more) previous plan[^.]*?\(([\d.]+)%",
        re.IGNORECASE,
    )
    for sentence in reader.spoken:
        found = pattern.search(sentence.text)
        if found and found.group(2) != "100":
            yield _finding(
                "wording", sentence, f"all who start a {found.group(1)} plan had one before, not {found.group(2)}%"
            )


# Statements against statements


def _two_values(reader: _Reader) -> Found:
    """One measure, period and place with two values, or one fall dated twice."""
    said: dict[tuple, list[Claim]] = {}
    for claim in reader.claims:
        if claim.kind in ("value", "target") and not _GROUP_CUE.search(claim.sentence.unnamed):
            key = (claim.kind, claim.measure_id, claim.place, claim.when, _basis_said(claim.sentence, claim.quantity))
            said.setdefault(key, []).append(claim)
    for claims in said.values():
        for first, second in combinations(claims, 2):
            if not first.quantity.meets(second.quantity):
                yield _finding(
                    "two values", second.sentence, f"also said to be {first.quantity.text}: {first.sentence.text}"
                )
    turning: dict[str, list[Claim]] = {}
    for claim in reader.claims:
        if claim.kind == "value" and claim.when is not None and not claim.place:
            turning.setdefault(claim.measure_id, []).append(claim)
    for claims in turning.values():
        for first, second in combinations(claims, 2):
            apart = abs(months_between(first.when, second.when))
            again = first.sentence is not second.sentence and 0 < apart < 3 and first.quantity.meets(second.quantity)
            if again and not reader.published(first.measure_id, first.when):
                yield _finding(
                    "two dates", second.sentence, f"{first.quantity.text} is dated otherwise: {first.sentence.text}"
                )


def _two_stretches(reader: _Reader) -> Found:
    """Two extremes, firsts, runs or amounts of change said of one measure that cannot both be."""
    for kind, stretches in (
        ("extreme", _extremes(reader)),
        ("first time", _firsts(reader)),
        ("run", _runs(reader)),
        ("amount", _moves(reader)),
    ):
        by_measure: dict[tuple, list[tuple]] = {}
        for sentence, measure_id, sense, stretch, words in stretches:
            by_measure.setdefault((measure_id, sense), []).append((sentence, stretch, words))
        for said in by_measure.values():
            for (first, one, words), (second, other, more) in combinations(said, 2):
                # A first time said two ways is one too many, even where the longer holds the shorter.
                differ = one != other if kind in ("first time", "run", "amount") else not _agree(one, other)
                if first is not second and differ:
                    yield _finding(f"two {kind}s", second, f"“{more}” and “{words}”: {first.text}")


def _wholes(reader: _Reader) -> Found:
    """A whole that a share and its count imply, against what is said of that whole."""
    for sentence in reader.spoken:
        for found in re.finditer(r"([\d.]+)%(?: in (" + WHEN + r"))?, ([\d,]+) (?:children|people)", sentence.text):
            measure_id = sentence.topic(found.start(), found.end())
            whole = _WHOLES.get(measure_id or "")
            share, cases = _decimal(found.group(1)), _decimal(found.group(3))
            if whole is None or not share:
                continue
            half = Decimal(1).scaleb(share.as_tuple().exponent) / 2
            low, high = cases / (share + half) * 100, cases / (share - half) * 100
            when = dated(found.group(2), reader.publication.period_end) if found.group(2) else reader.period
            implied = f"{found.group(1)}% and {found.group(3)} imply {rounded(low, 0)} to {rounded(high, 0)} in all"
            for other, bound in _bounds(reader, whole, when):
                if high < bound:
                    yield _finding("whole", sentence, f"{implied}, not more than {bound}: {other.text}")
            for other, part in _qualified(reader, whole):
                if other is not sentence and part >= low:
                    yield _finding("whole", other, f"the part is as large as the whole: {implied}: {sentence.text}")


def _cohorts(reader: _Reader) -> Found:
    """`80% of those receiving support are 16-20`, against the counts said of the part and the whole."""
    pattern = re.compile(r"([\d.]+)% of ([\w ]+?) receiving support (?:are|fall) within the (\d+.\d+).year.old")
    for sentence in reader.spoken:
        for found in pattern.finditer(sentence.text):
            own = re.search(r"[\d,]+ to ([\d,]+) people", sentence.text)
            part = _decimal(own.group(1)) if own else None
            whole = _last_count(reader, r"from [\d,]+ to ([\d,]+) people")
            if part and whole and rounded(part / whole * 100, 0) != _decimal(found.group(1)):
                yield _finding(
                    "share", sentence, f"{part} of {whole} is {rounded(part / whole * 100, 1)}%, not {found.group(1)}%"
                )


def _initial_visits(reader: _Reader) -> Found:
    """The share seen in time, made up again from referrals, those closed unseen, late and awaiting."""
    text = " ".join(sentence.text for sentence in reader.spoken)
    parts = [
        re.search(pattern, text)
        for pattern in (
            r"([\d,]+) contacts progressed[^.]* as a referral",
            r"closed without them being seen to date \(([\d,]+) children",
            r"visits for ([\d,]+) children[^.]*undertaken late",
            r"([\d,]+) children were awaiting an initial visit",
        )
    ]
    if not all(parts):
        return
    referrals, unseen, late, awaiting = (_decimal(part.group(1)) for part in parts)
    in_time = referrals - unseen - late - awaiting
    for claim in reader.claims:
        if claim.measure_id != "initial_visits_in_time" or claim.kind != "value" or claim.place or claim.when:
            continue
        of_seen = in_time / (referrals - unseen - awaiting) * 100
        if "have been seen" in claim.sentence.text and not claim.quantity.allows(of_seen):
            against = f"of those seen it is {rounded(of_seen, 1)}%; {claim.quantity.text}% is of those and the {awaiting} awaiting"
            yield _finding("wording", claim.sentence, against)


def _unseen(reader: _Reader) -> Found:
    """Children awaiting a visit are counted whatever month they were referred in; a text that adds earlier months counts otherwise."""
    for first, second in zip(reader.spoken, reader.spoken[1:], strict=False):
        named = any(topic.measure_id == "children_awaiting_overdue_initial_visit" for topic in first.topics)
        if named and second.text.startswith("In addition") and "referred in" in second.text:
            yield _finding(
                "definition", second, f"the measure counts those referred in earlier months too: {first.text}"
            )


# Statements against what is published


def _published_values(reader: _Reader) -> Found:
    for claim in reader.claims:
        figures = reader.published(claim.measure_id, claim.when or reader.period, claim.place)
        if claim.kind == "value":
            held = [figure.value for figure in figures]
            vague = not claim.place and _GROUP_CUE.search(claim.sentence.unnamed)
        elif claim.kind == "place before":
            earlier = [day for day in reader.publication.periods if day < reader.publication.period_end]
            when = (earlier[-1].year, earlier[-1].month) if earlier else reader.period
            held = [figure.value for figure in reader.published(claim.measure_id, when, claim.place)]
            vague = False
        elif claim.kind == "group":
            held = [reader.group(reader.measure(claim.measure_id), claim.label).value]
            vague = False
        elif claim.kind == "target":
            held = [figure.target for figure in figures if figure.target is not None]
            vague = False
        else:
            known = reader.publication.comparators(claim.measure_id)
            held = [other.value for other in known if other.comparator == claim.label]
            vague = False
        if (
            held
            and not vague
            and not any(_fits(claim.quantity, value, reader.measure(claim.measure_id)) for value in held)
        ):
            printed = listed([plain(value) for value in dict.fromkeys(held)], "or")
            where = f" in {claim.place}" if claim.place else ""
            yield _finding(
                "published", claim.sentence, f"{claim.kind} {claim.quantity.text}{where}: published is {printed}"
            )


def _published_status(reader: _Reader) -> Found:
    """Words of status of the authority and of localities by name."""
    names = re.compile(rf"\b({reader.place_names})\b")
    for sentence in reader.spoken:
        for clause in re.finditer(r"[^;]+", sentence.text):
            last = 0
            for found in _ANY_STATUS.finditer(clause.group()):
                before = clause.group()[last : found.start()]
                around = before + clause.group()[found.end() :][:20]
                last = found.end()
                at = clause.start() + found.start()
                measure_id = sentence.topic(at, at)
                named = [reader.place(name) for name in names.findall(before)]
                if measure_id is None or _NOT_ONE_STATUS.search(around):
                    continue
                if not named and (_OTHERS.search(before) or _GROUP_CUE.search(sentence.unnamed)):
                    continue
                for figure in _judged(reader, measure_id, named):
                    if figure.status != found.lastgroup:
                        yield _finding("status", sentence, _as_published(figure))


def _published_status_of_all(reader: _Reader) -> Found:
    """`All six localities are worse than target`."""
    pattern = re.compile(r"\b(?:all|both)\b[^.;]*\blocalities(?: with a figure)? are (.*?)(?:,|\.|$)", re.IGNORECASE)
    for sentence in reader.spoken:
        found = pattern.search(sentence.text)
        measure_id = sentence.topic(found.start(), found.start()) if found else None
        if not measure_id:
            continue
        allowed = {status for status, words in _STATUS.items() if re.search(words, found.group(1), re.IGNORECASE)}
        allowed |= {"better"} if "better than or" in found.group(1) else set()
        for figure in _judged(reader, measure_id, sorted(set(reader.places.values()))):
            if figure.status not in allowed:
                yield _finding("status", sentence, _as_published(figure))


def _as_published(figure: Figure) -> str:
    who = "the authority" if figure.breakdown == "authority" else figure.breakdown_value
    return f"{who} is {figure.status.replace('_', ' ')} as published"


def _target_words(reader: _Reader) -> Found:
    """A status word beside a value and a target that say otherwise."""
    for sentence in reader.spoken:
        found = _ANY_STATUS.search(sentence.text)
        targets = [claim for claim in reader.claims if claim.sentence is sentence and claim.kind == "target"]
        if not found or len(targets) != 1 or len(list(_ANY_STATUS.finditer(sentence.text))) != 1:
            continue
        target, measure = targets[0].quantity, reader.measure(targets[0].measure_id)
        value = next(
            (
                claim.quantity
                for claim in reader.claims
                if claim.sentence is sentence and claim.kind == "value" and not claim.place and not claim.when
            ),
            reader.current.get((sentence.paragraph, measure.measure_id)),
        )
        if value is None or measure.polarity not in ("higher_is_better", "lower_is_better"):
            continue
        good = value.value >= target.value if measure.polarity == "higher_is_better" else value.value <= target.value
        if (found.lastgroup == "better") != good:
            yield _finding(
                "status",
                sentence,
                f"{value.text} against a target of {target.text} is {'better' if good else 'not better'}",
            )


def _published_stretches(reader: _Reader) -> Found:
    """Extremes, firsts and runs against the series."""
    for sentence, measure_id, sense, (least, since), words in _extremes(reader):
        series = _months_back(reader, measure_id)
        if not series or series[0][0] != 0:
            continue
        value = series[0][1].value
        for back, figure in series[1:]:
            beyond = figure.value >= value if sense == "top" else figure.value <= value
            if back < least and beyond and (since is not None or figure.value != value):
                name = month(figure.period_end)
                yield _finding("extreme", sentence, f"“{words}”, but {name} had {plain(figure.value)}")
                break
            if since is not None and back == since and not beyond:
                yield _finding(
                    "extreme", sentence, f"“{words}”, but {month(figure.period_end)} had {plain(figure.value)}"
                )
    for sentence, measure_id, status, (least, since), words in _firsts(reader):
        for back, figure in _months_back(reader, measure_id)[1:]:
            if back < least and figure.status == status:
                yield _finding("first time", sentence, f"“{words}”, but it was so in {month(figure.period_end)}")
                break
            if since is not None and back == since and figure.status in JUDGED and figure.status != status:
                yield _finding("first time", sentence, f"“{words}”, but it was not so in {month(figure.period_end)}")
    for sentence, measure_id, sense, (run, _), words in _runs(reader):
        figure = reader.headline(measure_id)
        published = None
        if figure and sense == "status":
            published = figure.run_of_status if figure.status in JUDGED else None
        elif figure:
            published = figure.run_of_direction
        if published is not None and published != run:
            yield _finding("run", sentence, f"“{words}”: published is {published}")


def _published_direction(reader: _Reader) -> Found:
    """`improved`, `fell` and the like, said of the period without another time, against the published change."""
    words = re.compile(r"\b(improved|declined|increased|decreased|reduced|rose|fell|dropped)\b")
    for sentence in reader.spoken:
        found = words.search(sentence.text)
        if not found or re.search(
            r"since|over the|year|compar|last|though|from|localit|target|before|despite|20\d\d/", sentence.text
        ):
            continue
        measure_id = sentence.topic(found.start(), found.end())
        figure = reader.headline(measure_id) if measure_id else None
        if not figure or not figure.change or _GROUP_CUE.search(sentence.unnamed) or len(sentence.topics) > 1:
            continue
        polarity = reader.measure(measure_id).polarity
        rose = figure.change > 0
        word = found.group(1)
        if word in ("improved", "declined"):
            if polarity == "neutral":
                continue
            said = (word == "improved") == (polarity != "lower_is_better")
        else:
            said = word in ("increased", "rose")
        if said != rose:
            was = f"{plain(figure.previous_value)} to {plain(figure.value)}"
            yield _finding("direction", sentence, f"“{word}”, but it went from {was}")


def _swings(reader: _Reader) -> Found:
    """A typed figure of an earlier month that lies far from the published months beside it: a swing, or a restatement."""
    for claim in reader.claims:
        if claim.kind != "value" or claim.place or claim.when is None or not claim.quantity.is_percent:
            continue
        own = reader.published(claim.measure_id, claim.when)
        for step in (-1, 1):
            beside = _shifted(claim.when, step)
            for figure in reader.published(claim.measure_id, beside):
                typed = figure.source == "aggregate_return" and (not own or own[0].source == "aggregate_return")
                if (
                    typed
                    and abs(figure.value - claim.quantity.value) > _SWING
                    and not _GROUP_CUE.search(claim.sentence.unnamed)
                ):
                    name = month(figure.period_end)
                    yield _finding(
                        "swing", claim.sentence, f"{claim.quantity.text}, a month from {plain(figure.value)} in {name}"
                    )


# How stretches are said: (sentence, measure, sense, (least months, month back that ends it), words)

Stretch = tuple[Spoken, str, str, tuple[int, int | None], str]


def _extremes(reader: _Reader) -> Iterator[Stretch]:
    adjective = r"(highest|lowest|best|worst|poorest)"
    forms: tuple[tuple[str, Callable[[re.Match], tuple[int, int | None] | None]], ...] = (
        (rf"{adjective}(?: [\w-]+){{0,3}}? since ({WHEN})", lambda found: _since(reader, found.group(2))),
        (
            rf"{adjective}(?: [\w-]+){{0,3}}? in (?:more than |over )?({_COUNT}) months",
            lambda found: (_number(found.group(2)), None),
        ),
        (r"12.month (low|high|best|worst)", lambda found: (12, None)),
        (rf"{adjective} (?:[\w-]+ )?on record", lambda found: (10_000, None)),
    )
    yield from _stretches(reader, forms, lambda found, measure: _sense(found.group(1).lower(), measure))


def _firsts(reader: _Reader) -> Iterator[Stretch]:
    forms = (
        (rf"for the first time since ({WHEN})", lambda found: _since(reader, found.group(1))),
        (
            rf"for the first time in (?:more than )?({_COUNT}) {_PERIOD_WORD}",
            lambda found: (
                _number(found.group(1)) if "month" in found.group() or "quarter" in found.group() else None,
                None,
            ),
        ),
    )
    for sentence, measure_id, _, stretch, words in _stretches(reader, forms, lambda found, measure: ""):
        before = sentence.text[: sentence.text.find(words)]
        statuses = list(_ANY_STATUS.finditer(before))
        if statuses and not re.search(r"for all|localit", sentence.text):
            yield sentence, measure_id, statuses[-1].lastgroup, stretch, words


def _runs(reader: _Reader) -> Iterator[Stretch]:
    level = r"static|broadly level|plateaued|broadly static"
    moving = r"improv\w+|declin\w+|risen|fallen|rise|fall|reduction|increase"
    forms = (
        (rf"(?:{level})[^.;]{{0,20}}? (?:for|over the last) ({_COUNT}) (?:months|quarters)", "level"),
        (rf"(?:{moving}) for ({_COUNT}) (?:months|quarters) in a row", "moving"),
        (rf"the ({_COUNT}) (?:month|quarter) running of (?:{moving})", "moving"),
        (rf"as it has been for ({_COUNT}) (?:months|quarters)", "status"),
        (rf"for the ({_COUNT}) (?:month|quarter) (?:running|in a row)", "status"),
    )
    for pattern, sense in forms:
        yield from _stretches(
            reader,
            ((pattern, lambda found: (_number(found.group(1)), None)),),
            lambda found, measure, sense=sense: sense,
        )


def _moves(reader: _Reader) -> Iterator[Stretch]:
    """Amounts of change in points, `more than 10% points` being no amount beside `12% points`."""
    forms = (
        (
            r"(?:increas\w+|reduc\w+|declin\w+|saw an increase)(?: by| of) (?:more than |almost )?(\d+)%? (?:percentage )?points",
            lambda found: (int(found.group(1)), None),
        ),
    )
    yield from _stretches(reader, forms, lambda found, measure: "points")


def _stretches(reader: _Reader, forms: tuple, sense: Callable) -> Iterator[Stretch]:
    for sentence in reader.spoken:
        for pattern, stretch_of in forms:
            for found in re.finditer(pattern, sentence.text, re.IGNORECASE):
                measure_id = sentence.topic(found.start(), found.end())
                stretch = stretch_of(found) if measure_id else None
                if stretch and stretch[0] is not None:
                    yield sentence, measure_id, sense(found, reader.measure(measure_id)), stretch, found.group()


def _agree(one: tuple[int, int | None], other: tuple[int, int | None]) -> bool:
    """Whether both can hold: `since` ends a stretch, so a longer one cannot be, nor another end."""
    (least, since), (more, ends) = one, other
    if since is not None and ends is not None:
        return since == ends
    if since is not None or ends is not None:
        end, length = (since, more) if since is not None else (ends, least)
        return end >= length
    return True


def _since(reader: _Reader, name: str) -> tuple[int, int]:
    back = months_between(dated(name, reader.publication.period_end), reader.period)
    return back, back


def _number(word: str) -> int | None:
    try:
        return counted(word)
    except (AttributeError, ValueError):
        return None


def _sense(word: str, measure: Measure) -> str:
    if word in ("highest", "high"):
        return "top"
    if word == "lowest":
        return "bottom"
    good = word == "best"
    # A "12-month low" is the worst by polarity, whichever way the number went.
    return "top" if good == (measure.polarity != "lower_is_better") else "bottom"


# Small things


def _cases(sentence: Spoken) -> list[tuple[Quantity, Quantity]]:
    """Pairs said as `523 of 814` or `none of the 32`."""
    pairs = []
    for first, second in zip(sentence.quantities, sentence.quantities[1:], strict=False):
        between = sentence.text[first.end : second.start]
        if between in (" of ", " of the ", " out of ") and not first.is_percent and not second.is_percent:
            pairs.append((first, second))
    return pairs


def _beside(sentence: Spoken, part: Quantity, whole: Quantity) -> Quantity | None:
    """The percentage said with these cases: just before them in brackets, or before their brackets, or after them in brackets."""
    before = [one for one in sentence.quantities if one.is_percent and one.end <= part.start]
    after = [one for one in sentence.quantities if one.is_percent and one.start >= whole.end]
    if before and re.fullmatch(r"%(?:, | \(|[^()%;]{1,200} \()", sentence.text[before[-1].end : part.start]):
        return before[-1]
    if after and re.fullmatch(r"[^()%;]{1,200} \(", sentence.text[whole.end : after[0].start]):
        return after[0]
    return None


def _is_change(left: str, right: str) -> bool:
    if re.match(r"\s?(?:percentage )?points?\b", right):
        return True
    return bool(re.search(r"\b(?:up|down|by|growth of|increase of|lower|higher|and)\s(?:[\d,.]+ \()?$", left)) and (
        not re.search(r"\band\s$", left) or bool(re.match(r"(?: \(\d+%\))? from ", right))
    )


def _basis_said(sentence: Spoken, quantity: Quantity) -> str:
    """The time a value is said of, where it is another than the headline's."""
    left = sentence.text[: quantity.start]
    return " ".join(
        re.findall(
            r"(?:over|in) (?:the|a)(?: rolling)? 12.month|year.to.date|monthly average|from \w+ to \w+",
            left,
            re.IGNORECASE,
        )
    ).lower()


def _fits(quantity: Quantity, value: Decimal, measure: Measure) -> bool:
    """Whether a number said can be the published one, at the coarser precision of the two."""
    decimals = min(_decimals(quantity), measure.decimals)
    return quantity.allows(value) or rounded(value, decimals) == rounded(quantity.value, decimals)


def _decimals(quantity: Quantity) -> int:
    return -quantity.value.as_tuple().exponent


def _decimal(text: str) -> Decimal:
    return Decimal(text.replace(",", "").rstrip("."))


def _judged(reader: _Reader, measure_id: str, places: list[str]) -> list[Figure]:
    figures = [figure for place in places or [""] for figure in reader.published(measure_id, reader.period, place)[:1]]
    return [figure for figure in figures if figure.status in JUDGED]


def _months_back(reader: _Reader, measure_id: str) -> list[tuple[int, Figure]]:
    """The headline series, newest first, with how many months each lies back."""
    bases = reader.measure(measure_id).bases(reader.publication.frequency)
    if not bases:
        return []
    series = reader.publication.series(measure_id, bases[0], months=1000)
    told = [
        figure for figure in series if figure.value is not None and figure.period_end <= reader.publication.period_end
    ]
    ends = [((figure.period_end.year, figure.period_end.month), figure) for figure in reversed(told)]
    return [(months_between(end, reader.period), figure) for end, figure in ends]


def _bounds(reader: _Reader, measure_id: str, when: Month) -> Iterator[tuple[Spoken, Decimal]]:
    """`more than 800 children in care at the end of each month since May`."""
    pattern = re.compile(rf"more than ([\d,]+) .*? each month since ({WHEN})")
    for sentence in reader.spoken:
        found = pattern.search(sentence.text)
        named = found and any(topic.measure_id == measure_id for topic in sentence.topics)
        if named and dated(found.group(2), reader.publication.period_end) <= when:
            yield sentence, _decimal(found.group(1))


def _qualified(reader: _Reader, measure_id: str) -> Iterator[tuple[Spoken, Decimal]]:
    """Counts of a cohort narrowed by `where`."""
    for sentence in reader.spoken:
        for topic in sentence.topics:
            number = re.search(r"([\d,]+)\s*$", sentence.text[: topic.start])
            if topic.measure_id == measure_id and number and " where " in sentence.text[topic.end :]:
                yield sentence, _decimal(number.group(1))


def _last_count(reader: _Reader, pattern: str) -> Decimal | None:
    found = re.search(pattern, " ".join(sentence.text for sentence in reader.spoken))
    return _decimal(next(filter(None, found.groups()))) if found else None


def _month_end(when: Month) -> date:
    year, number = _shifted(when, 1)
    return date.fromordinal(date(year, number, 1).toordinal() - 1)


def _shifted(when: Month, months: int) -> Month:
    at = when[0] * 12 + when[1] - 1 + months
    return at // 12, at % 12 + 1


_RULES: tuple[Callable[[_Reader], Found], ...] = (
    _shares,
    _parts,
    _changes,
    _amounts,
    _tautologies,
    _two_values,
    _two_stretches,
    _wholes,
    _cohorts,
    _initial_visits,
    _unseen,
    _published_values,
    _published_status,
    _published_status_of_all,
    _target_words,
    _published_stretches,
    _published_direction,
    _swings,
)
