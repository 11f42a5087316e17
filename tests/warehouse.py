"""A private warehouse made of an extract and a pack, without publishing it: what tests of the models look into."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb

from ingest.landing import load_extract
from ingest.pack import load_pack, read_catalogue, read_pack, read_units
from orchestration import dbt_build
from orchestration.settings import DBT_PROJECT
from schemas.arrow import reference_statements


def built(
    extract: Path,
    extract_date: date,
    home: Path,
    authority: Path,
    project: Path = DBT_PROJECT,
    as_of: date | None = None,
) -> Path:
    """Lands the extract, builds every seed, model and blocking test; the file lies in `home`.

    Raises:
        AssertionError: a model or a test of the night failed.
    """
    home.mkdir(parents=True, exist_ok=True)
    warehouse = home / "warehouse.duckdb"
    seeds = project / "seeds"
    with duckdb.connect(str(warehouse)) as connection:
        pack = read_pack(authority, read_catalogue(seeds / "measures.csv"), read_units(seeds / "standards.csv"))
        load_extract(connection, extract, extract_date, pack, home / "rejects")
        load_pack(connection, pack)
        for statement in reference_statements():
            connection.execute(statement)
        connection.execute(
            "insert into raw.night values (?, ?, 'test', 'test', 'test', 'test')", [as_of or extract_date, extract_date]
        )
    results = dbt_build.build(warehouse, lambda *_: None, project)
    failed = [node for node in results if node.status not in ("success", "pass")]
    assert not failed, failed
    return warehouse
