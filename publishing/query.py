"""Read-only questions to what is published, with everything else shut: files, network, settings, other statements."""

import json
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import duckdb

from publishing.files import PublicationError, read_manifest

FORMATS = ("table", "csv", "json")
_ALLOWED = (duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN)


class QueryRefused(PublicationError):
    """The question is not one that is answered here, or the database could not answer it; one line."""


def open_published(home: Path, restricted: bool = False) -> duckdb.DuckDBPyConnection:
    """A locked-down connection to the marts of the current build; `restricted` adds the caseload of the same build.

    The build is read once, from the manifest of `published/current`: an answer never mixes two nights.

    Raises:
        NothingPublished: there is no publication.
        QueryRefused: this user may not read it.
    """
    build = read_manifest(home / "published")["build"]
    marts = home / "published" / "builds" / build / "marts.duckdb"
    caseload = home / "restricted" / "builds" / build / "caseload.duckdb"
    try:
        connection = duckdb.connect(str(marts), read_only=True)
        if restricted:
            connection.execute(f"attach '{str(caseload).replace(chr(39), chr(39) * 2)}' as caseload (read_only)")
            connection.execute("set search_path = 'marts.main,caseload.main'")
    except duckdb.Error:
        raise QueryRefused(f"{(caseload if restricted else marts).name} of build {build} cannot be opened") from None
    # In this order: once locked, nothing can be set.
    for setting in (
        "autoinstall_known_extensions",
        "autoload_known_extensions",
        "enable_external_access",
    ):
        connection.execute(f"set {setting} = false")
    connection.execute("set lock_configuration = true")
    return connection


def ask(connection: duckdb.DuckDBPyConnection, question: str) -> tuple[list[str], list[tuple]]:
    """Column names and rows of one SELECT-like statement.

    Raises:
        QueryRefused: more than one statement, another kind of statement, or an error of the database.
    """
    try:
        statements = connection.extract_statements(question)
        if len(statements) != 1 or statements[0].type not in _ALLOWED:
            raise QueryRefused("one select statement at a time; nothing can be changed here")
        answer = connection.execute(statements[0])
        return [column[0] for column in answer.description], answer.fetchall()
    except duckdb.Error as problem:
        raise QueryRefused(str(problem).splitlines()[0]) from None


def render(names: list[str], rows: list[tuple], form: str) -> str:
    """The answer as text: aligned columns, RFC 4180 CSV, or a JSON list of objects. Decimals keep every digit."""
    if form == "json":
        objects = (
            "{" + ", ".join(f"{json.dumps(name)}: {_json(value)}" for name, value in zip(names, row, strict=True)) + "}"
            for row in rows
        )
        return "[" + ",\n ".join(objects) + "]"
    texts = [[_text(value) for value in row] for row in rows]
    if form == "csv":
        return "\r\n".join(",".join(_csv(cell) for cell in row) for row in [names, *texts])
    widths = [max(len(row[at]) for row in [names, *texts]) for at in range(len(names))]
    lines = [names, ["-" * width for width in widths], *texts]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in lines
    )


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, bool):
        return str(value).lower()
    return str(value)


def _csv(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if set(cell) & set(',"\r\n') else cell


def _json(value: object) -> str:
    if value is None or isinstance(value, bool | int):
        return json.dumps(value)
    if isinstance(value, Decimal | float):
        return f"{value:f}" if isinstance(value, Decimal) else json.dumps(value)
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_json(item) for item in value) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(str(key))}: {_json(item)}" for key, item in value.items()) + "}"
    if isinstance(value, datetime | date):
        return json.dumps(value.isoformat())
    return json.dumps(str(value))
