"""Runs a job of the definitions in a process of its own, with a given number of DuckDB threads in every connection."""

import sys
from datetime import date
from pathlib import Path

import duckdb

from orchestration.build import build_defs
from orchestration.instance import open_instance
from orchestration.settings import Settings


def fix_threads(threads: int) -> None:
    """Every connection made after this, dbt's too, has `threads` threads."""
    connect = duckdb.connect

    def fixed(*arguments, config: dict | None = None, **named) -> duckdb.DuckDBPyConnection:
        connection = connect(*arguments, config={**(config or {}), "threads": threads}, **named)
        assert connection.execute("select current_setting('threads')").fetchone() == (threads,)
        return connection

    duckdb.connect = fixed


def main(job: str, home: str, authority: str, as_of: str, threads: str) -> int:
    fix_threads(int(threads))
    settings = Settings(Path(home), Path(authority))
    with open_instance(settings) as instance:
        asked = {"ops": {"landing": {"config": {"as_of": date.fromisoformat(as_of).isoformat()}}}}
        asked["loggers"] = {"console": {"config": {"log_level": "CRITICAL"}}}
        defined = build_defs(settings).resolve_job_def(job)
        return 0 if defined.execute_in_process(run_config=asked, instance=instance, raise_on_error=False).success else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
