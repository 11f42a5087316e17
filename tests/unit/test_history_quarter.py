"""Every night of a simulated quarter, with what goes wrong in one: the history gives each of them back, row for row."""

import datetime as dt
import random
from pathlib import Path

import duckdb
import pytest

from history.intake import take_in
from history.store import landed, landed_rows, opened
from schemas.arrow import create_statement, landing_columns, own_tables
from schemas.contract import load_contract
from synthetic import write_extract
from synthetic.nights import Nights

FIRST, LAST = dt.date(2022, 9, 1), dt.date(2022, 11, 30)
TABLES = ("ssd_involvements", "ssd_cp_visits")


class Quarter:
    """Takes nights in, in the order of `script`, and remembers what each date was told last and how many rows that were."""

    def __init__(self, folder: Path, nights: Nights) -> None:
        self.history, self.warehouse = folder / "history.duckdb", folder / "warehouse.duckdb"
        self.nights = nights
        self.told = duckdb.connect()
        with duckdb.connect(str(self.warehouse)) as connection:
            connection.execute("create schema raw")
            for name in TABLES:
                columns = landing_columns(load_contract().tables[name])
                connection.execute(create_statement("raw", name, columns))
            for table in own_tables("raw").values():
                connection.execute(create_statement("raw", table.name, table.columns))

    def deliver(self, day: dt.date, knows: dt.date, leave_out: str | None = None) -> None:
        """The extract of `day` as it is known on the date `knows`, one table left out."""
        self.nights.load(self.warehouse, day, knows, [name for name in TABLES if name != leave_out])
        take_in(self.history, self.warehouse)
        self.told.execute(f"attach '{self.warehouse}' as warehouse (read_only)")
        for name in TABLES:
            rows = landed_rows(landed()[name]) + (" limit 0" if name == leave_out else "")
            self.told.execute(f'create or replace table "{name} {day}" as {rows}')
        self.told.execute("detach warehouse")

    def differences(self, day: dt.date) -> int:
        """Rows of `day` that the history has and was not told, or was told and has not."""
        different = 0
        for name in TABLES:
            there, told = landed()[name].at(day), f'select * from "{name} {day}"'
            supplied = f"select 1 from history.nights.supply where extract_date = '{day}' and table_name = '{name}'"
            there += f" and exists({supplied})"
            for one, other in ((there, told), (told, there)):
                different += self.told.execute(f"select count(*) from ({one} except all {other})").fetchone()[0]
        return different


@pytest.fixture(scope="module")
def nights(tmp_path_factory):
    home = tmp_path_factory.mktemp("council")
    write_extract(home, years=1, children=80, as_of=LAST, file_format="csv")
    return Nights(home / "landing" / LAST.isoformat())


def test_every_night_of_a_quarter_is_given_back(nights, tmp_path):
    dice = random.Random(3)
    quarter = Quarter(tmp_path, nights)
    days = [FIRST + dt.timedelta(days=number) for number in range((LAST - FIRST).days + 1)]
    late = set(dice.sample(days[:-1], 6))
    for day in days:
        if day in late:
            continue
        quarter.deliver(day, day, leave_out=dice.choice(TABLES) if dice.random() < 0.05 else None)
    for day in sorted(late):
        quarter.deliver(day, day)
    again = dice.sample(days, 6)
    for day in again:
        quarter.deliver(day, min(day + dt.timedelta(days=2), LAST))
    quarter.told.execute(f"attach '{quarter.history}' as history (read_only)")
    assert [day for day in days if quarter.differences(day)] == []
    changed = [
        quarter.told.execute(f'select count(*) from "ssd_involvements {day}"').fetchone() for day in (FIRST, LAST)
    ]
    assert changed[0] < changed[1]
    with opened(quarter.history) as connection:
        # Some of every kind happened, or nothing would be proved.
        ended = connection.execute("select count(*) from raw.ssd_involvements where known_to <= ?", [LAST]).fetchone()
        rekeyed = connection.execute(
            "select count(*) from raw.ssd_involvements where invo_involvements_id like '%K'"
        ).fetchone()
        whole, kept = (
            connection.execute(f"select count(*) from {relation}").fetchone()[0]
            for relation in (f"({landed()['ssd_involvements'].at(LAST)})", "raw.ssd_involvements")
        )
    assert ended > (0,)
    assert rekeyed > (0,)
    assert kept < 2 * whole
