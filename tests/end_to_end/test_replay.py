"""Nights of one home: what the same files make, what is built again from the history elsewhere, what an erasure leaves."""

import shutil
import subprocess
import sys
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import duckdb
import pytest

from orchestration.build import build_defs
from orchestration.instance import open_instance
from orchestration.replay import NOT_COMPARED
from orchestration.settings import PROJECT, Settings
from publishing.files import current, read_manifest
from publishing.reread import reread
from schemas.marts import load_marts
from tests.end_to_end.night_helpers import (
    AS_OF,
    CHILD_ID,
    SECRETS,
    Night,
    change,
    ended,
    found_in,
    landing,
    night_here,
    nightly,
    rows_holding,
    seal,
    spoil_reference,
    started,
)

SAME, NEXT = AS_OF + timedelta(days=1), AS_OF + timedelta(days=2)
# Of the last extract's newest contacts: so many have gone, one has another key, one is corrected.
GONE = 3


@dataclass(frozen=True)
class Three:
    """Three nights of one home: the first, one on the same files, one on extract and published figures that changed.

    Then what they read is removed.
    """

    first: Night
    same: Night
    later: Night

    @property
    def home(self) -> Path:
        return self.later.home


@dataclass(frozen=True)
class Replay:
    """A replay that ended: its exit code, what it said and the home it made."""

    code: int
    said: str
    home: Path

    @property
    def manifest(self) -> dict:
        return read_manifest(self.home / "published")


@pytest.fixture(scope="module")
def three(extract: Path, authority: Path, tmp_path_factory: pytest.TempPathFactory) -> Three:
    home = tmp_path_factory.mktemp("three")
    shutil.copytree(extract, landing(home))
    shutil.copytree(extract.parents[1] / "reference", home / "reference")
    first = ended(nightly(home, authority), home)
    shutil.copytree(extract, home / "landing" / SAME.isoformat())
    same = ended(nightly(home, authority), home)
    last = home / "landing" / NEXT.isoformat()
    shutil.copytree(extract, last)

    def changed(rows: list[list[str]]) -> list[list[str]]:
        *rest, corrected, rekeyed = rows[:-GONE]
        return [*rest, [*corrected[:3], "1A", *corrected[4:]], ["REKEYED", *rekeyed[1:]]]

    change(last / "ssd_contacts.csv", changed)
    seal(last)
    spoil_reference(home / "reference" / "dfe")
    later = ended(nightly(home, authority), home)
    for folder in ("landing", "reference"):
        shutil.rmtree(home / folder)
    return Three(first, same, later)


@pytest.fixture(scope="module")
def replays(three: Three, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Replay]:
    """`same` and `later` of those nights, each on a machine that has the history and nothing else; the latter asked for a day later."""
    kept = three.home / "warehouse" / "history.duckdb"
    processes = {}
    for name, as_of in (("same", SAME), ("later", NEXT + timedelta(days=1))):
        home, out = tmp_path_factory.mktemp("machine"), tmp_path_factory.mktemp("out")
        (home / "warehouse").mkdir()
        shutil.copyfile(kept, home / "warehouse" / "history.duckdb")
        if name == "same":
            command = ["tests.end_to_end.replay_driver", home, as_of, out, 3]
        else:
            command = ["orchestration.cli", "replay", "--home", home, "--as-of", as_of, "--out", out]
        processes[name] = started([str(word) for word in command]), out
    return {
        name: Replay(code=process.wait(), said=said, home=out)
        for name, (process, out) in processes.items()
        for said in [process.communicate()[0]]
    }


def _shorten_a_standard(history: Path) -> None:
    with duckdb.connect(str(history), config={"default_block_size": 16384}) as connection:
        where = "path = 'standards.csv' and kind = 'seed'"
        (old,) = connection.execute(
            f"select decode(content) from nights.content where sha256 in (select sha256 from nights.file where {where})"
        ).fetchone()
        new = old.replace("single_assessment_days,45,", "single_assessment_days,40,", 1)
        assert new != old
        connection.execute("update nights.content set content = encode(?) where decode(content) = ?", [new, old])


def without_run(manifest: dict) -> dict[str, dict]:
    """The tables of a manifest but those that are of the run, or of editions frozen in the home at hand."""
    return {name: table for name, table in manifest["tables"].items() if name not in NOT_COMPARED}


@pytest.mark.parametrize("name", ["same", "later"])
def test_a_replay_is_what_was_published(name, replays, three):
    was, replay = getattr(three, name), replays[name]
    assert replay.code == 0, replay.said
    assert without_run(replay.manifest) == without_run(was.manifest)
    compared = len(without_run(was.manifest))
    assert f"{compared} of {compared} tables are those that were published" in replay.said
    assert replay.manifest["replay"] == {"of_build": was.build, "notices": []}
    for word in ("as_of", "extract_date", "reference"):
        assert replay.manifest[word] == was.manifest[word]


def test_a_night_that_was_skipped_is_the_last_before_it(replays):
    assert "no night of 2022-12-03: what stood then was of 2022-12-02" in replays["later"].said


def test_the_nights_are_not_the_same(three):
    one, other = without_run(three.first.manifest), without_run(three.later.manifest)
    assert {"kpi_monthly", "case_list", "data_quality", "comparator", "comparator_area"} <= {
        name for name in one if one[name] != other[name]
    }


def test_the_same_files_are_noticed_and_only_the_date_is_new(three, replays):
    first, same = three.first.manifest, three.same.manifest
    assert "nothing has changed since 2022-11-30" in three.same.said
    assert {name for name in first["tables"] if first["tables"][name] != same["tables"][name]} == {"run"}
    assert (same["as_of"], same["extract_date"]) == (SAME.isoformat(),) * 2
    assert same["unchanged_since"] == {name: first[name] for name in ("build", "as_of", "extract_date")}
    assert {name: same[name] for name in ("inputs", "versions")} == {
        name: first[name] for name in ("inputs", "versions")
    }
    with three.same.connect() as connection:
        assert connection.execute("select build, as_of, extract_date from run").fetchall() == [
            (same["build"], SAME, SAME)
        ]
        path = three.home / "published" / "builds" / three.same.build / "parquet" / "run.parquet"
        assert connection.execute(f"select build from '{path}'").fetchall() == [(same["build"],)]
    totals, breaches = reread(
        three.home / "published" / "builds" / three.same.build,
        three.home / "restricted" / "builds" / three.same.build,
        list(load_marts().values()),
    )
    assert (totals, breaches) == (same["tables"], [])
    assert "nothing had changed on 2022-12-01: its figures are those of 2022-11-30" in replays["same"].said


def test_what_has_gone_since_the_extract_before_is_to_be_mended(three):
    with three.later.connect() as connection:
        found = connection.execute(
            "select count(*), count(distinct row_key), count(file_row) from restricted.quality_to_mend where rule_id = 'DQ009'"
        ).fetchone()
        counted = connection.execute("select sum(rows) from data_quality where rule_id = 'DQ009'").fetchone()
    assert found == (GONE + 1, GONE + 1, 0)
    assert counted == (GONE + 1,)


def test_a_full_rebuild_that_disagrees_blocks_publication(three, authority, tmp_path, capfd):
    home = tmp_path / "home"
    shutil.copytree(three.home, home, symlinks=True)
    _shorten_a_standard(home / "warehouse" / "history.duckdb")
    settings = Settings(home, authority)
    with open_instance(settings) as instance:
        job = build_defs(settings).resolve_job_def("shadow_rebuild")
        assert not job.execute_in_process(instance=instance, raise_on_error=False).success
    (log,) = (home / "logs").glob("*.log")
    assert "catalogue, standards and other seeds as they were then" in log.read_text()
    assert "and nothing known explains it" in log.read_text()
    assert current(home / "published") == three.later.build
    kept = {path.name for path in (home / "warehouse" / "builds").iterdir()}
    assert kept == {path.name for path in (three.home / "warehouse" / "builds").iterdir()}
    (home / "landing" / NEXT.isoformat()).mkdir(parents=True)
    heard = night_here(home, authority, capfd)
    assert (
        f"publication is blocked: the full rebuild of {NEXT} is not what was published; settle it, then remove" in heard
    )


def test_a_replay_leaves_no_names_behind(replays):
    for replay in replays.values():
        assert found_in(replay.home, SECRETS) == []
        assert list((replay.home / "warehouse" / "builds").glob("*")) == []
        assert {path.name for path in (replay.home / "authority").iterdir()} >= {"authority.yml", "teams.csv"}


def test_an_erased_child_is_nowhere_in_a_home(three, tmp_path):
    home = tmp_path / "home"
    shutil.copytree(three.home, home, symlinks=True)
    command = [sys.executable, "-m", "orchestration.cli", "erase", "--home", str(home)]
    done = subprocess.run(command, cwd=PROJECT, input=f"{CHILD_ID}\n", capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert CHILD_ID not in done.stdout
    held = {"restricted": (home / "restricted").rglob("caseload.duckdb"), "kept": (home / "warehouse").glob("*.duckdb")}
    counted = 0
    for path in (*held["restricted"], *held["kept"]):
        with duckdb.connect(str(path), read_only=True) as connection:
            for schema, table in connection.execute("select schema_name, table_name from duckdb_tables()").fetchall():
                counted += 1
                assert rows_holding(connection, f'{schema}."{table}"', [CHILD_ID]) == 0, table
    assert counted > 80
    assert found_in(home, [CHILD_ID]) == []
    build = read_manifest(home / "published")
    assert len(build["erased_on"]) == 1
    tables = list(load_marts().values())
    totals, breaches = reread(home / "published" / "current", home / "restricted" / "current", tables)
    assert breaches == []
    assert totals == build["tables"]
