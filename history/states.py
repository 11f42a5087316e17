"""The one rule of the history: a table's state on a date is set, and the rows say from when to when they are known.

A row of a kept table holds on every date D with known_from <= D < known_to. Setting the state at D speaks for [D, until), where
`until` is the next date whose state is known: rows that hold there and are not of the new state have that stretch cut out, rows
of the new state that are missing get it, joined to an equal row that ends or begins at its edge. The same rule serves the next
night, a corrected delivery of a date, dates left out and dates that arrive late. Rows are compared whole, empty values equal,
and as often as they occur.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import duckdb

from ingest.values import identifier
from schemas.arrow import StoredColumn

# known_to of a row that still holds.
OPEN = date(9999, 12, 31)


def sql_date(day: date) -> str:
    """A date in SQL."""
    return f"date '{day}'"


@dataclass(frozen=True)
class Kept:
    """A table of the history: its place and the columns whose states are kept."""

    schema: str
    name: str
    columns: tuple[StoredColumn, ...]

    @property
    def relation(self) -> str:
        return f"{self.schema}.{identifier(self.name)}"

    @property
    def column_list(self) -> str:
        return ", ".join(identifier(column.name) for column in self.columns)

    def at(self, day: date) -> str:
        """SQL of the rows that hold on a date."""
        return (
            f"select {self.column_list} from history.{self.relation} "
            f"where known_from <= {sql_date(day)} and known_to > {sql_date(day)}"
        )


@dataclass(frozen=True)
class Change:
    """Rows that began and rows that ended when a state was set."""

    begun: int
    ended: int


def set_state(connection: duckdb.DuckDBPyConnection, table: Kept, source: str, on: date, until: date = OPEN) -> Change:
    """Makes `source` (SQL of `table`'s columns) the state of `table` on [on, until). `connection` has the file as `history`."""
    day, end = sql_date(on), sql_date(until)
    columns = table.column_list
    kept = f"history.{table.relation}"
    if connection.execute(f"select count(*) from {kept}").fetchone() == (0,):
        # The first state has nothing to be compared with.
        (begun,) = connection.execute(
            f"insert into {kept} (known_from, known_to, {columns}) select {day}, {end}, {columns} from ({source})"
        ).fetchone()
        return Change(begun, 0)
    connection.execute(
        f"""
        create or replace temp table _delta as
        select {columns}, cast(sum(_sign) as bigint) as _more, row_number() over () as _id
        from (
            select {columns}, 1 as _sign from ({source})
            union all
            select {columns}, -1 from ({table.at(on)})
        )
        group by {columns}
        having sum(_sign) <> 0
        """
    )
    begun, ended = connection.execute(
        "select coalesce(sum(_more) filter (where _more > 0), 0), coalesce(-sum(_more) filter (where _more < 0), 0) from _delta"
    ).fetchone()
    if ended:
        _cut(connection, table, day, end)
    if begun:
        _add(connection, table, day, end)
    return Change(int(begun), int(ended))


def _found(table: Kept, sign: str, holds: str) -> str:
    """Rows of the history equal to a row of `_delta`, no more of them than it counts: their rowid, _id and number."""
    equal = " and ".join(
        f"kept.{identifier(column.name)} is not distinct from _delta.{identifier(column.name)}"
        for column in table.columns
    )
    return f"""
        select kept.rowid as kept_row, _delta._id, row_number() over (partition by _delta._id) as _nth
        from history.{table.relation} as kept
        inner join _delta on {equal}
        where {sign}_delta._more > 0 and {holds}
        qualify _nth <= {sign}_delta._more
    """


def _cut(connection: duckdb.DuckDBPyConnection, table: Kept, day: str, end: str) -> None:
    """Takes [day, end) out of the rows that are no longer of the state."""
    kept = f"history.{table.relation}"
    holds = f"kept.known_from <= {day} and kept.known_to > {day}"
    connection.execute(f"create or replace temp table _gone as {_found(table, '-', holds)}")
    gone = "rowid in (select kept_row from _gone)"
    # What remains beyond the stretch is copied before the row itself is shortened.
    connection.execute(
        f"insert into {kept} (known_from, known_to, {table.column_list}) "
        f"select {end}, known_to, {table.column_list} from {kept} where {gone} and known_from < {day} and known_to > {end}"
    )
    connection.execute(f"update {kept} set known_from = {end} where {gone} and known_from = {day} and known_to > {end}")
    connection.execute(f"delete from {kept} where {gone} and known_from = {day}")
    connection.execute(f"update {kept} set known_to = {day} where {gone} and known_from < {day}")


def _add(connection: duckdb.DuckDBPyConnection, table: Kept, day: str, end: str) -> None:
    """Gives the rows that are new in the state [day, end), joined to equal rows on either side."""
    kept = f"history.{table.relation}"
    connection.execute(
        f"""
        create or replace temp table _new as
        select wanted._id, earlier.kept_row as earlier_row, later.kept_row as later_row
        from (select _id, unnest(range(1, _more + 1)) as _nth from _delta where _more > 0) as wanted
        left join ({_found(table, "", f"kept.known_to = {day}")}) as earlier using (_id, _nth)
        left join ({_found(table, "", f"kept.known_from = {end}")}) as later using (_id, _nth)
        """
    )
    connection.execute(
        f"create or replace temp table _joined as select earlier_row, later.known_to from _new "
        f"inner join {kept} as later on _new.later_row = later.rowid where earlier_row is not null"
    )
    connection.execute(f"update {kept} set known_to = {end} where rowid in (select earlier_row from _new)")
    connection.execute(
        f"update {kept} as kept set known_to = _joined.known_to from _joined where kept.rowid = _joined.earlier_row"
    )
    connection.execute(f"delete from {kept} where rowid in (select later_row from _new where earlier_row is not null)")
    connection.execute(
        f"update {kept} set known_from = {day} where rowid in (select later_row from _new where earlier_row is null)"
    )
    connection.execute(
        f"insert into {kept} (known_from, known_to, {table.column_list}) "
        f"select {day}, {end}, {table.column_list} from _new inner join _delta using (_id) "
        "where earlier_row is null and later_row is null"
    )
