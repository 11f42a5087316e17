"""When the night runs."""

import dagster as dg

from orchestration.jobs import nightly

nightly_schedule = dg.ScheduleDefinition(
    name="nightly_0230",
    job=nightly,
    cron_schedule="30 2 * * *",
    execution_timezone="Europe/London",
    default_status=dg.DefaultScheduleStatus.RUNNING,
    description="02:30 in London, when the extract of the day before has been delivered.",
)
