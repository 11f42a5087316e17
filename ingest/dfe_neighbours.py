"""DfE's statistical-neighbour model: ten neighbours of each authority, nearest first."""

from __future__ import annotations

import re

import pyarrow as pa

from ingest.csv_records import Records
from ingest.problems import FileRefused, Problem

COUNT = 10
_CODE = re.compile(r"\d{3}")


def read_neighbours(records: Records, file: str) -> pa.Table:
    """One row per authority and place 1 to 10, columns as in reference.neighbour; a place left empty has no row.

    Errors: FileRefused with file, line, column and rule for a missing column, a code that is none, an authority that
    stands twice or is its own neighbour, a neighbour that stands twice.
    """
    names = [f"sn_{place}" for place in range(1, COUNT + 1)]
    problems = [
        Problem(file, 1, name, "dfe-header", "a file of neighbours has this column")
        for name in ("old_la_code", *names)
        if name not in records.table.column_names
    ]
    if problems:
        raise FileRefused(problems)
    rows, seen = [], set()
    for line, record in zip(records.lines.tolist(), records.table.to_pylist(), strict=True):
        code = record["old_la_code"].strip()
        if not _CODE.fullmatch(code):
            problems.append(Problem(file, line, "old_la_code", "dfe-area", "is no DfE code"))
        if code in seen:
            problems.append(Problem(file, line, "old_la_code", "dfe-twice", "the authority stands above"))
        seen.add(code)
        taken = {code}
        for place, name in enumerate(names, 1):
            neighbour = record[name].strip()
            if not neighbour:
                continue
            if not _CODE.fullmatch(neighbour):
                problems.append(Problem(file, line, name, "dfe-area", "is no DfE code"))
            if neighbour in taken:
                problems.append(Problem(file, line, name, "dfe-twice", "stands before in the record"))
            taken.add(neighbour)
            rows.append((code, place, neighbour, record.get(f"{name}p", "").strip() or None, file, line))
    if problems:
        raise FileRefused(problems)
    if not rows:
        raise FileRefused([Problem(file, None, None, "dfe-empty", "no authority has a neighbour")])
    columns = ("la_code", "position", "neighbour_la_code", "closeness", "file", "file_row")
    return pa.table({name: list(column) for name, column in zip(columns, zip(*rows, strict=True), strict=True)})
