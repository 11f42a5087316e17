"""Reads the frozen editions into schema edition of the private warehouse file, for kpi_edition and refresh_drift."""

from __future__ import annotations

from pathlib import Path

import duckdb

from editions.freeze import CASES, editions, is_untouched, read_manifest
from publishing.tables import literal

# Editions explained case by case, and breakdown by breakdown: those of the last thirteen months. Older ones still tell how
# figures drift.
EXPLAINED_MONTHS = 13
_TEXT = "md5(concat_ws('|', definition, standard, cohort, statistic, unit, decimals, polarity))"


def load_editions(connection: duckdb.DuckDBPyConnection, home: Path) -> int:
    """Fills schema edition, which is there and empty, from `home`; how many editions it holds.

    One whose figures are not as they were frozen is not compared with now, and one whose cases are not is not explained. Nor is
    one compared with a night of an earlier date: what was recorded in between would be told as deleted.
    """
    loaded = 0
    (as_of,) = connection.execute("select cast(max(as_of) as varchar) from raw.night").fetchone()
    for folder in editions(home / "published"):
        said = read_manifest(folder)
        names = [f"parquet/{name}.parquet" for name in (f"kpi_{said.get('frequency')}", "measure", "standard")]
        if not said or said["as_of"] > as_of or not is_untouched(folder, names):
            continue
        loaded += 1
        connection.execute(
            "insert into edition.edition values (?, ?, ?, ?, ?, ?, ?, ?)",
            [
                *(
                    said[key]
                    for key in ("edition", "frequency", "period_end", "as_of", "extract_date", "build", "code_version")
                ),
                said.get("bank_holidays"),
            ],
        )
        figures, measures, standards = (folder / name for name in names)
        connection.execute(
            f"insert into edition.standard select {literal(said['edition'])}, parameter, value, unit, effective_from"
            f" from {literal(standards)}"
        )
        connection.execute(
            f"""
            insert into edition.figure
            select
                {literal(said["edition"])}, {literal(said["frequency"])}, kpi.measure_id, kpi.basis, kpi.period_start,
                kpi.period_end, kpi.breakdown, kpi.breakdown_value, kpi.numerator, kpi.denominator, kpi.value,
                kpi.value_state, kpi.source, kpi.target, kpi.status, measure.definition_hash
            from {literal(figures)} as kpi
            inner join (select measure_id, {_TEXT} as definition_hash from {literal(measures)}) as measure using (measure_id)
            where kpi.period_end = date {literal(said["period_end"])}
                or (kpi.breakdown = 'authority' and kpi.period_end > date {literal(said["period_end"])} - to_months(13))
            """
        )
        restricted = home / "restricted" / "editions" / folder.name
        if is_untouched(restricted, [CASES]):
            cases = restricted / CASES
            connection.execute(
                f"insert into edition.headline_case by name select {literal(said['edition'])} as edition, * from {literal(cases)}"
                f" where date {literal(said['period_end'])} > (select max(as_of) from raw.night) - to_months({EXPLAINED_MONTHS})"
            )
    return loaded
