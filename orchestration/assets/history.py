"""History: what was accepted is remembered, so that any night can be built again and landing folders can go."""

from collections.abc import Iterator

import dagster as dg

from history.intake import take_in
from orchestration.resources import Night
from schemas.arrow import own_tables
from schemas.contract import Contract

KEY = dg.AssetKey(["history"])
OWNERS = ["team:data-engineering"]


def history_asset(contract: Contract) -> dg.AssetsDefinition:
    """The op that takes the accepted extract into the history."""

    @dg.multi_asset(
        name="history",
        specs=[
            dg.AssetSpec(
                key=KEY,
                deps=[["raw", table] for table in (*contract.tables, *own_tables("raw"))],
                group_name="history",
                owners=OWNERS,
                description="warehouse/history.duckdb: every row of every accepted extract, with the extract from which it is"
                " known and the one in which it changed or went.",
                kinds={"duckdb"},
                skippable=True,
            )
        ],
        required_resource_keys={"night"},
        pool="warehouse",
        description="Sets the state of every supplied table for the extract's date, in one transaction.",
    )
    def history(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult]:
        night: Night = context.resources.night
        with night.stage("history"):
            night.require_begun()
            taken = take_in(night.settings.history, night.warehouse, night.journal.say)
        yield dg.MaterializeResult(
            asset_key=KEY,
            metadata={
                "extract": taken.extract_date.isoformat(),
                "dagster/row_count": taken.rows,
                "rows begun": taken.begun,
                "rows ended": taken.ended,
                "changed tables": dg.MetadataValue.json(
                    {name: [change.begun, change.ended] for name, change in taken.changes.items()}
                ),
            },
        )

    return history
