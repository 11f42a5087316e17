"""A synthetic authority: whole landing extracts, simulated from a seed.

Nothing here is about anyone. Children, families and workers are made up; the process they go through is that of an
English council's children's services, and the figures come out near those of a council of about 4,800 open children.
"""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

from synthetic import (
    aggregate,
    care,
    care_work,
    cases,
    early_help,
    education,
    exploitation,
    fostering,
    front_door,
    leaving_care,
    legal,
    missing,
    need,
    oversight,
    people,
    placements,
    protection,
    reference,
    teams,
    workforce,
    writing,
)
from synthetic import (
    mess as spoiling,
)
from synthetic.world import DEFAULT_CHILDREN, World

DEFAULT_AS_OF = dt.date(2022, 11, 30)
SMALLEST = 50


def write_extract(
    home: Path,
    *,
    authorities: int = 1,
    children: int | None = None,
    years: int = 5,
    as_of: dt.date = DEFAULT_AS_OF,
    seed: int = 1,
    mess: bool = False,
    file_format: str = "auto",
    progress: Callable[[str], None] | None = None,
) -> list[Path]:
    """Write a synthetic extract, complete to the end of `as_of`, and made-up published figures; return the extract's folders.

    One authority goes to `<home>/landing/<as_of>/`, several to `<home>/authority_001/landing/<as_of>/` and so on, each
    with its own seed and size; the published figures to `reference/dfe/` beside `landing/`. `children` is how many are open to social care at the end (default 4,780); `years` is how
    far back every event is present (and one year beneath, for look-backs). `file_format` is `csv`, `parquet`, or `auto`:
    Parquet for tables of more than 50,000 rows, CSV for the rest. `mess` adds a few rows that break quality rules and
    reports how many by rule. The same arguments give the same bytes. ValueError for arguments that cannot be.
    """
    if authorities < 1 or years < 1:
        raise ValueError("authorities and years must be at least 1")
    if children is not None and children < SMALLEST:
        raise ValueError(f"children must be at least {SMALLEST}: a council of fewer would have no steady figures")
    if file_format not in writing.FORMATS:
        raise ValueError(f"file_format must be one of {', '.join(writing.FORMATS)}")
    say = progress or (lambda text: None)
    size = DEFAULT_CHILDREN if children is None else children
    folders = []
    for number in range(1, authorities + 1):
        root = home if authorities == 1 else home / f"authority_{number:03d}"
        # Councils differ in size: from three fifths of the size asked for to seven fifths, in steps.
        share = 1.0 if authorities == 1 else 0.6 + 0.8 * ((number * 5) % 9) / 8
        world_seed = seed * 1000 + number
        world = World(as_of, years, round(size * share), world_seed, say)
        simulate(world)
        if mess:
            for rule, rows in sorted(spoiling.spoil(world).items()):
                say(f"mess: {rule} {rows} rows")
        folder = root / "landing" / as_of.isoformat()
        say(f"write {folder.name}")
        writing.write_tables(world, folder, file_format)
        reference.write(root, as_of, world_seed, say)
        folders.append(folder)
    return folders


def simulate(world: World) -> None:
    """Run every stage in the order of events, and leave the landing tables in `world.tables`."""
    everyone = people.People(world)
    referred = cases.simulate(world, everyone)
    in_care = care.periods(world, everyone, referred)
    to_early_help = front_door.write(world, everyone, referred)
    need.write(world, everyone, referred)
    plans = protection.write(world, everyone, referred)
    placed = placements.write(world, everyone, referred, in_care)
    care_work.write(world, everyone, in_care, placed)
    education.write(world, everyone, in_care)
    missing.write(world, everyone, referred, in_care)
    leavers = leaving_care.write(world, everyone, in_care)
    helped = early_help.write(world, everyone, referred, to_early_help)
    staff, helpers = workforce.write(world, everyone, referred, in_care, leavers, helped)
    early_help.write_episodes(world, helped, helpers.at(helped.child, helped.start + 30))
    oversight.write(world, everyone, referred, in_care, leavers, staff)
    legal.write(world, everyone, plans, in_care)
    fostering.write(world)
    exploitation.write(world, everyone, referred, in_care)
    aggregate.write(world)
    teams.write(world)
    everyone.write(world)
    world.forget_closed()
