"""The kinds of section a layout may have: each makes its part of the report from what is published."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from reporting.figures import ReportRefused
from reporting.layout import Layout
from reporting.making import Making
from reporting.model import Section
from reporting.sections import (
    committee,
    compared,
    dashboard,
    definitions,
    drift,
    indicators,
    overview,
    plain,
    scorecard,
    themes,
)

Maker = Callable[[Making, Mapping[str, Any]], list[Section]]

# Kind -> (how it is made, options it may have beside kind and title, those of them it must have).
KINDS: Mapping[str, tuple[Maker, frozenset[str], frozenset[str]]] = {
    "text": (plain.text, frozenset({"body", "numbered", "level"}), frozenset()),
    "key": (plain.key, frozenset({"risks"}), frozenset()),
    "glossary": (plain.glossary, frozenset({"terms"}), frozenset({"terms"})),
    "statistics": (overview.statistics, frozenset({"themes", "numbered"}), frozenset()),
    "themes": (themes.themes, frozenset({"themes", "numbered"}), frozenset()),
    "charts": (themes.charts, frozenset({"themes", "status", "breakdown"}), frozenset()),
    "dashboard": (dashboard.dashboard, frozenset({"themes", "breakdowns", "also"}), frozenset()),
    "exceptions": (compared.exceptions, frozenset({"breakdown"}), frozenset()),
    "comparators": (compared.comparators, frozenset(), frozenset()),
    "definitions": (definitions.definitions, frozenset(), frozenset()),
    "drift": (drift.drift, frozenset(), frozenset()),
    "measures": (committee.measures, frozenset({"rows", "numbered", "tiles", "charts", "level"}), frozenset({"rows"})),
    "cohorts": (committee.cohorts, frozenset({"tables", "numbered", "level"}), frozenset({"tables"})),
    "scorecard": (scorecard.scorecard, frozenset({"holder", "themes", "drafted"}), frozenset()),
    "risks": (scorecard.risks, frozenset(), frozenset()),
    "indicators": (indicators.indicators, frozenset({"priorities", "themes", "new_page"}), frozenset()),
    "movement": (indicators.movement, frozenset({"level"}), frozenset()),
}


def check(layout: Layout) -> None:
    """Refuses a section of a kind there is not, or with an option its kind does not have.

    Raises:
        ReportRefused: naming layout, section and option.
    """
    for number, section in enumerate(layout.sections, 1):
        where = f"layout {layout.name}: section {number}"
        if section["kind"] not in KINDS:
            raise ReportRefused(f"{where}: no kind {section['kind']}; there are {', '.join(sorted(KINDS))}")
        _, options, needed = KINDS[section["kind"]]
        for option in sorted(set(section) - {"kind", "title"} - options):
            raise ReportRefused(
                f"{where}: {section['kind']} has no option {option}; it has {', '.join(sorted(options))}"
            )
        for option in sorted((needed | {"title"}) - set(section)):
            raise ReportRefused(f"{where}: {section['kind']} must have {option}")


def make(making: Making, section: Mapping[str, Any]) -> list[Section]:
    """The sections one entry of a layout stands for."""
    return KINDS[section["kind"]][0](making, section)
