"""One small extract and the nights over it, made once for every test that looks at a whole night."""

import fcntl
import os
import pickle
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from orchestration.settings import PROJECT
from synthetic import write_extract
from tests.end_to_end.night_helpers import (
    AS_OF,
    Night,
    ended,
    landing,
    night_with,
    nightly,
    plant,
    shuffle,
    small_pack,
    spoil_reference,
)

# The fewest with which hardly a table is empty.
CHILDREN = 150


@dataclass(frozen=True)
class Nights:
    """`first`: csc nightly, its home touched by nothing else. `shuffled`: rows in another order. `poor`: two tables alone.

    The first two have made-up published figures, one file of them broken and one unknown.
    """

    first: Night
    shuffled: Night
    poor: Night


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, Callable[[Path], object]], object]:
    """`made_once(name, make)`: what `make` makes in a folder of that name, made by the first of the processes of a test run that asks.

    The others wait for it and are given the same; nobody changes it.
    """
    root = tmp_path_factory.getbasetemp()
    # Each process of pytest-xdist has a folder of its own in that of the run.
    shared = (root.parent if "PYTEST_XDIST_WORKER" in os.environ else root) / "made-once"
    shared.mkdir(exist_ok=True)

    def made(name: str, make: Callable[[Path], object]) -> object:
        kept = shared / f"{name}.pickle"
        with (shared / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not kept.exists():
                folder = shared / name
                folder.mkdir()
                result = make(folder)
                kept.write_bytes(pickle.dumps(result))
        return pickle.loads(kept.read_bytes())

    return made


@pytest.fixture(scope="session")
def printed_home(made_once) -> Callable[[str], Path]:
    """The home of a night over a pack typed from printed reports, made when it is first asked for."""

    def home(pack: str) -> Path:
        return made_once(pack, lambda folder: night_of_pack(PROJECT / "authorities" / pack, folder))

    return home


def night_of_pack(authority: Path, home: Path) -> Path:
    (extract,) = (authority / "landing").iterdir()
    command = [sys.executable, "-m", "orchestration.cli", "nightly", "--home", str(home), "--as-of", extract.name]
    command += ["--landing", str(authority / "landing"), "--authority", str(authority)]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-4000:]
    return home


@pytest.fixture(scope="session")
def authority(made_once) -> Path:
    return made_once("pack", lambda folder: small_pack(folder / "demo"))


@pytest.fixture(scope="session")
def extract(made_once) -> Path:
    """A landing folder of one authority, with mistakes in it and the planted child; to be copied, never changed."""

    def make(home: Path) -> Path:
        write_extract(home, years=1, children=CHILDREN, as_of=AS_OF, mess=True, file_format="csv")
        plant(landing(home))
        return landing(home)

    return made_once("extract", make)


@pytest.fixture(scope="session")
def nights(made_once, extract: Path, authority: Path) -> Nights:
    """Three homes, their nights side by side."""

    def make(folder: Path) -> Nights:
        homes = {name: folder / name for name in ("first", "shuffled", "poor")}
        for name in ("first", "shuffled"):
            shutil.copytree(extract, landing(homes[name]))
            shutil.copytree(extract.parents[1] / "reference", homes[name] / "reference")
            spoil_reference(homes[name] / "reference" / "dfe")
        shuffle(landing(homes["shuffled"]))
        landing(homes["poor"]).mkdir(parents=True)
        for table in ("ssd_contacts", "ssd_person"):
            shutil.copyfile(extract / f"{table}.csv", landing(homes["poor"]) / f"{table}.csv")
        running = {
            "first": nightly(homes["first"], authority),
            "shuffled": night_with("nightly", homes["shuffled"], authority, threads=4, zone="Europe/London"),
            "poor": nightly(homes["poor"], authority),
        }
        return Nights(**{name: ended(process, homes[name]) for name, process in running.items()})

    return made_once("nights", make)


@pytest.fixture(scope="session")
def again(made_once, nights: Nights, authority: Path) -> Night:
    """A copy of the second home, its date once more, by the job for that, on one thread and in New York."""

    def make(folder: Path) -> Night:
        home = shutil.copytree(nights.shuffled.home, folder / "home", symlinks=True)
        return ended(night_with("rerun_as_of", home, authority, threads=1, zone="America/New_York"), home)

    return made_once("again", make)
