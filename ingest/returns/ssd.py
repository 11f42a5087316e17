"""What some case systems leave out of their build of the SSD, filled as returns.md section 5 says.

Columns missing by system otherwise show as absent, since a column is known by its name; and a column the standard itself calls
a placeholder is absent until a build fills it.
"""

from __future__ import annotations

from dataclasses import replace

import pyarrow as pa

from ingest.problems import Problem
from ingest.returns.keys import Numbering, child_part
from ingest.ssd_gaps import KEYS, PARENTS
from ingest.supplied import Supplied
from ingest.values import cleaned
from schemas.contract import Contract

PLACEHOLDERS = frozenset(
    ("csdq_sdq_reason", "cppr_cp_review_participation", "prof_agency_worker_flag", "perm_placed_foster_carer_date")
)
PLACEHOLDER_PREFIXES = ("prep_", "link_")


def completed(files: list[Supplied], contract: Contract) -> tuple[list[Supplied], list[Problem]]:
    """The tables with what can be filled; a problem for a column that may not be empty and cannot be."""
    tables = {one.table.name: one for one in files}
    problems: list[Problem] = []
    for (name, column), (entity, person, told_by) in KEYS.items():
        one = tables.get(name)
        if one is not None and column not in one.columns and person in one.columns:
            tables[name] = _with(one, column, _keys(one, entity, person, told_by), "made from its parts")
    for (name, column), (own, parent, parent_key, parent_person) in PARENTS.items():
        one, above = tables.get(name), tables.get(parent)
        if one is None or column in one.columns or own not in one.columns:
            continue
        if above is not None and {parent_key, parent_person} <= set(above.columns):
            rows = _text(above, parent_key, parent_person)
            people = dict(zip(*rows, strict=True))
            (links,) = _text(one, own)
            tables[name] = _with(one, column, [people.get(link) for link in links], f"taken through {own}")
    for name, one in tables.items():
        problems += [
            Problem(one.file, 1, column, "header-missing", "a column that may not be empty is missing")
            for column in contract.tables[name].required
            if column not in one.columns
        ]
        tables[name] = _without_placeholders(one)
    return list(tables.values()), problems


def _text(one: Supplied, *names: str) -> list[list[str | None]]:
    """Columns as cleaned text."""
    return [column.to_pylist() for column in cleaned(one.records.table.select(list(names))).columns]


def _keys(one: Supplied, entity: str, person: str, told_by: tuple[str, ...]) -> list[str | None]:
    numbering = Numbering()
    named = [name for name in told_by if name in one.columns]
    rows = zip(*_text(one, person, *named), strict=True)
    return [child and numbering.key(entity, child_part(child), *parts) for child, *parts in rows]


def _with(one: Supplied, column: str, values: list[str | None], how: str) -> Supplied:
    table = one.records.table.append_column(column, pa.array(values, pa.string()))
    columns = [known.name for known in one.table.columns if known.name in (*one.columns, column)]
    notices = (*one.notices, f"{column} is missing and was {how}")
    return replace(one, records=replace(one.records, table=table), columns=columns, notices=notices)


def _without_placeholders(one: Supplied) -> Supplied:
    """A table without the placeholder columns that no row fills; its keys stay."""
    named = [
        name
        for name in one.columns
        if (name in PLACEHOLDERS or name.startswith(PLACEHOLDER_PREFIXES)) and one.table.by_name[name].nullable
    ]
    if one.manifest.source != "ssd" or not len(one.records):
        return one
    empty = {name for name in named if not any(_text(one, name)[0])}
    return replace(one, columns=[name for name in one.columns if name not in empty]) if empty else one
