"""Rules that need the text alone: numbers that do not work out, and statements that cannot both be."""

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations

from reporting.checking.claims import Claim, Reader, cases, fits
from reporting.checking.findings import Found, finding
from reporting.checking.reading import WHEN, Month, Quantity, Spoken, dated, decimal, months_between
from reporting.checking.stretches import agree, extremes, firsts, moves, runs
from reporting.english import FRACTIONS, listed, plain, rounded

_UP = r"up|rose|risen|increas\w+|grew|growth"
_DOWN = r"down|fell|fallen|reduc\w+|dropp\w+|decreas\w+"
# A fraction without "just" is still near: "a quarter (23.7%)", "half (55%)".
_NEAR_FRACTION = Decimal(5)
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


# Numbers against themselves


def _shares(reader: Reader) -> Found:
    """A percentage beside its cases that does not divide."""
    for sentence in reader.spoken:
        for part, whole in cases(sentence):
            beside = _beside(sentence, part, whole)
            if beside and whole.value:
                share = part.value / whole.value * 100
                if not beside.allows(share) and rounded(share, beside.decimals) != beside.value:
                    yield finding(
                        "share", sentence, f"{part.text} of {whole.text} is {rounded(share, 1)}%, not {beside.text}%"
                    )


def _parts(reader: Reader) -> Found:
    """Parts listed after a total that are more than it; or less, where girls and boys or `in total` say that they are all."""
    pattern = re.compile(
        r"(\d[\d,]*) [\w' -]{3,60}?(?:, |: | \()((?:\d[\d,]* [\w' -]{2,30}?(?:, | and |; )){1,5}\d[\d,]* [\w' -]{2,30}?)[.;)]"
    )
    whole = re.compile(
        r"\b(?:girls|female)\b.*\b(?:boys|male)\b|\b(?:boys|male)\b.*\b(?:girls|female)\b|in (?:total|all)\b"
    )
    for sentence in reader.spoken:
        for found in pattern.finditer(sentence.text + "."):
            parts = [decimal(number) for number in re.findall(r"(?<![\w.])\d[\d,]*(?= [a-z])", found.group(2))]
            total = decimal(found.group(1))
            short = sum(parts) < total and whole.search(found.group())
            if len(parts) > 1 and (sum(parts) > total or short) and " of " not in found.group():
                said = listed([plain(part) for part in parts])
                yield finding("parts", sentence, f"{said} make {plain(sum(parts))}, not {found.group(1)}")


def _changes(reader: Reader) -> Found:
    """`up 2.6 points from 78.3%`: direction and amount against the two values."""
    number = r"(\d[\d,]*(?:\.\d+)?)"
    pairs = re.compile(
        rf"(?<!above )(?<![\d.,]){number}%?,? \(?({_UP}|{_DOWN}) from {number}%?|({_UP}|{_DOWN}) (?:slightly )?from {number}%?[^.;%]{{0,30}}? to {number}",
        re.IGNORECASE,
    )
    amount = re.compile(
        rf"\b(up|down) {number}(?: points?)?(?: \((\d+)%\))? from {number}|\band {number}(?: points?)?(?: \((\d+)%\))? from {number}"
    )
    for sentence in reader.spoken:
        for found in pairs.finditer(sentence.text):
            word = found.group(2) or found.group(4)
            new, old = (found.group(1), found.group(3)) if found.group(2) else (found.group(6), found.group(5))
            rose = decimal(new) > decimal(old)
            if new != old and rose != bool(re.fullmatch(_UP, word, re.IGNORECASE)):
                yield finding("direction", sentence, f"from {old} to {new} is not {word}")
        up = None
        for found in amount.finditer(sentence.text):
            up = found.group(1) == "up" if found.group(1) else up
            measure_id = sentence.topic(found.start(), found.end())
            now = reader.current.get((sentence.paragraph, measure_id)) if measure_id else None
            if up is None or now is None:
                continue
            by, share, old = (found.group(at) or found.group(at + 3) for at in (2, 3, 4))
            then = decimal(old)
            if then + decimal(by) * (1 if up else -1) != now.value:
                yield finding("change", sentence, f"{old} {'plus' if up else 'less'} {by} is not {now.text}")
            elif share and rounded(decimal(by) / then * 100, 0) != Decimal(share):
                yield finding(
                    "change", sentence, f"{by} on {old} is {rounded(decimal(by) / then * 100, 0)}%, not {share}%"
                )


def _amounts(reader: Reader) -> Found:
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
            if now and abs(now[0].value - decimal(found.group(1))) != decimal(found.group(3)):
                apart = plain(abs(now[0].value - decimal(found.group(1))))
                yield finding(
                    "change", sentence, f"{found.group(1)} and {now[0].text} are {apart} apart, not {found.group(3)}"
                )


def _gaps(reader: Reader) -> Found:
    """`the target of 90% by 11.3 points`, and `461 of 716); 255 were not`: what is left over."""
    gap = re.compile(r"(?:target|plan) of ([\d,.]+)%? by ([\d,.]*\d)")
    rest = re.compile(r"([\d,]+) of ([\d,]+)\); ([\d,]+) (?:was|were|had|did) not\b")
    for sentence in reader.spoken:
        for found in gap.finditer(sentence.text):
            now = reader.current.get((sentence.paragraph, sentence.topic(found.start(), found.end()) or ""))
            if now and abs(now.value - decimal(found.group(1))) != decimal(found.group(2)):
                apart = plain(abs(now.value - decimal(found.group(1))))
                yield finding("gap", sentence, f"{now.text} is {apart} from {found.group(1)}, not {found.group(2)}")
        for found in rest.finditer(sentence.text):
            part, whole, left = map(decimal, found.groups())
            if whole - part != left:
                yield finding(
                    "parts", sentence, f"{found.group(1)} of {found.group(2)} leave {plain(whole - part)}, not {left}"
                )


def _fractions(reader: Reader) -> Found:
    """`just under two-thirds (64%)`: the words against the percentage in brackets after them."""
    known = dict(FRACTIONS)
    known |= {"a " + words.removeprefix("one-"): exact for words, exact in FRACTIONS if words.startswith("one-")}
    known["one-quarter"] = known["a quarter"]
    named = "|".join(sorted(map(re.escape, known), key=len, reverse=True))
    pattern = re.compile(
        rf"\b(?:(just under|just over|almost) )?\b({named})\b(?! or )[^%()]*\(([\d.]+)%", re.IGNORECASE
    )
    for sentence in reader.spoken:
        for found in pattern.finditer(sentence.text):
            how, exact, share = (found.group(1) or "").lower(), known[found.group(2).lower()], decimal(found.group(3))
            true = {"just under": share < exact, "almost": share < exact, "just over": share > exact}.get(how, True)
            if not true or abs(share - exact) > _NEAR_FRACTION:
                yield finding("wording", sentence, f"{share}% is not “{found.group(0).split('(')[0].strip()[:40]}”")
        every = re.search(
            r"\b(?:, |^)all (?!but|six)[^%()]*\(([\d.]+)%, ([\d,]+) of ([\d,]+)", sentence.text, re.IGNORECASE
        )
        if every and every.group(2) != every.group(3):
            yield finding("wording", sentence, f"{every.group(2)} of {every.group(3)} is not all")


def _moves_of_places(reader: Reader) -> Found:
    """`the largest fall was in Stroud (88% to 78%)`."""
    for sentence in reader.spoken:
        for found in re.finditer(r"largest (fall|rise)(?: was)? in [\w ]+ \(([\d.]+)%? to ([\d.]+)", sentence.text):
            if (decimal(found.group(2)) > decimal(found.group(3))) != (found.group(1) == "fall"):
                yield finding(
                    "direction", sentence, f"from {found.group(2)} to {found.group(3)} is no {found.group(1)}"
                )


def _relations(reader: Reader) -> Found:
    """`worse than statistical neighbours (20.1%)`: the word against the two values."""
    word = re.compile(r"\b(better|worse|higher|lower) than\b")
    for claim in reader.claims:
        if claim.kind != "comparator":
            continue
        sentence, measure = claim.sentence, reader.measure(claim.measure_id)
        said = [found.group(1) for found in word.finditer(sentence.text[: claim.quantity.start])]
        own = next(
            (
                one.quantity
                for one in reader.claims
                if one.sentence is sentence and one.kind == "value" and not one.when
            ),
            reader.current.get((sentence.paragraph, claim.measure_id)),
        )
        if not said or own is None or own.meets(claim.quantity):
            continue
        above = own.value > claim.quantity.value
        judged = measure.polarity in ("higher_is_better", "lower_is_better")
        good = above == (measure.polarity == "higher_is_better")
        true = (
            above == (said[-1] == "higher")
            if said[-1] in ("higher", "lower")
            else not judged or good == (said[-1] == "better")
        )
        if not true:
            yield finding("comparison", sentence, f"{own.text} is not {said[-1]} than {claim.quantity.text}")


def _tautologies(reader: Reader) -> Found:
    """A share of those of whom, by their own name, all are so."""
    pattern = re.compile(
        r"(second or subsequent|repeat)\b[^.]*\bhad (?:had )?(?:a|one or more) previous plan[^.]*?\(([\d.]+)%",
        re.IGNORECASE,
    )
    for sentence in reader.spoken:
        found = pattern.search(sentence.text)
        if found and found.group(2) != "100":
            yield finding(
                "wording", sentence, f"all who start a {found.group(1)} plan had one before, not {found.group(2)}%"
            )


# Statements against statements


def _two_values(reader: Reader) -> Found:
    """One measure, period and place with two values, or one fall dated twice."""
    said: dict[tuple, list[Claim]] = {}
    for claim in reader.claims:
        if claim.kind in ("value", "target") and not claim.sentence.is_narrowed:
            key = (claim.kind, claim.measure_id, claim.place, claim.when, _basis_said(claim.sentence))
            said.setdefault(key, []).append(claim)
    for claims in said.values():
        for first, second in combinations(claims, 2):
            if not first.quantity.meets(second.quantity) and not _both_published(reader, first, second):
                yield finding(
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
                yield finding(
                    "two dates", second.sentence, f"{first.quantity.text} is dated otherwise: {first.sentence.text}"
                )


def _both_published(reader: Reader, first: Claim, second: Claim) -> bool:
    """Whether each is a published figure of the measure, on one basis and on another."""
    held = reader.published(first.measure_id, first.when or reader.period, first.place)
    measure = reader.measure(first.measure_id)
    return all(any(fits(one.quantity, figure.value, measure) for figure in held) for one in (first, second))


def _two_stretches(reader: Reader) -> Found:
    """Two extremes, firsts, runs or amounts of change said of one measure that cannot both be."""
    for kind, stretches in (
        ("extreme", extremes(reader)),
        ("first time", firsts(reader)),
        ("run", runs(reader)),
        ("amount", moves(reader)),
    ):
        by_measure: dict[tuple, list[tuple]] = {}
        for sentence, measure_id, sense, stretch, words in stretches:
            by_measure.setdefault((measure_id, sense), []).append((sentence, stretch, words))
        for said in by_measure.values():
            for (first, one, words), (second, other, more) in combinations(said, 2):
                # A first time said two ways is one too many, even where the longer holds the shorter.
                differ = one != other if kind in ("first time", "run", "amount") else not agree(one, other)
                if first is not second and differ:
                    yield finding(f"two {kind}s", second, f"“{more}” and “{words}”: {first.text}")


def _wholes(reader: Reader) -> Found:
    """A whole that a share and its count imply, against what is said of that whole."""
    for sentence in reader.spoken:
        for found in re.finditer(r"([\d.]+)%(?: in (" + WHEN + r"))?, ([\d,]+) (?:children|people)", sentence.text):
            measure_id = sentence.topic(found.start(), found.end())
            whole = _WHOLES.get(measure_id or "")
            share, cases = decimal(found.group(1)), decimal(found.group(3))
            if whole is None or not share:
                continue
            half = Decimal(1).scaleb(share.as_tuple().exponent) / 2
            low, high = cases / (share + half) * 100, cases / (share - half) * 100
            when = dated(found.group(2), reader.publication.period_end) if found.group(2) else reader.period
            implied = f"{found.group(1)}% and {found.group(3)} imply {rounded(low, 0)} to {rounded(high, 0)} in all"
            for other, bound in _bounds(reader, whole, when):
                if high < bound:
                    yield finding("whole", sentence, f"{implied}, not more than {bound}: {other.text}")
            for other, part in _qualified(reader, whole):
                if other is not sentence and part >= low:
                    yield finding("whole", other, f"the part is as large as the whole: {implied}: {sentence.text}")


def _cohorts(reader: Reader) -> Found:
    """`80% of those receiving support are 16-20`, against the counts said of the part and the whole."""
    pattern = re.compile(r"([\d.]+)% of ([\w ]+?) receiving support (?:are|fall) within the (\d+.\d+).year.old")
    for sentence in reader.spoken:
        for found in pattern.finditer(sentence.text):
            own = re.search(r"[\d,]+ to ([\d,]+) people", sentence.text)
            part = decimal(own.group(1)) if own else None
            whole = _last_count(reader, r"from [\d,]+ to ([\d,]+) people")
            if part and whole and rounded(part / whole * 100, 0) != decimal(found.group(1)):
                yield finding(
                    "share", sentence, f"{part} of {whole} is {rounded(part / whole * 100, 1)}%, not {found.group(1)}%"
                )


def _initial_visits(reader: Reader) -> Found:
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
    referrals, unseen, late, awaiting = (decimal(part.group(1)) for part in parts)
    in_time = referrals - unseen - late - awaiting
    for claim in reader.claims:
        if claim.measure_id != "initial_visits_in_time" or claim.kind != "value" or claim.place or claim.when:
            continue
        of_seen = in_time / (referrals - unseen - awaiting) * 100
        if "have been seen" in claim.sentence.text and not claim.quantity.allows(of_seen):
            against = f"of those seen it is {rounded(of_seen, 1)}%; {claim.quantity.text}% is of those and the {awaiting} awaiting"
            yield finding("wording", claim.sentence, against)


def _unseen(reader: Reader) -> Found:
    """Children awaiting a visit are counted whatever month they were referred in; a text that adds earlier months counts otherwise."""
    for first, second in zip(reader.spoken, reader.spoken[1:], strict=False):
        named = any(topic.measure_id == "children_awaiting_overdue_initial_visit" for topic in first.topics)
        if named and second.text.startswith("In addition") and "referred in" in second.text:
            yield finding(
                "definition", second, f"the measure counts those referred in earlier months too: {first.text}"
            )


def _beside(sentence: Spoken, part: Quantity, whole: Quantity) -> Quantity | None:
    """The percentage said with these cases: just before them in brackets, or before their brackets, or after them in brackets."""
    before = [one for one in sentence.quantities if one.is_percent and one.end <= part.start]
    after = [one for one in sentence.quantities if one.is_percent and one.start >= whole.end]
    if before and re.fullmatch(r"%(?:, | \(|[^()%;]{1,200} \()", sentence.text[before[-1].end : part.start]):
        return before[-1]
    if after and re.fullmatch(r"[^()%;]{0,200} \(", sentence.text[whole.end : after[0].start]):
        return after[0]
    return None


def _basis_said(sentence: Spoken) -> str:
    """The time a value is said of, where it is another than the headline's."""
    time = r"(?:over|in) (?:the|a)(?: rolling)? 12.month|year.to.date|monthly average|from \w+(?: \d{4})? to \w+"
    return " ".join(re.findall(time, sentence.text, re.IGNORECASE)).lower()


def _bounds(reader: Reader, measure_id: str, when: Month) -> Iterator[tuple[Spoken, Decimal]]:
    """`more than 800 children in care at the end of each month since May`."""
    pattern = re.compile(rf"more than ([\d,]+) .*? each month since ({WHEN})")
    for sentence in reader.spoken:
        found = pattern.search(sentence.text)
        named = found and any(topic.measure_id == measure_id for topic in sentence.topics)
        if named and dated(found.group(2), reader.publication.period_end) <= when:
            yield sentence, decimal(found.group(1))


def _qualified(reader: Reader, measure_id: str) -> Iterator[tuple[Spoken, Decimal]]:
    """Counts of a cohort narrowed by `where`."""
    for sentence in reader.spoken:
        for topic in sentence.topics:
            number = re.search(r"([\d,]+)\s*$", sentence.text[: topic.start])
            if topic.measure_id == measure_id and number and " where " in sentence.text[topic.end :]:
                yield sentence, decimal(number.group(1))


def _last_count(reader: Reader, pattern: str) -> Decimal | None:
    found = re.search(pattern, " ".join(sentence.text for sentence in reader.spoken))
    return decimal(next(filter(None, found.groups()))) if found else None


RULES = (
    _shares,
    _parts,
    _changes,
    _amounts,
    _gaps,
    _fractions,
    _moves_of_places,
    _relations,
    _tautologies,
    _two_values,
    _two_stretches,
    _wholes,
    _cohorts,
    _initial_visits,
    _unseen,
)
