"""What a night is given of the nights before it, from the history attached to its warehouse as `history`."""

from __future__ import annotations

from datetime import date

import duckdb

from history.store import CARRIED, beside, landed
from ingest.rules import Before
from ingest.values import identifier


def extract_before(connection: duckdb.DuckDBPyConnection, extract_date: date) -> Before:
    """The newest extract before `extract_date`, as DQ009 compares with it; its rows are read when they are asked for."""
    (day,) = connection.execute(
        "select max(extract_date) from history.nights.extract where extract_date < ?", [extract_date]
    ).fetchone()
    if day is None:
        return Before()
    records = connection.execute(
        "select table_name, records from history.nights.supply where extract_date = ?", [day]
    ).fetchall()
    return Before(dict(records), {name: landed()[name].at(day) for name, _ in records})


def same_quality_carried(connection: duckdb.DuckDBPyConnection, as_of: date) -> bool:
    """Fills raw.quality_seen and quality_before as an earlier night of this date had them, so that the night again gives the
    same; False: there was none."""
    there = connection.execute(
        "select count(*) from history.nights.night where as_of = ? and figures_as_of = as_of", [as_of]
    ).fetchone() != (0,)
    if there:
        for name in CARRIED:
            kept = beside()[f"raw.{identifier(name)}"]
            connection.execute(f"insert into raw.{name} ({kept.column_list}) {kept.at(as_of)}")
    return there
