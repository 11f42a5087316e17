"""Editions: what is published when a month or quarter is mature is frozen under its name."""

from collections.abc import Iterator

import dagster as dg

from editions.freeze import editions, freeze_due, tampered
from orchestration.checks import EDITIONS_UNTOUCHED
from orchestration.resources import Night

OWNERS = ["team:performance"]


@dg.multi_asset(
    name="editions",
    specs=[
        dg.AssetSpec(
            key=["published", "editions"],
            deps=[dg.AssetKey(["published", name]) for name in ("marts", "parquet", "caseload")],
            group_name="publication",
            owners=OWNERS,
            description="published/editions/<period>: the publication of a month or quarter as it was when mature; never changed.",
            kinds={"duckdb", "parquet"},
            skippable=True,
        )
    ],
    check_specs=[EDITIONS_UNTOUCHED],
    required_resource_keys={"night"},
    pool="warehouse",
    description="Freezes the newest mature month and quarter, once; looks whether the frozen ones are untouched.",
)
def editions_asset(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult | dg.AssetCheckResult]:
    """Part of every night, and a job of its own: both are harmless to run again."""
    night: Night = context.resources.night
    with night.stage("editions: freeze"):
        if not night.warehouse.exists():
            night.begin()
        frozen = freeze_due(night.settings.home, night.journal.say)
        changed = tampered(night.settings.home)
    for file in changed:
        night.journal.say(f"edition tampered with: {file}")
    yield dg.AssetCheckResult(
        passed=not changed,
        check_name=EDITIONS_UNTOUCHED.name,
        asset_key=EDITIONS_UNTOUCHED.asset_key,
        severity=dg.AssetCheckSeverity.ERROR,
        metadata={"files": dg.MetadataValue.json(changed)},
    )
    yield dg.MaterializeResult(
        asset_key=["published", "editions"],
        metadata={
            "frozen": dg.MetadataValue.json(frozen),
            "editions": len(editions(night.settings.home / "published")),
        },
    )
