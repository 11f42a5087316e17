"""Published nights, built again from the history when landing is gone, on another machine: what was published, row for row."""

import shutil
import subprocess
import sys
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import duckdb
import pytest

from orchestration.replay import NOT_COMPARED
from orchestration.settings import PROJECT
from publishing.files import read_manifest
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
    nightly,
    rows_holding,
    seal,
    started,
)

NEXT = AS_OF + timedelta(days=1)
# Of the second extract's contacts: so many have gone, one has another key, one is corrected.
GONE = 3


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
def later(again: Night, authority: Path) -> Night:
    """The night after, on an extract that changed; then every extract is deleted."""
    extract = again.home / "landing" / NEXT.isoformat()
    shutil.copytree(landing(again.home), extract)

    def changed(rows: list[list[str]]) -> list[list[str]]:
        rekeyed, corrected, *rest = rows[GONE:]
        return [["REKEYED", *rekeyed[1:]], [*corrected[:3], "1A", *corrected[4:]], *rest]

    change(extract / "ssd_contacts.csv", changed)
    seal(extract)
    night = ended(nightly(again.home, authority), again.home)
    shutil.rmtree(again.home / "landing")
    return night


@pytest.fixture(scope="module")
def replays(later: Night, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Replay]:
    """`first` and `second` of the two nights; `other` of the second by standards that were not its own."""
    kept = later.home / "warehouse" / "history.duckdb"
    processes = {}
    for name, as_of in (("first", AS_OF), ("second", NEXT), ("other", NEXT)):
        home, out = tmp_path_factory.mktemp("machine"), tmp_path_factory.mktemp("out")
        (home / "warehouse").mkdir()
        shutil.copyfile(kept, home / "warehouse" / "history.duckdb")
        if name == "other":
            _shorten_a_standard(home / "warehouse" / "history.duckdb")
        if name == "first":
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


@pytest.mark.parametrize("name", ["first", "second"])
def test_a_replay_is_what_was_published(name, replays, again, later):
    was, replay = {"first": again, "second": later}[name], replays[name]
    assert replay.code == 0, replay.said
    assert without_run(replay.manifest) == without_run(was.manifest)
    compared = len(without_run(was.manifest))
    assert f"{compared} of {compared} tables are those that were published" in replay.said
    assert replay.manifest["replay"] == {"of_build": was.build, "notices": []}
    assert (replay.manifest["as_of"], replay.manifest["extract_date"]) == (was.manifest["as_of"],) * 2


def test_the_two_nights_are_not_the_same(again, later):
    one, other = without_run(again.manifest), without_run(later.manifest)
    assert {"kpi_monthly", "case_list", "data_quality"} <= {name for name in one if one[name] != other[name]}


def test_what_has_gone_since_the_extract_before_is_to_be_mended(later):
    with later.connect() as connection:
        found = connection.execute(
            "select count(*), count(distinct row_key), count(file_row) from restricted.quality_to_mend where rule_id = 'DQ009'"
        ).fetchone()
        counted = connection.execute("select sum(rows) from data_quality where rule_id = 'DQ009'").fetchone()
    assert found == (GONE + 1, GONE + 1, 0)
    assert counted == (GONE + 1,)


def test_a_difference_that_nothing_explains_is_a_failure(replays):
    replay = replays["other"]
    assert replay.code == 1
    assert "catalogue, standards and other seeds as they were then" in replay.said
    assert "and nothing known explains it" in replay.said
    standards = read_rows_of(replay.home, "select value from standard where parameter = 'single_assessment_days'")
    assert ("40",) in standards


def read_rows_of(home: Path, question: str) -> list[tuple]:
    with duckdb.connect(str(home / "published" / "current" / "marts.duckdb"), read_only=True) as connection:
        return connection.execute(question).fetchall()


def test_a_replay_leaves_no_names_behind(replays):
    for replay in replays.values():
        assert found_in(replay.home, SECRETS) == []
        assert list((replay.home / "warehouse" / "builds").glob("*")) == []
        assert {path.name for path in (replay.home / "authority").iterdir()} >= {"authority.yml", "teams.csv"}


def test_an_erased_child_is_nowhere_in_a_home(later, tmp_path):
    home = tmp_path / "home"
    shutil.copytree(later.home, home, symlinks=True)
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
