"""The figures of a synthetic council are the same from its landing tables and from the returns made of them."""

from datetime import date

import duckdb
import pytest

from ingest.landing import load_extract
from synthetic import write_extract
from tests.unit.returns.exporting import write_903, write_census
from tests.unit.returns.helpers import NO_PACK

DAY, YEARS = date(2022, 3, 31), (2021, 2022)
SINCE = "date '2020-04-01'"
BY_MONTH = (
    "select date_trunc('month', {0}), count(*) from raw.{1} where {0} >= "
    + SINCE
    + " and {0} <= date '2022-03-31' group by 1"
)
AT_END = "select d, count(distinct {0}) from (values (date '2021-03-31'), (date '2022-03-31')) as t(d), raw.{1} where {2} <= d and coalesce({3}, date '9999-01-01') > d group by 1"
FIGURES = {
    "looked after on 31 March": AT_END.format(
        "clae_person_id", "ssd_cla_episodes", "clae_cla_episode_start_date", "clae_cla_episode_ceased_date"
    ),
    "entries to care": BY_MONTH.format("clae_cla_episode_start_date", "ssd_cla_episodes").replace(
        " group by", " and clae_cla_episode_start_reason = 'S' group by"
    ),
    "departures by reason": "select clae_cla_episode_ceased_reason, count(*) from raw.ssd_cla_episodes "
    f"where clae_cla_episode_ceased_date between {SINCE} and date '2022-03-31' group by 1",
    "periods of care": "select count(distinct clae_cla_id) from raw.ssd_cla_episodes "
    f"where coalesce(clae_cla_episode_ceased_date, date '2022-03-31') >= {SINCE}",
    "reviews": BY_MONTH.format("clar_cla_review_date", "ssd_cla_reviews"),
    "legal statuses on 31 March": AT_END.format(
        "(lega_person_id, lega_legal_status)",
        "ssd_legal_status",
        "lega_legal_status_start_date",
        "lega_legal_status_end_date",
    ),
    "referrals": BY_MONTH.format("cine_referral_date", "ssd_cin_episodes"),
    "closures": "select cine_close_reason, count(*) from raw.ssd_cin_episodes "
    f"where cine_close_date between {SINCE} and date '2022-03-31' group by 1",
    # Of referrals open in the years: an assessment that outlives its referral is in no return.
    "assessments finished": "select date_trunc('month', cina_assessment_auth_date), count(*), "
    "sum(cina_assessment_auth_date - cina_assessment_start_date) from raw.ssd_cin_assessments "
    "semi join raw.ssd_cin_episodes on cina_referral_id = cine_referral_id "
    f"and coalesce(cine_close_date, date '9999-01-01') >= {SINCE} "
    f"where cina_assessment_auth_date between {SINCE} and date '2022-03-31' group by 1",
    "enquiries": BY_MONTH.format("s47e_s47_start_date", "ssd_s47_enquiry"),
    "conferences of enquiries": "select date_trunc('month', icpc_icpc_date), count(*) from raw.ssd_initial_cp_conference "
    f"where icpc_s47_enquiry_id is not null and icpc_icpc_date between {SINCE} and date '2022-03-31' group by 1",
    "plans beginning": BY_MONTH.format("cppl_cp_plan_start_date", "ssd_cp_plans"),
    "on a plan on 31 March": AT_END.format(
        "cppl_person_id", "ssd_cp_plans", "cppl_cp_plan_start_date", "cppl_cp_plan_end_date"
    ),
}


@pytest.fixture(scope="module")
def warehouses(tmp_path_factory):
    home = tmp_path_factory.mktemp("exported")
    (tables,) = write_extract(home, children=300, years=3, as_of=DAY)
    told, returned = duckdb.connect(), duckdb.connect()
    load_extract(told, tables, DAY, NO_PACK, home / "a" / "rejects")
    folder = home / "returns" / DAY.isoformat()
    folder.mkdir(parents=True)
    for year in YEARS:
        write_903(told, folder, year)
        write_census(told, folder, year)
    load_extract(returned, folder, DAY, NO_PACK, home / "b" / "rejects")
    yield told, returned
    told.close()
    returned.close()


@pytest.mark.parametrize("figure", FIGURES)
def test_the_returns_give_the_figures_of_the_tables(warehouses, figure):
    told, returned = (connection.execute(f"{FIGURES[figure]} order by all").fetchall() for connection in warehouses)
    assert returned == told
    assert told


def test_a_child_in_both_returns_is_one_person(warehouses):
    _, returned = warehouses
    people, ids = returned.execute("select count(*), count(distinct pers_person_id) from raw.ssd_person").fetchone()
    in_both = returned.execute(
        "select count(distinct clae_person_id) from raw.ssd_cla_episodes semi join raw.ssd_cin_episodes "
        "on clae_person_id = cine_person_id"
    ).fetchone()
    assert people == ids and in_both[0] > 0
