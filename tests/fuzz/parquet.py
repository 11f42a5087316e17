"""What befalls a Parquet file: all that can befall a table, columns of other types, another writer's choices, and damage.

What a Parquet file means is a CSV, so that it is read by another reader than the one on trial.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from tests.fuzz import mangling
from tests.fuzz.councils import Table
from tests.fuzz.mangling import Mangled, clean, parsed, table_named

Cells = Sequence[str]
READERS: dict[str, tuple[Callable[[str], object], pa.DataType]] = {
    "date": (date.fromisoformat, pa.date32()),
    "timestamp": (datetime.fromisoformat, pa.timestamp("us")),
    "integer": (int, pa.int64()),
    "decimal": (Decimal, pa.decimal128(18, 4)),
    "flag": ({"Y": True, "N": False}.__getitem__, pa.bool_()),
}


def suffixed(path: str) -> str:
    """The path of a table of CSV as Parquet."""
    return path.replace(".csv", ".parquet")


def as_csv(path: str) -> str:
    """The path under which the meaning of a file stands."""
    return path.replace(".parquet", ".csv")


def _cells(table: Table, place: int) -> Cells:
    return [row[place] for row in table.rows]


def _native(table: Table, place: int) -> pa.Array | None:
    """A column in its own type; None where a cell cannot be told in it."""
    column = table_named(table).by_name.get(table.header[place].strip().lower())
    if column is None or column.type not in READERS:
        return None
    read, type_ = READERS[column.type]
    try:
        return pa.array([read(cell) if cell else None for cell in _cells(table, place)], type_)
    except (ValueError, ArithmeticError, KeyError, pa.ArrowInvalid):
        return None


def _text(table: Table, place: int) -> pa.Array:
    return pa.array([cell or None for cell in _cells(table, place)], pa.string())


def _columns(random: Random, table: Table) -> list[pa.Array]:
    """The columns as a writer would have them: mostly in their own types."""
    natives = [_native(table, place) if random.random() < 0.8 else None for place in range(len(table.header))]
    return [_text(table, place) if native is None else native for place, native in enumerate(natives)]


def _packed(random: Random, header: Sequence[str], columns: list[pa.Array]) -> bytes:
    """A Parquet file in one of the ways a writer may choose."""
    stream, count = pa.BufferOutputStream(), len(columns[0])
    pq.write_table(
        pa.Table.from_arrays(columns, names=list(header)),
        stream,
        row_group_size=random.choice((None, 1, max(1, count // 2))),
        compression=random.choice(("none", "snappy", "zstd", "gzip")),
        use_dictionary=random.random() < 0.5,
        data_page_version=random.choice(("1.0", "2.0")),
        version=random.choice(("1.0", "2.6")),
        store_schema=random.random() < 0.5,
        write_page_checksum=random.random() < 0.5,
    )
    return stream.getvalue().to_pybytes()


def _file(random: Random, table: Table) -> bytes:
    return _packed(random, table.header, _columns(random, table))


def _other(random: Random, table: Table, place: int, column: pa.Array) -> bytes:
    """The file with one column in another form."""
    columns = _columns(random, table)
    columns[place] = column
    return _packed(random, table.header, columns)


def _place_of(random: Random, table: Table, *types: str) -> int | None:
    """A column of one of the contract's types, with a value, that can be told in it."""
    known = table_named(table).by_name
    places = [
        place
        for place, name in enumerate(table.header)
        if name in known
        and known[name].type in types
        and any(_cells(table, place))
        and (known[name].type not in READERS or _native(table, place) is not None)
    ]
    return random.choice(places) if places else None


def _filled(table: Table, place: int, cell: str) -> Table:
    return replace(table, rows=tuple((*row[:place], cell, *row[place + 1 :]) for row in table.rows))


# Of a Parquet file: table -> bytes and meaning, as of a CSV.
def a_column_of_text(random: Random, table: Table):
    place = random.randrange(len(table.header))
    text = _text(table, place).cast(random.choice((pa.string(), pa.large_string())))
    return _other(random, table, place, text), table


def a_dictionary(random: Random, table: Table):
    place = random.randrange(len(table.header))
    column = _native(table, place)
    column = _text(table, place) if column is None else column
    return _other(random, table, place, column.dictionary_encode()), table


def a_day_as_a_time(random: Random, table: Table):
    place = _place_of(random, table, "date", "timestamp")
    if place is None:
        return _file(random, table), table
    unit = random.choice(("s", "ms", "us", "ns"))
    return _other(random, table, place, _native(table, place).cast(pa.timestamp(unit))), table


def a_time_of_a_zone(random: Random, table: Table):
    place = _place_of(random, table, "date", "timestamp")
    if place is None:
        return _file(random, table), table
    zone = pa.timestamp("us", tz=random.choice(("UTC", "Europe/London", "+01:00")))
    return _other(random, table, place, _native(table, place).cast(pa.timestamp("us")).cast(zone)), None


def a_number_as_another(random: Random, table: Table):
    """Decimals of other widths and floats are the same number; whole numbers of other widths too."""
    place = _place_of(random, table, "integer", "decimal")
    if place is None:
        return _file(random, table), table
    column = _native(table, place)
    others = (
        (pa.int16(), pa.int32(), pa.uint64(), pa.float64())
        if pa.types.is_integer(column.type)
        else (pa.decimal128(30, 6), pa.decimal256(50, 4), pa.float64())
    )
    return _other(random, table, place, column.cast(random.choice(others))), table


def text_as_numbers(random: Random, table: Table):
    """What was text has become numbers: zeros before it and all that were letters are gone."""
    place = _place_of(random, table, "string")
    numbers = pa.array(range(len(table.rows)), random.choice((pa.int64(), pa.float64(), pa.decimal128(18, 4))))
    return _other(random, table, place, numbers), None


def text_as_bytes(random: Random, table: Table):
    place = _place_of(random, table, "string")
    return _other(random, table, place, _text(table, place).cast(pa.binary())), None


def a_list(random: Random, table: Table):
    place = _place_of(random, table, "string", *READERS)
    lists = pa.array([[cell] for cell in _cells(table, place)], pa.list_(pa.string()))
    structs = pa.array([{"of": cell} for cell in _cells(table, place)])
    return _other(random, table, place, random.choice((lists, structs))), None


def a_list_added(random: Random, table: Table):
    columns = _columns(random, table)
    columns.insert(1, pa.array([[{"of": [1]}]] * len(table.rows)))
    return _packed(random, (table.header[0], "another", *table.header[1:]), columns), table


def nothing_in_a_column(random: Random, table: Table):
    place = random.randrange(len(table.header))
    return _other(random, table, place, pa.nulls(len(table.rows))), _filled(table, place, "")


def days_of_no_calendar(random: Random, table: Table):
    """A date of the year five million is no more of a value than the 31st of a 31st month."""
    place = _place_of(random, table, "date")
    if place is None:
        return _file(random, table), table
    far = pa.array([2**31 - 1] * len(table.rows), pa.int32()).cast(pa.date32())
    return _other(random, table, place, far), _filled(table, place, mangling.UNREADABLE)


def name_twice_in_another_case(random: Random, table: Table):
    place = random.randrange(len(table.header))
    columns = _columns(random, table)
    return _packed(random, (*table.header, table.header[place].upper()), [*columns, columns[place]]), None


def nul_in_a_text(random: Random, table: Table):
    place = _place_of(random, table, "string")
    cells = list(_cells(table, place))
    record = random.randrange(len(cells))
    cells[record] = f"a\0{cells[record]}"
    return _other(random, table, place, pa.array(cells)), None


def no_rows(random: Random, table: Table):
    none = replace(table, rows=())
    return _file(random, none), none


def no_bytes(random: Random, table: Table):
    return b"", None


def a_csv_of_that_name(random: Random, table: Table):
    return clean(table), None


def another_mark(random: Random, table: Table):
    data = _file(random, table)
    return random.choice((data[:-4] + b"PARE", data[:-4] + b"ORC1", data[4:-4], b"PAR1PAR1")), None


def cut(random: Random, table: Table):
    data = _file(random, table)
    return data[: random.randrange(len(data))], None


def a_bit_flipped(random: Random, data: bytes) -> bytes:
    """Nothing is lost or added, or no file would be read after it."""
    octets = bytearray(data)
    octets[random.randrange(len(octets))] ^= 1 << random.randrange(8)
    return bytes(octets)


OF_PARQUET: tuple[Callable, ...] = (
    a_column_of_text, a_dictionary, a_day_as_a_time, a_time_of_a_zone, a_number_as_another, text_as_numbers, text_as_bytes,
    a_list, a_list_added, nothing_in_a_column, days_of_no_calendar, name_twice_in_another_case, nul_in_a_text, no_rows,
    no_bytes, a_csv_of_that_name, another_mark, cut, *[a_bit_flipped] * 5,
)  # fmt: skip
# What befalls a table whatever it is written as.
OF_A_TABLE: tuple[Callable, ...] = (
    *(mangling.with_letters, mangling.shuffled, mangling.columns_in_another_order, mangling.header_in_another_dress),
    *(mangling.column_twice, mangling.column_added, mangling.column_dropped, mangling.column_renamed),
    *(mangling.column_retyped, mangling.cut_between_records),
)
WAYS = (*OF_PARQUET, *OF_A_TABLE)


def mangled_parquet(random: Random, table: Table, how: Callable) -> Mangled:
    """A landing table as Parquet after one of the things that can befall it."""
    path, name = suffixed(table.path), how.__name__
    if how is a_bit_flipped:
        whole = _file(random, table)
        data = a_bit_flipped(random, whole)
        understood = _understood(data, table)
        also = None if understood in (None, _understood(whole, table)) else clean(understood)
        return Mangled(path, name, data, clean(table), must_stand=False, also=also)
    data, meaning = how(random, table)
    if how in OF_A_TABLE:
        data = _file(random, parsed(data.decode(), table.path))
    return Mangled(path, name, data, None if meaning is None else clean(meaning))


def _understood(data: bytes, table: Table) -> Table | None:
    """A damaged file by a reader of its own (DuckDB's); None where that reader cannot make it out."""
    with TemporaryDirectory(prefix="parquet-") as scratch, duckdb.connect() as connection:
        path = Path(scratch) / suffixed(table.path)
        path.write_bytes(data)
        try:
            read = connection.sql(f"select cast(columns(*) as varchar) from read_parquet('{path}')")
            rows = read.fetchall()
        except (duckdb.Error, UnicodeDecodeError):
            return None
    cells = tuple(tuple("" if cell is None else cell for cell in row) for row in rows)
    return Table(table.path, tuple(read.columns), cells)
