"""What must not change a figure does not, and what must add up does: the same council told in other ways.

Each variant is the same small synthetic extract, changed as a whole, landed and built on its own. (Rows in another order,
another time zone and other thread counts are in test_identity.py.)
"""

from __future__ import annotations

import hashlib
import multiprocessing
import re
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from pathlib import Path

import duckdb
import pytest

from orchestration.settings import DBT_PROJECT
from schemas.contract import Table, load_contract
from synthetic import write_extract
from tests.end_to_end.night_helpers import AS_OF, landing, read_rows, seal, small_pack, write_rows
from tests.warehouse import built

YEARS = 28  # the calendar repeats: weekdays and leap years fall alike
CHILDREN = 150
DATE = re.compile(r"(?<!\d)(\d{4})-(\d\d)-(\d\d)(?!\d)")
SCHOOL_YEAR = re.compile(r"\b(\d{4})/(\d\d)\b")


def tables_of(extract: Path) -> list[tuple[Table, Path]]:
    contract = load_contract()
    return [
        (contract.tables[path.stem], path) for path in sorted(extract.glob("*.csv")) if path.stem in contract.tables
    ]


def rewrite(extract: Path, how: Callable[[Table, list[str], list[list[str]]], list[list[str]]]) -> None:
    """Changes every table."""
    for table, path in tables_of(extract):
        header, *rows = read_rows(path)
        write_rows(path, [header, *how(table, header, rows)])
    seal(extract)


def later(text: str) -> str:
    """Every date and school year of a text, 28 years on."""
    text = DATE.sub(lambda found: f"{int(found[1]) + YEARS}-{found[2]}-{found[3]}", text)
    return SCHOOL_YEAR.sub(lambda found: f"{int(found[1]) + YEARS}/{(int(found[2]) + YEARS) % 100:02}", text)


def key_columns(table: Table) -> set[str]:
    """Columns whose values name something, theirs or another's; teams are named by the pack and keep their names."""
    if table.name == "aggregate_return":
        return set()
    named = {*table.primary_key, *table.foreign_keys, *table.member_keys}
    named |= {column.name for column in table.columns if column.name.endswith("_id")}
    teams = {column for column in named if table.foreign_keys.get(column, ("",))[0] == "ssd_department"}
    others = {column.name for column in table.columns if column.type != "string" or column.allowed}
    return set() if table.name == "ssd_department" else named - teams - others


def renamed(name: str) -> str:
    """Another name, in another order."""
    return "R" + hashlib.sha256(name.encode()).hexdigest()[:16] if name else name


def rename(extract: Path) -> None:
    def how(table: Table, header: list[str], rows: list[list[str]]) -> list[list[str]]:
        at = [header.index(column) for column in key_columns(table) if column in header]
        return [[renamed(field) if place in at else field for place, field in enumerate(row)] for row in rows]

    rewrite(extract, how)


def deliver_twice(extract: Path) -> None:
    rewrite(extract, lambda table, header, rows: rows + rows)


def add_the_ineligible(extract: Path) -> None:
    """A child who is only known, one on another authority's plan, one away from placement but not missing."""

    def how(table: Table, header: list[str], rows: list[list[str]]) -> list[list[str]]:
        more = {
            "ssd_person": [{"pers_person_id": f"INELIGIBLE{n}", "pers_dob": "2012-02-29"} for n in (1, 2, 3)],
            "ssd_cp_plans": [
                {
                    "cppl_cp_plan_id": "INELIGIBLE",
                    "cppl_person_id": "INELIGIBLE2",
                    "cppl_cp_plan_start_date": "2022-10-03",
                    "cppl_cp_plan_ola": "Y",
                }
            ],
            "ssd_missing": [
                {
                    "miss_table_id": "INELIGIBLE",
                    "miss_person_id": "INELIGIBLE3",
                    "miss_missing_episode_start_date": "2022-11-04T10:00:00",
                    "miss_missing_episode_end_date": "2022-11-05T10:00:00",
                    "miss_missing_episode_type": "A",
                }
            ],
        }.get(table.name, [])
        return rows + [[row.get(name, "") for name in header] for row in more]

    rewrite(extract, how)


def half(extract: Path, side: int) -> None:
    """Keeps the children of one half, with all that is theirs; what is of no child (workers, carers) stays in both."""
    kept: dict[tuple[str, str], set[str]] = {}

    def is_here(child: str) -> bool:
        return hashlib.sha256(child.encode()).digest()[0] % 2 == side

    def owned(table: Table, header: list[str]) -> tuple[int, Callable[[str], bool]] | None:
        if table.person_column in header:
            return header.index(table.person_column), is_here
        for column, target in table.foreign_keys.items():
            if target in kept and column in header:
                return header.index(column), lambda value, target=target: value in kept[target]
        return None

    def how(table: Table, header: list[str], rows: list[list[str]]) -> list[list[str]]:
        if owner := owned(table, header):
            rows = [row for row in rows if owner[1](row[owner[0]])]
            (key, *more) = table.primary_key
            if not more:
                kept[table.name, key] = {row[header.index(key)] for row in rows}
        return rows

    # A table that only points at another follows it.
    for table, path in sorted(tables_of(extract), key=lambda found: found[0].person_column is None):
        header, *rows = read_rows(path)
        write_rows(path, [header, *how(table, header, rows)])
    seal(extract)


def shift(folder: Path) -> None:
    """Every date in the files of a folder, 28 years on."""
    for path in sorted(folder.glob("*.csv")):
        path.write_text(later(path.read_text(encoding="utf-8")), encoding="utf-8")


def make(home: Path, authority: Path, variant: str) -> Path:
    """One variant's warehouse; `home/landing` holds a copy of the extract."""
    extract, extract_date, project = landing(home), AS_OF, DBT_PROJECT
    changes = {"twice": deliver_twice, "renamed": rename, "ineligible": add_the_ineligible}
    if variant in changes:
        changes[variant](extract)
    if variant in ("first half", "second half"):
        half(extract, ("first half", "second half").index(variant))
    if variant == "later":
        extract_date = date(AS_OF.year + YEARS, AS_OF.month, AS_OF.day)
        shift(extract)
        seal(extract)
        extract = extract.rename(extract.parent / extract_date.isoformat())
        authority = Path(shutil.copytree(authority, home / "pack"))
        shift(authority)
        project = Path(
            shutil.copytree(DBT_PROJECT, home / "dbt", ignore=shutil.ignore_patterns("target", "logs", ".user.yml"))
        )
        for seed in ("bank_holidays.csv", "standards.csv"):
            path = project / "seeds" / seed
            path.write_text(later(path.read_text(encoding="utf-8")), encoding="utf-8")
    return built(extract, extract_date, home, authority, project)


VARIANTS = ("as it is", "twice", "renamed", "ineligible", "first half", "second half", "later")


@pytest.fixture(scope="module")
def council(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """Every variant's warehouse, attached under its name."""
    base = tmp_path_factory.mktemp("metamorphic")
    authority = small_pack(base / "pack")
    write_extract(base, years=1, children=CHILDREN, as_of=AS_OF, file_format="csv")
    homes = {variant: base / variant.replace(" ", "_") for variant in VARIANTS}
    for home in homes.values():
        shutil.copytree(landing(base), landing(home))
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as pool:
        made = {name: pool.submit(make, home, authority, name) for name, home in homes.items()}
        files = {name: future.result() for name, future in made.items()}
    with duckdb.connect() as connection:
        for name, file in files.items():
            connection.execute(f"attach '{file}' as \"{name}\" (read_only)")
        yield connection


def figures(variant: str) -> str:
    """All monthly and quarterly figures of a variant, but for those about rows."""
    return (
        "select * from ("
        f"select 'monthly' as frequency, * from \"{variant}\".marts.kpi_monthly"
        f" union all select 'quarterly', * from \"{variant}\".marts.kpi_quarterly)"
    )


def differing(connection: duckdb.DuckDBPyConnection, first: str, second: str) -> list[tuple]:
    """Rows in one relation and not in the other, both ways, with their number."""
    return connection.execute(
        f"(from ({first}) except all from ({second})) union all (from ({second}) except all from ({first})) limit 5"
    ).fetchall()


@pytest.mark.parametrize("variant", ["twice", "renamed", "ineligible"])
def test_no_figure_changes(council: duckdb.DuckDBPyConnection, variant: str) -> None:
    assert (
        council.execute(f"select count(*) from ({figures('as it is')}) where value_state = 'reported'").fetchone()[0]
        > 10**4
    )
    about_rows = "where measure_id <> 'data_quality_alerts'"
    assert differing(council, f"{figures('as it is')} {about_rows}", f"{figures(variant)} {about_rows}") == []


def test_28_years_later_every_figure_and_case_is_the_same(council: duckdb.DuckDBPyConnection) -> None:
    then = figures("later").replace(
        "select * from",
        f"select * replace (cast(period_start - to_years({YEARS}) as date) as period_start,"
        f" last_day(cast(period_end - to_years({YEARS}) as date)) as period_end) from",
        1,
    )
    assert differing(council, figures("as it is"), then) == []
    # Some ids of cases hold a day.
    cases = (
        "select measure_id, regexp_replace(case_id, '[0-9]{4}-[0-9]{2}-[0-9]{2}', 'day') as case_id, team_id, worker_id, age,"
        " numerator, denominator, {} from {}.kpis.cases"
    )
    days = ("from_on", "to_on", "due_on")
    # The far end of what still lasts stays where it is.
    moved = ", ".join(
        f"case when {day} < date '9990-01-01' then cast({day} - to_years({YEARS}) as date) else {day} end as {day}"
        for day in days
    )
    now, back = (
        cases.replace("{}", "%s") % (columns, variant)
        for columns, variant in ((", ".join(days), '"as it is"'), (moved, '"later"'))
    )
    assert differing(council, now, back) == []


def test_two_halves_of_a_council_add_up_to_it(council: duckdb.DuckDBPyConnection) -> None:
    """For every measure whose cases are children."""
    cases = 'select * from "{}".kpis.cases where child_id is not null and measure_id not in (from of_no_child)'
    council.execute(
        "create or replace temp table of_no_child as"
        ' select distinct measure_id from "as it is".kpis.cases where child_id is null'
    )
    halves = f"{cases.format('first half')} union all {cases.format('second half')}"
    assert differing(council, cases.format("as it is"), halves) == []
    both = council.execute(f"select count(distinct measure_id), count(*) from ({halves})").fetchone()
    assert both[0] > 100
    added = (
        "select frequency, measure_id, basis, period_end, breakdown, breakdown_value,"
        " sum(numerator) as numerator, {} as denominator"
        " from ({}) where source = 'cases' and value_state <> 'not_supplied' and breakdown in ('authority', 'locality', 'team')"
        ' and measure_id in (select measure_id from "as it is".marts.measure'
        " where statistic in ('count', 'percentage') and measure_id not in (from of_no_child)) group by all"
    )
    summed = "case when max(basis) in ('month', 'quarter', 'snapshot') then sum(denominator) end"
    whole = added.format(summed, figures("as it is"))
    parts = added.format(summed, f"{figures('first half')} union all {figures('second half')}")
    assert differing(council, whole, parts) == []


@pytest.mark.parametrize(
    ("stock", "came", "went"),
    [("cla_at_period_end", "cla_admissions", "cla_exits"), ("children_on_cp_plan", "cp_plans_starting", None)],
)
def test_stock_is_the_stock_before_and_what_came_less_what_went(
    council: duckdb.DuckDBPyConnection, stock: str, came: str, went: str | None
) -> None:
    """Month by month; where no measure counts what went, the cases of the stock that ended do."""
    rows = council.execute(
        """
        with monthly as (
            select period_end, period_start, measure_id, value
            from "as it is".marts.kpi_monthly
            where breakdown = 'authority' and basis in ('month', 'snapshot') and value_state = 'reported'
        )
        select
            now.period_end, now.value, before.value, came.value,
            coalesce(went.value, (
                select count(distinct case_id) from "as it is".kpis.cases as ended
                where ended.measure_id = now.measure_id and ended.to_on between now.period_start and now.period_end
                    and not exists (
                        select 1 from "as it is".kpis.cases as next
                        where next.measure_id = now.measure_id and next.child_id = ended.child_id
                            and next.from_on <= ended.to_on and coalesce(next.to_on, date '9999-12-31') > ended.to_on
                    )
            ))
        from monthly as now
        inner join monthly as before
            on before.measure_id = now.measure_id and before.period_end = now.period_start - 1
        inner join monthly as came on came.measure_id = ? and came.period_end = now.period_end
        left join monthly as went on went.measure_id = ? and went.period_end = now.period_end
        where now.measure_id = ?
        """,
        [came, went, stock],
    ).fetchall()
    assert len(rows) >= 10
    assert [row for row in rows if row[1] != row[2] + row[3] - row[4]] == []
