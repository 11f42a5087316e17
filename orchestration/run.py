"""The nightly job in this process, for `csc nightly`: progress, the reason when it fails, the seconds, a short summary."""

import gc
import sys
import time

import dagster as dg

from orchestration.build import build_defs
from orchestration.dbt_build import WarehouseError
from orchestration.instance import end_dead_runs, open_instance
from orchestration.settings import Settings
from publishing.files import current
from publishing.summary import summary


def run_night(settings: Settings, begun: float, echo: bool = True, full: bool = False) -> int:
    """0 if and only if the pointer names the build of this run: a full disk can fail a process after it has published.

    `echo` prints progress and a summary; without it only the reason of a failure is printed. `full` builds although nothing has
    changed.
    """
    imported = time.perf_counter()
    with open_instance(settings) as instance:
        end_dead_runs(instance, settings.home)
        before = current(settings.home / "published")
        try:
            job = build_defs(settings, echo=echo).resolve_job_def("nightly")
        except WarehouseError as problem:
            print(f"csc: not published: {problem}", file=sys.stderr)
            return 1
        gc.freeze()
        gc.enable()
        ready = time.perf_counter()
        result = job.execute_in_process(
            instance=instance,
            raise_on_error=False,
            # Dagster's own lines on the terminal would drown the night's.
            run_config={
                "loggers": {"console": {"config": {"log_level": "CRITICAL"}}},
                "ops": {"landing": {"config": {"full": full}}},
            },
        )
        ended = time.perf_counter()
        build = current(settings.home / "published")
        if build == before or build is None or not build.endswith(result.run_id[:8]):
            print(f"csc: not published: {_reason(result)}", file=sys.stderr)
            return 1
        stages = {
            "import": imported - begun,
            "definitions": ready - imported,
        } | _stages(result, ended - ready)
        if echo:
            print(summary(settings.home, stages))
        return 0


def _stages(result: dg.ExecuteInProcessResult, whole: float) -> dict[str, float]:
    """Seconds of each step of the job; what Dagster itself takes is the rest."""
    steps = {
        event.step_key: event.step_success_data.duration_ms / 1000
        for event in result.all_node_events
        if event.is_step_success
    }
    return steps | {"dagster": whole - sum(steps.values())}


def _reason(result: dg.ExecuteInProcessResult) -> str:
    for event in result.all_events:
        if event.is_step_failure:
            said = event.step_failure_data.user_failure_data
            return said.description if said else f"step {event.step_key} failed"
    return "the run ended early; see the log"
