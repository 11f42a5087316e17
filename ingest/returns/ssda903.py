"""SSDA903: `ssda903/<year>/*.csv`, or one XML file a year, into the looked-after tables. Source: returns.md section 3.

A year is that of its 31 March. Of an event sent in several years the latest year's row is taken. Placements, legal
statuses, home addresses and permanence are derived from the episodes as they stand: what is wrong with them is mended in
staging, never here.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from ingest.problems import FileRefused, Problem, Refused
from ingest.returns.csv_part import ReadPart, read_csv_part
from ingest.returns.decode import as_date, holds_unread_files, is_litter, iso_date
from ingest.returns.keys import NameKeys, Numbering, child_part, key
from ingest.returns.leaving_care import status_values
from ingest.returns.offers import Entry, Note, Offer, Part, Return, Row, undated
from ingest.returns.xml_stream import Element, XmlFile

SOURCE = "ssda903"
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "header": ("CHILD", "SEX", "DOB", "ETHNIC", "UPN", "MOTHER", "MC_DOB"),
    "episodes": (
        *("CHILD", "DECOM", "RNE", "LS", "CIN", "PLACE", "PLACE_PROVIDER", "DEC", "REC"),
        *("REASON_PLACE_CHANGE", "HOME_POST", "PL_POST", "URN"),
    ),
    "reviews": ("CHILD", "DOB", "REVIEW", "REVIEW_CODE"),
    "uasc": ("CHILD", "DOB", "SEX", "DUC"),
    "oc2": (
        *("CHILD", "DOB", "SDQ_SCORE", "SDQ_REASON", "CONVICTED", "HEALTH_CHECK", "IMMUNISATIONS", "TEETH_CHECK"),
        *("HEALTH_ASSESSMENT", "SUBSTANCE_MISUSE", "INTERVENTION_RECEIVED", "INTERVENTION_OFFERED"),
    ),
    "oc3": ("CHILD", "DOB", "IN_TOUCH", "ACTIV", "ACCOM"),
    "ad1": ("CHILD", "DOB", "DATE_INT", "DATE_MATCH", "FOSTER_CARE", "NB_ADOPTR", "SEX_ADOPTR", "LS_ADOPTR"),
    "placed_adoption": ("CHILD", "DOB", "DATE_PLACED", "DATE_PLACED_CEASED", "REASON_PLACED_CEASED"),
    "prev_perm": ("CHILD", "DOB", "PREV_PERM", "LA_PERM", "DATE_PERM"),
    "missing": ("CHILD", "DOB", "MISSING", "MIS_START", "MIS_END"),
    "social_worker": ("CHILD", "DOB", "SW_ID", "SW_DECOM", "SW_DEC", "SW_REASON"),
}
# Deprivation of liberty orders, 2025 to 26: known by its header, and of no table of the contract.
NOT_LANDED: Mapping[str, tuple[str, ...]] = {"dolo": ("CHILD", "DOB", "DOLO_START", "DOLO_END")}
NEEDED: Mapping[str, tuple[str, ...]] = {
    "header": ("CHILD",),
    "episodes": ("CHILD", "DECOM", "RNE", "DEC", "REC"),
    "reviews": ("CHILD", "REVIEW"),
    "uasc": ("CHILD", "DUC"),
    "oc2": ("CHILD",),
    "oc3": ("CHILD",),
    "ad1": ("CHILD", "DATE_INT"),
    "placed_adoption": ("CHILD", "DATE_PLACED"),
    "prev_perm": ("CHILD", "PREV_PERM"),
    "missing": ("CHILD", "MIS_START"),
    "social_worker": ("CHILD", "SW_ID", "SW_DECOM"),
}
# DATE_PERM is text: its day and month may be unknown.
DATES = (
    *("DOB", "MC_DOB", "DECOM", "DEC", "REVIEW", "DUC", "DATE_INT", "DATE_MATCH", "DATE_PLACED", "DATE_PLACED_CEASED"),
    *("MIS_START", "MIS_END", "SW_DECOM", "SW_DEC"),
)
XML_ROOT = "EXPSSDA903"
XML_NAMES = {"CHILDID": "CHILD", "PL": "PLACE"}
# Blocks inside HEADER; the rest of its tables lie flat in it, each there when the column named here is.
XML_BLOCKS = {
    "AREVIEW": "reviews",
    "AMISSING": "missing",
    "OC2": "oc2",
    "PERMANENCE": "prev_perm",
    "AD_PLACED": "placed_adoption",
}
XML_FLAT = {"oc3": "IN_TOUCH", "ad1": "DATE_INT", "uasc": "DUC"}
SEX = {"1": "M", "2": "F"}
FIRST_SOCIAL_WORKER_YEAR = 2024
LATEST_PLACEMENT_STARTS = ("S", "P", "T", "B", "U")
NO_URN = re.compile(r"X{6,7}", re.IGNORECASE)
ADOPTION_PLACES = ("A3", "A4", "A5", "A6")
PLACEMENT_ORDERS = ("E1", "D1")
PERMANENCE_ORDERS = {
    **dict.fromkeys(("E11", "E12"), "Adoption"),
    **dict.fromkeys(("E45", "E46", "E47", "E48"), "Special Guardianship"),
    "E41": "Child Arrangements Order/ Residence Order",
}
EMPTY_CODE = "0"
REPORTED = ("SDQ_SCORE", "SDQ_REASON", *COLUMNS["oc2"][4:])


@dataclass(eq=False)
class Years:
    """The tables of every year loaded: entries, and the columns that all of a table's files have."""

    extract_date: date
    entries: dict[str, dict[int, list[Entry]]] = field(default_factory=dict)
    columns: dict[str, set[str]] = field(default_factory=dict)
    order: dict[Part, int] = field(default_factory=dict)

    def add(self, year: int, table: ReadPart) -> None:
        self.entries.setdefault(table.kind, {})[year] = table.entries
        self.columns[table.kind] = self.columns.get(table.kind, set(COLUMNS[table.kind])) & set(table.columns)
        self.order[table.part] = year

    def all(self, kind: str) -> list[Entry]:
        years = self.entries.get(kind, {})
        return [entry for year in sorted(years) for entry in years[year]]

    def latest(self, kind: str) -> list[Entry]:
        years = self.entries.get(kind, {})
        return years[max(years)] if years else []

    def as_at(self, kind: str, year: int | None = None) -> date:
        """31 March of a year (the latest), or the extract's date where that comes first (an interim return)."""
        return min(date(year or max(self.entries[kind]), 3, 31), self.extract_date)

    def unbroken_from(self, kind: str) -> date:
        """1 April of the earliest year loaded without a gap."""
        first = max(self.entries[kind])
        while first - 1 in self.entries[kind]:
            first -= 1
        return date(first - 1, 4, 1)

    def latest_from(self, kind: str) -> date:
        return date(max(self.entries[kind]) - 1, 4, 1)

    def fills(self, kind: str, columns: Mapping[str, str | None]) -> tuple[str, ...]:
        """The landing columns whose column of the return every file of the kind has."""
        return tuple(name for name, word in columns.items() if word is None or word in self.columns[kind])


def read_ssda903(
    folder: Path, extract_date: date, names: NameKeys, say: Callable[[str], None]
) -> tuple[Return, list[Problem]]:
    """The landing tables of the returns in `folder` (`ssda903/` of an extract), and every reason to refuse them."""
    years, problems = _read_years(folder, extract_date, say)
    if problems:
        return Return(), problems
    made = Return(parts=list(years.order))
    care = Care(years)
    _people(years, made)
    care.offers(made)
    _reviews(years, made, care)
    _missing(years, made)
    _uasc(years, made)
    _oc2(years, made)
    _oc3(years, made)
    _previous_permanence(years, made)
    _permanence(years, made, care)
    _social_workers(years, made, names)
    return made, []


def _read_years(folder: Path, extract_date: date, say: Callable[[str], None]) -> tuple[Years, list[Problem]]:
    years, problems = Years(extract_date), []
    seen: dict[int, str] = {}
    for path in sorted(folder.iterdir()):
        name, year = f"{folder.name}/{path.name}", year_of_folder(path.name)
        message = None
        if is_litter(path):
            continue
        if not path.is_dir():
            message = "lies in no folder of its year: put it in one named by the year of its 31 March, such as 2024"
        elif year is None:
            message = "not a folder named by the year of its 31 March, such as 2024"
        elif date(year - 1, 4, 1) > extract_date:
            message = "a year that had not begun on the extract's date"
        elif year in seen:
            message = f"the year to 31 March {year} is also supplied as {seen[year]}"
        if message is not None:
            problems.append(Problem(name, None, None, "return-year", message))
        else:
            seen[year] = name
            problems += _read_year(path, year, years, say)
    return years, problems


def year_of_folder(name: str) -> int | None:
    """The year of the 31 March that a folder is named by: 2024, or 2023-24, 2023_24, 2023-2024 for the year to it."""
    if re.fullmatch(r"(19|20)\d\d", name, re.ASCII):
        return int(name)
    span = re.fullmatch(r"((?:19|20)\d\d)[-_]((?:19|20)?\d\d)", name, re.ASCII)
    if span is None or (int(span[1]) + 1) % 100 != int(span[2]) % 100 or int(span[1]) >= int(span[2]) > 99:
        return None
    return int(span[1]) + 1


def _read_year(folder: Path, year: int, years: Years, say: Callable[[str], None]) -> list[Problem]:
    problems: list[Problem] = []
    seen: dict[str, str] = {}
    for path in sorted(folder.iterdir()):
        name = f"{folder.parent.name}/{folder.name}/{path.name}"
        read = {".csv": _read_csv, ".xml": _read_xml}.get(path.suffix.lower())
        if is_litter(path):
            continue
        if hidden := holds_unread_files(path, name):
            problems += hidden
            continue
        if read is None:
            say(f"notice: file {name}: not a CSV or XML of the SSDA903, ignored")
            continue
        try:
            tables = read(path, name)
        except Refused as refusal:
            problems += refusal.problems
            continue
        if not tables:
            say(f"notice: file {name}: a table of the SSDA903 that is not landed")
        for table in tables:
            problems += undated(table.part, table.entries, [word for word in table.columns if word in DATES])
            problems += _of_another_year(table, year, years.extract_date)
            if table.kind in seen:
                message = f"{table.kind} of the year is also supplied as {seen[table.kind]}"
                problems.append(Problem(name, None, None, "table-twice", message))
            else:
                seen[table.kind] = name
                years.add(year, table)
    return problems


def _of_another_year(table: ReadPart, year: int, extract_date: date) -> list[Problem]:
    """Whether the episodes of a whole year's return are those of an earlier year, or of a later one."""
    if table.kind != "episodes" or not table.entries or extract_date < date(year, 3, 31):
        return []
    begun = [day for entry in table.entries if (day := as_date(iso_date(entry["DECOM"])))]
    ended = [day for entry in table.entries if (day := as_date(iso_date(entry["DEC"])))]
    later = sum(day > date(year, 3, 31) for day in begun)
    if max(begun + ended, default=date(year, 3, 31)) < date(year - 1, 4, 1):
        message = f"no episode begins or ends in the year to 31 March {year}"
    elif 2 * later > len(begun):
        message = f"{later} of {len(begun)} episodes begin after 31 March {year}"
    else:
        return []
    message += ": the return is of another year than its folder"
    return [Problem(table.part.file, None, "DECOM", "return-year", message)]


def _kind_of(words: list[str], name: str) -> str:
    """The table of the SSDA903 with the largest share of its columns in a header, more than half of them."""
    known = {**COLUMNS, **NOT_LANDED}
    shares = {kind: len({*columns} & {*words}) / len(columns) for kind, columns in known.items()}
    # One that can be placed first: a header with fewer columns than DfE's is not the list of asylum seekers.
    kind = max(shares, key=lambda found: (shares[found] > 0.5 and {*NEEDED.get(found, ())} <= {*words}, shares[found]))
    if shares[kind] <= 0.5:
        raise FileRefused([Problem(name, 1, None, "return-header", "not the header of a table of the SSDA903")])
    return kind


def _read_csv(path: Path, name: str) -> list[ReadPart]:
    table = read_csv_part(path, name, SOURCE, lambda words: _kind_of(words, name), COLUMNS)
    if table is None:
        return []
    missing = [word for word in NEEDED[table.kind] if word not in table.columns]
    if missing:
        message = f"a column without which {table.kind} cannot be placed is missing"
        raise FileRefused([Problem(name, 1, word, "header-missing", message) for word in missing])
    return [table]


def _read_xml(path: Path, name: str) -> list[ReadPart]:
    """An XML return gives every table it has blocks for, also where a block occurs for no child."""
    file = XmlFile(path, name)
    found: dict[str, list[tuple[Element, dict[str, str | None]]]] = {
        kind: [] for kind in COLUMNS if kind != "social_worker"
    }
    for child in file.elements("*"):
        if file.root != XML_ROOT:
            break
        for kind, element, values in _xml_records(child):
            found[kind].append((element, {XML_NAMES.get(word, word): text for word, text in values.items()}))
    if file.root != XML_ROOT:
        raise FileRefused([Problem(name, 1, None, "return-root", f"the root element is not {XML_ROOT}")])
    tables = []
    for kind, records in found.items():
        elements = [element for element, _ in records]
        part = Part(
            file=name,
            kind=f"{SOURCE} {kind}",
            source=SOURCE,
            lines=[element.line for element in elements],
            raw_text=lambda record, elements=elements: elements[record].as_line(),
            sha256=file.sha256,
            encoding=file.encoding,
        )
        entries = [
            Entry(part, record, {word: values.get(word) for word in COLUMNS[kind]})
            for record, (_, values) in enumerate(records)
        ]
        tables.append(ReadPart(kind, list(COLUMNS[kind]), entries, part))
    return tables


def _xml_records(child: Element) -> Iterable[tuple[str, Element, dict[str, str | None]]]:
    header = child.first("HEADER")
    own = child.leaves() | header.leaves()
    if header.children:
        yield "header", header, own
    for kind, column in XML_FLAT.items():
        if own.get(column) is not None:
            yield kind, header, own
    for block in header.children:
        if block.name in XML_BLOCKS:
            yield XML_BLOCKS[block.name], block, own | block.leaves()
    for episode in child.all("EPISODE"):
        yield "episodes", episode, own | episode.leaves()


def _people(years: Years, made: Return) -> None:
    """Header, and those of OC3 who are in no header loaded: care leavers who left care before the first year."""
    if "header" not in years.entries:
        return
    columns = {
        "pers_person_id": None,
        "pers_sex": "SEX",
        "pers_dob": "DOB",
        "pers_ethnicity": "ETHNIC",
        "pers_upn": "UPN",
        "pers_upn_unknown": "UPN",
        "pers_is_mother": "MOTHER",
    }
    as_at = years.as_at("header")
    people = made.offer(Offer("ssd_person", SOURCE, years.fills("header", columns), as_at, None))
    mothers = None
    if {"MOTHER", "MC_DOB"} <= years.columns["header"]:
        mother_columns = ("moth_table_id", "moth_person_id", "moth_childs_dob")
        mothers = made.offer(Offer("ssd_mother", SOURCE, mother_columns, as_at, years.unbroken_from("header")))
    known: dict[str, dict[str, str | None]] = {}
    for entry in years.all("header"):
        child, upn = entry["CHILD"], (entry["UPN"] or "").upper()
        no_upn = re.fullmatch(r"UN\d", upn) is not None
        row = people.add(
            entry,
            is_event=True,
            pers_person_id=child,
            pers_sex=SEX.get(entry["SEX"] or "", entry["SEX"]),
            pers_dob=iso_date(entry["DOB"]),
            pers_ethnicity=entry["ETHNIC"],
            pers_upn=None if no_upn else entry["UPN"],
            pers_upn_unknown=upn if no_upn else None,
            pers_is_mother=entry["MOTHER"],
        )
        if child is None:
            continue
        earlier = known.get(child_part(child), {})
        for column in ("pers_dob", "pers_sex"):
            was, now = earlier.get(column), row.values[column]
            if was and now and was != now and "U" not in (was, now):
                people.notes.append(Note("DQ013", column, row))
        known[child_part(child)] = row.values
        if mothers is not None and entry["MC_DOB"]:
            born = iso_date(entry["MC_DOB"])
            mothers.add(
                entry,
                moth_table_id=key("moth", child_part(child), born),
                moth_person_id=child,
                moth_childs_dob=born,
            )
    people.unite("pers_person_id", years.order)
    if mothers is not None:
        mothers.unite("moth_table_id", years.order)
    for entry in reversed(years.all("oc3")):
        if entry["CHILD"] is not None and child_part(entry["CHILD"]) not in known:
            known[child_part(entry["CHILD"])] = {}
            people.add(entry, pers_person_id=entry["CHILD"], pers_dob=iso_date(entry["DOB"]))


@dataclass(eq=False)
class Episode:
    """An episode that can be placed in time, and where it belongs."""

    entry: Entry
    child: str
    start: str
    end: str | None
    start_reason: str | None
    end_reason: str | None
    period: Period | None = None
    placement: str | None = None

    @property
    def ends_care(self) -> bool:
        return self.end is not None and self.end_reason not in (None, "X1")

    def __getitem__(self, column: str) -> str | None:
        return self.entry[column]


@dataclass(eq=False)
class Period:
    """A period of care: the episodes from one entry to one departure."""

    id: str
    episodes: list[Episode]

    @property
    def start(self) -> str:
        return self.episodes[0].start

    @property
    def end(self) -> str | None:
        """The first end of an episode that ends care."""
        return next((episode.end for episode in self.episodes if episode.ends_care), None)

    @property
    def entered_care(self) -> str | None:
        return self.start if self.episodes[0].start_reason == "S" else None


EPISODE_COLUMNS = {
    "clae_cla_episode_id": None,
    "clae_person_id": None,
    "clae_cla_episode_start_date": None,
    "clae_cla_episode_start_reason": None,
    "clae_cla_primary_need_code": "CIN",
    "clae_cla_episode_ceased_date": None,
    "clae_cla_episode_ceased_reason": None,
    "clae_cla_id": None,
    "clae_cla_placement_id": None,
    "clae_entered_care_date": None,
}
PLACEMENT_COLUMNS = {
    "clap_cla_placement_id": None,
    "clap_person_id": None,
    "clap_cla_id": None,
    "clap_cla_placement_start_date": None,
    "clap_cla_placement_end_date": None,
    "clap_cla_placement_type": "PLACE",
    "clap_cla_placement_provider": "PLACE_PROVIDER",
    "clap_cla_placement_postcode": "PL_POST",
    "clap_cla_placement_urn": "URN",
    "clap_cla_placement_change_reason": "REASON_PLACE_CHANGE",
}
LEGAL_STATUS_COLUMNS = (
    *("lega_legal_status_id", "lega_person_id", "lega_legal_status"),
    *("lega_legal_status_start_date", "lega_legal_status_end_date"),
)
ADDRESS_COLUMNS = (
    *("addr_table_id", "addr_person_id", "addr_address_type", "addr_address_postcode"),
    *("addr_address_start_date", "addr_address_end_date"),
)
RNE = frozenset("SLPTBU")


class Care:
    """Every episode loaded, of the latest year that sends it, and the periods and placements they make (3.3, 3.4)."""

    def __init__(self, years: Years) -> None:
        self.years = years
        self.entries = self._latest(years.all("episodes"))
        self.by_entry: dict[Entry, Episode] = {}
        self.periods: dict[str, list[Period]] = {}
        spans: dict[str, dict[str, Episode]] = {}
        for entry in self.entries:
            episode = self._placed(entry)
            if episode is not None:
                # Equal rows are one episode; which of several unequal ones holds is for a person to say (DQ002).
                self.by_entry[entry] = spans.setdefault(episode.child, {}).setdefault(episode.start, episode)
        for child, episodes in spans.items():
            self.periods[child] = self._joined(child, [episodes[start] for start in sorted(episodes)])

    def _latest(self, entries: list[Entry]) -> list[Entry]:
        latest: dict[tuple[str, str], int] = {}
        for entry in entries:
            if entry["CHILD"] and entry["DECOM"]:
                latest[child_part(entry["CHILD"]), entry["DECOM"]] = self.years.order[entry.part]
        return [
            entry
            for entry in entries
            if not (entry["CHILD"] and entry["DECOM"])
            or self.years.order[entry.part] == latest[child_part(entry["CHILD"]), entry["DECOM"]]
        ]

    @staticmethod
    def _placed(entry: Entry) -> Episode | None:
        """The episode of a record, None where child, start or start reason cannot be read."""
        start, reason = iso_date(entry["DECOM"]), (entry["RNE"] or "").upper()
        if entry["CHILD"] is None or as_date(start) is None or reason not in RNE:
            return None
        end = iso_date(entry["DEC"])
        return Episode(
            entry,
            child_part(entry["CHILD"]),
            start,
            end if as_date(end) else None,
            reason,
            (entry["REC"] or "").upper() or None,
        )

    @staticmethod
    def _joined(child: str, episodes: list[Episode]) -> list[Period]:
        periods: list[Period] = []
        for episode in episodes:
            last = periods[-1].episodes[-1] if periods else None
            if last is None or episode.start_reason == "S" or last.ends_care:
                periods.append(Period(key("poc", child, episode.start), [episode]))
            else:
                periods[-1].episodes.append(episode)
            episode.period = periods[-1]
            starts_here = episode.start_reason in LATEST_PLACEMENT_STARTS or len(periods[-1].episodes) == 1
            episode.placement = key("plc", child, episode.start) if starts_here else last.placement
        return periods

    def period_at(self, child: str | None, day: str | None) -> Period | None:
        """The period of care that contains a day, its last day included; of two the later."""
        periods = self.periods.get(child_part(child), []) if child else []
        if as_date(day) is None:
            return None
        place = bisect_right([period.start for period in periods], day) - 1
        period = periods[place] if place >= 0 else None
        return period if period is not None and (period.end is None or day <= period.end) else None

    def offers(self, made: Return) -> None:
        """The offers of episodes, placements, legal statuses and home addresses."""
        years = self.years
        if "episodes" not in years.entries:
            return
        as_at, since = years.as_at("episodes"), years.unbroken_from("episodes")

        def offered(table: str, columns: tuple[str, ...]) -> Offer:
            return made.offer(Offer(table, SOURCE, columns, as_at, since))

        self._episodes(offered("ssd_cla_episodes", years.fills("episodes", EPISODE_COLUMNS)))
        self._placements(offered("ssd_cla_placement", years.fills("episodes", PLACEMENT_COLUMNS)))
        if "LS" in years.columns["episodes"]:
            self._legal_statuses(offered("ssd_legal_status", LEGAL_STATUS_COLUMNS))
        if "HOME_POST" in years.columns["episodes"]:
            self._addresses(offered("ssd_address", ADDRESS_COLUMNS))

    def _episodes(self, offer: Offer) -> None:
        for entry in self.entries:
            child, start, episode = entry["CHILD"], iso_date(entry["DECOM"]), self.by_entry.get(entry)
            offer.add(
                entry,
                is_event=True,
                clae_cla_episode_id=child and key("ep", child_part(child), start),
                clae_person_id=child,
                clae_cla_episode_start_date=start,
                clae_cla_episode_start_reason=entry["RNE"],
                clae_cla_primary_need_code=entry["CIN"],
                clae_cla_episode_ceased_date=iso_date(entry["DEC"]),
                clae_cla_episode_ceased_reason=entry["REC"],
                clae_cla_id=child and (episode.period.id if episode else key("poc", child_part(child), start)),
                clae_cla_placement_id=episode and episode.placement,
                clae_entered_care_date=episode and episode.period.entered_care,
            )

    def _placements(self, offer: Offer) -> None:
        for periods in self.periods.values():
            for period in periods:
                stays: dict[str, list[Episode]] = {}
                for episode in period.episodes:
                    stays.setdefault(episode.placement, []).append(episode)
                for placement, episodes in stays.items():
                    first, last = episodes[0], episodes[-1]
                    offer.add(
                        last.entry,
                        clap_cla_placement_id=placement,
                        clap_person_id=first["CHILD"],
                        clap_cla_id=period.id,
                        clap_cla_placement_start_date=first.start,
                        clap_cla_placement_end_date=last.end,
                        clap_cla_placement_type=last["PLACE"],
                        clap_cla_placement_provider=last["PLACE_PROVIDER"],
                        clap_cla_placement_postcode=last["PL_POST"],
                        clap_cla_placement_urn=None if NO_URN.fullmatch(last["URN"] or "") else last["URN"],
                        clap_cla_placement_change_reason=last["REASON_PLACE_CHANGE"],
                    )

    def _legal_statuses(self, offer: Offer) -> None:
        for child, periods in self.periods.items():
            for period in periods:
                row = None
                for episode in period.episodes:
                    status = episode["LS"] and episode["LS"].upper()
                    if row is not None and row.values["lega_legal_status"] == status:
                        continue
                    if row is not None:
                        row.values["lega_legal_status_end_date"] = episode.start
                    row = status and offer.add(
                        episode.entry,
                        lega_legal_status_id=key("ls", child, episode.start, status),
                        lega_person_id=episode["CHILD"],
                        lega_legal_status=status,
                        lega_legal_status_start_date=episode.start,
                        lega_legal_status_end_date=period.end,
                    )

    def _addresses(self, offer: Offer) -> None:
        for child, periods in self.periods.items():
            row = None
            for episode in (episode for period in periods for episode in period.episodes):
                home = episode["HOME_POST"]
                if home is None or (row is not None and row.values["addr_address_postcode"] == home):
                    continue
                if row is not None:
                    row.values["addr_address_end_date"] = episode.start
                row = offer.add(
                    episode.entry,
                    addr_table_id=key("addr", child, home, episode.start),
                    addr_person_id=episode["CHILD"],
                    addr_address_type="Home",
                    addr_address_postcode=home,
                    addr_address_start_date=episode.start,
                    addr_address_end_date=None,
                )


def _numbered(years: Years, kind: str) -> Iterable[tuple[Entry, Numbering]]:
    """The entries of a table; n begins anew in each year's file, for an event is sent again each year."""
    numbering: dict[Part, Numbering] = {}
    for entry in years.all(kind):
        yield entry, numbering.setdefault(entry.part, Numbering())


def _reviews(years: Years, made: Return, care: Care) -> None:
    if "reviews" not in years.entries:
        return
    columns = {
        "clar_cla_review_id": None,
        "clar_cla_id": None,
        "clar_cla_person_id": None,
        "clar_cla_review_date": None,
        "clar_cla_review_participation": "REVIEW_CODE",
    }
    offer = made.offer(
        Offer(
            "ssd_cla_reviews",
            SOURCE,
            years.fills("reviews", columns),
            years.as_at("reviews"),
            years.unbroken_from("reviews"),
        )
    )
    for entry, numbering in _numbered(years, "reviews"):
        child, held = entry["CHILD"], iso_date(entry["REVIEW"])
        period = care.period_at(child, held)
        offer.add(
            entry,
            is_event=True,
            clar_cla_review_id=child and numbering.key("clr", child_part(child), held),
            clar_cla_id=period and period.id,
            clar_cla_person_id=child,
            clar_cla_review_date=held,
            clar_cla_review_participation=entry["REVIEW_CODE"],
        )
    offer.unite("clar_cla_review_id", years.order)


def _missing(years: Years, made: Return) -> None:
    if "missing" not in years.entries:
        return
    columns = {
        "miss_table_id": None,
        "miss_person_id": None,
        "miss_missing_episode_start_date": None,
        "miss_missing_episode_type": "MISSING",
        "miss_missing_episode_end_date": "MIS_END",
    }
    offer = made.offer(
        Offer(
            "ssd_missing",
            SOURCE,
            years.fills("missing", columns),
            years.as_at("missing"),
            years.unbroken_from("missing"),
        )
    )
    for entry, numbering in _numbered(years, "missing"):
        child, start = entry["CHILD"], iso_date(entry["MIS_START"])
        offer.add(
            entry,
            is_event=True,
            miss_table_id=child and numbering.key("mis", child_part(child), start),
            miss_person_id=child,
            miss_missing_episode_start_date=start,
            miss_missing_episode_type=entry["MISSING"],
            miss_missing_episode_end_date=iso_date(entry["MIS_END"]),
        )
    offer.unite("miss_table_id", years.order)


def _uasc(years: Years, made: Return) -> None:
    if "uasc" not in years.entries:
        return
    columns = (
        *("immi_immigration_status_id", "immi_person_id", "immi_immigration_status"),
        "immi_immigration_status_end_date",
    )
    offer = made.offer(
        Offer("ssd_immigration_status", SOURCE, columns, years.as_at("uasc"), years.unbroken_from("uasc"))
    )
    for entry in years.all("uasc"):
        child = entry["CHILD"]
        offer.add(
            entry,
            is_event=True,
            immi_immigration_status_id=child and key("immi", child_part(child), "UASC", None),
            immi_person_id=child,
            immi_immigration_status="Unaccompanied Asylum Seeking Child",
            immi_immigration_status_end_date=iso_date(entry["DUC"]),
        )
    offer.unite("immi_immigration_status_id", years.order)


def _oc2(years: Years, made: Return) -> None:
    """Answers for the year, without dates: they must not become dated health checks."""
    if "oc2" not in years.entries:
        return
    as_at, since = years.as_at("oc2"), years.latest_from("oc2")
    history = made.offer(
        Offer(
            "ext_reported_history",
            SOURCE,
            ("person_id", "item", "as_at", "source_return", "value"),
            as_at,
            since,
            "latest",
        )
    )
    for entry in years.all("oc2"):
        answers = [word for word in REPORTED if entry[word] is not None]
        for place, word in enumerate(answers):
            history.add(
                entry,
                is_event=place == 0,
                person_id=entry["CHILD"],
                item=f"oc2_{word.lower()}",
                as_at=years.as_at("oc2", years.order[entry.part]).isoformat(),
                source_return=SOURCE,
                value=entry[word],
            )
    columns = {
        "csdq_table_id": None,
        "csdq_person_id": None,
        "csdq_sdq_score": "SDQ_SCORE",
        "csdq_sdq_reason": "SDQ_REASON",
    }
    scores = made.offer(Offer("ssd_sdq_scores", SOURCE, years.fills("oc2", columns), as_at, since, "latest"))
    for entry in years.latest("oc2"):
        if entry["CHILD"] is not None and (entry["SDQ_SCORE"] or entry["SDQ_REASON"]):
            scores.add(
                entry,
                csdq_table_id=key("csdq", child_part(entry["CHILD"]), as_at.isoformat()),
                csdq_person_id=entry["CHILD"],
                csdq_sdq_score=entry["SDQ_SCORE"],
                csdq_sdq_reason=entry["SDQ_REASON"],
            )


def _oc3(years: Years, made: Return) -> None:
    """The latest year's answers as the current position, and every year's as observed on the birthday in it."""
    if "oc3" not in years.entries:
        return
    as_at, since = years.as_at("oc3"), years.latest_from("oc3")
    columns = {
        "clea_table_id": None,
        "clea_person_id": None,
        "clea_care_leaver_eligibility": "DOB",
        "clea_care_leaver_in_touch": "IN_TOUCH",
        "clea_care_leaver_activity": "ACTIV",
        "clea_care_leaver_accommodation": "ACCOM",
        "clea_care_leaver_accom_suitable": "ACCOM",
    }
    leavers = made.offer(Offer("ssd_care_leavers", SOURCE, years.fills("oc3", columns), as_at, since, "latest"))
    statuses = made.offer(
        Offer(
            "ext_care_leaver_status",
            SOURCE,
            years.fills(
                "oc3",
                {
                    "observation_id": None,
                    "person_id": None,
                    "observed_on": "DOB",
                    "activity": "ACTIV",
                    "in_higher_education": "ACTIV",
                    "accommodation_suitable": "ACCOM",
                },
            ),
            as_at,
            since,
            "latest",
        )
    )
    newest = set(years.latest("oc3"))
    for entry in years.all("oc3"):
        child, year = entry["CHILD"], years.order[entry.part]
        activity = None if entry["ACTIV"] == EMPTY_CODE else entry["ACTIV"]
        home, suitable = _accommodation(entry["ACCOM"])
        birthday = _birthday(as_date(iso_date(entry["DOB"])), year)
        if entry in newest:
            leavers.add(
                entry,
                is_event=True,
                clea_table_id=child and key("clea", child_part(child)),
                clea_person_id=child,
                clea_care_leaver_eligibility=_entitlement(birthday, as_date(iso_date(entry["DOB"]))),
                clea_care_leaver_in_touch=entry["IN_TOUCH"],
                clea_care_leaver_activity=activity,
                clea_care_leaver_accommodation=home,
                clea_care_leaver_accom_suitable=suitable,
            )
        if child is not None and birthday is not None and (activity or suitable):
            statuses.add(
                entry,
                is_event=entry not in newest,
                observation_id=key("cls", child_part(child), birthday),
                person_id=child,
                observed_on=birthday,
                **status_values(activity, suitable),
            )
    statuses.unite("observation_id", years.order)


def _accommodation(code: str | None) -> tuple[str | None, str | None]:
    """ACCOM as letter and digit; a code of another form stays whole, to be reported."""
    if code is None or code == EMPTY_CODE:
        return None, None
    return (code[0], code[1]) if len(code) == 2 else (code, None)


def _birthday(born: date | None, year: int) -> str | None:
    """The 17th to 21st birthday that falls in a collection year; one of 29 February is on 1 March in other years."""
    if born is None:
        return None
    for calendar_year in (year - 1, year):
        try:
            day = born.replace(year=calendar_year)
        except ValueError:
            day = date(calendar_year, 3, 1)
        if date(year - 1, 4, 1) <= day <= date(year, 3, 31) and 17 <= calendar_year - born.year <= 21:
            return day.isoformat()
    return None


def _entitlement(birthday: str | None, born: date | None) -> str | None:
    """What the law calls a young person of OC3, by the birthday asked about.

    OC3 asks only of those who were looked after for thirteen weeks from 14 on and past 16 (DfE guide to the collection), which is
    the definition of a relevant child and, from 18, of a former relevant child.
    """
    if birthday is None or born is None:
        return None
    return "Relevant" if int(birthday[:4]) - born.year == 17 else "Former Relevant"


def _previous_permanence(years: Years, made: Return) -> None:
    if "prev_perm" not in years.entries:
        return
    columns = {
        "lapp_table_id": None,
        "lapp_person_id": None,
        "lapp_previous_permanence_option": None,
        "lapp_previous_permanence_la": "LA_PERM",
        "lapp_previous_permanence_order_date": "DATE_PERM",
    }
    offer = made.offer(
        Offer(
            "ssd_cla_previous_permanence",
            SOURCE,
            years.fills("prev_perm", columns),
            years.as_at("prev_perm"),
            years.latest_from("prev_perm"),
            "latest",
        )
    )
    for entry in years.all("prev_perm"):
        child = entry["CHILD"]
        offer.add(
            entry,
            is_event=True,
            lapp_table_id=child and key("lapp", child_part(child)),
            lapp_person_id=child,
            lapp_previous_permanence_option=entry["PREV_PERM"],
            lapp_previous_permanence_la=entry["LA_PERM"],
            lapp_previous_permanence_order_date=entry["DATE_PERM"],
        )
    offer.unite("lapp_table_id", years.order)


PERMANENCE_COLUMNS = {
    "episodes": (
        *("perm_table_id", "perm_person_id", "perm_cla_id", "perm_placement_order_date"),
        *("perm_placed_for_adoption_date", "perm_permanence_order_date", "perm_permanence_order_type"),
    ),
    "ad1": (
        *("perm_adm_decision_date", "perm_matched_date", "perm_adopted_by_carer_flag", "perm_number_of_adopters"),
        *("perm_adopter_sex", "perm_adopter_legal_status"),
    ),
    "placed_adoption": (*("perm_adm_decision_date", "perm_decision_reversed_date", "perm_decision_reversed_reason"),),
}


def _permanence(years: Years, made: Return, care: Care) -> None:
    """One row per decision that a child should be placed for adoption, else per period of care with an order or a step to it.

    DATE_PLACED of placed_adoption and DATE_INT of ad1 are the same date, that of the decision.
    """
    kinds = [kind for kind in PERMANENCE_COLUMNS if kind in years.entries]
    if "episodes" not in kinds:
        return
    columns = tuple(dict.fromkeys(name for kind in kinds for name in PERMANENCE_COLUMNS[kind]))
    offer = made.offer(
        Offer("ssd_permanence", SOURCE, columns, years.as_at("episodes"), years.unbroken_from("episodes"))
    )
    offer.rows = _decisions(years, care, "ad1", "DATE_INT", _adopters)
    adopted = {row.values["perm_table_id"]: row for row in offer.rows}
    for row in _decisions(years, care, "placed_adoption", "DATE_PLACED", _reversal):
        # A second record of one decision is left for DQ002.
        same = adopted.pop(row.values["perm_table_id"], None)
        if same is None:
            offer.rows.append(row)
        else:
            same.values |= {name: value for name, value in row.values.items() if value is not None}
    of_period: dict[str | None, list[Row]] = {}
    for row in offer.rows:
        of_period.setdefault(row.values["perm_cla_id"], []).append(row)
    for child, periods in care.periods.items():
        undecided = Numbering()
        for period in periods:
            steps = _steps(period)
            if not any(steps.values()):
                continue
            rows = of_period.get(period.id)
            if not rows:
                episode = period.episodes[0]
                identity = undecided.key("prm", child, None)
                row = offer.add(
                    episode.entry, perm_table_id=identity, perm_person_id=episode["CHILD"], perm_cla_id=period.id
                )
                rows = [row]
            for row in rows:
                row.values |= steps


def _decisions(
    years: Years, care: Care, kind: str, date_column: str, told: Callable[[Entry], dict[str, str | None]]
) -> list[Row]:
    found = Offer("ssd_permanence", SOURCE, (), years.extract_date, None)
    for entry in years.all(kind):
        child, decided = entry["CHILD"], iso_date(entry[date_column])
        period = care.period_at(child, decided)
        found.add(
            entry,
            is_event=True,
            perm_table_id=child and key("prm", child_part(child), decided),
            perm_person_id=child,
            perm_cla_id=period and period.id,
            perm_adm_decision_date=decided,
            **told(entry),
        )
    found.unite("perm_table_id", years.order)
    return found.rows


def _adopters(entry: Entry) -> dict[str, str | None]:
    return {
        "perm_matched_date": iso_date(entry["DATE_MATCH"]),
        "perm_adopted_by_carer_flag": entry["FOSTER_CARE"],
        "perm_number_of_adopters": entry["NB_ADOPTR"],
        "perm_adopter_sex": entry["SEX_ADOPTR"],
        "perm_adopter_legal_status": entry["LS_ADOPTR"],
    }


def _reversal(entry: Entry) -> dict[str, str | None]:
    return {
        "perm_decision_reversed_date": iso_date(entry["DATE_PLACED_CEASED"]),
        "perm_decision_reversed_reason": entry["REASON_PLACED_CEASED"],
    }


def _steps(period: Period) -> dict[str, str | None]:
    """The steps to permanence that the episodes of a period show."""
    left = next((episode for episode in period.episodes if episode.end_reason in PERMANENCE_ORDERS), None)
    return {
        "perm_placement_order_date": _first_start(period, "LS", PLACEMENT_ORDERS),
        "perm_placed_for_adoption_date": _first_start(period, "PLACE", ADOPTION_PLACES),
        "perm_permanence_order_date": left and left.end,
        "perm_permanence_order_type": left and left.end and PERMANENCE_ORDERS[left.end_reason],
    }


def _first_start(period: Period, column: str, codes: tuple[str, ...]) -> str | None:
    return next((episode.start for episode in period.episodes if (episode[column] or "").upper() in codes), None)


def _social_workers(years: Years, made: Return, names: NameKeys) -> None:
    """Children looked after on 31 March; collected from 2024 on."""
    if "social_worker" not in years.entries:
        return
    as_at = years.as_at("social_worker")
    since = max(years.unbroken_from("social_worker"), date(FIRST_SOCIAL_WORKER_YEAR - 1, 4, 1))
    columns = {
        "invo_involvements_id": None,
        "invo_person_id": None,
        "invo_professional_id": None,
        "invo_professional_role_id": None,
        "invo_involvement_start_date": None,
        "invo_involvement_end_date": "SW_DEC",
        "invo_worker_change_reason": "SW_REASON",
    }
    involved = made.offer(Offer("ssd_involvements", SOURCE, years.fills("social_worker", columns), as_at, since))
    workers = made.offer(
        Offer(
            "ssd_professionals",
            SOURCE,
            ("prof_professional_id", "prof_social_worker_registration_no"),
            as_at,
            None,
        )
    )
    known = set()
    for entry in years.all("social_worker"):
        child, number, start = entry["CHILD"], entry["SW_ID"], iso_date(entry["SW_DECOM"])
        worker = number and names.key("wkr", number)
        involved.add(
            entry,
            is_event=True,
            invo_involvements_id=child and key("inv", child_part(child), worker, None, start),
            invo_person_id=child,
            invo_professional_id=worker,
            invo_professional_role_id="Social Worker",
            invo_involvement_start_date=start,
            invo_involvement_end_date=iso_date(entry["SW_DEC"]),
            invo_worker_change_reason=entry["SW_REASON"],
        )
        if worker is not None and worker not in known:
            known.add(worker)
            workers.add(entry, prof_professional_id=worker, prof_social_worker_registration_no=number)
    involved.unite("invo_involvements_id", years.order)
