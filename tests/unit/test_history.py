"""Extracts as they are landed, taken into a history and read from it again; files of extracts are gone by then."""

import os
import stat
from datetime import date
from pathlib import Path

import duckdb
import pytest

import history.intake
from history.before import extract_before, same_quality_carried
from history.intake import take_in
from history.nights import record_night
from history.states import OPEN, Change
from history.store import HistoryError, attached, landed, opened
from ingest.landing import load_extract
from ingest.pack import Pack, load_pack
from schemas.arrow import reference_statements
from tests.unit.test_rules import PERSON, REFERRAL, text_of

NO_PACK = Pack({}, {}, ())
FIRST, SECOND, THIRD = date(2026, 3, 29), date(2026, 3, 30), date(2026, 3, 31)
OTHER = PERSON | {"pers_person_id": "p2", "pers_sex": "M"}
PEOPLE = [PERSON, OTHER]


class Home:
    """A folder with a history, and the warehouse of the night at hand."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.history = folder, folder / "history.duckdb"
        self.warehouse = folder / "warehouse.duckdb"

    def land(self, day: date, as_of: date | None = None, **tables) -> None:
        """Lands an extract of these tables (rows, or the text of a file) into a fresh warehouse."""
        extract = self.folder / day.isoformat()
        extract.mkdir()
        for name, rows in tables.items():
            (extract / f"{name}.csv").write_text(rows if isinstance(rows, str) else text_of(rows))
        self.warehouse.unlink(missing_ok=True)
        with duckdb.connect(str(self.warehouse)) as connection:
            with attached(connection, self.history) as remembered:
                before = extract_before(connection, day) if remembered else None
                load_extract(connection, extract, day, NO_PACK, self.folder / "rejects", before)
            connection.execute(
                "insert into raw.night values (?, ?, ?, 'code', 'inputs', 'beside')",
                [as_of or day, day, f"build {day}"],
            )
        for path in extract.iterdir():
            path.unlink()
        extract.rmdir()

    def take(self, day: date, **tables):
        self.land(day, **tables)
        return take_in(self.history, self.warehouse)

    def people(self, day: date) -> list[tuple]:
        with opened(self.history) as connection:
            rows = f"select pers_person_id, pers_sex, _quarantine from ({landed()['ssd_person'].at(day)}) order by all"
            return connection.execute(rows).fetchall()

    def stretches(self, table: str, columns: str) -> list[tuple]:
        with opened(self.history) as connection:
            return connection.execute(
                f"select {columns}, known_from, known_to from raw.{table} order by all"
            ).fetchall()


@pytest.fixture
def home(tmp_path):
    return Home(tmp_path)


def test_each_extract_is_as_it_was_accepted(home):
    home.take(FIRST, ssd_person=PEOPLE)
    taken = home.take(SECOND, ssd_person=[PERSON, OTHER | {"pers_sex": "F"}])
    assert home.people(FIRST) == [("p1", "F", None), ("p2", "M", None)]
    assert home.people(SECOND) == [("p1", "F", None), ("p2", "F", None)]
    assert (taken.changes["ssd_person"], taken.rows) == (Change(1, 1), 3)
    assert stat.S_IMODE(home.history.stat().st_mode) == 0o600


def test_the_same_rows_in_another_order_are_no_change(home):
    home.take(FIRST, ssd_person=PEOPLE)
    assert home.take(SECOND, ssd_person=PEOPLE[::-1]).changes == {}


def test_a_row_held_back_is_kept_with_its_rule_and_the_finding_with_it(home):
    held = OTHER | {"pers_sex": "F"}
    home.take(FIRST, ssd_person=[PERSON, OTHER, held])
    home.take(SECOND, ssd_person=[PERSON, OTHER])
    assert home.people(FIRST) == [("p1", "F", None), ("p2", "F", "DQ002"), ("p2", "M", "DQ002")]
    found = [("DQ002", "p2", None, FIRST, SECOND)] * 2
    assert home.stretches("issue", "rule_id, row_key, file_row") == [*found, ("DQ009", None, None, SECOND, OPEN)]


def test_a_record_without_a_key_is_found_by_its_line(home):
    home.take(FIRST, ssd_person=[PERSON, OTHER | {"pers_person_id": ""}])
    assert home.stretches("issue", "rule_id, row_key, file_row") == [("DQ001", None, 3, FIRST, OPEN)]


def test_a_table_not_supplied_says_nothing_of_its_rows(home):
    home.take(FIRST, ssd_person=[PERSON], ssd_cin_episodes=[REFERRAL])
    home.take(SECOND, ssd_person=[PERSON])
    home.take(THIRD, ssd_person=[PERSON], ssd_cin_episodes=[REFERRAL])
    assert home.stretches("ssd_cin_episodes", "cine_referral_id") == [("r1", FIRST, OPEN)]
    with opened(home.history) as connection:
        supplied = "select extract_date from nights.supply where table_name = 'ssd_cin_episodes' order by all"
        assert connection.execute(supplied).fetchall() == [(FIRST,), (THIRD,)]


def test_a_date_delivered_again_and_one_that_arrives_late(home):
    home.take(FIRST, ssd_person=[PERSON])
    home.take(THIRD, ssd_person=PEOPLE)
    home.take(SECOND, ssd_person=[OTHER])
    home.take(FIRST, ssd_person=[PERSON | {"pers_sex": "U"}])
    assert home.people(FIRST) == [("p1", "U", None)]
    assert home.people(SECOND) == [("p2", "M", None)]
    assert home.people(THIRD) == [("p1", "F", None), ("p2", "M", None)]
    with opened(home.history) as connection:
        assert connection.execute("select count(*), count(distinct extract_date) from nights.supply").fetchone() == (
            3,
            3,
        )


def test_the_extract_before_is_the_newest_earlier_one(home):
    home.take(FIRST, ssd_person=PEOPLE, ssd_cin_episodes=[REFERRAL])
    home.take(THIRD, ssd_person=[PERSON])
    home.take(SECOND, ssd_person=PEOPLE, ssd_cin_episodes=[REFERRAL | {"cine_referral_id": "r2"}])
    with opened(home.history) as connection:
        found = "select row_key, child_id, known_from from raw.issue where table_name = 'ssd_cin_episodes' order by all"
        assert connection.execute(found).fetchall() == [("r1", "p1", SECOND), (None, None, THIRD)]


def test_killed_in_the_middle_nothing_was_taken_in(home, monkeypatch):
    home.take(FIRST, ssd_person=[PERSON])
    home.land(SECOND, ssd_person=PEOPLE)
    child = os.fork()
    if child == 0:
        # The rows are written and the transaction is open when the process dies.
        monkeypatch.setattr(history.intake, "findings", lambda: os._exit(9))
        take_in(home.history, home.warehouse)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
    assert home.people(SECOND) == [("p1", "F", None)]
    take_in(home.history, home.warehouse)
    assert home.people(SECOND) == [("p1", "F", None), ("p2", "M", None)]


def test_a_history_of_an_older_contract_gains_what_is_new(home):
    home.take(FIRST, ssd_person=[PERSON])
    with duckdb.connect(str(home.history), config={"default_block_size": 16384}) as connection:
        connection.execute("alter table raw.ssd_person drop column pers_upn")
        connection.execute("drop table raw.ext_worker")
    home.take(SECOND, ssd_person=[PERSON | {"pers_upn": "A123456789012"}])
    assert home.stretches("ssd_person", "pers_upn") == [("A123456789012", SECOND, OPEN), (None, FIRST, SECOND)]


def test_a_night_has_what_it_read_and_again_the_findings_it_was_given(home, tmp_path):
    pack, seeds = tmp_path / "pack", tmp_path / "seeds"
    for folder, name, text in ((pack, "teams.csv", "a"), (seeds, "measures.csv", "b"), (seeds, "rules.csv", "b")):
        folder.mkdir(exist_ok=True)
        (folder / name).write_text(text)
    for day, seen in ((FIRST, 0), (SECOND, 1)):
        home.take(day, ssd_person=PEOPLE)
        with duckdb.connect(str(home.warehouse)) as connection:
            for statement in reference_statements():
                connection.execute(statement)
            load_pack(connection, Pack({"authority": (("Council", "999", "three_state", 5, 10),)}, {}, ()))
            if seen:
                connection.execute(
                    "insert into raw.quality_seen values ('DQ002', 'ssd_person', null, 'p1', 'p1', ?)", [FIRST]
                )
                connection.execute(
                    "insert into raw.quality_before values ('DQ002', 'ssd_person', 'warn', 'T1', 7, ?)", [FIRST]
                )
        record_night(
            home.history, home.warehouse, {"pack": pack, "seed": seeds}, 1, {"measure": {"rows": 2, "sha256": "s"}}
        )
    with opened(home.history) as connection:
        (kept,) = connection.execute("select count(*) from nights.content").fetchone()
        assert kept == 2
        files = connection.execute("select kind, path, known_from, known_to from nights.file order by all").fetchall()
        assert files == [
            (k, p, FIRST, OPEN) for k, p in (("pack", "teams.csv"), ("seed", "measures.csv"), ("seed", "rules.csv"))
        ]
        nights = connection.execute("select as_of, build, authority, tables from nights.night order by all").fetchall()
        assert nights[1] == (SECOND, f"build {SECOND}", "Council", '{"measure": {"rows": 2, "sha256": "s"}}')
    home.land(SECOND, ssd_person=PEOPLE)
    with duckdb.connect(str(home.warehouse)) as connection, attached(connection, home.history):
        assert not same_quality_carried(connection, THIRD)
        assert same_quality_carried(connection, SECOND)
        assert connection.execute("select rule_id, first_seen_on from raw.quality_seen").fetchall() == [
            ("DQ002", FIRST)
        ]
        assert connection.execute("select rows, as_of from raw.quality_before").fetchall() == [(7, FIRST)]


def test_without_a_history_it_is_said(home):
    with pytest.raises(HistoryError, match="no history yet"), opened(home.history):
        pass
    (home.folder / "history.duckdb").write_text("not a history")
    with pytest.raises(HistoryError, match="cannot be opened"), opened(home.history):
        pass
