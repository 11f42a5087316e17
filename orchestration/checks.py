"""Checks of the night as Dagster sees them. A blocking one that fails ends the run before anything is published."""

import dagster as dg

EXTRACT_ACCEPTED = dg.AssetCheckSpec(
    name="extract_accepted",
    asset=dg.AssetKey(["raw", "supply"]),
    blocking=True,
    description="Every file of the extract keeps its contract: header, keys, record count, declared rows and sha256.",
)
ROWS_KEPT = dg.AssetCheckSpec(
    name="rows_did_not_fall",
    asset=dg.AssetKey(["raw", "supply"]),
    blocking=False,
    description="No table has more than a fifth fewer records than in the extract before, or none (DQ009). It warns and stops nothing.",
)
PACK_ACCEPTED = dg.AssetCheckSpec(
    name="pack_accepted",
    asset=dg.AssetKey(["pack"]),
    blocking=True,
    description="Every file and key of the authority pack is known and every row keeps its rule.",
)
REFERENCE_READ = dg.AssetCheckSpec(
    name="published_files_read",
    asset=dg.AssetKey(["reference", "file"]),
    blocking=False,
    description=(
        "No file of reference/dfe that looks like one of DfE's is broken. One that is stays out by itself and stops nothing."
    ),
)
EDITIONS_UNTOUCHED = dg.AssetCheckSpec(
    name="editions_untouched",
    asset=dg.AssetKey(["published", "editions"]),
    blocking=False,
    description="Every edition that was frozen is there, and every file of it has the SHA-256 its manifest says.",
)
REREAD = dg.AssetCheckSpec(
    name="reread_by_a_fresh_process",
    asset=dg.AssetKey(["published", "marts"]),
    blocking=True,
    description=(
        "A fresh process opens what was written, checks every column against the declared schema, and finds the same"
        " rows and control totals as in the warehouse."
    ),
)


def rendered(frequency: str) -> dg.AssetCheckSpec:
    """Whether the reports of a frequency could be written. It warns: what is published stands without them."""
    return dg.AssetCheckSpec(
        name="rendered",
        asset=dg.AssetKey(["reports", frequency]),
        blocking=False,
        description="Every layout the pack asks for was written as HTML, PDF and a workbook.",
    )


def dbt_check(name: str, asset: dg.AssetKey, severity: str, description: str) -> dg.AssetCheckSpec:
    """A dbt data test as a check of the model it tests; one of severity error blocks."""
    return dg.AssetCheckSpec(
        name=name,
        asset=asset,
        blocking=severity == "error",
        description=description or None,
    )
