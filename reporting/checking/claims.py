"""Numbers of a text tied to measures, and what is published of them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from reporting.checking.reading import WHEN, Month, Quantity, Spoken, dated, month_end, shifted
from reporting.drafting.places import GROUP_NAMES
from reporting.english import rounded
from reporting.figures import Figure, Measure, Publication

_COMPARED = {
    "statistical_neighbours": r"statistical neighbours?",
    "peer_group": r"peer (?:group|comparators?)|comparator group|statistical peers",
    "england": r"England|national(?:ly)?(?: levels| average| figures?)?",
    "region": r"the region|regional",
    "other": r"the comparison group",
}

_DRAFTED = {words: value for value, words in GROUP_NAMES.items()}


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


class Reader:
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
            self.publication.figure(measure_id, basis, month_end(when), *at)
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
        pairs = {number.start for pair in cases(sentence) for number in pair}
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

        # Said of the period before.
        if left.endswith("; the target was "):
            return None
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
        if re.match(r"\)? (?:at the same time last year|in the same months a year earlier)", right):
            return claim("value", when=shifted(self.period, -12))
        if re.match(r"\)?,? (?:up|down) to |\)? in \d{4}/\d\d", right) or re.search(r"\bfrom [\d,]+ \w+, $", left):
            return None
        if re.search(
            r"\bfrom\s$|compared (?:with|to)[^.;]*$|last (?:month|year)[^.;]{0,20}$|\bfrom [\d.,]+%? \($", left
        ):
            return None
        if re.match(r"\)?,? (?:a (?:month|quarter|year) earlier|last (?:month|year)|at the same time)", right):
            return None
        group = re.match(r" \(([^)%]+)\)| for ([\w -]+?)(?: and |,|\.|$)", right)
        if group and not re.match(r"\d[\d,.]* (?:of|against)", group.group(1) or ""):
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
        """The figure of a value of one of the measure's own breakdowns, by its value or the words it is drafted in."""
        value = _DRAFTED.get(label, label)
        for breakdown in measure.breakdown_names:
            for basis in measure.bases(self.publication.frequency)[:1]:
                found = self.publication.figure(
                    measure.measure_id, basis, self.publication.period_end, breakdown, value
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


def cases(sentence: Spoken) -> list[tuple[Quantity, Quantity]]:
    """Pairs said as `523 of 814` or `none of the 32`."""
    pairs = []
    for first, second in zip(sentence.quantities, sentence.quantities[1:], strict=False):
        between = sentence.text[first.end : second.start]
        if between in (" of ", " of the ", " out of ") and not first.is_percent and not second.is_percent:
            pairs.append((first, second))
    return pairs


def _is_change(left: str, right: str) -> bool:
    if re.match(r"\s?(?:percentage )?points?\b", right):
        return True
    return bool(re.search(r"\b(?:up|down|by|growth of|increase of|lower|higher|and)\s(?:[\d,.]+ \()?$", left)) and (
        not re.search(r"\band\s$", left) or bool(re.match(r"(?: \(\d+%\))? from ", right))
    )


def fits(quantity: Quantity, value: Decimal, measure: Measure) -> bool:
    """Whether a number said can be the published one, at the coarser precision of the two."""
    decimals = min(quantity.decimals, measure.decimals)
    return quantity.allows(value) or rounded(value, decimals) == rounded(quantity.value, decimals)
