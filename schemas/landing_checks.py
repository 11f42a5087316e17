"""pandera schemas of the accepted landing rows, one per table, derived from the contract.

Strict columns in the contract's order, exact types, no null where the contract allows none, closed code sets, and a key
that occurs once.
"""

from __future__ import annotations

from functools import cache

import pandera.pyarrow as pandera
import pyarrow as pa

from schemas import breaches
from schemas.arrow import arrow_schema, envelope, landing_columns
from schemas.contract import Contract, Table, load_contract

FLAG_VALUES = ("Y", "N")


def _checks(table: Table, contract: Contract, name: str) -> list[pandera.Check]:
    column = table.by_name.get(name)
    if column is None:
        return []
    if column.type == "flag":
        return [breaches.one_of(FLAG_VALUES, "value is Y or N")]
    code_set = contract.code_sets.get(column.allowed or "")
    if code_set is None or not code_set.closed:
        return []
    return [breaches.one_of(code_set.codes, f"code is in {code_set.name}")]


@cache
def landing_schema(name: str) -> pandera.DataFrameSchema:
    """The schema of a landing table's accepted rows, envelope included but for _quarantine."""
    contract = load_contract()
    table = contract.tables[name]
    required = {*table.required, *table.primary_key, *(c.name for c in envelope() if not c.nullable)}
    columns = {
        stored.name: pandera.Column(nullable=stored.name not in required, checks=_checks(table, contract, stored.name))
        for stored in landing_columns(table)
        if stored.name != "_quarantine"
    }
    return pandera.DataFrameSchema(
        columns, strict=True, ordered=True, checks=breaches.once(table.primary_key), name=name
    )


def validate_landing(name: str, accepted: pa.Table) -> None:
    """Prove accepted rows of landing table `name`; SchemaBroken names column, rule and count, never a value."""
    types = arrow_schema(load_contract().tables[name])
    breaches.validate(landing_schema(name), types, accepted, name)
