"""Ofsted's Annex A workbook: `annex_a/*.xlsx`, or one CSV a list, into landing tables. Source: returns.md section 2.

The workbook carries no run date of its own: its content is true for the extract's date. Rows of all lists are gathered
first, since referrals stand on two lists and people on ten.
"""

from __future__ import annotations

import calendar
import csv
import datetime as dt
import hashlib
import io
import json
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

from ingest.csv_records import Expected, read_records
from ingest.problems import FileRefused, Problem, Refused
from ingest.returns import annex_a_lists as lists
from ingest.returns.annex_a_lists import answer, code, without_letter
from ingest.returns.cin_census import conference_flag
from ingest.returns.csv_part import csv_text
from ingest.returns.decode import as_date, holds_unread_files, is_litter, iso_date, text_or_none
from ingest.returns.keys import NameKeys, Numbering, child_part, key
from ingest.returns.leaving_care import status_values
from ingest.returns.offers import Entry, Note, Offer, Part, Return, Row, by_child, undated

SOURCE = "annex_a"
WORKBOOKS = (".xlsx", ".xlsm", ".xls")
# A workbook of a large authority unpacks to some tens of megabytes; far more is no workbook but a trap.
MOST_UNPACKED = 1 << 30
PACKED = b"PK"
# What a cell shows whose formula failed. As an id it would make one child of many.
FAILED_FORMULA = re.compile(r"#[A-Z0-9/]+[!?]")
TOP_ROWS = 10
LANDED = range(1, 11)
# Where columns about the person are taken from first.
PERSON_ORDER = (8, 9, 7, 6, 5, 4, 3, 10, 2, 1)
WINDOW_MONTHS = {**dict.fromkeys(range(1, 9), 6), 9: 0, 10: 12}
COHORT = {**dict.fromkeys(range(1, 6), "all"), **dict.fromkeys(range(6, 10), "latest"), 10: "open_or_recent"}
UNBORN = "-1"
SEXES, UNKNOWN_SEX = ("M", "F"), "U"
COMPARED = ("pers_dob", "pers_sex")
DAYS_A_YEAR = Decimal("365.25")
SEEN_STATUSES = ("Child in need plan", "Open assessment")
UASC_STATUS = "Unaccompanied Asylum Seeking Child"


@dataclass(eq=False)
class List:
    """One list as supplied: its records, and the headers it has."""

    number: int
    part: Part
    headers: set[str]
    entries: list[Entry]


@dataclass(eq=False)
class Supplied:
    """Every list supplied, and the day they are true for."""

    day: dt.date
    lists: dict[int, List] = field(default_factory=dict)

    def entries(self, number: int) -> list[Entry]:
        return self.lists[number].entries if number in self.lists else []

    def has(self, number: int, *headers: str) -> bool:
        return number in self.lists and self.lists[number].headers.issuperset(headers)

    def since(self, number: int) -> dt.date:
        """The first day of a list's window."""
        year, month = divmod(self.day.year * 12 + self.day.month - 1 - WINDOW_MONTHS[number], 12)
        return dt.date(year, month + 1, min(self.day.day, calendar.monthrange(year, month + 1)[1]))


def read_annex_a(
    folder: Path, extract_date: dt.date, names: NameKeys, say: Callable[[str], None]
) -> tuple[Return, list[Problem]]:
    """The landing tables of the lists in `folder` (`annex_a/` of an extract), and every reason to refuse them."""
    supplied, problems = Supplied(extract_date), []
    for path in sorted(folder.iterdir()):
        name, suffix = f"{folder.name}/{path.name}", path.suffix.lower()
        if is_litter(path):
            continue
        if hidden := holds_unread_files(path, name):
            problems += hidden
            continue
        if suffix not in (*WORKBOOKS, ".csv"):
            say(f"notice: {name}: neither a workbook nor a CSV, ignored")
            continue
        try:
            found = [_read_csv(path, name)] if suffix == ".csv" else list(_read_workbook(path, name, say))
        except Refused as refusal:
            problems += refusal.problems
            continue
        for one in found:
            other = supplied.lists.setdefault(one.number, one)
            if other is not one:
                also = "another sheet of it" if other.part.file == one.part.file else other.part.file
                message = f"list {one.number} is also supplied by {also}"
                problems.append(Problem(one.part.file, None, None, "table-twice", message))
    made = Return()
    if not problems:
        made.parts = [one.part for one in supplied.lists.values() if one.number in LANDED]
        _Landing(supplied, made, names).land()
    return made, problems


def _read_workbook(path: Path, name: str, say: Callable[[str], None]) -> Iterator[List]:
    data = path.read_bytes()
    _check_packing(data, name)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = [
            (sheet, [[_text(cell) for cell in row] for row in book.get_sheet_by_name(sheet).to_python(False)])
            for sheet in book.sheet_names
        ]
    except (CalamineError, OSError, ValueError):
        # The library's message may quote what it met.
        raise _refused(name, None, "workbook-read", "not a whole workbook, or one with a password") from None
    sha256 = hashlib.sha256(data).hexdigest()
    for place, (sheet, rows) in enumerate(sheets, 1):
        lines = range(1, len(rows) + 1)
        one = _read_rows(rows, lines, lists.list_of_sheet(sheet), name, f"sheet {place}", sha256, None)
        if one is None:
            say(f"notice: {name}: sheet {place}: no list of Annex A, ignored")
        elif one.number in LANDED:
            yield one
        else:
            say(f"notice: {one.part.file}: known and not landed")


def _check_packing(data: bytes, name: str) -> None:
    """Refuses a packed workbook that unpacks without end, or whose parts are not what their sums say.

    The library that reads workbooks skips a part it cannot find, and with it a list; so every part is proved first.
    """
    if not data.startswith(PACKED):
        return
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(member.file_size for member in packed.infolist()) > MOST_UNPACKED:
                raise _refused(name, None, "workbook-size", "unpacks to more than a workbook can hold")
            whole = packed.testzip() is None
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError):
        whole = False
    if not whole:
        raise _refused(name, None, "workbook-read", "not a whole workbook, or one with a password")


def _read_csv(path: Path, name: str) -> List:
    data = path.read_bytes()
    text, encoding = csv_text(data, name)
    records = read_records(text, name, Expected())
    columns = [column.to_pylist() for column in records.table.columns]
    rows = [records.table.column_names, *(list(row) for row in zip(*columns, strict=True))]
    sha256 = hashlib.sha256(data).hexdigest()
    lines = [1, *records.lines.tolist()]
    one = _read_rows(rows, lines, lists.list_of_sheet(path.stem), name, "the file", sha256, encoding)
    if one is None:
        raise _refused(name, 1, "return-header", "not the header of a list of Annex A")
    one.part = replace(one.part, file=name, letters={})
    one.entries = [replace(entry, part=one.part) for entry in one.entries]
    return one


def _text(cell: object) -> str:
    """A cell as text: whole numbers without decimals, dates in ISO form."""
    match cell:
        case bool():
            return "true" if cell else "false"
        case float():
            return str(int(cell)) if cell.is_integer() else repr(cell)
        case dt.datetime():
            return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat()
        case dt.date():
            return cell.isoformat()
        case _:
            return str(cell)


def _read_rows(
    rows: list[list[str]],
    lines: Sequence[int],
    said: int | None,
    file: str,
    what: str,
    sha256: str,
    encoding: str | None,
) -> List | None:
    """The list in rows of text: the one its name says, else the one its headers tell; None where it is none.

    `lines` says on which line of the file, or row of the sheet, each stands. A row of one cell is a note of whoever made the
    report, under the list or above it, and no record.
    Errors: FileRefused for headers that are not those of the list that the name says (an inspection workbook of another
    kind has lists of its own), for a header twice, for one without which no record can be placed, and for `undated` columns.
    """
    number, top, places = _find_header(rows, said)
    if number is None:
        if said is not None and any(text_or_none(text) for row in rows for text in row):
            message = f"{what} is named list {said} and has not its headers in the first {TOP_ROWS} rows"
            raise _refused(file, None, "return-header", message)
        return None
    where = f"{file}[List {number}]"
    twice = Counter(lists.plain_header(text) for text in rows[top])
    problems = [
        Problem(where, lines[top], header, "header-twice", "the column stands twice in the header")
        for header in places
        if twice[lists.plain_header(header)] > 1
    ]
    problems += [
        Problem(
            where, lines[top], header, "header-missing", "a column without which no record can be placed is missing"
        )
        for header in lists.NEEDED[number]
        if header not in places
    ]
    if problems:
        raise FileRefused(problems)
    known = set(places.values())
    unknown = [_letter(place) for place, text in enumerate(rows[top]) if text_or_none(text) and place not in known]
    filled = [
        (line, row, cells)
        for line, row in zip(lines[top + 1 :], rows[top + 1 :], strict=True)
        if (cells := sum(text_or_none(text) is not None for text in row))
    ]
    kept = [(line, row) for line, row, cells in filled if cells > 1]
    notices = [f"columns not of the list, ignored: {', '.join(unknown)}"] if unknown else []
    if len(kept) < len(filled):
        alone = ", ".join(str(line) for line, _, cells in filled if cells == 1)
        notices.append(f"rows of one cell, taken for notes and not for records: {alone}")
    part = Part(
        file=where,
        kind=f"{SOURCE} list {number}",
        source=SOURCE,
        lines=[line for line, _ in kept],
        raw_text=lambda record: _as_line(kept[record][1]),
        sha256=sha256,
        encoding=encoding,
        notices=tuple(notices),
        letters={
            column: f"List {number}!{_letter(places[header])}"
            for column, header in lists.read_from().items()
            if header in places
        },
    )
    entries = [
        Entry(part, record, {header: _value(header, row[place]) for header, place in places.items()})
        for record, (_, row) in enumerate(kept)
    ]
    if number in LANDED and (
        problems := undated(part, entries, [header for header in places if "date" in header.lower()])
    ):
        raise FileRefused(problems)
    return List(number, part, set(places), entries)


def _value(header: str, text: str) -> str | None:
    value = text_or_none(text)
    return None if header == "Child Unique ID" and FAILED_FORMULA.fullmatch(value or "") else value


def _find_header(rows: list[list[str]], said: int | None) -> tuple[int | None, int, dict[str, int]]:
    """The list, the row of its headers among the top ones, and the place of each header."""
    for number in (said,) if said is not None else tuple(lists.HEADERS):
        for top, row in enumerate(rows[:TOP_ROWS]):
            places = lists.columns_of(number, row)
            told = said is not None or lists.TELLING[number] in places
            if told and lists.is_header_row(number, places):
                return number, top, places
    return None, 0, {}


def _letter(place: int) -> str:
    """The letters of a column of a sheet, from its place."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _as_line(row: list[str]) -> str:
    stream = io.StringIO()
    csv.writer(stream, lineterminator="").writerow(row)
    return stream.getvalue()


def _refused(file: str, line: int | None, rule: str, message: str) -> FileRefused:
    return FileRefused([Problem(file, line, None, rule, message)])


class _Landing:
    """The offers made from the lists."""

    def __init__(self, supplied: Supplied, made: Return, names: NameKeys) -> None:
        self.supplied = supplied
        self.made = made
        self.names = names
        self.teams: dict[str, tuple[Entry, str]] = {}
        self.workers: dict[str, tuple[Entry, str]] = {}
        self.history: list[tuple[Entry, str, str]] = []
        self.involved: dict[str, Row] = {}

    def land(self) -> None:
        if not self.supplied.lists:
            return
        self.people()
        self.contacts()
        self.early_help()
        referrals = self.referrals()
        self.assessments(referrals)
        plans = self.protection_plans()
        self.enquiries(plans)
        self.need()
        self.care()
        self.leavers()
        self.adoption()
        self.unaccompanied()
        self.staff()
        self.reported_history()

    def offer(self, table: str, number: int, columns: dict[str, str | None]) -> Offer:
        """An offer with the columns whose header the list has, complete as the list is."""
        names = tuple(name for name, header in columns.items() if header is None or self.supplied.has(number, header))
        return self.made.offer(
            Offer(table, SOURCE, names, self.supplied.day, self.supplied.since(number), COHORT[number])
        )

    def team(self, entry: Entry) -> str | None:
        name = entry["Allocated Team"]
        if name is None:
            return None
        identity = self.names.key("team", name)
        self.teams.setdefault(identity, (entry, name))
        return identity

    def worker(self, entry: Entry, header: str = "Allocated Worker") -> str | None:
        name = entry[header]
        if name is None:
            return None
        identity = self.names.key("wkr", name)
        self.workers.setdefault(identity, (entry, name))
        return identity

    def report(self, entry: Entry, **items: str | None) -> None:
        """Figures the list gives already counted; one for each child, and the first to come holds."""
        for item, value in items.items():
            if entry["Child Unique ID"] is not None and value is not None:
                self.history.append((entry, item, value))

    def people(self) -> None:
        """One row for each child, each column from the first list in order that fills it; and disability likewise."""
        offer = self.made.offer(
            Offer(
                "ssd_person",
                SOURCE,
                ("pers_person_id", "pers_gender", "pers_sex", "pers_ethnicity", "pers_dob", "pers_expected_dob"),
                self.supplied.day,
                None,
            )
        )
        disabled = self.made.offer(
            Offer(
                "ssd_disability",
                SOURCE,
                ("disa_table_id", "disa_person_id", "disa_disability_code"),
                self.supplied.day,
                self.supplied.since(4),
            )
        )
        known: dict[str, Row] = {}
        answered: set[str] = set()
        for number in PERSON_ORDER:
            for entry in self.supplied.entries(number):
                child = entry["Child Unique ID"]
                if child is None:
                    continue
                own, values = child_part(child), self.person(entry)
                if own not in known:
                    known[own] = offer.add(entry, pers_person_id=child, **values)
                row = known[own]
                for name, value in values.items():
                    held = row.values[name]
                    if held is None:
                        row.values[name] = value
                    elif name in COMPARED and value not in (None, held) and UNKNOWN_SEX not in (held, value):
                        offer.notes.append(Note("DQ013", name, row))
                if self.age_is_wrong(entry, values["pers_dob"]):
                    offer.notes.append(Note("DQ012", "pers_dob", row))
                disability = code("disability", entry[lists.DISABLED])
                if disability is not None and own not in answered:
                    answered.add(own)
                    disabled.add(
                        entry,
                        disa_table_id=key("disa", own, disability),
                        disa_person_id=child,
                        disa_disability_code=disability,
                    )
        if not any(self.supplied.has(number, lists.DISABLED) for number in self.supplied.lists):
            del self.made.offers["ssd_disability"]

    def person(self, entry: Entry) -> dict[str, str | None]:
        gender = code("gender", entry["Gender"])
        born = iso_date(entry["Date of Birth"])
        unborn = entry["Age of Child (Years)"] == UNBORN or (born or "") > self.supplied.day.isoformat()
        return {
            "pers_gender": gender,
            "pers_sex": gender if gender in SEXES else gender and UNKNOWN_SEX,
            "pers_ethnicity": code("ethnicity", entry["Ethnicity"]),
            "pers_dob": None if unborn else born,
            "pers_expected_dob": born if unborn else None,
        }

    def age_is_wrong(self, entry: Entry, born: str | None) -> bool:
        """Whether the age given differs by more than a year from that of the birth date."""
        age, birth = entry["Age of Child (Years)"], as_date(born)
        if birth is None or not re.fullmatch(r"\d{1,3}(\.\d+)?", age or "", re.ASCII):
            return False
        return abs((self.supplied.day - birth).days - Decimal(age) * DAYS_A_YEAR) > DAYS_A_YEAR

    def contacts(self) -> None:
        if 1 not in self.supplied.lists:
            return
        source_header = "Contact Source"
        columns = {"cont_contact_id": None, "cont_person_id": None, "cont_contact_date": None}
        columns |= dict.fromkeys(("cont_contact_source_code", "cont_contact_source_desc"), source_header)
        offer, numbering = self.offer("ssd_contacts", 1, columns), Numbering()
        for entry in self.supplied.entries(1):
            child, day, source = entry["Child Unique ID"], iso_date(entry["Date of Contact"]), entry[source_header]
            read = code("contact_source", source)
            listed = read if read in lists.codes_of("contact_source") else None
            offer.add(
                entry,
                is_event=True,
                cont_contact_id=child and numbering.key("con", child_part(child), day, listed),
                cont_person_id=child,
                cont_contact_date=day,
                cont_contact_source_code=read,
                cont_contact_source_desc=without_letter(source),
            )

    def early_help(self) -> None:
        if 2 not in self.supplied.lists:
            return
        columns = {
            "earl_episode_id": None,
            "earl_person_id": None,
            "earl_episode_start_date": None,
            "earl_episode_end_date": "Assessment completion date",
            "earl_episode_organisation": "Organisation completing assessment",
        }
        offer, numbering = self.offer("ssd_early_help_episodes", 2, columns), Numbering()
        for entry in self.supplied.entries(2):
            child, start = entry["Child Unique ID"], iso_date(entry["Assessment start date"])
            organisation = entry["Organisation completing assessment"]
            offer.add(
                entry,
                is_event=True,
                earl_episode_id=child and numbering.key("eh", child_part(child), start, organisation),
                earl_person_id=child,
                earl_episode_start_date=start,
                earl_episode_end_date=iso_date(entry["Assessment completion date"]),
                earl_episode_organisation=organisation,
            )

    def referrals(self) -> dict[str, list[tuple[str, Row]]]:
        """Referrals of list 3, and the episodes of need of list 6 on them; by child, in order of their dates."""
        if not self.supplied.lists.keys() & {3, 6}:
            return {}
        number = 3 if 3 in self.supplied.lists else 6
        columns = {"cine_referral_id": None, "cine_person_id": None, "cine_referral_date": None}
        of_list = {
            "cine_referral_source_code": (3, "Referral Source"),
            "cine_referral_source_desc": (3, "Referral Source"),
            "cine_referral_nfa": (3, "Referral NFA?"),
            "cine_referral_team": (3, "Allocated Team"),
            "cine_referral_worker_id": (3, "Allocated Worker"),
            "cine_cin_primary_need_code": (6, "Primary Need Code"),
            "cine_close_date": (6, "CIN Closure Date"),
            "cine_close_reason": (6, "Reason for Closure"),
        }
        columns |= {name: None for name, (where, header) in of_list.items() if self.supplied.has(where, header)}
        offer, numbering = self.offer("ssd_cin_episodes", number, columns), Numbering()
        of_child: dict[str, list[tuple[str, Row]]] = {}
        for entry in self.supplied.entries(3):
            child, day = entry["Child Unique ID"], iso_date(entry["Date of referral"])
            row = offer.add(
                entry,
                is_event=True,
                cine_referral_id=child and numbering.key("ref", child_part(child), day),
                cine_person_id=child,
                cine_referral_date=day,
                cine_referral_source_code=code("contact_source", entry["Referral Source"]),
                cine_referral_source_desc=without_letter(entry["Referral Source"]),
                cine_referral_nfa=answer("referral_nfa")(entry["Referral NFA?"]),
                cine_referral_team=self.team(entry),
                cine_referral_worker_id=self.worker(entry),
            )
            if child is not None and as_date(day):
                of_child.setdefault(child_part(child), []).append((day, row))
        for found in of_child.values():
            found.sort(key=lambda pair: pair[0])
        for entries in by_child(self.supplied.entries(3), "Child Unique ID").values():
            latest = max(entries, key=lambda entry: iso_date(entry["Date of referral"]) or "")
            self.report(latest, referrals_12m=latest["Number of Referrals in Last 12 Months"])
        window = self.supplied.since(3).isoformat()
        for entry in self.supplied.entries(6):
            self.episode_of_need(entry, offer, of_child, window)
        return of_child

    def episode_of_need(
        self, entry: Entry, offer: Offer, of_child: dict[str, list[tuple[str, Row]]], window: str
    ) -> None:
        """A row of list 6: on the referral of its day, else on the nearest before it in list 3's window, else its own."""
        child, start = entry["Child Unique ID"], iso_date(entry["CIN Start Date"])
        episode = {
            "cine_cin_primary_need_code": code("primary_need", entry["Primary Need Code"]),
            "cine_close_date": iso_date(entry["CIN Closure Date"]),
            "cine_close_reason": code("closure_reason", entry["Reason for Closure"]),
        }
        found = of_child.setdefault(child_part(child), []) if child and as_date(start) else []
        before = [(day, row) for day, row in found if day <= start]
        same = next((row for day, row in before if day == start), None)
        if same is None and before and start >= window:
            same = before[-1][1]
        if same is not None:
            same.values |= episode
            return
        row = offer.add(
            entry,
            is_event=True,
            cine_referral_id=child and key("ref", child_part(child), start, 1),
            cine_person_id=child,
            cine_referral_date=start,
            **episode,
        )
        found.append((start, row))
        found.sort(key=lambda pair: pair[0])

    def assessments(self, referrals: dict[str, list[tuple[str, Row]]]) -> None:
        if 4 not in self.supplied.lists:
            return
        columns = {
            "cina_assessment_id": None,
            "cina_person_id": None,
            "cina_assessment_start_date": None,
            "cina_assessment_child_seen": "Child Seen During Continuous Assessment",
            "cina_assessment_auth_date": "Continuous Assessment Date of Authorisation",
            "cina_assessment_outcome_nfa": lists.SUPPORTED,
            "cina_assessment_team": "Allocated Team",
            "cina_assessment_worker_id": "Allocated Worker",
        }
        if self.supplied.lists.keys() & {3, 6}:
            columns["cina_referral_id"] = None
        offer, numbering = self.offer("ssd_cin_assessments", 4, columns), Numbering()
        for entry in self.supplied.entries(4):
            child, start = entry["Child Unique ID"], iso_date(entry["Continuous Assessment Start Date"])
            known = referrals.get(child_part(child), []) if child and as_date(start) else []
            before = [row for day, row in known if day <= start]
            offer.add(
                entry,
                is_event=True,
                cina_assessment_id=child and numbering.key("asm", child_part(child), start),
                cina_person_id=child,
                cina_referral_id=before[-1].values["cine_referral_id"] if before else None,
                cina_assessment_start_date=start,
                cina_assessment_child_seen=answer("child_seen")(entry["Child Seen During Continuous Assessment"]),
                cina_assessment_auth_date=iso_date(entry["Continuous Assessment Date of Authorisation"]),
                cina_assessment_outcome_nfa=_opposite(answer("answer")(entry[lists.SUPPORTED])),
                cina_assessment_team=self.team(entry),
                cina_assessment_worker_id=self.worker(entry),
            )

    def protection_plans(self) -> set[tuple[str, str]]:
        """Plans with the last visit and review of each; the child and start of every plan."""
        if 7 not in self.supplied.lists:
            return set()
        plans = self.offer(
            "ssd_cp_plans",
            7,
            {
                **dict.fromkeys(("cppl_cp_plan_id", "cppl_person_id", "cppl_cp_plan_start_date")),
                "cppl_cp_plan_end_date": "Child Protection Plan End Date",
                "cppl_cp_plan_initial_category": "Initial Category of Abuse",
                "cppl_cp_plan_latest_category": "Latest Category of Abuse",
            },
        )
        visits, reviews = None, None
        if self.supplied.has(7, "Date of the Last Statutory Visit"):
            visit_columns = dict.fromkeys(
                ("cppv_cp_visit_id", "cppv_person_id", "cppv_cp_plan_id", "cppv_cp_visit_date")
            )
            seen = dict.fromkeys(("cppv_cp_visit_seen", "cppv_cp_visit_seen_alone"), "Was the Child Seen Alone?")
            visits = self.offer("ssd_cp_visits", 7, visit_columns | seen)
        if self.supplied.has(7, "Date of latest review conference"):
            review_columns = ("cppr_cp_review_id", "cppr_person_id", "cppr_cp_plan_id", "cppr_cp_review_date")
            reviews = self.offer("ssd_cp_reviews", 7, dict.fromkeys(review_columns))
        numbering, started = Numbering(), set()
        for entry in self.supplied.entries(7):
            child, start = entry["Child Unique ID"], iso_date(entry["Child Protection Plan Start Date"])
            plan = child and numbering.key("cpp", child_part(child), start)
            ended = iso_date(entry["Child Protection Plan End Date"])
            plans.add(
                entry,
                is_event=True,
                cppl_cp_plan_id=plan,
                cppl_person_id=child,
                cppl_cp_plan_start_date=start,
                cppl_cp_plan_end_date=ended,
                cppl_cp_plan_initial_category=code("abuse_category", entry["Initial Category of Abuse"]),
                cppl_cp_plan_latest_category=code("abuse_category", entry["Latest Category of Abuse"]),
            )
            if child is None:
                continue
            started.add((child_part(child), start or ""))
            visited, reviewed = (
                iso_date(entry["Date of the Last Statutory Visit"]),
                iso_date(entry["Date of latest review conference"]),
            )
            alone = answer("seen_alone")(entry["Was the Child Seen Alone?"])
            if visits is not None and visited is not None:
                visits.add(
                    entry,
                    cppv_cp_visit_id=numbering.key("vis", "cp", child_part(child), visited),
                    cppv_person_id=child,
                    cppv_cp_plan_id=plan,
                    cppv_cp_visit_date=visited,
                    cppv_cp_visit_seen="Y" if alone == "Y" else None,
                    cppv_cp_visit_seen_alone=alone,
                )
            if reviews is not None and reviewed is not None:
                reviews.add(
                    entry,
                    cppr_cp_review_id=key("cpr", child_part(child), start, reviewed),
                    cppr_person_id=child,
                    cppr_cp_plan_id=plan,
                    cppr_cp_review_date=reviewed,
                )
            self.report(
                entry,
                previous_cp_plans=entry["Number of Previous Child Protection Plans"],
                epo_police_6m=answer("answer")(entry[lists.EPO]),
            )
            if ended is None:
                self.involve(entry)
        return started

    def enquiries(self, plans: set[tuple[str, str]]) -> None:
        if 5 not in self.supplied.lists:
            return
        unnecessary = dict.fromkeys(("s47e_s47_nfa", "s47e_s47_outcome_json"), lists.CONFERENCE_UNNECESSARY)
        offer = self.offer(
            "ssd_s47_enquiry",
            5,
            {
                **dict.fromkeys(("s47e_s47_enquiry_id", "s47e_person_id", "s47e_s47_start_date")),
                **unnecessary,
                "s47e_s47_completed_by_team": "Allocated Team",
                "s47e_s47_completed_by_worker_id": "Allocated Worker",
            },
        )
        numbering = Numbering()
        held: dict[tuple[str, str], list[tuple[str, Entry, str]]] = {}
        for entry in self.supplied.entries(5):
            child, start = entry["Child Unique ID"], iso_date(entry[lists.ENQUIRY_START])
            identity = child and numbering.key("s47", child_part(child), start)
            needless = answer("answer")(entry[lists.CONFERENCE_UNNECESSARY])
            offer.add(
                entry,
                is_event=True,
                s47e_s47_enquiry_id=identity,
                s47e_person_id=child,
                s47e_s47_start_date=start,
                s47e_s47_nfa=needless,
                s47e_s47_outcome_json=conference_flag(needless),
                s47e_s47_completed_by_team=self.team(entry),
                s47e_s47_completed_by_worker_id=self.worker(entry),
            )
            day = iso_date(entry[lists.CONFERENCE_DATE])
            if child is not None and day is not None:
                held.setdefault((child_part(child), day), []).append((start or "", entry, identity))
        for entries in by_child(self.supplied.entries(5), "Child Unique ID").values():
            latest = max(entries, key=lambda entry: iso_date(entry[lists.ENQUIRY_START]) or "")
            self.report(
                latest,
                s47_12m=latest["Number of Section 47 Enquiries in the last 12 months"],
                icpc_12m=latest["Number of ICPCs in the last 12 months"],
            )
        if self.supplied.has(5, lists.CONFERENCE_DATE):
            self.conferences(held, plans)

    def conferences(
        self, held: dict[tuple[str, str], list[tuple[str, Entry, str]]], plans: set[tuple[str, str]]
    ) -> None:
        """A conference date on several rows of a child is one conference, of the latest enquiry on or before it."""
        columns = dict.fromkeys(("icpc_icpc_id", "icpc_person_id", "icpc_s47_enquiry_id", "icpc_icpc_date"))
        columns["icpc_icpc_outcome_cp_flag"] = lists.CONFERENCE_PLAN
        if 7 in self.supplied.lists:
            columns["icpc_cp_plan_id"] = None
        offer = self.offer("ssd_initial_cp_conference", 5, columns)
        for (child, day), enquiries in held.items():
            before = [enquiry for enquiry in enquiries if as_date(enquiry[0]) and enquiry[0] <= day]
            _, entry, enquiry = max(before or enquiries, key=lambda found: found[0])
            offer.add(
                entry,
                icpc_icpc_id=key("icpc", child, day),
                icpc_person_id=entry["Child Unique ID"],
                icpc_s47_enquiry_id=enquiry if before else None,
                icpc_icpc_date=day,
                icpc_icpc_outcome_cp_flag=answer("answer")(entry[lists.CONFERENCE_PLAN]),
                icpc_cp_plan_id=key("cpp", child, day, 1) if (child, day) in plans else None,
            )

    def need(self) -> None:
        """The last visit to a child in need, the state of the case and who holds it."""
        if 6 not in self.supplied.lists:
            return
        visits, numbering = None, Numbering()
        if self.supplied.has(6, "Date Child Was Last Seen", "Case Status"):
            columns = ("cinv_cin_visit_id", "cinv_person_id", "cinv_cin_visit_date", "cinv_cin_visit_seen")
            visits = self.offer("ssd_cin_visits", 6, dict.fromkeys(columns))
        for entry in self.supplied.entries(6):
            child, seen = entry["Child Unique ID"], iso_date(entry["Date Child Was Last Seen"])
            status = code("case_status", entry["Case Status"])
            if child is None:
                continue
            self.report(entry, case_status=status)
            if visits is not None and seen is not None and status in SEEN_STATUSES:
                visits.add(
                    entry,
                    cinv_cin_visit_id=numbering.key("vis", "cin", child_part(child), seen),
                    cinv_person_id=child,
                    cinv_cin_visit_date=seen,
                    cinv_cin_visit_seen="Y",
                )
            if entry["CIN Closure Date"] is None:
                self.involve(entry)

    def involve(self, entry: Entry) -> None:
        """Who holds an open case on the day of the list; since when is not said."""
        team, worker, day = self.team(entry), self.worker(entry), self.supplied.day.isoformat()
        if team is None and worker is None:
            return
        child = entry["Child Unique ID"]
        identity = key("inv", child_part(child), worker, team, day)
        values = {
            "invo_involvements_id": identity,
            "invo_person_id": child,
            "invo_professional_id": worker,
            "invo_professional_role_id": "Allocated Worker",
            "invo_professional_team": team,
            "invo_involvement_start_date": day,
        }
        self.involved.setdefault(identity, Row(values, entry.part, entry.record, False, SOURCE))

    def care(self) -> None:
        """The latest period of care of each child: one episode, and the placement and legal status it is in now."""
        if 8 not in self.supplied.lists:
            return
        offers = {
            "episode": self.offer("ssd_cla_episodes", 8, EPISODE_COLUMNS),
            "status": self.offer("ssd_legal_status", 8, STATUS_COLUMNS),
            "placement": self.offer("ssd_cla_placement", 8, PLACEMENT_COLUMNS),
            "detail": self.offer("ext_placement_detail", 8, DETAIL_COLUMNS),
            "review": self.offer("ssd_cla_reviews", 8, REVIEW_COLUMNS),
            "visit": self.offer("ssd_cla_visits", 8, VISIT_COLUMNS),
            "health": self.offer("ssd_cla_health", 8, HEALTH_COLUMNS),
            "plan": self.offer("ssd_cla_care_plan", 8, CARE_PLAN_COLUMNS),
        }
        for name, headers in CARE_NEEDS.items():
            if not any(self.supplied.has(8, header) for header in headers):
                del self.made.offers[offers[name].table]
        numbering = Numbering()
        for entry in self.supplied.entries(8):
            self.period(entry, offers, numbering)

    def period(self, entry: Entry, offers: dict[str, Offer], numbering: Numbering) -> None:
        child = entry["Child Unique ID"]
        own, start = child and child_part(child), iso_date(entry["Date Started to be Looked After"])
        ended, period = iso_date(entry["Date Ceased to be Looked After"]), child and key("poc", own, start)
        placed = iso_date(entry["Start Date of Most Recent Placement"])
        placement = key("plc", own, placed) if child and placed else None
        offers["episode"].add(
            entry,
            is_event=True,
            clae_cla_episode_id=child and key("ep", own, start),
            clae_person_id=child,
            clae_cla_id=period,
            clae_cla_placement_id=placement,
            clae_cla_episode_start_date=start,
            clae_cla_episode_start_reason="S",
            clae_entered_care_date=start,
            clae_cla_primary_need_code=code("primary_need", entry["Child's Category of Need"]),
            clae_cla_episode_ceased_date=ended,
            clae_cla_episode_ceased_reason=code("cla_end_reason", entry["Reason Ceased to be Looked After"]),
            clae_cla_last_iro_contact_date=iso_date(entry["Date of Last IRO Visit / Contact to the Child"]),
        )
        if child is None:
            return
        status, since = code("legal_status", entry["Child's Legal Status"]), entry["Start date of current legal status"]
        if status is not None and since is not None:
            offers["status"].add(
                entry,
                lega_legal_status_id=key("ls", own, iso_date(since), status),
                lega_person_id=child,
                lega_legal_status=status,
                lega_legal_status_start_date=iso_date(since),
                lega_legal_status_end_date=ended,
            )
        if placement is not None:
            self.placement(entry, offers, placement, period, placed, ended)
        reviewed = iso_date(entry["Date of Latest Statutory Review"])
        if reviewed is not None:
            offers["review"].add(
                entry,
                clar_cla_review_id=numbering.key("clr", own, reviewed),
                clar_cla_id=period,
                clar_cla_person_id=child,
                clar_cla_review_date=reviewed,
            )
        visited = iso_date(entry["Date of Last Social Work Visit"])
        if visited is not None:
            offers["visit"].add(
                entry,
                clav_cla_visit_id=numbering.key("vis", "cla", own, visited),
                clav_cla_id=period,
                clav_person_id=child,
                clav_cla_visit_date=visited,
            )
        for kind, header in HEALTH_CHECKS.items():
            day = iso_date(entry[header])
            if day is not None:
                offers["health"].add(
                    entry,
                    clah_health_check_id=key("hc", own, kind, day),
                    clah_person_id=child,
                    clah_health_check_type=kind,
                    clah_health_check_date=day,
                    clah_health_check_status="Completed",
                )
        plan = code("permanence_plan", entry[lists.PERMANENCE_PLAN])
        if plan is not None:
            offers["plan"].add(
                entry,
                lacp_table_id=key("lacp", own, plan, None),
                lacp_person_id=child,
                # What is no option of the contract is no JSON either, and so is reported (DQ006).
                lacp_cla_care_plan_json=json.dumps({plan: "Y"}) if plan in CARE_PLANS else plan,
            )
        self.report(
            entry,
            uasc_12m=answer("uasc")(entry[lists.UASC]),
            placements_12m=entry["Number of Placements in the Last 12 months"],
            missing_12m=entry[lists.MISSING_12M],
            absent_12m=entry[lists.ABSENT_12M],
            care_period_12m=answer("answer")(entry[lists.SECOND_PERIOD]),
            rhi_offered_last=answer("answer")(entry[lists.RHI_OFFERED]),
            rhi_accepted_last=answer("answer")(entry[lists.RHI_ACCEPTED]),
        )
        if ended is None:
            self.involve(entry)

    def placement(
        self, entry: Entry, offers: dict[str, Offer], placement: str, period: str, placed: str, ended: str | None
    ) -> None:
        offers["placement"].add(
            entry,
            clap_cla_placement_id=placement,
            clap_person_id=entry["Child Unique ID"],
            clap_cla_id=period,
            clap_cla_placement_start_date=placed,
            clap_cla_placement_end_date=ended,
            clap_cla_placement_type=code("placement_type", entry["Placement Type"]),
            clap_cla_placement_provider=code("placement_provider", entry["Placement Provider"]),
            clap_cla_placement_postcode=entry["Placement postcode"],
            clap_cla_placement_urn=entry["URN of Placement"],
        )
        inside = code("in_authority", entry["Placement Location"])
        if inside is not None or entry["LA of Placement"] is not None:
            offers["detail"].add(
                entry, placement_id=placement, in_authority=inside, placement_la=entry["LA of Placement"]
            )

    def leavers(self) -> None:
        if 9 not in self.supplied.lists:
            return
        day = self.supplied.day.isoformat()
        leavers = self.offer("ssd_care_leavers", 9, LEAVER_COLUMNS)
        statuses = self.offer("ext_care_leaver_status", 9, LEAVER_STATUS_COLUMNS)
        plans = None
        if self.supplied.has(9, "Latest Pathway Plan Review Date"):
            plans = self.offer("ext_pathway_plan", 9, dict.fromkeys(("pathway_plan_id", "person_id", "completed_on")))
        for entry in self.supplied.entries(9):
            child, planned = entry["Child Unique ID"], iso_date(entry["Latest Pathway Plan Review Date"])
            activity = code("activity", entry["Activity Status"])
            suitable = code("accommodation_suitable", entry["Suitability of Accommodation"])
            leavers.add(
                entry,
                is_event=True,
                clea_table_id=child and key("clea", child_part(child)),
                clea_person_id=child,
                clea_care_leaver_eligibility=code("care_leaver_eligibility", entry["Eligibility Category"]),
                clea_care_leaver_in_touch=code("in_touch", entry["LA in Touch"]),
                clea_care_leaver_latest_contact=iso_date(entry["Latest Date of Contact"]),
                clea_care_leaver_accommodation=code("accommodation", entry["Type of Accommodation"]),
                clea_care_leaver_accom_suitable=suitable,
                clea_care_leaver_activity=activity,
                clea_pathway_plan_review_date=planned,
                clea_care_leaver_personal_advisor=self.worker(entry, "Allocated Personal Advisor"),
                clea_care_leaver_allocated_team=self.team(entry),
                clea_care_leaver_worker_id=self.worker(entry),
            )
            if child is None:
                continue
            if activity is not None or suitable is not None:
                statuses.add(
                    entry,
                    observation_id=key("cls", child_part(child), day),
                    person_id=child,
                    observed_on=day,
                    **status_values(activity, suitable),
                )
            if plans is not None and planned is not None:
                plans.add(
                    entry,
                    pathway_plan_id=key("path", child_part(child), planned),
                    person_id=child,
                    completed_on=planned,
                )

    def adoption(self) -> None:
        if 10 not in self.supplied.lists:
            return
        offer = self.offer("ssd_permanence", 10, ADOPTION_COLUMNS)
        families = None
        if self.supplied.has(10, "Family identifier"):
            families = self.offer(
                "ssd_family", 10, dict.fromkeys(("fami_table_id", "fami_family_id", "fami_person_id"))
            )
        for entry in self.supplied.entries(10):
            child, decided = entry["Child Unique ID"], iso_date(entry[DECISION])
            entered, ordered = iso_date(entry["Date the Child Entered Care"]), iso_date(entry["Date of Adoption Order"])
            offer.add(
                entry,
                is_event=True,
                perm_table_id=child and key("prm", child_part(child), decided),
                perm_person_id=child,
                perm_cla_id=key("poc", child_part(child), entered) if child and entered else None,
                perm_adm_decision_date=decided,
                perm_placement_order_date=iso_date(entry["Date of Placement Order"]),
                perm_matched_date=iso_date(entry["Date of Matching Child and Prospective Adopters"]),
                perm_placed_for_adoption_date=iso_date(entry["Date Placed for Adoption"]),
                perm_permanence_order_date=ordered,
                perm_permanence_order_type=ordered and "Adoption",
                perm_decision_reversed_date=iso_date(entry[REVERSAL]),
                perm_decision_reversed_reason=code("reversal_reason", entry[REVERSAL_REASON]),
                perm_placed_ffa_cp_date=iso_date(entry[lists.PLACED_FFA]),
            )
            family = entry["Family identifier"]
            if families is not None and child is not None and family is not None:
                families.add(
                    entry,
                    fami_table_id=key("fami", child_part(child), family, None),
                    fami_family_id=family,
                    fami_person_id=child,
                )

    def unaccompanied(self) -> None:
        """Children of lists 8 and 9 said to be, or to have been, unaccompanied asylum seekers; no dates are given."""
        having = [number for number in (8, 9) if self.supplied.has(number, lists.UASC)]
        if not having:
            return
        columns = ("immi_immigration_status_id", "immi_person_id", "immi_immigration_status")
        offer = self.offer("ssd_immigration_status", having[0], dict.fromkeys(columns))
        known = set()
        for entry in (entry for number in having for entry in self.supplied.entries(number)):
            child = entry["Child Unique ID"]
            if child is None or answer("uasc")(entry[lists.UASC]) != "Y" or child_part(child) in known:
                continue
            known.add(child_part(child))
            offer.add(
                entry,
                immi_immigration_status_id=key("immi", child_part(child), "UASC", None),
                immi_person_id=child,
                immi_immigration_status=UASC_STATUS,
            )

    def staff(self) -> None:
        """Teams and workers named on any list, and who holds which open case."""
        having = self.supplied.lists.values()
        day = self.supplied.day
        if any("Allocated Team" in one.headers for one in having):
            teams = self.made.offer(Offer("ssd_department", SOURCE, ("dept_team_id", "dept_team_name"), day, None))
            for identity, (entry, name) in self.teams.items():
                teams.add(entry, dept_team_id=identity, dept_team_name=" ".join(name.split()))
        if any({"Allocated Worker", "Allocated Personal Advisor"} & one.headers for one in having):
            columns = ("prof_professional_id", "prof_professional_name")
            workers = self.made.offer(Offer("ssd_professionals", SOURCE, columns, day, None))
            for identity, (entry, name) in self.workers.items():
                workers.add(entry, prof_professional_id=identity, prof_professional_name=" ".join(name.split()))
        if any(self.supplied.has(number, "Allocated Worker") for number in (6, 7, 8)):
            columns = (
                *("invo_involvements_id", "invo_person_id", "invo_professional_id", "invo_professional_role_id"),
                *("invo_professional_team", "invo_involvement_start_date"),
            )
            offer = Offer("ssd_involvements", SOURCE, columns, day, day, "latest", list(self.involved.values()))
            self.made.offer(offer)

    def reported_history(self) -> None:
        day = self.supplied.day
        columns = ("person_id", "item", "as_at", "source_return", "value")
        offer = self.made.offer(Offer("ext_reported_history", SOURCE, columns, day, self.supplied.since(6), "latest"))
        for entry, item, value in self.history:
            offer.add(
                entry,
                person_id=entry["Child Unique ID"],
                item=item,
                as_at=day.isoformat(),
                source_return=SOURCE,
                value=value,
            )


def _opposite(said: str | None) -> str | None:
    """No further action, from whether help was found to be needed."""
    return {"Y": "N", "N": "Y"}.get(said or "", said)


DECISION = "Date of Decision that Child Should be Placed for Adoption"
REVERSAL = "Date of Decision that Child Should No Longer be Placed for Adoption"
REVERSAL_REASON = "Reason Why Child No Longer Placed for Adoption"
HEALTH_CHECKS = {
    "Health Assessment": "Date of Last Health Assessment",
    "Dental Check": "Date of Last Dental Check",
}
CARE_PLANS = ("RETURNEV", "ADOPTION", "OTHERPLN", "SUPPLIV", "RESPLMT", "LTFOST18")
EPISODE_COLUMNS = {
    **dict.fromkeys(("clae_cla_episode_id", "clae_person_id", "clae_cla_id", "clae_cla_episode_start_date")),
    **dict.fromkeys(("clae_cla_episode_start_reason", "clae_entered_care_date")),
    "clae_cla_placement_id": "Start Date of Most Recent Placement",
    "clae_cla_primary_need_code": "Child's Category of Need",
    "clae_cla_episode_ceased_date": "Date Ceased to be Looked After",
    "clae_cla_episode_ceased_reason": "Reason Ceased to be Looked After",
    "clae_cla_last_iro_contact_date": "Date of Last IRO Visit / Contact to the Child",
}
STATUS_COLUMNS = {
    **dict.fromkeys(("lega_legal_status_id", "lega_person_id", "lega_legal_status", "lega_legal_status_start_date")),
    "lega_legal_status_end_date": "Date Ceased to be Looked After",
}
PLACEMENT_COLUMNS = {
    **dict.fromkeys(("clap_cla_placement_id", "clap_person_id", "clap_cla_id", "clap_cla_placement_start_date")),
    "clap_cla_placement_end_date": "Date Ceased to be Looked After",
    "clap_cla_placement_type": "Placement Type",
    "clap_cla_placement_provider": "Placement Provider",
    "clap_cla_placement_postcode": "Placement postcode",
    "clap_cla_placement_urn": "URN of Placement",
}
DETAIL_COLUMNS = {
    "placement_id": None,
    "in_authority": "Placement Location",
    "placement_la": "LA of Placement",
}
REVIEW_COLUMNS = dict.fromkeys(("clar_cla_review_id", "clar_cla_id", "clar_cla_person_id", "clar_cla_review_date"))
VISIT_COLUMNS = dict.fromkeys(("clav_cla_visit_id", "clav_cla_id", "clav_person_id", "clav_cla_visit_date"))
HEALTH_COLUMNS = dict.fromkeys(
    ("clah_health_check_id", "clah_person_id", "clah_health_check_type")
    + ("clah_health_check_date", "clah_health_check_status")
)
CARE_PLAN_COLUMNS = dict.fromkeys(("lacp_table_id", "lacp_person_id", "lacp_cla_care_plan_json"))
# The headers of which a list must have one to speak of the table at all.
CARE_NEEDS = {
    "status": ("Child's Legal Status",),
    "placement": ("Start Date of Most Recent Placement",),
    "detail": ("Placement Location", "LA of Placement"),
    "review": ("Date of Latest Statutory Review",),
    "visit": ("Date of Last Social Work Visit",),
    "health": tuple(HEALTH_CHECKS.values()),
    "plan": (lists.PERMANENCE_PLAN,),
}
LEAVER_COLUMNS = {
    **dict.fromkeys(("clea_table_id", "clea_person_id")),
    "clea_care_leaver_eligibility": "Eligibility Category",
    "clea_care_leaver_in_touch": "LA in Touch",
    "clea_care_leaver_latest_contact": "Latest Date of Contact",
    "clea_care_leaver_accommodation": "Type of Accommodation",
    "clea_care_leaver_accom_suitable": "Suitability of Accommodation",
    "clea_care_leaver_activity": "Activity Status",
    "clea_pathway_plan_review_date": "Latest Pathway Plan Review Date",
    "clea_care_leaver_personal_advisor": "Allocated Personal Advisor",
    "clea_care_leaver_allocated_team": "Allocated Team",
    "clea_care_leaver_worker_id": "Allocated Worker",
}
LEAVER_STATUS_COLUMNS = {
    **dict.fromkeys(("observation_id", "person_id", "observed_on")),
    "activity": "Activity Status",
    "in_higher_education": "Activity Status",
    "accommodation_suitable": "Suitability of Accommodation",
}
ADOPTION_COLUMNS = {
    **dict.fromkeys(("perm_table_id", "perm_person_id", "perm_adm_decision_date")),
    "perm_cla_id": "Date the Child Entered Care",
    "perm_placement_order_date": "Date of Placement Order",
    "perm_matched_date": "Date of Matching Child and Prospective Adopters",
    "perm_placed_for_adoption_date": "Date Placed for Adoption",
    "perm_permanence_order_date": "Date of Adoption Order",
    "perm_permanence_order_type": "Date of Adoption Order",
    "perm_decision_reversed_date": REVERSAL,
    "perm_decision_reversed_reason": REVERSAL_REASON,
    "perm_placed_ffa_cp_date": lists.PLACED_FFA,
}
