"""Load one extract into schema raw of the private warehouse file.

Every file is read before anything is judged, so that a refusal names every problem. Then each record ends in one of three
places, and records = accepted + quarantined + rejected is proved for every file.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa

from ingest.pack import Pack
from ingest.problems import Refused
from ingest.rules import Reject, judge_alone, judge_fall, judge_together
from ingest.supplied import Supplied, read_extract
from ingest.values import cleaned, identifier, work_query
from schemas.arrow import raw_statements
from schemas.contract import Contract, load_contract
from schemas.landing_checks import validate_landing


class LandingRefused(Refused):
    """An extract that breaks its contract as a whole; nothing of it is loaded."""


class RecordsLost(Exception):
    """Records of a file are not all accounted for: a fault of this program, never of the file."""


@dataclass(frozen=True)
class TableOutcome:
    """What became of one supplied file. Counts are records; `issues` counts findings by rule."""

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
    previous_rows: Mapping[str, int] | None = None,
    progress: Callable[[str], None] = lambda line: None,
) -> list[TableOutcome]:
    """Fill schema raw (made here, with every table of the contract) from the files of folder `extract`.

    `pack` gives the authority's own codes; `rejects` is the folder for records that cannot be loaded, one
    `<extract date>.csv` in it; `previous_rows` the records by table of the extract before, for DQ009; `progress` is told
    one line per table and notice. Rows of raw stand in the order of the file.
    Errors: LandingRefused, with every problem of every file; schemas.breaches.SchemaBroken where an accepted table is not
    what the contract says after all.
    """
    contract = load_contract()
    supplied, problems = read_extract(extract, extract_date, contract, progress)
    if problems:
        raise LandingRefused(problems)
    # One transaction: hundreds of small commits would cost more than the data.
    connection.execute("begin")
    try:
        outcomes = _fill_raw(connection, supplied, extract_date, contract, pack.codes, rejects, previous_rows or {})
    except BaseException:
        connection.execute("rollback")
        raise
    connection.execute("commit")
    for outcome in outcomes:
        progress(
            f"{outcome.table}: {outcome.records} records, {outcome.accepted} accepted, "
            f"{outcome.quarantined} quarantined, {outcome.rejected} rejected"
        )
        for notice in outcome.notices:
            progress(f"notice: {outcome.file}: {notice}")
    return outcomes


def _fill_raw(
    connection: duckdb.DuckDBPyConnection,
    supplied: list[Supplied],
    extract_date: date,
    contract: Contract,
    codes: Mapping[str, Mapping[str, str]],
    rejects: Path,
    previous_rows: Mapping[str, int],
) -> list[TableOutcome]:
    for statement in raw_statements():
        connection.execute(statement)
    connection.execute("create or replace temp table _shared_id (table_name varchar, id varchar)")
    notices, rejected = {}, {}
    for one in supplied:
        rejected[one.table.name] = _load_table(connection, one, extract_date, contract, codes)
        notices[one.table.name] = (*one.notices, *_unlisted(connection, one))
    connection.execute("drop table if exists _work")
    files = {one.table.name: one.file for one in supplied}
    absent = {one.table.name: set(one.columns_absent) for one in supplied}
    judge_together(connection, {one.table.name: one.table for one in supplied}, files, absent)
    judge_fall(connection, {one.table.name: len(one.records) for one in supplied}, files, previous_rows)
    outcomes = [_outcome(connection, one, len(rejected[one.table.name]), notices[one.table.name]) for one in supplied]
    _fill_supply(connection, outcomes)
    for outcome in outcomes:
        _prove(connection, outcome)
    _write_rejects(rejects, extract_date, supplied, rejected)
    return outcomes


def _load_table(
    connection: duckdb.DuckDBPyConnection,
    one: Supplied,
    extract_date: date,
    contract: Contract,
    codes: Mapping[str, Mapping[str, str]],
) -> list[Reject]:
    text = cleaned(one.records.table.select(one.columns))
    text = text.append_column("_file_row", pa.array(one.records.lines, pa.int64()))
    connection.register("_text", text)
    query = work_query(one.table, one.columns, contract, codes)
    connection.execute(
        f"create or replace temp table _work as select *, cast(null as varchar) as _quarantine from ({query})"
    )
    connection.unregister("_text")
    rejects = judge_alone(connection, one.table, one.columns, one.file, contract)
    names = ", ".join(identifier(column.name) for column in one.table.columns)
    connection.execute(
        f"insert into raw.{one.table.name} select {names}, ?, ?, _file_row, _quarantine from _work",
        [extract_date, one.manifest.source],
    )
    return rejects


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


def _prove(connection: duckdb.DuckDBPyConnection, outcome: TableOutcome) -> None:
    accepted = connection.execute(
        f"select * exclude (_quarantine) from raw.{outcome.table} where _quarantine is null"
    ).to_arrow_table()
    validate_landing(outcome.table, accepted)


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
                record = int(np.searchsorted(one.records.lines, reject.line))
                writer.writerow([one.file, reject.line, reject.rule, one.records.raw_text(record)])
