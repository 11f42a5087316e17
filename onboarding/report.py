"""The page of an onboarding: what came in, what can be had now, what needs more, what quality costs."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from ingest.dfe import FileOutcome
from onboarding.pack import Authority
from onboarding.sources import Sources
from orchestration.settings import DBT_PROJECT, PROJECT
from publishing.files import current

AVAILABILITY = PROJECT / "docs" / "measures" / "availability.csv"
RETURNS = {"ssd": "Standard Safeguarding Dataset", "annex_a": "Annex A", "ssda903": "SSDA903", "cin": "CIN census"}
_SUPPLIED = """
select table_name, source, as_at, history_from, cohort, records, accepted, quarantined, rejected
from raw.supply order by source, table_name
"""
_MEASURES = """
with newest as (
    select measure_id, basis, period_end, value
    from (
        select *, 'monthly_basis' as frequency from marts.kpi_monthly
        union all
        select *, 'quarterly_basis' from marts.kpi_quarterly
    ) as kpi
    inner join marts.measure as measure using (measure_id)
    where kpi.breakdown = 'authority' and kpi.value_state = 'reported'
    -- Of the newest period the headline; monthly before quarterly.
    qualify row_number() over (
        partition by measure_id
        order by
            kpi.period_end desc,
            kpi.frequency,
            list_position(string_split(if(frequency = 'monthly_basis', measure.monthly_basis, measure.quarterly_basis), '|'), basis)
    ) = 1
),

england as (
    select measure_id, arg_max(value, period_end) as value
    from marts.comparator where comparator = 'england' and choice = 1 group by measure_id
)

select
    measure.measure_id, measure.theme, measure.name, measure.unit, definition.needs,
    newest.value, newest.basis, newest.period_end,
    england.value as england,
    supply.complete_to,
    supply.figures_from
from marts.measure as measure
inner join kpis.measure_definition as definition using (measure_id)
left join kpis.measure_supply as supply using (measure_id)
left join newest using (measure_id)
left join england using (measure_id)
order by measure.position
"""
_QUALITY = """
select rule_id, severity, string_agg(distinct table_name, ', ' order by table_name) as tables, count(*) as found
from raw.issue group by rule_id, severity order by rule_id, severity
"""


@dataclass(frozen=True)
class Findings:
    """All the page is made of. No row of it is about a child."""

    authority: Authority
    sources: Sources
    published: Sequence[FileOutcome]
    left_out: Sequence[str]
    teams: Sequence[tuple[str, str]]
    teams_unnamed: int
    as_of: date
    supplied: Sequence[Mapping[str, Any]]
    absent: Mapping[str, set[str]]
    measures: Sequence[Mapping[str, Any]]
    quality: Sequence[Mapping[str, Any]]

    @property
    def first_shown(self) -> date:
        """About the first day figures are shown for: five years before the as-of date."""
        return self.as_of.replace(year=self.as_of.year - 5, day=1)


def read_findings(home: Path) -> tuple:
    """What the night in `home` made: as-of date, tables supplied, absent columns by table, measures, findings by rule."""
    build = current(home / "published")
    with duckdb.connect(str(home / "warehouse" / "builds" / build / "warehouse.duckdb"), read_only=True) as connection:
        (as_of,) = connection.execute("select as_of from raw.night").fetchone()
        absent = {
            table: set(columns)
            for table, columns in connection.execute("select table_name, columns_absent from facts.supply").fetchall()
        }
        return (
            as_of,
            _rows(connection, _SUPPLIED),
            absent,
            _rows(connection, _MEASURES),
            _rows(connection, _QUALITY),
        )


def _rows(connection: duckdb.DuckDBPyConnection, question: str) -> list[dict[str, Any]]:
    found = connection.execute(question)
    names = [column[0] for column in found.description]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def missing(needs: Sequence[str], absent: Mapping[str, set[str]]) -> list[str]:
    """The needs nothing supplied serves. A need is `table` or `table.column`; ` or ` joins stand-ins, a mark in brackets is no part."""
    return [
        re.sub(r" \(\w+\)", "", need) for need in needs if not any(_serves(one, absent) for one in need.split(" or "))
    ]


def _serves(need: str, absent: Mapping[str, set[str]]) -> bool:
    table, _, column = need.partition(" (")[0].partition(".")
    return table in absent and column not in absent[table]


def brings(row: Mapping[str, str]) -> str:
    """Which returns can bring a measure, and which tables of the authority's own it takes; from a row of availability.csv."""
    returns = [name + (" (partly)" if row[key] == "P" else "") for key, name in RETURNS.items() if row[key]]
    also = [part.strip() for part in re.split(r"[|;]", row["needs_also"]) if part.strip()]
    said = " or ".join(returns)
    if also:
        said += (" with " if returns else "") + ", ".join(f"`{one}`" if one.isidentifier() else one for one in also)
    return said


def render(found: Findings) -> str:
    """The page in Markdown."""
    now = [row for row in found.measures if row["value"] is not None]
    later = [row for row in found.measures if row["value"] is None]
    authority = found.authority
    lines = [
        f"# {authority.name} ({authority.la_code}): what these returns can say",
        "",
        f"As of {found.as_of}. Region: {authority.region or 'not known'}.",
        f"Statistical neighbours: {', '.join(authority.neighbours) or 'not known (no neighbour model among the files)'}.",
        "",
        f"**{len(now)} of {len(found.measures)} measures can be had now**; {len(later)} need more.",
        "",
        "## What came in",
        "",
        *_came_in(found),
        "## Measures to be had now",
        "",
        *_to_be_had(now),
        "## Measures that need more",
        "",
        *_needs_more(later, found),
        "## What quality costs",
        "",
        *_quality(found),
        "## Next",
        "",
        "1. Read `authority.yml` and `teams.csv` through: localities and services are for you to fill in.",
        "2. Put your targets into `targets.csv`, your words for codes into `codes.csv`.",
        "3. Put the returns into `CSC_HOME/landing/<date>/` and DfE's files into `CSC_HOME/reference/dfe/`.",
        "4. Run `csc nightly --authority` with this folder.",
    ]
    return "\n".join(lines) + "\n"


def _came_in(found: Findings) -> list[str]:
    table = _table(
        ["Table", "From", "True for", "Whole since", "Records", "Accepted", "Held back", "Rejected"],
        [
            [
                f"`{row['table_name']}`",
                RETURNS.get(row["source"], row["source"]),
                f"{row['as_at']}",
                f"{row['history_from'] or 'always'}" if row["cohort"] == "all" else "that date only",
                *(f"{row[name]:,}" for name in ("records", "accepted", "quarantined", "rejected")),
            ]
            for row in found.supplied
        ],
    )
    read = sum(file.outcome == "read" for file in found.published)
    keyed = (
        ""
        if not found.teams_unnamed
        else (
            f" {found.teams_unnamed} more are named in returns; their ids depend on a secret that the first real night makes,"
            " so add them after it."
        )
    )
    notes = [
        *found.sources.notices,
        *_old_sources(found),
        *(f"Left out: {line}" for line in found.left_out),
        *(f"DfE's files: {file.message}" for file in found.published if file.outcome == "refused"),
        f"DfE's files read: {read}." + ("" if read else " Put them beside the returns, or in CSC_HOME/reference/dfe."),
        f"Teams in the pack: {len(found.teams)}.{keyed}",
    ]
    return [*table, *(f"- {note}" for note in notes), ""]


def _old_sources(found: Findings) -> list[str]:
    """A hint for each date that sources end on so long ago that none of their figures is shown."""
    ends = {
        (row["as_at"], RETURNS.get(row["source"], row["source"]))
        for row in found.supplied
        if row["as_at"] < found.first_shown
    }
    return [
        f"{name} ends on {as_at}, more than five years before {found.as_of}: run with --as-of {as_at} to see what it can say"
        for as_at, name in sorted(ends)
    ]


def _to_be_had(now: Sequence[Mapping[str, Any]]) -> list[str]:
    return _table(
        ["Theme", "Measure", "Value", "Basis", "Period ends", "England"],
        [
            [
                row["theme"].replace("_", " "),
                row["name"],
                _said(row["value"], row["unit"]),
                row["basis"].replace("_", " "),
                f"{row['period_end']}",
                _said(row["england"], row["unit"]),
            ]
            for row in now
        ],
    )


def _needs_more(later: Sequence[Mapping[str, Any]], found: Findings) -> list[str]:
    """A row for each thing that is missing: what would bring it, and the measures that wait for it, most first."""
    with AVAILABILITY.open(encoding="utf-8", newline="") as stream:
        available = {row["measure_id"]: row for row in csv.DictReader(stream)}
    waiting: dict[tuple[str, str | None], list[Mapping[str, Any]]] = {}
    for row in later:
        waiting.setdefault(wanted(row, found), []).append(row)
    rows = []
    for (why, remedy), measures in sorted(waiting.items(), key=lambda item: (-len(item[1]), item[0][0])):
        names = ", ".join(row["name"] for row in measures)
        if remedy is None:
            remedy = "; ".join(dict.fromkeys(brings(available[row["measure_id"]]) for row in measures))
        rows.append([why, remedy, str(len(measures)), names])
    return _table(["What is missing", "What would bring it", "Measures", "Which"], rows)


def _quality(found: Findings) -> list[str]:
    with (DBT_PROJECT / "seeds" / "quality_rules.csv").open(encoding="utf-8", newline="") as stream:
        rules = {row["rule_id"]: row["rule"] for row in csv.DictReader(stream)}
    return _table(
        ["Rule", "What it finds", "What happens to the row", "Tables", "Findings", "Measures that read them"],
        [
            [
                row["rule_id"],
                rules[row["rule_id"]],
                row["severity"],
                row["tables"],
                f"{row['found']:,}",
                str(_touched(row["tables"], found.measures)),
            ]
            for row in found.quality
        ],
    )


def _touched(tables: str, measures: Sequence[Mapping[str, Any]]) -> int:
    """Measures that read one of the tables."""
    named = set(tables.split(", "))
    return sum(
        any(one.partition(" (")[0].partition(".")[0] in named for need in row["needs"] for one in need.split(" or "))
        for row in measures
    )


def wanted(row: Mapping[str, Any], found: Findings) -> tuple[str, str | None]:
    """What stands between the authority and a measure, and what helps where that is no table of another return."""
    if not row["needs"]:
        return "targets: it is a measure about measures that are judged", "`targets.csv`"
    gaps = missing(row["needs"], found.absent)
    if gaps:
        return ", ".join(f"`{gap}`" for gap in gaps), None
    if row["complete_to"] and row["complete_to"] < found.first_shown:
        why = f"newer sources: they end on {row['complete_to']}, before the five years shown"
        return (
            why,
            "a newer return of the same kind; or leave the old one out, and a newer return of another kind speaks",
        )
    if row["figures_from"] and row["figures_from"] > min(found.as_of, row["complete_to"] or found.as_of):
        why = f"longer history: with what is here it could begin in {row['figures_from']:%B %Y}"
        return why, "earlier years of the same returns"
    if row["unit"].startswith("per ") and not found.authority.population:
        return (
            "residents: nothing says how many children live here",
            "the ONS estimates among DfE's files, or `population.csv`",
        )
    return (
        "a case: the sources have none in the last period they are whole for",
        "nothing: it has a value once there is one",
    )


def _said(value: Decimal | None, unit: str) -> str:
    if value is None:
        return ""
    return f"{value.normalize():f}" + ("%" if unit == "%" else f" {unit}")


def _table(head: list[str], rows: list[list[str]]) -> list[str]:
    if not rows:
        return ["None.", ""]
    body = [f"| {' | '.join(cell.replace('|', '/') for cell in row)} |" for row in rows]
    return [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}", *body, ""]
