"""What the ops of one night share: its build, its folders, its lock and its stopwatch."""

import hashlib
import time
import traceback
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import version
from pathlib import Path

import dagster as dg
import duckdb

from history.store import HistoryError
from ingest.problems import Refused
from orchestration.dbt_build import WarehouseError
from orchestration.journal import Journal
from orchestration.settings import PROJECT, Settings, SettingsError
from publishing.files import PublicationError, night_lock
from schemas.breaches import SchemaBroken

# Their texts are written by us, in one line and without data.
_OURS = (Refused, SchemaBroken, HistoryError, PublicationError, SettingsError, WarehouseError)
# Raised before any row is read, so that their texts speak of names in SQL only.
_ABOUT_SQL = (duckdb.BinderException, duckdb.CatalogException, duckdb.ParserException)
_CODE = ("orchestration", "schemas", "ingest", "history", "publishing", "dbt_project")
_CODE_FILES = (".py", ".sql", ".yml", ".yaml", ".csv")


@cache
def code_version() -> str:
    """The package's version and a fingerprint of every file that makes figures; needs no git."""
    return f"{version('children-services-warehouse')}+{fingerprint(_CODE)}"


def fingerprint(folders: Sequence[str], suffixes: Sequence[str] = _CODE_FILES) -> str:
    """Twelve signs that change when any code file under one of the project's folders does."""
    seen = hashlib.sha256()
    for folder in folders:
        for path in sorted((PROJECT / folder).rglob("*")):
            inside = path.relative_to(PROJECT)
            if path.suffix in suffixes and not {
                "target",
                "logs",
                "__pycache__",
            } & set(inside.parts):
                seen.update(str(inside).encode() + b"\0" + path.read_bytes())
    return seen.hexdigest()[:12]


def without_data(problem: Exception) -> str:
    """One line about an error, for logs and run events: messages of libraries quote values, so only ours are quoted."""
    if isinstance(problem, _OURS):
        return "; ".join(str(problem).splitlines())
    if isinstance(problem, _ABOUT_SQL):
        return f"{type(problem).__name__}: {str(problem).splitlines()[0]}"
    if isinstance(problem, OSError) and problem.strerror:
        return f"{problem.filename}: {problem.strerror}"
    frames = traceback.extract_tb(problem.__traceback__)
    ours = [frame for frame in frames if Path(frame.filename).is_relative_to(PROJECT)] or frames
    return f"{type(problem).__name__} at {Path(ours[-1].filename).name}:{ours[-1].lineno}"


class Night:
    """One run of the nightly job."""

    def __init__(self, settings: Settings, journal: Journal, run_id: str, started: float) -> None:
        self.settings = settings
        self.journal = journal
        # The names of builds sort by time: "the last seven" and "newer than current" are comparisons of names.
        self.build = f"{datetime.fromtimestamp(started, UTC):%Y%m%dT%H%M%SZ}-{run_id[:8]}"
        self.seconds: dict[str, float] = {}
        self._held = ExitStack()

    @property
    def folder(self) -> Path:
        """The private folder of this build."""
        return self.settings.warehouse / "builds" / self.build

    @property
    def warehouse(self) -> Path:
        """The private file of this build; it holds child data. Its stem is always the same: dbt bakes it in."""
        return self.folder / "warehouse.duckdb"

    @property
    def pack(self) -> Path:
        """The authority pack as this night read it."""
        return self.folder / "pack"

    def begin(self) -> None:
        """Takes the lock of the night, held until the run ends.

        Raises:
            NightRunning: another night is running.
        """
        self._held.enter_context(night_lock(self.settings.home))

    def require_begun(self) -> None:
        """A step run without the ones before it has no warehouse to read."""
        if not self.warehouse.exists():
            raise SettingsError("nothing has been landed in this run: run the whole night (job nightly)")

    def end(self) -> None:
        self._held.close()

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Times a stage; turns whatever stops it into one line without data."""
        begun = time.perf_counter()
        line = None
        try:
            yield
        except dg.Failure:
            raise
        except Exception as problem:  # noqa: BLE001 - nothing may pass with its own text
            line = without_data(problem)
        self.seconds[name] = round(time.perf_counter() - begun, 2)
        if line is not None:
            self.journal.note(f"{name} failed: {line}")
            # `from None`: Dagster stores the error this one arose from, values and all, unless told not to.
            raise dg.Failure(description=line, allow_retries=False) from None


def row_counts(connection: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], int]:
    """Rows of every table of a file by schema and name, from DuckDB's own bookkeeping."""
    rows = connection.execute("select schema_name, table_name, estimated_size from duckdb_tables()").fetchall()
    return {(schema, table): count for schema, table, count in rows}


def night_resource(settings: Settings, echo: bool) -> dg.ResourceDefinition:
    """The `night` resource; made once a run, since every op runs in the run's process."""

    @dg.resource(description="Build, folders, lock and stopwatch of one night")
    def night(context: dg.InitResourceContext) -> Iterator[Night]:
        settings.make_folders()
        record = context.instance.get_run_record_by_id(context.run.run_id) if context.instance else None
        started = record.create_timestamp.timestamp() if record else time.time()
        made = Night(settings, Journal(settings.logs, echo), context.run.run_id, started)
        try:
            yield made
        finally:
            made.end()

    return night
