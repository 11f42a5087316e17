"""Lossless reading of RFC 4180 CSV.

DuckDB's and Arrow's CSV readers load a file that was cut in the middle of a row, or whose quotes do not close, without a
word. Here the records are counted by a scan of the bytes that knows nothing of the parser; what the parser returns must
have that count, and a file whose structure is in doubt is refused with the line.
"""

from __future__ import annotations

import csv
import hashlib
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv

from ingest.problems import FileRefused, Problem

BOM = b"\xef\xbb\xbf"
QUOTE, COMMA, LF, CR = b'",\n\r'
MIN_BLOCK = 1 << 20
# What spreadsheets write between columns in place of commas.
SEPARATORS = {b";": "semicolons", b"\t": "tabs", b"|": "bars"}


@dataclass(frozen=True)
class Expected:
    """What a manifest says of a file; either may be unsaid."""

    rows: int | None = None
    sha256: str | None = None


@dataclass(frozen=True)
class Records:
    """The records of a file as text. `lines[i]` is the physical line on which record i begins."""

    table: pa.Table
    lines: np.ndarray
    starts: np.ndarray
    data: bytes
    sha256: str
    notices: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.lines)

    def raw_text(self, record: int) -> str:
        """The record as it stands in the file, without its line break."""
        end = self.starts[record + 1] if record + 1 < len(self.starts) else len(self.data)
        return self.data[self.starts[record] : end].decode().rstrip("\r\n")


def _refuse(file: str, line: int | None, rule: str, message: str) -> FileRefused:
    return FileRefused([Problem(file, line, None, rule, message)])


def _line_of(newlines: np.ndarray, position: int) -> int:
    return int(np.searchsorted(newlines, position)) + 1


def _text(data: bytes, file: str) -> tuple[bytes, tuple[str, ...]]:
    """The bytes without a byte order mark, proved to be UTF-8 without NUL."""
    if not data:
        raise _refuse(file, None, "file-empty", "the file has no bytes, not even a header")
    notices = ("starts with a byte order mark",) if data.startswith(BOM) else ()
    body = data[len(BOM) :] if notices else data
    if not body.isascii():
        try:
            body.decode("utf-8")
        except UnicodeDecodeError as error:
            line = body.count(b"\n", 0, error.start) + 1
            # The decoder's own text quotes the bytes it met, so it is not passed on.
            raise _refuse(file, line, "file-encoding", "not UTF-8") from None
    nul = body.find(b"\0")
    if nul >= 0:
        raise _refuse(file, body.count(b"\n", 0, nul) + 1, "file-nul", "a NUL byte")
    return body, notices


def _check_quotes(data: bytes, octets: np.ndarray, newlines: np.ndarray, file: str) -> np.ndarray | None:
    """The mask of bytes inside quotes (None without quotes); quotes must open and close at field edges and must close."""
    if QUOTE not in data:
        return None
    quotes = np.flatnonzero(octets == QUOTE)
    opening, closing = quotes[::2], quotes[1::2]
    before = octets[opening - 1]  # position 0 wraps to the last byte; it is put right below
    edge_before = np.isin(before, (COMMA, LF, CR, QUOTE)) | (opening == 0)
    after = octets[np.minimum(closing + 1, len(octets) - 1)]
    edge_after = np.isin(after, (COMMA, LF, CR, QUOTE)) | (closing == len(octets) - 1)
    stray = np.concatenate([opening[~edge_before], closing[~edge_after]])
    if len(stray):
        raise _refuse(file, _line_of(newlines, int(stray.min())), "csv-quote", "a quote inside a field is not doubled")
    if len(quotes) % 2:
        line = _line_of(newlines, int(quotes[-1]))
        raise _refuse(file, line, "csv-quote", "a quote opens and never closes; the file may have been cut")
    return np.bitwise_xor.accumulate((octets == QUOTE).view(np.uint8)).view(np.bool_)


def _record_starts(
    data: bytes, octets: np.ndarray, newlines: np.ndarray, inside: np.ndarray | None, file: str, complete: bool
) -> np.ndarray:
    """Byte positions where records begin, the header's first."""
    ends = newlines if inside is None else newlines[~inside[newlines]]
    if CR in data:
        returns = np.flatnonzero(octets == CR)
        returns = returns if inside is None else returns[~inside[returns]]
        followed = octets[np.minimum(returns + 1, len(octets) - 1)] == LF
        if not followed.all():
            line = _line_of(newlines, int(returns[~followed][0]))
            raise _refuse(file, line, "csv-line-break", "a line break is a carriage return alone")
    if not len(ends) or ends[-1] != len(octets) - 1:
        if not complete:
            line = _line_of(newlines, len(octets) - 1)
            raise _refuse(
                file,
                line,
                "csv-cut",
                "the last record has no line break, so the file may have been cut; if it is whole, "
                "end it with one or give its rows and sha256 in manifest.csv",
            )
        ends = np.append(ends, len(octets))
    return np.concatenate([[0], ends[:-1] + 1]).astype(np.int64)


def _check_fields(
    octets: np.ndarray, inside: np.ndarray | None, starts: np.ndarray, newlines: np.ndarray, file: str
) -> None:
    """Every record has as many fields as the header."""
    commas = octets == COMMA
    if inside is not None:
        commas &= ~inside
    places = np.flatnonzero(commas)
    width, left_over = divmod(len(places), len(starts))
    if not left_over:
        # As many commas as there should be, and the first and last of each lot lie in its record: each record has its own.
        lots = places.reshape(len(starts), width)
        if width == 0 or ((lots[:, 0] >= starts).all() and (lots[:-1, -1] < starts[1:]).all()):
            return
    fields = np.diff(np.append(np.searchsorted(places, starts), len(places))) + 1
    ragged = np.flatnonzero(fields != fields[0])
    if len(ragged):
        first = ragged[0]
        raise _refuse(
            file,
            _line_of(newlines, int(starts[first])),
            "csv-ragged",
            f"{fields[first]} fields where the header has {fields[0]} ({len(ragged)} such records)",
        )


def read_records(data: bytes, file: str, expected: Expected | None = None) -> Records:
    """The records of a CSV file, each field as text exactly as written.

    Grain: one row per record, header words as column names, made unique by the caller's check of `header_words`.
    Errors: FileRefused with the line for bytes that are not UTF-8, NUL, unclosed or stray quotes, a carriage return
    alone, a record with more or fewer fields than the header, a last record without a line break unless `expected`
    gives rows and sha256 that match, and rows or sha256 other than expected; a header that is not separated by commas.
    """
    expected = expected or Expected()
    sha256 = hashlib.sha256(data).hexdigest()
    if expected.sha256 is not None and expected.sha256 != sha256:
        raise _refuse(file, None, "manifest-sha256", "the file is not the one manifest.csv describes (sha256 differs)")
    body, notices = _text(data, file)
    if not body:
        raise _refuse(file, None, "file-empty", "the file has no header")
    require_commas(body, file)
    octets = np.frombuffer(body, np.uint8)
    newlines = np.flatnonzero(octets == LF)
    inside = _check_quotes(body, octets, newlines, file)
    complete = expected.rows is not None and expected.sha256 is not None
    starts = _record_starts(body, octets, newlines, inside, file, complete)
    _check_fields(octets, inside, starts, newlines, file)
    rows = len(starts) - 1
    if expected.rows is not None and expected.rows != rows:
        message = f"{rows} records where manifest.csv says {expected.rows}"
        raise _refuse(file, None, "manifest-rows", message)
    lines = np.searchsorted(newlines, starts[1:]) + 1
    header = body[: starts[1]] if rows else body
    words = header_words(header)
    table = _parse(body, header, words, starts, inside, file)
    if table.num_rows != rows:
        raise _refuse(file, None, "csv-count", f"{table.num_rows} rows read of {rows} records")
    return Records(table, lines, starts[1:], body, sha256, notices)


def require_commas(body: bytes, file: str) -> None:
    """Refuses a file whose header is separated by something else."""
    header = body.partition(b"\n")[0]
    for separator, word in SEPARATORS.items():
        if separator in header and b"," not in header:
            raise _refuse(file, 1, "csv-separator", f"columns are separated by {word}; they must be by commas")


def header_words(header: bytes) -> list[str]:
    """The words of a header record, trimmed and in lower case."""
    return [word.strip().lower() for word in next(csv.reader([header.decode().rstrip("\r\n")], strict=True), [""])]


def _parse(
    body: bytes, header: bytes, words: list[str], starts: np.ndarray, inside: np.ndarray | None, file: str
) -> pa.Table:
    names = [str(position) for position in range(len(words))]
    if len(starts) == 1:
        return pa.table({name: pa.array([], pa.string()) for name in names}).rename_columns(words)
    longest = int(np.diff(np.append(starts, len(body))).max())
    newline_in_value = inside is not None and b"\n" in body and _has_inner_newline(body, inside)
    try:
        table = pa_csv.read_csv(
            pa.BufferReader(pa.py_buffer(body).slice(len(header))),
            read_options=pa_csv.ReadOptions(column_names=names, block_size=max(MIN_BLOCK, 4 * longest)),
            parse_options=pa_csv.ParseOptions(newlines_in_values=newline_in_value, ignore_empty_lines=False),
            convert_options=pa_csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False, null_values=[]
            ),
        )
    except pa.ArrowInvalid:
        # Arrow's message quotes the row.
        raise _refuse(file, None, "csv-parse", "the parser refuses what the scan accepted") from None
    return table.rename_columns(words)


def _has_inner_newline(body: bytes, inside: np.ndarray) -> bool:
    return bool((inside & (np.frombuffer(body, np.uint8) == LF)).any())
