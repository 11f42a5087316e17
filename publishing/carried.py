"""What the next night takes from the last publication."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import duckdb

from publishing.files import current
from publishing.tables import literal

MONTHS_OF_TREND = 13


def carry_quality(connection: duckdb.DuckDBPyConnection, published: Path, restricted: Path, as_of: date) -> None:
    """Fills raw.quality_seen, since when each finding has been seen, and raw.quality_before, how many there were.

    A publication of a later date cannot say since when; counts are those of publications of an earlier date than this night's.
    """
    build = current(published)
    if build is None:
        return
    with _attached(connection, restricted / "builds" / build / "caseload.duckdb"):
        connection.execute(
            "insert into raw.quality_seen select rule_id, table_name, column_name, row_key, child_id, min(first_seen_on) "
            "from last.quality_to_mend where as_of <= ? group by all",
            [as_of],
        )
    with _attached(connection, published / "builds" / build / "marts.duckdb"):
        # A publication of an earlier version of the code may be without it: a new table keeps the version of the marts.
        if (
            connection.execute(
                "from duckdb_tables() where database_name = 'last' and table_name = 'data_quality_trend'"
            ).fetchone()
            is None
        ):
            return
        connection.execute(
            'insert into raw.quality_before select rule_id, "table", severity, team_id, "rows", as_of '
            "from last.data_quality_trend where as_of in (select max(as_of) from last.data_quality_trend "
            "where as_of < $as_of and as_of >= date_trunc('month', $as_of) - to_months($months) "
            "group by date_trunc('month', as_of))",
            {"as_of": as_of, "months": MONTHS_OF_TREND - 1},
        )


@contextmanager
def _attached(connection: duckdb.DuckDBPyConnection, store: Path) -> Iterator[None]:
    """A published store as catalog `last`."""
    connection.execute(f"attach {literal(store)} as last (read_only)")
    try:
        yield
    finally:
        connection.execute("detach last")
