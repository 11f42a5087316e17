"""The lists of the Annex A workbook: how their headers are told, and what their cells say. Source: returns.md 2.1 to 2.3.

`annex_a_values.csv` holds spellings seen in authorities' workbooks, by column, with the one code each stands for: taken from
LIIA's cleaning map (liia-tools-pipeline, annex_a_pipeline), less the spellings that hold a code themselves, those that lead to
two codes, and every group of LIIA's that covers several codes.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

from ingest.returns.decode import LIST_LETTER, yes_no
from schemas.contract import load_contract

PERSON = ("Child Unique ID", "Gender", "Ethnicity", "Date of Birth", "Age of Child (Years)")
DISABLED = "Does the Child have a Disability"
WORKED_BY = ("Allocated Team", "Allocated Worker")
SUPPORTED = "Was the child assessed as requiring LA children's social care support?"
ENQUIRY_START = "Strategy discussion initiating Section 47 Enquiry Start Date"
CONFERENCE_UNNECESSARY = "Was an Initial Child Protection Conference deemed unnecessary?"
CONFERENCE_DATE = "Date of Initial Child Protection Conference"
CONFERENCE_PLAN = "Did the Initial Child Protection Conference Result in a Child Protection Plan"
EPO = "Subject to Emergency Protection Order or Protected Under Police Powers in Last Six Months (Y/N)"
SECOND_PERIOD = "Is this a second or subsequent period of being a Looked After Child within the last 12 months (Y/N)"
UASC = "Unaccompanied Asylum Seeking Child (UASC) within the Last 12 Months (Y/N)"
MISSING_12M = "Number of Episodes the Child has been 'Missing' from their Placement in the last 12 months"
ABSENT_12M = "Number of Episodes the Child has been 'Absent' from their Placement in the last 12 months"
RHI_OFFERED = "Was the child offered a Return Interview after their last missing episode (Y/N)?"
RHI_ACCEPTED = "Did the child accept a Return Interview after their last missing episode (Y/N)?"
PERMANENCE_PLAN = "What is the permanence plan for this child?"
PLACED_FFA = "Date the child was placed for fostering in FFA or concurrent planning placement"
HEADERS: Mapping[int, tuple[str, ...]] = {
    1: (*PERSON, "Date of Contact", "Contact Source"),
    2: (
        *PERSON,
        *("Assessment start date", "Assessment completion date", "Organisation completing assessment"),
    ),
    3: (
        *PERSON,
        *("Date of referral", "Referral Source", "Referral NFA?", "Number of Referrals in Last 12 Months", *WORKED_BY),
    ),
    4: (
        *(*PERSON, DISABLED, "Continuous Assessment Start Date", "Child Seen During Continuous Assessment"),
        *("Continuous Assessment Date of Authorisation", SUPPORTED, *WORKED_BY),
    ),
    5: (
        *(*PERSON, DISABLED, ENQUIRY_START, CONFERENCE_UNNECESSARY, CONFERENCE_DATE, CONFERENCE_PLAN),
        *("Number of Section 47 Enquiries in the last 12 months", "Number of ICPCs in the last 12 months", *WORKED_BY),
    ),
    6: (
        *(*PERSON, DISABLED, "CIN Start Date", "Primary Need Code", "Date Child Was Last Seen", "CIN Closure Date"),
        *("Reason for Closure", "Case Status", *WORKED_BY),
    ),
    7: (
        *(*PERSON, DISABLED, "Child Protection Plan Start Date", "Initial Category of Abuse"),
        *("Latest Category of Abuse", "Date of the Last Statutory Visit", "Was the Child Seen Alone?"),
        *("Date of latest review conference", "Child Protection Plan End Date", EPO),
        *("Number of Previous Child Protection Plans", *WORKED_BY),
    ),
    8: (
        *(*PERSON, UASC, DISABLED, "Date Started to be Looked After", "Child's Category of Need", SECOND_PERIOD),
        *("Start date of current legal status", "Child's Legal Status", "Date of Latest Statutory Review"),
        *("Date of Last Social Work Visit", PERMANENCE_PLAN, "Date of Last IRO Visit / Contact to the Child"),
        *("Date of Last Health Assessment", "Date of Last Dental Check", "Number of Placements in the Last 12 months"),
        *("Date Ceased to be Looked After", "Reason Ceased to be Looked After", "Start Date of Most Recent Placement"),
        *("Placement Type", "Placement Provider", "Placement postcode", "URN of Placement", "Placement Location"),
        *("LA of Placement", MISSING_12M, ABSENT_12M, RHI_OFFERED, RHI_ACCEPTED, *WORKED_BY),
    ),
    9: (
        *(*PERSON, UASC, DISABLED, *WORKED_BY, "Allocated Personal Advisor", "Eligibility Category"),
        *("Latest Pathway Plan Review Date", "LA in Touch", "Latest Date of Contact", "Type of Accommodation"),
        *("Suitability of Accommodation", "Activity Status"),
    ),
    10: (
        *(*PERSON, "Family identifier", DISABLED, "Date the Child Entered Care"),
        *("Date of Decision that Child Should be Placed for Adoption", "Date of Placement Order"),
        *("Date of Matching Child and Prospective Adopters", "Date Placed for Adoption", "Date of Adoption Order"),
        *("Date of Decision that Child Should No Longer be Placed for Adoption",),
        *("Reason Why Child No Longer Placed for Adoption", PLACED_FFA),
    ),
    11: (
        *("Individual adopter identifier", "Family identifier", "Gender", "Ethnicity", "Disability"),
        *("Is the (prospective) adopter fostering for adoption?", "Date enquiry received", "Date Stage 1 started"),
        *("Date Stage 1 ended", "Date Stage 2 started", "Date Stage 2 ended", "Date application submitted"),
        *("Date application approved", "Date adopter matched with child(ren)"),
        *("Date child/children placed with adopter(s)", "No. of children placed", "Date of Adoption Order"),
        *("Date of leaving adoption process", "Reason for leaving adoption process"),
    ),
}
# The header by which a sheet without a list's name is known.
TELLING = {
    1: "Contact Source",
    2: "Organisation completing assessment",
    3: "Number of Referrals in Last 12 Months",
    4: "Continuous Assessment Start Date",
    5: ENQUIRY_START,
    6: "CIN Start Date",
    7: "Child Protection Plan Start Date",
    8: "Date Started to be Looked After",
    9: "Eligibility Category",
    10: "Date of Decision that Child Should be Placed for Adoption",
    11: "Individual adopter identifier",
}
# Columns that came after the template of 2019, or that Ofsted's later one renamed: their absence is no sign of another list.
LATER = (UASC, "Allocated Personal Advisor", "Latest Pathway Plan Review Date", "Latest Date of Contact")
# A record of a list cannot be placed without these.
NEEDED: Mapping[int, tuple[str, ...]] = {
    1: ("Child Unique ID", "Date of Contact"),
    2: ("Child Unique ID", "Assessment start date"),
    3: ("Child Unique ID", "Date of referral"),
    4: ("Child Unique ID", "Continuous Assessment Start Date"),
    5: ("Child Unique ID", ENQUIRY_START),
    6: ("Child Unique ID", "CIN Start Date"),
    7: ("Child Unique ID", "Child Protection Plan Start Date"),
    8: ("Child Unique ID", "Date Started to be Looked After"),
    9: ("Child Unique ID",),
    10: ("Child Unique ID", "Date of Decision that Child Should be Placed for Adoption"),
    11: (),
}
ALIASES: Mapping[str, str] = {
    "Child Unique ID": r".*\bchild\b.*\b(id|identifier)\b.*|.*\b(id|identifier)\b.*\bchild\b.*",
    "Gender": r"sex",
    "Date of Birth": r".*date.*birth.*",
    "Age of Child (Years)": r"age\b.*",
    "Date of Contact": r".*date.*contact.*",
    "Contact Source": r"contact ?/ ?referral source",
    "Referral Source": r"contact ?/ ?referral source",
    "Date of referral": r".*date of.*referral.*",
    SUPPORTED: r"was the child assessed as requiring .*social care support|"
    r"was the child assessed as being in need at assessment",
    EPO: r"subject to emergency protection order.*",
    SECOND_PERIOD: r"is this a second or subsequent episode of being a looked after child within the last 12 months",
    UASC: r"unaccompanied asylum seeking child.*",
    MISSING_12M: r"number of episodes the child has been missing from their placement in the last 12 months",
    ABSENT_12M: r"number of episodes the child has been absent from their placement in the last 12 months",
}
# Where the value of a landing column stands, by header; of columns that tell the row or the child see `read_from`.
STANDS_IN: Mapping[str, tuple[str, ...]] = {
    "Gender": ("pers_gender", "pers_sex"),
    "Ethnicity": ("pers_ethnicity",),
    "Date of Birth": ("pers_dob", "pers_expected_dob"),
    DISABLED: ("disa_disability_code",),
    "Date of Contact": ("cont_contact_date",),
    "Contact Source": ("cont_contact_source_code", "cont_contact_source_desc"),
    "Assessment start date": ("earl_episode_start_date",),
    "Assessment completion date": ("earl_episode_end_date",),
    "Organisation completing assessment": ("earl_episode_organisation",),
    "Date of referral": ("cine_referral_date",),
    "Referral Source": ("cine_referral_source_code", "cine_referral_source_desc"),
    "Referral NFA?": ("cine_referral_nfa",),
    "Primary Need Code": ("cine_cin_primary_need_code",),
    "CIN Closure Date": ("cine_close_date",),
    "Reason for Closure": ("cine_close_reason",),
    "Date Child Was Last Seen": ("cinv_cin_visit_date",),
    "Continuous Assessment Start Date": ("cina_assessment_start_date",),
    "Child Seen During Continuous Assessment": ("cina_assessment_child_seen",),
    "Continuous Assessment Date of Authorisation": ("cina_assessment_auth_date",),
    SUPPORTED: ("cina_assessment_outcome_nfa",),
    ENQUIRY_START: ("s47e_s47_start_date",),
    CONFERENCE_UNNECESSARY: ("s47e_s47_nfa", "s47e_s47_outcome_json"),
    CONFERENCE_DATE: ("icpc_icpc_date",),
    CONFERENCE_PLAN: ("icpc_icpc_outcome_cp_flag",),
    "Child Protection Plan Start Date": ("cppl_cp_plan_start_date",),
    "Child Protection Plan End Date": ("cppl_cp_plan_end_date",),
    "Initial Category of Abuse": ("cppl_cp_plan_initial_category",),
    "Latest Category of Abuse": ("cppl_cp_plan_latest_category",),
    "Date of the Last Statutory Visit": ("cppv_cp_visit_date",),
    "Was the Child Seen Alone?": ("cppv_cp_visit_seen_alone", "cppv_cp_visit_seen"),
    "Date of latest review conference": ("cppr_cp_review_date",),
    "Date Started to be Looked After": ("clae_cla_episode_start_date", "clae_entered_care_date"),
    "Date Ceased to be Looked After": (
        *("clae_cla_episode_ceased_date", "lega_legal_status_end_date", "clap_cla_placement_end_date"),
    ),
    "Reason Ceased to be Looked After": ("clae_cla_episode_ceased_reason",),
    "Child's Category of Need": ("clae_cla_primary_need_code",),
    "Date of Last IRO Visit / Contact to the Child": ("clae_cla_last_iro_contact_date",),
    "Start date of current legal status": ("lega_legal_status_start_date",),
    "Child's Legal Status": ("lega_legal_status",),
    "Start Date of Most Recent Placement": ("clap_cla_placement_start_date",),
    "Placement Type": ("clap_cla_placement_type",),
    "Placement Provider": ("clap_cla_placement_provider",),
    "Placement postcode": ("clap_cla_placement_postcode",),
    "URN of Placement": ("clap_cla_placement_urn",),
    "Placement Location": ("in_authority",),
    "LA of Placement": ("placement_la",),
    "Date of Latest Statutory Review": ("clar_cla_review_date",),
    "Date of Last Social Work Visit": ("clav_cla_visit_date",),
    PERMANENCE_PLAN: ("lacp_cla_care_plan_json",),
    "Eligibility Category": ("clea_care_leaver_eligibility",),
    "LA in Touch": ("clea_care_leaver_in_touch",),
    "Latest Date of Contact": ("clea_care_leaver_latest_contact",),
    "Type of Accommodation": ("clea_care_leaver_accommodation",),
    "Suitability of Accommodation": ("clea_care_leaver_accom_suitable",),
    "Activity Status": ("clea_care_leaver_activity",),
    "Latest Pathway Plan Review Date": ("clea_pathway_plan_review_date", "completed_on"),
    "Date of Decision that Child Should be Placed for Adoption": ("perm_adm_decision_date",),
    "Date of Placement Order": ("perm_placement_order_date",),
    "Date of Matching Child and Prospective Adopters": ("perm_matched_date",),
    "Date Placed for Adoption": ("perm_placed_for_adoption_date",),
    "Date of Adoption Order": ("perm_permanence_order_date",),
    "Date of Decision that Child Should No Longer be Placed for Adoption": ("perm_decision_reversed_date",),
    "Reason Why Child No Longer Placed for Adoption": ("perm_decision_reversed_reason",),
    PLACED_FFA: ("perm_placed_ffa_cp_date",),
    "Allocated Team": ("dept_team_name", "cine_referral_team", "cina_assessment_team", "s47e_s47_completed_by_team"),
    "Allocated Worker": ("prof_professional_name", "cine_referral_worker_id", "cina_assessment_worker_id"),
}
QUOTES = str.maketrans({"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"'})
SHEET_NAME = re.compile(r"^\s*list[\s_\-]*0?(\d{1,2})(?!\d)", re.IGNORECASE)
# A DfE code inside a cell, by code set.
CODES: Mapping[str, str] = {
    "ethnicity": r"\b[A-Z]{4}\b",
    "contact_source": r"^(\d{1,2}[A-F]?)\b",
    "primary_need": r"\bN\d\b",
    "closure_reason": r"\bRC\d\b",
    "legal_status": r"\b[CDEJLV]\d\b",
    "cla_end_reason": r"\bE\d{1,2}[AB]?\b",
    "placement_type": r"\b[AHKPRSTUZ]\d{1,2}\b",
    "placement_provider": r"\bPR\d\b",
    "activity": r"\b[FPG]\d\b",
    "accommodation": r"^[B-Z]\b",
    "reversal_reason": r"\bRD\d\b",
}
OF_ABUSE = re.compile(r"neglect|physical|sexual|emotional")
# Words of LA in Touch, and of suitability, that are codes themselves.
WORDS: Mapping[str, Mapping[str, str]] = {
    "in_touch": {"no": "NO", "died": "DIED", "refu": "REFU", "nreq": "NREQ", "rhom": "RHOM"},
    "disability": {"unknown": ""},
}


@cache
def read_from() -> Mapping[str, str]:
    """The header that a landing column is read from; a key that could not be made, and a person, from the child's id."""
    found: dict[str, str] = {}
    for table in load_contract().tables.values():
        if table.person_column is not None:
            found |= dict.fromkeys((*table.primary_key, table.person_column), "Child Unique ID")
    return found | {column: header for header, columns in STANDS_IN.items() for column in columns}


def plain_header(text: str) -> str:
    """A header as headers are compared."""
    text = " ".join(unicodedata.normalize("NFKC", text).translate(QUOTES).split()).lower()
    text = re.sub(r"\s*\(y/n\)+", "", text)
    return text.rstrip("?:. ").strip()


def list_of_sheet(name: str) -> int | None:
    """The number of the list that a sheet's or file's name says."""
    found = SHEET_NAME.match(name)
    return int(found[1]) if found and int(found[1]) in HEADERS else None


def columns_of(number: int, row: list[str]) -> dict[str, int]:
    """The place of each header of a list in a row, exact words before other spellings; the first of those alike."""
    words = [plain_header(text) for text in row]
    found: dict[str, int] = {}
    for matches in (_is_header, _is_alias):
        for header in HEADERS[number]:
            if header not in found:
                taken = set(found.values())
                place = next((p for p, word in enumerate(words) if p not in taken and matches(header, word)), None)
                if place is not None:
                    found[header] = place
    return found


def _is_header(header: str, word: str) -> bool:
    return word == _plain(header)


def _is_alias(header: str, word: str) -> bool:
    alias = ALIASES.get(header)
    return alias is not None and re.fullmatch(alias, word.replace("'", "") if "episodes" in word else word) is not None


@cache
def _plain(header: str) -> str:
    return plain_header(header)


def is_header_row(number: int, found: Mapping[str, int]) -> bool:
    """Whether at least half of a list's headers are among those found."""
    asked = [header for header in HEADERS[number] if header not in LATER]
    return 2 * sum(header in found for header in asked) >= len(asked)


def plain_value(text: str) -> str:
    """A cell as spellings are compared: without its list letter, in lower case."""
    text = " ".join(unicodedata.normalize("NFKC", text).translate(QUOTES).split())
    return " ".join(LIST_LETTER.sub("", text, count=1).split()).casefold()


def without_letter(text: str | None) -> str | None:
    """A cell without its list letter, in its own case."""
    return text and LIST_LETTER.sub("", " ".join(text.split()), count=1)


@cache
def _spellings() -> Mapping[tuple[str, str], str]:
    path = Path(__file__).parent / "annex_a_values.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        return {(row["column"], row["text"]): row["code"] for row in csv.DictReader(stream)}


def codes_of(code_set: str) -> tuple[str, ...]:
    """The codes of a set of the contract."""
    return load_contract().code_sets[code_set].codes


def code(column: str, text: str | None) -> str | None:
    """The code of a cell: the one written in it, else the one its spelling stands for, else the text as it is (DQ007).

    `column` is the name of a code set, or of a column of annex_a_values.csv. The list letter is never read: the template
    gives one letter to several codes.
    """
    if text is None:
        return None
    own = without_letter(text)
    if column in CODES:
        known = codes_of(column)
        written = next((found for found in re.findall(CODES[column], own) if found in known), None)
        if written is not None:
            return written
    word = plain_value(text)
    spelt = WORDS.get(column, {}).get(word, _spellings().get((column, word)))
    if column == "abuse_category":
        named = len(set(OF_ABUSE.findall(word)))
        if named > 1 or (named and spelt == "MUL"):
            # As SSD writes it: which categories there are is kept.
            return own if word.startswith("multiple") else f"Multiple: {own}"
    return own if spelt is None else spelt or None


def answer(column: str) -> Callable[[str | None], str | None]:
    """Reads a yes or no, with the spellings of one column."""

    def read(text: str | None) -> str | None:
        said = yes_no(text)
        return code(column, said) if said not in ("Y", "N", None) else said

    return read
