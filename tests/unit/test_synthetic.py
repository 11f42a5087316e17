"""The synthetic authority: same bytes every time, a possible order of events, every table filled, figures near the report's."""

import csv
import datetime as dt
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from ingest.dfe import load_reference, read_dfe_files
from orchestration.settings import DBT_PROJECT
from schemas.contract import load_contract
from synthetic import DEFAULT_AS_OF, reference, write_extract
from synthetic.calendar import WorkingDays, bank_holidays, day
from synthetic.teams import TEAMS
from synthetic.terms import school_terms
from synthetic.writing import contract

ROOT = Path(__file__).parents[2]
PACK = ROOT / "authorities" / "demo"
FAR = "date '2999-01-01'"


def opened(folder: Path) -> duckdb.DuckDBPyConnection:
    """A connection with a view for every table of the extract, in the types of the contract."""
    types = {"string": "VARCHAR", "json": "VARCHAR", "flag": "VARCHAR", "integer": "BIGINT", "decimal": "DECIMAL(18,4)"}
    connection = duckdb.connect()
    for name, table in contract().items():
        columns = ", ".join(f"'{c['name']}': '{types.get(c['type'], c['type'].upper())}'" for c in table["columns"])
        [file] = folder.glob(f"{name}.*")
        if file.suffix == ".csv":
            source = f"read_csv('{file}', header=true, auto_detect=false, columns={{{columns}}})"
        else:
            source = f"read_parquet('{file}')"
        connection.execute(f"create view {name} as select * from {source}")
    connection.execute(f"create table clock as select date '{folder.name}' as as_of")
    return connection


@pytest.fixture(scope="module")
def council(tmp_path_factory: pytest.TempPathFactory) -> duckdb.DuckDBPyConnection:
    """A third of the default council, three years."""
    [folder] = write_extract(tmp_path_factory.mktemp("council"), children=1600, years=3)
    return opened(folder)


def files_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_same_arguments_same_bytes_whatever_the_threads(tmp_path: Path) -> None:
    threads = pa.cpu_count()
    written = []
    try:
        for count in (1, 4):
            pa.set_cpu_count(count)
            [folder] = write_extract(tmp_path / str(count), children=150, years=1, seed=7)
            written.append(files_of(folder))
    finally:
        pa.set_cpu_count(threads)
    assert written[0] == written[1]
    [other] = write_extract(tmp_path / "other", children=150, years=1, seed=8)
    assert files_of(other)["ssd_cin_episodes.csv"] != written[0]["ssd_cin_episodes.csv"]


def test_csv_is_plain_and_parquet_says_the_same(tmp_path: Path) -> None:
    [plain] = write_extract(tmp_path / "csv", children=150, years=1, file_format="csv")
    [packed] = write_extract(tmp_path / "parquet", children=150, years=1, file_format="parquet")
    for name, table in contract().items():
        text = (plain / f"{name}.csv").read_bytes()
        assert text.endswith(b"\n") and b"\r" not in text, name
        assert text.split(b"\n", 1)[0].decode() == ",".join(column["name"] for column in table["columns"])
    one, other = opened(plain), opened(packed)
    for name in contract():
        assert one.sql(f"select * from {name}").fetchall() == other.sql(f"select * from {name}").fetchall(), name


def test_manifest_lists_every_table(tmp_path: Path) -> None:
    [folder] = write_extract(tmp_path, children=150, years=1)
    with (folder / "manifest.csv").open(newline="") as file:
        rows = {row["table"]: row for row in csv.DictReader(file)}
    assert list(rows) == list(contract())
    connection = opened(folder)
    for name, row in rows.items():
        assert int(row["rows"]) == connection.sql(f"select count(*) from {name}").fetchone()[0]
        assert (row["as_at"], row["history_from"]) == ("2022-11-30", "2020-11-01")


def test_several_authorities_have_their_own_folder_and_size(tmp_path: Path) -> None:
    folders = write_extract(tmp_path, authorities=2, children=150, years=1)
    assert [folder.relative_to(tmp_path).as_posix() for folder in folders] == [
        "authority_001/landing/2022-11-30",
        "authority_002/landing/2022-11-30",
    ]
    sizes = [opened(folder).sql("select count(*) from ssd_cin_episodes").fetchone()[0] for folder in folders]
    assert sizes[0] != sizes[1]


@pytest.mark.parametrize("wrong", [{"authorities": 0}, {"years": 0}, {"children": 3}, {"file_format": "xlsx"}])
def test_impossible_arguments_are_refused(tmp_path: Path, wrong: dict) -> None:
    with pytest.raises(ValueError):
        write_extract(tmp_path, **wrong)
    assert not list(tmp_path.iterdir())


def test_every_table_a_measure_needs_has_rows(council: duckdb.DuckDBPyConnection) -> None:
    with (ROOT / "dbt_project" / "seeds" / "measures.csv").open(newline="", encoding="utf-8") as file:
        needed = {table for row in csv.DictReader(file) for table in row["source_tables"].split("|") if table}
    empty = [table for table in sorted(needed) if not council.sql(f"select 1 from {table} limit 1").fetchall()]
    assert len(needed) > 40 and not empty


def test_every_aggregate_measure_is_delivered(council: duckdb.DuckDBPyConnection) -> None:
    with (ROOT / "dbt_project" / "seeds" / "measures.csv").open(newline="", encoding="utf-8") as file:
        wanted = [row for row in csv.DictReader(file) if row["relation"] == "aggregate"]
    assert len(wanted) > 10
    for row in wanted:
        bases = {*row["monthly_basis"].split("|"), *row["quarterly_basis"].split("|")} - {"none", ""}
        found = council.execute(
            "select distinct basis, breakdown from aggregate_return where measure_id = ?", [row["measure_id"]]
        ).fetchall()
        wanted_pairs = {(basis, level) for basis in bases for level in ("authority", *row["breakdowns"].split("|"))}
        assert set(found) == wanted_pairs, row["measure_id"]


def test_keys_links_codes_and_dates_of_the_contract(council: duckdb.DuckDBPyConnection) -> None:
    """Keys are whole and unique, links lead somewhere, codes are codes, and nothing is dated after the extract."""
    sets = load_contract().code_sets

    def count(query: str) -> int:
        return council.sql(query).fetchone()[0]

    wrong = []
    for name, table in contract().items():
        key = ", ".join(table["primary_key"])
        if count(f"select count(*) - count(distinct ({key})) from {name}"):
            wrong.append(f"{name}: key")
        for column in table["columns"]:
            field = column["name"]
            if not column["nullable"] and count(f"select count(*) from {name} where {field} is null"):
                wrong.append(f"{name}.{field}: empty")
            if column["allowed"] in sets and sets[column["allowed"]].closed:
                known = ", ".join(f"'{code}'" for code in sets[column["allowed"]].codes)
                if count(f"select count(*) from {name} where {field} not in ({known})"):
                    wrong.append(f"{name}.{field}: code")
        links = {field: [target] for field, target in table["foreign_keys"].items()} | table["member_keys"]
        for field, targets in links.items():
            known = " union all ".join(f"select {t.split('.')[1]} from {t.split('.')[0]}" for t in targets)
            if count(
                f"select count(*) from {name} where {field} not in (select * from ({known}) k(v) where v is not null)"
            ):
                wrong.append(f"{name}.{field}: link")
        for field in (table["event_date"], table["end_date"]):
            if field and count(f"select count(*) from {name}, clock where {field}::date > as_of"):
                wrong.append(f"{name}.{field}: after the extract")
        if table["end_date"] and count(
            f"select count(*) from {name} where {table['end_date']} < {table['event_date']}"
        ):
            wrong.append(f"{name}: ends before it starts")
        if table["event_date"] and table["person_column"]:
            before = 0 if name.startswith(("ssd_cla", "ssd_missing")) else 280
            born = f"join ssd_person on pers_person_id = {table['person_column']}"
            first = f"coalesce(pers_dob, pers_expected_dob) - {before}"
            if count(f"select count(*) from {name} {born} where {table['event_date']}::date < {first}"):
                wrong.append(f"{name}: before birth")
    assert not wrong


ORDER = {
    "a visit outside its plan (need)": """
        select 1 from ssd_cin_visits join ssd_cin_plans on cinp_cin_plan_id = cinv_cin_plan_id where
        cinv_cin_visit_date < cinp_cin_plan_start_date or cinv_cin_visit_date > cinp_cin_plan_end_date
    """,
    "a visit outside its plan (protection)": """
        select 1 from ssd_cp_visits join ssd_cp_plans on cppl_cp_plan_id = cppv_cp_plan_id where
        cppv_cp_visit_date < cppl_cp_plan_start_date or cppv_cp_visit_date > cppl_cp_plan_end_date
    """,
    "a visit outside the period of care": """
        with p as ( select clae_cla_id as k, min(clae_cla_episode_start_date) as s,
        max(coalesce(clae_cla_episode_ceased_date, date '2999-01-01')) as e from ssd_cla_episodes group by 1
        ) select 1 from ssd_cla_visits join p on k = clav_cla_id where clav_cla_visit_date < s or
        clav_cla_visit_date > e
    """,
    "a review outside the period of care": """
        with p as ( select clae_cla_id as k, min(clae_cla_episode_start_date) as s,
        max(coalesce(clae_cla_episode_ceased_date, date '2999-01-01')) as e from ssd_cla_episodes group by 1
        ) select 1 from ssd_cla_reviews join p on k = clar_cla_id where clar_cla_review_date < s or
        clar_cla_review_date > e
    """,
    "a review before its plan, or after it": """
        select 1 from ssd_cp_reviews join ssd_cp_plans on cppl_cp_plan_id = cppr_cp_plan_id where
        cppr_cp_review_date <= cppl_cp_plan_start_date or cppr_cp_review_date > cppl_cp_plan_end_date
    """,
    "an assessment that outlives its referral": """
        select 1 from ssd_cin_assessments join ssd_cin_episodes on cina_referral_id = cine_referral_id where
        cina_assessment_start_date < cine_referral_date or cina_assessment_auth_date > cine_close_date or
        (cine_close_date is not null and cina_assessment_auth_date is null)
    """,
    "an enquiry that outlives its referral": """
        select 1 from ssd_s47_enquiry join ssd_cin_episodes on s47e_referral_id = cine_referral_id where
        s47e_s47_start_date < cine_referral_date or s47e_s47_end_date > cine_close_date
    """,
    "a strategy discussion before what called for it": """
        select 1 from ext_strategy_discussion where held_at < triggered_at
    """,
    "a conference before its enquiry": """
        select 1 from ssd_initial_cp_conference join ssd_s47_enquiry on icpc_s47_enquiry_id =
        s47e_s47_enquiry_id where icpc_icpc_date < s47e_s47_start_date
    """,
    "a plan on another day than its conference": """
        select 1 from ssd_cp_plans left join ssd_initial_cp_conference on cppl_icpc_id = icpc_icpc_id where
        icpc_icpc_date is distinct from cppl_cp_plan_start_date
    """,
    "two protection plans at once": """
        select 1 from ssd_cp_plans a join ssd_cp_plans b on a.cppl_person_id = b.cppl_person_id and
        a.cppl_cp_plan_start_date < b.cppl_cp_plan_start_date where coalesce(a.cppl_cp_plan_end_date, date
        '2999-01-01') > b.cppl_cp_plan_start_date
    """,
    "a plan in need beside a protection plan": """
        select 1 from ssd_cp_plans join ssd_cin_plans on cppl_person_id = cinp_person_id where
        cppl_cp_plan_start_date < coalesce(cinp_cin_plan_end_date, date '2999-01-01') and
        cinp_cin_plan_start_date < coalesce(cppl_cp_plan_end_date, date '2999-01-01')
    """,
    "two referrals open at once": """
        select 1 from ssd_cin_episodes a join ssd_cin_episodes b on a.cine_person_id = b.cine_person_id and
        a.cine_referral_date < b.cine_referral_date where coalesce(a.cine_close_date, date '2999-01-01') >
        b.cine_referral_date
    """,
    "episodes of care that do not join": """
        with e as ( select *, lag(clae_cla_episode_ceased_date) over w as before_end,
        lag(clae_cla_episode_ceased_reason) over w as before_reason from ssd_cla_episodes window w as
        (partition by clae_person_id order by clae_cla_episode_start_date) ) select 1 from e where
        (coalesce(before_reason, '-') = 'X1') <> (clae_cla_episode_start_reason <> 'S') or (before_reason =
        'X1' and before_end <> clae_cla_episode_start_date) or (before_reason <> 'X1' and before_end >=
        clae_cla_episode_start_date) or (clae_cla_episode_ceased_date is null) <>
        (clae_cla_episode_ceased_reason is null)
    """,
    "a gap between placements": """
        with p as (select *, lead(clap_cla_placement_start_date) over (partition by clap_cla_id order by
        clap_cla_placement_start_date) as following from ssd_cla_placement) select 1 from p where following
        is not null and following is distinct from clap_cla_placement_end_date
    """,
    "an episode without its placement": """
        select 1 from ssd_cla_episodes left join ssd_cla_placement on clae_cla_placement_id =
        clap_cla_placement_id where clap_cla_id is distinct from clae_cla_id or clae_cla_episode_start_date
        < clap_cla_placement_start_date or clae_cla_episode_start_date >=
        coalesce(clap_cla_placement_end_date, date '2999-01-01')
    """,
    "care beyond 18": """
        select 1 from ssd_cla_episodes join ssd_person on pers_person_id = clae_person_id where
        coalesce(clae_cla_episode_ceased_date, (select as_of from clock)) > pers_dob + interval 18 year
    """,
    "placed with parents under section 20": """
        select 1 from ssd_cla_placement join ssd_legal_status on lega_person_id = clap_person_id and
        lega_legal_status_start_date <= clap_cla_placement_start_date and
        coalesce(lega_legal_status_end_date, date '2999-01-01') > clap_cla_placement_start_date where
        clap_cla_placement_type = 'P1' and lega_legal_status = 'V2'
    """,
    "support after care while in care": """
        select 1 from ext_care_leaver_spell join ssd_cla_episodes on clae_person_id = person_id where
        clae_cla_episode_ceased_date is null
    """,
    "missing twice at once": """
        select 1 from ssd_missing a join ssd_missing b on a.miss_person_id = b.miss_person_id and
        a.miss_missing_episode_start_date < b.miss_missing_episode_start_date where
        a.miss_missing_episode_end_date > b.miss_missing_episode_start_date
    """,
    "an interview before the return": """
        select 1 from ext_return_interview join ssd_missing on miss_table_id = missing_id where completed_at
        < miss_missing_episode_end_date
    """,
    "attendance in no school week": """
        select 1 from ext_school_attendance where isodow(week_ending) <> 5 or month(week_ending) = 8 or
        sessions_attended + sessions_absent_illness > sessions_possible or sessions_possible > 10
    """,
    "work given before the worker came": """
        select 1 from ssd_involvements join ext_worker on worker_id = invo_professional_id where
        invo_involvement_start_date < started_on
    """,
    "a step before the help was asked for": """
        select 1 from ext_early_help_step s join ext_early_help_step r on r.episode_id = s.episode_id and
        r.kind = 'requested' where s.occurred_on < r.occurred_on
    """,
}


@pytest.mark.parametrize("wrong", ORDER)
def test_order_of_events(council: duckdb.DuckDBPyConnection, wrong: str) -> None:
    assert council.sql(f"select count(*) from ({ORDER[wrong]})").fetchone()[0] == 0


# What is printed for November 2022, by the query that gives it; and how far off a third of a council may be.
FIGURES = {
    "referrals a month": (
        909 / 3,
        60,
        """
            select count(*) / 12 from ssd_cin_episodes, clock where cine_referral_date > as_of -
            interval 12 month
        """,
    ),
    "contacts a month": (
        2850 / 3,
        180,
        """
            select count(*) / 12 from ext_contact_decision, clock where contact_type = 'contact' and
            received_at > as_of - interval 12 month
        """,
    ),
    "re-referrals": (
        28.2,
        6,
        """
            select avg(exists(select 1 from ssd_cin_episodes b where b.cine_person_id = a.cine_person_id
            and b.cine_referral_date < a.cine_referral_date and b.cine_referral_date + interval 12 month
            >= a.cine_referral_date)::int) * 100 from ssd_cin_episodes a, clock where cine_referral_date
            > as_of - interval 12 month
        """,
    ),
    "assessments in 45 working days": (
        75,
        9,
        """
            select avg(((select count(*) from working where d > cine_referral_date and d <=
            cina_assessment_auth_date) <= 45)::int) * 100 from ssd_cin_assessments join ssd_cin_episodes
            on cina_referral_id = cine_referral_id, clock where cina_assessment_auth_date > as_of -
            interval 3 month
        """,
    ),
    "assessments in the weak locality": (
        49,
        16,
        """
            select avg(((select count(*) from working where d > cine_referral_date and d <=
            cina_assessment_auth_date) <= 45)::int) * 100 from ssd_cin_assessments join ssd_cin_episodes
            on cina_referral_id = cine_referral_id, clock where cina_assessment_team = 'T250' and
            cina_assessment_auth_date > as_of - interval 6 month
        """,
    ),
    "enquiries in 15 working days": (
        79,
        9,
        """
            select avg(((select count(*) from working where d > s47e_s47_start_date and d <=
            s47e_s47_end_date) <= 15)::int) * 100 from ssd_s47_enquiry, clock where s47e_s47_end_date >
            as_of - interval 3 month
        """,
    ),
    "conferences in 15 working days": (
        70,
        14,
        """
            select avg(((select count(*) from working where d > s47e_s47_start_date and d <=
            icpc_icpc_date) <= 15)::int) * 100 from ssd_initial_cp_conference join ssd_s47_enquiry on
            icpc_s47_enquiry_id = s47e_s47_enquiry_id, clock where icpc_icpc_date > as_of - interval 6
            month
        """,
    ),
    "children on protection plans": (
        677 / 3,
        60,
        """
            select count(*) from ssd_cp_plans where cppl_cp_plan_end_date is null
        """,
    ),
    "children in care": (
        877 / 3,
        50,
        """
            select count(*) from (select distinct clae_person_id as p, clae_entered_care_date as s from
            ssd_cla_episodes where clae_cla_episode_ceased_date is null)
        """,
    ),
    "care leavers": (
        490 / 3,
        40,
        """
            select count(*) from ext_care_leaver_spell where support_ended_on is null
        """,
    ),
    "plans in need": (
        1170 / 3,
        110,
        """
            select count(*) from ssd_cin_plans where cinp_cin_plan_end_date is null
        """,
    ),
    "visits in time (need)": (
        84,
        7,
        """
            select avg((greatest(s, coalesce(l, s)) + 28 >= as_of)::int) * 100 from (select
            cinp_cin_plan_start_date as s, (select max(cinv_cin_visit_date) from ssd_cin_visits where
            cinv_cin_plan_id = cinp_cin_plan_id and cinv_cin_visit_seen = 'Y') as l from ssd_cin_plans
            where cinp_cin_plan_end_date is null), clock
        """,
    ),
    "visits in time (protection)": (
        88.5,
        7,
        """
            select avg((greatest(s, coalesce(l, s)) + 14 >= as_of)::int) * 100 from (select
            cppl_cp_plan_start_date as s, (select max(cppv_cp_visit_date) from ssd_cp_visits where
            cppv_cp_plan_id = cppl_cp_plan_id and cppv_cp_visit_seen = 'Y') as l from ssd_cp_plans join
            ssd_person on pers_person_id = cppl_person_id where cppl_cp_plan_end_date is null and
            pers_dob is not null), clock
        """,
    ),
    "health assessments": (
        87.5,
        7,
        """
            select avg((l + case when pers_dob > as_of - interval 5 year then interval 6 month else
            interval 12 month end >= as_of)::int) * 100 from (select p, coalesce((select
            max(clah_health_check_date) from ssd_cla_health where clah_person_id = p and
            clah_health_check_type = 'Health Assessment' and clah_health_check_status = 'Completed'),
            date '1900-01-01') as l, s from (select distinct clae_person_id as p, clae_entered_care_date
            as s from ssd_cla_episodes where clae_cla_episode_ceased_date is null)) join ssd_person on
            pers_person_id = p, clock where s < as_of - 28
        """,
    ),
    "interviews in 72 hours": (
        65,
        13,
        """
            select avg((completed_at <= miss_missing_episode_end_date + interval 72 hour)::int) * 100
            from ext_return_interview join ssd_missing on miss_table_id = missing_id, clock where
            completed_at > as_of - interval 6 month
        """,
    ),
    "attendance": (
        91.5,
        3,
        """
            select sum(sessions_attended) / sum(sessions_possible) * 100 from ext_school_attendance,
            clock where week_ending > as_of - 90
        """,
    ),
    "caseloads of 18 or fewer": (
        61.4,
        20,
        """
            select avg((n <= 18)::int) * 100 from (select count(distinct invo_person_id) as n from
            ssd_involvements join ext_worker on worker_id = invo_professional_id where
            invo_professional_role_id = 'allocated_social_worker' and invo_involvement_end_date is null
            and left_on is null group by invo_professional_id)
        """,
    ),
    "audits good or better": (
        48,
        14,
        """
            select avg((overall_grade in ('good', 'outstanding'))::int) * 100 from ext_audit, clock
            where completed_on > as_of - 120
        """,
    ),
}


@pytest.mark.parametrize("figure", FIGURES)
def test_figures_are_near_the_printed_ones(council: duckdb.DuckDBPyConnection, figure: str) -> None:
    council.execute(
        "create table if not exists working as select d::date as d from (select unnest(generate_series(date '2016-01-01', "
        "date '2023-01-01', interval 1 day)) as d) where isodow(d) < 6"
    )
    printed, apart, query = FIGURES[figure]
    assert float(council.sql(query).fetchone()[0]) == pytest.approx(printed, abs=apart)


def test_steady_from_the_first_month_on(council: duckdb.DuckDBPyConnection) -> None:
    """The stock is there at the beginning: no figure grows out of nothing."""
    for start, end, table in (
        ("cppl_cp_plan_start_date", "cppl_cp_plan_end_date", "ssd_cp_plans"),
        ("cinp_cin_plan_start_date", "cinp_cin_plan_end_date", "ssd_cin_plans"),
        ("clae_cla_episode_start_date", "clae_cla_episode_ceased_date", "ssd_cla_episodes"),
    ):
        counts = council.sql(
            f"select count(*) filter ({start} <= d and coalesce({end}, {FAR}) > d) from {table}, "
            "(select unnest([as_of - interval 36 month, as_of - interval 0 month])::date as d from clock) group by d order by d"
        ).fetchall()
        assert counts[0][0] > 0.6 * counts[1][0], table


def test_mess_is_counted_and_small(tmp_path: Path) -> None:
    said: list[str] = []
    [clean] = write_extract(tmp_path / "clean", children=300, years=1)
    [messy] = write_extract(tmp_path / "messy", children=300, years=1, mess=True, progress=said.append)
    counts = {line.split()[1]: int(line.split()[2]) for line in said if line.startswith("mess:")}
    assert {f"DQ{n:03d}" for n in (1, 2, 3, 4, 5, 6, 7, 8, 10)} <= set(counts)
    assert all(0 < rows < 20 for rows in counts.values())
    changed = [name for name, content in files_of(messy).items() if content != files_of(clean)[name]]
    assert 10 <= len(changed) <= 20


def test_another_day_is_complete_to_its_end(tmp_path: Path) -> None:
    as_of = dt.date(2024, 2, 29)
    [folder] = write_extract(tmp_path, children=300, years=1, as_of=as_of)
    connection = opened(folder)
    last = connection.sql(
        "select max(cont_contact_date)::date, max(cine_referral_date) from ssd_contacts, ssd_cin_episodes"
    )
    assert all(as_of - dt.timedelta(days=5) <= found <= as_of for found in last.fetchone())
    assert DEFAULT_AS_OF == dt.date(2022, 11, 30)


def test_the_pack_has_the_same_teams_and_terms() -> None:
    with (PACK / "teams.csv").open(newline="", encoding="utf-8") as file:
        assert [tuple(row) for row in list(csv.reader(file))[1:]] == list(TEAMS)
    with (PACK / "school_terms.csv").open(newline="", encoding="utf-8") as file:
        rows = [tuple(row) for row in list(csv.reader(file))[1:]]
    assert rows == [
        (year, term, start.isoformat(), end.isoformat()) for year, term, start, end in school_terms(2008, 2029)
    ]


def test_working_days() -> None:
    known = [(2022, 4, 15), (2022, 4, 18), (2022, 5, 2), (2022, 8, 29), (2022, 12, 26), (2022, 12, 27), (2022, 1, 3)]
    assert {day(dt.date(*date)) for date in known} <= set(bank_holidays(2022, 2022).tolist())
    working = WorkingDays()
    thursday, tuesday = day(dt.date(2022, 4, 14)), day(dt.date(2022, 4, 19))
    assert working.elapsed(thursday, tuesday) == 1
    assert working.add(thursday, 1) == tuesday


def test_published_figures_are_made_up_the_same_each_time_and_all_are_read(tmp_path):
    for name in ("one", "two"):
        assert reference.write(tmp_path / name, DEFAULT_AS_OF, 7, lambda _: None) is not None
    one, two = (sorted((tmp_path / name / "reference" / "dfe").iterdir()) for name in ("one", "two"))
    assert [(path.name, path.read_bytes()) for path in one] == [(path.name, path.read_bytes()) for path in two]
    seeds = DBT_PROJECT / "seeds"
    known = read_dfe_files(seeds / "dfe_files.csv", seeds / "dfe_comparisons.csv")
    outcomes = load_reference(duckdb.connect(), one[0].parent, known)
    assert {(outcome.outcome, *outcome.notices) for outcome in outcomes} == {("read",)}
    assert {outcome.kind for outcome in outcomes} == {*known.series, "neighbours"}


def test_no_made_up_figures_beside_real_ones(tmp_path):
    folder = tmp_path / "reference" / "dfe"
    folder.mkdir(parents=True)
    (folder / "b1_children_in_need.csv").touch()
    assert reference.write(tmp_path, DEFAULT_AS_OF, 7, lambda _: None) is None
    assert [path.name for path in folder.iterdir()] == ["b1_children_in_need.csv"]
