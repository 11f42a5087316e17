"""Load one extract into schema raw of the private warehouse file.

Every file and return is read before anything is judged, so that a refusal names every problem. Then each record ends in one
of three places, and records = accepted + quarantined + rejected is proved for every table and for every part of a file.
"""

from __future__ import annotations

import csv
import os
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa

from ingest.checks import judge_quality
from ingest.pack import Pack
from ingest.problems import Problem, Refused
from ingest.returns.discover import read_returns
from ingest.returns.offers import Part
from ingest.returns.precedence import MadeRecords, choose
from ingest.returns.ssd import completed
from ingest.rules import (
    WARN,
    Before,
    Finding,
    Reject,
    judge_alone,
    judge_fall,
    judge_gone,
    judge_identity,
    judge_links,
    judge_persons,
    report,
)
from ingest.side_by_side import at_once, side_by_side
from ingest.supplied import Supplied, read_extract
from ingest.values import ORIGIN, cleaned, identifier, work_query
from schemas.arrow import raw_statements
from schemas.contract import Contract, Table, load_contract
from schemas.landing_checks import validate_landing

WORKER_SECRET = "worker.key"
PERSON = "ssd_person"
# From so many records on, a file of which none is fit is a wrong file (dates in another form, say), not a few wrong rows.
WHOLE_FILE = 20


class LandingRefused(Refused):
    """An extract that breaks its contract as a whole; nothing of it is loaded."""


class RecordsLost(Exception):
    """Records of a file are not all accounted for: a fault of this program, never of the file."""


@dataclass(frozen=True)
class TableOutcome:
    """What became of one supplied table. Counts are records; `issues` counts findings by rule."""

    table: str
    file: str
    sha256: str
    source: str
    as_at: date
    history_from: date | None
    cohort: str
    columns_absent: tuple[str, ...]
    records: int
    accepted: int
    quarantined: int
    rejected: int
    issues: Mapping[str, int]
    notices: tuple[str, ...]


def load_extract(
    connection: duckdb.DuckDBPyConnection,
    extract: Path,
    extract_date: date,
    pack: Pack,
    rejects: Path,
    before: Before | None = None,
    progress: Callable[[str], None] = lambda line: None,
) -> list[TableOutcome]:
    """Fill schema raw (made here, with every table of the contract) from the files and returns of folder `extract`.

    `pack` gives the authority's own codes; `rejects` is the folder for records that cannot be loaded, one
    `<extract date>.csv` in it; `before` is the extract before, for DQ009; `progress` is told
    one line per table and notice. Beside the rejects stands the secret that workers named in returns are keyed by, made when
    it is first needed. Rows of raw stand in the order of the file; those of raw.issue in none.
    Where it raises, raw may be filled in part: the file is one night's own.
    Errors: LandingRefused, with every problem of every file, a file of 20 records or more of which none is fit among them;
    schemas.breaches.SchemaBroken where an accepted table is not what the contract says after all.
    """
    contract = load_contract()
    files, problems = read_extract(extract, extract_date, contract, progress)
    returns, found = read_returns(extract, extract_date, rejects.parent / WORKER_SECRET, progress)
    files, lacking = completed(files, contract)
    problems += lacking + found
    if not problems and not files and not any(made.parts for made in returns):
        problems.append(
            Problem(extract.name, None, None, "extract-empty", "no table of the contract and no return is supplied")
        )
    if problems:
        raise LandingRefused(problems)
    parts = [part for made in returns for part in made.parts]
    supplied = choose(returns, files, contract, progress)
    outcomes = _fill_raw(
        connection, supplied, parts, extract_date, contract, pack, rejects, before or Before(), progress
    )
    for outcome in outcomes:
        progress(
            f"{outcome.table}: {outcome.records} records, {outcome.accepted} accepted, "
            f"{outcome.quarantined} quarantined, {outcome.rejected} rejected"
        )
        if outcome.records and not outcome.accepted:
            progress(f"warning: {outcome.table}: no record of it could be used, so it counts as not supplied")
        for notice in outcome.notices:
            progress(f"notice: {outcome.file}: {notice}")
    for part in parts:
        for notice in part.notices:
            progress(f"notice: {part.file}: {notice}")
    return outcomes


def _fill_raw(
    connection: duckdb.DuckDBPyConnection,
    supplied: list[Supplied],
    parts: list[Part],
    extract_date: date,
    contract: Contract,
    pack: Pack,
    rejects: Path,
    before: Before,
    progress: Callable[[str], None],
) -> list[TableOutcome]:
    with at_once(connection):
        for statement in raw_statements():
            connection.execute(statement)
        connection.execute("create or replace table _shared_id (table_name varchar, id varchar)")
    largest_first = sorted(supplied, key=lambda one: -len(one.records))
    loaded = side_by_side(
        connection, lambda worker, one: _load_table(worker, one, extract_date, contract, pack.codes), largest_first
    )
    rejected = {one.table.name: rejects for one, (rejects, _) in zip(largest_first, loaded, strict=True)}
    notices = {one.table.name: said for one, (_, said) in zip(largest_first, loaded, strict=True)}
    files = {one.table.name: one.file for one in supplied}
    absent = {one.table.name: set(one.columns_absent) for one in supplied}
    tables = {one.table.name: one.table for one in largest_first}
    judge_persons(connection, tables, absent)
    _require_some_fit(connection, supplied)
    judge_quality(connection, tables, absent, extract_date, pack)
    # Once rows are held back, because a link to one of them is lost as well.
    judge_links(connection, tables, absent)
    records = {one.table.name: len(one.records) for one in supplied}
    fallen = judge_fall(connection, records, files, before)
    for name in sorted(fallen):
        progress(
            f"warning: {name}: {records.get(name, 0)} records, {before.records[name]} in the extract before: "
            "a failed extract looks like this [DQ009]"
        )
    side_by_side(connection, lambda worker, one: _judge_against(worker, one, before, fallen), largest_first)
    with at_once(connection):
        connection.execute("drop table _shared_id")
        _name_cells(connection, parts)
        outcomes = [
            _outcome(connection, one, len(rejected[one.table.name]), notices[one.table.name]) for one in supplied
        ]
        _fill_supply(connection, outcomes)
        _fill_files(connection, supplied, parts, outcomes, rejected)
    side_by_side(connection, _prove, largest_first)
    _write_rejects(rejects, extract_date, supplied, rejected)
    return outcomes


def _load_table(
    connection: duckdb.DuckDBPyConnection,
    one: Supplied,
    extract_date: date,
    contract: Contract,
    codes: Mapping[str, Mapping[str, str]],
) -> tuple[list[Reject], tuple[str, ...]]:
    """The records that were not loaded, and what is to be told of the table."""
    text = cleaned(one.records.table.select(one.columns))
    for name, values in zip(ORIGIN, _origin(one), strict=True):
        text = text.append_column(name, values)
    connection.register("_text", text)
    contract = _closed_for(one.manifest.source, contract)
    query = work_query(one.table, one.columns, contract, codes)
    connection.execute(
        f"create or replace temp table _work as select *, cast(null as varchar) as _quarantine from ({query})"
    )
    connection.unregister("_text")
    if isinstance(one.records, MadeRecords):
        _report_notes(connection, one.table, one.records)
    rejects = judge_alone(connection, one.table, one.columns, contract)
    names = ", ".join(identifier(column.name) for column in one.table.columns)
    connection.execute(
        f"insert into raw.{one.table.name} select {names}, ?, _source, _file_row, _file, _quarantine from _work",
        [extract_date],
    )
    notices = (*one.notices, *_unlisted(connection, one))
    connection.execute("drop table _work")
    return rejects, notices


def _require_some_fit(connection: duckdb.DuckDBPyConnection, supplied: list[Supplied]) -> None:
    """Refuses files that are held back whole: their measures would say 0, and nothing came to be counted."""
    problems = []
    for one in supplied:
        name, records = one.table.name, len(one.records)
        if records < WHOLE_FILE or isinstance(one.records, MadeRecords):
            continue
        (fit,) = connection.execute(f"select count(*) from raw.{name} where _quarantine is null").fetchone()
        if not fit:
            line, column, rule, broken = connection.execute(
                "select min(file_row), column_name, rule_id, count(*) from raw.issue "
                "where table_name = ? and severity <> ? group by column_name, rule_id order by 4 desc, 1, 2, 3 limit 1",
                [name, WARN],
            ).fetchone()
            said = f"none of its {records} records can be taken, {broken} of them because of this"
            problems.append(Problem(one.file, line, column, rule, said))
    if problems:
        raise LandingRefused(problems)


def _judge_against(
    connection: duckdb.DuckDBPyConnection, one: Supplied, before: Before, fallen: Collection[str]
) -> None:
    """What is said of a table beside the extract before."""
    name = one.table.name
    if name not in before.rows:
        return
    # A table that fell is one finding, not one for each of its rows; a cohort that follows the day loses rows by itself.
    if name not in fallen and one.manifest.cohort == "all":
        judge_gone(connection, one.table, one.file, one.manifest.history_from, before.rows[name])
    if name == PERSON:
        judge_identity(connection, one.table, one.file, before.rows[name])


def _origin(one: Supplied) -> tuple[pa.Array, ...]:
    """The columns of ORIGIN for the records of a table."""
    count, made = len(one.records), one.records

    def constant(text: str) -> pa.Array:
        return pa.DictionaryArray.from_arrays(pa.array(np.zeros(count, np.int8)), pa.array([text]))

    files, sources = (
        (pa.array(made.files, pa.string()), pa.array(made.sources, pa.string()))
        if isinstance(made, MadeRecords)
        else (constant(one.file), constant(one.manifest.source))
    )
    return pa.array(np.arange(count)), pa.array(made.lines, pa.int64()), files, sources


def _closed_for(source: str, contract: Contract) -> Contract:
    """The contract for rows of a source: the 903 has no legal status but those it lists."""
    if source != "ssda903":
        return contract
    closed = {"legal_status": replace(contract.code_sets["legal_status"], closed=True)}
    return replace(contract, code_sets={**contract.code_sets, **closed})


def _report_notes(connection: duckdb.DuckDBPyConnection, table: Table, made: MadeRecords) -> None:
    """The findings that only the reader of a return could make."""
    number = {id(row): record for record, row in enumerate(made.rows)}
    found: dict[tuple[str, str | None], list[int]] = {}
    for note in made.notes:
        found.setdefault((note.rule, note.column), []).append(number[id(note.row)])
    for (rule, column), records in found.items():
        report(connection, "_work", table, Finding(rule, WARN, column, f"_record in ({', '.join(map(str, records))})"))


def _name_cells(connection: duckdb.DuckDBPyConnection, parts: list[Part]) -> None:
    """The cell of each finding on a workbook, where its column is read from one."""
    letters = [(part.file, column, letter) for part in parts for column, letter in part.letters.items()]
    if not letters:
        return
    connection.register(
        "_letter", pa.table(dict(zip(("file", "column_name", "letter"), zip(*letters, strict=True), strict=True)))
    )
    connection.execute(
        "update raw.issue set cell = letter || issue.file_row from _letter "
        "where issue.file = _letter.file and issue.column_name = _letter.column_name"
    )
    connection.unregister("_letter")


def _unlisted(connection: duckdb.DuckDBPyConnection, one: Supplied) -> list[str]:
    """A notice for each column with values outside an open code set, which are kept."""
    flags = [name for (name,) in connection.execute("select column_name from (describe _work)").fetchall()]
    open_sets = [name.removeprefix("unlisted:") for name in flags if name.startswith("unlisted:")]
    if not open_sets:
        return []
    counts = ", ".join(f"count(*) filter (where {identifier(f'unlisted:{name}')})" for name in open_sets)
    found = connection.execute(f"select {counts} from _work").fetchone()
    return [
        f"{name}: {count} values outside the open code set, kept"
        for name, count in zip(open_sets, found, strict=True)
        if count
    ]


def _outcome(
    connection: duckdb.DuckDBPyConnection, one: Supplied, rejected: int, notices: tuple[str, ...]
) -> TableOutcome:
    name, said = one.table.name, one.manifest
    accepted, quarantined = connection.execute(
        f"select count(*) filter (where _quarantine is null), count(_quarantine) from raw.{name}"
    ).fetchone()
    if len(one.records) != accepted + quarantined + rejected:
        raise RecordsLost(f"{one.file}: {len(one.records)} records, {accepted + quarantined + rejected} accounted for")
    issues = connection.execute(
        "select rule_id, count(*) from raw.issue where table_name = ? group by rule_id order by rule_id", [name]
    ).fetchall()
    return TableOutcome(
        table=name,
        file=one.file,
        sha256=one.records.sha256,
        source=said.source,
        as_at=said.as_at,
        history_from=said.history_from,
        cohort=said.cohort,
        columns_absent=tuple(one.columns_absent),
        records=len(one.records),
        accepted=accepted,
        quarantined=quarantined,
        rejected=rejected,
        issues=dict(issues),
        notices=notices,
    )


def _fill_supply(connection: duckdb.DuckDBPyConnection, outcomes: list[TableOutcome]) -> None:
    connection.executemany(
        "insert into raw.supply values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            [o.table, o.source, o.as_at, o.history_from, o.cohort, list(o.columns_absent)]
            + [o.records, o.accepted, o.quarantined, o.rejected, o.file, o.sha256]
            for o in outcomes
        ],
    )


def _fill_files(
    connection: duckdb.DuckDBPyConnection,
    supplied: list[Supplied],
    parts: list[Part],
    outcomes: list[TableOutcome],
    rejected: Mapping[str, list[Reject]],
) -> None:
    """One row of raw.supplied_file for each file of a table and each part of a return."""
    fates: dict[Part, dict[int, str]] = {part: {} for part in parts}
    of_tables = []
    for one, outcome in zip(supplied, outcomes, strict=True):
        if isinstance(one.records, MadeRecords):
            _note_fates(connection, one, rejected[one.table.name], fates)
        else:
            encoding = None if one.file.lower().endswith(".parquet") else "utf-8"
            of_tables.append(
                [one.file, one.table.name, outcome.source, outcome.records, outcome.accepted]
                + [outcome.quarantined, outcome.rejected, 0, encoding, outcome.sha256, list(outcome.notices)]
            )
    of_parts = []
    for part, events in fates.items():
        records, counted = len(part.lines), Counter(events.values())
        merged = records - len(events)
        of_parts.append(
            [part.file, part.kind, part.source, records, counted["accepted"] + merged, counted["quarantined"]]
            + [counted["rejected"], merged, part.encoding, part.sha256, list(part.notices)]
        )
    for row in (*of_tables, *of_parts):
        connection.execute("insert into raw.supplied_file values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)


def _note_fates(
    connection: duckdb.DuckDBPyConnection,
    one: Supplied,
    rejected: list[Reject],
    fates: dict[Part, dict[int, str]],
) -> None:
    """What became of each record whose own row is in this table; a record has one such row in all tables together."""
    gone = {reject.record for reject in rejected}
    loaded = [record for record in range(len(one.records)) if record not in gone]
    held = connection.execute(
        f"select place from (select _quarantine, row_number() over (order by rowid) - 1 as place from raw.{one.table.name}) "
        "where _quarantine is not null"
    ).fetchall()
    held = {loaded[place] for (place,) in held}
    for record, row in enumerate(one.records.rows):
        if not row.is_event:
            continue
        events = fates.setdefault(row.part, {})
        if row.record in events:
            raise RecordsLost(f"{row.part.file}: a record stands for two events")
        events[row.record] = "rejected" if record in gone else "quarantined" if record in held else "accepted"


def _prove(connection: duckdb.DuckDBPyConnection, one: Supplied) -> None:
    name = one.table.name
    accepted = connection.execute(
        f"select * exclude (_quarantine) from raw.{name} where _quarantine is null"
    ).to_arrow_table()
    validate_landing(name, accepted)


def _write_rejects(
    folder: Path, extract_date: date, supplied: list[Supplied], rejected: Mapping[str, list[Reject]]
) -> None:
    """Write file, line, rule and raw text of every record not loaded; readable by the owner alone."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    path = folder / f"{extract_date.isoformat()}.csv"
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(descriptor, "w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["file", "line", "rule", "record"])
        for one in supplied:
            for reject in rejected[one.table.name]:
                record, records = reject.record, one.records
                file = records.files[record] if isinstance(records, MadeRecords) else one.file
                writer.writerow([file, int(records.lines[record]), reject.rule, records.raw_text(record)])
