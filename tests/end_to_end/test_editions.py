"""A mature month is frozen once; what moves afterwards is told by case and reason, and nothing touches the frozen files."""

import os
import shutil
import signal
import subprocess
import sys
import time
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

import duckdb
import pytest

from editions.freeze import editions, freeze_due, tampered
from orchestration.build import build_defs
from orchestration.cli import main
from orchestration.instance import open_instance
from orchestration.settings import PROJECT, Settings
from publishing.files import NightRunning, night_lock
from tests.end_to_end.night_helpers import (
    AS_OF,
    change,
    ended,
    files_under,
    landing,
    nightly,
    read_rows,
    seal,
    write_rows,
)

MEASURE = "single_assessments_in_45_working_days"
EDITION = "2022-10"
LATER = "2022-12-14"
# A limit that the later night has and the edition had not, and the measure that reads it.
LIMIT, LIMITED = ["s47_enquiry_days", "1", "working_days", "2010-04-01"], "s47_enquiries_in_time"


def edition_files(home: Path) -> dict[str, str]:
    return files_under(home / "published" / "editions") | {
        f"restricted {name}": seen for name, seen in files_under(home / "restricted" / "editions").items()
    }


@pytest.fixture(scope="module")
def later(nights, authority, tmp_path_factory):
    """A copy of the first home, and a night of a later extract, in which assessments of October were touched, under another limit."""
    home = tmp_path_factory.mktemp("later") / "home"
    pack = shutil.copytree(authority, home.with_name("pack"))
    change(pack / "standards.csv", lambda rows: [*rows, LIMIT])
    shutil.copytree(nights.first.home, home, symlinks=True)
    before = edition_files(home)
    extract = landing(home).with_name(LATER)
    shutil.copytree(landing(home), extract)
    path = extract / "ssd_cin_assessments.csv"
    header, *rows = read_rows(path)
    at = {name: header.index(name) for name in header}
    with duckdb.connect(
        str(home / "warehouse" / "builds" / nights.first.build / "warehouse.duckdb"), read_only=True
    ) as connection:
        october = [
            name
            for (name,) in connection.execute(
                "select case_id from kpis.cases where measure_id = ? and from_on between date '2022-10-01' and date '2022-10-31'"
                " and numerator = 1 order by case_id",
                [MEASURE],
            ).fetchall()
        ]
    gone, moved, copied = october[:3]
    changed = []
    for row in rows:
        name = row[at["cina_assessment_id"]]
        if name == gone:
            continue
        if name == copied:
            added = list(row)
            added[at["cina_assessment_id"]] = "RECORDED LATE"
            changed.append(added)
        if name == moved:
            row[at["cina_assessment_auth_date"]] = "2022-11-02"
        changed.append(row)
    write_rows(path, [header, *changed])
    seal(extract)
    night = ended(nightly(home, pack), home)
    return night, before, {"deletion": gone, "correction": moved, "late_recording": "RECORDED LATE"}


def test_the_newest_mature_month_and_quarter_are_frozen(nights):
    assert [folder.name for folder in editions(nights.first.home / "published")] == [EDITION, "2022-Q2"]
    assert [folder.name for folder in editions(nights.first.home / "restricted")] == [EDITION, "2022-Q2"]
    assert tampered(nights.first.home) == []


def test_freezing_again_changes_nothing(nights):
    before = edition_files(nights.first.home)
    assert freeze_due(nights.first.home) == []
    assert edition_files(nights.first.home) == before


def test_the_same_night_again_moves_no_figure(again):
    with again.connect() as connection:
        assert connection.execute(
            "select count(*) > 1000, count(*) filter (where change <> 0) from kpi_edition"
        ).fetchone() == (True, 0)
        assert connection.execute("select count(*) from restricted.edition_case").fetchone() == (0,)


def test_a_change_is_told_case_by_case(later):
    night, _, touched = later
    with night.connect() as connection:
        found = dict(
            connection.execute(
                "select reason, any_value(case_id) from restricted.edition_case"
                " where edition = ? and measure_id = ? and reason <> 'later_event' group by reason",
                [EDITION, MEASURE],
            ).fetchall()
        )
    assert found == touched


def test_the_parts_of_a_change_add_up_to_it(later):
    night, _, _ = later
    with night.connect() as connection:
        change, *parts = connection.execute(
            "select change, change_by_deletion, change_by_correction, change_by_late_recording, change_by_later_event,"
            " change_by_changed_definition from kpi_edition where edition = ? and measure_id = ? and breakdown = 'authority'"
            " and basis = 'month'",
            [EDITION, MEASURE],
        ).fetchone()
        (decimals,) = connection.execute("select decimals from measure where measure_id = ?", [MEASURE]).fetchone()
    assert all(parts[:3])
    assert abs(sum(parts) - change) <= Decimal(10) ** -decimals


def test_another_limit_is_said_to_be_another_definition(later):
    night, _, _ = later
    with night.connect() as connection:
        changed = "from kpi_edition where edition = ? and definition_changed"
        assert connection.execute(f"select distinct measure_id {changed}", [EDITION]).fetchall() == [(LIMITED,)]
        assert connection.execute(
            f"select change < 0 and change_by_changed_definition = change {changed} and breakdown = 'authority' and cases_changed > 0",
            [EDITION],
        ).fetchall() == [(True,)]
        assert connection.execute(
            "select distinct reason from restricted.edition_case where edition = ? and measure_id = ?",
            [EDITION, LIMITED],
        ).fetchall() == [("changed_definition",)]


def test_a_frozen_edition_stays_as_it_is_and_the_next_month_joins_it(later):
    night, before, _ = later
    after = edition_files(night.home)
    assert {name: seen for name, seen in after.items() if name in before} == before
    assert [folder.name for folder in editions(night.home / "published")] == [EDITION, "2022-11", "2022-Q2"]


def test_the_job_makes_good_what_a_night_could_not_freeze_and_again_changes_nothing(later, authority):
    night, _, _ = later
    made = edition_files(night.home)
    for store in ("published", "restricted"):
        shutil.rmtree(night.home / store / "editions" / "2022-11")
    assert edition_files(night.home) != made
    settings = Settings(night.home, authority)
    with open_instance(settings) as instance:
        job = build_defs(settings).resolve_job_def("freeze_editions")
        for _ in range(2):
            assert job.execute_in_process(instance=instance, raise_on_error=False).success
            assert edition_files(night.home) == made


def test_drift_is_the_later_edition_against_the_first(later):
    night, _, _ = later
    with night.connect() as connection:
        # The edition of November is frozen by this night; it is told apart from October's in the next.
        assert connection.execute("select count(*) from refresh_drift").fetchone() == (0,)


def test_tampering_is_noticed(later):
    night, _, _ = later
    victim = night.home / "published" / "editions" / EDITION / "parquet" / "measure.parquet"
    held = victim.read_bytes()
    victim.chmod(0o644)
    victim.write_bytes(held[:-1] + b"x")
    assert tampered(night.home) == [f"published/{EDITION}/parquet/measure.parquet"]
    manifest = victim.parents[1] / "manifest.json"
    told = manifest.read_text(encoding="utf-8")
    manifest.chmod(0o644)
    manifest.write_text(
        told.replace(sha256(held).hexdigest(), sha256(victim.read_bytes()).hexdigest()), encoding="utf-8"
    )
    assert tampered(night.home) == [f"published/{EDITION}/manifest.json"]
    manifest.write_text(told, encoding="utf-8")
    victim.write_bytes(held)
    (night.home / "restricted" / "editions" / EDITION / "more").touch()
    assert tampered(night.home) == [f"restricted/{EDITION}/more"]
    (night.home / "restricted" / "editions" / EDITION / "more").unlink()
    assert tampered(night.home) == []


def wait_for_the_lock(home: Path) -> None:
    """A process that was killed is gone when the kernel has taken back what it held."""
    while True:
        try:
            with night_lock(home):
                return
        except NightRunning:
            time.sleep(0.1)


def test_a_folder_of_month_ends_becomes_editions_and_goes_on_where_it_was_killed(later, authority, tmp_path, capsys):
    night, _, _ = later
    asked = ["backfill", str(landing(night.home).parent), "--home", str(tmp_path), "--authority", str(authority)]
    process = subprocess.Popen(
        [sys.executable, "-m", "orchestration.cli", *asked],
        cwd=PROJECT,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    while not list((tmp_path / "warehouse").glob("builds/*/warehouse.duckdb")):
        assert process.poll() is None
        time.sleep(0.1)
    # The night it started goes with it, in the middle.
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    wait_for_the_lock(tmp_path)
    assert editions(tmp_path / "published") == []
    assert main(asked) == 0
    begun, done = capsys.readouterr().out.splitlines()
    assert begun == "1 of 1: edition 2022-11 ..." and done.startswith("1 of 1: edition 2022-11 is frozen, ")
    made = edition_files(tmp_path)
    assert [folder.name for folder in editions(tmp_path / "published")] == ["2022-11", "2022-Q2"]
    assert main(asked) == 0
    assert capsys.readouterr().out == f"1 of 1: edition {AS_OF:%Y-%m} is there\n"
    assert edition_files(tmp_path) == made
