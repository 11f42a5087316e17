"""`csc replay`: a past night built again from the history alone, into a home of its own, and held to what was published then."""

import csv
import tempfile
import time
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date
from pathlib import Path
from shutil import copyfile, copytree, ignore_patterns, rmtree

import duckdb

from history.restore import PastNight, restore, same_files
from ingest.pack import copy_pack, load_pack, read_catalogue, read_pack, read_units
from orchestration.assets.publication import run_record, turn
from orchestration.assets.warehouse import judge
from orchestration.dbt_build import build
from orchestration.journal import Journal
from orchestration.resources import Night, code_version
from orchestration.settings import DBT_PROJECT, Settings, SettingsError
from publishing.files import night_lock
from publishing.publish import reread, stage, start_rereader, tell
from schemas.marts import load_marts

# Of the run, or of the editions that were frozen in the home at the time: not figures of the night.
NOT_COMPARED = ("run", "kpi_edition", "refresh_drift", "edition_case")


def replay(
    home: Path,
    as_of: date,
    authority: Path | None,
    out: Path,
    journal: Journal | None = None,
    lock: Callable[[Path], AbstractContextManager] = night_lock,
) -> bool:
    """Builds the publication of `as_of` from the history of `home` into `out`; `authority` in place of the pack of that night.

    Says, to `journal` or the terminal, what is the same and, where a table differs, everything that may have made it so; False
    when nothing can have. `lock` keeps the nights of `home` waiting while its history is read.

    Raises:
        SettingsError: `out` is a home with nights of its own.
        dagster.Failure: a step failed; its description is one line without data.
    """
    settings = Settings(home=out, authority=authority or out / "authority")
    if settings.history.exists():
        raise SettingsError(f"{out}: has a history of its own; a replay goes into a folder of its own")
    settings.make_folders()
    night = Night(settings, journal or Journal(settings.logs, echo=True), uuid.uuid4().hex, time.time())
    night.begin()
    night.folder.mkdir(parents=True, mode=0o700)
    try:
        with tempfile.TemporaryDirectory(prefix="csc-replay-", dir=night.folder) as scratch:
            return _replay(night, home, as_of, authority, Path(scratch) / "project", lock)
    finally:
        night.end()
        # Names of children are in it; what is published of them is not.
        rmtree(night.folder)


def _replay(
    night: Night,
    home: Path,
    as_of: date,
    authority: Path | None,
    project: Path,
    lock: Callable[[Path], AbstractContextManager],
) -> bool:
    say = night.journal.say
    with night.stage("history"):
        seeds = project / "seeds"
        # The home's own night waits: it could not write while this reads.
        with lock(home):
            past = restore(Settings(home, home).history, night.warehouse, as_of, {"pack": night.pack, "seed": seeds})
        say(f"as of {past.as_of}, extract {past.extract_date}, published by build {past.build}")
        if past.as_of != as_of:
            say(f"no night of {as_of}: what stood then was of {past.as_of}")
        if past.figures_as_of != past.as_of:
            say(f"nothing had changed on {past.as_of}: its figures are those of {past.figures_as_of}")
        reasons = reasons_to_differ(past, authority)
        for reason in reasons:
            say(f"notice: {reason}")
        if same_files(seeds, DBT_PROJECT / "seeds"):
            project = DBT_PROJECT
        else:
            say("catalogue, standards and other seeds as they were then")
            copytree(DBT_PROJECT, project, ignore=ignore_patterns("target", "seeds"), dirs_exist_ok=True)
            for reason in completed(seeds):
                say(f"notice: {reason}")
                reasons.append(reason)
        if authority:
            rmtree(night.pack)
            copy_pack(authority, night.pack)
        _load_pack(night, project / "seeds", past)
    with night.stage("warehouse"):
        ended = build(night.warehouse, lambda *_: None, project)
        judge(ended)
    with night.stage("publication"):
        tables = list(load_marts().values())
        published, restricted = night.settings.home / "published", night.settings.home / "restricted"
        rereader = start_rereader()
        run = replace(run_record(night), as_of=past.as_of, extract_date=past.extract_date)
        expected = stage(
            night.warehouse,
            published,
            restricted,
            tables,
            run,
            lambda: tell(rereader, published, restricted, run.build),
        )
        found = reread(rereader, expected)
        turn(night, run, found, {"replay": {"of_build": past.build, "notices": reasons}})
        rmtree(night.settings.home / "authority", ignore_errors=True)
        copytree(night.pack, night.settings.home / "authority")
    for stage_name, seconds in night.seconds.items():
        say(f"  {stage_name:<12} {seconds:6.2f} s")
    return _told(night, past, found, reasons)


def reasons_to_differ(past: PastNight, authority: Path | None) -> list[str]:
    """Why what is built now may differ from what was published then."""
    reasons = []
    if past.code_version != code_version():
        reasons.append(f"built by other code: {past.code_version} then, {code_version()} now")
    if past.again:
        reasons.append(f"the extract of {past.extract_date} was delivered again after this night")
    if past.erased_on:
        days = ", ".join(map(str, past.erased_on))
        reasons.append(f"children were erased from the history since: {days}")
    if authority:
        reasons.append("judged by another authority pack than that night's")
    return reasons


def completed(seeds: Path) -> list[str]:
    """Gives the seeds of a past night what this code reads and that one did not have, and says of each what it took.

    A seed that was not there, or lacks a column, is taken whole as it is now. How seeds are typed belongs to the code.
    """
    reasons = []
    for now in sorted(path for path in (DBT_PROJECT / "seeds").iterdir() if path.is_file()):
        then = seeds / now.name
        if now.suffix == ".csv":
            lacking = _columns(now) - _columns(then) if then.exists() else set()
            if then.exists() and not lacking:
                continue
            words = f"had no column {', '.join(sorted(lacking))}" if lacking else "was not there"
            reasons.append(f"{now.name} {words} then: taken as it is now")
        copyfile(now, then)
    return reasons


def _columns(seed: Path) -> set[str]:
    with seed.open(encoding="utf-8", newline="") as stream:
        return set(next(csv.reader(stream), ()))


def _load_pack(night: Night, seeds: Path, past: PastNight) -> None:
    pack = read_pack(night.pack, read_catalogue(seeds / "measures.csv"), read_units(seeds / "standards.csv"))
    with duckdb.connect(str(night.warehouse)) as connection:
        load_pack(connection, pack)
        connection.execute(
            "insert into raw.night values (?, ?, ?, ?, ?, 'replay')",
            [past.figures_as_of, past.figures_extract_date, night.build, code_version(), past.inputs],
        )


def _told(night: Night, past: PastNight, found: dict[str, dict], reasons: list[str]) -> bool:
    """Says which tables are those that were published, and whether any difference has a reason."""
    compared = sorted(past.tables.keys() - {*NOT_COMPARED})
    other = [name for name in compared if found.get(name, {}).get("sha256") != past.tables[name]["sha256"]]
    say = night.journal.say
    say(f"{len(compared) - len(other)} of {len(compared)} tables are those that were published, row for row")
    if other:
        say(f"not the same: {', '.join(other)}")
        say("because " + "; or ".join(reasons) if reasons else "and nothing known explains it")
    say(f"replayed into {night.settings.home}")
    return not other or bool(reasons)
