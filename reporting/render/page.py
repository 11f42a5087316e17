"""HTML: one file without any outside reference, for screen and print. Accessible to WCAG 2.2 AA."""

from __future__ import annotations

from pathlib import Path

import jinja2
from markupsafe import Markup

from reporting.model import Bullets, Facts, Pictures, Report, Section, Table, Text, Tiles, Words

_TEMPLATES = Path(__file__).parent / "templates"
_BLOCKS = {
    Table: "table",
    Text: "text",
    Words: "words",
    Bullets: "bullets",
    Facts: "facts",
    Tiles: "tiles",
    Pictures: "pictures",
}


def render(report: Report) -> bytes:
    """The report as UTF-8 HTML. The same report gives the same bytes."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters["kind"] = lambda block: _BLOCKS[type(block)]
    environment.filters["is_number"] = lambda part: not isinstance(part, str)
    environment.filters["drawing"] = Markup
    template = environment.get_template("report.html.j2")
    style = Markup((_TEMPLATES / "report.css").read_text(encoding="utf-8"))
    text = template.render(report=report, sections=numbered(report.sections), style=style)
    return text.encode()


def numbered(sections: tuple[Section, ...]) -> list[tuple[str, Section]]:
    """Each section with the name of its place in the page."""
    return [(f"s{at}", section) for at, section in enumerate(sections, 1)]
