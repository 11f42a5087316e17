"""The arithmetic that the printed monthly reports show comes out of rows made to have it.

Each council is built from the counts that a report prints (909 referrals, of them 95 closed unseen, ...): the figures derived
from them must be the ones printed beside. Rows in, dbt models, figures out; nothing in between is made for the test.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import count
from pathlib import Path

import duckdb
import pytest

from orchestration.settings import PROJECT
from tests.warehouse import built

# The month is printed when it is mature: ten working days after its end.
EXTRACT_DATE = date(2022, 12, 14)


class Council:
    """Rows of landing tables, children numbered as they come."""

    def __init__(self) -> None:
        self.rows: dict[str, list[dict[str, str]]] = defaultdict(list)
        self._number = count(1)

    def add(self, table: str, **values: str) -> None:
        self.rows[table].append(values)

    def child(self) -> str:
        name = f"C{next(self._number)}"
        self.add("ssd_person", pers_person_id=name, pers_dob="2012-06-01")
        return name

    def key(self) -> str:
        return f"K{next(self._number)}"

    def write(self, folder: Path) -> None:
        folder.mkdir(parents=True)
        for table, rows in self.rows.items():
            columns = list(dict.fromkeys(name for row in rows for name in row))
            with (folder / f"{table}.csv").open("w", newline="", encoding="utf-8") as stream:
                writer = csv.DictWriter(stream, columns, restval="", lineterminator="\n")
                writer.writeheader()
                writer.writerows(rows)

    # --- what happens to children -----------------------------------------------------------------------------------

    def referral(self, closed: str = "", seen: str = "") -> None:
        """Referred on 1 November 2022, so that the first visit is due on the 8th."""
        child, referral = self.child(), self.key()
        self.add(
            "ssd_cin_episodes",
            cine_referral_id=referral,
            cine_person_id=child,
            cine_referral_date="2022-11-01",
            cine_close_date=closed,
        )
        if seen:
            self.add(
                "ext_visit",
                visit_id=self.key(),
                person_id=child,
                referral_id=referral,
                purpose="initial",
                visit_at=seen,
                seen="Y",
            )

    def assessed(self, started: str, ended: str = "") -> str:
        """Under assessment, of a referral made before the months looked at."""
        child, referral = self.child(), self.key()
        self.add("ssd_cin_episodes", cine_referral_id=referral, cine_person_id=child, cine_referral_date="2022-06-01")
        self.add(
            "ext_visit",
            visit_id=self.key(),
            person_id=child,
            referral_id=referral,
            purpose="initial",
            visit_at="2022-06-02",
            seen="Y",
        )
        self.add(
            "ssd_cin_assessments",
            cina_assessment_id=self.key(),
            cina_person_id=child,
            cina_referral_id=referral,
            cina_assessment_start_date=started,
            cina_assessment_auth_date=ended,
        )
        return child

    def cin_plan(self) -> str:
        child = self.child()
        self.add(
            "ssd_cin_plans", cinp_cin_plan_id=self.key(), cinp_person_id=child, cinp_cin_plan_start_date="2022-06-01"
        )
        return child

    def cp_plan(self, child: str, started: str, ended: str = "") -> None:
        self.add(
            "ssd_cp_plans",
            cppl_cp_plan_id=self.key(),
            cppl_person_id=child,
            cppl_cp_plan_start_date=started,
            cppl_cp_plan_end_date=ended,
            cppl_cp_plan_ola="N",
        )

    def care(
        self,
        child: str,
        started: str,
        legal_status: str,
        ended: str = "",
        moves: int = 0,
        miles: int = 5,
        here: bool = True,
    ) -> None:
        """A period of care; each move is a placement of a month in 2022."""
        period = self.key()
        self.add(
            "ssd_legal_status",
            lega_legal_status_id=self.key(),
            lega_person_id=child,
            lega_legal_status=legal_status,
            lega_legal_status_start_date=started,
            lega_legal_status_end_date=ended,
        )
        days = [started, *(f"2022-{month:02}-01" for month in range(6, 6 + moves))]
        for began, over in zip(days, [*days[1:], ended], strict=True):
            placement = self.key()
            self.add(
                "ssd_cla_placement",
                clap_cla_placement_id=placement,
                clap_person_id=child,
                clap_cla_id=period,
                clap_cla_placement_type="U4",
                clap_cla_placement_start_date=began,
                clap_cla_placement_end_date=over,
                clap_cla_placement_distance=str(miles),
            )
            self.add("ext_placement_detail", placement_id=placement, in_authority="Y" if here else "N")
            self.add(
                "ssd_cla_episodes",
                clae_cla_episode_id=self.key(),
                clae_person_id=child,
                clae_cla_id=period,
                clae_cla_placement_id=placement,
                clae_cla_episode_start_date=began,
                clae_cla_episode_start_reason="S" if began == started else "P",
                clae_cla_episode_ceased_date=over,
                clae_cla_episode_ceased_reason="" if not over else "E4A" if over == ended else "X1",
            )

    def legal_case(self, child: str, kind: str, started: str) -> None:
        self.add(
            "ext_legal_case", legal_case_id=self.key(), person_id=child, kind=kind, started_on=started, ended_on=""
        )


def as_printed_for_november_2022() -> Council:
    """Report 000: the counts it prints for 30 November 2022."""
    council = Council()
    # 909 referrals, 95 closed unseen, 168 visited late, 123 not seen and overdue; the rest seen in time.
    for _ in range(95):
        council.referral(closed="2022-11-03")
    for at in range(168):
        council.referral(seen=("2022-11-09", "2022-11-30")[at % 2])
    for _ in range(123):
        council.referral()
    for at in range(909 - 95 - 168 - 123):
        council.referral(seen=("2022-11-01", "2022-11-08")[at % 2])

    # Open to social care: 2,734 in need (1,653 of them being assessed, up from 1,435), 677 on plans, 877 in care, 492 leavers.
    open_children = [council.assessed("2022-10-03") for _ in range(1435)]
    open_children += [council.assessed("2022-11-07") for _ in range(1653 - 1435)]
    open_children += [council.cin_plan() for _ in range(2734 - 1653)]
    on_plan = [council.child() for _ in range(677)]
    for at, child in enumerate(on_plan):
        # 13 for two years, the last of them on the very day; 78 others on their third plan.
        council.cp_plan(child, "2020-11-30" if at < 13 else "2020-12-01" if at < 50 else "2022-08-01")
        if 100 <= at < 178:
            council.cp_plan(child, "2012-07-02", "2013-01-15")
            council.cp_plan(child, "2016-07-04", "2017-01-16")
    for child in on_plan[:8]:
        council.legal_case(child, "court", "2022-10-01")

    in_care = [council.child() for _ in range(877)]
    for at, child in enumerate(in_care):
        # 32 came into care in November, one of them again; 173 under section 20; 208 far away; 126 in their third placement.
        council.care(
            child,
            "2022-11-10" if at < 32 else "2019-05-01",
            "V2" if at < 173 else "C2",
            moves=2 if 200 <= at < 326 else 0,
            miles=21 if 300 <= at < 508 else 20,
            here=not 300 <= at < 560,
        )
    council.care(in_care[0], "2021-06-01", "C2", ended="2022-01-10")
    leavers = [council.child() for _ in range(492)]
    for child in leavers:
        council.add(
            "ext_care_leaver_spell",
            spell_id=council.key(),
            person_id=child,
            eligibility="Former Relevant",
            support_started_on="2021-09-01",
        )
    open_children += on_plan + in_care + leavers

    # 153 in pre-proceedings, 54 within 16 weeks; 285 in court, 128 within 26 weeks (the 8 above among them).
    for at, child in enumerate(open_children[:153]):
        council.legal_case(child, "pre_proceedings", "2022-08-10" if at < 54 else "2022-08-09")
    for at, child in enumerate(open_children[200 : 200 + 285 - 8]):
        council.legal_case(child, "court", "2022-06-01" if at < 120 else "2022-05-31")

    # 127 have no social worker; 14% of all (669) have gone without supervision for too long.
    council.add("ext_worker", worker_id="W1", is_social_worker="Y", started_on="2015-01-01")
    council.add("ext_worker", worker_id="W2", is_social_worker="Y", started_on="2015-01-01", left_on="2022-11-01")
    for at, child in enumerate(open_children):
        if at >= 100:
            council.add(
                "ssd_involvements",
                invo_involvements_id=council.key(),
                invo_person_id=child,
                # 27 of the 127 are still allocated to someone who has left.
                invo_professional_id="W2" if at < 127 else "W1",
                invo_professional_role_id="allocated_social_worker",
                invo_involvement_start_date="2019-01-01",
            )
        if at >= 669:
            council.add("ext_supervision", supervision_id=council.key(), person_id=child, supervised_on="2022-11-28")

    # Toolkits for 11 of 163 contacts with signs of neglect.
    for at in range(163):
        child, contact = council.child(), council.key()
        council.add("ssd_contacts", cont_contact_id=contact, cont_person_id=child, cont_contact_date="2022-11-21")
        council.add(
            "ext_contact_decision",
            contact_id=contact,
            contact_type="contact",
            is_professional_source="Y",
            neglect_indicated="Y",
        )
        if at < 11:
            council.add(
                "ext_neglect_toolkit",
                toolkit_id=council.key(),
                contact_id=contact,
                person_id=child,
                completed_on="2022-11-21",
                context="contact",
            )
    # Tables the measures need, without a row of interest.
    council.add("ext_referral_closure", referral_id="none", closed_unseen="N")
    for table, row in {
        "ssd_s47_enquiry": {"s47e_s47_enquiry_id": "1", "s47e_person_id": "C1", "s47e_s47_start_date": "2000-01-01"},
        "ssd_cin_visits": {"cinv_cin_visit_id": "1", "cinv_person_id": "C1", "cinv_cin_visit_date": "2000-01-01"},
        "ssd_cp_visits": {"cppv_cp_visit_id": "1", "cppv_person_id": "C1", "cppv_cp_visit_date": "2000-01-01"},
        "ssd_cla_visits": {"clav_cla_visit_id": "1", "clav_person_id": "C1", "clav_cla_visit_date": "2000-01-01"},
        "ssd_care_leavers": {"clea_table_id": "1", "clea_person_id": "C1"},
        "ssd_cla_care_plan": {"lacp_table_id": "1", "lacp_person_id": "C1"},
    }.items():
        council.add(table, **row)
    return council


@pytest.fixture(scope="module")
def figures(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[tuple[str, str], tuple]]:
    """(numerator, denominator, value, change) of each headline and month end."""
    home = tmp_path_factory.mktemp("printed")
    extract = home / "landing" / EXTRACT_DATE.isoformat()
    as_printed_for_november_2022().write(extract)
    warehouse = built(extract, EXTRACT_DATE, home, PROJECT / "authorities" / "demo")
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        rows = connection.execute(
            "select measure_id, cast(period_end as varchar), kpi.numerator, kpi.denominator, value from marts.kpi_monthly as kpi"
            " inner join marts.measure using (measure_id)"
            " where breakdown = 'authority' and basis = split_part(monthly_basis, '|', 1)"
        ).fetchall()
    yield {(row[0], row[1]): row[2:] for row in rows}


@pytest.mark.parametrize(
    ("measure_id", "numerator", "denominator", "value"),
    [
        ("referrals", 909, None, "909"),
        ("referrals_closed_unseen", 95, 909, "10"),
        ("late_initial_visits", 168, None, "168"),
        ("children_awaiting_overdue_initial_visit", 123, None, "123"),
        # (909 - 95 - 168 - 123) / (909 - 95): those not seen and overdue count as failures.
        ("initial_visits_in_time", 523, 814, "64.3"),
        ("children_with_open_assessment", 1653, None, "1653"),
        ("children_in_need", 2734, None, "2734"),
        ("children_on_cp_plan", 677, None, "677"),
        ("cla_at_period_end", 877, None, "877"),
        ("care_leavers_supported", 492, None, "492"),
        ("children_open_to_social_care", 4780, None, "4780"),
        ("cp_plans_over_2_years", 13, 677, "1.9"),
        ("cp_plans_over_2_years_in_proceedings", 8, 13, "62"),
        ("cp_third_or_later_plans", 78, 677, "11.5"),
        ("cla_accommodated_under_section_20", 173, 877, "19.7"),
        ("cla_placed_out_of_county_over_20_miles", 208, 877, "23.7"),
        ("cla_three_or_more_placements", 126, 877, "14.4"),
        ("cla_readmissions_in_12_months", 1, 32, "3.1"),
        ("open_pre_proceedings_in_time", 54, 153, "35"),
        ("open_court_proceedings_in_time", 128, 285, "45"),
        ("children_without_allocated_social_worker", 127, 4780, "2.7"),
        ("children_with_allocated_social_worker", 4653, 4780, "97.3"),
        ("case_supervision_in_time", 4111, 4780, "86"),
        ("neglect_contacts_with_toolkit", 11, 163, "7"),
    ],
)
def test_the_counts_a_report_prints_give_the_figures_it_prints(
    figures, measure_id, numerator, denominator, value
) -> None:
    found = figures[measure_id, "2022-11-30"]
    assert found[:2] == (numerator, denominator)
    assert found[2] == Decimal(value)


@pytest.mark.parametrize(
    ("measure_id", "before", "now", "per_cent"),
    [("children_with_open_assessment", 1435, 1653, "15.2")],
)
def test_a_change_is_of_the_counts_beside_it(figures, measure_id, before, now, per_cent) -> None:
    was, became = figures[measure_id, "2022-10-31"][2], figures[measure_id, "2022-11-30"][2]
    assert (was, became) == (before, now)
    assert round(100 * (became - was) / was, 1) == Decimal(per_cent)
