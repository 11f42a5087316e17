"""Landing: the extract, the authority pack and DfE's published files, read into a fresh private warehouse file by one op."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import dagster as dg
import duckdb

from editions.load import load_editions
from history.before import extract_before, same_quality_carried
from history.store import attached
from history.unchanged import Tonight
from ingest.dfe import OUTCOMES, FileOutcome, load_reference, read_dfe_files
from ingest.landing import load_extract
from ingest.pack import copy_pack, load_pack, read_catalogue, read_pack, read_units
from ingest.supplied import fingerprint
from ingest.warehouse_file import new_warehouse
from orchestration.assets.unchanged import publish_again, stands
from orchestration.checks import EXTRACT_ACCEPTED, PACK_ACCEPTED, REFERENCE_READ, ROWS_KEPT
from orchestration.extracts import choose_extract
from orchestration.instance import remove_old_runs
from orchestration.resources import Night, code_version, row_counts
from orchestration.settings import DBT_PROJECT, parse_date
from publishing.carried import carry_quality
from publishing.files import clean_up, require_space, require_unblocked, size_of
from schemas.arrow import own_tables
from schemas.contract import Contract

OWNERS = ["team:data-engineering"]
SEEDS = DBT_PROJECT / "seeds"
# Measured on the synthetic authority: warehouse, staged build and its exports stay under five times the extract.
_SPACE_PER_EXTRACT_BYTE = 5
_SPACE_AT_LEAST = 100 * 2**20


class LandingConfig(dg.Config):
    """`as_of` (YYYY-MM-DD) wins over CSC_AS_OF; empty means what the settings say. `full`: although nothing has changed, as is
    every night of a date that was asked for."""

    as_of: str = ""
    full: bool = False


def landing_asset(contract: Contract) -> dg.AssetsDefinition:
    """The op that lands: an asset per contract table, the bookkeeping tables, the reference files and the pack."""

    def spec(schema: str, table: str, description: str) -> dg.AssetSpec:
        return dg.AssetSpec(
            key=[schema, table],
            group_name="reference" if schema == "reference" else "landing",
            owners=OWNERS,
            description=description,
            kinds={"duckdb"},
            skippable=True,
        )

    specs = [
        *(spec("raw", table.name, table.description) for table in contract.tables.values()),
        *(
            spec(schema, t.name, t.description)
            for schema in ("raw", "reference", "edition")
            for t in own_tables(schema).values()
        ),
        dg.AssetSpec(
            key=["pack"],
            group_name="landing",
            owners=OWNERS,
            description="The authority pack: teams, targets, comparators, standards and words of one council.",
            kinds={"yaml", "csv"},
            skippable=True,
        ),
    ]

    @dg.multi_asset(
        name="landing",
        specs=specs,
        check_specs=[EXTRACT_ACCEPTED, ROWS_KEPT, PACK_ACCEPTED, REFERENCE_READ],
        required_resource_keys={"night"},
        pool="warehouse",
        description="Reads the newest extract, the authority pack and DfE's files into a fresh private warehouse file.",
    )
    def landing(context: dg.AssetExecutionContext, config: LandingConfig) -> Iterator:
        night: Night = context.resources.night
        yield from _land(context, night, config, contract)

    return landing


def _land(
    context: dg.AssetExecutionContext,
    night: Night,
    config: LandingConfig,
    contract: Contract,
) -> Iterator[dg.MaterializeResult | dg.AssetCheckResult]:
    settings, say = night.settings, night.journal.say
    published = settings.home / "published"
    with night.stage("start"):
        night.begin()
        require_unblocked(published)
        night.journal.clean_up()
        clean_up(published, settings.home / "restricted", settings.warehouse)
        remove_old_runs(context.instance)
        asked = parse_date(config.as_of, "as_of") if config.as_of else settings.as_of
        extract, extract_date = choose_extract(settings.landing, asked)
        as_of = asked or extract_date
        require_space(
            settings.home,
            max(size_of(extract) * _SPACE_PER_EXTRACT_BYTE, _SPACE_AT_LEAST),
        )
        night.folder.mkdir(parents=True, mode=0o700)
        say(f"as of {as_of}, extract {extract_date}, build {night.build}")
        # Its own copy: what the night read is what the history keeps, whoever edits the pack meanwhile.
        copy_pack(settings.authority, night.pack)
        beside = f"{fingerprint(night.pack)}{fingerprint(settings.home / 'reference')}"
        tonight = Tonight(as_of, extract_date, fingerprint(extract), beside)
        unchanged = None if config.full or asked else stands(night, tonight)
    if unchanged:
        yield from _publish_again(context, night, tonight, unchanged)
        return

    connection = new_warehouse(night.warehouse)
    try:
        with checked(night, "pack", PACK_ACCEPTED) as ended:
            pack = read_pack(
                night.pack,
                read_catalogue(SEEDS / "measures.csv"),
                read_units(SEEDS / "standards.csv"),
            )
        yield ended.result
        ended.stop()
        with checked(night, "landing", EXTRACT_ACCEPTED) as ended:
            with attached(connection, settings.history) as remembered:
                load_extract(
                    connection,
                    extract,
                    extract_date,
                    pack,
                    settings.home / "restricted" / "rejects",
                    extract_before(connection, extract_date) if remembered else None,
                    say,
                )
                if not remembered or not same_quality_carried(connection, as_of):
                    carry_quality(connection, published, settings.home / "restricted", as_of)
            load_pack(connection, pack)
            connection.execute(
                "insert into raw.night values (?, ?, ?, ?, ?, ?)",
                [as_of, extract_date, night.build, code_version(), tonight.inputs, tonight.beside],
            )
        yield ended.result
        ended.stop()
        yield rows_check(connection)
        with night.stage("reference"):
            known = read_dfe_files(SEEDS / "dfe_files.csv", SEEDS / "dfe_comparisons.csv")
            files = load_reference(connection, settings.home / "reference" / "dfe", known, say)
        yield reference_check(files)
        with night.stage("editions"):
            load_editions(connection, settings.home)
        counted = row_counts(connection)
        supplied = supply(connection)
    finally:
        connection.close()

    for table in contract.tables:
        yield dg.MaterializeResult(asset_key=["raw", table], metadata=supplied.get(table, {"supplied": False}))
    for schema in ("raw", "reference", "edition"):
        for table in own_tables(schema):
            yield dg.MaterializeResult(
                asset_key=[schema, table],
                metadata={"dagster/row_count": counted[schema, table]},
            )
    yield dg.MaterializeResult(
        asset_key=["pack"],
        metadata={"authority": settings.authority.name}
        | {f"{table} rows": rows for (schema, table), rows in counted.items() if schema == "pack"},
    )


def _publish_again(
    context: dg.AssetExecutionContext, night: Night, tonight: Tonight, figures_as_of: date
) -> Iterator[dg.AssetCheckResult]:
    """The night of an unchanged delivery: everything below is skipped, what was accepted is accepted."""
    with night.stage("unchanged"):
        manifest = publish_again(night, tonight)
    said = f"nothing has changed since {figures_as_of}: its figures are published under the new date"
    night.journal.say(said)
    for check in (PACK_ACCEPTED, EXTRACT_ACCEPTED, ROWS_KEPT, REFERENCE_READ):
        yield dg.AssetCheckResult(
            passed=True,
            check_name=check.name,
            asset_key=check.asset_key,
            metadata={"unchanged since": str(figures_as_of)},
        )
    for name in ("marts", "parquet", "caseload"):
        context.log_event(
            dg.AssetMaterialization(
                dg.AssetKey(["published", name]),
                description=said,
                metadata={"build": manifest["build"], "as_of": manifest["as_of"], "figures as of": str(figures_as_of)},
            )
        )


class _Ended:
    """How a checked stage ended: its check, and the failure to raise once the check is recorded."""

    result: dg.AssetCheckResult
    failure: dg.Failure | None = None

    def stop(self) -> None:
        if self.failure:
            raise self.failure


@contextmanager
def checked(night: Night, name: str, check: dg.AssetCheckSpec) -> Iterator[_Ended]:
    """A stage whose failure is also a failed blocking check."""
    ended = _Ended()
    metadata = {}
    try:
        with night.stage(name):
            yield ended
    except dg.Failure as failure:
        ended.failure = failure
        metadata = {"reason": failure.description}
    ended.result = dg.AssetCheckResult(
        passed=ended.failure is None,
        check_name=check.name,
        asset_key=check.asset_key,
        metadata=metadata,
    )


def rows_check(connection: duckdb.DuckDBPyConnection) -> dg.AssetCheckResult:
    """Which tables fell against the extract before, as a check that stops nothing."""
    fallen = connection.execute(
        "select table_name from raw.issue where rule_id = 'DQ009' and row_key is null order by table_name"
    ).fetchall()
    return dg.AssetCheckResult(
        passed=not fallen,
        check_name=ROWS_KEPT.name,
        asset_key=ROWS_KEPT.asset_key,
        severity=dg.AssetCheckSeverity.WARN,
        metadata={"tables": [name for (name,) in fallen]},
    )


def reference_check(files: list[FileOutcome]) -> dg.AssetCheckResult:
    """What became of the reference files, as a check that stops nothing."""
    refused = [file.message for file in files if file.outcome == "refused"]
    return dg.AssetCheckResult(
        passed=not refused,
        check_name=REFERENCE_READ.name,
        asset_key=REFERENCE_READ.asset_key,
        severity=dg.AssetCheckSeverity.WARN,
        metadata={
            "files": {outcome: sum(file.outcome == outcome for file in files) for outcome in OUTCOMES},
            "refused": refused,
        },
    )


def supply(
    connection: duckdb.DuckDBPyConnection,
) -> dict[str, dict[str, int | str | bool]]:
    """What each supplied table brought."""
    rows = connection.execute(
        "select table_name, source, records, accepted, quarantined, rejected from raw.supply"
    ).fetchall()
    return {
        table: {
            "supplied": True,
            "source": source,
            "records": records,
            "accepted": accepted,
            "quarantined": quarantined,
            "rejected": rejected,
            "dagster/row_count": accepted + quarantined,
        }
        for table, source, records, accepted, quarantined, rejected in rows
    }
