"""The jobs: the night, and one date again."""

import dagster as dg

_EVERYTHING = dg.AssetSelection.all() | dg.AssetSelection.all_asset_checks()

nightly = dg.define_asset_job(
    "nightly",
    selection=_EVERYTHING,
    executor_def=dg.in_process_executor,
    description="From the newest extract to published marts. Nothing is published unless everything passes.",
)

rerun_as_of = dg.define_asset_job(
    "rerun_as_of",
    selection=_EVERYTHING,
    executor_def=dg.in_process_executor,
    config={"ops": {"landing": {"config": {"as_of": "YYYY-MM-DD"}}}},
    description="The night again for one date: put the date in the configuration. What it makes becomes current.",
)
