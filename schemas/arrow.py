"""Arrow and DuckDB types of every table of the private warehouse's raw, reference and pack schemas.

A landing table in raw has the contract's columns in the contract's order, then the envelope. Decimals are DECIMAL(18,4);
dates and times are local and without zone; a flag is the text Y or N; json stays text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import pyarrow as pa

from schemas.contract import HERE, Table, load_contract, read_yaml

DUCKDB_TYPES = {
    "string": "varchar",
    "integer": "bigint",
    "decimal": "decimal(18,4)",
    "date": "date",
    "timestamp": "timestamp",
    "flag": "varchar",
    "json": "varchar",
}
ARROW_TYPES = {
    "varchar": pa.string(),
    "varchar[]": pa.list_(pa.string()),
    "boolean": pa.bool_(),
    "integer": pa.int32(),
    "bigint": pa.int64(),
    "decimal(9,4)": pa.decimal128(9, 4),
    "decimal(18,4)": pa.decimal128(18, 4),
    "date": pa.date32(),
    "timestamp": pa.timestamp("us"),
}


@dataclass(frozen=True)
class StoredColumn:
    """A column as it is stored: `type` is DuckDB's word for it."""

    name: str
    type: str
    nullable: bool
    description: str


@dataclass(frozen=True)
class StoredTable:
    """A table as it is stored."""

    name: str
    description: str
    columns: tuple[StoredColumn, ...]


@cache
def _own_tables() -> Mapping[str, object]:
    return read_yaml(HERE / "own_tables.yml")


@cache
def envelope() -> tuple[StoredColumn, ...]:
    """The columns the loader adds to every landing row."""
    return tuple(StoredColumn(*column) for column in _own_tables()["envelope"])


@cache
def own_tables(schema: str) -> Mapping[str, StoredTable]:
    """The tables this product adds in `raw` (supply, issue, night, quality_seen), or holds in `reference` or `pack`."""
    return {
        name: StoredTable(name, entry["description"], tuple(StoredColumn(*column) for column in entry["columns"]))
        for name, entry in _own_tables()[schema].items()
    }


def landing_columns(table: Table) -> tuple[StoredColumn, ...]:
    """The stored columns of a landing table, envelope last. Quarantined rows may lack what accepted rows may not."""
    own = (StoredColumn(c.name, DUCKDB_TYPES[c.type], True, c.meaning) for c in table.columns)
    return (*own, *envelope())


def arrow_schema(table: Table) -> pa.Schema:
    """The Arrow schema of a raw landing table."""
    return pa.schema([(column.name, ARROW_TYPES[column.type]) for column in landing_columns(table)])


def create_statement(schema: str, name: str, columns: tuple[StoredColumn, ...]) -> str:
    """`create table` for a stored table; not null where a column may not be empty."""
    body = ", ".join(f'"{c.name}" {c.type}{"" if c.nullable else " not null"}' for c in columns)
    return f'create table {schema}."{name}" ({body})'


def raw_statements() -> list[str]:
    """The statements that make schemas raw and edition, every table of them empty."""
    tables = [create_statement("raw", t.name, landing_columns(t)) for t in load_contract().tables.values()]
    own = [create_statement("raw", t.name, t.columns) for t in own_tables("raw").values()]
    editions = [create_statement("edition", t.name, t.columns) for t in own_tables("edition").values()]
    return ["create schema raw", *tables, *own, "create schema edition", *editions]


def pack_statements() -> list[str]:
    """The statements that make schema pack, every table of it empty."""
    return ["create schema pack", *(create_statement("pack", t.name, t.columns) for t in own_tables("pack").values())]


def reference_statements() -> list[str]:
    """The statements that make schema reference, every table of it empty."""
    own = own_tables("reference").values()
    return ["create schema reference", *(create_statement("reference", t.name, t.columns) for t in own)]
