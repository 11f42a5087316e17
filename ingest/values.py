"""The contract's conventions for values, as DuckDB SQL over a table of text columns.

Text is trimmed; the contract's placeholders are empty; a value that cannot be read as its type, or a code outside a closed
set, is empty and flagged, never guessed. Numbers are decimals, never floats: digits beyond the fourth are rounded half up.
"""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa
import pyarrow.compute as pc

from schemas.arrow import DUCKDB_TYPES
from schemas.contract import CodeSet, Column, Contract, Table

WHITE_SPACE = " \t\r\n\u00a0\ufeff"
PLACEHOLDERS = pa.array(["", "1900-01-01", "PLACEHOLDER_DATA", "NULL", "N/A", "#N/A"])
# A time of day, with seconds and their fraction or without. A zone is refused: the contract's times are local.
TIME = r"[T ]([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,9})?)?"
MIDNIGHTS = ("", "T00:00:00", " 00:00:00", "T00:00:00.000", " 00:00:00.000", " 00:00:00.000000")
# Where a record came from: its number among those of the table, and its line, file and source.
ORIGIN = ("_record", "_file_row", "_file", "_source")
# Keys that may be left empty in the file, and what empty means (aggregate_return: the authority as a whole).
KEY_DEFAULTS = {
    ("aggregate_return", "breakdown"): "coalesce({breakdown}, 'authority')",
    ("aggregate_return", "breakdown_value"): (
        "coalesce({breakdown_value}, case when coalesce(lower({breakdown}), 'authority') = 'authority' then 'all' end)"
    ),
}


def literal(text: str) -> str:
    """A SQL string literal."""
    return "'" + text.replace("'", "''") + "'"


def identifier(name: str) -> str:
    """A quoted SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def _list(words: tuple[str, ...]) -> str:
    return "(" + ", ".join(map(literal, words)) + ")"


def cleaned(table: pa.Table) -> pa.Table:
    """A table of text columns, trimmed, placeholders null."""
    nothing, columns = pa.scalar(None, pa.string()), []
    for column in table.columns:
        text = pc.utf8_trim(column, WHITE_SPACE)
        columns.append(pc.if_else(pc.is_in(text, value_set=PLACEHOLDERS), nothing, text))
    return pa.Table.from_arrays(columns, names=table.column_names)


def _dated(text: str, type_: str) -> str:
    # Written back as text, the date must be the ten characters that were read: DuckDB alone also takes 2020-1-5 or epoch.
    day, rest = f"left({text}, 10)", f"substr({text}, 11)"
    is_day = f"{text} like '____-__-__%' and {text} not like '1900-01-01%' and cast(try_cast({day} as date) as varchar) = {day}"
    is_time = f"({rest} in {_list(MIDNIGHTS)} or regexp_full_match({rest}, {literal(TIME)}))"
    value = f"try_cast({day} as date)" if type_ == "date" else f"try_cast({text} as timestamp)"
    return f"case when {is_day} and {is_time} then {value} end"


def typed(text: str, column: Column, contract: Contract) -> str:
    """The value of `text` in the column's type; null where it cannot be read. Codes: see `coded`."""
    match column.type:
        case "string":
            return text
        case "date" | "timestamp":
            return _dated(text, column.type)
        case "integer":
            whole = f"regexp_full_match({text}, '[+-]?\\d+(\\.0*)?')"
            return f"case when {whole} then try_cast(split_part({text}, '.', 1) as bigint) end"
        case "decimal":
            number = f"regexp_full_match({text}, '[+-]?(\\d+(\\.\\d*)?|\\.\\d+)')"
            return f"case when {number} then try_cast({text} as decimal(18,4)) end"
        case "flag":
            return (
                f"case when upper({text}) in ('Y', 'YES', 'TRUE', '1') then 'Y' "
                f"when upper({text}) in ('N', 'NO', 'FALSE', '0') then 'N' end"
            )
        case "json":
            forms = contract.json_shapes[column.allowed].upper().split(" OR ") if column.allowed else ()
            form = f"case when json_type({text}) in {_list(tuple(forms))} then {text} end" if forms else text
            return f"case when json_valid({text}) then {form} end"
    raise ValueError(f"the contract knows no type {column.type}")


def coded(text: str, code_set: CodeSet, codes: Mapping[str, Mapping[str, str]]) -> str:
    """The code for `text`, null outside the set: the pack's words first, then codes, then aliases, in any case."""
    words = {alias.lower(): code for alias, code in code_set.aliases.items()}
    words |= {code.lower(): code for code in code_set.codes}
    words |= {word.lower(): code for word, code in codes.get(code_set.name, {}).items()}
    branches = " ".join(f"when {literal(word)} then {literal(code)}" for word, code in words.items())
    return f"case lower({text}) {branches} end"


def reads(column: Column) -> bool:
    """Whether a value of the column can fail to be read."""
    return column.type != "string" or column.allowed is not None


def work_query(table: Table, supplied: list[str], contract: Contract, codes: Mapping[str, Mapping[str, str]]) -> str:
    """SQL that reads `_text` (the `supplied` columns, cleaned, then those of ORIGIN) into the table's types.

    Columns: those of the contract, null where not supplied; those of ORIGIN; for each column that can fail `unread:<column>`,
    true where a value stands that could not be read or is outside a closed set; for an open code set `unlisted:<column>`.
    """
    read, values, flags = [], [], []
    for column in table.columns:
        name = identifier(column.name)
        default = KEY_DEFAULTS.get((table.name, column.name))
        if default:
            given = {key: identifier(key) if key in supplied else "null" for key in table.primary_key}
            values.append(f"cast({default.format(**given)} as varchar) as {name}")
        elif column.name not in supplied:
            values.append(f"cast(null as {DUCKDB_TYPES[column.type]}) as {name}")
        elif not reads(column):
            values.append(name)
        else:
            code_set = contract.code_sets[column.allowed] if column.type == "string" else None
            is_open = code_set is not None and not code_set.closed
            value = typed(name, column, contract) if code_set is None else coded(name, code_set, codes)
            result, kind = identifier(f"read:{column.name}"), "unlisted" if is_open else "unread"
            read.append(f"{value} as {result}")
            values.append(f"{f'coalesce({result}, {name})' if is_open else result} as {name}")
            flags.append(f"{result} is null and {_given(name, column)} as {identifier(f'{kind}:{column.name}')}")
    return f"select {', '.join([*values, *ORIGIN, *flags])} from (select {', '.join(['*', *read])} from _text)"


def _given(text: str, column: Column) -> str:
    """Whether a value stands; 1900-01-01 with a time of day is a placeholder too."""
    is_dated = column.type in ("date", "timestamp")
    return f"{text} is not null and {text} not like '1900-01-01_%'" if is_dated else f"{text} is not null"
