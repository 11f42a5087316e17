"""Layouts: which sections a report has, in what order, with which measures and words.

A layout is a YAML file. Those of the product stand in `layouts/`; a pack's own `layouts/<name>.yml` is taken in its place, so a
council changes its report without changing the product. What a file may say is described in docs/reports.md.
"""

from __future__ import annotations

import string
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from reporting.figures import FREQUENCIES, ReportRefused
from reporting.periods import Period

OWN = Path(__file__).parent / "layouts"
# What a pack may write for the layout that comes first of its frequency.
ALIASES = {"monthly": "monthly_thematic", "quarterly": "quarterly_scorecard"}
LAYOUT_KEYS = {"title", "subtitle", "frequency", "details", "sections", "status_words"}
STATUS_KEYS = {"better", "within_tolerance", "worse"}


@dataclass(frozen=True)
class Row:
    """One measure as a layout names it: on its headline basis and for the authority unless it says otherwise.

    `latest`: an earlier figure stands in, with its date, where the period has none.
    """

    measure_id: str
    name: str | None = None
    basis: str | None = None
    breakdown: str = "authority"
    value: str = "all"
    code: str | None = None
    scope: str | None = None
    note: str | None = None
    caveat: str | None = None
    new_in: str | None = None
    comparator: str | None = None
    latest: bool = False


@dataclass(frozen=True)
class Layout:
    """A layout that has been read. `sections` are as written, each with its `kind`."""

    name: str
    frequency: str
    title: str
    subtitle: str
    details: Mapping[str, str]
    sections: tuple[Mapping[str, Any], ...]
    status_words: Mapping[str, str]


def layouts_of(
    pack: Path, reports: Collection[str], frequency: str, catalogue: Collection[str], only_asked: bool = False
) -> list[Layout]:
    """The layouts of a frequency that a pack asks for in `reports`; where it asks for none, the product's first, or none.

    Raises:
        ReportRefused: a layout is not there or not as a layout is written; file and key are named.
    """
    named = list(dict.fromkeys(ALIASES.get(name, name) for name in reports))
    found = [read_layout(pack, name, catalogue) for name in named]
    asked = [layout for layout in found if layout.frequency == frequency]
    return asked if asked or only_asked else [read_layout(pack, ALIASES[frequency], catalogue)]


def read_layout(pack: Path, name: str, catalogue: Collection[str]) -> Layout:
    """The layout `name`, the pack's own where it has one. `catalogue`: ids of the measures there are."""
    for path in (pack / "layouts" / f"{name}.yml", OWN / f"{name}.yml"):
        if path.is_file():
            return _read(path, name, catalogue)
    there = ", ".join(sorted({path.stem for folder in (OWN, pack / "layouts") for path in folder.glob("*.yml")}))
    raise ReportRefused(f"reports: there is no layout {name}; there are {there}")


def rows_of(written: Any) -> tuple[Row, ...]:
    """Rows as a layout writes them: an id, or a mapping with more."""
    return tuple(
        Row(row) if isinstance(row, str) else Row(**{_FIELDS.get(k, k): v for k, v in row.items()}) for row in written
    )


def fill(text: str, period: Period, authority: str) -> str:
    """Words of a layout with `{period}`, `{span}`, `{authority}` and `{year}` put in."""
    return " ".join(text.split()).format(
        period=period.title, span=period.span, authority=authority, year=financial_year(period)
    )


def financial_year(period: Period) -> str:
    first = period.end.year - (period.end.month < 4)
    return f"{first}/{(first + 1) % 100:02d}"


_FIELDS = {"measure": "measure_id"}
_ROW_KEYS = {"measure", *Row.__dataclass_fields__} - {"measure_id"}


def _read(path: Path, name: str, catalogue: Collection[str]) -> Layout:
    def refuse(key: str, said: str) -> ReportRefused:
        return ReportRefused(f"{path.parent.name}/{path.name}: {key}: {said}")

    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError):
        raise refuse("file", "is not YAML in UTF-8") from None
    if not isinstance(content, dict):
        raise refuse("file", "is not a list of keys")
    for key in content:
        if key not in LAYOUT_KEYS:
            raise refuse(str(key), f"no key of a layout; there are {', '.join(sorted(LAYOUT_KEYS))}")
    if content.get("frequency") not in FREQUENCIES:
        raise refuse("frequency", "is neither monthly nor quarterly")
    sections = content.get("sections")
    if not isinstance(sections, list) or not sections:
        raise refuse("sections", "must be a list of sections")
    if not set(content.get("status_words") or {}) <= STATUS_KEYS:
        raise refuse("status_words", f"may have {', '.join(sorted(STATUS_KEYS))}")
    for number, section in enumerate(sections, 1):
        key = f"section {number}"
        if not isinstance(section, dict) or not isinstance(section.get("kind"), str):
            raise refuse(key, "must have a kind")
        for row in _rows_in(section):
            said = {"measure": row} if isinstance(row, str) else row
            if not isinstance(said, dict) or said.get("measure") not in catalogue:
                raise refuse(key, "a row names no measure of the catalogue")
            if not set(said) <= _ROW_KEYS:
                raise refuse(key, f"a row may have {', '.join(sorted(_ROW_KEYS))}")
    for text in _texts(content):
        try:
            fields = {field for _, field, _, _ in string.Formatter().parse(text) if field is not None}
        except ValueError:
            fields = {"{"}
        if not fields <= {"period", "span", "authority", "year"}:
            raise refuse("words", "only {period}, {span}, {authority} and {year} are put in")
    return Layout(
        name,
        content["frequency"],
        str(content.get("title") or "Performance report"),
        str(content.get("subtitle") or "{period}"),
        content.get("details") or {},
        tuple(sections),
        content.get("status_words") or {},
    )


def _rows_in(part: Any) -> Iterator[Any]:
    """Every entry of a `rows` list, at any depth."""
    if isinstance(part, dict):
        for key, value in part.items():
            if key == "rows" and isinstance(value, list):
                yield from value
            else:
                yield from _rows_in(value)
    elif isinstance(part, list):
        for item in part:
            yield from _rows_in(item)


def _texts(part: Any) -> Iterator[str]:
    if isinstance(part, str):
        yield part
    elif isinstance(part, dict):
        for value in part.values():
            yield from _texts(value)
    elif isinstance(part, list):
        for item in part:
            yield from _texts(item)
