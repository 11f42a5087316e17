"""What befalls files on their way: cut, written in another encoding, shuffled, renamed, retyped, damaged. Each with what it means.

`meaning` is the clean file that says the same: a reader gives either its rows or a refusal. None: only a refusal is right.
"""

from __future__ import annotations

import copy
import csv
import io
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from random import Random
from xml.etree import ElementTree

import xlsxwriter

from ingest.returns.annex_a_lists import NEEDED as NEEDED_OF_ANNEX_A
from ingest.returns.ssda903 import NEEDED as NEEDED_OF_903
from ingest.ssd_gaps import FILLABLE
from schemas.contract import load_contract
from tests.fuzz.councils import Table

LETTERS = "Zo\u00eb \u00c5sa"
UNREADABLE = "31/31/2023"


@dataclass(frozen=True)
class Mangled:
    """A file as it arrives, and as it should be understood. `must_stand`: refusing it would be wrong as well.

    `also`: what another reader makes of a damaged file that holds no sums to tell who is right; either will do.
    """

    path: str
    how: str
    data: bytes
    meaning: bytes | None
    must_stand: bool = True
    also: bytes | None = None


def table_named(table: Table):
    return load_contract().tables[table.path.removesuffix(".csv")]


def needed(table: Table) -> set[str]:
    """The columns without which the file is refused."""
    if not table.is_landing:
        return set(NEEDED_OF_903[table.path.rpartition("/")[2].removesuffix(".csv")])
    found = table_named(table)
    return {name for name in found.required if (found.name, name) not in FILLABLE}


def clean(table: Table) -> bytes:
    """The table as a plain CSV."""
    return table.csv().encode()


def _some_cell(random: Random, table: Table) -> tuple[int, int]:
    return random.randrange(len(table.rows)), random.randrange(len(table.header))


# Of a CSV: table -> bytes, meaning, and whether it must be read.
def as_it_is(random: Random, table: Table):
    return clean(table), table


def with_mark(random: Random, table: Table):
    return table.csv().encode("utf-8-sig"), table


def in_utf_16(random: Random, table: Table):
    data = random.choice((b"\xff\xfe" + table.csv().encode("utf-16-le"), b"\xfe\xff" + table.csv().encode("utf-16-be")))
    return data, None if table.is_landing else table


def with_letters(random: Random, table: Table):
    lettered = table.with_cell(*_some_cell(random, table), LETTERS)
    return clean(lettered), lettered


def in_windows_1252(random: Random, table: Table):
    lettered = table.with_cell(*_some_cell(random, table), LETTERS)
    return lettered.csv().encode(random.choice(("cp1252", "latin-1"))), None if table.is_landing else lettered


def in_two_encodings(random: Random, table: Table):
    data = replace(table, rows=table.rows[:1]).with_cell(0, 0, LETTERS).csv().encode()
    rest = replace(table, rows=table.rows[:1]).with_cell(0, 0, LETTERS).csv().encode("cp1252").partition(b"\n")[2]
    return data + rest, None


def with_nul(random: Random, table: Table):
    data = clean(table)
    place = random.randrange(len(data))
    return data[:place] + b"\0" + data[place:], None


def other_line_breaks(random: Random, table: Table):
    return table.csv(line_break="\r\n").encode(), table


def carriage_returns_alone(random: Random, table: Table):
    return table.csv(line_break="\r").encode(), None


def quoted(random: Random, table: Table):
    return table.csv(quoting=csv.QUOTE_ALL).encode(), table


def shuffled(random: Random, table: Table):
    rows = list(table.rows)
    random.shuffle(rows)
    return clean(replace(table, rows=tuple(rows))), table


def columns_in_another_order(random: Random, table: Table):
    order = random.sample(range(len(table.header)), len(table.header))
    return clean(table.reordered(order)), table


def header_in_another_dress(random: Random, table: Table):
    dressed = (random.choice((str.upper, str.lower, str.title, " {} ".format))(name) for name in table.header)
    return clean(replace(table, header=tuple(dressed))), table


def column_twice(random: Random, table: Table):
    place = random.randrange(len(table.header))
    return clean(table.reordered([*range(len(table.header)), place])), None


def column_added(random: Random, table: Table):
    rows = tuple((*row, "x") for row in table.rows)
    return clean(replace(table, header=(*table.header, "another"), rows=rows)), table


def column_dropped(random: Random, table: Table):
    place = random.randrange(len(table.header))
    less = table.without(place)
    return clean(less), None if table.header[place] in needed(table) else less


def column_renamed(random: Random, table: Table):
    place = random.randrange(len(table.header))
    name = table.header[place]
    renamed = replace(table, header=(*table.header[:place], f"{name}_new", *table.header[place + 1 :]))
    return clean(renamed), None if name in needed(table) else table.without(place)


def column_retyped(random: Random, table: Table):
    """A column of dates or numbers full of what is neither: each value is empty, never something else."""
    if not table.is_landing:
        return as_it_is(random, table)
    contract = table_named(table)
    places = [
        place
        for place, name in enumerate(table.header)
        if name in contract.by_name
        and contract.by_name[name].nullable
        and contract.by_name[name].type not in ("string", "flag", "json")
        and name not in (*contract.primary_key, contract.event_date)
    ]
    if not places:
        return as_it_is(random, table)
    bent = empty = table
    place = random.choice(places)
    for record in range(len(table.rows)):
        bent, empty = bent.with_cell(record, place, UNREADABLE), empty.with_cell(record, place, "")
    return clean(bent), empty


def cut(random: Random, table: Table):
    data = clean(table)
    piece = data[: random.randrange(len(data))]
    for count in range(len(table.rows) + 1):
        first = replace(table, rows=table.rows[:count])
        if piece == clean(first):
            return piece, first
    return piece, None


def cut_between_records(random: Random, table: Table):
    first = replace(table, rows=table.rows[: random.randint(0, len(table.rows))])
    return clean(first), first


def row_twice(random: Random, table: Table):
    again = replace(table, rows=(*table.rows, random.choice(table.rows)))
    return clean(again), again


def a_field_too_many_or_too_few(random: Random, table: Table):
    rows, record = list(table.rows), random.randrange(len(table.rows))
    rows[record] = random.choice(((*rows[record], "x"), rows[record][:-1]))
    return clean(replace(table, rows=tuple(rows))), None


def a_blank_line(random: Random, table: Table):
    lines = clean(table).splitlines(keepends=True)
    # At its end a return may have one: spreadsheets leave them.
    lines.insert(random.randint(1, len(lines) - 1), b"\n")
    return b"".join(lines), None


def two_files_in_one(random: Random, table: Table):
    """A header again in the middle is a record of words that are no values; it may never be taken for another file."""
    twice = replace(table, rows=(*table.rows, table.header, *table.rows[:1]))
    return clean(twice), twice


def damaged(random: Random, data: bytes) -> bytes:
    """One to three bytes changed, lost or added; mostly for such as a text may hold, or no file would be read after it."""
    octets, likely = bytearray(data), b'0123456789 aZ/-",\n\r\xe9\0'
    for _ in range(random.randint(1, 3)):
        place = random.randrange(len(octets))
        match random.randrange(3):
            case 0:
                octets[place] = random.choice(likely)
            case 1:
                del octets[place]
            case _:
                octets.insert(place, random.choice(likely))
    return bytes(octets)


OF_A_CSV: tuple[Callable, ...] = (
    as_it_is, with_mark, in_utf_16, with_letters, in_windows_1252, in_two_encodings, with_nul, other_line_breaks,
    carriage_returns_alone, quoted, shuffled, columns_in_another_order, header_in_another_dress, column_twice, column_added,
    column_dropped, column_renamed, column_retyped, cut, cut, cut_between_records, row_twice, a_field_too_many_or_too_few,
    a_blank_line, two_files_in_one, *[damaged] * 6,
)  # fmt: skip


def understood(data: bytes, table: Table) -> bytes | None:
    """A damaged CSV by a reader of its own (Python's), written clean; None where that reader cannot make it out."""
    try:
        read = parsed(_decoded(data, table), table.path)
    except (ValueError, csv.Error):
        return None
    while not table.is_landing and read.rows and not "".join(read.rows[-1]).strip():
        read = replace(read, rows=read.rows[:-1])
    return clean(read) if all(len(row) == len(read.header) for row in read.rows) else None


def parsed(text: str, path: str) -> Table:
    """A CSV by Python's own reader."""
    header, *rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    return Table(path, tuple(header), tuple(map(tuple, rows)))


def _decoded(data: bytes, table: Table) -> str:
    if not table.is_landing and data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        if table.is_landing:
            raise
        return data.decode("cp1252")


def mangled_csv(random: Random, table: Table, how: Callable) -> Mangled:
    """A CSV after one of the things that can befall it."""
    if how is damaged:
        data = damaged(random, clean(table))
        return Mangled(table.path, how.__name__, data, understood(data, table), must_stand=False)
    data, meaning = how(random, table)
    # Which table of the 903 a file is, is told by its columns: with one gone it may be none.
    stands = meaning is not None and (table.is_landing or how not in (column_dropped, column_renamed))
    return Mangled(table.path, how.__name__, data, None if meaning is None else clean(meaning), must_stand=stands)


def _xml(root: ElementTree.Element) -> bytes:
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)


ENTITIES = b'<!DOCTYPE %s [<!ENTITY a "haha"><!ENTITY b "&a;&a;&a;&a;">]>'


OF_XML = (
    "as_it_is",
    "cut",
    "encoded",
    "letters",
    "shuffled",
    "entities",
    "stray",
    "nul",
    "unknown",
    "damaged",
    "damaged",
)


def mangled_xml(random: Random, path: str, root: ElementTree.Element, records: str, how: str) -> Mangled:
    """XML after one of the things that can befall it; `records` is the path of the elements of a child."""
    data = _xml(root)
    text = ElementTree.tostring(root, encoding="unicode")
    match how:
        case "as_it_is":
            return Mangled(path, how, data, data)
        case "cut":
            # Without a line break at the end every cut falls inside the root.
            return Mangled(path, how, data[: random.randrange(len(data))], None, must_stand=False)
        case "encoded":
            encoding = random.choice(("utf-16", "iso-8859-1", "windows-1252", "us-ascii"))
            return Mangled(path, how, f'<?xml version="1.0" encoding="{encoding}"?>{text}'.encode(encoding), data)
        case "letters":
            lettered = text.replace("c1<", f"c{LETTERS}<")
            return Mangled(path, how, lettered.encode("latin-1"), None, must_stand=False)
        case "shuffled":
            other = copy.deepcopy(root)
            parent = other if records == "." else other.find(records)
            parent[:] = random.sample(list(parent), len(parent))
            return Mangled(path, how, _xml(other), data)
        case "entities":
            return Mangled(path, how, ENTITIES % root.tag.encode() + text.encode(), None, must_stand=False)
        case "stray":
            stray = text.replace("><", ">\n <!-- a note --> stray <", random.randint(1, 50))
            return Mangled(path, how, stray.encode(), data)
        case "nul":
            place = random.randrange(len(data))
            return Mangled(path, how, data[:place] + b"\0" + data[place:], None, must_stand=False)
        case "unknown":
            other = copy.deepcopy(root)
            for child in other if records == "." else other.find(records):
                ElementTree.SubElement(child[0], "Another").text = "x"
            return Mangled(path, how, _xml(other), data)
    bent = damaged(random, data)
    try:
        meaning = _xml(ElementTree.fromstring(bent))
    except (ElementTree.ParseError, LookupError, ValueError):
        meaning = None
    return Mangled(path, how, bent, meaning, must_stand=False)


def workbook(sheets: list[Table], *, text_dates: bool = False, title: bool = False, blank: int | None = None) -> bytes:
    """An .xlsx; with dates as text, a title above the headers, or a blank row after so many records."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True, "default_date_format": "dd/mm/yyyy"}) as made:
        for table in sheets:
            sheet, line = made.add_worksheet(table.path), int(title)
            if title:
                sheet.write(0, 0, "A title")
            sheet.write_row(line, 0, table.header)
            for record, row in enumerate(table.rows):
                line += 1 + (record == blank)
                for place, cell in enumerate(row):
                    if cell is not None:
                        as_text = text_dates and isinstance(cell, date)
                        sheet.write(line, place, cell.strftime("%d/%m/%Y") if as_text else cell)
    return stream.getvalue()


OF_A_WORKBOOK = (
    *(
        "as_it_is",
        "text_dates",
        "title",
        "blank",
        "shuffled",
        "columns",
        "dress",
        "sheets",
        "twice",
        "added",
        "dropped",
        "cut",
    ),
    *("damaged", "damaged", "damaged"),
)


def mangled_workbook(random: Random, path: str, sheets: dict[int, Table], how: str) -> Mangled:
    """An Annex A workbook of some lists, by their numbers, after one of the things that can befall it."""
    clean, place = workbook([*sheets.values()]), random.choice([*sheets])
    one = sheets[place]

    def with_sheet(other: Table) -> bytes:
        return workbook([*{**sheets, place: other}.values()])

    match how:
        case "as_it_is":
            return Mangled(path, how, clean, clean)
        case "text_dates" | "title":
            return Mangled(path, how, workbook([*sheets.values()], **{how: True}), clean)
        case "blank":
            return Mangled(path, how, workbook([*sheets.values()], blank=random.randrange(len(one.rows))), clean)
        case "shuffled":
            rows = tuple(random.sample(one.rows, len(one.rows)))
            return Mangled(path, how, with_sheet(replace(one, rows=rows)), clean)
        case "columns":
            order = random.sample(range(len(one.header)), len(one.header))
            return Mangled(path, how, with_sheet(one.reordered(order)), clean)
        case "dress":
            dressed = (random.choice((str.upper, str.lower, "  {}: ".format))(name) for name in one.header)
            return Mangled(path, how, with_sheet(replace(one, header=tuple(dressed))), clean)
        case "sheets":
            names = random.choice(
                (lambda n: f"LIST {n}", lambda n: f" list-0{n} " if n < 10 else f"list {n}", lambda n: f"Tab{n}")
            )
            renamed = [replace(table, path=names(number)) for number, table in sheets.items()]
            return Mangled(path, how, workbook(renamed), clean)
        case "twice":
            order = [*range(len(one.header)), random.randrange(len(one.header))]
            return Mangled(path, how, with_sheet(one.reordered(order)), None, must_stand=False)
        case "added":
            wider = replace(one, header=(*one.header, "Another"), rows=tuple((*row, "x") for row in one.rows))
            return Mangled(path, how, with_sheet(wider), clean)
        case "dropped":
            at = random.randrange(len(one.header))
            gone = one.header[at] in NEEDED_OF_ANNEX_A[place]
            return Mangled(
                path, how, with_sheet(one.without(at)), None if gone else with_sheet(one.without(at)), not gone
            )
        case "cut":
            return Mangled(path, how, clean[: random.randrange(len(clean))], None, must_stand=False)
    # A workbook is packed with sums over its content: what is damaged is seen, or was no content.
    return Mangled(path, how, damaged(random, clean), clean, must_stand=False)
