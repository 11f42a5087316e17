"""`make ui`: the Dagster UI on 127.0.0.1, with the schedules. It has no login, so it listens to this machine only."""

import os
import sys
from pathlib import Path

from orchestration.instance import end_dead_runs, open_instance
from orchestration.settings import (
    WORKSPACE,
    Settings,
    SettingsError,
    environment_for_ui,
)
from publishing.files import PublicationError


def main() -> None:
    """Becomes `dagster dev`: one process tree, which ends whole on Ctrl-C."""
    settings = Settings.from_environment()
    try:
        with open_instance(settings) as instance:
            end_dead_runs(instance, settings.home)
    except (SettingsError, PublicationError) as problem:
        sys.exit(f"csc: {problem}")
    dagster = Path(sys.executable).parent / "dagster"
    arguments = [
        str(dagster),
        "dev",
        "-w",
        str(WORKSPACE),
        "-h",
        "127.0.0.1",
        "-p",
        "3000",
    ]
    os.execve(str(dagster), arguments, environment_for_ui(settings))


if __name__ == "__main__":
    main()
