"""A report, from what is published and what officers wrote, written as HTML, PDF and a workbook."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from ingest.pack import Pack
from reporting import words
from reporting.english import number, plain
from reporting.figures import FigureRef, Publication, ReportRefused, open_publication
from reporting.layout import Layout, layouts_of
from reporting.making import Making
from reporting.model import Report, Section, Source, Table, Text
from reporting.officers import Officers
from reporting.periods import Period, day
from reporting.render import page, paper, workbook
from reporting.sections import check, make
from reporting.text import Number, Paragraph

_QUOTED = ("Figures quoted", "At the end: the published figure behind each number of the drafted paragraphs")


def write_reports(
    published: Path,
    pack: Pack,
    pack_folder: Path,
    period: Period,
    catalogue: frozenset[str],
    out: Path,
    layout_name: str | None = None,
    only_asked: bool = False,
) -> list[Path]:
    """Writes the report of a period in every layout the pack asks for of that frequency; returns the files, each whole.

    Args:
        published: the folder `published` of a home.
        catalogue: ids of the measures there are.
        layout_name: this layout, whatever the pack asks for.
        only_asked: nothing is written where the pack asks for no layout of that frequency; else the product's first is.
        out: where the files go: `<layout>-<period>` with `.html`, `.pdf` and `.xlsx`.

    Raises:
        ReportRefused: nothing of that period is published, it is another authority's, or a layout cannot be read.
    """
    officers = Officers.of(pack)
    named = [layout_name] if layout_name else pack.reports
    layouts = layouts_of(pack_folder, named, period.frequency, catalogue, only_asked)
    files: list[Path] = []
    if not layouts:
        return files
    with open_publication(published, period.frequency, period.name, period.end) as publication:
        if publication.run.authority != officers.authority:
            raise ReportRefused(
                f"what is published is of {publication.run.authority}, the pack of {officers.authority}: name the pack (--authority)"
            )
        for layout in layouts:
            report = make_report(publication, officers, layout, period)
            stem = f"{layout.name.replace('_', '-')}-{period.name}"
            made_on = publication.run.as_of
            for suffix, content in (
                ("html", page.render(report)),
                ("pdf", paper.render(report, made_on)),
                ("xlsx", workbook.render(report, made_on)),
            ):
                files.append(_write(out / f"{stem}.{suffix}", content))
    return files


def make_report(publication: Publication, officers: Officers, layout: Layout, period: Period) -> Report:
    """The report as a model, with every figure its text quotes."""
    check(layout)
    making = Making(publication, officers, layout, period)
    details = [(term, making.fill(text)) for term, text in layout.details.items()]
    sections = tuple(section for written in layout.sections for section in make(making, written))
    sources = tuple(_source(making, ref) for ref in dict.fromkeys(_quoted(sections)))
    return Report(
        making.fill(layout.title),
        making.fill(layout.subtitle),
        officers.authority,
        period.title,
        sections,
        (*details, *_made_from(publication, period), *([_QUOTED] if sources else [])),
        sources,
    )


def _made_from(publication: Publication, period: Period) -> Iterator[tuple[str, str]]:
    run = publication.run
    yield "Reporting period", period.span
    if run.edition:
        yield (
            "Figures",
            f"The edition {run.edition}, frozen when the period was mature and not changed since (build {run.build})",
        )
    else:
        yield (
            "Figures",
            f"Build {run.build}; late recording can still change them until the edition of the period is frozen",
        )
    yield "As of", f"{day(run.as_of)}; the extract is complete to {day(run.extract_date)}"
    yield "Made by", f"Children's services warehouse {run.code_version}"


def _quoted(sections: tuple[Section, ...]) -> Iterator[FigureRef]:
    for paragraph in _paragraphs(sections):
        for sentence in paragraph.sentences:
            yield from (part.figure_ref for part in sentence.parts if isinstance(part, Number))


def _paragraphs(sections: tuple[Section, ...]) -> Iterator[Paragraph]:
    for section in sections:
        for block in section.blocks:
            if isinstance(block, Text):
                yield block.paragraph
            elif isinstance(block, Table):
                for row in block.rows:
                    for cell in row:
                        yield from cell.paragraphs


def _source(making: Making, ref: FigureRef) -> Source:
    """What is published under a key that the text quotes."""
    publication = making.publication
    measure = publication.measure(ref.measure_id)
    if ref.breakdown == "statistic":
        (found,) = [one for one in publication.overview(ref.period_end) if one.statistic == ref.breakdown_value]
        count = f"{plain(found.numerator)} of {plain(found.denominator)}"
        share = words.ABSENT if found.value is None else f"{number(found.value, 0)}%"
        name = ref.breakdown_value.replace("_", " ")
        return Source(ref, "Statistics of measures", "", day(ref.period_end), name, share, count, "", "")
    if ref.breakdown == "comparator":
        (value, source) = next(
            ((one.value, one.source) for one in publication.comparators(ref.measure_id) if one.ref == ref), (None, None)
        )
        return Source(
            ref,
            measure.name,
            "",
            day(ref.period_end),
            words.COMPARATOR[ref.breakdown_value],
            words.target_text(measure, value),
            source or "",
            "",
            "",
        )
    figure = publication.figure(*ref)
    if figure is None:
        raise ReportRefused(
            f"the text quotes a figure that is not published: {ref.measure_id}, {ref.basis}, {ref.period_end}"
        )
    part = "" if ref.breakdown == "authority" else publication.unit_name(ref.breakdown, ref.breakdown_value)
    return Source(
        ref,
        measure.name,
        words.BASIS[ref.basis],
        day(ref.period_end),
        f"{ref.breakdown.replace('_', ' ')}: {part}" if part else making.officers.authority,
        words.value_text(measure, figure.value),
        words.count_text(measure, figure),
        words.target_text(measure, figure.target) if figure.target is not None else "",
        making.short_marks[figure.status].text if figure.status in making.short_marks else "",
    )


def _write(path: Path, content: bytes) -> Path:
    """Writes a file beside its place and puts it there whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as handle:
        handle.write(content)
    os.chmod(handle.name, 0o644)
    Path(handle.name).replace(path)
    return path
