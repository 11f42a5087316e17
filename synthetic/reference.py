"""Published figures of a made-up country, in the shape of DfE's files: so that a demonstration has someone to be compared with.

England, a region, the synthetic authority (999) and invented ones; no figure is of a real place.
"""

import csv
import datetime as dt
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

PREFIX = "synthetic_"
YEARS = 6
NEIGHBOURS = 10
OWN = ("999", "Demoshire")
# Codes no English authority has.
OTHERS = tuple(
    (str(980 + number), name)
    for number, name in enumerate(
        (
            "Aldermoor", "Brackwater", "Carrowdale", "Dunhaven", "Eskmere", "Farrowby", "Glenholt", "Harrowick",
            "Inglesea", "Kestrelshire", "Larkham", "Merrowdown", "Netherby", "Otterbourne Vale",
        ),
        1,
    )
)  # fmt: skip
IDENTITY = (
    "time_period", "time_identifier", "geographic_level", "country_code", "country_name", "region_code", "region_name",
    "old_la_code", "new_la_code", "la_name",
)  # fmt: skip
AREAS = (
    ("National", "", "", "", "", ""),
    ("Regional", "E12000099", "Synthetic region", "", "", ""),
    *(
        ("Local authority", "E12000099", "Synthetic region", code, f"E10099{code}", name)
        for code, name in (OWN, *OTHERS)
    ),
)


@dataclass(frozen=True)
class Share:
    """A percentage or rate around a level, apart by about `spread` between authorities; `decimals` as DfE prints it."""

    level: float
    spread: float
    decimals: int = 1

    def draw(self, dice: random.Random, people: int) -> str:
        return f"{max(0.0, dice.gauss(self.level, self.spread)):.{self.decimals}f}"


@dataclass(frozen=True)
class Count:
    """A count of so many per 10,000 residents."""

    per_10000: float

    def draw(self, dice: random.Random, people: int) -> str:
        return str(round(people * self.per_10000 / 10000 * dice.uniform(0.8, 1.2)))


Drawn = Share | Count
LONG_IN_CARE = "Children looked after continuously for at least 2.5 years on 31 March aged under 16 years"
# File -> breakdown columns, and rows of breakdown values with what each column holds.
FILES: dict[str, tuple[tuple[str, ...], list[tuple[tuple[str, ...], dict[str, Drawn]]]]] = {
    "referrals": ((), [((), {"referral_count": Count(530), "rereferral_count": Count(115), "rereferral_percent": Share(21.5, 4)})]),
    "children_in_need": ((), [((), {"Started_episodes": Count(330), "At31_episodes": Count(330)})]),
    "repeat_plans": ((), [((), {"CPP_start": Count(54), "CPP_subsequent": Count(13), "CPP_subsequent_percent": Share(23.3, 4)})]),
    "plan_durations": ((), [((), {"CPP_At31": Count(42), "2_years_or_more": Count(1), "2_years_or_more_percent": Share(2.1, 1)})]),
    "children_looked_after": (
        ("population_type",),
        [
            (("Children looked after on 31 March each year",), {"children_count": Count(70), "rate_per_10000": Share(70, 14, 0)}),
            (("Children starting to be looked after each year",), {"children_count": Count(26), "rate_per_10000": Share(26, 5, 0)}),
            (("Children ceasing to be looked after each year",), {"children_count": Count(25), "rate_per_10000": Share(25, 5, 0)}),
        ],
    ),
    "placement_stability": (
        ("cla_group", "placement_stability"),
        [
            (("CLA on 31 March", "With 3 or more placements during the year"), {"children_percent": Share(10, 2, 0)}),
            ((LONG_IN_CARE, "Living with the same carer for at least 2 years"), {"children_percent": Share(70, 4, 0)}),
        ],
    ),
    "social_workers": (
        ("cla_group", "sw_stability"),
        [(("CLA on 31 March", "3 or more social workers during the year"), {"percentage": Share(27, 4, 0)})],
    ),
    "care_leavers": (
        ("care_leaver_age", "breakdown"),
        [
            (("19 to 21 years", "Accommodation considered suitable"), {"care_leaver_percent": Share(88, 4, 0)}),
            (("19 to 21 years", "Total in education, employment or training"), {"care_leaver_percent": Share(55, 5, 0)}),
            (("19 to 21 years", "Total not in education, employment or training"), {"care_leaver_percent": Share(38, 5, 0)}),
            (("19 to 21 years", "Higher education i.e. studies beyond A level"), {"care_leaver_percent": Share(6, 2, 0)}),
        ],
    ),
    "workforce": (
        (),
        [((), {"inpost_fte": Count(30), "case_holders_fte": Count(17), "turnover_rate_fte": Share(16, 4), "vacancy_rate_fte": Share(18, 5), "caseload_fte": Share(16.3, 2)})],
    ),
}  # fmt: skip


def write(home: Path, as_of: dt.date, seed: int, say: Callable[[str], None]) -> Path | None:
    """Write the files to `<home>/reference/dfe/`, years up to that of `as_of`; None, and nothing, where files not made here lie."""
    folder = home / "reference" / "dfe"
    if folder.is_dir() and any(not path.name.startswith(PREFIX) for path in folder.iterdir()):
        say("reference: published files lie there; no made-up ones beside them")
        return None
    folder.mkdir(parents=True, exist_ok=True)
    dice = random.Random(f"published figures {seed}")
    residents = {area: dice.randint(45_000, 180_000) for area in AREAS if area[0] == "Local authority"}
    residents |= {area: sum(residents.values()) for area in AREAS if area[0] != "Local authority"}
    years = range(as_of.year - YEARS + 1, as_of.year + 1)
    for name, (breakdowns, blocks) in FILES.items():
        header = (*IDENTITY, *breakdowns, *dict.fromkeys(column for _, columns in blocks for column in columns))
        _write(folder / f"{PREFIX}{name}.csv", header, _rows(dice, years, residents, blocks))
    population = (
        (*_identity(year, area), "Children aged 0 to 17 years", residents[area]) for year in years for area in AREAS
    )
    _write(folder / f"{PREFIX}population.csv", (*IDENTITY, "age_group", "population_estimate"), population)
    places = [f"SN_{place}" for place in range(1, NEIGHBOURS + 1)]
    model = (
        (code, name, *dice.sample([c for c, _ in OTHERS if c != code], NEIGHBOURS)) for code, name in (OWN, *OTHERS)
    )
    _write(folder / f"{PREFIX}neighbours.csv", ("old_la_code", "la_name", *places), model)
    return folder


def _identity(year: int, area: tuple[str, ...]) -> tuple[str, ...]:
    level, *rest = area
    return (str(year), "Reporting year", level, "E92000001", "England", *rest)


def _rows(
    dice: random.Random,
    years: range,
    residents: dict[tuple[str, ...], int],
    blocks: list[tuple[tuple[str, ...], dict[str, Drawn]]],
) -> Iterator[Sequence[str]]:
    """One record per year, area and breakdown; about one authority's figure in forty is withheld, as in DfE's."""
    for year in reversed(years):
        for area in AREAS:
            for values, columns in blocks:
                cells = [drawn.draw(dice, residents[area]) for drawn in columns.values()]
                withheld = area[0] == "Local authority" and dice.random() < 0.025
                yield (*_identity(year, area), *values, *(["c"] * len(cells) if withheld else cells))


def _write(path: Path, header: Sequence[str], rows: Iterator[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
