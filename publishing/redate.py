"""A publication under a new date: the same files but for the table `run`, in a build of their own."""

import os
import shutil
from dataclasses import asdict
from pathlib import Path

import duckdb

from publishing.files import require_space
from publishing.publish import RunRecord
from publishing.stores import write_parquet
from publishing.tables import control_total, literal
from schemas.marts import load_marts


def redate(
    published: Path, restricted: Path, build: str, run: RunRecord, tables: dict[str, dict]
) -> dict[str, tuple[int, str]]:
    """Stages `run.build` as `build` with another row of `run`; `tables` is what the manifest says of `build`.

    Files that do not change are the same files under another name. Returns the rows and control totals to be found again.
    """
    mart = load_marts()["run"]
    old, public = published / "builds" / build, published / "builds" / run.build
    private = restricted / "builds" / run.build
    require_space(published, 2 * (old / "marts.duckdb").stat().st_size)
    (public / "parquet").mkdir(parents=True)
    private.mkdir(parents=True, mode=0o700)
    os.link(restricted / "builds" / build / "caseload.duckdb", private / "caseload.duckdb")
    for path in (old / "parquet").iterdir():
        if path.stem != mart.name:
            os.link(path, public / "parquet" / path.name)
    store = public / "marts.duckdb"
    shutil.copyfile(old / "marts.duckdb", store)
    with duckdb.connect() as connection:
        connection.execute(f"attach {literal(store)} as store")
        connection.execute("delete from store.run")
        connection.execute("insert into store.run by name select unnest(?, recursive := true)", [asdict(run)])
        connection.execute("checkpoint store")
        write_parquet(connection, public / "parquet", [mart], {mart.name: "store.run"})
        total = control_total(connection, mart, "store.run")
        connection.execute("detach store")
    return {name: (said["rows"], said["sha256"]) for name, said in tables.items()} | {mart.name: total}
