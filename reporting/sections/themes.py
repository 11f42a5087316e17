"""The performance summary: the themes in order, a paragraph to a measure, the officers' words after it, and drawings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reporting import drawing
from reporting.figures import Measure
from reporting.making import Making
from reporting.model import Block, Picture, Pictures, Section, Words

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
    """A heading for each theme with its measures in paragraphs; at the end what has no figure."""
    made = [Section(making.fill(section["title"]))]
    absent: list[str] = []
    for title, measures in themes_of(making, section):
        blocks: list[Block] = []
        spoken = [measure for measure in measures if making.is_spoken(measure)]
        for measure in spoken:
            blocks += making.texts(measure, section.get("numbered"))
        absent += [measure.name for measure in measures if measure not in spoken]
        if blocks:
            made.append(Section(title, tuple(blocks), 3))
    if absent:
        said = "Nothing was supplied for these, or there was no case"
        made.append(Section("Measures without a figure", (Words(f"{said}: {'; '.join(absent)}."),), 3))
    return made


def charts(making: Making, section: Mapping[str, Any]) -> list[Section]:
    """Theme by theme, the measures of one status (`status`, else `worse`): how each has gone, and its parts beside it.

    Those with parts come first, so that the two drawings of a measure stand side by side. Nothing where nothing can be drawn.
    """
    made = [Section(making.fill(section["title"]), wide=True, new_page=True)]
    for title, measures in themes_of(making, section):
        pairs: list[Picture] = []
        alone: list[Picture] = []
        for measure in measures:
            if not _has_status(making, measure, section.get("status", "worse")):
                continue
            gone = drawing.process(making, measure)
            parts = drawing.places(making, measure, section.get("breakdown", "locality"))
            drawn = [one for one in (gone, parts) if one is not None]
            (pairs if len(drawn) == 2 else alone).extend(drawn)
        if pairs or alone:
            made.append(Section(title, (Pictures((*pairs, *alone)),), 3, wide=True))
    return made if len(made) > 1 else []


def _has_status(making: Making, measure: Measure, status: str) -> bool:
    figure = making.publication.headline(measure)
    return figure is not None and figure.status == status
