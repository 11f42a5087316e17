"""Annex A workbooks into landing tables: lists found by their headers, cells read by what they say."""

import io
import zipfile
from datetime import date, datetime

import pytest
import xlsxwriter

from ingest.returns import annex_a_lists as lists
from ingest.returns.annex_a_lists import code, plain_header
from ingest.returns.keys import key
from schemas.contract import load_contract
from tests.unit.returns.helpers import Extract

DAY = date(2024, 6, 30)
CONFERENCE = {
    lists.ENQUIRY_START: date(2024, 2, 1),
    lists.CONFERENCE_UNNECESSARY: "No",
    lists.CONFERENCE_DATE: date(2024, 2, 20),
    lists.CONFERENCE_PLAN: "a) Yes",
    "Number of Section 47 Enquiries in the last 12 months": 1,
    "Number of ICPCs in the last 12 months": 0,
}
CARE = {
    lists.UASC: "a) Yes",
    "Date Started to be Looked After": date(2024, 3, 1),
    "Child's Category of Need": "N1 - Abuse or Neglect",
    lists.SECOND_PERIOD: "b) No",
    "Start date of current legal status": date(2024, 3, 5),
    "Child's Legal Status": "C2: FCO",
    "Date of Latest Statutory Review": date(2024, 4, 1),
    "Date of Last Social Work Visit": date(2024, 6, 1),
    lists.PERMANENCE_PLAN: "f) Long term fostering",
    "Date of Last IRO Visit / Contact to the Child": date(2024, 5, 1),
    "Date of Last Health Assessment": date(2024, 3, 20),
    "Date of Last Dental Check": date(2024, 4, 20),
    "Number of Placements in the Last 12 months": 2,
    "Start Date of Most Recent Placement": date(2024, 4, 15),
    "Placement Type": "f) U6: Foster placement - not FFA",
    "Placement Provider": "e) PR4 - Private provision",
    "Placement postcode": "AA1 1AA",
    "URN of Placement": "SC1",
    "Placement Location": "b) Out",
    "LA of Placement": "WAL",
    lists.MISSING_12M: 1,
    lists.ABSENT_12M: 0,
    lists.RHI_OFFERED: "Yes",
    lists.RHI_ACCEPTED: "No",
}
WORKED = {"Allocated Team": "Team\u00a0North", "Allocated Worker": "Ada\u00a0 Quill"}


def book(*sheets, title_row=False):
    """A workbook of (sheet name, headers, rows); a row gives cells by header."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True, "default_date_format": "dd/mm/yyyy"}) as made:
        for name, headers, rows in sheets:
            sheet, top = made.add_worksheet(name), 1 if title_row else 0
            if title_row:
                sheet.write(0, 0, f"{name}: a title")
            sheet.write_row(top, 0, headers)
            for line, row in enumerate(rows, top + 1):
                for place, header in enumerate(headers):
                    if row.get(header) is not None:
                        sheet.write(line, place, row[header])
    return stream.getvalue()


def sheet(number, *rows, name=None, drop=()):
    headers = [header for header in lists.HEADERS[number] if header not in drop]
    return (name or f"List_{number}", headers, rows)


def child(name="C1", **cells):
    born = {"Gender": "b) Female", "Ethnicity": "a) WBRI", "Date of Birth": date(2010, 5, 3)}
    return {"Child Unique ID": name, "Age of Child (Years)": 14.2, **born, **cells}


@pytest.fixture
def extract(tmp_path):
    return Extract(tmp_path, DAY)


def put(extract, *sheets, **options):
    return extract.put_at("annex_a/book.xlsx", book(*sheets, **options))


def day(text):
    return date.fromisoformat(text)


def test_contacts_and_early_help(extract):
    put(
        extract,
        sheet(
            1,
            child(7.0, **{"Date of Contact": date(2024, 5, 1), "Contact Source": "q) 6: Police"}),
            child(7.0, **{"Date of Contact": date(2024, 5, 1), "Contact Source": "q) 6: Police"}),
            child("C2", **{"Date of Contact": "02/05/2024", "Contact Source": "Schools"}),
            child("C3", **{"Date of Contact": 45415, "Contact Source": "a) Individual"}),
        ),
        sheet(
            2,
            child(
                7.0,
                **{
                    "Assessment start date": date(2024, 5, 2),
                    "Assessment completion date": datetime(2024, 5, 20),
                    "Organisation completing assessment": "Top Town Academy",
                },
            ),
        ),
    )
    extract.load()
    assert extract.rows(
        "ssd_contacts",
        "cont_person_id, cast(cont_contact_date as date), cont_contact_source_code, cont_contact_source_desc",
    ) == [
        ("7", day("2024-05-01"), "6", "6: Police"),
        ("7", day("2024-05-01"), "6", "6: Police"),
        ("C2", day("2024-05-02"), "2A", "Schools"),
        ("C3", day("2024-05-03"), None, "Individual"),
    ]
    assert {row for (row,) in extract.rows("ssd_contacts", "cont_contact_id")} == {
        key("con", "7", "2024-05-01", "6", 1),
        key("con", "7", "2024-05-01", "6", 2),
        key("con", "C2", "2024-05-02", "2A", 1),
        key("con", "C3", "2024-05-03", None, 1),
    }
    assert extract.issues() == [("DQ007", "ssd_contacts", "cont_contact_source_code", 5, "annex_a/book.xlsx[List 1]")]
    assert extract.one(
        "ssd_early_help_episodes", "earl_person_id, earl_episode_end_date, earl_episode_organisation"
    ) == ("7", day("2024-05-20"), "Top Town Academy")
    assert extract.one("supply", "as_at, history_from, cohort, source", "table_name = 'ssd_contacts'") == (
        *(DAY, day("2023-12-30")),
        *("all", "annex_a"),
    )
    assert extract.rows("supply", "table_name", "table_name like 'ssd_cla%' or table_name = 'ssd_missing'") == []


def test_the_window_of_six_months_ends_with_a_shorter_month(tmp_path):
    extract = Extract(tmp_path, date(2024, 8, 31))
    put(extract, sheet(1)).load()
    assert extract.one("supply", "history_from, records", "table_name = 'ssd_contacts'") == (day("2024-02-29"), 0)


def referral(name, on, nfa="No", count=0, **more):
    cells = {"Date of referral": on, "Referral Source": "e) 2A: Schools", "Referral NFA?": nfa}
    return child(name, **cells, **{"Number of Referrals in Last 12 Months": count}, **WORKED, **more)


def need(name, start, status="c) Child in need plan", **more):
    cells = {"CIN Start Date": start, "Primary Need Code": "a) Abuse or neglect", "Case Status": status}
    return child(name, **cells, **{"Date Child Was Last Seen": date(2024, 6, 10)}, **WORKED, **more)


def test_an_episode_of_need_is_on_the_referral_of_its_day_or_the_nearest_before_it(extract):
    closed = {"CIN Closure Date": date(2024, 6, 20), "Reason for Closure": "RC7"}
    put(
        extract,
        sheet(
            3,
            referral("C1", date(2024, 1, 10), count=1),
            referral("C2", date(2024, 2, 10)),
            referral("C3", day("2024-03-10")),
        ),
        sheet(
            6,
            need("C1", date(2024, 1, 10)),
            need("C2", date(2024, 2, 20), **closed),
            need("C3", date(2024, 3, 1), "d) Open assessment"),
            need("C4", date(2019, 3, 1), "a) Looked after child"),
        ),
    ).load()
    assert extract.rows(
        "ssd_cin_episodes",
        "cine_person_id, cine_referral_date, cine_referral_source_code, cine_cin_primary_need_code, cine_close_date, "
        "cine_close_reason, _file_row",
    ) == [
        ("C1", day("2024-01-10"), "2A", "N1", None, None, 2),
        ("C2", day("2024-02-10"), "2A", "N1", day("2024-06-20"), "RC7", 3),
        ("C3", day("2024-03-01"), None, "N1", None, None, 4),
        ("C3", day("2024-03-10"), "2A", None, None, None, 4),
        ("C4", day("2019-03-01"), None, "N1", None, None, 5),
    ]
    assert extract.fates()["annex_a/book.xlsx[List 6]", "annex_a list 6"] == (4, 4, 0, 0, 2)
    assert extract.rows("ssd_cin_visits", "cinv_person_id, cinv_cin_visit_seen") == [
        ("C1", "Y"),
        ("C2", "Y"),
        ("C3", "Y"),
    ]
    # Only open cases are held by someone; workers and teams are keyed by name, whatever its spaces.
    assert extract.rows("ssd_involvements", "invo_person_id, invo_involvement_start_date") == [
        ("C1", DAY),
        ("C3", DAY),
        ("C4", DAY),
    ]
    assert extract.one("ssd_professionals", "prof_professional_name") == ("Ada Quill",)
    assert extract.one("ssd_department", "dept_team_name") == ("Team North",)
    team, worker = extract.one("ssd_cin_episodes", "cine_referral_team, cine_referral_worker_id", "_file_row = 2")
    assert extract.one("ssd_department", "dept_team_id") == (team,)
    assert extract.one("ssd_professionals", "prof_professional_id") == (worker,)
    assert "Ada" not in worker
    assert extract.rows("ext_reported_history", "person_id, value", "item = 'referrals_12m'")[0] == ("C1", "1")
    assert extract.rows("ext_reported_history", "person_id, value", "item = 'case_status'") == [
        ("C1", "Child in need plan"),
        ("C2", "Child in need plan"),
        ("C3", "Open assessment"),
        ("C4", "Looked after child"),
    ]


def test_assessments_belong_to_the_latest_referral_before_them(extract):
    def assessed(name, start, supported):
        cells = {"Continuous Assessment Start Date": start, "Child Seen During Continuous Assessment": "Yes"}
        return child(name, **cells, **{lists.SUPPORTED: supported})

    put(
        extract,
        sheet(3, referral("C1", date(2024, 1, 10)), referral("C1", date(2024, 3, 10))),
        sheet(
            4,
            assessed("C1", date(2024, 2, 1), "Yes"),
            assessed("C1", date(2024, 3, 10), "b) No"),
            assessed("C1", date(2024, 1, 9), None),
        ),
        sheet(5, child("C1", **CONFERENCE)),
    ).load()
    assert extract.rows(
        "ssd_cin_assessments", "cina_assessment_start_date, cina_referral_id, cina_assessment_outcome_nfa"
    ) == [
        (day("2024-01-09"), None, None),
        (day("2024-02-01"), key("ref", "C1", "2024-01-10", 1), "N"),
        (day("2024-03-10"), key("ref", "C1", "2024-03-10", 1), "Y"),
    ]
    assert extract.issues("rule_id, column_name, file_row") == [("DQ024", "cina_assessment_start_date", 2)]


def test_a_conference_on_two_rows_is_one_and_made_the_plan_of_its_day(extract):
    earlier = CONFERENCE | {lists.ENQUIRY_START: date(2024, 1, 15)}
    plan = {
        "Child Protection Plan Start Date": date(2024, 2, 20),
        "Initial Category of Abuse": "Neglect, Emotional abuse",
        "Latest Category of Abuse": "Physical abuse",
        "Date of the Last Statutory Visit": date(2024, 6, 12),
        "Was the Child Seen Alone?": "a) Yes",
        "Date of latest review conference": date(2024, 5, 12),
        lists.EPO: "b) No",
        "Number of Previous Child Protection Plans": 2,
    }
    put(
        extract, sheet(5, child("C1", **CONFERENCE), child("C1", **earlier)), sheet(7, child("C1", **plan, **WORKED))
    ).load()
    enquiry, plan_id = key("s47", "C1", "2024-02-01", 1), key("cpp", "C1", "2024-02-20", 1)
    assert extract.one(
        "ssd_initial_cp_conference",
        "icpc_icpc_id, icpc_s47_enquiry_id, icpc_cp_plan_id, icpc_icpc_outcome_cp_flag",
    ) == (key("icpc", "C1", "2024-02-20"), enquiry, plan_id, "Y")
    assert extract.one(
        "ssd_s47_enquiry", "s47e_s47_nfa, s47e_s47_outcome_json", "s47e_s47_start_date = '2024-02-01'"
    ) == (
        *("N",),
        '{"CP_CONFERENCE_FLAG": "Y"}',
    )
    assert extract.one(
        "ssd_cp_plans", "cppl_cp_plan_id, cppl_cp_plan_initial_category, cppl_cp_plan_latest_category"
    ) == (plan_id, "Multiple: Neglect, Emotional abuse", "PHY")
    assert extract.one("ssd_cp_visits", "cppv_cp_plan_id, cppv_cp_visit_seen, cppv_cp_visit_seen_alone") == (
        *(plan_id, "Y"),
        "Y",
    )
    assert extract.one("ssd_cp_reviews", "cppr_cp_review_id") == (key("cpr", "C1", "2024-02-20", "2024-05-12"),)
    items = dict(extract.rows("ext_reported_history", "item, value"))
    assert items == {"s47_12m": "1", "icpc_12m": "0", "previous_cp_plans": "2", "epo_police_6m": "N"}


def test_a_child_in_care_is_one_episode_and_its_latest_placement(extract):
    put(extract, sheet(8, child("C1", **CARE, **WORKED))).load()
    assert extract.issues() == []
    period, placement = key("poc", "C1", "2024-03-01"), key("plc", "C1", "2024-04-15")
    assert extract.one(
        "ssd_cla_episodes",
        "clae_cla_episode_id, clae_cla_id, clae_cla_placement_id, clae_cla_episode_start_reason, "
        "clae_entered_care_date, clae_cla_primary_need_code, clae_cla_last_iro_contact_date",
    ) == (
        *(key("ep", "C1", "2024-03-01"), period, placement, "S"),
        *(day("2024-03-01"), "N1", day("2024-05-01")),
    )
    assert extract.one(
        "ssd_cla_placement",
        "clap_cla_placement_id, clap_cla_id, clap_cla_placement_type, clap_cla_placement_provider, clap_cla_placement_urn",
    ) == (placement, period, "U6", "PR4", "SC1")
    assert extract.one("ext_placement_detail", "placement_id, in_authority, placement_la") == (placement, "N", "WAL")
    assert extract.one("ssd_legal_status", "lega_legal_status_id, lega_legal_status") == (
        key("ls", "C1", "2024-03-05", "C2"),
        "C2",
    )
    assert extract.rows("ssd_cla_health", "clah_health_check_type, clah_health_check_date") == [
        ("Dental Check", day("2024-04-20")),
        ("Health Assessment", day("2024-03-20")),
    ]
    assert extract.one("ssd_cla_care_plan", "lacp_cla_care_plan_json") == ('{"LTFOST18": "Y"}',)
    assert extract.one("ssd_cla_reviews", "clar_cla_id") == (period,)
    assert extract.one("ssd_cla_visits", "clav_cla_visit_id, clav_cla_visit_seen") == (
        key("vis", "cla", "C1", "2024-06-01", 1),
        None,
    )
    assert extract.one("ssd_immigration_status", "immi_immigration_status") == ("Unaccompanied Asylum Seeking Child",)
    assert dict(extract.rows("ext_reported_history", "item, value")) == {
        "uasc_12m": "Y",
        "placements_12m": "2",
        "missing_12m": "1",
        "absent_12m": "0",
        "care_period_12m": "N",
        "rhi_offered_last": "Y",
        "rhi_accepted_last": "N",
    }
    absent = dict(extract.rows("supply", "table_name, columns_absent"))
    assert "clav_cla_visit_seen" in absent["ssd_cla_visits"]
    assert "clar_cla_review_participation" in absent["ssd_cla_reviews"]


def test_care_leavers_of_the_template_of_2019_and_of_the_later_one(extract):
    cells = {
        "Eligibility Category": "b) Former relevant child",
        "LA in Touch": "a) Yes",
        "Type of Accommodation": "U: Independent living",
        "Suitability of Accommodation": "b) Unsuitable",
        "Activity Status": "F1: Full time in higher education",
    }
    later = {
        "Latest Pathway Plan Review Date": date(2024, 4, 4),
        "Latest Date of Contact": date(2024, 6, 4),
        "Allocated Personal Advisor": "Bo Reed",
        lists.UASC: "b) No",
    }
    put(extract, sheet(9, child("L1", **cells, **later, **WORKED))).load()
    assert extract.one(
        "ssd_care_leavers",
        "clea_care_leaver_eligibility, clea_care_leaver_in_touch, clea_care_leaver_accommodation, "
        "clea_care_leaver_accom_suitable, clea_care_leaver_activity, clea_pathway_plan_review_date",
    ) == ("Former Relevant", "YES", "U", "2", "F1", day("2024-04-04"))
    assert extract.one(
        "ext_care_leaver_status", "observed_on, activity, in_higher_education, accommodation_suitable"
    ) == (
        *(DAY, "education"),
        *("Y", "N"),
    )
    assert extract.one("ext_pathway_plan", "completed_on") == (day("2024-04-04"),)
    put(extract, sheet(9, child("L1", **cells, **WORKED), drop=lists.LATER)).load()
    (absent,) = extract.one("supply", "columns_absent", "table_name = 'ssd_care_leavers'")
    assert absent == [
        *("clea_care_leaver_latest_contact", "clea_pathway_plan_review_date"),
        "clea_care_leaver_personal_advisor",
    ]
    assert extract.rows("supply", "table_name", "table_name in ('ext_pathway_plan', 'ssd_immigration_status')") == []


def test_adoption(extract):
    cells = {
        "Family identifier": 12.0,
        "Date the Child Entered Care": date(2024, 3, 1),
        "Date of Decision that Child Should be Placed for Adoption": date(2024, 4, 1),
        "Date of Decision that Child Should No Longer be Placed for Adoption": date(2024, 6, 1),
        "Reason Why Child No Longer Placed for Adoption": "RD2",
    }
    put(extract, sheet(8, child("C1", **CARE)), sheet(10, child("C1", **cells))).load()
    assert extract.issues() == []
    assert extract.one(
        "ssd_permanence", "perm_table_id, perm_cla_id, perm_decision_reversed_reason, perm_permanence_order_type"
    ) == (key("prm", "C1", "2024-04-01"), key("poc", "C1", "2024-03-01"), "RD2", None)
    assert extract.one("ssd_family", "fami_family_id, fami_person_id") == ("12", "C1")
    assert extract.one("supply", "history_from, cohort", "table_name = 'ssd_permanence'") == (
        day("2023-06-30"),
        "open_or_recent",
    )


def test_a_person_is_taken_from_the_lists_in_order_and_disagreement_is_told(extract):
    contact = {"Date of Contact": date(2024, 5, 1), "Contact Source": "6"}
    other = child("c1", **contact, Gender="a) Male", Ethnicity="k) APKN")
    put(extract, sheet(1, other), sheet(8, child("C1", **CARE, Ethnicity=None))).load()
    assert extract.one("ssd_person", "pers_person_id, pers_sex, pers_gender, pers_ethnicity") == (
        "C1",
        "F",
        "F",
        "APKN",
    )
    assert extract.rows("ssd_contacts", "cont_person_id") == [("C1",)]
    assert extract.issues("rule_id, column_name") == [("DQ013", "pers_sex")]


def test_an_unborn_child_has_an_expected_date_and_a_wrong_age_is_told(extract):
    contact = {"Date of Contact": date(2024, 5, 1), "Contact Source": "6"}
    unborn = child("U1", **contact) | {
        "Date of Birth": date(2024, 6, 1),
        "Age of Child (Years)": -1,
        "Gender": "c) Not stated/recorded (or unborn)",
    }
    wrong = child("C1", **contact) | {"Age of Child (Years)": 12}
    put(extract, sheet(1, unborn, wrong)).load()
    assert extract.rows("ssd_person", "pers_person_id, pers_dob, pers_expected_dob, pers_sex") == [
        ("C1", day("2010-05-03"), None, "F"),
        ("U1", None, day("2024-06-01"), "U"),
    ]
    assert extract.issues("rule_id, column_name, file_row") == [("DQ012", "pers_dob", 3)]


def test_disability_is_asked_on_later_lists(extract):
    answers = {"C1": "a) Yes", "C2": "b) No", "C3": "c) Unknown", "C4": "Wheelchair"}
    rows = [child(name, **CARE, **{lists.DISABLED: said}) for name, said in answers.items()]
    put(extract, sheet(8, *rows)).load()
    assert extract.rows("ssd_disability", "disa_person_id, disa_disability_code, _quarantine") == [
        ("C1", "DDA", None),
        ("C2", "NONE", None),
        ("C4", None, "DQ008"),
    ]


@pytest.mark.parametrize(
    ("said", "canonical"),
    [
        ("Unaccompanied Asylum Seeking Child (UASC) within the Last 12 Months (Y/N))", lists.UASC),
        ("Was the child assessed as requiring LA children\u2019s social care support", lists.SUPPORTED),
        ("  Date of\u00a0Latest   Statutory Review ", "Date of Latest Statutory Review"),
        ("Referral NFA", "Referral NFA?"),
        (
            "Number of Episodes the Child has been \u2018Missing\u2019 from their Placement in the last 12 months",
            lists.MISSING_12M,
        ),
    ],
)
def test_headers_are_compared_without_their_dress(said, canonical):
    assert plain_header(said) == plain_header(canonical)


def test_other_spellings_of_headers_and_sheets_and_a_title_row(extract):
    headers = [
        "Identifier of child",
        "Sex",
        "Ethnicity",
        "Date of birth",
        "Age",
        "Date of the contact",
        "Contact/Referral Source",
    ]
    row = dict(zip(headers, ("C1", "Male", "WBRI", date(2010, 5, 3), 14, date(2024, 5, 1), "6"), strict=True))
    guidance = ("Guidance", ["Field", "Meaning"], [{"Field": "Contact Source", "Meaning": "List 1"}])
    put(extract, guidance, (" list-01 ", headers, [row]), title_row=True).load()
    assert extract.one("ssd_contacts", "cont_person_id, cont_contact_source_code, _file_row") == ("C1", "6", 3)
    assert "notice: annex_a/book.xlsx: sheet 1: no list of Annex A, ignored" in extract.said
    put(extract, ("Contacts June", headers[:-1] + ["Contact Source"], [row])).load()
    assert extract.one("ssd_contacts", "cont_person_id") == ("C1",)


def test_one_csv_for_a_list(extract):
    headers = ",".join(f'"{header}"' for header in lists.HEADERS[1])
    extract.put_at("annex_a/contacts.csv", f"{headers}\n7,a) Male,WBRI,03/05/2010,14,01/05/2024,k) Unknown\n").load()
    assert extract.one("ssd_contacts", "cont_contact_source_code, _file, _file_row") == (
        *("10", "annex_a/contacts.csv"),
        2,
    )


def test_a_finding_names_its_cell(extract):
    rows = [
        child("C1", **{"Date of Contact": date(2024, 5, 1), "Contact Source": "6"}),
        child(None, **{"Date of Contact": date(2024, 5, 1)}),
        child("C2", **{"Date of Contact": "last week", "Contact Source": "the baker"}),
    ]
    name, headers, _ = sheet(1)
    put(extract, (name, ["Remarks", *headers], rows), title_row=True).load()
    assert extract.rows("issue", "rule_id, column_name, cell", "table_name = 'ssd_contacts'") == [
        ("DQ001", "cont_contact_id", "List 1!B4"),
        ("DQ006", "cont_contact_date", "List 1!G5"),
        ("DQ007", "cont_contact_source_code", "List 1!H5"),
    ]


def test_a_title_over_the_header_of_a_csv_and_an_empty_line_leave_the_lines_as_they_are(extract):
    header = "Child Unique ID,Date of Contact,Contact Source,Gender"
    text = f'"List 1:\nContacts",,,\n{header}\n,,,\nC1,soon,6,a\n,01/05/2024,6,a\n\n'
    extract.put_at("annex_a/list 1.csv", text).load()
    assert extract.fates()["annex_a/list 1.csv", "annex_a list 1"] == (2, 0, 1, 1, 0)
    assert [(rule, line) for rule, _, _, line, _ in extract.issues()] == [("DQ001", 6), ("DQ006", 5)]


def test_a_note_under_a_list_is_no_child(extract):
    contact = {"Date of Contact": date(2024, 5, 1), "Contact Source": "6"}
    put(extract, sheet(1, child("C1", **contact), {"Child Unique ID": "Run on 1 June by the data team"})).load()
    assert extract.rows("ssd_person", "pers_person_id") == [("C1",)]
    assert extract.fates()["annex_a/book.xlsx[List 1]", "annex_a list 1"] == (1, 1, 0, 0, 0)
    assert extract.one("supplied_file", "notices") == (["rows of one cell, taken for notes and not for records: 3"],)


def test_a_formula_that_failed_is_no_child(extract):
    contact = {"Date of Contact": date(2024, 5, 1), "Contact Source": "6"}
    put(extract, sheet(1, child("#REF!", **contact), child("#1", **contact))).load()
    assert extract.rows("ssd_person", "pers_person_id") == [("#1",)]
    assert [row[0] for row in extract.issues()] == ["DQ001"]


@pytest.mark.parametrize("moment", [datetime(2024, 5, 2, 9, 15), "02/05/2024 09:15:00", "2-May-2024"])
def test_a_referral_with_a_time_of_day_is_that_of_its_day(extract, moment):
    seen = {"Continuous Assessment Start Date": moment, lists.SUPPORTED: "Yes - child in need plan"}
    put(extract, sheet(3, child(**{"Date of referral": moment})), sheet(4, child(**seen))).load()
    referral = key("ref", "C1", "2024-05-02", 1)
    assert extract.one("ssd_cin_episodes", "cine_referral_id, cine_referral_date") == (referral, day("2024-05-02"))
    assert extract.one(
        "ssd_cin_assessments", "cina_referral_id, cina_assessment_start_date, cina_assessment_outcome_nfa"
    ) == (*(referral, day("2024-05-02")), "N")


def test_dates_most_of_which_cannot_be_read_refuse_the_list(extract):
    rows = [child(f"C{n}", **{"Date of Contact": f"05/{n}/2024", "Contact Source": "6"}) for n in range(8, 19)]
    put(extract, sheet(1, *rows))
    assert extract.refused() == [("annex_a/book.xlsx[List 1]", 7, "Date of Contact", "return-dates")]


def test_a_finding_in_a_csv_has_a_line_and_no_cell(extract):
    extract.put_at("annex_a/list 1.csv", "Child Unique ID,Date of Contact,Contact Source,Gender\nC1,soon,6,a\n").load()
    assert extract.rows("issue", "rule_id, file_row, cell", "table_name = 'ssd_contacts'") == [("DQ006", 2, None)]


def test_every_cell_named_is_of_a_list_and_of_the_contract():
    headers = {header for found in lists.HEADERS.values() for header in found}
    assert set(lists.read_from().values()) <= headers
    columns = {column.name for table in load_contract().tables.values() for column in table.columns}
    assert set(lists.read_from()) <= columns


def test_columns_the_list_does_not_have_are_told_by_their_letter(extract):
    name, headers, rows = sheet(1, child("C1", **{"Date of Contact": date(2024, 5, 1), "Contact Source": "6"}))
    put(extract, (name, [*headers, "Remarks"], rows)).load()
    assert extract.one("supplied_file", "notices") == (["columns not of the list, ignored: H"],)


BROKEN = ("annex_a/book.xlsx", None, None, "workbook-read")


def unpacked(data):
    """The workbook with its parts stored as they are."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as packed, zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as stored:
        for name in packed.namelist():
            stored.writestr(name, packed.read(name))
    return stream.getvalue()


SEND = ("List_1", ["Pupil", "School", "EHC plan issued"], [{"Pupil": "P1"}])


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (lambda: book(SEND), ("annex_a/book.xlsx", None, None, "return-header")),
        (lambda: book(sheet(1), sheet(1, name="List 1")), ("annex_a/book.xlsx[List 1]", None, None, "table-twice")),
        (
            lambda: book(sheet(1, drop=("Date of Contact",))),
            ("annex_a/book.xlsx[List 1]", 1, "Date of Contact", "header-missing"),
        ),
        (
            lambda: book(("List 1", [*lists.HEADERS[1], "Date of Birth"], [])),
            ("annex_a/book.xlsx[List 1]", 1, "Date of Birth", "header-twice"),
        ),
        (lambda: b"PK\x03\x04 not a workbook", ("annex_a/book.xlsx", None, None, "workbook-read")),
        (lambda: book(sheet(1))[:-300], ("annex_a/book.xlsx", None, None, "workbook-read")),
        (lambda: b"", ("annex_a/book.xlsx", None, None, "workbook-read")),
        (lambda: book(sheet(1), sheet(2)).replace(b"PK\x01\x02", b"PK\x01\x03", 1), BROKEN),
        # The letters are there to be read and are not those that were written.
        (lambda: unpacked(book(sheet(1, child()))).replace(b"WBRI", b"WIRT"), BROKEN),
    ],
)
def test_a_workbook_that_is_not_one_refuses_the_extract(extract, content, problem):
    assert extract.put_at("annex_a/book.xlsx", content()).refused() == [problem]


def test_a_workbook_that_unpacks_without_end_is_refused_unread(extract, monkeypatch):
    monkeypatch.setattr("ingest.returns.annex_a.MOST_UNPACKED", 1000)
    put(extract, sheet(1))
    assert extract.refused() == [("annex_a/book.xlsx", None, None, "workbook-size")]


def test_rows_without_a_child_are_rejected_and_blank_rows_are_none(extract):
    contact = {"Date of Contact": date(2024, 5, 1), "Contact Source": "6"}
    put(extract, sheet(1, child(None, **contact), {}, child("C1", **contact))).load()
    assert extract.fates()["annex_a/book.xlsx[List 1]", "annex_a list 1"] == (2, 1, 0, 1, 0)
    assert [row[:4] for row in extract.issues()] == [("DQ001", "ssd_contacts", "cont_contact_id", 2)]


@pytest.mark.parametrize(
    ("column", "text", "expected"),
    [
        ("ethnicity", "s) NOBT", "NOBT"),
        ("ethnicity", "b) Mixed", "Mixed"),
        ("contact_source", "b) 1B: Individual", "1B"),
        ("contact_source", "s) 8: Other", "8"),
        ("primary_need", "N1 - Abuse or Neglect", "N1"),
        ("closure_reason", "h) Child not in need after assessment", "Child not in need after assessment"),
        ("legal_status", "E1: Placement order", "E1"),
        ("legal_status", "e) Accommodated under S20 on single occasions", "V2"),
        ("cla_end_reason", "a) Adopted", "Adopted"),
        ("placement_type", "d) U4: Foster placement - long term", "U4"),
        ("placement_type", "h) Children\u2019s Homes", "K2"),
        ("placement_provider", "a) Own LA", "Own LA"),
        ("activity", "G5: Not in education, employment or training - other", "G5"),
        ("accommodation", "Y: Other accommodation", "Y"),
        ("in_touch", "d) Refu", "REFU"),
        ("reversal_reason", "RD2", "RD2"),
        ("abuse_category", "e) Multiple", "MUL"),
        ("care_leaver_eligibility", "Q", "Qualifying"),
    ],
)
def test_codes_are_read_from_the_text_and_never_from_the_list_letter(column, text, expected):
    assert code(column, text) == expected


def test_every_spelling_stands_for_a_code_of_the_contract():
    for (column, _), value in lists._spellings().items():
        if column in lists.load_contract().code_sets and value:
            assert value in lists.codes_of(column), column
