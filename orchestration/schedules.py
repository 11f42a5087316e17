"""When the night runs."""

import dagster as dg

from orchestration.jobs import freeze_editions, nightly
from orchestration.shadow import shadow_rebuild

nightly_schedule = dg.ScheduleDefinition(
    name="nightly_0230",
    job=nightly,
    cron_schedule="30 2 * * *",
    execution_timezone="Europe/London",
    default_status=dg.DefaultScheduleStatus.RUNNING,
    description="02:30 in London, when the extract of the day before has been delivered.",
)

editions_schedule = dg.ScheduleDefinition(
    name="editions_0600",
    job=freeze_editions,
    cron_schedule="0 6 * * *",
    execution_timezone="Europe/London",
    default_status=dg.DefaultScheduleStatus.RUNNING,
    description="06:00 in London: a night that published and could not freeze is made good the same morning.",
)

shadow_schedule = dg.ScheduleDefinition(
    name="shadow_sunday_0500",
    job=shadow_rebuild,
    cron_schedule="0 5 * * 0",
    execution_timezone="Europe/London",
    default_status=dg.DefaultScheduleStatus.RUNNING,
    description="Sunday 05:00 in London: what is published, held to a full rebuild.",
)
