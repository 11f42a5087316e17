"""Data-quality rules DQ001 to DQ010: files, keys and values; and DQ013, which looks at the extract before as DQ009 does.

Their words: dbt_project/seeds/quality_rules.csv.

A table is judged twice: by itself, in `_work`, before it is loaded (DQ001, DQ002, DQ006 to DQ008, DQ010), and against the
others, in schema raw, once every table is loaded (DQ003 to DQ005, DQ009). A link is found only in an accepted row; where
its target was not supplied the rule is skipped. Each finding is one row of raw.issue.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import duckdb

from ingest.side_by_side import side_by_side
from ingest.values import identifier, literal, reads
from schemas.contract import Contract, Table

REJECT, QUARANTINE, WARN = "reject row", "quarantine", "warn"
MOST_FALL_PERCENT = 20  # DQ009: against the extract before
POSSIBLE_SESSIONS_A_WEEK = 14
MOST_FULL_TIME_EQUIVALENT = "1.5"
LONGEST_SUSPENSION_SESSIONS = 90
# RNE and REC decide how periods of care join, so a row without them cannot be placed.
DECIDING_CODE_SETS = ("cla_start_reason", "cla_end_reason")
# Ids that sources share between siblings in one meeting (returns.md section 5): the id becomes id-person.
SHARED_IDS = ("ssd_s47_enquiry", "ssd_initial_cp_conference", "ssd_cp_reviews")
IMPOSSIBLE = {
    "ext_school_attendance": (
        f"sessions_attended + coalesce(sessions_absent_illness, 0) > sessions_possible "
        f"or sessions_attended > sessions_possible or sessions_absent_illness > sessions_possible "
        f"or sessions_possible > {POSSIBLE_SESSIONS_A_WEEK}"
    ),
    "ext_post": f"fte < 0 or fte > {MOST_FULL_TIME_EQUIVALENT}",
    "ext_suspension": f"sessions > {LONGEST_SUSPENSION_SESSIONS}",
    "ssd_professionals": (
        f"prof_full_time_equivalency < 0 or prof_full_time_equivalency > {MOST_FULL_TIME_EQUIVALENT}"
    ),
}


@dataclass(frozen=True)
class Finding:
    """A rule as asked of one table: the rows of it where `condition` holds. `empties`: the value is emptied."""

    rule: str
    severity: str
    column: str | None
    condition: str
    empties: bool = False


@dataclass(frozen=True)
class Reject:
    """A record that is not loaded, by its number among those of its table, from 0."""

    record: int
    rule: str


@dataclass(frozen=True)
class Before:
    """The extract before, for DQ009: records by table supplied, and SQL of the rows each table then had, contract columns and
    _quarantine."""

    records: Mapping[str, int] = field(default_factory=dict)
    rows: Mapping[str, str] = field(default_factory=dict)


def own_findings(table: Table, supplied: list[str], contract: Contract) -> list[Finding]:
    """The rules that need nothing but the row: DQ006, DQ007, DQ008, DQ010."""
    findings = []
    for name in supplied:
        column = table.by_name[name]
        code_set = contract.code_sets.get(column.allowed or "") if column.type == "string" else None
        unread = identifier(f"unread:{name}")
        if reads(column) and code_set is None:
            severity = QUARANTINE if name == table.event_date else WARN
            findings.append(Finding("DQ006", severity, name, unread))
        if code_set is not None and code_set.closed:
            severity = QUARANTINE if code_set.name in DECIDING_CODE_SETS else WARN
            findings.append(Finding("DQ007", severity, name, unread))
            if table.event_date and code_set.retired:
                # Years of collection end on 31 March; a code is surely gone for what happened after that of its last year.
                gone = " or ".join(
                    f"({identifier(name)} = {literal(code)} and {identifier(table.event_date)} >= date '{year}-04-01')"
                    for code, year in code_set.retired.items()
                )
                findings.append(Finding("DQ007", severity, name, gone, empties=True))
        if not column.nullable and (name not in table.primary_key or reads(column)):
            empty = f"{identifier(name)} is null"
            by_other_rule = name == table.event_date
            findings.append(Finding("DQ008", QUARANTINE, name, f"{empty} and not {unread}" if by_other_rule else empty))
    if table.name in IMPOSSIBLE:
        findings.append(Finding("DQ010", QUARANTINE, None, f"({IMPOSSIBLE[table.name]})"))
    return findings


def _count(connection: duckdb.DuckDBPyConnection, source: str, conditions: list[str]) -> list[int]:
    """How many rows of `source` meet each condition, in one pass."""
    if not conditions:
        return []
    sums = ", ".join(f"count(*) filter (where {condition})" for condition in conditions)
    return list(connection.execute(f"select {sums} from {source}").fetchone())


def key_text(table: Table) -> str:
    """SQL of the key of a row as findings name it."""
    parts = ", '|', ".join(f"coalesce(cast({identifier(name)} as varchar), '')" for name in table.primary_key)
    return f"concat({parts})"


def report(
    connection: duckdb.DuckDBPyConnection,
    source: str,
    table: Table,
    finding: Finding,
    *,
    loaded: bool = True,
) -> None:
    """One raw.issue row for each row of `source` where the finding holds."""
    key = key_text(table) if loaded else "null"
    child = identifier(table.person_column) if loaded and table.person_column else "null"
    column = literal(finding.column) if finding.column else "null"
    connection.execute(
        f"insert into raw.issue select {literal(finding.rule)}, {literal(finding.severity)}, {literal(table.name)}, "
        f"{column}, _file_row, {key}, {child}, _file, null from {source} where {finding.condition} order by _file_row"
    )


def _apply(connection: duckdb.DuckDBPyConnection, source: str, table: Table, finding: Finding) -> None:
    report(connection, source, table, finding)
    if finding.severity == QUARANTINE:
        # The lowest rule names the row, whatever order they are asked in.
        rule = literal(finding.rule)
        connection.execute(
            f"update {source} set _quarantine = least(coalesce(_quarantine, {rule}), {rule}) where {finding.condition}"
        )
    if finding.empties:
        connection.execute(f"update {source} set {identifier(finding.column)} = null where {finding.condition}")


def _reject(
    connection: duckdb.DuckDBPyConnection, table: Table, rule: str, condition: str, column: str | None
) -> list[Reject]:
    finding = Finding(rule, REJECT, column, condition)
    report(connection, "_work", table, finding, loaded=False)
    records = connection.execute(f"delete from _work where {condition} returning _record").fetchall()
    return [Reject(record, rule) for (record,) in sorted(records)]


def judge_alone(
    connection: duckdb.DuckDBPyConnection, table: Table, supplied: list[str], contract: Contract
) -> list[Reject]:
    """Apply to `_work` the rules that need no other table. Rows rejected leave `_work` and are returned."""
    rejects = []
    for name in table.primary_key:
        unread = f" and not {identifier(f'unread:{name}')}" if reads(table.by_name[name]) and name in supplied else ""
        condition = f"{identifier(name)} is null{unread}"
        if _count(connection, "_work", [condition])[0]:
            rejects += _reject(connection, table, "DQ001", condition, name)
    findings = own_findings(table, supplied, contract)
    for finding, count in zip(findings, _count(connection, "_work", [f.condition for f in findings]), strict=True):
        if count:
            _apply(connection, "_work", table, finding)
    return rejects + _judge_key(connection, table)


def _judge_key(connection: duckdb.DuckDBPyConnection, table: Table) -> list[Reject]:
    """DQ002. Equal rows: the first is kept, the others are rejected; unequal rows under one key are all held."""
    key = ", ".join(map(identifier, table.primary_key))
    whole = " and ".join(f"{identifier(name)} is not null" for name in table.primary_key)
    repeated = f"select {key} from _work where {whole} group by {key} having count(*) > 1"
    if table.name in SHARED_IDS:
        _part_shared_ids(connection, table, key, repeated)
    if connection.execute(f"select count(*) from ({repeated})").fetchone() == (0,):
        return []
    content = ", ".join(identifier(column.name) for column in table.columns)
    connection.execute(
        f"create or replace temp table _repeated as select _record, "
        f"row_number() over (partition by {content} order by _record) > 1 as is_copy "
        f"from _work where ({key}) in ({repeated})"
    )
    copies = "_record in (select _record from _repeated where is_copy)"
    rejects = _reject(connection, table, "DQ002", copies, None)
    if connection.execute(f"select count(*) from ({repeated})").fetchone() != (0,):
        _apply(connection, "_work", table, Finding("DQ002", QUARANTINE, None, f"({key}) in ({repeated})"))
    return rejects


def _part_shared_ids(connection: duckdb.DuckDBPyConnection, table: Table, key: str, repeated: str) -> None:
    """Give siblings who share one meeting's id an id of their own, id-person, and remember which ids were shared."""
    person = identifier(table.person_column)
    shared = f"select {key} from _work where {key} in ({repeated}) group by {key} having count(distinct {person}) > 1"
    connection.execute(f"insert into _shared_id select {literal(table.name)}, * from ({shared})")
    connection.execute(
        f"update _work set {key} = {key} || '-' || {person} "
        f"where {person} is not null and {key} in (select id from _shared_id where table_name = {literal(table.name)})"
    )


def _follow_shared_ids(connection: duckdb.DuckDBPyConnection, tables: Mapping[str, Table]) -> None:
    shared = {name for (name,) in connection.execute("select distinct table_name from _shared_id").fetchall()}
    for table in tables.values() if shared else ():
        for column, targets, _ in _links(table):
            for target in {name for name, _ in targets} & shared if table.person_column else ():
                name, person = identifier(column), identifier(table.person_column)
                connection.execute(
                    f"update raw.{table.name} set {name} = {name} || '-' || {person} where {person} is not null "
                    f"and {name} in (select id from _shared_id where table_name = {literal(target)})"
                )


def _links(table: Table) -> list[tuple[str, tuple[tuple[str, str], ...], bool]]:
    """Columns that point elsewhere, where to, and whether as a member key."""
    foreign = [(column, (target,), False) for column, target in table.foreign_keys.items()]
    return foreign + [(column, targets, True) for column, targets in table.member_keys.items()]


def _lost(column: str, targets: tuple[tuple[str, str], ...]) -> str:
    found = " union all ".join(
        f"select {identifier(key)} from raw.{name} where _quarantine is null and {identifier(key)} is not null"
        for name, key in targets
    )
    return f"{identifier(column)} is not null and {identifier(column)} not in ({found})"


def _link_findings(
    table: Table, tables: Mapping[str, Table], absent: Mapping[str, set[str]]
) -> tuple[list[Finding], list[Finding]]:
    """DQ003 findings, which quarantine, and DQ004 and DQ005 findings."""
    persons, links = [], []
    for column, targets, is_member in _links(table):
        supplied = all(name in tables and key not in absent[name] for name, key in targets)
        if not supplied or column in absent[table.name]:
            continue
        if is_member:
            links.append(Finding("DQ005", WARN, column, _lost(column, targets)))
        elif column == table.person_column:
            persons.append(Finding("DQ003", QUARANTINE, column, _lost(column, targets)))
        else:
            empties = table.by_name[column].nullable and column not in table.primary_key
            links.append(Finding("DQ004", WARN, column, _lost(column, targets), empties))
    return persons, links


def judge_persons(
    connection: duckdb.DuckDBPyConnection, tables: Mapping[str, Table], absent: Mapping[str, set[str]]
) -> None:
    """Apply DQ003 to the loaded tables. `tables` and `absent` are those supplied, by table name."""
    _follow_shared_ids(connection, tables)
    side_by_side(
        connection,
        lambda worker, table: _judge(worker, table, _link_findings(table, tables, absent)[0]),
        tables.values(),
    )


def judge_links(
    connection: duckdb.DuckDBPyConnection, tables: Mapping[str, Table], absent: Mapping[str, set[str]]
) -> None:
    """Apply DQ004 and DQ005 to the loaded tables, once every row that is held back is marked."""
    # No column that is emptied is one that others point to.
    side_by_side(
        connection,
        lambda worker, table: _judge(worker, table, _link_findings(table, tables, absent)[1]),
        tables.values(),
    )


def _judge(connection: duckdb.DuckDBPyConnection, table: Table, findings: list[Finding]) -> None:
    source = f"raw.{table.name}"
    counts = _count(connection, source, [finding.condition for finding in findings])
    for finding, count in zip(findings, counts, strict=True):
        if count:
            _apply(connection, source, table, finding)


def judge_fall(
    connection: duckdb.DuckDBPyConnection, records: Mapping[str, int], files: Mapping[str, str], before: Before
) -> set[str]:
    """DQ009: one finding for each table with more than a fifth fewer records than in the extract before, or none.

    Returns those tables.
    """
    fallen = set()
    for name, then in sorted(before.records.items()):
        now = records.get(name, 0)
        if then > 0 and (now == 0 or 100 * now < (100 - MOST_FALL_PERCENT) * then):
            fallen.add(name)
            connection.execute(
                "insert into raw.issue values ('DQ009', ?, ?, null, null, null, null, ?, null)",
                [WARN, name, files.get(name)],
            )
    return fallen


def judge_gone(
    connection: duckdb.DuckDBPyConnection, table: Table, file: str, history_from: date | None, then: str
) -> None:
    """DQ009: one finding for each row accepted in the extract before (`then`, SQL) whose key is in this one no more.

    Only events on or after `history_from` must be present (empty: all); a table without an event date says nothing then.
    """
    if history_from is not None and table.event_date is None:
        return
    inside = f" and {identifier(table.event_date)} >= date '{history_from}'" if history_from else ""
    key = ", ".join(map(identifier, table.primary_key))
    child = identifier(table.person_column) if table.person_column else "null"
    connection.execute(
        f"insert into raw.issue select 'DQ009', {literal(WARN)}, {literal(table.name)}, null, null, {key_text(table)}, "
        f"{child}, {literal(file)}, null from ({then}) anti join raw.{table.name} using ({key}) "
        f"where _quarantine is null{inside} order by {key}"
    )


def judge_identity(connection: duckdb.DuckDBPyConnection, table: Table, file: str, then: str) -> None:
    """DQ013: one finding for each person whose birth date or sex is another than in the extract before (`then`, SQL).

    Sources that disagree within one extract are found where they are merged (ingest/returns).
    """
    for column in ("pers_dob", "pers_sex"):
        connection.execute(
            f"insert into raw.issue select 'DQ013', {literal(WARN)}, {literal(table.name)}, {literal(column)}, now._file_row, "
            f"now.pers_person_id, now.pers_person_id, {literal(file)}, null from raw.{table.name} as now "
            f"inner join ({then}) as before using (pers_person_id) "
            f"where now._quarantine is null and before._quarantine is null and now.{column} <> before.{column} "
            f"order by now._file_row"
        )
