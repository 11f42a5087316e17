"""Bytes into text, and the words of returns into those of the contract; nothing is guessed, and what was decided is said.

Dates are day first (returns.md 1.4), answers yes or no (1.5). A value that cannot be read comes back as it was written, for
the rules on values (DQ006, DQ007) to report: here nothing is lost and nothing is judged.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal

from ingest.problems import FileRefused, Problem
from ingest.values import WHITE_SPACE

# What the contract reads as empty (landing.yml, conventions).
EMPTY = frozenset(("", "1900-01-01", "PLACEHOLDER_DATA", "NULL", "N/A", "#N/A"))
MARKS = ((b"\xef\xbb\xbf", "utf-8 with byte order mark"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
# Bytes that Windows-1252 leaves unused: text that holds one was written in something else.
NOT_CP1252 = frozenset(b"\x81\x8d\x8f\x90\x9d")
# A letter beyond ASCII as UTF-8 writes it; in Windows-1252 the same bytes are a capital followed by signs, which no word has.
UTF8_LETTER = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
SERIAL_ZERO, SERIALS = date(1899, 12, 30), range(20_000, 80_001)
DAY_FIRST = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(?: 00:00(?::00)?)?", re.ASCII)
SERIAL = re.compile(r"\d{5}(?:\.0+)?", re.ASCII)
YES = frozenset(("y", "yes", "true", "1"))
NO = frozenset(("n", "no", "false", "0"))
UNKNOWN = frozenset(("unknown", "not known", "not recorded"))
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


def text_or_none(text: str | None) -> str | None:
    """Trimmed text; None for what the contract reads as empty."""
    trimmed = (text or "").strip(WHITE_SPACE)
    return None if trimmed in EMPTY else trimmed


def iso_date(text: str | None) -> str | None:
    """A date as returns write it, as YYYY-MM-DD: DD/MM/YYYY (at midnight or without time) or a spreadsheet's serial."""
    if text is None:
        return None
    found = DAY_FIRST.fullmatch(text)
    if found:
        day, month, year = map(int, found.groups())
        try:
            return date(year, month, day).isoformat()
        except ValueError:
            return text
    if SERIAL.fullmatch(text) and int(Decimal(text)) in SERIALS:
        return (SERIAL_ZERO + timedelta(days=int(Decimal(text)))).isoformat()
    return text


def as_date(text: str | None) -> date | None:
    """The date of a text that `iso_date` gave; None where it could not be read."""
    if text is None or not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def yes_no(text: str | None) -> str | None:
    """Y or N; None for an answer that is not known; any other word as it was written."""
    if text is None:
        return None
    word = LIST_LETTER.sub("", text, count=1).strip().casefold() if ")" in text else text.casefold()
    if word in YES:
        return "Y"
    if word in NO:
        return "N"
    return None if word in UNKNOWN else text
