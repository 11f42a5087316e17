"""Dagster's own storage: made from the project's `dagster.yaml`, cleaned of old runs."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import dagster as dg
from dagster._core.instance.ref import InstanceRef

from orchestration.settings import PROJECT, Settings, quiet_tools
from publishing.files import night_lock

KEPT_DAYS = 30
_UNDER_WAY = [dg.DagsterRunStatus.STARTING, dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.CANCELING]


def prepare_instance(settings: Settings) -> Path:
    """The folder of Dagster's storage with the project's configuration in it."""
    quiet_tools()
    settings.make_folders()
    shutil.copyfile(
        PROJECT / "orchestration" / "dagster.yaml",
        settings.dagster_home / "dagster.yaml",
    )
    return settings.dagster_home


def open_instance(settings: Settings) -> dg.DagsterInstance:
    """The instance of this home, for the process that runs the night."""
    folder = str(prepare_instance(settings))
    pooled = {
        "module": "orchestration.event_log",
        "class": "PooledEventLog",
        "config": {"base_dir": str(settings.dagster_home / "history")},
    }
    return dg.DagsterInstance.from_ref(InstanceRef.from_dir(folder, overrides={"event_log_storage": pooled}))


def end_dead_runs(instance: dg.DagsterInstance, home: Path) -> None:
    """Ends the runs whose process was killed: else their place in the pool would keep every later night waiting.

    Whatever writes holds the lock of the home as long as it lives, so that nothing of this kind lives once it can be taken.

    Raises:
        NightRunning: a night is running.
    """
    with night_lock(home):
        for run in instance.get_runs(dg.RunsFilter(statuses=_UNDER_WAY)):
            instance.report_run_failed(run, "its process was killed")
            instance.event_log_storage.free_concurrency_slots_for_run(run.run_id)


def remove_old_runs(instance: dg.DagsterInstance) -> None:
    """Deletes the runs, and their events, of more than 30 days ago."""
    before = datetime.now(UTC) - timedelta(days=KEPT_DAYS)
    for record in instance.get_run_records(dg.RunsFilter(created_before=before)):
        if record.dagster_run.is_finished:
            instance.delete_run(record.dagster_run.run_id)
