"""The jobs: the night, one date again, and the freezing of editions by itself."""

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

freeze_editions = dg.define_asset_job(
    "freeze_editions",
    selection=dg.AssetSelection.assets(["published", "editions"]),
    executor_def=dg.in_process_executor,
    description="Freezes the newest mature month and quarter of what is published, if they are not frozen yet.",
)
