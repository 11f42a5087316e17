"""Reports after publication: of the last month and the last quarter that are over. What fails here never touches the marts."""

from collections.abc import Iterator
from datetime import date

import dagster as dg

from orchestration.checks import rendered
from orchestration.reports import folder_of, write
from orchestration.resources import Night, fingerprint, without_data
from publishing.files import read_manifest
from reporting.periods import last_over

_FILES = (".py", ".yml", ".csv", ".j2", ".css", ".typ")


def report_assets() -> list[dg.AssetsDefinition]:
    """One asset to a frequency, each skipped where the pack asks for no such report."""
    return [_report_asset("monthly"), _report_asset("quarterly")]


def _report_asset(frequency: str) -> dg.AssetsDefinition:
    @dg.multi_asset(
        name=f"{frequency}_report",
        specs=[
            dg.AssetSpec(
                key=["reports", frequency],
                # After the editions: on the day a period is mature its report is of the edition.
                deps=[["published", "marts"], ["published", "editions"]],
                group_name="reports",
                owners=["team:performance"],
                description=f"published/reports/<period>: the {frequency} report as HTML, PDF and a workbook.",
                kinds={"html", "pdf", "xlsx"},
                code_version=fingerprint(["reporting"], _FILES),
                skippable=True,
            )
        ],
        check_specs=[rendered(frequency)],
        required_resource_keys={"night"},
        description=f"Writes the {frequency} reports of the last period that is over, from what is published.",
    )
    def report(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult | dg.AssetCheckResult]:
        yield from _render(context.resources.night, frequency)

    return report


def _render(night: Night, frequency: str) -> Iterator[dg.MaterializeResult | dg.AssetCheckResult]:
    """Nothing is raised: a report that could not be written is a warning, with its reason in one line without data."""
    key = dg.AssetKey(["reports", frequency])
    reason, files = "", []
    try:
        manifest = read_manifest(night.settings.home / "published")
        over = min(date.fromisoformat(manifest[name]) for name in ("as_of", "extract_date"))
        period = last_over(frequency, over)
        files = write(night.settings, period, only_asked=True)
    except Exception as problem:  # noqa: BLE001 - the night has published and must end well
        reason = without_data(problem)
        night.journal.say(f"{frequency} report not written: {reason}")
    yield dg.AssetCheckResult(
        passed=not reason,
        check_name="rendered",
        asset_key=key,
        severity=dg.AssetCheckSeverity.WARN,
        metadata={"reason": reason} if reason else {},
    )
    if files:
        night.journal.say(
            f"{frequency} report {period.name}: {len(files)} files in {folder_of(night.settings, period)}"
        )
        yield dg.MaterializeResult(
            asset_key=key,
            metadata={"period": period.name, "files": dg.MetadataValue.json([path.name for path in files])},
        )
