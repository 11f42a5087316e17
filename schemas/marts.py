"""The published tables of `marts.yml` and the pandera schema of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import pandera.pyarrow as pandera
import pyarrow as pa

from schemas import breaches
from schemas.arrow import ARROW_TYPES
from schemas.contract import HERE, read_yaml

STORES = ("marts", "caseload")


@dataclass(frozen=True)
class MartColumn:
    """A published column: `type` is DuckDB's word for it, `values` the closed list it is drawn from, if there is one."""

    name: str
    type: str
    nullable: bool
    description: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class Mart:
    """A published table. store: `marts` (aggregates only) or `caseload` (child level). key: the columns of its grain."""

    name: str
    store: str
    description: str
    key: tuple[str, ...]
    columns: tuple[MartColumn, ...]

    @property
    def arrow_schema(self) -> pa.Schema:
        return pa.schema([(column.name, ARROW_TYPES[column.type]) for column in self.columns])


def _mart(name: str, entry: Mapping) -> Mart:
    columns = tuple(
        MartColumn(**{**column, "values": tuple(str(value) for value in column.get("values", ()))})
        for column in entry["columns"]
    )
    mart = Mart(name, entry["store"], entry["description"], tuple(entry["key"]), columns)
    unknown = set(mart.key) - {column.name for column in columns}
    if unknown or mart.store not in STORES:
        raise ValueError(f"marts.yml: {name}: store {mart.store}, key columns that do not exist: {sorted(unknown)}")
    return mart


@cache
def load_marts() -> Mapping[str, Mart]:
    """The published tables by name, in the order of `marts.yml`."""
    return {name: _mart(name, entry) for name, entry in read_yaml(HERE / "marts.yml")["tables"].items()}


@cache
def mart_schema(name: str) -> pandera.DataFrameSchema:
    """The schema of a published table: its columns in order, nulls, closed lists, one row per key."""
    mart = load_marts()[name]
    columns = {
        column.name: pandera.Column(
            nullable=column.nullable,
            checks=[breaches.one_of(column.values, "value is in the closed list")] if column.values else [],
        )
        for column in mart.columns
    }
    return pandera.DataFrameSchema(columns, strict=True, ordered=True, checks=breaches.once(mart.key), name=name)


def validate_mart(name: str, table: pa.Table) -> None:
    """Prove published table `name`; schemas.breaches.SchemaBroken names column, rule and count, never a value."""
    breaches.validate(mart_schema(name), load_marts()[name].arrow_schema, table, name)
