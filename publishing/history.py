"""What the next night takes from the last publication, so that a home needs no other memory."""

from datetime import date
from pathlib import Path

import duckdb

from publishing.files import current, read_manifest


def rows_before(published: Path, extract_date: date) -> dict[str, int]:
    """Records of each table in the last published extract, if that is an earlier one; else nothing."""
    if current(published) is None:
        return {}
    manifest = read_manifest(published)
    if manifest["extract_date"] >= extract_date.isoformat():
        return {}
    return {row["table"]: row["records"] for row in manifest["inputs"]}


def carry_quality(connection: duckdb.DuckDBPyConnection, published: Path, as_of: date) -> None:
    """Fills raw.quality_seen: since when each finding has been seen, from a publication that is not of a later date."""
    build = current(published)
    if build is None:
        return
    last = published / "builds" / build / "marts.duckdb"
    connection.execute(f"attach '{str(last).replace(chr(39), chr(39) * 2)}' as last (read_only)")
    try:
        connection.execute(
            'insert into raw.quality_seen select rule_id, "table", team_id, first_seen_on, as_of'
            " from last.data_quality where as_of <= ?",
            [as_of],
        )
    finally:
        connection.execute("detach last")
