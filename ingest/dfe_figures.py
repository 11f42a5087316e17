"""One of DfE's statistics files (the columns of Explore Education Statistics) as figures.

A figure is a decimal or one of DfE's symbols, never both: a symbol is the reason why there is no number.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
import pyarrow as pa

from ingest.csv_records import Records
from ingest.problems import FileRefused, Problem
from ingest.values import identifier, literal

# What DfE prints where there is no number, and the letter it is kept as. `low` is the older word for k.
SYMBOLS = {"c": "c", "k": "k", "low": "k", "u": "u", "x": "x", "z": "z"}
LEVELS = {"national": "england", "regional": "region", "local authority": "authority"}
# Two authorities may publish together: "940 / 941".
LA_CODE = r"\d{3}( / \d{3})*"
NUMBER = r"\d{1,13}(\.\d+)?"
IDENTITY = (
    "time_period",
    "geographic_level",
    "country_code",
    "country_name",
    "region_code",
    "region_name",
    "old_la_code",
    "new_la_code",
    "la_name",
)


@dataclass(frozen=True)
class Series:
    """Rows of a kind of file that one filter picks (`column=value;column=value`, empty = all) and the columns read of them."""

    name: str
    indicators: tuple[str, ...]

    @property
    def filters(self) -> dict[str, str]:
        """Column in lower case, and the value it must have."""
        pairs = (part.split("=", 1) for part in self.name.split(";") if part)
        return {column.lower(): value for column, value in pairs}


@dataclass(frozen=True)
class Figures:
    """The figures of one file, columns as in reference.figure."""

    table: pa.Table
    newest_period: int
    notices: list[str]


def read_figures(
    connection: duckdb.DuckDBPyConnection, records: Records, file: str, kind: str, wanted: tuple[Series, ...]
) -> Figures:
    """The figures of the wanted series: one row per series, indicator, area and year.

    Errors: FileRefused with file, line, column and rule for a column that is missing, a year or an area that is none, a
    cell that is neither a number nor a symbol of DfE's, one figure said in two ways, a file without a row of use.
    """
    needed = {*IDENTITY, *(name for one in wanted for name in (*one.filters, *map(str.lower, one.indicators)))}
    missing = sorted(needed - set(records.table.column_names))
    if missing:
        raise FileRefused(
            [Problem(file, 1, name, "dfe-header", f"a file of {kind} has this column") for name in missing]
        )
    text = records.table.select(sorted(needed)).append_column("file_row", pa.array(records.lines, pa.int64()))
    connection.register("_text", text)
    try:
        trimmed = ", ".join(f"trim({identifier(name)}) as {identifier(name)}" for name in sorted(needed))
        levels = " ".join(f"when '{printed}' then '{level}'" for printed, level in LEVELS.items())
        connection.execute(
            f"create or replace temp table _dfe as select file_row, {trimmed},"
            f" case lower(trim(geographic_level)) {levels} end as level from _text"
        )
    finally:
        connection.unregister("_text")
    try:
        return _figures(connection, file, kind, wanted)
    finally:
        connection.execute("drop table _dfe")


def _figures(connection: duckdb.DuckDBPyConnection, file: str, kind: str, wanted: tuple[Series, ...]) -> Figures:
    notices = []
    (left_out,) = connection.execute("select count(*) from _dfe where level is null").fetchone()
    if left_out:
        notices.append(f"{left_out} records of areas that are neither England, a region nor an authority left out")
    cells = [(one, indicator) for one in wanted for indicator in one.indicators]
    _refuse_wrong(connection, file, [*_AREA_RULES, *(_cell_rule(one, indicator) for one, indicator in cells)])
    read = [_cell_query(one, indicator) for one, indicator in cells]
    connection.execute("create or replace temp table _dfe_cell as " + " union all ".join(read))
    try:
        (repeated, different, line) = connection.execute(
            "select coalesce(sum(n - 1), 0), count(*) filter (ways > 1), min(line) filter (ways > 1) from (select count(*)"
            " as n, count(distinct said) as ways, max(file_row) as line from _dfe_cell"
            " group by series, indicator, level, area_code, time_period)"
        ).fetchone()
        if different:
            message = f"a figure that another record says otherwise ({different} such figures)"
            raise FileRefused([Problem(file, line, None, "dfe-twice", message)])
        symbols = " ".join(f"when '{printed}' then '{symbol}'" for printed, symbol in SYMBOLS.items())
        table = connection.execute(
            f"""
            select
                '{kind}' as kind, series, indicator, level, area_code, new_la_code, region_code, area_name,
                cast(time_period as integer) as time_period,
                case when regexp_full_match(said, ?) then cast(said as decimal(18, 4)) end as value,
                case lower(said) {symbols} end as symbol,
                ? as file,
                file_row
            from _dfe_cell
            qualify row_number() over (partition by series, indicator, level, area_code, time_period order by file_row) = 1
            order by file_row, series, indicator
            """,
            [NUMBER, file],
        ).to_arrow_table()
        if not table.num_rows:
            raise FileRefused([Problem(file, None, None, "dfe-empty", f"no record of use in a file of {kind}")])
        if repeated:
            notices.append(f"{repeated} figures repeated word for word, taken once")
        (newest,) = connection.execute("select max(cast(time_period as integer)) from _dfe_cell").fetchone()
        return Figures(table, newest, notices)
    finally:
        connection.execute("drop table _dfe_cell")


@dataclass(frozen=True)
class _Rule:
    """What every cell of a column must look like, in the rows of a condition."""

    column: str
    pattern: str
    rule: str
    message: str
    where: str = "true"


_AREA_RULES = (
    _Rule("time_period", r"\d{4}", "dfe-period", "is not a year of four digits"),
    _Rule("old_la_code", LA_CODE, "dfe-area", "is no DfE code", "level = 'authority'"),
    _Rule("region_code", r"e1\d{7}", "dfe-area", "is no code of a region", "level = 'region'"),
)


def _cell_rule(one: Series, indicator: str) -> _Rule:
    message = f"is neither a number nor one of {', '.join(SYMBOLS)}"
    return _Rule(indicator.lower(), f"{NUMBER}|{'|'.join(SYMBOLS)}", "dfe-value", message, _chosen(one))


def _chosen(one: Series) -> str:
    return " and ".join([f"{identifier(name)} = {literal(value)}" for name, value in one.filters.items()] or ["true"])


def _refuse_wrong(connection: duckdb.DuckDBPyConnection, file: str, rules: list[_Rule]) -> None:
    """Refuse the file for every rule some cell breaks: the first line, and how many. One pass over the rows."""
    asked = []
    for rule in rules:
        broken = f"{rule.where} and not regexp_full_match(lower({identifier(rule.column)}), {literal(rule.pattern)})"
        asked.append(f"min(file_row) filter ({broken}), count(*) filter ({broken})")
    found = connection.execute(f"select {', '.join(asked)} from _dfe where level is not null").fetchone()
    problems = [
        Problem(file, line, rule.column, rule.rule, f"{rule.message} ({count} such records)")
        for rule, line, count in zip(rules, found[::2], found[1::2], strict=True)
        if count
    ]
    if problems:
        raise FileRefused(problems)


def _cell_query(one: Series, indicator: str) -> str:
    """The rows of one series, with the cell of one column."""
    return f"""
        select
            file_row, {literal(one.name)} as series, {literal(indicator)} as indicator, level,
            case level when 'england' then country_code when 'region' then region_code else old_la_code end as area_code,
            case level when 'authority' then nullif(new_la_code, '') end as new_la_code,
            case when level <> 'england' then nullif(region_code, '') end as region_code,
            case level when 'england' then country_name when 'region' then region_name else la_name end as area_name,
            time_period, {identifier(indicator.lower())} as said
        from _dfe
        where level is not null and {_chosen(one)}
    """
