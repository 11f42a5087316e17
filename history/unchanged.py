"""Whether tonight's delivery says anything that the last publication does not: if not, only its date is new.

Files that are the same byte for byte say nothing of the days since: judged as of tonight they would call overdue what was done
yesterday and not delivered. So the figures stand as of the night they were made for. Not for ever: a full night is due when a month
has ended, when an edition is mature, and after STANDS_FOR days.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import duckdb

from history.store import PER_EXTRACT, opened

# A long weekend: from Good Friday's extract to Easter Monday's.
STANDS_FOR = timedelta(days=4)


@dataclass(frozen=True)
class Tonight:
    """What a night would read and answer for: dates, a SHA-256 over the extract's files and one over what lies beside it."""

    as_of: date
    extract_date: date
    inputs: str
    beside: str

    @property
    def known_to(self) -> date:
        return min(self.as_of, self.extract_date)


def standing(history: Path, warehouse: Path, build: str, tonight: Tonight) -> date | None:
    """The as-of date of the figures of `build`, if they are what tonight would publish but for its date; None: a full night is due.

    `warehouse` is the private file of the build, which knows on which days editions are mature.
    """
    if not history.exists() or not warehouse.exists():
        return None
    with opened(history) as connection:
        last = connection.execute(
            """
            select night.as_of, night.extract_date, night.inputs, night.beside, night.figures_as_of
            from nights.night as night
            inner join nights.extract as extract using (extract_date, inputs)
            where
                night.build = ?
                and night.as_of = (select max(as_of) from nights.night)
                and night.extract_date = (select max(extract_date) from nights.extract)
            """,
            [build],
        ).fetchone()
    # Of an older night, or of an extract since taken in otherwise, the history holds another state on tonight's date.
    if last is None:
        return None
    *said, figures_as_of = last
    made = Tonight(*said)
    same = (made.inputs, made.beside) == (tonight.inputs, tonight.beside)
    onward = tonight.as_of >= made.as_of and tonight.extract_date >= made.extract_date
    stands = tonight.as_of - figures_as_of <= STANDS_FOR and _month(tonight.known_to) == _month(made.known_to)
    if not (same and onward and stands) or _matures(warehouse, made.as_of, tonight.as_of):
        return None
    return figures_as_of


def _month(known_to: date) -> tuple[int, int]:
    """The month that is not over at the end of a day."""
    tomorrow = known_to + timedelta(days=1)
    return tomorrow.year, tomorrow.month


def _matures(warehouse: Path, after: date, until: date) -> bool:
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return connection.execute(
            """
            select count(*) > 0
            from kpis.month as month
            cross join pack.authority as authority
            inner join facts.working_day_calendar as ended on month.month_end = ended.date_day
            inner join facts.working_day as ripe
                on ripe.working_day_number = ended.working_day_number + authority.maturity_working_days
            where ripe.date_day > $after and ripe.date_day <= $until
            """,
            {"after": after, "until": until},
        ).fetchone()[0]


def record_unchanged(history: Path, build: str, new_build: str, tonight: Tonight) -> None:
    """Remembers that `tonight` published the figures of `build` again: an extract and a night with the rows of the last."""
    with opened(history, for_writing=True) as connection:
        connection.execute("begin")
        (last,) = connection.execute("select extract_date from nights.night where build = ?", [build]).fetchone()
        day = tonight.extract_date
        if day != last:
            for name in ("extract", *PER_EXTRACT):
                connection.execute(f"delete from nights.{name} where extract_date = ?", [day])
                connection.execute(
                    f"insert into nights.{name} select * replace (cast($day as date) as extract_date) "
                    f"from nights.{name} where extract_date = $last",
                    {"day": day, "last": last},
                )
        connection.execute(
            "create temp table _night as select * replace (cast($as_of as date) as as_of, cast($day as date) as extract_date, "
            "$new as build) from nights.night where build = $build",
            {"as_of": tonight.as_of, "day": day, "new": new_build, "build": build},
        )
        connection.execute("delete from nights.night where as_of = ?", [tonight.as_of])
        connection.execute("insert into nights.night select * from _night")
        connection.execute("commit")
