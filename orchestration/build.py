"""Puts the night together: settings in, Dagster definitions out."""

import dagster as dg

from orchestration.assets.editions import editions_asset
from orchestration.assets.history import history_asset
from orchestration.assets.landing import landing_asset
from orchestration.assets.publication import publication_asset
from orchestration.assets.reports import report_assets
from orchestration.assets.warehouse import Graph, warehouse_asset
from orchestration.dbt_build import load_manifest
from orchestration.jobs import freeze_editions, nightly, rerun_as_of
from orchestration.resources import night_resource
from orchestration.schedules import editions_schedule, nightly_schedule, shadow_schedule
from orchestration.settings import Settings
from orchestration.shadow import shadow_rebuild
from schemas.contract import load_contract
from schemas.marts import load_marts


def build_defs(settings: Settings, echo: bool = False) -> dg.Definitions:
    """The definitions for these settings; `echo` prints progress lines to standard output as well as to the log."""
    tables = load_marts()
    graph = Graph(load_manifest(), {table.name: table.store for table in tables.values()})
    return dg.Definitions(
        assets=[
            landing_asset(load_contract()),
            history_asset(load_contract()),
            warehouse_asset(graph),
            publication_asset(tables),
            editions_asset,
            *report_assets(),
        ],
        jobs=[nightly, rerun_as_of, freeze_editions, shadow_rebuild],
        schedules=[nightly_schedule, editions_schedule, shadow_schedule],
        resources={"night": night_resource(settings, echo)},
        executor=dg.in_process_executor,
    )
