"""Publication: what was built becomes what readers open, as a whole or not at all."""

import json
import platform
from collections.abc import Iterator
from dataclasses import asdict
from datetime import timedelta
from importlib.metadata import version

import dagster as dg
import duckdb

from history.nights import record_night
from orchestration.assets.history import KEY as HISTORY
from orchestration.assets.marts import key_of
from orchestration.checks import REREAD
from orchestration.resources import Night
from orchestration.settings import DBT_PROJECT
from publishing.publish import (
    RereadFailed,
    RunRecord,
    inputs,
    make_current,
    reference_files,
    reread,
    stage,
    start_rereader,
    tell,
)
from publishing.tables import MART_SCHEMA_VERSION
from schemas.marts import Mart

OWNERS = ["team:data-engineering", "team:performance"]
# The night begins at 02:30; whoever opens the UI at seven in the morning sees that one is missing.
PUBLISHED_BY = dg.FreshnessPolicy.cron(
    deadline_cron="0 7 * * *", lower_bound_delta=timedelta(hours=5), timezone="Europe/London"
)
_TOOLS = ("dbt-core", "dbt-duckdb", "duckdb", "dagster", "pandera", "pyarrow")


def publication_asset(tables: dict[str, Mart]) -> dg.AssetsDefinition:
    """The op that publishes: the marts, the restricted caseload and the Parquet files of one build."""

    def spec(name: str, description: str, store: str) -> dg.AssetSpec:
        return dg.AssetSpec(
            key=["published", name],
            deps=[
                # A night that is not remembered is not published: it could not be built again.
                HISTORY,
                *(
                    key_of("marts", table.name)
                    for table in tables.values()
                    if table.store == store and table.name != "run"
                ),
            ],
            group_name="publication",
            owners=OWNERS,
            description=description,
            kinds={"duckdb"} if name != "parquet" else {"parquet"},
            freshness_policy=PUBLISHED_BY,
            skippable=True,
        )

    @dg.multi_asset(
        name="publication",
        specs=[
            spec(
                "marts",
                "published/current/marts.duckdb: aggregates only, nothing about a child.",
                "marts",
            ),
            spec(
                "parquet",
                "published/current/parquet: the same tables as files.",
                "marts",
            ),
            spec(
                "caseload",
                "restricted/current/caseload.duckdb: child level, for those who may.",
                "caseload",
            ),
        ],
        check_specs=[REREAD],
        required_resource_keys={"night"},
        pool="warehouse",
        description="Stages the build, has a fresh process re-read it, and turns the pointer readers follow.",
    )
    def publication(context: dg.AssetExecutionContext) -> Iterator:
        yield from _publish(context.resources.night, list(tables.values()))

    return publication


def _publish(night: Night, tables: list[Mart]) -> Iterator[dg.MaterializeResult | dg.AssetCheckResult]:
    published, restricted = (
        night.settings.home / "published",
        night.settings.home / "restricted",
    )
    checked = dg.AssetCheckResult(passed=True, check_name=REREAD.name, asset_key=REREAD.asset_key)
    with night.stage("publication: stage"):
        night.require_begun()
        rereader = start_rereader()
        run = run_record(night)
        expected = stage(
            night.warehouse,
            published,
            restricted,
            tables,
            run,
            written=lambda: tell(rereader, published, restricted, run.build),
        )
    refused = None
    with night.stage("publication: re-read"):
        try:
            found = reread(rereader, expected)
        except RereadFailed as problem:
            refused = problem
    if refused:
        yield checked._replace(
            passed=False,
            metadata={"findings": dg.MetadataValue.json([asdict(breach) for breach in refused.breaches])},
        )
        with night.stage("publication: re-read"):
            raise refused
    yield checked
    with night.stage("publication: remember"):
        folders = {"pack": night.pack, "seed": DBT_PROJECT / "seeds"}
        record_night(night.settings.history, night.warehouse, folders, MART_SCHEMA_VERSION, found)
    with night.stage("publication: pointer"):
        manifest = turn(night, run, found)
    night.journal.say(f"published build {run.build}: {len(found)} tables")
    for name, store in (
        ("marts", "marts"),
        ("parquet", "marts"),
        ("caseload", "caseload"),
    ):
        rows = {table: one["rows"] for table, one in manifest["tables"].items() if one["store"] == store}
        yield dg.MaterializeResult(
            asset_key=["published", name],
            metadata={
                "build": run.build,
                "as_of": manifest["as_of"],
                "dagster/row_count": sum(rows.values()),
                "rows": dg.MetadataValue.json(rows),
            },
        )


def tool_versions() -> dict[str, str]:
    """The versions of what makes figures and files, beside the project's own."""
    return {tool: version(tool) for tool in _TOOLS} | {"python": platform.python_version()}


def turn(night: Night, run: RunRecord, found: dict[str, dict], said: dict | None = None) -> dict:
    """Makes what was staged and re-read what readers open; returns its manifest, in which `said` stands too."""
    published, restricted = night.settings.home / "published", night.settings.home / "restricted"
    supplied, reference = inputs(night.warehouse), reference_files(night.warehouse)
    return make_current(published, restricted, run, found, supplied, tool_versions(), reference, said)


def run_record(night: Night) -> RunRecord:
    """What the published table `run` says of this night."""
    with duckdb.connect(str(night.warehouse), read_only=True) as connection:
        as_of, extract_date, build, code = connection.execute(
            "select as_of, extract_date, build, code_version from raw.night"
        ).fetchone()
        (authority,) = connection.execute("select name from pack.authority").fetchone()
    return RunRecord(
        build,
        as_of,
        extract_date,
        authority,
        code,
        MART_SCHEMA_VERSION,
        json.dumps(night.seconds),
    )
