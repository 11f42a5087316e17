"""Data-quality rules DQ011 to DQ060: the questions of schemas/quality_checks.yml, and those every dated table is asked.

Asked once every table is loaded, of rows still accepted: first what quarantines, of each table in order, then what warns. A check is skipped
where a table it names was not supplied or a column it names is absent; raw.quality_check says what was asked and found.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import duckdb

from ingest.pack import Pack
from ingest.rules import QUARANTINE, WARN, Finding, report
from ingest.side_by_side import at_once, side_by_side
from ingest.values import identifier, literal
from schemas.contract import Table, read_yaml

CHECKS = Path(__file__).parents[1] / "schemas" / "quality_checks.yml"
# What may be dated before a child is born: work begins while the mother is pregnant.
BEFORE_BIRTH = (
    "ssd_contacts", "ssd_cin_episodes", "ssd_cin_assessments", "ssd_s47_enquiry", "ssd_initial_cp_conference", "ssd_cin_plans",
    "ssd_cp_plans", "ssd_cp_reviews", "ext_strategy_discussion", "ext_cin_plan_trigger", "ext_cin_review",
    "ext_conference_views", "ext_plan_update", "ext_neglect_toolkit", "ssd_involvements", "ssd_pre_proceedings",
    "ext_legal_case", "ext_supervision", "ext_case_activity", "ext_audit", "ssd_mother", "ssd_address",
)  # fmt: skip
# Dates of these say when something is to hold or was counted, not when it happened.
NOT_EVENTS = ("aggregate_return", "ext_interval_override", "ext_school_attendance", "ext_foster_place", "ext_post")
# What a check may ask of the pack and the catalogue.
PACK_LISTS = {"measures_known": ("measure_id", "statistic"), "teams_known": ("team_id", "service")}
WORD = re.compile(r"[a-z][a-z0-9_]*")
TABLE = re.compile(r"@([a-z0-9_]+)")


@dataclass(frozen=True)
class Check:
    """One question of one table. `rows` is SQL that gives the column `place` (rowid) of each row found."""

    rule: str
    table: str
    column: str | None
    severity: str
    rows: str
    source: str | None = None
    empties: bool = False

    @property
    def tables(self) -> set[str]:
        return {self.table, *TABLE.findall(self.rows)}

    def lacks(self, tables: Mapping[str, Table], absent: Mapping[str, set[str]]) -> str | None:
        """The first table or column it needs that was not supplied; None where nothing is missing."""
        words = set(WORD.findall(self.rows))
        for name in sorted(self.tables):
            if name not in tables:
                return name
            for column in sorted(absent[name] & words):
                return f"{name}.{column}"
        return None


@cache
def listed() -> tuple[tuple[Check, ...], Mapping[str, str]]:
    """The checks of the file, and its settings."""
    content = read_yaml(CHECKS)
    checks = tuple(
        Check(
            rule=entry["rule"],
            table=entry["table"],
            column=entry.get("column"),
            severity=entry.get("severity", WARN),
            rows=entry.get("rows") or f"select it.place from @{entry['table']} as it where {entry['when']}",
            source=entry.get("source"),
            empties=entry.get("empties", False),
        )
        for entry in content["checks"]
    )
    return checks, {name: str(value) for name, value in content["settings"].items()}


def of_every_table(tables: Iterable[Table]) -> list[Check]:
    """DQ019 (ends before it starts), DQ020 (before birth) and DQ021 (after the extract, or too long ago), by table."""
    checks = []
    for table in tables:
        event, end, person = table.event_date, table.end_date, table.person_column
        if event is None:
            continue
        day = f"cast(it.{identifier(event)} as date)"
        if end is not None:
            found = f"select it.place from @{table.name} as it where it.{identifier(end)} < it.{identifier(event)}"
            checks.append(Check("DQ019", table.name, end, QUARANTINE, found))
        if person is not None and person != "pers_person_id":
            grace = "$earliest_days_before_birth" if table.name in BEFORE_BIRTH else "0"
            found = (
                f"select it.place from @{table.name} as it inner join @ssd_person as person "
                f"on person.pers_person_id = it.{identifier(person)} "
                f"where {day} < coalesce(person.pers_dob, person.pers_expected_dob) - {grace}"
            )
            checks.append(Check("DQ020", table.name, event, QUARANTINE, found))
        if table.name not in NOT_EVENTS:
            in_care = table.name.startswith("ssd_cla_")
            first = "$earliest_care" if in_care else "$extract_date - to_years($oldest_person_years)"
            # Addresses and staff may be older than any child known.
            too_old = "" if person is None or table.name in ("ssd_address", "ssd_mother") else f" or {day} < {first}"
            found = f"select it.place from @{table.name} as it where {day} > $extract_date{too_old}"
            checks.append(Check("DQ021", table.name, event, QUARANTINE, found))
    return checks


def judge_quality(
    connection: duckdb.DuckDBPyConnection,
    tables: Mapping[str, Table],
    absent: Mapping[str, set[str]],
    extract_date: date,
    pack: Pack,
) -> None:
    """Ask every check of the loaded tables: findings to raw.issue, marks to `_quarantine`, one line to raw.quality_check.

    `tables` and `absent` are those supplied, by table name.
    """
    checks, settings = listed()
    known = _known(connection, pack)
    missing: dict[Check, str | None] = {}
    for check in (*of_every_table(tables.values()), *checks):
        missing[check] = check.lacks(tables, absent) or next(
            (name for name in PACK_LISTS if name in check.rows and name not in known), None
        )
        if missing[check] is None and check.source is not None:
            missing[check] = _other_source(connection, check)
    found: dict[Check, int] = {}

    def ask(worker: duckdb.DuckDBPyConnection, some: list[Check]) -> None:
        for check in some:
            found[check] = _ask(worker, check, tables[check.table], settings, extract_date)

    asked = [check for check, why in missing.items() if why is None]
    # What quarantines looks at its own table and at ssd_person, of which it marks nothing: tables do not wait for each other.
    holding: dict[str, list[Check]] = {}
    for check in asked:
        if check.severity == QUARANTINE:
            holding.setdefault(check.table, []).append(check)
    side_by_side(connection, ask, holding.values())
    warning = [check for check in asked if check.severity != QUARANTINE]
    side_by_side(connection, ask, [[check] for check in warning if not check.empties])
    ask(connection, [check for check in warning if check.empties])
    for name in PACK_LISTS:
        connection.execute(f"drop table {name}")
    with at_once(connection):
        connection.executemany(
            "insert into raw.quality_check values (?, ?, ?, ?, ?)",
            [[check.rule, check.table, check.column, found.get(check), why] for check, why in missing.items()],
        )


def _known(connection: duckdb.DuckDBPyConnection, pack: Pack) -> set[str]:
    """Tables of what the pack knows; the names of those that hold anything."""
    lists = {
        "measures_known": [(one.measure_id, one.statistic) for one in pack.catalogue.values()],
        "teams_known": [(row[0], "") for row in pack.tables.get("team", ())],
    }
    for name, rows in lists.items():
        first, second = PACK_LISTS[name]
        connection.execute(f"create or replace table {name} ({first} varchar, {second} varchar)")
        if rows:
            connection.executemany(f"insert into {name} values (?, ?)", rows)
    return {name for name, rows in lists.items() if rows}


def _other_source(connection: duckdb.DuckDBPyConnection, check: Check) -> str | None:
    found = connection.execute(
        f"select 1 from raw.{check.table} where _source = {literal(check.source)} limit 1"
    ).fetchone()
    return None if found else f"source {check.source}"


def _ask(
    connection: duckdb.DuckDBPyConnection, check: Check, table: Table, settings: Mapping[str, str], extract_date: date
) -> int:
    words = {**settings, "extract_date": f"date '{extract_date.isoformat()}'"}
    query = re.sub(r"\$([a-z_]+)", lambda name: words[name[1]], check.rows)
    query = TABLE.sub(lambda name: f"(select rowid as place, * from raw.{name[1]} where _quarantine is null)", query)
    connection.execute(f"create or replace temp table _found as select distinct place from ({query})")
    (count,) = connection.execute("select count(*) from _found").fetchone()
    if count:
        here = "rowid in (select place from _found)"
        source = f"raw.{check.table}"
        report(connection, source, table, Finding(check.rule, check.severity, check.column, here))
        if check.severity == QUARANTINE:
            connection.execute(f"update {source} set _quarantine = {literal(check.rule)} where {here}")
        if check.empties:
            connection.execute(f"update {source} set {identifier(check.column)} = null where {here}")
    return count
