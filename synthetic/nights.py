"""Successive nights of one council: what each night would have delivered of an extract that knows how it ends.

A night holds what has happened by its date, and not all of it rightly: some rows are recorded late, some first without a value,
some under a key that is put right, some are taken out again. Which is a function of the row and the seed, so that nights follow
one another as a source system's do, and the same arguments give the same bytes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from pathlib import Path

import duckdb

from synthetic.writing import contract

# Of a thousand rows: so many are recorded up to three weeks late, lie under another key for ten days, are deleted after fifteen,
# lack a value for seven.
LATE, REKEYED, DELETED, CORRECTED = 100, 15, 5, 20
# The history these extracts promise is that of the whole; each row's own column says since when it is known to be true.
MANIFEST = "table,source,as_at,history_from,cohort,columns_absent\n"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


class Nights:
    """An extract, read once, and the folders of its nights."""

    def __init__(self, extract: Path, seed: int = 1) -> None:
        self._seed = seed
        self._connection = duckdb.connect()
        self._tables = {}
        self._history_from = _said(extract)
        for name, table in contract().items():
            found = [path for path in extract.glob(f"{name}.*") if path.suffix in (".csv", ".parquet")]
            if found:
                self._read(name, found[0])
                self._tables[name] = table

    def _read(self, name: str, path: Path) -> None:
        source = (
            f"read_csv('{path}', all_varchar = true, header = true, delim = ',', quote = '\"', escape = '\"', nullstr = '')"
            if path.suffix == ".csv"
            else f"(select cast(columns(*) as varchar) from '{path}')"
        )
        self._connection.execute(f"create table {name} as select * from {source}")

    def write(self, landing: Path, day: dt.date, tables: Collection[str] = (), knows: dt.date | None = None) -> Path:
        """The extract of `day`, or some tables of it, as `landing`/<day>; everything is CSV.

        `knows`: the extract of `day` as it is known on another date.
        """
        folder = landing / day.isoformat()
        folder.mkdir(parents=True)
        lines = [MANIFEST]
        for name, table in self._tables.items():
            if tables and name not in tables:
                continue
            self._connection.execute(
                f"copy ({self._rows(name, table, knows or day)}) to '{folder / name}.csv' (format csv, header)"
            )
            lines.append(f"{name},{_source(name)},{day},{self._history_from},all,[]\n")
        (folder / "manifest.csv").write_text("".join(lines), encoding="utf-8")
        return folder

    def load(self, warehouse: Path, day: dt.date, knows: dt.date | None = None, tables: Collection[str] = ()) -> None:
        """The same straight into schema raw of a warehouse file, every row accepted: for who looks at what comes after landing.

        `knows`: the extract of `day` as it is known on another date.
        """
        run = self._connection.execute
        run(f"attach '{warehouse}' as warehouse")
        run("begin")
        for name in ("supply", "night"):
            run(f"delete from warehouse.raw.{name}")
        run("insert into warehouse.raw.night values ($day, $day, 'build', 'code', 'inputs', 'beside')", {"day": day})
        for name, table in self._tables.items():
            if tables and name not in tables:
                continue
            run(f"delete from warehouse.raw.{name}")
            run(
                f"insert into warehouse.raw.{name} by name select *, $day as _extract_date, $source as _source, 0 as _file_row, "
                f"'{name}.csv' as _file from ({self._rows(name, table, knows or day)})",
                {"day": day, "source": _source(name)},
            )
            run(
                "insert into warehouse.raw.supply by name select $name as table_name, $source as source, $day as as_at, "
                "'all' as cohort, [] as columns_absent, 0 as records, 0 as accepted, 0 as quarantined, 0 as rejected, "
                "$name as file, 's' as sha256",
                {"day": day, "name": name, "source": _source(name)},
            )
        run("commit")
        run("detach warehouse")

    def _rows(self, name: str, table: dict, day: dt.date) -> str:
        event, end, key = table["event_date"], table["end_date"], table["primary_key"]
        if event is None:
            return f"select * from {name}"
        links = {*key, *table["foreign_keys"], *table["member_keys"], event, end, table["person_column"]}
        values = [
            c["name"] for c in table["columns"] if c["nullable"] and c["type"] == "string" and c["name"] not in links
        ]
        new = {}
        if end:
            new[end] = f"case when {_day(end)} <= date '{day}' then {_quoted(end)} end"
        if values:
            new[values[0]] = (
                f"case when not {_between(LATE + REKEYED + DELETED, CORRECTED)} or {_age(day)} >= 7 then {_quoted(values[0])} end"
            )
        first = _quoted(key[0])
        new[key[0]] = f"case when {_between(LATE, REKEYED)} and {_age(day)} < 10 then {first} || 'K' else {first} end"
        written = ", ".join(f"{value} as {_quoted(column)}" for column, value in new.items())
        identity = " || '|' || ".join(f"coalesce({_quoted(column)}, '')" for column in key)
        luck = f"cast(md5_number_lower({identity} || '{self._seed}') % 1000 as integer)"
        return f"""
            select * exclude (luck, recorded_on) replace ({written})
            from (
                select *, {luck} as luck,
                    {_day(event)} + cast(case when luck < {LATE} then luck % 21 + 1 else 0 end as integer) as recorded_on
                from {name}
            )
            where recorded_on is null
                or (recorded_on <= date '{day}' and not ({_between(LATE + REKEYED, DELETED)} and {_age(day)} >= 15))
        """


def _source(table: str) -> str:
    return "ssd" if table.startswith("ssd_") else "local"


def _said(extract: Path) -> str:
    """history_from of the extract's manifest."""
    manifest = extract / "manifest.csv"
    header, first, *_ = manifest.read_text(encoding="utf-8").splitlines()
    return first.replace('"', "").split(",")[header.split(",").index("history_from")]


def _day(column: str) -> str:
    return f"try_cast(left({_quoted(column)}, 10) as date)"


def _between(start: int, count: int) -> str:
    return f"luck between {start} and {start + count - 1}"


def _age(day: dt.date) -> str:
    """Days since the row was recorded, many where it is not dated."""
    return f"coalesce(date '{day}' - recorded_on, 1000)"
