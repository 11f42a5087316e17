"""CIN census: `cin_census/*.xml`, one file a year, into the tables of need and protection. Source: returns.md section 4.

Of an event that several years send the row of the later file is taken. Everything inside a CINdetails element carries the
key of its referral. A record is an element: a Child, a CINdetails, an Assessments block and so on, each counted by itself.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from ingest.problems import FileRefused, Problem, Refused
from ingest.returns.decode import as_date, holds_unread_files, is_litter, iso_date, yes_no
from ingest.returns.keys import NameKeys, Numbering, child_part, key
from ingest.returns.offers import Entry, Offer, Part, Return, undated
from ingest.returns.xml_stream import Element, XmlFile

SOURCE = "cin"
ROOT, COLLECTION = "Message", "CIN"
# Blocks of a CINdetails and, by the block, the element without which it has no date.
BLOCKS = {
    "Assessments": "AssessmentActualStartDate",
    "CINPlanDates": "CINPlanStartDate",
    "Section47": "S47ActualStartDate",
    "ChildProtectionPlans": "CPPstartDate",
    "PreProceedingsandFGDM": "PPStartDate",
}
OF_CIN_DETAILS = frozenset(
    (
        *("CINreferralDate", "ReferralSource", "PrimaryNeedCode", "CINclosureDate", "ReasonForClosure"),
        *("DateOfInitialCPC", "ReferralNFA", *BLOCKS),
    )
)
PLANS_SINCE = date(2021, 4, 1)  # CINPlanDates came with the collection of 2022
SEX = {"1": "M", "2": "F"}
# GenderCurrent, collected to 2024: as gender and as sex.
GENDER = {"1": ("M", "M"), "2": ("F", "F"), "0": ("U", "U"), "9": ("I", "U")}


@dataclass(eq=False)
class Block:
    """An element that is a record, the child it is about, and the key of the referral it belongs to."""

    element: Element
    child: str | None
    referral: str | None = None
    id: str | None = None
    plan_start: str | None = None


@dataclass(eq=False)
class Census:
    """One file: its reference date and its records by kind."""

    name: str
    reference: date
    sha256: str
    encoding: str
    notices: tuple[str, ...]
    blocks: Mapping[str, list[Block]]

    @property
    def begins(self) -> date:
        """1 April of the year that the reference date ends."""
        year = self.reference.year
        return date(year if self.reference >= date(year, 4, 1) else year - 1, 4, 1)


@dataclass(eq=False)
class Loaded:
    """The files of the census in order of their reference dates, as entries."""

    files: list[Census]
    extract_date: date
    entries: dict[str, list[tuple[Entry, Block]]] = field(default_factory=dict)
    order: dict[Part, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for place, file in enumerate(self.files):
            for kind, blocks in file.blocks.items():
                part = Part(
                    file=file.name,
                    kind=f"{SOURCE} {kind}",
                    source=SOURCE,
                    lines=[block.element.line for block in blocks],
                    raw_text=lambda record, blocks=blocks: blocks[record].element.as_line(),
                    sha256=file.sha256,
                    encoding=file.encoding,
                    notices=file.notices if kind == "Child" else (),
                )
                self.order[part] = place
                self.entries.setdefault(kind, []).extend(
                    (Entry(part, record, block.element.leaves()), block) for record, block in enumerate(blocks)
                )

    @property
    def as_at(self) -> date:
        return min(self.files[-1].reference, self.extract_date)

    @property
    def unbroken_from(self) -> date:
        """1 April of the earliest year loaded without a gap."""
        since = self.files[-1].begins
        for file in reversed(self.files):
            if (since - file.reference).days <= 1:
                since = min(since, file.begins)
        return since

    def undated(self) -> list[Problem]:
        """Elements of dates most of which cannot be read, by file."""
        found: dict[Part, list[Entry]] = {part: [] for part in self.order}
        for entry in (entry for pairs in self.entries.values() for entry, _ in pairs):
            found[entry.part].append(entry)
        return [
            problem
            for part, entries in found.items()
            for problem in undated(
                part, entries, sorted({name for entry in entries for name in entry.values if _is_date(name)})
            )
        ]

    def has(self, kind: str, name: str) -> bool:
        """Whether an element that the census always has stands in any record of a kind; true where there is no record."""
        records = self.entries[kind]
        return not records or any(entry[name] is not None for entry, _ in records)

    def offer(self, table: str, kind: str, columns: Mapping[str, str | None]) -> Offer:
        """An offer with the columns whose element occurs, all history that the files hold."""
        names = tuple(name for name, element in columns.items() if element is None or self.has(kind, element))
        return Offer(table, SOURCE, names, self.as_at, self.unbroken_from)


def read_cin_census(
    folder: Path, extract_date: date, names: NameKeys, say: Callable[[str], None]
) -> tuple[Return, list[Problem]]:
    """The landing tables of the census files in `folder` (`cin_census/` of an extract), and every reason to refuse them."""
    files, problems = [], []
    for path in sorted(folder.iterdir()):
        name = f"{folder.name}/{path.name}"
        if is_litter(path):
            continue
        if hidden := holds_unread_files(path, name):
            problems += hidden
            continue
        if path.suffix.lower() != ".xml":
            say(f"notice: {name}: not an XML file of the CIN census, ignored")
            continue
        try:
            files.append(_read_file(path, name))
        except Refused as refusal:
            problems += refusal.problems
    if problems or not files:
        return Return(), problems
    loaded = Loaded(sorted(files, key=lambda file: (file.reference, file.name)), extract_date)
    if problems := loaded.undated():
        return Return(), problems
    for earlier, later in zip(loaded.files, loaded.files[1:], strict=False):
        if earlier.reference == later.reference:
            say(f"notice: {later.name}: of the same reference date as {earlier.name}, whose events it replaces")
    made = Return(parts=list(loaded.order))
    _people(loaded, made)
    _referrals(loaded, made)
    _assessments(loaded, made)
    _plans_of_need(loaded, made)
    _protection(loaded, made)
    _pre_proceedings(loaded, made)
    return made, []


def _is_date(name: str) -> bool:
    return "date" in name.lower() or name == "InitialCPCtarget"


def _with_plain_dates(element: Element) -> None:
    """Writes each date in the element as the census has it, without a time of day, so that its day is the same in every key."""
    for child in element.children:
        _with_plain_dates(child)
    if _is_date(element.name) and not element.children:
        element.words = [iso_date(element.own_text) or ""]


def _read_file(path: Path, name: str) -> Census:
    file = XmlFile(path, name)
    header, blocks, unknown = None, {kind: [] for kind in ("Child", "Disability", "CINdetails", *BLOCKS, "Reviews")}, 0
    numbering = Numbering()
    for element in file.elements("Header", "Children/Child"):
        _with_plain_dates(element)
        if element.name == "Header":
            header = element
            continue
        for kind, block, known in _records(element, numbering):
            blocks[kind].append(block)
            unknown += not known
    if file.root != ROOT or header is None:
        message = f"not a CIN census: no {ROOT} with a Header"
        raise FileRefused([Problem(name, 1, None, "return-root", message)])
    details = header.first("CollectionDetails")
    if (details.text("Collection") or COLLECTION).upper() != COLLECTION:
        message = "the collection named in the header is not the CIN census"
        raise FileRefused([Problem(name, details.line, "Collection", "return-root", message)])
    reference = as_date(details.text("ReferenceDate"))
    if reference is None:
        message = "without a reference date the year of the census is not known"
        raise FileRefused([Problem(name, details.line, "ReferenceDate", "return-date", message)])
    notices = [f"reference date {reference}"]
    if (reference.month, reference.day) != (3, 31):
        notices.append("the reference date is not a 31 March")
    authority = header.first("Source").text("LEA") or ""
    if re.fullmatch(r"\d{3}", authority, re.ASCII):
        notices.append(f"of authority {authority}")
    if unknown:
        notices.append(f"elements not of the census, ignored, in {unknown} records")
    return Census(name, reference, file.sha256, file.encoding, tuple(notices), blocks)


def _records(child: Element, numbering: Numbering) -> Iterator[tuple[str, Block, bool]]:
    """The records of one Child, each with its kind and whether every element of it is of the census.

    Events without an id get the key of their parts here, where those of one file are numbered.
    """
    identity = child.first("ChildIdentifiers").text("LAchildID")

    def made(entity: str, start: str | None) -> str | None:
        return identity and numbering.key(entity, child_part(identity), start)

    yield "Child", Block(child, identity), True
    for disability in child.first("ChildCharacteristics").first("Disabilities").all("Disability"):
        yield "Disability", Block(disability, identity), True
    for details in child.all("CINdetails"):
        referral = made("ref", details.text("CINreferralDate"))
        known = all(element.name in OF_CIN_DETAILS for element in details.children)
        yield "CINdetails", Block(details, identity, referral, referral), known
        for kind, starts in BLOCKS.items():
            entity = {"Assessments": "asm", "CINPlanDates": "cinp", "Section47": "s47"}.get(kind, "cpp")
            for element in details.all(kind):
                start = element.text(starts)
                own = None if kind == "PreProceedingsandFGDM" else made(entity, start)
                yield kind, Block(element, identity, referral, own), True
                for review in element.first("Reviews").all("CPPreviewDate"):
                    yield "Reviews", Block(review, identity, referral, own, start), True


def _people(loaded: Loaded, made: Return) -> None:
    children = loaded.entries["Child"]
    old_gender = any(block.element.first("ChildIdentifiers").text("GenderCurrent") for _, block in children)
    columns = [
        *("pers_person_id", "pers_dob", "pers_expected_dob", "pers_death_date", "pers_sex"),
        *("pers_ethnicity", "pers_upn", "pers_upn_unknown"),
    ]
    if old_gender:
        columns.append("pers_gender")
    people = made.offer(Offer("ssd_person", SOURCE, tuple(columns), loaded.as_at, None))
    former = made.offer(
        loaded.offer(
            "ssd_linked_identifiers",
            "Child",
            dict.fromkeys(("link_table_id", "link_person_id", "link_identifier_type", "link_identifier_value")),
        )
    )
    for entry, block in children:
        own = block.element.first("ChildIdentifiers")
        gender, sex = GENDER.get(own.text("GenderCurrent") or "", (own.text("GenderCurrent"), None))
        people.add(
            entry,
            is_event=True,
            pers_person_id=block.child,
            pers_dob=own.text("PersonBirthDate"),
            pers_expected_dob=own.text("ExpectedPersonBirthDate"),
            pers_death_date=own.text("PersonDeathDate"),
            pers_sex=SEX.get(own.text("Sex") or "", own.text("Sex")) or sex,
            pers_gender=gender,
            pers_ethnicity=block.element.first("ChildCharacteristics").text("Ethnicity"),
            pers_upn=own.text("UPN"),
            pers_upn_unknown=own.text("UPNunknown"),
        )
        for number in (one for one in own.all("FormerUPN") if block.child and one.own_text):
            former.add(
                entry,
                link_table_id=key("link", child_part(block.child), number.own_text),
                link_person_id=block.child,
                link_identifier_type="Former Unique Pupil Number",
                link_identifier_value=number.own_text,
            )
    people.unite("pers_person_id", loaded.order)
    former.unite("link_table_id", loaded.order)
    disabilities = made.offer(
        loaded.offer(
            "ssd_disability",
            "Disability",
            dict.fromkeys(("disa_table_id", "disa_person_id", "disa_disability_code")),
        )
    )
    for entry, block in loaded.entries["Disability"]:
        code = block.element.own_text
        disabilities.add(
            entry,
            is_event=True,
            disa_table_id=block.child and key("disa", child_part(block.child), code),
            disa_person_id=block.child,
            disa_disability_code=code,
        )
    disabilities.unite("disa_table_id", loaded.order)


def _referrals(loaded: Loaded, made: Return) -> None:
    columns = {
        "cine_referral_id": None,
        "cine_person_id": None,
        "cine_referral_date": None,
        "cine_referral_source_code": "ReferralSource",
        "cine_cin_primary_need_code": None,
        "cine_referral_nfa": "ReferralNFA",
        "cine_close_date": None,
        "cine_close_reason": None,
    }
    offer = made.offer(loaded.offer("ssd_cin_episodes", "CINdetails", columns))
    for entry, block in loaded.entries["CINdetails"]:
        offer.add(
            entry,
            is_event=True,
            cine_referral_id=block.id,
            cine_person_id=block.child,
            cine_referral_date=entry["CINreferralDate"],
            cine_referral_source_code=entry["ReferralSource"],
            cine_cin_primary_need_code=entry["PrimaryNeedCode"],
            cine_referral_nfa=yes_no(entry["ReferralNFA"]),
            cine_close_date=entry["CINclosureDate"],
            cine_close_reason=entry["ReasonForClosure"],
        )
    offer.unite("cine_referral_id", loaded.order)


def _assessments(loaded: Loaded, made: Return) -> None:
    columns = dict.fromkeys(
        ("cina_assessment_id", "cina_person_id", "cina_referral_id")
        + ("cina_assessment_start_date", "cina_assessment_auth_date")
    )
    offer = made.offer(loaded.offer("ssd_cin_assessments", "Assessments", columns))
    factors = made.offer(
        loaded.offer(
            "ssd_assessment_factors",
            "Assessments",
            dict.fromkeys(("cinf_table_id", "cinf_assessment_id", "cinf_assessment_factors_json")),
        )
    )
    for entry, block in loaded.entries["Assessments"]:
        start = entry["AssessmentActualStartDate"]
        offer.add(
            entry,
            is_event=True,
            cina_assessment_id=block.id,
            cina_person_id=block.child,
            cina_referral_id=block.referral,
            cina_assessment_start_date=start,
            cina_assessment_auth_date=entry["AssessmentAuthorisationDate"],
        )
        block_of_factors = block.element.first("FactorsIdentifiedAtAssessment")
        codes = [factor.own_text for factor in block_of_factors.all("AssessmentFactors") if factor.own_text]
        if codes and block.id:
            factors.add(
                entry,
                cinf_table_id=key("cinf", child_part(block.child), block.id, start),
                cinf_assessment_id=block.id,
                cinf_assessment_factors_json=json.dumps(codes),
            )
    offer.unite("cina_assessment_id", loaded.order)
    factors.unite("cinf_table_id", loaded.order)


def _plans_of_need(loaded: Loaded, made: Return) -> None:
    if loaded.files[-1].reference < PLANS_SINCE:
        return
    columns = dict.fromkeys(
        ("cinp_cin_plan_id", "cinp_person_id", "cinp_referral_id")
        + ("cinp_cin_plan_start_date", "cinp_cin_plan_end_date")
    )
    offer = made.offer(loaded.offer("ssd_cin_plans", "CINPlanDates", columns))
    offer.history_from = max(offer.history_from, PLANS_SINCE)
    for entry, block in loaded.entries["CINPlanDates"]:
        offer.add(
            entry,
            is_event=True,
            cinp_cin_plan_id=block.id,
            cinp_person_id=block.child,
            cinp_referral_id=block.referral,
            cinp_cin_plan_start_date=entry["CINPlanStartDate"],
            cinp_cin_plan_end_date=entry["CINPlanEndDate"],
        )
    offer.unite("cinp_cin_plan_id", loaded.order)


def _protection(loaded: Loaded, made: Return) -> None:
    """Enquiries, the conferences they led to and those without one, plans and their reviews."""
    enquiries = made.offer(
        loaded.offer(
            "ssd_s47_enquiry",
            "Section47",
            {
                **dict.fromkeys(("s47e_s47_enquiry_id", "s47e_referral_id", "s47e_person_id", "s47e_s47_start_date")),
                **dict.fromkeys(("s47e_s47_nfa", "s47e_s47_outcome_json"), "ICPCnotRequired"),
            },
        )
    )
    for entry, block in loaded.entries["Section47"]:
        unnecessary = yes_no(entry["ICPCnotRequired"])
        enquiries.add(
            entry,
            is_event=True,
            s47e_s47_enquiry_id=block.id,
            s47e_person_id=block.child,
            s47e_referral_id=block.referral,
            s47e_s47_start_date=entry["S47ActualStartDate"],
            s47e_s47_nfa=unnecessary,
            s47e_s47_outcome_json=conference_flag(unnecessary),
        )
    enquiries.unite("s47e_s47_enquiry_id", loaded.order)
    plans = _protection_plans(loaded, made)
    conferences = made.offer(
        loaded.offer(
            "ssd_initial_cp_conference",
            "Section47",
            dict.fromkeys(
                ("icpc_icpc_id", "icpc_person_id", "icpc_s47_enquiry_id", "icpc_cp_plan_id", "icpc_referral_id")
                + ("icpc_icpc_transfer_in", "icpc_icpc_target_date", "icpc_icpc_date", "icpc_icpc_outcome_cp_flag")
            ),
        )
    )
    held: dict[tuple[Part, str], tuple[str, Entry, Block]] = {}
    for kind in ("CINdetails", "Section47"):
        for entry, block in loaded.entries[kind]:
            day = entry["DateOfInitialCPC"]
            if day is None or block.child is None:
                continue
            # Of two records of one conference the enquiry holds, and of enquiries the latest on or before it.
            began = (entry["S47ActualStartDate"] or "") if kind == "Section47" else ""
            rank = began if began <= day else ""
            place = (entry.part.file, key("icpc", child_part(block.child), day))
            if place not in held or rank >= held[place][0]:
                held[place] = rank, entry, block
    starts: dict[str, list[str]] = {}
    for row in plans.rows:
        if row.values["cppl_person_id"] and as_date(row.values["cppl_cp_plan_start_date"]):
            child = child_part(row.values["cppl_person_id"])
            starts.setdefault(child, []).append(row.values["cppl_cp_plan_start_date"])
    for (_, identity), (_, entry, block) in held.items():
        child, day, of_enquiry = (
            child_part(block.child),
            entry["DateOfInitialCPC"],
            "S47ActualStartDate" in entry.values,
        )
        begun = starts.get(child, [])
        conferences.add(
            entry,
            icpc_icpc_id=identity,
            icpc_person_id=block.child,
            icpc_s47_enquiry_id=block.id if of_enquiry else None,
            icpc_cp_plan_id=key("cpp", child, day, 1) if day in begun else None,
            icpc_referral_id=block.referral,
            icpc_icpc_transfer_in="N" if of_enquiry else "Y",
            icpc_icpc_target_date=entry["InitialCPCtarget"],
            icpc_icpc_date=day,
            icpc_icpc_outcome_cp_flag="Y" if day in begun else None if any(start > day for start in begun) else "N",
        )
    conferences.unite("icpc_icpc_id", loaded.order)
    known = {row.values["icpc_icpc_id"] for row in conferences.rows}
    for row in plans.rows:
        child = row.values["cppl_person_id"]
        conference = child and key("icpc", child_part(child), row.values["cppl_cp_plan_start_date"])
        row.values["cppl_icpc_id"] = conference if conference in known else None


def conference_flag(unnecessary: str | None) -> str | None:
    """Outcome of an enquiry, from the answer whether a conference was unnecessary (returns.md 2.9)."""
    opposite = {"Y": "N", "N": "Y"}.get(unnecessary or "")
    return json.dumps({"CP_CONFERENCE_FLAG": opposite}) if opposite else None


def _protection_plans(loaded: Loaded, made: Return) -> Offer:
    plans = made.offer(
        loaded.offer(
            "ssd_cp_plans",
            "ChildProtectionPlans",
            {
                **dict.fromkeys(("cppl_cp_plan_id", "cppl_person_id", "cppl_referral_id", "cppl_icpc_id")),
                **dict.fromkeys(("cppl_cp_plan_start_date", "cppl_cp_plan_end_date")),
                "cppl_cp_plan_initial_category": "InitialCategoryOfAbuse",
                "cppl_cp_plan_latest_category": "LatestCategoryOfAbuse",
            },
        )
    )
    history = made.offer(
        loaded.offer(
            "ext_reported_history",
            "ChildProtectionPlans",
            dict.fromkeys(("person_id", "item", "as_at", "source_return", "value")),
        )
    )
    reported: dict[tuple[str, str], int] = {}
    for entry, block in loaded.entries["ChildProtectionPlans"]:
        start, before = entry["CPPstartDate"], entry["NumberOfPreviousCPP"]
        plans.add(
            entry,
            is_event=True,
            cppl_cp_plan_id=block.id,
            cppl_person_id=block.child,
            cppl_referral_id=block.referral,
            cppl_cp_plan_start_date=start,
            cppl_cp_plan_end_date=entry["CPPendDate"],
            cppl_cp_plan_initial_category=entry["InitialCategoryOfAbuse"],
            cppl_cp_plan_latest_category=entry["LatestCategoryOfAbuse"],
        )
        if block.child and before is not None and as_date(start):
            row = history.add(
                entry,
                person_id=block.child,
                item="previous_cp_plans",
                as_at=start,
                source_return=SOURCE,
                value=before,
            )
            reported[child_part(block.child), start] = loaded.order[row.part]
    # The later file's answer for the same plan is the one that holds.
    history.rows = [
        row
        for row in history.rows
        if loaded.order[row.part] == reported[child_part(row.values["person_id"]), row.values["as_at"]]
    ]
    plans.unite("cppl_cp_plan_id", loaded.order)
    if loaded.entries["ChildProtectionPlans"] and not loaded.entries["Reviews"]:
        # No authority reviews none of its plans: a census without a review was made without them.
        return plans
    reviews = made.offer(
        loaded.offer(
            "ssd_cp_reviews",
            "Reviews",
            dict.fromkeys(("cppr_cp_review_id", "cppr_person_id", "cppr_cp_plan_id", "cppr_cp_review_date")),
        )
    )
    for entry, block in loaded.entries["Reviews"]:
        day = block.element.own_text
        reviews.add(
            entry,
            is_event=True,
            cppr_cp_review_id=block.child and key("cpr", child_part(block.child), block.plan_start, day),
            cppr_person_id=block.child,
            cppr_cp_plan_id=block.id,
            cppr_cp_review_date=day,
        )
    reviews.unite("cppr_cp_review_id", loaded.order)
    return plans


def _pre_proceedings(loaded: Loaded, made: Return) -> None:
    """A block of 2026, seen in one test file and read by its names; a census without it says nothing of the subject."""
    records = loaded.entries["PreProceedingsandFGDM"]
    if not records:
        return
    columns = {
        "prep_pre_pro_decision_date": "PPStartDate",
        "prep_pre_pro_letter_date": "LBPSentDate",
        "prep_initial_pre_pro_meeting_date": "InitialPPMeetingDate",
        "prep_pre_pro_meetings_num": "ReviewMeetingsCount",
        "prep_agree_stepdown_issue_date": "StepDecisionDate",
        "prep_pre_pro_outcome": "PPOutcome",
        "prep_care_pro_letter_date": "LetterInitCPDate",
    }
    offer = made.offer(
        loaded.offer(
            "ssd_pre_proceedings",
            "PreProceedingsandFGDM",
            {"prep_table_id": None, "prep_person_id": None} | dict.fromkeys(columns),
        )
    )
    for entry, block in records:
        values = {name: entry[element] for name, element in columns.items()}
        offer.add(
            entry,
            is_event=True,
            prep_table_id=block.child and key("prep", child_part(block.child), None, entry["PPStartDate"]),
            prep_person_id=block.child,
            **values,
        )
    offer.unite("prep_table_id", loaded.order)
