"""One small extract and the nights over it, made once for every test that looks at a whole night."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
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
def printed_home(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The home of a night over a pack typed from printed reports, made when it is first asked for."""

    @cache
    def home(pack: str) -> Path:
        authority = PROJECT / "authorities" / pack
        (extract,) = (authority / "landing").iterdir()
        made = tmp_path_factory.mktemp(pack)
        command = [sys.executable, "-m", "orchestration.cli", "nightly", "--home", str(made), "--as-of", extract.name]
        command += ["--landing", str(authority / "landing"), "--authority", str(authority)]
        done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-4000:]
        return made

    return home


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_pack(tmp_path_factory.mktemp("pack") / "demo")


@pytest.fixture(scope="session")
def extract(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A landing folder of one authority, with mistakes in it and the planted child; to be copied, never changed."""
    home = tmp_path_factory.mktemp("extract")
    write_extract(home, years=1, children=CHILDREN, as_of=AS_OF, mess=True, file_format="csv")
    plant(landing(home))
    return landing(home)


@pytest.fixture(scope="session")
def nights(extract: Path, authority: Path, tmp_path_factory: pytest.TempPathFactory) -> Nights:
    """Three homes, their nights side by side."""
    homes = {name: tmp_path_factory.mktemp(name) for name in ("first", "shuffled", "poor")}
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


@pytest.fixture(scope="session")
def again(nights: Nights, authority: Path) -> Night:
    """The second home's date once more, by the job for that, on one thread and in New York."""
    process = night_with("rerun_as_of", nights.shuffled.home, authority, threads=1, zone="America/New_York")
    return ended(process, nights.shuffled.home)
