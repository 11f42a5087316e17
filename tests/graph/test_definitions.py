"""The night as one graph: it loads both ways, everything in it says what it is, and a failed check ends it."""

import importlib
import subprocess
import sys
import tomllib
from pathlib import Path

import dagster as dg
import duckdb
import pytest
from dagster._core.workspace.load import load_workspace_process_context_from_yaml_paths

from orchestration.assets.landing import rows_check
from orchestration.build import build_defs
from orchestration.instance import end_dead_runs, open_instance
from orchestration.settings import PROJECT, WORKSPACE, Settings
from publishing.files import NightRunning, current, night_lock
from schemas.arrow import raw_statements
from schemas.contract import load_contract
from schemas.marts import load_marts

GROUPS = {
    "landing",
    "reference",
    "history",
    "seeds",
    "staging",
    "facts",
    "kpis",
    "marts",
    "monthly_mart",
    "quarterly_mart",
    "caseload",
}


@pytest.fixture(scope="module")
def definitions(tmp_path_factory) -> dg.Definitions:
    return build_defs(Settings(home=tmp_path_factory.mktemp("home"), authority=PROJECT / "authorities" / "demo"))


@pytest.fixture(scope="module")
def graph(definitions):
    return definitions.resolve_asset_graph()


def test_every_asset_says_what_it_is(graph):
    for key in graph.get_all_asset_keys():
        node = graph.get(key)
        assert node.description, key
        assert node.owners, key
        assert node.group_name in GROUPS | {"publication", "reports"}, key


def test_the_whole_way_is_one_graph(graph):
    published = dg.AssetKey(["published", "marts"])
    above, waiting = set(), [published]
    while waiting:
        parents = graph.get(waiting.pop()).parent_keys - above
        above |= parents
        waiting += parents
    assert {dg.AssetKey(["raw", "ssd_contacts"]), dg.AssetKey(["kpis", "cases"]), dg.AssetKey(["pack"])} <= above
    assert {graph.get(key).group_name for key in above} >= GROUPS - {"caseload"}


def test_every_landing_table_and_every_mart_is_an_asset(graph):
    keys = graph.get_all_asset_keys()
    assert {dg.AssetKey(["raw", table]) for table in load_contract().tables} <= keys
    assert {dg.AssetKey(["marts", table]) for table in load_marts() if table != "run"} <= keys


def test_no_asset_hangs_in_the_air(graph):
    for key in graph.get_all_asset_keys():
        assert graph.get(key).is_executable, f"{key} is read and nobody makes it"


def test_the_case_relation_names_its_measures(graph):
    measures = graph.get(dg.AssetKey(["kpis", "cases"])).metadata["measures"]
    assert {"contacts", "cp_visits_in_time"} <= set(getattr(measures, "value", measures))


def test_what_is_published_is_due_by_seven_in_london(graph):
    for name in ("marts", "parquet", "caseload"):
        policy = graph.get(dg.AssetKey(["published", name])).freshness_policy
        assert (policy.deadline_cron, policy.timezone) == ("0 7 * * *", "Europe/London")


@pytest.mark.parametrize(
    ("name", "cron", "job"),
    [
        ("nightly_0230", "30 2 * * *", "nightly"),
        ("editions_0600", "0 6 * * *", "freeze_editions"),
        ("shadow_sunday_0500", "0 5 * * 0", "shadow_rebuild"),
    ],
)
def test_jobs_run_by_themselves_in_london(definitions, name, cron, job):
    schedule = definitions.resolve_schedule_def(name)
    assert (schedule.cron_schedule, schedule.execution_timezone) == (cron, "Europe/London")
    assert schedule.default_status == dg.DefaultScheduleStatus.RUNNING
    assert schedule.job_name == job


@pytest.mark.parametrize("job", ["nightly", "rerun_as_of", "freeze_editions", "shadow_rebuild"])
def test_jobs_run_in_one_process(definitions, job):
    assert definitions.resolve_job_def(job).executor_def is dg.in_process_executor


def test_workspace_loads(tmp_path):
    with (
        open_instance(Settings(home=tmp_path, authority=tmp_path)) as instance,
        load_workspace_process_context_from_yaml_paths(instance, [str(WORKSPACE)]) as process,
    ):
        (location,) = process.create_request_context().code_locations
        assert {job.name for job in location.get_repository("__repository__").get_all_jobs()} >= {"nightly"}


def test_dg_configuration_names_the_same_definitions():
    configured = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["dg"]
    assert configured["directory_type"] == "project"
    target = configured["project"]["code_location_target_module"]
    assert isinstance(importlib.import_module(target).defs, dg.Definitions)
    assert f"module_name: {target}" in WORKSPACE.read_text(encoding="utf-8")


def test_a_run_whose_process_was_killed_keeps_nobody_waiting(tmp_path, definitions):
    settings = Settings(home=tmp_path, authority=PROJECT / "authorities" / "demo")
    job = definitions.resolve_job_def("nightly")
    with open_instance(settings) as instance:
        pools = instance.event_log_storage
        run = instance.create_run_for_job(job, status=dg.DagsterRunStatus.STARTED)
        pools.initialize_concurrency_limit_to_default("warehouse")
        assert pools.claim_concurrency_slot("warehouse", run.run_id, "landing").is_claimed
        with night_lock(tmp_path), pytest.raises(NightRunning):
            end_dead_runs(instance, tmp_path)
        assert pools.get_concurrency_info("warehouse").claimed_slots
        end_dead_runs(instance, tmp_path)
        assert pools.get_concurrency_info("warehouse").claimed_slots == []
        assert instance.get_run_by_id(run.run_id).status == dg.DagsterRunStatus.FAILURE


def broken_night(home: Path) -> tuple[dg.ExecuteInProcessResult, Settings]:
    extract = home / "landing" / "2026-11-20"
    extract.mkdir(parents=True)
    (extract / "ssd_contacts.csv").write_text("what,is,this\n1,2,3\n", encoding="utf-8")
    settings = Settings(home=home, authority=PROJECT / "authorities" / "demo")
    settings.make_folders()
    with open_instance(settings) as instance:
        job = build_defs(settings).resolve_job_def("nightly")
        return job.execute_in_process(instance=instance, raise_on_error=False), settings


def test_a_failed_blocking_check_stops_before_anything_is_built(tmp_path):
    result, settings = broken_night(tmp_path)
    assert not result.success
    (failed,) = [check for check in result.get_asset_check_evaluations() if not check.passed]
    assert (failed.check_name, failed.blocking) == ("extract_accepted", True)
    started = {event.step_key for event in result.all_node_events if event.is_step_start}
    assert started == {"landing"}
    assert {event.asset_key for event in result.get_asset_materialization_events()} == set()
    assert current(settings.home / "published") is None


def test_a_table_that_fell_is_a_check_that_warns_and_a_row_that_has_gone_is_none():
    with duckdb.connect() as connection:
        for statement in raw_statements():
            connection.execute(statement)
        gone = (
            "insert into raw.issue by name select 'DQ009' as rule_id, 'warn' as severity, ? as table_name, ? as row_key"
        )
        connection.execute(gone, ["ssd_contacts", "c1"])
        assert rows_check(connection).passed
        connection.execute(gone, ["ssd_person", None])
        check = rows_check(connection)
    assert (check.passed, check.severity) == (False, dg.AssetCheckSeverity.WARN)
    assert check.metadata["tables"].value == ["ssd_person"]


def test_definitions_import_no_dagster_dbt():
    said = "import sys, orchestration.definitions; print('dagster_dbt' in sys.modules)"
    answer = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True, cwd=PROJECT)
    assert answer.stdout.strip() == "False"
