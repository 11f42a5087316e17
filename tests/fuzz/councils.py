"""What a council could send, clean: its landing tables, or its returns. Every value is made up."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from xml.etree import ElementTree

from ingest.returns import annex_a_lists as lists
from ingest.returns.ssda903 import COLUMNS as COLUMNS_OF_903
from schemas.contract import load_contract
from synthetic import write_extract

DAY = date(2024, 3, 31)
YEARS = range(2019, 2025)
CODES = {
    "SEX": "MF", "ETHNIC": ("WBRI", "MWBC"), "UPN": ("UN1", "A123456789012"), "MOTHER": "01", "RNE": "SPLBTU",
    "LS": ("C1", "C2", "V2", "E1"), "CIN": ("N1", "N4"), "PLACE": ("U6", "K2", "P1", "A3"), "PLACE_PROVIDER": ("PR1", "PR4"),
    "REC": ("X1", "E4A", "E11", ""), "REASON_PLACE_CHANGE": ("CARPL", ""), "HOME_POST": ("AA1 1AA", ""), "PL_POST": ("AB1 2AB",),
    "URN": ("SC123456", "X" * 7), "REVIEW_CODE": ("PN1", "PN5"), "SDQ_SCORE": ("3", "17", ""), "SDQ_REASON": ("SDQ1", ""),
    "IN_TOUCH": ("YES", "NO"), "ACTIV": ("F2", "G5", "0"), "ACCOM": ("B1", "K2", "0"), "FOSTER_CARE": "01",
    "NB_ADOPTR": "12", "SEX_ADOPTR": ("MM", "MF"), "LS_ADOPTR": ("L0", "L12"), "REASON_PLACED_CEASED": ("RD1", ""),
    "PREV_PERM": ("P1", "Z1"), "LA_PERM": ("330", "SCO"), "DATE_PERM": ("zz/05/2020", "01/02/2019"), "MISSING": "MA",
    "SW_ID": ("SW1", "SW2"), "SW_REASON": ("MANAGE", "LEFTRL"),
}  # fmt: skip
DATES_OF_903 = (
    *("DOB", "MC_DOB", "DECOM", "DEC", "REVIEW", "DUC", "DATE_INT", "DATE_MATCH", "DATE_PLACED", "DATE_PLACED_CEASED"),
    *("MIS_START", "MIS_END", "SW_DECOM", "SW_DEC"),
)
MAY_BE_EMPTY = ("DEC", "MC_DOB", "DATE_PLACED_CEASED", "MIS_END", "SW_DEC")
CELLS = {
    "Gender": ("a) Male", "b) Female"), "Ethnicity": ("a) WBRI", "d) MWBC"), "Contact Source": ("1A", "6: Police"),
    "Referral Source": ("1A: Individual", "5C"), "Referral NFA?": ("a) Yes", "b) No"), "Primary Need Code": ("N1 - Abuse", "N4"),
    "Reason for Closure": ("RC7", ""), "Case Status": ("a) Looked after child", "c) Child in need plan", "d) Open Assessment"),
    "Child's Legal Status": ("C2: FCO", "V2"), "Placement Type": ("f) U6: Foster placement", "K2"), "Placement Provider": ("PR1", "PR4"),
    "Allocated Team": ("North", "Team\u00a0South"), "Allocated Worker": ("Ada Quill", "Ben Ink"), "Placement Location": ("a) In", "b) Out"),
    "Eligibility Category": ("a) Relevant child", "b) Former relevant child"), "LA in Touch": ("a) Yes", "b) No"),
    "Type of Accommodation": ("B", "K"), "Suitability of Accommodation": ("a) Suitable", "b) Unsuitable"), "Activity Status": ("F2", "G5"),
    "Initial Category of Abuse": ("NEG", "PHY"), "Latest Category of Abuse": ("EMO", "SAB"), "Placement postcode": ("AA1 1AA", ""),
    "Organisation completing assessment": ("School", "Home-Start"), "Family identifier": ("F1", "F2"), "LA of Placement": ("WAL", ""),
    "URN of Placement": ("SC1", ""), lists.PERMANENCE_PLAN: ("f) Long term fostering", "b) Adoption"),
    "Reason Ceased to be Looked After": ("E4A", ""), "Child's Category of Need": ("N1", "N4"),
    "Reason Why Child No Longer Placed for Adoption": ("RD1", ""),
}  # fmt: skip


@dataclass(frozen=True)
class Table:
    """Records under a header, and the path of their file in an extract. Cells are text; in a workbook also dates and numbers."""

    path: str
    header: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]
    is_landing: bool = False

    def csv(self, *, line_break: str = "\n", quoting: int = csv.QUOTE_MINIMAL) -> str:
        text = io.StringIO()
        writer = csv.writer(text, lineterminator=line_break, quoting=quoting)
        writer.writerows((self.header, *self.rows))
        return text.getvalue()

    def places(self, wanted: Iterator[str] | tuple[str, ...]) -> list[int]:
        """Where the columns `wanted` stand."""
        return [place for place, name in enumerate(self.header) if name in set(wanted)]

    def without(self, place: int) -> Table:
        """The table less a column."""
        return self._with_columns([at for at in range(len(self.header)) if at != place])

    def reordered(self, order: list[int]) -> Table:
        """The columns in another order."""
        return self._with_columns(order)

    def with_cell(self, record: int, place: int, value: object) -> Table:
        rows = list(self.rows)
        rows[record] = (*rows[record][:place], value, *rows[record][place + 1 :])
        return replace(self, rows=tuple(rows))

    def _with_columns(self, order: list[int]) -> Table:
        def taken(cells: tuple[object, ...]) -> tuple[object, ...]:
            return tuple(cells[place] for place in order)

        return replace(self, header=taken(self.header), rows=tuple(map(taken, self.rows)))


@cache
def _council() -> dict[str, tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]]:
    """A small synthetic council with its mess, by table."""
    with TemporaryDirectory(prefix="council-") as home:
        (folder,) = write_extract(Path(home), children=50, years=2, as_of=DAY, mess=True, file_format="csv")
        found = {}
        for path in sorted(folder.glob("*.csv")):
            if path.stem in load_contract().tables:
                header, *rows = csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline=""))
                found[path.stem] = (tuple(header), tuple(map(tuple, rows)))
    return found


def landing_tables(random: Random, children: int = 12) -> list[Table]:
    """The landing tables of some children, and a few rows of the tables that are about none."""
    header, people = _council()["ssd_person"]
    own = header.index("pers_person_id")
    chosen = {row[own] for row in random.sample(people, children)}
    tables = []
    for name, (header, rows) in _council().items():
        person = load_contract().tables[name].person_column
        if person in header:
            place = header.index(person)
            kept = [row for row in rows if row[place] in chosen]
        else:
            kept = random.sample(rows, min(children, len(rows)))
        if not kept:
            continue
        tables.append(Table(f"{name}.csv", header, tuple(kept), is_landing=True))
    return tables


def _day(random: Random, since: date) -> date:
    """A day of the year from `since`."""
    return since + timedelta(days=random.randrange(min(365, (DAY - since).days)))


def tables_of_903(random: Random, children: int = 12) -> list[Table]:
    """Three years of the SSDA903, every table that is landed."""
    tables = []
    for year in YEARS[-3:]:
        for kind, columns in COLUMNS_OF_903.items():
            rows = []
            for child in range(children):
                for _ in range(
                    1 if kind in ("header", "oc2", "oc3", "ad1", "prev_perm", "uasc") else random.randint(1, 3)
                ):
                    rows.append(tuple(_cell_of_903(random, name, child, year) for name in columns))
            tables.append(Table(f"ssda903/{year}/{kind}.csv", columns, tuple(rows)))
    return tables


def _cell_of_903(random: Random, name: str, child: int, year: int) -> str:
    if name == "CHILD":
        return f"c{child}"
    if name == "DOB":
        return f"{1 + child:02}/05/2010"
    if name in DATES_OF_903:
        if name in MAY_BE_EMPTY and random.random() < 0.5:
            return ""
        return _day(random, date(year - 1, 4, 1)).strftime("%d/%m/%Y")
    return random.choice(CODES.get(name, "01"))


def list_of_annex_a(random: Random, number: int, children: int = 8) -> Table:
    """A list as the sheet `List_n` of a workbook."""
    header = lists.HEADERS[number]
    rows = tuple(tuple(_cell_of_list(random, name, child) for name in header) for child in range(children))
    return Table(f"List_{number}", header, rows)


def _cell_of_list(random: Random, name: str, child: int) -> object:
    if name == "Child Unique ID":
        return f"c{child}"
    if name == "Date of Birth":
        return date(2010, 5, 1 + child)
    if name == "Age of Child (Years)":
        return 13
    if name in CELLS:
        return random.choice(CELLS[name])
    if "date" in name.lower():
        return None if random.random() < 0.2 else _day(random, date(2023, 10, 1))
    return random.choice((0, 1, 2)) if name.startswith("Number") else random.choice(("a) Yes", "b) No"))


def _put(parent: ElementTree.Element, name: str, text: object = None) -> ElementTree.Element:
    element = ElementTree.SubElement(parent, name)
    element.text = None if text is None else str(text)
    return element


def census(random: Random, year: int, children: int = 8) -> ElementTree.Element:
    """A CIN census of the year to 31 March."""
    root = ElementTree.Element("Message")
    details = _put(_put(root, "Header"), "CollectionDetails")
    _put(details, "Collection", "CIN")
    _put(details, "ReferenceDate", date(year, 3, 31))
    body, since = _put(root, "Children"), date(year - 1, 4, 1)
    for number in range(children):
        child = _put(body, "Child")
        identity = _put(child, "ChildIdentifiers")
        _put(identity, "LAchildID", f"c{number}")
        _put(identity, "PersonBirthDate", date(2010, 5, 1 + number))
        _put(identity, "Sex", random.choice("MF"))
        characteristics = _put(child, "ChildCharacteristics")
        _put(characteristics, "Ethnicity", random.choice(("WBRI", "MWBC")))
        _put(_put(characteristics, "Disabilities"), "Disability", random.choice(("NONE", "HAND")))
        for _ in range(random.randint(1, 2)):
            need, start = _put(child, "CINdetails"), _day(random, since)
            _put(need, "CINreferralDate", start)
            _put(need, "ReferralSource", random.choice(("1A", "5C")))
            _put(need, "PrimaryNeedCode", random.choice(("N1", "N4")))
            assessment = _put(need, "Assessments")
            _put(assessment, "AssessmentActualStartDate", start)
            _put(assessment, "AssessmentAuthorisationDate", start + timedelta(days=random.randrange(60)))
            factors = _put(assessment, "FactorsIdentifiedAtAssessment")
            for factor in random.sample(("2B", "3A", "16A"), 2):
                _put(factors, "AssessmentFactors", factor)
            enquiry = _put(need, "Section47")
            _put(enquiry, "S47ActualStartDate", start)
            _put(enquiry, "DateOfInitialCPC", start + timedelta(days=14))
            _put(enquiry, "ICPCnotRequired", "false")
            _put(need, "ReferralNFA", "0")
            plan = _put(need, "ChildProtectionPlans")
            _put(plan, "CPPstartDate", start + timedelta(days=14))
            _put(plan, "InitialCategoryOfAbuse", random.choice(("NEG", "EMO")))
            _put(plan, "LatestCategoryOfAbuse", random.choice(("NEG", "EMO")))
            _put(plan, "NumberOfPreviousCPP", random.randrange(3))
            _put(_put(plan, "Reviews"), "CPPreviewDate", start + timedelta(days=100))
    return root


def xml_of_903(random: Random, year: int, children: int = 8) -> ElementTree.Element:
    """The SSDA903 as XML."""
    root = ElementTree.Element("EXPSSDA903")
    for number in range(children):
        child = _put(root, "CHILD")
        header = _put(child, "HEADER")
        said: Mapping[str, str] = {
            name: _cell_of_903(random, name, number, year)
            for name in ("SEX", "DOB", "ETHNIC", "UPN", "IN_TOUCH", "ACTIV")
        }
        for name, value in {"CHILDID": f"c{number}", **said}.items():
            _put(header, name, value)
        for block, kind in (("AREVIEW", "reviews"), ("AMISSING", "missing"), ("OC2", "oc2")):
            element = _put(header, block)
            for name in COLUMNS_OF_903[kind][2:]:
                _put(element, name, _cell_of_903(random, name, number, year))
        for _ in range(random.randint(1, 3)):
            episode = _put(child, "EPISODE")
            for name in COLUMNS_OF_903["episodes"][1:]:
                _put(episode, "PL" if name == "PLACE" else name, _cell_of_903(random, name, number, year))
    return root
