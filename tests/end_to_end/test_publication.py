"""Readers see a whole build or the one before, whatever happens to the night that writes the next."""

import hashlib
import json
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest

from publishing import publish as publishing
from publishing.files import (
    NightRunning,
    PublicationError,
    clean_up,
    current,
    night_lock,
    point,
    read_manifest,
    require_space,
)
from publishing.publish import RereadFailed, make_current, reread, stage, start_rereader, tell
from publishing.query import QueryRefused, ask, open_published
from schemas.marts import load_marts
from tests.end_to_end.publishing_helpers import make_warehouse, publish, run_record

HELPER = Path(__file__).with_name("publishing_helpers.py")


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Path:
    home = tmp_path_factory.mktemp("home")
    publish(home, "20261120T000000Z-first")
    return home


def whole(home: Path) -> str:
    """The build that readers get, after proving that every row of both stores is of it."""
    with open_published(home, restricted=True) as connection:
        (build,) = ask(connection, "select build from run")[1][0]
        for table, column in (("kpi_monthly", "measure_id"), ("case_list", "case_id")):
            words = ask(connection, f"select distinct regexp_replace({column}, '-[0-9]+$', '') from {table}")[1]
            assert words == [(build,)]
    return build


def test_what_is_published_is_whole_and_as_declared(home):
    build = whole(home)
    public, private = home / "published" / "current", home / "restricted" / "current"
    assert sorted(path.name for path in public.iterdir()) == ["manifest.json", "marts.duckdb", "parquet"]
    assert [path.name for path in private.iterdir()] == ["caseload.duckdb"]
    assert public.resolve().name == private.resolve().name == build
    manifest = json.loads((public / "manifest.json").read_text(encoding="utf-8"))
    assert set(manifest["tables"]) == set(load_marts())


@pytest.mark.parametrize("store", ["published/current/marts.duckdb", "restricted/current/caseload.duckdb"])
def test_stores_open_for_older_clients_and_explain_themselves(home, store):
    with duckdb.connect(str(home / store), read_only=True) as connection:
        (version,) = connection.execute(
            "select tags['storage_version'] from duckdb_databases() where not internal"
        ).fetchone()
        assert version.startswith("v1.2.0")
        uncommented = (
            "select table_name from duckdb_tables() where comment is null"
            " union all select table_name || '.' || column_name from duckdb_columns() where not internal and comment is null"
        )
        assert connection.execute(uncommented).fetchall() == []


def test_caseload_is_the_owners_only(home):
    build = home / "restricted" / "current"
    assert build.resolve().stat().st_mode & 0o777 == 0o700
    assert (build / "caseload.duckdb").stat().st_mode & 0o777 == 0o600


def test_marts_hold_no_table_of_the_caseload(home):
    with open_published(home) as connection, pytest.raises(QueryRefused):
        ask(connection, "select * from case_list")


def test_null_is_refused_where_none_is_declared(home):
    copy = home / "copy.duckdb"
    copy.write_bytes((home / "published" / "current" / "marts.duckdb").read_bytes())
    with duckdb.connect(str(copy)) as connection, pytest.raises(duckdb.ConstraintException):
        connection.execute("insert into kpi_monthly (measure_id) values (null)")


def test_parquet_is_sorted_and_the_same_bytes_from_the_same_rows(home, tmp_path):
    publish(tmp_path, "20261120T000000Z-first")
    for path in sorted((home / "published" / "current" / "parquet").iterdir()):
        if path.stem != "run":
            again = tmp_path / "published" / "current" / "parquet" / path.name
            assert hashlib.sha256(path.read_bytes()).digest() == hashlib.sha256(again.read_bytes()).digest(), path.name
    order = duckdb.sql(f"select measure_id from '{home}/published/current/parquet/kpi_monthly.parquet'").fetchall()
    assert order == sorted(order)


def test_control_totals_are_those_of_the_sorted_export(home, tmp_path):
    total = read_manifest(home / "published")["tables"]["kpi_monthly"]
    out = tmp_path / "export.csv"
    key = ", ".join(load_marts()["kpi_monthly"].key)
    with duckdb.connect(str(home / "published" / "current" / "marts.duckdb"), read_only=True) as connection:
        connection.execute(f"copy (from kpi_monthly order by {key}) to '{out}' (format csv, header)")
    assert hashlib.sha256(out.read_bytes()).hexdigest() == total["sha256"]


@pytest.mark.parametrize(
    "question",
    [
        "drop table kpi_monthly",
        "insert into run select * from run",
        "create table memory.main.t as select 1",
        "select 1; select 2",
        "copy kpi_monthly to 'out.csv'",
        "attach 'other.duckdb'",
        "install httpfs",
        "set enable_external_access = true",
        "select * from read_csv('/etc/passwd')",
        "select * from read_text('/etc/passwd')",
        "select * from glob('/*')",
        "select no_such_column from run",
        "select",
    ],
)
def test_questions_are_locked_down(home, question):
    with open_published(home) as connection, pytest.raises(QueryRefused) as refused:
        ask(connection, question)
    assert "\n" not in str(refused.value)


def test_the_connection_itself_is_locked(home):
    with open_published(home, restricted=True) as connection:
        for statement in (
            "set threads = 1",
            "set enable_external_access = true",
            "insert into run select * from run",
            "delete from case_list",
            "attach ':memory:' as other",
        ):
            with pytest.raises(duckdb.Error):
                connection.execute(statement)


@pytest.mark.parametrize("question", ["from run", "with a as (select 1) from a", "show tables", "describe run"])
def test_select_like_questions_are_answered(home, question):
    with open_published(home) as connection:
        assert ask(connection, question)[1]


def reread_now(published: Path, restricted: Path, build: str, expected: dict) -> dict:
    rereader = start_rereader()
    tell(rereader, published, restricted, build)
    return reread(rereader, expected)


def staged(home: Path, build: str) -> tuple[Path, Path, dict]:
    warehouse = home / "warehouse" / "builds" / build / "warehouse.duckdb"
    make_warehouse(warehouse, build)
    marts = list(load_marts().values())
    return (
        home / "published",
        home / "restricted",
        stage(warehouse, home / "published", home / "restricted", marts, run_record(build)),
    )


def spoil_rows(published: Path, restricted: Path) -> None:
    with duckdb.connect(str(published / "marts.duckdb")) as connection:
        connection.execute("delete from kpi_monthly where measure_id = (select max(measure_id) from kpi_monthly)")


def spoil_value(published: Path, restricted: Path) -> None:
    with duckdb.connect(str(restricted / "caseload.duckdb")) as connection:
        connection.execute("update case_list set numerator = numerator + 1 where case_id like '%-7'")


def spoil_code(published: Path, restricted: Path) -> None:
    with duckdb.connect(str(published / "marts.duckdb")) as connection:
        connection.execute("update kpi_monthly set status = 'splendid' where measure_id like '%-7'")


def spoil_parquet(published: Path, restricted: Path) -> None:
    path = published / "parquet" / "kpi_monthly.parquet"
    duckdb.sql(f"copy (from '{path}' limit 10) to '{path}.new' (format parquet)")
    Path(f"{path}.new").replace(path)


def spoil_file(published: Path, restricted: Path) -> None:
    (published / "marts.duckdb").write_bytes(b"not a database")


@pytest.mark.parametrize("spoil", [spoil_rows, spoil_value, spoil_code, spoil_parquet, spoil_file])
def test_what_was_spoilt_on_disk_is_not_published(tmp_path, spoil):
    publish(tmp_path, "20261119T000000Z-good")
    published, restricted, expected = staged(tmp_path, "20261120T000000Z-bad")
    spoil(published / "builds" / "20261120T000000Z-bad", restricted / "builds" / "20261120T000000Z-bad")
    with pytest.raises(PublicationError) as refused:
        reread_now(published, restricted, "20261120T000000Z-bad", expected)
    assert isinstance(refused.value, RereadFailed) == (spoil is not spoil_file)
    assert "splendid" not in str(refused.value)
    assert whole(tmp_path) == "20261119T000000Z-good"


def test_a_code_that_is_not_declared_is_not_published_even_if_the_warehouse_has_it(tmp_path):
    publish(tmp_path, "20261119T000000Z-good")
    build = "20261120T000000Z-bad"
    warehouse = tmp_path / "warehouse" / "builds" / build / "warehouse.duckdb"
    make_warehouse(warehouse, build)
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("update marts.kpi_monthly set status = 'splendid' where measure_id like '%-7'")
    published, restricted = tmp_path / "published", tmp_path / "restricted"
    expected = stage(warehouse, published, restricted, list(load_marts().values()), run_record(build))
    with pytest.raises(RereadFailed, match="kpi_monthly.status") as refused:
        reread_now(published, restricted, build, expected)
    assert "splendid" not in str(refused.value)
    assert whole(tmp_path) == "20261119T000000Z-good"


def test_a_table_that_was_not_built_is_not_published(tmp_path):
    warehouse = tmp_path / "warehouse.duckdb"
    make_warehouse(warehouse, "x")
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("drop table marts.measure")
    for name in ("published", "restricted"):
        (tmp_path / name).mkdir()
    with pytest.raises(PublicationError, match="declared but not built: measure"):
        stage(warehouse, tmp_path / "published", tmp_path / "restricted", list(load_marts().values()), run_record("x"))


READER = """
import sys, time
sys.path.insert(0, sys.argv[2])
from pathlib import Path
from tests.end_to_end.test_publication import whole
seen = []
print("ready", flush=True)
while not (Path(sys.argv[1]) / "stop").exists():
    seen.append(whole(Path(sys.argv[1])))
assert seen == sorted(seen), "a reader went back in time"
print(len(seen), len(set(seen)), flush=True)
"""


def test_readers_during_publishing_see_whole_builds(tmp_path):
    publish(tmp_path, "20261120T000000Z-0")
    root = str(Path(__file__).resolve().parents[2])
    reader = subprocess.Popen(
        [sys.executable, "-c", READER, str(tmp_path), root], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert reader.stdout.readline() == "ready\n"
    for number in range(1, 4):
        publish(tmp_path, f"20261120T000000Z-{number}")
    time.sleep(0.5)
    (tmp_path / "stop").touch()
    said, errors = reader.communicate(timeout=60)
    assert reader.returncode == 0, errors
    reads, builds = map(int, said.split())
    assert reads > builds >= 2


def test_kill_at_random_moments_leaves_a_whole_build(tmp_path):
    publish(tmp_path, "20261120T000000Z-00")
    moments = random.Random(20261120)
    published, killed = ["20261120T000000Z-00"], 0
    for number in range(1, 9):
        build = f"20261120T000000Z-{number:02d}"
        clean_up(tmp_path / "published", tmp_path / "restricted", tmp_path / "warehouse")
        writer = subprocess.Popen([sys.executable, str(HELPER), str(tmp_path), build], stdout=subprocess.DEVNULL)
        try:
            writer.wait(timeout=moments.uniform(0.2, 3.0))
        except subprocess.TimeoutExpired:
            writer.send_signal(signal.SIGKILL)
            writer.wait()
            killed += 1
        now = whole(tmp_path)
        assert now in (published[-1], build)
        if now == build:
            published.append(build)
    assert killed
    clean_up(tmp_path / "published", tmp_path / "restricted", tmp_path / "warehouse")
    for root in ("published", "restricted"):
        assert {path.name for path in (tmp_path / root / "builds").iterdir()} <= set(published)
        assert not list((tmp_path / root).glob(".current-*"))
        assert not list((tmp_path / root).rglob("*.wal"))


def test_a_crash_between_the_two_links_misleads_nobody(tmp_path, monkeypatch):
    publish(tmp_path, "20261119T000000Z-old")
    published, restricted, expected = staged(tmp_path, "20261120T000000Z-new")
    tables = reread_now(published, restricted, "20261120T000000Z-new", expected)

    def crash(published: Path, restricted: Path, build: str) -> None:
        point(restricted, build)
        raise OSError

    monkeypatch.setattr(publishing, "swing", crash)
    with pytest.raises(OSError):
        make_current(published, restricted, run_record("20261120T000000Z-new"), tables, [], {})
    assert current(restricted) == "20261120T000000Z-new"
    assert whole(tmp_path) == "20261119T000000Z-old"
    clean_up(published, restricted, tmp_path / "warehouse")
    assert current(restricted) == current(published) == "20261119T000000Z-old"


def test_the_last_seven_builds_are_kept(tmp_path):
    for folder in ("published", "restricted"):
        for number in range(10):
            build = tmp_path / folder / "builds" / f"2026112{number}T000000Z-x"
            build.mkdir(parents=True)
            (build / "manifest.json").write_text("{}", encoding="utf-8")
        point(tmp_path / folder, "20261128T000000Z-x")
    (tmp_path / "published" / "builds" / "20261127T000000Z-x" / "manifest.json").unlink()
    clean_up(tmp_path / "published", tmp_path / "restricted", tmp_path / "warehouse")
    kept = [f"2026112{number}T000000Z-x" for number in (1, 2, 3, 4, 5, 6, 8)]
    for folder in ("published", "restricted"):
        assert sorted(path.name for path in (tmp_path / folder / "builds").iterdir()) == kept


def test_one_night_at_a_time(tmp_path):
    with (
        night_lock(tmp_path),
        pytest.raises(NightRunning, match="a night is already running"),
        night_lock(tmp_path),
    ):
        pass
    with night_lock(tmp_path):
        pass


def test_a_full_disk_is_said_before_anything_is_written(tmp_path):
    require_space(tmp_path, 1)
    with pytest.raises(PublicationError, match="MB needed"):
        require_space(tmp_path, 1 << 60)
