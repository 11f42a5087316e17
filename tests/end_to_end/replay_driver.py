"""Replays in a process of its own, with a given number of DuckDB threads in every connection."""

import sys
from datetime import date
from pathlib import Path

from orchestration.replay import replay
from tests.end_to_end.night_driver import fix_threads

if __name__ == "__main__":
    home, as_of, out, threads = sys.argv[1:]
    fix_threads(int(threads))
    sys.exit(0 if replay(Path(home), date.fromisoformat(as_of), None, Path(out)) else 1)
