"""Charts of published figures as SVG text: the same figures draw the same bytes.

Status is a shape and a word, never colour alone. A share of few cases is drawn hollow and the chart says so. Each chart carries
its title and a description as alternative text; a writer that needs them apart takes them from the `Chart`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from math import ceil, floor, log10
from textwrap import wrap

from reporting import spc
from reporting.english import listed, month, number, plain
from reporting.figures import Comparator, Figure, Measure
from reporting.svg import GRID, INK, LINE, QUIET, Drawing, Point
from reporting.trends import JUDGED, SMALL, unbroken

STATUS = {
    "better": ("star", "#00703c", "better than target"),
    "within_tolerance": ("circle", "#1d70b8", "within tolerance"),
    "worse": ("triangle", "#d4351c", "worse than target"),
}
VARIATION = {
    "improvement": ("diamond", "#0073a8", "special cause: improvement"),
    "concern": ("triangle", "#b85000", "special cause: concern"),
    "high": ("triangle", "#801650", "special cause: high"),
    "low": ("triangle down", "#801650", "special cause: low"),
    "common": ("circle", "#767676", "common cause"),
}
OTHERS = "#8c8c8c"
RULES = {
    "outside": "outside the limits",
    "trend": f"{spc.RUN_LENGTH} points rising or falling",
    "two_of_three": "two of three points near a limit",
    "shift": f"{spc.RUN_LENGTH} points on one side of the mean",
}
_COMPARATORS = {
    "statistical_neighbours": "Statistical neighbours",
    "region": "Region",
    "england": "England",
    "peer_group": "Peer group",
    "other": "Comparison group",
}
# A share of those open now with something in the last months: a window that moves with the figure.
_LOOK_BACK = re.compile(r"\b(in|last)( the last)? \d+ months")
_LEAST_POINTS = 7
_LEAST_FOR_ICON = 10
_WIDTH, _HEIGHT = 640, 225
_LEFT, _RIGHT, _TOP, _BOTTOM = 54, 112, 40, 62
# How far a target's line goes past the last point, so that what is written behind it has room.
_PAST = 14
# Letters of a caption in a line at 11 pixels, and the height of that line.
_LETTERS, _LINE_HEIGHT = 112, 16


@dataclass(frozen=True)
class Chart:
    """A picture and its alternative text."""

    svg: str
    title: str
    description: str


def trend(series: Sequence[Figure], measure: Measure, name: str = "", caption: str = "") -> Chart:
    """A measure over its last periods, oldest first, with the target in force in each as a stepped line."""
    caption = " ".join(filter(None, [caption, _BROKEN if any(_redefined(series)[1:]) else ""]))
    lines = wrap(" ".join(filter(None, [_small_note(series, measure), caption])), _LETTERS)
    drawing = Drawing(_WIDTH, _HEIGHT + _LINE_HEIGHT * len(lines))
    targets = [figure.target for figure in series if figure.target is not None]
    scale = _Scale(measure, [*_values(series), *targets], _TOP, _HEIGHT - _BOTTOM)
    across = _across(len(series), _LEFT, _WIDTH - _RIGHT)
    _axes(drawing, scale, across, series)
    title = _heading(drawing, measure)
    _target_steps(drawing, scale, across, series, measure)
    _polyline(drawing, scale, across, series)
    for x, figure in zip(across, series, strict=True):
        if figure.value is not None:
            shape, colour, _ = STATUS.get(figure.status, ("circle", LINE, ""))
            drawing.mark(shape, (x, scale(figure.value)), 5.5, colour, hollow=_is_small(figure, measure))
    _last_label(drawing, scale, across, series, measure)
    seen = [STATUS[status] for status in JUDGED if any(figure.status == status for figure in series)]
    _legend(drawing, _LEFT, _HEIGHT - 22, seen)
    _foot(drawing, lines)
    said = " ".join(filter(None, [_told(series, measure), caption]))
    return Chart(drawing.svg(_name("trend", measure, series, name), title, said), title, said)


def sparkline(series: Sequence[Figure], measure: Measure, name: str = "") -> Chart:
    """A line the height of a row of text, its last point marked by status."""
    drawing = Drawing(110, 24)
    values = _values(series)
    low, high = (min(values), max(values)) if values else (Decimal(0), Decimal(1))
    scale = _Scale(measure, [low, high], 4, 20, exact=True)
    across = _across(len(series), 4, 100)
    _polyline(drawing, scale, across, series, width=1.5)
    if series and series[-1].value is not None:
        shape, colour, _ = STATUS.get(series[-1].status, ("circle", LINE, ""))
        drawing.mark(shape, (across[-1], scale(series[-1].value)), 4, colour, hollow=_is_small(series[-1], measure))
    title = f"{measure.name}: trend"
    return Chart(drawing.svg(_name("spark", measure, series, name), title, said := _told(series, measure)), title, said)


def small_multiples(panels: Sequence[tuple[str, Sequence[Figure]]], measure: Measure, name: str = "") -> Chart:
    """One small trend for each place on one scale, three in a row; each says its last value and status in words."""
    columns, wide, high, gap = 3, 204, 92, 14
    rows = ceil(len(panels) / columns)
    drawing = Drawing(_WIDTH, 34 + rows * (high + gap) + 22)
    title = _heading(drawing, measure, " by locality")
    every = [figure for _, series in panels for figure in series]
    scale_values = [*_values(every), *[figure.target for figure in every if figure.target is not None]]
    notes = []
    for index, (place, series) in enumerate(panels):
        left, top = (index % columns) * (wide + gap), 34 + (index // columns) * (high + gap)
        scale = _Scale(measure, scale_values, top + 40, top + high - 6)
        across = _across(len(series), left + 34, left + wide - 10)
        for value in (scale.low, scale.high):
            drawing.line((left + 30, scale(value)), (left + wide - 4, scale(value)), GRID)
            drawing.text((left + 26, scale(value) + 4), scale.label(value), 10, QUIET, "end")
        _target_steps(drawing, scale, across, series, None)
        _polyline(drawing, scale, across, series, width=1.5)
        drawing.text((left, top + 13), place, 12, bold=True)
        last = series[-1] if series else None
        if last is None or last.value is None:
            drawing.text((left, top + 29), "no figure", 11, QUIET)
            notes.append(f"{place}: no figure")
            continue
        shape, colour, word = STATUS.get(last.status, ("circle", LINE, ""))
        drawing.mark(shape, (across[-1], scale(last.value)), 4.5, colour, hollow=_is_small(last, measure))
        few = f" of {plain(last.denominator)}" if _is_small(last, measure) else ""
        if word:
            drawing.mark(shape, (left + 6, top + 25), 4.5, colour)
        drawing.text(
            (left + (14 if word else 0), top + 29),
            ", ".join(filter(None, [_said(last.value, measure) + few, word])),
            11,
        )
        notes.append(f"{place}: {_said(last.value, measure)}{few}{', ' + word if word else ''}")
    broken = any(any(_redefined(series)[1:]) for _, series in panels)
    note = " ".join(filter(None, [_small_note(every, measure), _BROKEN if broken else ""]))
    if note:
        drawing.text((0, drawing.height - 8), note, 11, QUIET)
    when = f" in {month(every[-1].period_end)}" if every else ""
    said = f"Last values{when}. " + "; ".join(notes) + "."
    return Chart(drawing.svg(_name("places", measure, every, name), title, said), title, said)


def neighbours(
    figure: Figure, measure: Measure, comparators: Sequence[Comparator], authority: str, name: str = ""
) -> Chart:
    """Bars of the authority and those it is compared with, highest first, each with its own date; the authority is marked."""
    rows = [(authority, figure.value, figure.period_end, True)] if figure.value is not None else []
    rows += [(_who(known), known.value, known.period_end, False) for known in comparators]
    rows.sort(key=lambda row: (-row[1], row[0]))
    drawing = Drawing(_WIDTH, 44 + 28 * len(rows) + 8)
    title = _heading(drawing, measure, " beside others")
    most = max([row[1] for row in rows], default=Decimal(1)) or Decimal(1)
    left, wide = 200, 250
    told = []
    for index, (who, value, when, is_own) in enumerate(rows):
        top = 40 + 28 * index
        drawing.text((left - 22, top + 15), who, 12, anchor="end", bold=is_own)
        if is_own:
            drawing.mark("diamond", (left - 11, top + 11), 5, LINE)
        drawing.box((left, top), float(value / most) * wide, 20, LINE if is_own else OTHERS)
        text = f"{_said(value, measure)}, {month(when)}"
        drawing.text((left + float(value / most) * wide + 6, top + 15), text, 12, bold=is_own)
        told.append(f"{who} {text}")
    drawing.line((left, 36), (left, drawing.height - 6), INK)
    said = "; ".join(told) + "."
    return Chart(drawing.svg(_name("beside", measure, [figure], name), title, said), title, said)


def process(series: Sequence[Figure], measure: Measure, name: str = "") -> Chart:
    """An XmR chart with its special causes; where limits would not be valid, the trend with the reason why."""
    reason = why_no_limits(series, measure)
    if reason:
        return trend(series, measure, "-".join(filter(None, ["process", name])), reason)
    told = unbroken(series, _step(series))
    values = [figure.value for figure in told]
    limit = spc.limits(values)
    causes = spc.special_causes(values, limit)
    kinds = [_kind(cause, at, values, limit, measure) for at, cause in enumerate(causes)]
    target = told[-1].target
    captions = _captions(told, causes, limit, measure)
    lines = wrap(" ".join(captions), _LETTERS)
    drawing = Drawing(_WIDTH, _HEIGHT + _LINE_HEIGHT * len(lines))
    scale = _Scale(
        measure,
        [*values, limit.lower, limit.upper, *[figure.target for figure in told if figure.target is not None]],
        _TOP,
        _HEIGHT - _BOTTOM,
    )
    across = _across(len(told), _LEFT, _WIDTH - _RIGHT)
    _axes(drawing, scale, across, told)
    title = _heading(drawing, measure, ": process chart")
    labels = []
    for value, words, dashes in (
        (limit.upper, "upper limit", "6 4"),
        (limit.mean, "mean", ""),
        (limit.lower, "lower limit", "6 4"),
    ):
        drawing.line((across[0], scale(value)), (across[-1], scale(value)), QUIET, 1.25, dashes)
        labels.append((scale(value), f"{words} {_limit_said(value, measure)}", QUIET))
    if target is not None:
        _target_steps(drawing, scale, across, told, None, "2 3")
        labels.append((scale(target), f"target {_said(target, measure, exact=True)}", INK))
    _labels(drawing, across[-1] + _PAST + 4, labels)
    _polyline(drawing, scale, across, told)
    for x, figure, kind in zip(across, told, kinds, strict=True):
        shape, colour, _ = VARIATION[kind]
        drawing.mark(shape, (x, scale(figure.value)), 5, colour)
    _legend(drawing, _LEFT, _HEIGHT - 22, [VARIATION[kind] for kind in VARIATION if kind in kinds])
    _foot(drawing, lines)
    last = f" The latest point is {VARIATION[kinds[-1]][2]}." if len(told) >= _LEAST_FOR_ICON else ""
    lower, upper = _limit_said(limit.lower, measure), _limit_said(limit.upper, measure)
    around = f"Mean {_limit_said(limit.mean, measure)}, limits {lower} to {upper}."
    said = f"{_told(told, measure)} {around} {' '.join(captions[1:])}{last}"
    return Chart(drawing.svg(_name("process", measure, told, name), title, said), title, said)


def _limit_said(value: Decimal, measure: Measure) -> str:
    """A limit to a decimal at least; where no figure can be, on which side of it."""
    if value < 0:
        return "below 0"
    return "above 100" if measure.unit == "%" and value > 100 else number(value, max(1, measure.decimals))


def _captions(told: Sequence[Figure], causes: Sequence[str | None], limit: spc.Limits, measure: Measure) -> list[str]:
    """How the limits were made, what is special, and what they say of the target."""
    said = [
        f"Limits: the mean and 2.66 times the mean moving range of {len(told)} points; a run is {spc.RUN_LENGTH} points."
    ]
    found = sorted({cause for cause in causes if cause}, key=list(RULES).index)
    if found:
        said.append(f"Special causes: {listed([RULES[cause] for cause in found])}.")
    target = told[-1].target
    if len(told) < spc.TRIAL_POINTS:
        said.append(f"Trial limits: fewer than {spc.TRIAL_POINTS} points.")
    elif target is not None and measure.polarity in ("higher_is_better", "lower_is_better"):
        said.append(_ASSURANCE[spc.assurance(limit, target, measure.polarity)])
    return said


def why_no_limits(series: Sequence[Figure], measure: Measure) -> str | None:
    """Why process limits would mislead for these figures; None where they are valid."""
    told = unbroken(series, _step(series))
    if not told:
        return "No process limits: there is no figure."
    last = told[-1]
    if measure.statistic in ("mode", "maximum", "gap_pp"):
        return "No process limits: the figure is not a sum of cases."
    looks_back = last.basis == "snapshot" and _LOOK_BACK.search(measure.name)
    if last.basis not in ("month", "quarter", "snapshot") or looks_back:
        return "No process limits: each figure shares most of its time with the one before."
    if last.basis == "snapshot" and measure.statistic != "percentage":
        return "No process limits: a stock, most of it the same cases from one figure to the next."
    if any(_is_small(figure, measure) for figure in told):
        return f"No process limits: fewer than {SMALL} cases in some periods."
    if len({figure.value for figure in told}) == 1:
        return "No process limits: the figure has not varied."
    if len(told) < _LEAST_POINTS:
        return f"No process limits: fewer than {_LEAST_POINTS} figures in a row."
    return None


_BROKEN = "The line is broken where the definition changed."
_ASSURANCE = {
    "pass": "The process meets the target reliably.",
    "fail": "The process cannot meet the target as it runs now.",
    "inconsistent": "The target lies within the limits: it is hit and missed by chance.",
}


class _Scale:
    """Values to heights: round bounds about the values, percentages kept within 0 and 100."""

    def __init__(
        self, measure: Measure, values: Sequence[Decimal], top: float, bottom: float, exact: bool = False
    ) -> None:
        self.measure = measure
        self.top, self.bottom = top, bottom
        low, high = (float(min(values)), float(max(values))) if values else (0.0, 1.0)
        if exact:
            self.step = (high - low) or 1.0
            self.low, self.high = low, low + self.step
            return
        percent = measure.unit == "%"
        if percent:
            low, high = max(low, 0.0), min(high, 100.0)
        least = 10.0 if percent else max(4.0, abs(high) * 0.2)
        if high - low < least:
            low, high = low - (least - high + low) / 2, high + (least - high + low) / 2
        self.step = _round_step((high - low) / 4)
        self.low, self.high = floor(low / self.step) * self.step, ceil(high / self.step) * self.step
        if values and min(values) >= 0:
            self.low = max(self.low, 0.0)
        if percent:
            self.high = min(self.high, 100.0)

    def __call__(self, value: Decimal | float) -> float:
        """The height of a value; beyond the bounds it is drawn on them."""
        share = (float(value) - self.low) / (self.high - self.low)
        return self.bottom - min(max(share, 0.0), 1.0) * (self.bottom - self.top)

    def ticks(self) -> list[float]:
        count = round((self.high - self.low) / self.step)
        return [self.low + self.step * at for at in range(count + 1) if self.low + self.step * at <= self.high]

    def label(self, value: float) -> str:
        decimals = max(0, -floor(log10(self.step) + 1e-9)) if self.step < 1 else 0
        return f"{value:,.{decimals}f}" + ("%" if self.measure.unit == "%" else "")


def _round_step(least: float) -> float:
    """The smallest of 1, 2, 5, 10 ... times a power of ten that is not under `least`."""
    power = 10.0 ** floor(log10(least)) if least > 0 else 1.0
    return next(size * power for size in (1, 2, 5, 10) if size * power >= least - 1e-9)


def _across(count: int, left: float, right: float) -> list[float]:
    """Evenly spaced places, the last at the right; one alone stands there too."""
    return [right] if count == 1 else [left + (right - left) * at / (count - 1) for at in range(count)]


def _axes(drawing: Drawing, scale: _Scale, across: Sequence[float], series: Sequence[Figure]) -> None:
    for value in scale.ticks():
        y = scale(value)
        drawing.line((_LEFT - 6, y), (_WIDTH - _RIGHT + 6, y), GRID)
        drawing.text((_LEFT - 12, y + 4), scale.label(value), 11, QUIET, "end")
    every = ceil(len(series) / 7)
    for at, (x, figure) in enumerate(zip(across, series, strict=True)):
        if (len(series) - 1 - at) % every == 0:
            words = f"{month(figure.period_end)[:3]} {figure.period_end.year % 100:02d}"
            drawing.text((x, _HEIGHT - _BOTTOM + 18), words, 11, QUIET, "middle")


def _heading(drawing: Drawing, measure: Measure, more: str = "") -> str:
    """The title drawn on the chart and said of it; a unit that is not in the name is added."""
    unit = "" if measure.statistic == "count" or measure.unit.startswith("per ") else f" ({measure.unit})"
    title = f"{measure.name}{unit}{more}"
    # About 6.6 pixels a letter at 14 pixels bold: a long name is drawn smaller rather than cut.
    drawing.text((0, 16), title, 14 if len(title) <= 84 else 11, bold=True)
    return title


def _polyline(
    drawing: Drawing, scale: _Scale, across: Sequence[float], series: Sequence[Figure], width: float = 2
) -> None:
    """The line, broken where there is no value and where the definition changed."""
    piece: list[Point] = []
    for x, figure, is_other in zip(across, series, _redefined(series), strict=True):
        if figure.value is None or is_other:
            drawing.path(piece, LINE, width)
            piece = []
        if figure.value is not None:
            piece.append((x, scale(figure.value)))
    drawing.path(piece, LINE, width)


def _redefined(series: Sequence[Figure]) -> list[bool]:
    """Where figures of another definition begin; those of a rolling year are not like the one before for a year after it."""
    return [
        one.previous_definition_changed and not (last and last.previous_definition_changed)
        for one, last in zip(series, [None, *series], strict=False)
    ]


def _target_steps(
    drawing: Drawing,
    scale: _Scale,
    across: Sequence[float],
    series: Sequence[Figure],
    measure: Measure | None,
    dashes: str = "5 3",
) -> None:
    """The target of each period as a step about it; with a measure, its last value in words."""
    half = (across[1] - across[0]) / 2 if len(across) > 1 else 10
    piece: list[Point] = []
    for x, figure in zip(across, series, strict=True):
        if figure.target is None:
            drawing.path(piece, INK, 1.25, dashes)
            piece = []
        else:
            y = scale(figure.target)
            piece += [(max(x - half, across[0]), y), (min(x + half, across[-1] + _PAST), y)]
    drawing.path(piece, INK, 1.25, dashes)
    if measure and series and series[-1].target is not None:
        target = f"target {_said(series[-1].target, measure, exact=True)}"
        y = scale(series[-1].target)
        own = series[-1].value
        # Kept clear of the last value's own label.
        if own is not None and abs(scale(own) - y) < 14:
            y += 14 if y >= scale(own) else -14
        drawing.text((across[-1] + _PAST + 6, y + 4), target, 11)


def _last_label(
    drawing: Drawing, scale: _Scale, across: Sequence[float], series: Sequence[Figure], measure: Measure
) -> None:
    if series and series[-1].value is not None:
        place = (across[-1] + _PAST + 6, scale(series[-1].value) + 4)
        drawing.text(place, _said(series[-1].value, measure), 13, LINE, bold=True)


def _labels(drawing: Drawing, left: float, labels: Sequence[tuple[float, str, str]]) -> None:
    """Labels beside their lines, from the top down, moved down where two would touch."""
    free = 0.0
    for height, words, colour in sorted(labels):
        y = max(height + 4, free)
        drawing.text((left, y), words, 11, colour)
        free = y + 13


def _legend(drawing: Drawing, left: float, y: float, known: Sequence[tuple[str, str, str]]) -> None:
    for shape, colour, words in known:
        drawing.mark(shape, (left + 5, y - 4), 5, colour)
        drawing.text((left + 15, y), words, 11)
        left += 30 + 6.2 * len(words)


def _foot(drawing: Drawing, lines: Sequence[str]) -> None:
    """Captions below the legend."""
    for at, line in enumerate(lines):
        drawing.text((0, _HEIGHT - 4 + _LINE_HEIGHT * (at + 0.5)), line, 11, QUIET)


def _kind(cause: str | None, at: int, values: Sequence[Decimal], limit: spc.Limits, measure: Measure) -> str:
    """What a special cause means: which way it points, and whether that way is good."""
    if cause is None:
        return "common"
    rising = values[at] > limit.mean
    if cause == "trend":
        near = values[at - 1] if at else values[at + 1]
        rising = (values[at] > near) == bool(at)
    if measure.polarity not in ("higher_is_better", "lower_is_better"):
        return "high" if rising else "low"
    return "improvement" if rising == (measure.polarity == "higher_is_better") else "concern"


def _values(series: Sequence[Figure]) -> list[Decimal]:
    return [figure.value for figure in series if figure.value is not None]


def _is_small(figure: Figure, measure: Measure) -> bool:
    return measure.statistic == "percentage" and figure.denominator is not None and figure.denominator < SMALL


def _small_note(series: Sequence[Figure], measure: Measure) -> str:
    few = sum(figure.value is not None and _is_small(figure, measure) for figure in series)
    return f"Hollow marks: fewer than {SMALL} cases, small numbers." if few else ""


def _said(value: Decimal, measure: Measure, exact: bool = False) -> str:
    return (plain(value) if exact else number(value, measure.decimals)) + ("%" if measure.unit == "%" else "")


def _told(series: Sequence[Figure], measure: Measure) -> str:
    """The line in words: first, last, lowest, highest, target and status."""
    told = [figure for figure in series if figure.value is not None]
    if not told:
        return "No figures."
    first, last = told[0], told[-1]
    low, high = (edge(told, key=lambda figure: figure.value) for edge in (min, max))
    parts = [f"{_said(last.value, measure)} in {month(last.period_end)}"]
    if len(told) > 1:
        parts.append(f"{_said(first.value, measure)} in {month(first.period_end)}")
        parts.append(f"lowest {_said(low.value, measure)} in {month(low.period_end)}")
        parts.append(f"highest {_said(high.value, measure)} in {month(high.period_end)}")
    if last.target is not None:
        parts.append(f"target {_said(last.target, measure, exact=True)}")
    if last.status in STATUS:
        parts.append(STATUS[last.status][2])
    note = _small_note(series, measure)
    return "; ".join(parts) + "." + (f" {note}" if note else "")


def _who(known: Comparator) -> str:
    average = f" ({known.statistic})" if known.statistic in ("mean", "median") else ""
    return _COMPARATORS[known.comparator] + average


def _step(series: Sequence[Figure]) -> int:
    """Months from one figure to the next: the smallest there is."""
    ends = [figure.period_end.year * 12 + figure.period_end.month for figure in series]
    return min((later - earlier for earlier, later in pairwise(ends)), default=1)


def _name(kind: str, measure: Measure, series: Sequence[Figure], name: str) -> str:
    basis = series[-1].basis if series else "none"
    return "-".join(filter(None, [kind, measure.measure_id, basis, name])).replace("_", "-")
