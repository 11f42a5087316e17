"""SSDA903 into landing tables, by the worked example of the contract and by what is known to go wrong."""

from datetime import date

import pytest

from ingest.returns.keys import key
from tests.unit.returns.helpers import Extract, csv_text

HEADER = "CHILD SEX DOB ETHNIC UPN MOTHER MC_DOB"
EPISODES = "CHILD DECOM RNE LS CIN PLACE PLACE_PROVIDER DEC REC REASON_PLACE_CHANGE HOME_POST PL_POST URN"
CHILD = "C1 F 03/05/2010 WBRI A123456789012 0 -"
# The example of section 3.3: two periods, four placements in the first.
EXAMPLE = (
    # Seven X: DfE's word for a place without an Ofsted number.
    "C1 01/02/2024 S V2 N1 U6 PR1 10/03/2024 X1 - AA11AA BB11BB " + "X" * 7,
    "C1 10/03/2024 L C1 N1 U6 PR1 05/06/2024 X1 CARPL AA11AA BB11BB SC1",
    "C1 05/06/2024 B C2 N1 K2 PR4 20/08/2024 X1 CREQB AA11AA CC11CC SC2",
    "C1 20/08/2024 P C2 N1 U4 PR1 30/09/2024 X1 LAREQ AA11AA DD11DD SC3",
    "C1 30/09/2024 T C2 N1 U4 PR1 12/12/2024 E4A - AA22AA EE11EE SC3",
    "C1 15/01/2025 S V2 N1 U6 PR1 - - - AA22AA FF11FF SC4",
)


@pytest.fixture
def extract(tmp_path):
    return Extract(tmp_path, date(2025, 3, 31))


def year(extract, number, **tables):
    for name, (columns, *rows) in tables.items():
        extract.put_at(f"ssda903/{number}/{name}.csv", csv_text(columns, *rows))
    return extract


def day(text):
    return date.fromisoformat(text)


def test_the_worked_example_of_periods_and_placements(extract):
    year(extract, 2025, header=(HEADER, CHILD), episodes=(EPISODES, *EXAMPLE)).load()
    assert extract.issues() == []
    first, second = key("poc", "C1", "2024-02-01"), key("poc", "C1", "2025-01-15")
    assert extract.rows(
        "ssd_cla_episodes",
        "clae_cla_episode_start_date, clae_cla_id, clae_entered_care_date, clae_cla_episode_ceased_reason",
    ) == [
        (day("2024-02-01"), first, day("2024-02-01"), "X1"),
        (day("2024-03-10"), first, day("2024-02-01"), "X1"),
        (day("2024-06-05"), first, day("2024-02-01"), "X1"),
        (day("2024-08-20"), first, day("2024-02-01"), "X1"),
        (day("2024-09-30"), first, day("2024-02-01"), "E4A"),
        (day("2025-01-15"), second, day("2025-01-15"), None),
    ]
    assert extract.rows(
        "ssd_cla_placement",
        "clap_cla_placement_start_date, clap_cla_placement_end_date, clap_cla_placement_type, clap_cla_id, "
        "clap_cla_placement_change_reason, clap_cla_placement_urn",
    ) == [
        (day("2024-02-01"), day("2024-06-05"), "U6", first, "CARPL", "SC1"),
        (day("2024-06-05"), day("2024-08-20"), "K2", first, "CREQB", "SC2"),
        (day("2024-08-20"), day("2024-09-30"), "U4", first, "LAREQ", "SC3"),
        (day("2024-09-30"), day("2024-12-12"), "U4", first, None, "SC3"),
        (day("2025-01-15"), None, "U6", second, None, "SC4"),
    ]
    assert extract.rows(
        "ssd_legal_status", "lega_legal_status_start_date, lega_legal_status_end_date, lega_legal_status"
    ) == [
        (day("2024-02-01"), day("2024-03-10"), "V2"),
        (day("2024-03-10"), day("2024-06-05"), "C1"),
        (day("2024-06-05"), day("2024-12-12"), "C2"),
        (day("2025-01-15"), None, "V2"),
    ]
    assert extract.rows(
        "ssd_address", "addr_address_postcode, addr_address_start_date, addr_address_end_date, addr_address_type"
    ) == [("AA11AA", day("2024-02-01"), day("2024-09-30"), "Home"), ("AA22AA", day("2024-09-30"), None, "Home")]


def test_every_row_says_its_file_and_line(extract):
    year(extract, 2025, header=(HEADER, CHILD), episodes=(EPISODES, *EXAMPLE)).load()
    assert extract.rows("ssd_cla_episodes", "_file, _file_row, _source")[0] == (
        "ssda903/2025/episodes.csv",
        2,
        "ssda903",
    )
    supply = extract.one(
        "supply", "source, as_at, history_from, cohort, columns_absent, records", "table_name = 'ssd_cla_episodes'"
    )
    absent = ["clae_referral_id", "clae_cla_last_iro_contact_date"]
    assert supply == ("ssda903", day("2025-03-31"), day("2024-04-01"), "all", absent, 6)


def test_care_that_began_before_the_first_year_has_no_entry_and_a_gap_does_not_split(extract):
    rows = (
        "C1 01/05/2024 L C2 N1 U4 PR1 01/06/2024 X1 - - - -",
        "C1 15/06/2024 P C2 N1 U4 PR1 - - - - - -",
    )
    year(extract, 2025, header=(HEADER, CHILD), episodes=(EPISODES, *rows)).load()
    period = key("poc", "C1", "2024-05-01")
    assert extract.rows("ssd_cla_episodes", "clae_cla_id, clae_entered_care_date") == [(period, None), (period, None)]


def test_several_years_take_the_latest_row_of_an_event_and_the_history_without_a_gap(extract):
    opened = "C1 01/02/2023 S V2 N1 U6 PR1 - - - - - -"
    closed = "C1 01/02/2023 S V2 N1 U6 PR1 01/05/2023 E4A - - - -"
    later = "C2 01/06/2024 S V2 N1 U6 PR1 - - - - - -"
    other = "C2 M 01/01/2015 WBRI UN1 - -"
    year(extract, 2021, header=(HEADER, CHILD))
    year(extract, 2023, header=(HEADER, CHILD.replace("WBRI", "NOBT")), episodes=(EPISODES, opened))
    year(extract, 2024, header=(HEADER, CHILD), episodes=(EPISODES, closed))
    year(extract, 2025, header=(HEADER, other), episodes=(EPISODES, later)).load()
    assert extract.rows("ssd_cla_episodes", "clae_person_id, clae_cla_episode_ceased_date, _file") == [
        ("C1", day("2023-05-01"), "ssda903/2024/episodes.csv"),
        ("C2", None, "ssda903/2025/episodes.csv"),
    ]
    assert extract.rows("ssd_person", "pers_person_id, pers_ethnicity, pers_upn, pers_upn_unknown") == [
        ("C1", "WBRI", "A123456789012", None),
        ("C2", "WBRI", None, "UN1"),
    ]
    assert extract.one("supply", "history_from", "table_name = 'ssd_cla_episodes'") == (day("2022-04-01"),)
    assert extract.fates()["ssda903/2023/episodes.csv", "ssda903 episodes"] == (1, 1, 0, 0, 1)
    assert extract.fates()["ssda903/2021/header.csv", "ssda903 header"] == (1, 1, 0, 0, 1)


def test_two_years_that_disagree_on_a_birth_date_are_reported(extract):
    year(extract, 2024, header=(HEADER, CHILD))
    year(extract, 2023, header=(HEADER, CHILD.replace("03/05/2010", "03/05/2011")))
    year(extract, 2025, header=(HEADER, CHILD)).load()
    assert extract.issues() == [("DQ013", "ssd_person", "pers_dob", 2, "ssda903/2025/header.csv")]


def test_the_older_codes_of_sex_and_a_mother(extract):
    mother = "C1 2 03/05/2006 WBRI UN4 1 01/12/2023"
    year(extract, 2024, header=(HEADER, mother)).load()
    assert extract.one("ssd_person", "pers_sex, pers_upn, pers_upn_unknown, pers_is_mother") == ("F", None, "UN4", "Y")
    assert extract.one("ssd_mother", "moth_person_id, moth_childs_dob") == ("C1", day("2023-12-01"))


def test_files_are_told_apart_by_their_header_in_any_order_and_case(extract):
    extract.put_at("ssda903/2025/whatever.csv", "dob,Upn,child,mc_dob,SEX,mother,ethnic\n03/05/2010,UN1,C1,,F,0,WBRI\n")
    extract.load()
    assert extract.one("ssd_person", "pers_dob, pers_sex") == (day("2010-05-03"), "F")


def test_a_missing_column_is_absent_and_a_new_one_is_told(extract):
    columns = EPISODES.replace(" REASON_PLACE_CHANGE", " PL_HOST")
    year(extract, 2025, header=(HEADER, CHILD), episodes=(columns, *EXAMPLE)).load()
    (absent,) = extract.one("supply", "columns_absent", "table_name = 'ssd_cla_placement'")
    assert absent == ["clap_cla_placement_distance", "clap_cla_placement_change_reason"]
    notices = extract.one("supplied_file", "notices", "kind = 'ssda903 episodes'")
    assert notices == (["columns not of the return, ignored: number 10"],)


# What spreadsheets and case-management systems make of the same file: (of its text, what its bytes are).
DRESSED = {
    "empty columns at the end": lambda text: "".join(f"{line},,\n" for line in text.splitlines()),
    "blank lines at the end": lambda text: text.replace("\n", "\r\n") + "\r\n\r\n",
    "rows of commas at the end": lambda text: text + 2 * ("," * text.splitlines()[0].count(",") + "\n"),
    "blanks in the header": lambda text: text.replace("PLACE_PROVIDER", " Place Provider"),
    "times of day": lambda text: text.replace("/2024,", "/2024 00:00:00,"),
    "year first, with a time": lambda text: text.replace("01/02/2024", "2024-02-01 00:00:00"),
    "names of months": lambda text: text.replace("01/02/2024", "01-FEB-2024"),
}


@pytest.mark.parametrize("dress", DRESSED)
def test_the_same_episodes_in_another_dress_are_the_same_rows(tmp_path, dress):
    def read(place, change):
        made = Extract(tmp_path / place, date(2025, 3, 31))
        made.put_at("ssda903/2025/h.csv", csv_text(HEADER, CHILD))
        made.put_at("ssda903/2025/e.csv", change(csv_text(EPISODES, *EXAMPLE))).load()
        tables = ("ssd_cla_episodes", "ssd_cla_placement", "ssd_legal_status", "ssd_address", "supply")
        return {name: made.rows(name, "* exclude (sha256)" if name == "supply" else "*") for name in tables}, made

    (plain, _), (dressed, made) = read("plain", str), read("dressed", DRESSED[dress])
    assert dressed == plain
    assert made.issues() == []
    assert not [line for line in made.said if "ignored" in line]


@pytest.mark.parametrize(("separator", "what"), [(";", "semicolons"), ("\t", "tabs")])
def test_fields_parted_by_something_else_are_refused_by_its_name(extract, separator, what):
    extract.put_at("ssda903/2025/h.csv", csv_text(HEADER, CHILD).replace(",", separator))
    assert extract.refused() == [("ssda903/2025/h.csv", 1, None, "csv-separator")]


def test_a_header_with_fewer_columns_is_not_the_list_of_asylum_seekers(extract):
    year(extract, 2025, header=("CHILD SEX DOB ETHNIC", "C1 F 03/05/2010 WBRI"), uasc=("CHILD SEX DOB DUC",)).load()
    assert extract.one("ssd_person", "pers_person_id, pers_ethnicity") == ("C1", "WBRI")
    assert {kind for _, kind in extract.fates()} == {"ssda903 header", "ssda903 uasc"}


@pytest.mark.parametrize("name", ["2024-25", "2024_25", "2024-2025"])
def test_a_folder_may_be_named_by_both_years(extract, name):
    extract.put_at(f"ssda903/{name}/h.csv", csv_text(HEADER, CHILD))
    extract.put_at("ssda903/Thumbs.db", b"\0").put_at(f"ssda903/{name}/~$h.csv", b"\0").load()
    assert extract.one("supply", "as_at", "table_name = 'ssd_person'") == (day("2025-03-31"),)


def test_a_year_twice_is_refused(extract):
    year(extract, 2025, header=(HEADER, CHILD))
    year(extract, "2024-25", header=(HEADER, CHILD))
    assert extract.refused() == [("ssda903/2025", None, None, "return-year")]


@pytest.mark.parametrize("other", [2024, 2026])
def test_the_return_of_another_year_is_refused(tmp_path, other):
    extract = Extract(tmp_path, date(2026, 3, 31))
    rows = [f"C{n} 01/0{n}/{other - 1} S V2 N1 U6 PR1 - - - - - -" for n in range(4, 7)]
    year(extract, 2025, header=(HEADER, CHILD), episodes=(EPISODES, *rows))
    assert extract.refused() == [("ssda903/2025/episodes.csv", None, "DECOM", "return-year")]


def test_a_return_of_part_of_a_year_need_not_hold_an_event(tmp_path):
    extract = Extract(tmp_path, date(2024, 4, 5))
    year(extract, 2025, header=(HEADER, CHILD), episodes=(EPISODES, "C1 01/02/2024 S V2 N1 U6 PR1 - - - - - -")).load()
    assert extract.one("supply", "accepted", "table_name = 'ssd_cla_episodes'") == (1,)


def test_dates_most_of_which_cannot_be_read_refuse_the_file(extract):
    month_first = [f"C1 - 06/{d}/2024 PN1" for d in range(8, 19)]
    year(extract, 2025, header=(HEADER, CHILD), reviews=("CHILD DOB REVIEW REVIEW_CODE", *month_first))
    assert extract.refused() == [("ssda903/2025/reviews.csv", 7, "REVIEW", "return-dates")]
    year(extract, 2025, reviews=("CHILD DOB REVIEW REVIEW_CODE", *month_first[:-1])).load()


def test_a_table_of_which_no_record_can_be_used_is_told(extract):
    year(extract, 2025, reviews=("CHILD DOB REVIEW REVIEW_CODE", "C1 - 01/06/2024 PN1")).load()
    assert "warning: ssd_cla_reviews: no record of it could be used, so it counts as not supplied" in extract.said


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("2025/notes.csv", "a,b\n1,2\n", ("ssda903/2025/notes.csv", 1, None, "return-header")),
        ("2025/e.csv", csv_text(EPISODES.replace("RNE ", "")), ("ssda903/2025/e.csv", 1, "RNE", "header-missing")),
        ("2025/e.csv", csv_text(EPISODES + " DEC"), ("ssda903/2025/e.csv", 1, "DEC", "header-twice")),
        ("2025/e.csv", csv_text(HEADER, "C1 F"), ("ssda903/2025/e.csv", 2, None, "csv-ragged")),
        ("2025/e.csv", "CHILD,SEX\r,DOB\n", ("ssda903/2025/e.csv", 1, None, "csv-line-break")),
        ("2025/e.csv", csv_text(HEADER, CHILD).rstrip("\n"), ("ssda903/2025/e.csv", 2, None, "csv-cut")),
        ("e.csv", csv_text(HEADER, CHILD), ("ssda903/e.csv", None, None, "return-year")),
        ("2026/e.csv", csv_text(HEADER, CHILD), ("ssda903/2026", None, None, "return-year")),
        ("2025/csv/e.csv", csv_text(HEADER, CHILD), ("ssda903/2025/csv", None, None, "return-place")),
        ("2025/all.zip", "PK", ("ssda903/2025/all.zip", None, None, "return-place")),
    ],
)
def test_what_cannot_be_placed_refuses_the_extract(extract, name, content, problem):
    assert extract.put_at(f"ssda903/{name}", content).refused() == [problem]


def test_a_table_that_is_not_landed_is_not_read_and_so_not_refused(extract):
    year(extract, 2025, header=(HEADER, CHILD))
    extract.put_at("ssda903/2025/dolo.csv", "CHILD,DOB,DOLO_START,DOLO_END\nC1,03/05/2010,01/05/20").load()
    assert "notice: file ssda903/2025/dolo.csv: a table of the SSDA903 that is not landed" in extract.said
    assert [file for file, _ in extract.fates()] == ["ssda903/2025/header.csv"]


def test_a_table_twice_in_a_year_is_refused(extract):
    year(extract, 2025, header=(HEADER, CHILD), header_again=(HEADER, CHILD))
    assert extract.refused() == [("ssda903/2025/header_again.csv", None, None, "table-twice")]


def test_records_without_a_child_or_a_date_are_counted_where_they_fall(extract):
    rows = (
        "- 01/05/2024 S C2 N1 U4 PR1 - - - - - -",
        "C1 31/02/2024 S C2 N1 U4 PR1 - - - - - -",
        "C1 01/07/2024 Q C2 N1 U4 PR1 - - - - - -",
        "C1 01/08/2024 S C2 N1 U4 PR1 - - - - - -",
        "C1 01/08/2024 S C2 N1 U4 PR1 - - - - - -",
    )
    year(extract, 2025, header=(HEADER, CHILD), episodes=(EPISODES, *rows)).load()
    assert extract.fates()["ssda903/2025/episodes.csv", "ssda903 episodes"] == (5, 1, 2, 2, 0)
    assert [issue for issue in extract.issues() if issue[1] == "ssd_cla_episodes"] == [
        ("DQ001", "ssd_cla_episodes", "clae_cla_episode_id", 2, "ssda903/2025/episodes.csv"),
        ("DQ002", "ssd_cla_episodes", None, 6, "ssda903/2025/episodes.csv"),
        ("DQ006", "ssd_cla_episodes", "clae_cla_episode_start_date", 3, "ssda903/2025/episodes.csv"),
        ("DQ007", "ssd_cla_episodes", "clae_cla_episode_start_reason", 4, "ssda903/2025/episodes.csv"),
    ]
    assert extract.rows("ssd_cla_placement", "clap_cla_placement_start_date") == [(day("2024-08-01"),)]
    rejects = (extract.home / "restricted" / "rejects" / "2025-03-31.csv").read_text()
    assert 'ssda903/2025/episodes.csv,2,DQ001,",01/05/2024,S,C2' in rejects


def test_a_legal_status_the_903_does_not_know_is_emptied(extract):
    year(extract, 2025, header=(HEADER, CHILD), episodes=(EPISODES, EXAMPLE[5].replace("V2", "V9"))).load()
    assert ("DQ007", "ssd_legal_status", "lega_legal_status", 2, "ssda903/2025/episodes.csv") in extract.issues()


def test_reviews_belong_to_the_period_of_their_day(extract):
    reviews = ("CHILD DOB REVIEW REVIEW_CODE",) + tuple(
        f"C1 03/05/2010 {held} PN1" for held in ("01/02/2024", "12/12/2024", "13/12/2024", "20/01/2025", "20/01/2025")
    )
    year(extract, 2025, header=(HEADER, CHILD), episodes=(EPISODES, *EXAMPLE), reviews=reviews).load()
    first, second = key("poc", "C1", "2024-02-01"), key("poc", "C1", "2025-01-15")
    assert extract.rows("ssd_cla_reviews", "clar_cla_review_date, clar_cla_id, _quarantine") == [
        (day("2024-02-01"), first, None),
        (day("2024-12-12"), first, None),
        (day("2024-12-13"), None, "DQ008"),
        (day("2025-01-20"), second, None),
        (day("2025-01-20"), second, None),
    ]
    ids = {row for (row,) in extract.rows("ssd_cla_reviews", "clar_cla_review_id")}
    assert len(ids) == 5


def test_answers_of_the_year_stay_answers_and_make_no_dated_check(extract):
    columns = "CHILD DOB SDQ_SCORE SDQ_REASON CONVICTED HEALTH_CHECK IMMUNISATIONS TEETH_CHECK HEALTH_ASSESSMENT"
    columns += " SUBSTANCE_MISUSE INTERVENTION_RECEIVED INTERVENTION_OFFERED"
    year(extract, 2024, header=(HEADER, CHILD), oc2=(columns, "C1 03/05/2010 9 - 0 - 1 1 1 0 - -"))
    year(extract, 2025, header=(HEADER, CHILD), oc2=(columns, "C1 03/05/2010 - SDQ2 0 - 1 0 1 0 - -")).load()
    assert extract.rows("ext_reported_history", "as_at, item, value", "item like 'oc2_sdq%'") == [
        (day("2024-03-31"), "oc2_sdq_score", "9"),
        (day("2025-03-31"), "oc2_sdq_reason", "SDQ2"),
    ]
    assert extract.rows("ssd_sdq_scores", "csdq_sdq_completed_date, csdq_sdq_reason") == [(None, "SDQ2")]
    assert extract.rows("supply", "table_name", "table_name = 'ssd_cla_health'") == []


def test_care_leavers_are_observed_on_their_birthday(extract):
    columns = "CHILD DOB IN_TOUCH ACTIV ACCOM"
    rows = ("L1 29/02/2004 YES F1 U1", "L2 01/06/2005 NO 0 0", "L3 01/06/2005 YES G4 W2")
    rows += ("L4 31/03/2008 YES 0 0", "L5 01/04/2008 YES 0 0")
    year(extract, 2024, header=(HEADER, CHILD), oc3=(columns, "L1 29/02/2004 YES P3 B1", "L9 01/06/2002 YES F2 B1"))
    year(extract, 2025, oc3=(columns, *rows)).load()
    assert extract.rows(
        "ext_care_leaver_status", "person_id, observed_on, activity, in_higher_education, accommodation_suitable"
    ) == [
        ("L1", day("2024-02-29"), "employment_or_training", "N", "Y"),
        ("L1", day("2025-03-01"), "education", "Y", "Y"),
        ("L3", day("2024-06-01"), "neet_illness_disability", "N", "N"),
        ("L9", day("2023-06-01"), "education", "N", "Y"),
    ]
    assert extract.rows(
        "ssd_care_leavers",
        "clea_person_id, clea_care_leaver_in_touch, clea_care_leaver_accommodation, clea_care_leaver_eligibility",
    ) == [
        ("L1", "YES", "U", "Former Relevant"),
        ("L2", "NO", None, "Former Relevant"),
        ("L3", "YES", "W", "Former Relevant"),
        ("L4", "YES", None, "Relevant"),
        ("L5", "YES", None, None),
    ]
    # Care leavers stand in no header of the years loaded, and are people all the same.
    assert extract.rows("ssd_person", "pers_person_id, pers_dob", "pers_person_id = 'L2'") == [
        ("L2", day("2005-06-01"))
    ]


def test_adoption_is_one_row_from_three_tables(extract):
    episodes = (
        "C1 01/04/2024 S E1 N1 U6 PR1 01/06/2024 X1 - - - -",
        "C1 01/06/2024 P E1 N1 A4 PR1 01/02/2025 E11 - - - -",
        "C2 01/04/2024 S C2 N1 U6 PR1 01/06/2024 E45 - - - -",
    )
    ad1 = ("CHILD DOB DATE_INT DATE_MATCH FOSTER_CARE NB_ADOPTR SEX_ADOPTR LS_ADOPTR",)
    placed = ("CHILD DOB DATE_PLACED DATE_PLACED_CEASED REASON_PLACED_CEASED",)
    year(
        extract,
        2025,
        header=(HEADER, CHILD, CHILD.replace("C1", "C2")),
        episodes=(EPISODES, *episodes),
        ad1=(*ad1, "C1 03/05/2010 10/04/2024 20/05/2024 0 2 MF L11"),
        placed_adoption=(*placed, "C1 03/05/2010 10/04/2024 - -"),
    ).load()
    assert extract.rows(
        "ssd_permanence",
        "perm_person_id, perm_adm_decision_date, perm_placement_order_date, perm_matched_date, "
        "perm_placed_for_adoption_date, perm_permanence_order_date, perm_permanence_order_type, perm_number_of_adopters",
    ) == [
        (
            *("C1", day("2024-04-10"), day("2024-04-01"), day("2024-05-20")),
            *(day("2024-06-01"), day("2025-02-01"), "Adoption", 2),
        ),
        ("C2", None, None, None, None, day("2024-06-01"), "Special Guardianship", None),
    ]
    assert extract.fates()["ssda903/2025/placed_adoption.csv", "ssda903 placed_adoption"] == (1, 1, 0, 0, 1)


def test_missing_uasc_previous_permanence_and_social_workers(extract):
    year(
        extract,
        2025,
        header=(HEADER, CHILD),
        episodes=(EPISODES, *EXAMPLE),
        missing=("CHILD DOB MISSING MIS_START MIS_END", "C1 03/05/2010 M 05/05/2024 07/05/2024"),
        uasc=("CHILD SEX DOB DUC", "C1 F 03/05/2010 03/05/2028"),
        prev_perm=("CHILD DOB PREV_PERM LA_PERM DATE_PERM", "C1 03/05/2010 P1 330 zz/05/2020"),
        sw=("CHILD DOB SW_ID SW_DECOM SW_DEC SW_REASON", "C1 03/05/2010 SW1 01/05/2024 - MANAGE"),
    ).load()
    assert extract.issues() == []
    assert extract.one("ssd_missing", "miss_missing_episode_type, cast(miss_missing_episode_end_date as varchar)") == (
        "M",
        "2024-05-07 00:00:00",
    )
    assert extract.one("ssd_immigration_status", "immi_immigration_status, immi_immigration_status_end_date") == (
        "Unaccompanied Asylum Seeking Child",
        day("2028-05-03"),
    )
    assert extract.one("ssd_cla_previous_permanence", "lapp_previous_permanence_order_date") == ("zz/05/2020",)
    worker, role = extract.one("ssd_involvements", "invo_professional_id, invo_professional_role_id")
    assert role == "allocated_social_worker"
    assert extract.one("ssd_professionals", "prof_professional_id, prof_social_worker_registration_no") == (
        worker,
        "SW1",
    )
    secret = extract.home / "restricted" / "worker.key"
    assert secret.stat().st_mode & 0o777 == 0o600
    assert "SW1" not in worker
    extract.load()
    assert extract.one("ssd_involvements", "invo_professional_id") == (worker,)


XML = """<?xml version="1.0" encoding="{encoding}"?>
<EXPSSDA903>
<CHILD>
  <HEADER><CHILDID>C1</CHILDID><SEX>2</SEX><DOB>03/05/2010</DOB><ETHNIC>WBRI</ETHNIC><UPN>UN1</UPN><UASC>0</UASC>
    <AREVIEW><REVIEW>20/02/2025</REVIEW><REVIEW_CODE>PN1</REVIEW_CODE></AREVIEW>
    <AMISSING><MISSING>M</MISSING><MIS_START>05/02/2025</MIS_START><MIS_END>07/02/2025</MIS_END></AMISSING>
    <OC2><CONVICTED>0</CONVICTED><TEETH_CHECK>1</TEETH_CHECK></OC2>
  </HEADER>
  <EPISODE><DECOM>15/01/2025</DECOM><RNE>S</RNE><LS>V2</LS><CIN>N1</CIN><PL>U6</PL><PLACE_PROVIDER>PR1</PLACE_PROVIDER>
    <HOME_POST>AA11AA</HOME_POST></EPISODE>
</CHILD>
</EXPSSDA903>
"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "windows-1252"])
def test_the_xml_gives_the_same_ids_as_the_csv(extract, encoding):
    extract.put_at("ssda903/2025/903.xml", XML.format(encoding=encoding).encode(encoding)).load()
    assert extract.issues() == []
    assert extract.one("ssd_cla_episodes", "clae_cla_episode_id, clae_cla_id, _file_row") == (
        key("ep", "C1", "2025-01-15"),
        key("poc", "C1", "2025-01-15"),
        9,
    )
    assert extract.one("ssd_cla_placement", "clap_cla_placement_type") == ("U6",)
    assert extract.one("ssd_cla_reviews", "clar_cla_review_participation") == ("PN1",)
    assert extract.rows("ssd_immigration_status", "*") == []
    assert extract.one("supply", "records", "table_name = 'ssd_care_leavers'") == (0,)
    assert extract.fates()["ssda903/2025/903.xml", "ssda903 missing"] == (1, 1, 0, 0, 0)
    assert extract.rows("supplied_file", "distinct encoding") == [(encoding,)]


def test_another_root_is_refused(extract):
    extract.put_at("ssda903/2025/903.xml", "<Message><Header/></Message>")
    assert extract.refused() == [("ssda903/2025/903.xml", 1, None, "return-root")]


def test_what_staging_mends_is_not_held_back(extract):
    opened = "C1 01/05/2023 S V2 N1 U6 PR1 - X1 - - - -"
    overlapping = "C2 01/05/2023 S V2 N1 U6 PR1 20/02/2024 X1 - - - -"
    later = ("C1 01/06/2024 P V2 N1 U6 PR1 - - - - - -", "C2 01/02/2024 P V2 N1 K2 PR1 - - - - - -")
    again = ("C3 01/06/2024 S V2 N1 U6 PR1 01/09/2024 X1 - - - -", "C3 01/08/2024 P V2 N1 K2 PR1 - - - - - -")
    people = [CHILD.replace("C1", child) for child in ("C1", "C2", "C3")]
    year(extract, 2024, episodes=(EPISODES, opened, overlapping))
    year(extract, 2025, header=(HEADER, *people), episodes=(EPISODES, *later, *again)).load()
    # An overlap within one file is for a person to put right.
    assert extract.rows("ssd_cla_episodes", "clae_person_id, clae_cla_episode_start_date", "_quarantine = 'DQ047'") == [
        ("C3", day("2024-08-01"))
    ]
