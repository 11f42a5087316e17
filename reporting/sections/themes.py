"""The performance summary: the themes in order, a paragraph to a measure, the officers' words after it, and drawings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reporting import drawing
from reporting.figures import Measure
from reporting.making import JUDGED, Making
from reporting.model import Block, Pictures, Section, Words

TITLES = {
    "contact_referral_assessment": "Contact, Referral and Assessment",
    "early_help": "Early Help",
    "child_in_need": "Children in Need",
    "child_protection": "Child Protection",
    "children_in_care": "Children in Care",
    "cla_education": "Education of Children in Care",
    "fostering": "Foster Carers",
    "care_leavers": "Care Experienced Adults",
    "missing_exploitation": "Missing Children and Child Exploitation",
    "legal": "Legal Proceedings",
    "workforce": "Workforce",
    "quality_assurance": "Quality Assurance",
    "education_skills": "Education and Skills",
    "early_years": "Early Years",
}


def themes_of(making: Making, section: Mapping[str, Any]) -> list[tuple[str, list[Measure]]]:
    """Title and measures of each theme, in the layout's order or the usual one; a theme without measures is left out.

    The layout may name themes, or give a title to several of them.
    """
    wanted = section.get("themes") or list(TITLES)
    found = []
    for theme in wanted:
        named = {"title": TITLES.get(theme, theme), "themes": [theme]} if isinstance(theme, str) else theme
        measures = [measure for measure in making.reported() if measure.theme in named["themes"]]
        if measures:
            found.append((making.fill(named["title"]), measures))
    return found


def themes(making: Making, section: Mapping[str, Any]) -> list[Section]:
    """A heading for each theme, its measures in paragraphs, and what has no figure.

    `charts`: the measures of one status (such as `worse`) are drawn below the text of their theme.
    """
    made = [Section(making.fill(section["title"]), new_page=True)]
    for title, measures in themes_of(making, section):
        blocks: list[Block] = []
        spoken = [measure for measure in measures if _is_spoken(making, measure)]
        for measure in spoken:
            blocks += making.texts(measure, section.get("numbered"))
        absent = [measure.name for measure in measures if measure not in spoken]
        if absent:
            blocks.append(Words(f"No figure in this period: {'; '.join(absent)}."))
        drawn = [
            drawing.trend(making, measure) for measure in spoken if _has_status(making, measure, section.get("charts"))
        ]
        pictures = tuple(one for one in drawn if one is not None)
        if pictures:
            blocks.append(Pictures(pictures))
        made.append(Section(title, tuple(blocks), 3))
    return made


def charts(making: Making, section: Mapping[str, Any]) -> list[Section]:
    """The drawings of every judged measure, theme by theme: `drawings` names them (trend, process, places, neighbours)."""
    made = [Section(making.fill(section["title"]), wide=True, new_page=True)]
    kinds = section.get("drawings", list(drawing.KINDS))
    for title, measures in themes_of(making, section):
        judged = [measure for measure in measures if _has_status(making, measure, *JUDGED)]
        drawn = [drawing.KINDS[kind](making, measure) for measure in judged for kind in kinds]
        pictures = tuple(one for one in drawn if one is not None)
        if pictures:
            made.append(Section(title, (Pictures(pictures),), 3, wide=True))
    return made


def _is_spoken(making: Making, measure: Measure) -> bool:
    figures = [
        making.publication.figure(measure.measure_id, basis, making.end)
        for basis in measure.bases(making.publication.frequency)
    ]
    return any(figure is not None and figure.value is not None for figure in figures)


def _has_status(making: Making, measure: Measure, *statuses: str | None) -> bool:
    figure = making.publication.headline(measure)
    return figure is not None and figure.status in statuses
