"""dbt in this process: a manifest parsed beforehand, one build a night, nothing of it printed or kept.

Measured: a subprocess per call costs 8 seconds, parsing every night 2.5.
"""

import contextlib
import hashlib
import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from io import StringIO
from pathlib import Path

from dbt.adapters.duckdb.connections import DuckDBConnectionManager
from dbt.cli.main import dbtRunner
from dbt.contracts.graph.manifest import Manifest

from orchestration.settings import DBT_PROJECT, dbt_environment, quiet_tools

_QUIET_FLAGS = [
    "--log-level", "none", "--log-level-file", "none", "--no-version-check", "--no-send-anonymous-usage-stats",
    "--no-use-colors", "--no-print",
]  # fmt: skip
# DuckDB and dbt raise these before any row is read, so that their texts speak of names in SQL only.
_ABOUT_SQL = ("Binder Error", "Catalog Error", "Parser Error", "Compilation Error")


class WarehouseError(Exception):
    """dbt did not build the warehouse; the text is one line and names models, tests and counts only."""


@dataclass(frozen=True)
class NodeResult:
    """How one model, seed or test ended. `failures` counts rows a test found; `problem` is null or carries no data."""

    unique_id: str
    name: str
    status: str
    seconds: float
    failures: int | None
    problem: str | None


def _fingerprint(project: Path) -> str:
    """Changes with any file of the project and any version that has a say in parsing."""
    seen = hashlib.sha256("".join(version(tool) for tool in ("dbt-core", "dbt-duckdb", "duckdb")).encode())
    for path in sorted(project.rglob("*")):
        inside = path.relative_to(project)
        if path.is_file() and not {"target", "logs", ".user.yml"} & set(inside.parts):
            seen.update(str(inside).encode() + b"\0" + path.read_bytes())
    return seen.hexdigest()[:16]


def invoke(
    arguments: list[str],
    project: Path,
    warehouse: Path,
    manifest: Manifest | None,
    callbacks: list,
):
    """What dbt gives for a command, and the project as it parsed it. Its own output goes nowhere: its error texts quote values."""
    quiet_tools()
    with (
        tempfile.TemporaryDirectory(prefix="csc-dbt-") as scratch,
        dbt_environment(warehouse),
    ):
        folders = ["--project-dir", str(project), "--profiles-dir", str(project)]
        folders += ["--target-path", scratch, "--log-path", scratch]
        try:
            with (
                contextlib.redirect_stdout(StringIO()),
                contextlib.redirect_stderr(StringIO()),
            ):
                result = dbtRunner(manifest=manifest, callbacks=callbacks).invoke([*arguments, *folders, *_QUIET_FLAGS])
        finally:
            # The adapter keeps the file open for as long as the process lives; the next step opens it read-only.
            if DuckDBConnectionManager._ENV is not None:
                DuckDBConnectionManager.env().close()
                DuckDBConnectionManager.close_all_connections()
        parsed = Path(scratch) / "partial_parse.msgpack"
        return result, parsed.read_bytes() if parsed.exists() else b""


def load_manifest(project: Path = DBT_PROJECT) -> Manifest:
    """The project as dbt understands it, parsed anew when a file of it changed.

    A manifest serves one build: dbt leaves the state of that build in it.

    Raises:
        WarehouseError: the project does not parse.
    """
    kept = project / "target" / f"manifest-{_fingerprint(project)}.msgpack"
    if not kept.exists():
        result, parsed = invoke(["parse", "--no-partial-parse"], project, Path("warehouse.duckdb"), None, [])
        if not result.success:
            raise WarehouseError(f"dbt project does not parse: {' '.join(str(result.exception).split())}")
        kept.parent.mkdir(exist_ok=True)
        for stale in kept.parent.glob("manifest-*.msgpack"):
            stale.unlink(missing_ok=True)
        new = kept.with_suffix(f".{os.getpid()}")
        new.write_bytes(parsed)
        new.replace(kept)
    manifest = Manifest.from_msgpack(kept.read_bytes())
    # What the variable `graph` of a model shows; dbt makes it when it parses and does not store it.
    manifest.build_flat_graph()
    return manifest


def build(
    warehouse: Path,
    progress: Callable[[str, str, str, float], None],
    project: Path = DBT_PROJECT,
) -> list[NodeResult]:
    """Builds every seed, model and data test into `warehouse`, in one dbt invocation. Unit tests belong to `make test`.

    `progress` is given (unique id, name, status, seconds) of each node when it ends. The results say what failed; nothing is raised for it.

    Raises:
        WarehouseError: dbt could not begin.
    """

    def on_event(event) -> None:
        if event.info.name == "NodeFinished":
            node = event.data.node_info
            progress(node.unique_id, node.node_name, node.node_status, event.data.run_result.execution_time)

    arguments = [
        "build",
        "--exclude-resource-type",
        "unit_test",
        "--no-write-json",
        "--no-populate-cache",
    ]
    result, _ = invoke(arguments, project, warehouse, load_manifest(project), [on_event])
    if result.exception is not None:
        raise WarehouseError(f"dbt did not begin: {type(result.exception).__name__}")
    return [
        NodeResult(
            unique_id=ended.node.unique_id,
            name=ended.node.name,
            status=str(ended.status.value),
            seconds=round(ended.execution_time, 3),
            failures=ended.failures,
            problem=_about_sql(ended.message) if ended.status.value in ("error", "runtime error") else None,
        )
        for ended in result.result.results
    ]


def _about_sql(message: str | None) -> str:
    """What a data engineer needs of an error message, if it is of a kind that cannot quote a value."""
    lines = [line.strip() for line in (message or "").splitlines() if line.strip()]
    for line in lines:
        if any(kind in line for kind in _ABOUT_SQL):
            return line
    if any("contract" in line for line in lines):
        return "the model's columns are not those of its contract"
    kinds = [line.split(":")[0] for line in lines if " Error:" in line]
    return f"{kinds[-1] if kinds else 'error'} (its text may quote data and is not kept)"
