"""Where things are and which date is asked for. The only module that reads or writes the process environment."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
DBT_PROJECT = PROJECT / "dbt_project"
WORKSPACE = PROJECT / "workspace.yaml"

FOLDERS = (
    "landing",
    "reference",
    "warehouse",
    "published",
    "restricted",
    "dagster",
    "logs",
)

# dbt and Dagster read these themselves; the project's own configuration says the same, this covers what is
# started before a configuration is read.
_QUIET = {
    "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    "DO_NOT_TRACK": "1",
    "DAGSTER_DISABLE_TELEMETRY": "1",
}


class SettingsError(Exception):
    """A setting that cannot be used; the text is one line for the person who typed it."""


def parse_date(text: str, what: str) -> date:
    """An ISO date, or `SettingsError` naming `what`."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise SettingsError(f"{what}: not a date as YYYY-MM-DD") from None


@dataclass(frozen=True)
class Settings:
    """What one night is told. `as_of` None means the newest extract's date; `landing` None means `home`/landing."""

    home: Path
    authority: Path
    as_of: date | None = None
    landing_folder: Path | None = None

    @classmethod
    def from_environment(
        cls,
        home: str | None = None,
        authority: str | None = None,
        as_of: str | None = None,
        landing: str | None = None,
    ) -> "Settings":
        """Settings from CSC_HOME, CSC_AUTHORITY and CSC_AS_OF; an argument given wins over the environment."""
        home = home or os.environ.get("CSC_HOME") or str(PROJECT / "data")
        authority = authority or os.environ.get("CSC_AUTHORITY") or str(PROJECT / "authorities" / "demo")
        as_of_text, said_by = (as_of, "--as-of") if as_of else (os.environ.get("CSC_AS_OF"), "CSC_AS_OF")
        return cls(
            home=Path(home).expanduser().resolve(),
            authority=Path(authority).expanduser().resolve(),
            as_of=parse_date(as_of_text, said_by) if as_of_text else None,
            landing_folder=Path(landing).expanduser().resolve() if landing else None,
        )

    @property
    def landing(self) -> Path:
        """The folder that holds the extracts."""
        return self.landing_folder or self.home / "landing"

    @property
    def warehouse(self) -> Path:
        """Private: one folder per build, each with `warehouse.duckdb`."""
        return self.home / "warehouse"

    @property
    def history(self) -> Path:
        """Private: what every accepted extract held, and what its night read."""
        return self.warehouse / "history.duckdb"

    @property
    def dagster_home(self) -> Path:
        """Run and event storage of Dagster."""
        return self.home / "dagster"

    @property
    def logs(self) -> Path:
        """One text file per calendar day."""
        return self.home / "logs"

    def make_folders(self) -> None:
        """Makes the folders of `home` that are missing; private ones are closed to other users.

        Raises:
            SettingsError: `home`, or a folder in it, cannot be written.
        """
        for name in ("", *FOLDERS):
            folder = self.home / name
            try:
                folder.mkdir(parents=True, exist_ok=True)
                if name in ("warehouse", "restricted"):
                    folder.chmod(0o700)
                probe = folder / f".write-{os.getpid()}"
                probe.touch()
                probe.unlink()
            except OSError as problem:
                raise SettingsError(f"{folder}: cannot be written ({problem.strerror})") from None


def quiet_tools() -> None:
    """Turns off what dbt and Dagster would send home, for this process and those it starts."""
    os.environ.update(_QUIET)


@contextmanager
def dbt_environment(warehouse: Path) -> Iterator[None]:
    """dbt's profile reads the file to build from CSC_WAREHOUSE; set here for as long as dbt runs."""
    before = os.environ.get("CSC_WAREHOUSE")
    os.environ["CSC_WAREHOUSE"] = str(warehouse)
    try:
        yield
    finally:
        if before is None:
            del os.environ["CSC_WAREHOUSE"]
        else:
            os.environ["CSC_WAREHOUSE"] = before


def environment_for_ui(settings: Settings) -> dict[str, str]:
    """The environment the Dagster UI and its children are started with."""
    return {
        **os.environ,
        **_QUIET,
        "DAGSTER_HOME": str(settings.dagster_home),
        "CSC_HOME": str(settings.home),
        "CSC_AUTHORITY": str(settings.authority),
    }
