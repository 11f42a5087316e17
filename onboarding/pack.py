"""A new authority pack: what returns and DfE's files know of the authority, and empty files for what only it can say."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from ingest.pack import FILES, OPTIONAL_COLUMNS
from schemas.arrow import own_tables


@dataclass(frozen=True)
class Authority:
    """Who the authority is by DfE's files; `neighbours` nearest first, empty where the files do not say."""

    la_code: str
    name: str
    region: str | None
    neighbours: tuple[str, ...]
    population: tuple[tuple[int, int], ...]


def known_codes(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Code and newest name of every authority in schema reference."""
    rows = connection.execute(
        "select area_code, arg_max(area_name, time_period) from reference.figure where level = 'authority' group by area_code"
    )
    return dict(rows.fetchall())


def find_authority(connection: duckdb.DuckDBPyConnection, la_code: str) -> Authority:
    """What schema reference knows of a code; its name is made up of the code where it knows none."""
    names = known_codes(connection)
    (region,) = connection.execute(
        "select arg_max(r.area_name, r.time_period) from reference.figure as a join reference.figure as r"
        " on r.level = 'region' and r.area_code = a.region_code where a.level = 'authority' and a.area_code = ?",
        [la_code],
    ).fetchone()
    neighbours = connection.execute(
        "select neighbour_la_code from reference.neighbour where la_code = ? order by position", [la_code]
    ).fetchall()
    population = connection.execute(
        "select time_period, cast(value as bigint) from reference.figure where kind = 'population' and area_code = ?"
        " and value is not null order by 1",
        [la_code],
    ).fetchall()
    return Authority(
        la_code,
        names.get(la_code, f"Authority {la_code}"),
        region,
        tuple(names.get(code, code) for (code,) in neighbours),
        tuple(population),
    )


def find_teams(connection: duckdb.DuckDBPyConnection, sources: Iterable[str]) -> list[tuple[str, str]]:
    """Id and name of every team of schema raw that comes from one of `sources`."""
    return connection.execute(
        "select dept_team_id, coalesce(dept_team_name, dept_team_id) from raw.ssd_department"
        " where _quarantine is null and list_contains(?, _source) order by 2, 1",
        [list(sources)],
    ).fetchall()


def write_pack(folder: Path, authority: Authority, teams: Sequence[tuple[str, str]]) -> None:
    """Write a whole pack to `folder`, which must not be there.

    Every file of a pack is written; those only the council can fill have a header and no row.
    """
    folder.mkdir(parents=True)
    lines = [f"# {authority.name}: made from its returns and DfE's files. Read it through; every key can be changed."]
    if authority.region:
        lines.append(f"# Region: {authority.region}.")
    if authority.neighbours:
        lines.append(f"# Statistical neighbours (DfE), nearest first: {', '.join(authority.neighbours)}.")
    lines += [
        f"name: {json.dumps(authority.name)}",
        f'la_code: "{authority.la_code}"',
        "status_scheme: three_state",
        "tolerance_percent: 5",
        "bands:",
        "  - {above: 80, label: above 80%}",
        "  - {above: 90, label: above 90%}",
        "measures: all",
        "maturity_working_days: 10",
        "reports: [monthly, quarterly]",
    ]
    (folder / "authority.yml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    rows = {
        "teams.csv": [[team, name, "", "", "", ""] for team, name in teams],
        "population.csv": [[f"{year}-06-30", "", 0, 17, people] for year, people in authority.population],
    }
    tables = own_tables("pack")
    for file, table in FILES.items():
        header = [column.name for column in tables[table].columns if column.name not in OPTIONAL_COLUMNS.get(file, ())]
        with (folder / file).open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream, lineterminator="\n")
            writer.writerow(header)
            writer.writerows(rows.get(file, []))
