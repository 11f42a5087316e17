"""Rules that hold a text against what is published."""

import re
from decimal import Decimal

from reporting.checking.claims import Reader, cases, fits
from reporting.checking.findings import Found, finding
from reporting.checking.reading import WHEN, counted, dated, months_between, shifted
from reporting.checking.stretches import ANY_STATUS, STATUS, extremes, firsts, runs
from reporting.english import listed, month, plain
from reporting.figures import Figure
from reporting.trends import JUDGED, MONTHS_OF, run_of_direction, run_of_status, unbroken

# A month in which a typed figure swings by more than this cannot be told from a figure that was restated.
_SWING = Decimal(10)
# Words that say a status of another time, of two at once, or of those not named.
_NOT_ONE_STATUS = re.compile(
    r"respectively|better than or$|or within|or better|having been|risk of|return|moved|Newly|narrow|previously|latest \d|remains? .*gap"
)
_OTHERS = re.compile(r"localit|other|rest\b|remainder|\ball ", re.IGNORECASE)
# Statements against what is published


def _published_values(reader: Reader) -> Found:
    for claim in reader.claims:
        figures = reader.published(claim.measure_id, claim.when or reader.period, claim.place)
        if claim.kind == "value":
            held = [figure.value for figure in figures]
            vague = not claim.place and claim.sentence.is_narrowed
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
            and not any(fits(claim.quantity, value, reader.measure(claim.measure_id)) for value in held)
        ):
            printed = listed([plain(value) for value in dict.fromkeys(held)], "or")
            where = f" in {claim.place}" if claim.place else ""
            yield finding(
                "published", claim.sentence, f"{claim.kind} {claim.quantity.text}{where}: published is {printed}"
            )


def _published_cases(reader: Reader) -> Found:
    """`523 of 814` against the published cases of the measure, of the authority or of a locality."""
    for sentence in reader.spoken:
        for part, whole in cases(sentence):
            measure_id = sentence.topic(part.start, whole.end)
            if measure_id is None or sentence.is_narrowed:
                continue
            figures = [
                figure
                for place in ("", *sorted(set(reader.places.values())))
                for figure in reader.published(measure_id, reader.period, place)
                if figure.numerator is not None and figure.denominator is not None
            ]
            told = [figure for figure in figures if figure.breakdown == "authority"]
            if told and not any((part.value, whole.value) == (one.numerator, one.denominator) for one in figures):
                published = f"{plain(told[0].numerator)} of {plain(told[0].denominator)}"
                yield finding("published", sentence, f"{part.text} of {whole.text}: published is {published}")


def _published_status(reader: Reader) -> Found:
    """Words of status of the authority and of localities by name."""
    names = re.compile(rf"\b({reader.place_names})\b")
    for sentence in reader.spoken:
        for clause in re.finditer(r"[^;]+", sentence.text):
            last = 0
            for found in ANY_STATUS.finditer(clause.group()):
                before = clause.group()[last : found.start()]
                around = before + clause.group()[found.end() :][:20].split(",")[0]
                last = found.end()
                at = clause.start() + found.start()
                measure_id = sentence.topic(at, at)
                named = [reader.place(name) for name in names.findall(before)]
                if measure_id is None or _NOT_ONE_STATUS.search(around):
                    continue
                if not named and (_OTHERS.search(before) or sentence.is_narrowed):
                    continue
                for figure in judged(reader, measure_id, named):
                    if figure.status != found.lastgroup:
                        yield finding("status", sentence, _as_published(figure))


def _published_status_of_all(reader: Reader) -> Found:
    """`All six localities are worse than target`."""
    pattern = re.compile(r"\b(?:all|both)\b[^.;]*\blocalities(?: with a figure)? are (.*?)(?:,|\.|$)", re.IGNORECASE)
    for sentence in reader.spoken:
        found = pattern.search(sentence.text)
        measure_id = sentence.topic(found.start(), found.start()) if found else None
        if not measure_id:
            continue
        allowed = {status for status, words in STATUS.items() if re.search(words, found.group(1), re.IGNORECASE)}
        allowed |= {"better"} if "better than or" in found.group(1) else set()
        for figure in judged(reader, measure_id, sorted(set(reader.places.values()))):
            if figure.status not in allowed:
                yield finding("status", sentence, _as_published(figure))


def _published_others(reader: Reader) -> Found:
    """`the other four are worse`: how many they are."""
    pattern = re.compile(r"the other (\w+) are (worse|better)")
    for sentence in reader.spoken:
        found = pattern.search(sentence.text)
        measure_id = sentence.topic(found.start(), found.end()) if found else None
        if not measure_id:
            continue
        places = judged(reader, measure_id, sorted(set(reader.places.values())))
        many = sum((figure.status == "worse") == (found.group(2) == "worse") for figure in places)
        if many != counted(found.group(1)):
            yield finding(
                "status", sentence, f"{many} localities are {found.group(2)} as published, not {found.group(1)}"
            )


def _as_published(figure: Figure) -> str:
    who = "the authority" if figure.breakdown == "authority" else figure.breakdown_value
    return f"{who} is {figure.status.replace('_', ' ')} as published"


def _target_words(reader: Reader) -> Found:
    """A status word beside a value and a target that say otherwise."""
    for sentence in reader.spoken:
        found = ANY_STATUS.search(sentence.text)
        targets = [claim for claim in reader.claims if claim.sentence is sentence and claim.kind == "target"]
        if not found or len(targets) != 1 or len(list(ANY_STATUS.finditer(sentence.text))) != 1:
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
            yield finding(
                "status",
                sentence,
                f"{value.text} against a target of {target.text} is {'better' if good else 'not better'}",
            )


def _published_stretches(reader: Reader) -> Found:
    """Extremes, firsts and runs against the series."""
    for sentence, measure_id, sense, (least, since), words in extremes(reader):
        series = months_back(reader, measure_id)
        if not series or series[0][0] != 0:
            continue
        value = series[0][1].value
        for back, figure in series[1:]:
            beyond = figure.value >= value if sense == "top" else figure.value <= value
            if back < least and beyond and (since is not None or figure.value != value):
                name = month(figure.period_end)
                yield finding("extreme", sentence, f"“{words}”, but {name} had {plain(figure.value)}")
                break
            if since is not None and back == since and not beyond:
                yield finding(
                    "extreme", sentence, f"“{words}”, but {month(figure.period_end)} had {plain(figure.value)}"
                )
    for sentence, measure_id, status, (least, since), words in firsts(reader):
        for back, figure in months_back(reader, measure_id)[1:]:
            if back < least and figure.status == status:
                yield finding("first time", sentence, f"“{words}”, but it was so in {month(figure.period_end)}")
                break
            if since is not None and back == since and figure.status in JUDGED and figure.status != status:
                yield finding("first time", sentence, f"“{words}”, but it was not so in {month(figure.period_end)}")
    for sentence, measure_id, sense, (run, _), words in runs(reader):
        figure = reader.headline(measure_id)
        published = None
        if figure and sense == "status":
            published = run_of_status(_alike(reader, measure_id)) or None if figure.status in JUDGED else None
        elif figure:
            published = run_of_direction(_alike(reader, measure_id)) or None
        if published is not None and published != run:
            yield finding("run", sentence, f"“{words}”: published is {published}")
        elif figure and figure.change and sense == "moving" and not _moves_so(words, figure):
            yield finding("run", sentence, f"“{words}”: published is {figure.direction}")


def _published_earlier_status(reader: Reader) -> Found:
    """`having been worse than target in September` and `in every month on record (from December 2017)`, as the drafting says them."""
    before = re.compile(rf"having been ({ANY_STATUS.pattern}) in ({WHEN})", re.IGNORECASE)
    of_two = re.compile(rf"having (met|missed) it in ({WHEN})")
    always = re.compile(rf"in every (?:month|quarter) on record \(from ({WHEN})\)")
    for sentence in reader.spoken:
        for found in before.finditer(sentence.text):
            measure_id = sentence.topic(found.start(), found.end())
            when = dated(found.groups()[-1], reader.publication.period_end)
            figure = next(iter(reader.published(measure_id, when)), None) if measure_id else None
            if figure and figure.status in JUDGED and not found.group(figure.status):
                yield finding("status", sentence, f"“{found.group()}”: {_as_published(figure)}")
        for found in of_two.finditer(sentence.text):
            measure_id = sentence.topic(found.start(), found.end())
            when = dated(found.groups()[-1], reader.publication.period_end)
            figure = next(iter(reader.published(measure_id, when)), None) if measure_id else None
            if figure and figure.status in JUDGED and (figure.status == "better") != (found.group(1) == "met"):
                yield finding("status", sentence, f"“{found.group()}”: {_as_published(figure)}")
        for found in always.finditer(sentence.text):
            measure_id = sentence.topic(found.start(), found.end())
            series = [figure for _, figure in months_back(reader, measure_id)] if measure_id else []
            first = dated(found.group(1), reader.publication.period_end)
            if series and (series[-1].period_end.year, series[-1].period_end.month) != first:
                yield finding("run", sentence, f"“{found.group()}”: the record is from {month(series[-1].period_end)}")
            for figure in series:
                if figure.status != series[0].status:
                    yield finding("run", sentence, f"“{found.group()}”, but not in {month(figure.period_end)}")
                    break


def _moves_so(words: str, figure: Figure) -> bool:
    """Whether a word of movement in these is that of the figure."""
    if "improv" in words or "declin" in words:
        return ("improv" in words) == (figure.direction == "improved")
    return bool(re.search("ris|increase", words)) == (figure.change > 0)


def _published_direction(reader: Reader) -> Found:
    """`improved`, `fell` and the like, said of the period without another time, against the published change."""
    words = re.compile(r"\b(improved|declined|increased|decreased|reduced|rose|fell|dropped)\b")
    for sentence in reader.spoken:
        found = words.search(sentence.unnamed)
        if not found or re.search(
            r"since|over the|year|compar|last|though|from|localit|target|before|despite|20\d\d/", sentence.text
        ):
            continue
        measure_id = sentence.topics[0].measure_id if sentence.topics else sentence.carried
        figure = reader.headline(measure_id) if measure_id else None
        if not figure or not figure.change or sentence.is_narrowed or len(sentence.topics) > 1:
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
            yield finding("direction", sentence, f"“{word}”, but it went from {was}")


def _swings(reader: Reader) -> Found:
    """A typed figure of an earlier month that lies far from the published months beside it: a swing, or a restatement."""
    for claim in reader.claims:
        if claim.kind != "value" or claim.place or claim.when is None or not claim.quantity.is_percent:
            continue
        own = reader.published(claim.measure_id, claim.when)
        for beside in (shifted(claim.when, -1), shifted(claim.when, 1)):
            if beside == reader.period:
                continue
            for figure in reader.published(claim.measure_id, beside):
                typed = figure.source == "aggregate_return" and (not own or own[0].source == "aggregate_return")
                if typed and abs(figure.value - claim.quantity.value) > _SWING and not claim.sentence.is_narrowed:
                    name = month(figure.period_end)
                    yield finding(
                        "swing", claim.sentence, f"{claim.quantity.text}, a month from {plain(figure.value)} in {name}"
                    )


def judged(reader: Reader, measure_id: str, places: list[str]) -> list[Figure]:
    figures = [figure for place in places or [""] for figure in reader.published(measure_id, reader.period, place)[:1]]
    return [figure for figure in figures if figure.status in JUDGED]


def months_back(reader: Reader, measure_id: str) -> list[tuple[int, Figure]]:
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


def _alike(reader: Reader, measure_id: str) -> list[Figure]:
    """The headline series as far back as it is unbroken and of one definition, oldest first."""
    series = [figure for _, figure in months_back(reader, measure_id)]
    return unbroken(series[::-1], MONTHS_OF[reader.publication.frequency])


RULES = (
    _published_values,
    _published_cases,
    _published_status,
    _published_status_of_all,
    _published_others,
    _target_words,
    _published_stretches,
    _published_earlier_status,
    _published_direction,
    _swings,
)
