"""The published comparators of one authority, built from a folder of DfE's files without an extract."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb

from ingest.dfe import load_reference, read_dfe_files
from ingest.pack import load_pack, read_catalogue, read_pack, read_units
from orchestration import dbt_build
from orchestration.settings import DBT_PROJECT
from schemas.arrow import raw_statements

SEEDS = DBT_PROJECT / "seeds"


def build_comparators(home: Path, files: Path, pack: Path, as_of: date) -> Path:
    """A warehouse file with marts.comparator and what it is made of; `home` is an empty folder."""
    warehouse = home / "warehouse.duckdb"
    with duckdb.connect(str(warehouse)) as connection:
        for statement in raw_statements():
            connection.execute(statement)
        load_pack(
            connection, read_pack(pack, read_catalogue(SEEDS / "measures.csv"), read_units(SEEDS / "standards.csv"))
        )
        load_reference(connection, files, read_dfe_files(SEEDS / "dfe_files.csv", SEEDS / "dfe_comparisons.csv"))
        connection.execute(
            "insert into raw.night values (?, ?, 'published', 'published', 'published', 'published')", [as_of, as_of]
        )
    chosen = ["--exclude-resource-type", "test", "unit_test", "--no-write-json", "--no-populate-cache"]
    chosen += ["--select", "+comparator", "+comparator_area", "+resident_population"]
    result, _ = dbt_build.invoke(["build", *chosen], DBT_PROJECT, warehouse, dbt_build.load_manifest(), [])
    assert result.success, result.exception or [str(one.message) for one in result.result if one.status != "success"]
    return warehouse


# What a report prints beside what is computed: the period it prints, or the latest published by the date it is typed for.
PRINTED_BESIDE_COMPUTED = """
with chosen as (
    select
        typed.measure_id, typed.comparator, typed.period_end as typed_for, typed.value as printed, typed.source,
        found.period_end, found.statistic, found.value, found.areas
    from marts.comparator as typed
    inner join seeds.dfe_comparisons using (measure_id)
    inner join marts.comparator as found
        on found.measure_id = typed.measure_id
        and found.statistic <> 'printed'
        and found.comparator
            = case when typed.comparator = 'peer_group' then 'statistical_neighbours' else typed.comparator end
        and (found.period_end = typed.period_end or found.source_date <= typed.period_end)
    where typed.statistic = 'printed'
    qualify found.period_end = max(found.period_end) over (partition by typed.measure_id, typed.comparator, typed.period_end)
)

select
    measure_id, comparator, typed_for, source, printed, period_end as published_for,
    max(value) filter (where statistic = 'published') as published,
    max(value) filter (where statistic = 'mean') as mean,
    max(value) filter (where statistic = 'median') as median,
    max(areas) as areas
from chosen
group by all
order by all
"""


def printed_beside_computed(warehouse: Path) -> list[dict[str, str]]:
    """Rows of docs/comparators_printed.csv for the authority of the warehouse, without the words."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        found = connection.execute(PRINTED_BESIDE_COMPUTED)
        names = [column[0] for column in found.description]
        return [dict(zip(names, map(_plain, row), strict=True)) for row in found.fetchall()]


def _plain(cell: object) -> str:
    if isinstance(cell, Decimal):
        return f"{cell.normalize():f}"
    return "" if cell is None else str(cell)
