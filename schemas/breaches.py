"""A table that breaks its schema, said as column, rule and count: pandera's own error holds values and whole rows."""

from __future__ import annotations

from dataclasses import dataclass

import pandera.pyarrow as pandera
import pyarrow as pa
import pyarrow.compute as pc


@dataclass(frozen=True)
class Breach:
    """One rule a table broke. `count` is rows, None where the rule is about the table's shape."""

    table: str
    column: str | None
    rule: str
    count: int | None

    def __str__(self) -> str:
        rows = "" if self.count is None else f" ({self.count} rows)"
        return f"{self.table}{'.' + self.column if self.column else ''}: {self.rule}{rows}"


class SchemaBroken(Exception):
    """A table is not what its schema says. `breaches` holds every reason; str() is one line each, no value among them."""

    def __init__(self, breaches: list[Breach]) -> None:
        self.breaches = breaches
        super().__init__("\n".join(map(str, breaches)))


def one_of(words: tuple[str, ...], name: str) -> pandera.Check:
    """A check that a text column holds only `words` (or null), asked of its distinct values instead of every row."""
    allowed = pa.array(words, pa.string())

    def check(data: pandera.PyArrowData) -> bool | pa.ChunkedArray:
        column = data.table[data.key]
        distinct = pc.drop_null(pc.unique(column))
        if pc.all(pc.is_in(distinct, value_set=allowed), min_count=0).as_py():
            return True
        return pc.or_(pc.is_in(column, value_set=allowed), pc.is_null(column))

    return pandera.Check(check, native=True, name=name)


def once(key: tuple[str, ...]) -> pandera.Check:
    """A check of a whole table that no key occurs twice."""

    def check(data: pandera.PyArrowData) -> bool:
        keys = data.table.select(key)
        return keys.group_by(list(key)).aggregate([]).num_rows == keys.num_rows

    return pandera.Check(check, native=True, name=f"key {', '.join(key)} occurs once")


def validate(schema: pandera.DataFrameSchema, types: pa.Schema, table: pa.Table, name: str) -> None:
    """Raise SchemaBroken with every breach of `schema` or of the exact Arrow `types` by `table`.

    Types are compared as Arrow's own: pandera's engine has no word for a decimal, and for each column it checks it tries
    to import pandas, which costs more than all its other checks.
    """
    breaches = [
        Breach(name, field.name, f"type is {field.type}", None)
        for field in types
        if field.name in table.column_names and table.schema.field(field.name).type != field.type
    ]
    try:
        schema.validate(table, lazy=True)
    except pandera.errors.SchemaErrors as errors:
        breaches += [_breach(name, error) for error in errors.schema_errors]
    if breaches:
        raise SchemaBroken(breaches)


def _breach(table: str, error: pandera.errors.SchemaError) -> Breach:
    # A column pandera names is one of the schema's; a foreign column's name is a value as far as we know.
    cases = error.failure_cases
    count = cases.num_rows if isinstance(cases, pa.Table) else None
    rule = getattr(error.check, "name", None) or str(error.check)
    column = error.schema.name if isinstance(error.schema, pandera.Column) else None
    return Breach(table, column, rule, count)
