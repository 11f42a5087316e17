"""The records of a Parquet file as text, so that they are read by the same rules as those of a CSV.

A column may hold what the contract has in a type that says the same (a day as a date or as a time without a zone, a flag as a
boolean, a whole number as a float); any other type is refused, never converted: text that was made a number has lost its zeros already.
"""

from __future__ import annotations

import csv
import hashlib
import io
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ingest.csv_records import Expected
from ingest.problems import FileRefused, Problem
from schemas.contract import Table


@dataclass(frozen=True)
class ParquetRecords:
    """The records of a Parquet file as text; the line of a record is its number."""

    table: pa.Table
    lines: np.ndarray
    sha256: str
    notices: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.lines)

    def raw_text(self, record: int) -> str:
        """The record as a line of CSV."""
        text = io.StringIO()
        values = self.table.slice(record, 1).to_pylist()[0]
        csv.writer(text, lineterminator="").writerow(["" if value is None else value for value in values.values()])
        return text.getvalue()


def read_parquet(data: bytes, file: str, table: Table, expected: Expected) -> ParquetRecords:
    """The columns of the file under their names in lower case; those the contract does not know are empty.

    Errors: FileRefused where the file is not whole, is not the one the manifest describes, has a column of a type that cannot
    hold what the contract wants, or a value no text may have (with its record).
    """
    sha256 = hashlib.sha256(data).hexdigest()
    if expected.sha256 is not None and expected.sha256 != sha256:
        raise _refused(file, None, "manifest-sha256", "the file is not the one manifest.csv describes (sha256 differs)")
    try:
        # Not read_table, which finds no column whose name stands twice. Where the writer left sums of its pages, they are checked.
        opened = pq.ParquetFile(pa.BufferReader(data), page_checksum_verification=True)
        read = opened.read()
        names = [name.strip().lower() for name in read.column_names]
        is_whole = _is_whole(opened.metadata, read.num_rows)
    except (pa.ArrowException, OSError, UnicodeDecodeError):
        # Arrow's message may quote what it met.
        is_whole = False
    if not is_whole:
        raise _refused(file, None, "parquet-read", "not a whole Parquet file")
    if expected.rows is not None and expected.rows != read.num_rows:
        raise _refused(file, None, "manifest-rows", f"{read.num_rows} records where manifest.csv says {expected.rows}")
    problems, columns = [], []
    for name, column in zip(names, read.columns, strict=True):
        wanted = table.by_name.get(name)
        if wanted is None:
            columns.append(pa.nulls(len(column), pa.string()))
            continue
        text, problem = _text(column, wanted.type)
        columns.append(text)
        if problem is not None:
            line, rule, message = problem
            problems.append(Problem(file, line, name, rule, message))
    if problems:
        raise FileRefused(problems)
    return ParquetRecords(pa.Table.from_arrays(columns, names=names), np.arange(1, read.num_rows + 1), sha256)


def _is_whole(said: pq.FileMetaData, records: int) -> bool:
    """Whether as many records were read as the file says it has, and each of its groups the same of all its columns."""
    groups = [said.row_group(place) for place in range(said.num_row_groups)]
    flat = [place for place in range(said.num_columns) if said.schema.column(place).max_repetition_level == 0]
    return records == said.num_rows and all(
        group.column(place).num_values == group.num_rows for group in groups for place in flat
    )


def _refused(file: str, column: str | None, rule: str, message: str) -> FileRefused:
    return FileRefused([Problem(file, None, column, rule, message)])


def _text(column: pa.ChunkedArray, wanted: str) -> tuple[pa.ChunkedArray | None, tuple[int | None, str, str] | None]:
    """The column as text, or the record, rule and words of why it cannot be."""
    if not _fits(column.type, wanted):
        return None, (None, "parquet-type", f"type {column.type} where the contract has {wanted}")
    try:
        column.validate(full=True)
        text = column.cast(pa.string())
    except pa.ArrowException:
        return None, (None, "parquet-read", "values that are not what their type says")
    nul = pc.index(pc.match_substring(text, "\0"), True).as_py()
    return (text, None) if nul < 0 else (None, (nul + 1, "file-nul", "a NUL byte"))


def _fits(type_: pa.DataType, wanted: str) -> bool:
    """Whether a Parquet column of `type_` may hold a contract column; text is read as it is in CSV."""
    if pa.types.is_dictionary(type_):
        type_ = type_.value_type
    if pa.types.is_string(type_) or pa.types.is_large_string(type_) or pa.types.is_null(type_):
        return True
    local_time = pa.types.is_timestamp(type_) and type_.tz is None
    match wanted:
        case "integer":
            # Whole numbers with gaps leave pandas as floats.
            return pa.types.is_integer(type_) or pa.types.is_float64(type_)
        case "decimal":
            # A float is read by its shortest decimal writing, as a CSV of it would be.
            return pa.types.is_integer(type_) or pa.types.is_decimal(type_) or pa.types.is_float64(type_)
        case "date" | "timestamp":
            return pa.types.is_date(type_) or local_time
        case "flag":
            return pa.types.is_boolean(type_) or pa.types.is_integer(type_)
        case _:
            return False
