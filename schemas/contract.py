"""The landing contract of `landing.yml` as objects: one Table per file of an extract, one CodeSet per list of codes.

Source: Standard Safeguarding Dataset 1.4.5, SSDA903, CIN census, ILACS Annex A and this project's own extension tables.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
TYPES = ("string", "integer", "decimal", "date", "timestamp", "flag", "json")


@dataclass(frozen=True)
class Column:
    """A column of a landing table. `allowed` names a code set, or for type json a json shape."""

    name: str
    type: str
    nullable: bool
    allowed: str | None
    personal: bool
    meaning: str


@dataclass(frozen=True)
class CodeSet:
    """A list of codes. `retired` maps a code no longer collected to the year it went, `since` a code to its first year."""

    name: str
    closed: bool
    source: str
    values: Mapping[str, str]
    aliases: Mapping[str, str]
    retired: Mapping[str, int]
    since: Mapping[str, int]
    note: str | None

    @property
    def codes(self) -> tuple[str, ...]:
        """Every code a row may carry, retired ones included."""
        return (*self.values, *self.retired)


@dataclass(frozen=True)
class Table:
    """A landing table: one file of an extract. Foreign keys point at a unique column, member keys at one that is not."""

    name: str
    origin: str
    description: str
    primary_key: tuple[str, ...]
    foreign_keys: Mapping[str, tuple[str, str]]
    member_keys: Mapping[str, tuple[tuple[str, str], ...]]
    person_column: str | None
    event_date: str | None
    end_date: str | None
    columns: tuple[Column, ...]
    by_name: Mapping[str, Column] = field(compare=False, repr=False)

    @property
    def required(self) -> tuple[str, ...]:
        """Columns a file must have: those that may not be empty. Keys that may be empty have a default (values.py)."""
        return tuple(column.name for column in self.columns if not column.nullable)


@dataclass(frozen=True)
class Contract:
    """The whole landing contract, version and all."""

    version: int
    envelope: tuple[Column, ...]
    manifest: tuple[Column, ...]
    code_sets: Mapping[str, CodeSet]
    json_shapes: Mapping[str, str]
    tables: Mapping[str, Table]


def read_yaml(path: Path) -> Any:
    """The content of a YAML file, by libyaml's safe loader (ten times faster than the one in Python)."""
    with path.open("rb") as stream:
        return yaml.load(stream, Loader=yaml.CSafeLoader)


def _target(text: str) -> tuple[str, str]:
    table, column = text.split(".")
    return table, column


def _code_set(name: str, entry: dict[str, Any]) -> CodeSet:
    values = entry["values"]
    labels = values if isinstance(values, dict) else {value: value for value in values}
    return CodeSet(**{**entry, "name": name, "values": labels})


def _table(name: str, entry: dict[str, Any]) -> Table:
    columns = tuple(Column(**column) for column in entry["columns"])
    return Table(
        name=name,
        origin=entry["origin"],
        description=entry["description"],
        primary_key=tuple(entry["primary_key"]),
        foreign_keys={column: _target(target) for column, target in entry["foreign_keys"].items()},
        member_keys={column: tuple(map(_target, targets)) for column, targets in entry["member_keys"].items()},
        person_column=entry["person_column"],
        event_date=entry["event_date"],
        end_date=entry["end_date"],
        columns=columns,
        by_name={column.name: column for column in columns},
    )


@cache
def load_contract() -> Contract:
    """The contract of `landing.yml`, read once per process."""
    content = read_yaml(HERE / "landing.yml")
    return Contract(
        version=content["contract"]["version"],
        envelope=tuple(Column(**column) for column in content["envelope"]),
        manifest=tuple(Column(**column) for column in content["manifest"]),
        code_sets={name: _code_set(name, entry) for name, entry in content["code_sets"].items()},
        json_shapes={name: entry["form"] for name, entry in content["json_shapes"].items()},
        tables={name: _table(name, entry) for name, entry in content["tables"].items()},
    )
