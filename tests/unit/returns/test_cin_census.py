"""CIN census XML into landing tables, and XML that means harm."""

import re
from datetime import date

import pytest

from ingest.returns.keys import key
from tests.unit.returns.helpers import Extract

DETAILS = """
  <CINreferralDate>2023-05-10</CINreferralDate><ReferralSource>1A</ReferralSource>
  <PrimaryNeedCode>N1</PrimaryNeedCode>
  <Assessments><AssessmentActualStartDate>2023-05-11</AssessmentActualStartDate>
    <AssessmentInternalReviewDate>2023-05-20</AssessmentInternalReviewDate>
    <AssessmentAuthorisationDate>2023-06-20</AssessmentAuthorisationDate>
    <FactorsIdentifiedAtAssessment><AssessmentFactors>2B</AssessmentFactors><AssessmentFactors>3A</AssessmentFactors>
    </FactorsIdentifiedAtAssessment></Assessments>
  <Assessments><AssessmentActualStartDate>2023-09-01</AssessmentActualStartDate><FactorsIdentifiedAtAssessment/>
  </Assessments>
  <CINPlanDates><CINPlanStartDate>2023-06-21</CINPlanStartDate><CINPlanEndDate>2023-07-12</CINPlanEndDate></CINPlanDates>
  <Section47><S47ActualStartDate>2023-06-25</S47ActualStartDate><InitialCPCtarget>2023-07-14</InitialCPCtarget>
    <DateOfInitialCPC>2023-07-12</DateOfInitialCPC><ICPCnotRequired>false</ICPCnotRequired></Section47>
  <ReferralNFA>0</ReferralNFA>
  <ChildProtectionPlans><CPPstartDate>2023-07-12</CPPstartDate><InitialCategoryOfAbuse>NEG</InitialCategoryOfAbuse>
    <LatestCategoryOfAbuse>EMO</LatestCategoryOfAbuse><NumberOfPreviousCPP>1</NumberOfPreviousCPP>
    <Reviews><CPPreviewDate>2023-10-01</CPPreviewDate><CPPreviewDate>2024-03-01</CPPreviewDate></Reviews>
  </ChildProtectionPlans>"""
TRANSFER = """
  <CINreferralDate>2024-01-10</CINreferralDate><ReferralSource>5C</ReferralSource><ReferralNFA>false</ReferralNFA>
  <CINclosureDate>2024-02-01</CINclosureDate><ReasonForClosure>RC7</ReasonForClosure>
  <DateOfInitialCPC>2024-01-20</DateOfInitialCPC>"""
IDENTITY = """<LAchildID>{child}</LAchildID><UPN>A123456789012</UPN><FormerUPN>B123456789012</FormerUPN>stray
  <PersonBirthDate>2010-05-03</PersonBirthDate>{sex}"""


def child(name, *details, sex="<Sex>F</Sex>", disability="<Disability>HAND</Disability>"):
    blocks = "".join(f"<CINdetails>{text}</CINdetails>" for text in details)
    return (
        f"<Child><ChildIdentifiers>{IDENTITY.format(child=name, sex=sex)}</ChildIdentifiers>"
        f"<ChildCharacteristics><Ethnicity>WBRI</Ethnicity><Disabilities>{disability}</Disabilities>"
        f"</ChildCharacteristics>{blocks}</Child>\n"
    )


def census(*children, reference="2024-03-31", collection="CIN"):
    return (
        f"<Message><Header><CollectionDetails><Collection>{collection}</Collection><Year>2024</Year>"
        f"<ReferenceDate>{reference}</ReferenceDate></CollectionDetails><Source><LEA>916</LEA></Source></Header>\n"
        f"<Children>{''.join(children)}</Children></Message>\n"
    )


@pytest.fixture
def extract(tmp_path):
    return Extract(tmp_path, date(2024, 6, 30))


def day(text):
    return date.fromisoformat(text)


def test_one_child_of_the_census(extract):
    extract.put_at("cin_census/a.xml", census(child("C1", DETAILS, TRANSFER))).load()
    assert extract.issues() == []
    referral = key("ref", "C1", "2023-05-10", 1)
    assert extract.rows(
        "ssd_cin_episodes",
        "cine_referral_date, cine_referral_id, cine_referral_source_code, cine_cin_primary_need_code, cine_referral_nfa, "
        "cine_close_date, cine_close_reason",
    ) == [
        (day("2023-05-10"), referral, "1A", "N1", "N", None, None),
        (day("2024-01-10"), key("ref", "C1", "2024-01-10", 1), "5C", None, "N", day("2024-02-01"), "RC7"),
    ]
    assert extract.rows(
        "ssd_cin_assessments", "cina_assessment_start_date, cina_referral_id, cina_assessment_auth_date"
    ) == [(day("2023-05-11"), referral, day("2023-06-20")), (day("2023-09-01"), referral, None)]
    assert extract.rows("ssd_assessment_factors", "cinf_assessment_id, cinf_assessment_factors_json") == [
        (key("asm", "C1", "2023-05-11", 1), '["2B", "3A"]')
    ]
    assert extract.one("ssd_cin_plans", "cinp_cin_plan_start_date, cinp_cin_plan_end_date, cinp_referral_id") == (
        *(day("2023-06-21"), day("2023-07-12")),
        referral,
    )
    enquiry, plan = key("s47", "C1", "2023-06-25", 1), key("cpp", "C1", "2023-07-12", 1)
    assert extract.one("ssd_s47_enquiry", "s47e_s47_enquiry_id, s47e_s47_nfa, s47e_s47_outcome_json") == (
        *(enquiry, "N"),
        '{"CP_CONFERENCE_FLAG": "Y"}',
    )
    conference = key("icpc", "C1", "2023-07-12")
    assert extract.rows(
        "ssd_initial_cp_conference",
        "icpc_icpc_date, icpc_icpc_id, icpc_s47_enquiry_id, icpc_cp_plan_id, icpc_icpc_transfer_in, "
        "icpc_icpc_target_date, icpc_icpc_outcome_cp_flag",
    ) == [
        (day("2023-07-12"), conference, enquiry, plan, "N", day("2023-07-14"), "Y"),
        (day("2024-01-20"), key("icpc", "C1", "2024-01-20"), None, None, "Y", None, "N"),
    ]
    assert extract.one(
        "ssd_cp_plans",
        "cppl_cp_plan_id, cppl_icpc_id, cppl_cp_plan_initial_category, cppl_cp_plan_latest_category, cppl_referral_id",
    ) == (plan, conference, "NEG", "EMO", referral)
    assert extract.rows("ssd_cp_reviews", "cppr_cp_review_date, cppr_cp_plan_id") == [
        (day("2023-10-01"), plan),
        (day("2024-03-01"), plan),
    ]
    assert extract.one("ext_reported_history", "item, as_at, source_return, value") == (
        *("previous_cp_plans", day("2023-07-12")),
        *("cin", "1"),
    )
    assert extract.one("ssd_person", "pers_person_id, pers_sex, pers_dob, pers_upn") == (
        *("C1", "F", day("2010-05-03")),
        "A123456789012",
    )
    assert extract.one("ssd_linked_identifiers", "link_identifier_type, link_identifier_value") == (
        "Former Unique Pupil Number",
        "B123456789012",
    )
    assert extract.rows("ssd_disability", "disa_disability_code") == [("HAND",)]
    assert extract.rows("supply", "table_name", "table_name in ('ssd_contacts', 'ssd_pre_proceedings')") == []


def test_a_time_of_day_changes_no_id_and_no_link(tmp_path):
    tables = ("ssd_cin_episodes", "ssd_cin_assessments", "ssd_s47_enquiry", "ssd_initial_cp_conference", "ssd_cp_plans")

    def read(place, details, reference="2024-03-31"):
        made = Extract(tmp_path / place, date(2024, 6, 30))
        made.put_at("cin_census/a.xml", census(child("C1", details), reference=reference)).load()
        return [made.rows(name, "*") for name in tables]

    timed = re.sub(r"Date>(\d{4}-\d\d-\d\d)<", r"Date>\1T00:00:00<", DETAILS)
    assert timed != DETAILS
    assert read("timed", timed, "2024-03-31T00:00:00") == read("plain", DETAILS)


def test_dates_most_of_which_cannot_be_read_refuse_the_file(extract):
    details = [DETAILS.replace("<CINreferralDate>2023-05-10", f"<CINreferralDate>{day}.5.23") for day in range(10, 20)]
    extract.put_at("cin_census/a.xml", census(child("C1", *details)))
    assert [(file, column, rule) for file, _, column, rule in extract.refused()] == [
        ("cin_census/a.xml", "CINreferralDate", "return-dates")
    ]


@pytest.mark.parametrize("name", ["2024/a.xml", "a.zip"])
def test_a_folder_or_archive_is_refused_and_not_passed_over(extract, name):
    extract.put_at(f"cin_census/{name}", census(child("C1", DETAILS)))
    assert extract.refused() == [(f"cin_census/{name.partition('/')[0]}", None, None, "return-place")]


def test_plans_and_nowhere_a_review_is_a_census_made_without_reviews(extract):
    extract.put_at("cin_census/a.xml", census(child("C1", re.sub("<Reviews>.*</Reviews>", "", DETAILS)))).load()
    assert extract.rows("supply", "table_name", "table_name in ('ssd_cp_plans', 'ssd_cp_reviews')") == [
        ("ssd_cp_plans",)
    ]


def test_an_empty_element_is_no_identifier(extract):
    text = census(child("C1", DETAILS)).replace("<FormerUPN>B123456789012</FormerUPN>", "<FormerUPN/>")
    extract.put_at("cin_census/a.xml", text).load()
    assert extract.rows("ssd_linked_identifiers", "*") == extract.issues() == []


def test_each_kind_of_element_is_counted(extract):
    extract.put_at("cin_census/a.xml", census(child("C1", DETAILS), child("", TRANSFER))).load()
    fates = {kind: fate for (_, kind), fate in extract.fates().items()}
    assert fates["cin Child"] == (2, 1, 0, 1, 0)
    assert fates["cin CINdetails"] == (2, 1, 0, 1, 0)
    assert fates["cin Assessments"] == (2, 2, 0, 0, 0)
    assert fates["cin Reviews"] == (2, 2, 0, 0, 0)
    assert fates["cin PreProceedingsandFGDM"] == (0, 0, 0, 0, 0)


def test_a_later_census_replaces_what_it_sends_again_and_keeps_the_rest(extract):
    closed = DETAILS.replace(
        "<ReferralNFA>",
        "<CINclosureDate>2024-04-10</CINclosureDate><ReasonForClosure>RC7</ReasonForClosure><ReferralNFA>",
    )
    extract.put_at("cin_census/old.xml", census(child("C1", DETAILS), child("C2", TRANSFER), reference="2024-03-31"))
    extract.put_at("cin_census/new.xml", census(child("c1", closed), reference="2024-06-30")).load()
    assert extract.rows("ssd_cin_episodes", "cine_person_id, cine_close_date, _file") == [
        ("C2", day("2024-02-01"), "cin_census/old.xml"),
        ("c1", day("2024-04-10"), "cin_census/new.xml"),
    ]
    assert extract.one("supply", "as_at, history_from", "table_name = 'ssd_cin_episodes'") == (
        day("2024-06-30"),
        day("2023-04-01"),
    )
    assert extract.fates()["cin_census/old.xml", "cin CINdetails"] == (2, 2, 0, 0, 1)


def test_a_year_missing_between_two_shortens_the_history(extract):
    extract.put_at("cin_census/a.xml", census(child("C1", TRANSFER), reference="2022-03-31"))
    extract.put_at("cin_census/b.xml", census(child("C1", DETAILS), reference="2024-03-31")).load()
    assert extract.one("supply", "history_from", "table_name = 'ssd_cin_episodes'") == (day("2023-04-01"),)


@pytest.mark.parametrize(
    ("given", "gender", "sex"), [("1", "M", "M"), ("2", "F", "F"), ("0", "U", "U"), ("9", "I", "U")]
)
def test_gender_until_2024(extract, given, gender, sex):
    text = census(child("C1", TRANSFER, sex=f"<GenderCurrent>{given}</GenderCurrent>"))
    extract.put_at("cin_census/a.xml", text).load()
    assert extract.one("ssd_person", "pers_gender, pers_sex") == (gender, sex)


def test_an_element_that_must_be_there_and_nowhere_is_makes_its_column_absent(extract):
    text = census(child("C1", DETAILS.replace("ReferralSource", "Source"))).replace("\n", "")
    extract.put_at("cin_census/a.xml", text).load()
    (absent,) = extract.one("supply", "columns_absent", "table_name = 'ssd_cin_episodes'")
    assert "cine_referral_source_code" in absent and "cine_referral_nfa" not in absent
    (notices,) = extract.one("supplied_file", "notices", "kind = 'cin Child'")
    assert "elements not of the census, ignored, in 1 records" in notices


def test_pre_proceedings_where_a_census_has_them(extract):
    block = """<PreProceedingsandFGDM><PPStartDate>2023-08-01</PPStartDate><LBPSentDate>2023-08-05</LBPSentDate>
      <ReviewMeetingsCount>3</ReviewMeetingsCount></PreProceedingsandFGDM>"""
    extract.put_at("cin_census/a.xml", census(child("C1", DETAILS + block))).load()
    assert extract.one("ssd_pre_proceedings", "prep_pre_pro_decision_date, prep_pre_pro_meetings_num") == (
        day("2023-08-01"),
        3,
    )


LAUGHS = """<!DOCTYPE lolz [<!ENTITY a "haha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>"""
OUTSIDE = '<!DOCTYPE Message [<!ENTITY secret SYSTEM "file:///etc/hostname">]>'
ELSEWHERE = '<!DOCTYPE Message SYSTEM "http://example.invalid/census.dtd">'


@pytest.mark.parametrize(
    ("text", "line", "rule"),
    [
        (LAUGHS + census(child("&c;", TRANSFER)), 1, "xml-declaration"),
        (OUTSIDE + census(child("&secret;", TRANSFER)), 1, "xml-declaration"),
        (ELSEWHERE + census(child("C1", TRANSFER)), 1, "xml-declaration"),
        (census(child("&undeclared;", TRANSFER)), 2, "xml-form"),
        (census(child("C1", TRANSFER), child("C2", DETAILS))[:-60], 25, "xml-form"),
        (census(child("C1", TRANSFER)).replace("<UPN>", "<UPN\0>"), 2, "xml-form"),
        (census(child("\xc5sa", TRANSFER)).encode("latin-1"), 2, "xml-form"),
        (census("<a>" * 40), 2, "xml-depth"),
        ("", 1, "xml-form"),
        ("LAchildID,UPN\nC1,A\n", 1, "xml-form"),
        (census(reference="31/13/2024"), 1, "return-date"),
        (census(collection="SCHOOL"), 1, "return-root"),
        ("<EXPSSDA903/>", 1, "return-root"),
    ],
)
def test_xml_that_means_harm_or_is_no_census_is_refused_and_nothing_is_loaded(extract, text, line, rule):
    ((file, found, _, why),) = extract.put_at("cin_census/a.xml", text).refused()
    assert (file, found, why) == ("cin_census/a.xml", line, rule)


def test_declared_encodings_are_read_and_told(extract):
    text = '<?xml version="1.0" encoding="iso-8859-1"?>' + census(child("\xc5SA1", TRANSFER))
    extract.put_at("cin_census/a.xml", text.encode("latin-1")).load()
    assert extract.one("ssd_person", "pers_person_id") == ("\xc5SA1",)
    assert extract.rows("supplied_file", "distinct encoding") == [("iso-8859-1",)]
