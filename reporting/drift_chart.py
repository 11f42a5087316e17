"""The chart of how far shares move in the months after they are published, on one scale in points."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from math import ceil
from textwrap import wrap

from reporting.charts import Chart
from reporting.figures import Drift, Measure
from reporting.svg import GRID, INK, LINE, QUIET, Drawing

# Three small charts in a row, as localities have.
_COLUMNS, _WIDE, _HIGH, _GAP, _TOP = 3, 204, 130, 14, 34
_MONTHS = 12
# Letters of a name that fit over a small chart, in each of its lines.
_LETTERS, _LINES, _LINE_HEIGHT = 34, 2, 14


def drift_chart(panels: Sequence[tuple[Measure, Sequence[Drift]]]) -> Chart:
    """A small chart to each measure: months after the edition across, mean movement up or down in points upwards."""
    rows = ceil(len(panels) / _COLUMNS)
    drawing = Drawing(_COLUMNS * _WIDE + (_COLUMNS - 1) * _GAP, _TOP + rows * (_HIGH + _GAP))
    title = "Movement of shares by months after publication (points)"
    drawing.text((0, 16), title, 14, bold=True)
    highest = max(one.mean_absolute_change for _, series in panels for one in series)
    for index, (measure, series) in enumerate(panels):
        left, top = (index % _COLUMNS) * (_WIDE + _GAP), _TOP + (index // _COLUMNS) * (_HIGH + _GAP)
        _panel(drawing, measure, series, highest, left, top)
    last = "; ".join(
        f"{measure.name}: {series[-1].mean_absolute_change:.1f} after {series[-1].months_after}"
        for measure, series in panels
    )
    said = f"Mean movement in percentage points by months after the first edition. {last}."
    return Chart(drawing.svg("drift", title, said), title, said)


def _panel(
    drawing: Drawing, measure: Measure, series: Sequence[Drift], highest: Decimal, left: float, top: float
) -> None:
    first, last, floor, ceiling = left + 34, left + _WIDE - 28, top + _HIGH - 18, top + 12 + _LINES * _LINE_HEIGHT

    def at(one: Drift) -> tuple[float, float]:
        across = first + (last - first) * (one.months_after - 1) / (_MONTHS - 1)
        return across, floor - float(one.mean_absolute_change / highest) * (floor - ceiling)

    for number, line in enumerate(wrap(measure.name, _LETTERS, max_lines=_LINES, placeholder="…"), 1):
        drawing.text((left, top + number * _LINE_HEIGHT - 1), line, 11, bold=True)
    for value, height in ((Decimal(0), floor), (highest, ceiling)):
        drawing.line((first - 4, height), (last + 4, height), GRID)
        drawing.text((first - 8, height + 4), f"{value:.1f}", 10, QUIET, "end")
    for months in (1, _MONTHS):
        drawing.text(
            (first + (last - first) * (months - 1) / (_MONTHS - 1), floor + 14), str(months), 10, QUIET, "middle"
        )
    drawing.path([at(one) for one in series], LINE)
    for one in series:
        drawing.mark("circle", at(one), 3, LINE)
    drawing.text((at(series[-1])[0] + 6, at(series[-1])[1] + 4), f"{series[-1].mean_absolute_change:.1f}", 11, INK)
