"""What the next night takes from the last publication."""

from datetime import date
from pathlib import Path

import duckdb

from publishing.files import current


def carry_quality(connection: duckdb.DuckDBPyConnection, published: Path, as_of: date) -> None:
    """Fills raw.quality_seen: since when each finding has been seen, from a publication that is not of a later date."""
    build = current(published)
    if build is None:
        return
    last = published / "builds" / build / "marts.duckdb"
    connection.execute(f"attach '{str(last).replace(chr(39), chr(39) * 2)}' as last (read_only)")
    try:
        connection.execute(
            'insert into raw.quality_seen select rule_id, "table", team_id, min(first_seen_on)'
            ' from last.data_quality where as_of <= ? group by rule_id, "table", team_id',
            [as_of],
        )
    finally:
        connection.execute("detach last")
