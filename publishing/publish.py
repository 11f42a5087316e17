"""Publishing a build: stage, have it re-read by a process that did not write it, make it current. All or nothing.

Order: fresh files in folders of this build -> checkpoint, close -> a fresh process re-reads every column and recomputes the control
totals -> they are those of the warehouse -> everything through to the disk -> manifest -> pointer. Until the last step
readers have the publication before.
"""

import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

import duckdb

from publishing.files import PublicationError, require_space, swing, sync, sync_tree
from publishing.stores import write_parquet, write_store
from publishing.tables import STORAGE_VERSION, control_total, in_order, literal, quoted
from schemas.breaches import Breach
from schemas.marts import Mart


@dataclass(frozen=True)
class RunRecord:
    """The row of the published table `run`: the only one whose content differs between two runs of the same night."""

    build: str
    as_of: date
    extract_date: date
    authority: str
    code_version: str
    mart_schema_version: int
    seconds_per_stage: str


class RereadFailed(PublicationError):
    """What was written is not what was built; `breaches` say where, without values."""

    def __init__(self, breaches: Sequence[Breach]) -> None:
        more = f" and {len(breaches) - 1} more" if len(breaches) > 1 else ""
        super().__init__(f"re-read refused: {breaches[0]}{more}")
        self.breaches = list(breaches)


def start_rereader() -> subprocess.Popen:
    """The process that will re-read, started early so that its imports cost the night nothing."""
    return subprocess.Popen(
        [sys.executable, "-m", "publishing.reread"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        cwd=Path(__file__).resolve().parent.parent,
    )


def tell(rereader: subprocess.Popen, published: Path, restricted: Path, build: str) -> None:
    """Tells the waiting process which build to re-read."""
    folders = {"published": str(published / "builds" / build), "restricted": str(restricted / "builds" / build)}
    rereader.stdin.write(json.dumps(folders) + "\n")
    rereader.stdin.flush()


def stage(
    warehouse: Path,
    published: Path,
    restricted: Path,
    tables: Sequence[Mart],
    run: RunRecord,
    written: Callable[[], None] = lambda: None,
) -> dict[str, tuple[int, str]]:
    """Writes the build's folders from the warehouse file; returns rows and control total of every table there.

    `written` is called when the files are closed, before the totals are taken: the re-reading can go on beside that.

    Raises:
        PublicationError: no room, or a declared table was not built.
    """
    require_space(published, 2 * warehouse.stat().st_size)
    public, private = (
        published / "builds" / run.build,
        restricted / "builds" / run.build,
    )
    public.mkdir(parents=True)
    private.mkdir(parents=True, mode=0o700)
    with duckdb.connect() as connection:
        connection.execute(f"attach {literal(warehouse)} as warehouse (read_only)")
        connection.execute(
            "create table run as select unnest(?, recursive := true)",
            [asdict(run)],
        )
        built = {
            name
            for (name,) in connection.execute(
                "select table_name from duckdb_tables() where database_name = 'warehouse' and schema_name = 'marts'"
            ).fetchall()
        }
        missing = sorted({table.name for table in tables} - built - {"run"})
        if missing:
            raise PublicationError(f"declared but not built: {', '.join(missing)}")
        # Sorted once, here: the stores, the Parquet files and the control totals take the rows as they stand.
        relations = {}
        for table in tables:
            built_as = "memory.main.run" if table.name == "run" else f"warehouse.marts.{quoted(table.name)}"
            relations[table.name] = f"memory.main.{quoted('sorted ' + table.name)}"
            connection.execute(f"create table {relations[table.name]} as {in_order(table, built_as)}")
        marts = [table for table in tables if table.store == "marts"]
        caseload = [table for table in tables if table.store == "caseload"]
        write_store(connection, public / "marts.duckdb", marts, relations)
        write_store(connection, private / "caseload.duckdb", caseload, relations)
        write_parquet(connection, public / "parquet", marts, relations)
        (public / "marts.duckdb").chmod(0o644)
        written()
        return {table.name: control_total(connection, table, relations[table.name]) for table in tables}


def reread(rereader: subprocess.Popen, expected: dict[str, tuple[int, str]]) -> dict[str, dict]:
    """What the process that was told of a build found on disk, once it agrees with `expected`.

    Raises:
        RereadFailed: a column breaks its schema, or rows or control totals differ from the warehouse.
        PublicationError: the process did not answer.
    """
    answer, _ = rereader.communicate()
    if rereader.returncode != 0:
        raise PublicationError("the re-reading process could not read what was written")
    found = json.loads(answer)
    breaches = [Breach(**breach) for breach in found["breaches"]]
    for name, (rows, total) in expected.items():
        there = found["tables"].get(name, {"rows": 0, "sha256": ""})
        if (there["rows"], there["sha256"]) != (rows, total):
            breaches.append(
                Breach(
                    name,
                    None,
                    "rows or control total are not the warehouse's",
                    there["rows"],
                )
            )
    if breaches:
        raise RereadFailed(breaches)
    return found["tables"]


def inputs(warehouse: Path) -> list[dict]:
    """One entry per supplied file: its name, hash and where its records went."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        rows = connection.execute(
            "select table_name, source, file, sha256, records, accepted, quarantined, rejected"
            " from raw.supply order by table_name"
        )
        names = ["table", *(column[0] for column in rows.description[1:])]
        return [dict(zip(names, row, strict=True)) for row in rows.fetchall()]


def reference_files(warehouse: Path) -> list[dict]:
    """One entry per file of published figures: its name, hash and what became of it."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        rows = connection.execute(
            "select file, kind, outcome, sha256, records, figures from reference.file order by file"
        )
        names = [column[0] for column in rows.description]
        return [dict(zip(names, row, strict=True)) for row in rows.fetchall()]


def make_current(
    published: Path,
    restricted: Path,
    run: RunRecord,
    tables: dict,
    supplied: list[dict],
    versions: dict[str, str],
    reference: Sequence[dict] = (),
    said: dict | None = None,
) -> dict:
    """Writes the manifest, brings the build through to the disk and turns the pointer to it. Returns the manifest.

    `said` is added to it: of a past night that was built again, or of one that found nothing changed.
    """
    manifest = {
        "build": run.build,
        "as_of": run.as_of.isoformat(),
        "extract_date": run.extract_date.isoformat(),
        "authority": run.authority,
        "code_version": run.code_version,
        "mart_schema_version": run.mart_schema_version,
        "storage_version": STORAGE_VERSION,
        "versions": versions,
        "inputs": supplied,
        "reference": list(reference),
        "tables": tables,
    } | (said or {})
    public, private = (
        published / "builds" / run.build,
        restricted / "builds" / run.build,
    )
    sync_tree(private)
    sync_tree(public)
    path = public / "manifest.json"
    path.write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")
    sync(path)
    sync(public)
    swing(published, restricted, run.build)
    return manifest
