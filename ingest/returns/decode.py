"""Bytes into text, and the words of returns into those of the contract; nothing is guessed, and what was decided is said.

Dates are day first (returns.md 1.4), answers yes or no (1.5). A value that cannot be read comes back as it was written, for
the rules on values (DQ006, DQ007) to report: here nothing is lost and nothing is judged.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from ingest.problems import FileRefused, Problem
from ingest.values import WHITE_SPACE

# What the contract reads as empty (landing.yml, conventions).
EMPTY = frozenset(("", "1900-01-01", "PLACEHOLDER_DATA", "NULL", "N/A", "#N/A"))
MARKS = ((b"\xef\xbb\xbf", "utf-8 with byte order mark"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
ARCHIVES = frozenset((".zip", ".7z", ".rar", ".gz"))
# Bytes that Windows-1252 leaves unused: text that holds one was written in something else.
NOT_CP1252 = frozenset(b"\x81\x8d\x8f\x90\x9d")
# A letter beyond ASCII as UTF-8 writes it; in Windows-1252 the same bytes are a capital followed by signs, which no word has.
UTF8_LETTER = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
SERIAL_ZERO, SERIALS = date(1899, 12, 30), range(20_000, 80_001)
# No return has a time of day; systems write one all the same, midnight or the hour of the recording.
TIME = r"(?:[T ]\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?(?: ?[AP]M)?)?"
DAY_FIRST = re.compile(rf"(\d{{1,2}})([-/.])(\d{{1,2}})\2(\d{{4}}){TIME}", re.ASCII | re.IGNORECASE)
MONTH_NAMED = re.compile(rf"(\d{{1,2}})([-/. ])([a-z]{{3,9}})\2(\d{{4}}){TIME}", re.ASCII | re.IGNORECASE)
YEAR_FIRST = re.compile(rf"(\d{{4}})-(\d\d)-(\d\d){TIME}", re.ASCII | re.IGNORECASE)
MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
MONTH_OF = {name[:letters]: number for number, name in enumerate(MONTHS, 1) for letters in (3, 4, len(name))}
SERIAL = re.compile(r"\d{5}(?:\.\d+)?", re.ASCII)
NO_DAY = date(1900, 1, 1)  # a placeholder of the contract, in whatever form it is written
YES = frozenset(("y", "yes", "true", "1"))
NO = frozenset(("n", "no", "false", "0"))
UNKNOWN = frozenset(("unknown", "not known", "not recorded"))
# An answer with its reason: "Yes - child in need plan".
ANSWER = re.compile(r"(yes|no|y|n)\s*[-\u2013\u2014:;,(].*", re.IGNORECASE | re.DOTALL)
LIST_LETTER = re.compile(r"[a-z]{1,2}\d?\)\s*", re.IGNORECASE)


def decoded(data: bytes, file: str) -> tuple[bytes, str]:
    """The text of a return as UTF-8 without a mark, and the encoding it was in.

    UTF-8 if it is that; by its mark UTF-16; else Windows-1252, which agrees with Latin-1 in every letter. Errors:
    FileRefused with the line for NUL bytes (UTF-16 without a mark holds them), for bytes that are no letters in
    Windows-1252, and for a file that is UTF-8 in one place and not in another: either reading would bend the other half.
    """
    for mark, name in MARKS:
        if data.startswith(mark):
            try:
                text = data.decode("utf-8-sig" if name.startswith("utf-8") else "utf-16")
            except UnicodeDecodeError:
                # The decoder's own text quotes the bytes it met.
                raise _refused(file, None, "file-encoding", f"starts as {name} and goes on otherwise") from None
            return _without_nul(text.encode(), file), name
    _without_nul(data, file)
    try:
        data.decode()
    except UnicodeDecodeError as error:
        return _from_cp1252(data, error.start, file), "windows-1252"
    return data, "ascii" if data.isascii() else "utf-8"


def _from_cp1252(data: bytes, first: int, file: str) -> bytes:
    unused = next((place for place, octet in enumerate(data) if octet in NOT_CP1252), None)
    if unused is not None:
        raise _refused(file, _line(data, min(unused, first)), "file-encoding", "neither UTF-8 nor Windows-1252")
    mixed = UTF8_LETTER.search(data)
    if mixed:
        raise _refused(file, _line(data, mixed.start()), "file-encoding", "UTF-8 in one place and not in another")
    return data.decode("cp1252").encode()


def _without_nul(data: bytes, file: str) -> bytes:
    nul = data.find(b"\0")
    if nul >= 0:
        raise _refused(file, _line(data, nul), "file-nul", "a NUL byte")
    return data


def _line(data: bytes, place: int) -> int:
    return data.count(b"\n", 0, place) + 1


def _refused(file: str, line: int | None, rule: str, message: str) -> FileRefused:
    return FileRefused([Problem(file, line, None, rule, message)])


def is_litter(path: Path) -> bool:
    """Whether a file or folder is one that desktops and spreadsheets leave behind, and nobody put there."""
    return path.name.startswith((".", "~$", "__MACOSX")) or path.name.casefold() in ("thumbs.db", "desktop.ini")


def holds_unread_files(path: Path, name: str) -> list[Problem]:
    """The refusal of a folder or an archive where files are read: a return in it would be missed without a word."""
    if not path.is_dir() and path.suffix.lower() not in ARCHIVES:
        return []
    what = "a folder" if path.is_dir() else "an archive"
    return [Problem(name, None, None, "return-place", f"{what} where files are read: put the files in it beside it")]


def text_or_none(text: str | None) -> str | None:
    """Trimmed text; None for what the contract reads as empty."""
    trimmed = (text or "").strip(WHITE_SPACE)
    return None if trimmed in EMPTY else trimmed


def iso_date(text: str | None) -> str | None:
    """A date as returns write it, as YYYY-MM-DD; its time of day is left out.

    Day first with a year of four digits (31/03/2024, 31-03-2024, 31 March 2024, 31-MAR-2024), year first (2024-03-31) or a
    spreadsheet's serial. A year of two digits is not read: its century would be a guess.
    """
    if text is None:
        return None
    try:
        day = _day_of(text)
    except ValueError:
        return text
    return None if day == NO_DAY else text if day is None else day.isoformat()


def _day_of(text: str) -> date | None:
    """The day; None where the text has no form of a date. ValueError for a day that no month has."""
    if found := DAY_FIRST.fullmatch(text):
        return date(int(found[4]), int(found[3]), int(found[1]))
    if found := YEAR_FIRST.fullmatch(text):
        return date(int(found[1]), int(found[2]), int(found[3]))
    if (found := MONTH_NAMED.fullmatch(text)) and found[3].lower() in MONTH_OF:
        return date(int(found[4]), MONTH_OF[found[3].lower()], int(found[1]))
    if SERIAL.fullmatch(text) and int(Decimal(text)) in SERIALS:
        return SERIAL_ZERO + timedelta(days=int(Decimal(text)))
    return None


def as_date(text: str | None) -> date | None:
    """The date of a text that `iso_date` gave; None where it could not be read."""
    if text is None or not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def yes_no(text: str | None) -> str | None:
    """Y or N, with a reason after it or without; None for an answer that is not known; any other word as it was written."""
    if text is None:
        return None
    word = LIST_LETTER.sub("", text, count=1).strip().casefold() if ")" in text else text.casefold()
    word = ANSWER.sub(r"\1", word)
    if word in YES:
        return "Y"
    if word in NO:
        return "N"
    return None if word in UNKNOWN else text
