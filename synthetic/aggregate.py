"""Figures that arrive already counted, from other services: schools, early years, post-16, human resources."""

import datetime as dt

import numpy as np
import pyarrow as pa

from synthetic.climate import LOCALITIES, SHARE
from synthetic.teams import TEAMS
from synthetic.world import World

SICKNESS = "staff_sickness_absence"
Row = tuple[str, str, dt.date, str, str, int | None, int | None, str | None]


def write(world: World) -> None:
    """aggregate_return: per month, quarter, term and academic year, with the breakdowns of the catalogue."""
    rng = world.rng("aggregate")
    rows: list[Row] = []
    months = _month_ends(world)
    for end in months:
        if end.month % 3 == 0:
            _quarter(world, rng, rows, end)
        if end.month == 9:
            _academic_year(rng, rows, end)
        _sickness(world, rng, rows, end)
    names = ("measure_id", "basis", "period_end", "breakdown", "breakdown_value", "numerator", "denominator", "value")
    columns = dict(zip(names, (list(column) for column in zip(*rows, strict=True)), strict=True)) if rows else {}
    text = {
        name: pa.array([None if v is None else str(v) for v in columns.get(name, [])], pa.string()) for name in names
    }
    text["period_end"] = pa.array(columns.get("period_end", []), pa.date32())
    world.add("aggregate_return", text)


def _month_ends(world: World) -> list[dt.date]:
    ends, day = [], dt.date(1970, 1, 1) + dt.timedelta(days=world.history_from)
    while day <= world.date:
        following = (day.replace(day=1) + dt.timedelta(days=32)).replace(day=1)
        end = following - dt.timedelta(days=1)
        if end <= world.date:
            ends.append(end)
        day = following
    return ends


def _share(
    rng: np.random.Generator, rows: list[Row], measure: str, basis: str, end: dt.date, breakdown: str,
    parts: dict[str, tuple[int, float]],
) -> None:  # fmt: skip
    """Numerator and denominator for each part, and their sums for the authority."""
    counted = {part: (int(rng.binomial(size, min(max(share, 0), 1))), size) for part, (size, share) in parts.items()}
    for part, (numerator, denominator) in counted.items():
        rows.append((measure, basis, end, breakdown, part, numerator, denominator, None))
    total = tuple(sum(pair[n] for pair in counted.values()) for n in (0, 1))
    rows.append((measure, basis, end, "authority", "all", *total, None))


def _quarter(world: World, rng: np.random.Generator, rows: list[Row], end: dt.date) -> None:
    years = (world.date - end).days / 365.25
    places = list(zip(LOCALITIES, SHARE.tolist(), strict=True))
    size = world.scale

    def by_place(people: float, share: float) -> dict[str, tuple[int, float]]:
        return {
            place: (max(1, round(people * size * part)), share * (1.25 if place == "Eastholt" else 0.97))
            for place, part in places
        }

    _share(rng, rows, "young_people_neet", "snapshot", end, "locality", by_place(13800, 0.024 + 0.002 * years / 5))
    ehcp = {place: (max(1, round(131000 * size * part)), 0.0335 - 0.0018 * years) for place, part in places}
    _share(rng, rows, "ehcp_rate", "quarter", end, "locality", ehcp)
    settings = {place: (max(1, round(420 * size * part)), 0.945) for place, part in places}
    _share(rng, rows, "early_years_settings_good_or_outstanding", "snapshot", end, "locality", settings)
    taken = {place: (max(1, round(1150 * size * part)), 0.88 - 0.015 * years) for place, part in places}
    _share(rng, rows, "two_year_old_places_taken_up", "quarter", end, "locality", taken)
    pupils = {
        "primary": (round(49000 * size), 0.87 - 0.004 * years),
        "secondary": (round(41000 * size), 0.82 - 0.004 * years),
    }
    _share(rng, rows, "pupils_in_good_or_outstanding_schools", "snapshot", end, "phase", pupils)
    _exclusions(world, rng, rows, end)


def _exclusions(world: World, rng: np.random.Generator, rows: list[Row], end: dt.date) -> None:
    """Permanent exclusions of the quarter, and since September: most in the autumn."""
    counts = {
        phase: int(rng.poisson(mean * world.scale * (1.7 if end.month == 12 else 0.8)))
        for phase, mean in (("primary", 3), ("secondary", 11))
    }
    since = {phase: counts[phase] for phase in counts}
    if end.month != 9:
        earlier = [
            row
            for row in rows
            if row[:2] == ("permanent_exclusions", "academic_year_to_date") and (end - row[2]).days < 95
        ]
        for row in earlier:
            if row[4] in since:
                since[row[4]] += int(row[7] or 0)
    else:
        since = {phase: count // 3 for phase, count in counts.items()}  # only September belongs to the new school year
    for basis, of in (("quarter", counts), ("academic_year_to_date", since)):
        for phase, count in of.items():
            rows.append(("permanent_exclusions", basis, end, "phase", phase, None, None, str(count)))
        rows.append(("permanent_exclusions", basis, end, "authority", "all", None, None, str(sum(of.values()))))


def _academic_year(rng: np.random.Generator, rows: list[Row], end: dt.date) -> None:
    """Results of the school year that ended in August, by locality; nothing for the years without tests."""
    for measure, level in (("ks2_sen_gap", 55.0), ("ks2_disadvantaged_gap", 26.0), ("ks4_disadvantaged_gap", 23.0)):
        if end.year in (2020, 2021) and measure.startswith("ks2"):
            continue
        for place in LOCALITIES:
            gap = level + (4 if place == "Eastholt" else 0) + rng.normal(0, 2)
            rows.append((measure, "annual", end, "locality", place, None, None, f"{gap:.1f}"))
        rows.append((measure, "annual", end, "authority", "all", None, None, f"{level + rng.normal(0, 1):.1f}"))
    parts = {
        place: (round(6600 * share), 0.50 if place != "Eastholt" else 0.42)
        for place, share in zip(LOCALITIES, SHARE, strict=True)
    }
    _share(rng, rows, "ks4_english_maths_grade_9_to_5", "annual", end, "locality", parts)


def _sickness(world: World, rng: np.random.Generator, rows: list[Row], end: dt.date) -> None:
    """Working days lost and full-time equivalent staff by team: month, quarter (its three months), twelve months."""
    winter = 1.25 if end.month in (11, 12, 1, 2) else 0.93
    fte = max(2, round(16 * world.scale))
    teams = [
        team
        for team, _, _, _, valid_from, valid_to in TEAMS
        if dt.date.fromisoformat(valid_from) <= end and (not valid_to or end < dt.date.fromisoformat(valid_to))
    ]

    def add(basis: str, lost: dict[str, int]) -> None:
        for team, days in lost.items():
            rows.append((SICKNESS, basis, end, "team", team, days, fte, None))
        rows.append((SICKNESS, basis, end, "authority", "all", sum(lost.values()), fte * len(lost), None))

    earlier = [row for row in rows if row[:2] == (SICKNESS, "month") and (end - row[2]).days < 63]
    month = {team: int(rng.poisson(0.85 * winter * fte)) for team in teams}
    add("month", month)
    add("rolling_12_months", {team: int(rng.poisson(10.2 * fte)) for team in teams})
    if end.month % 3 == 0:
        add("quarter", {team: month[team] + sum(row[5] or 0 for row in earlier if row[4] == team) for team in teams})
