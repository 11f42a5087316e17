"""Nothing of a CSV file is lost: it is read record for record, or refused with the line."""

import csv
import hashlib
import io

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ingest.csv_records import Expected, read_records
from ingest.problems import FileRefused

PLANTED = "Zebedee Quillfeather"
CELL = st.lists(st.sampled_from(["a", "é", "😀", '"', ",", "\n", "\r\n", " ", "'", ";"]), max_size=4).map("".join)
ROWS = st.integers(1, 4).flatmap(lambda width: st.lists(st.lists(CELL, min_size=width, max_size=width), max_size=5))


def written(rows, *, width=None, break_="\n", quote_all=False):
    text = io.StringIO()
    width = width or (len(rows[0]) if rows else 2)
    style = csv.QUOTE_ALL if quote_all else csv.QUOTE_MINIMAL
    writer = csv.writer(text, lineterminator=break_, quoting=style)
    writer.writerow([f"c{place}" for place in range(width)])
    writer.writerows(rows)
    return text.getvalue().encode()


def read(data, expected=None):
    records = read_records(data, "t.csv", expected)
    return [list(row.values()) for row in records.table.to_pylist()]


def refusal(data, expected=None):
    with pytest.raises(FileRefused) as caught:
        read_records(data, "t.csv", expected)
    assert PLANTED not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__ or caught.value.__context__ is None
    (problem,) = caught.value.problems
    return problem


@settings(max_examples=200, deadline=None)
@given(rows=ROWS, break_=st.sampled_from(["\n", "\r\n"]), quote_all=st.booleans())
@example(rows=[[""]], break_="\n", quote_all=False)
@example(rows=[["\n"], [""], ["\r"]], break_="\r\n", quote_all=True)
def test_what_was_written_is_read(rows, break_, quote_all):
    assert read(written(rows, break_=break_, quote_all=quote_all)) == rows


@settings(max_examples=60, deadline=None)
@given(rows=ROWS, break_=st.sampled_from(["\n", "\r\n"]), quote_all=st.booleans())
@example(rows=[['a"b', "x\ny"], ["2020-01-01", ""]], break_="\r\n", quote_all=False)
def test_a_file_cut_at_any_byte_is_refused_or_exact(rows, break_, quote_all):
    width = len(rows[0]) if rows else 2
    data = written(rows, break_=break_, quote_all=quote_all)
    whole = hashlib.sha256(data).hexdigest()
    for cut in range(len(data)):
        piece = data[:cut]
        assert refusal(piece, Expected(len(rows), whole)).rule == "manifest-sha256"
        try:
            got = read(piece)
        except FileRefused:
            continue
        # The first records and nothing of the next.
        assert got == rows[: len(got)]
        assert piece == written(rows[: len(got)], width=width, break_=break_, quote_all=quote_all)


@pytest.mark.parametrize(
    ("data", "rule", "line"),
    [
        (b"", "file-empty", None),
        (b"\xef\xbb\xbf", "file-empty", None),
        (f"a,b\n{PLANTED},\xe9\n".encode("latin-1"), "file-encoding", 2),
        (f"a,b\n1,2\n{PLANTED}\0,2\n".encode(), "file-nul", 3),
        (f'a,b\n1,2\n"{PLANTED},2\n3,4\n'.encode(), "csv-quote", 3),
        (f'a,b\n{PLANTED}",2\n"x",1\n'.encode(), "csv-quote", 2),
        (f'a,b\n"{PLANTED}"x,2\n'.encode(), "csv-quote", 2),
        (f"a,b\n1,2\n{PLANTED}\n".encode(), "csv-ragged", 3),
        (f"a,b\n1,2\n{PLANTED},2,3\n".encode(), "csv-ragged", 3),
        (b"a,b\n1,2\n\n", "csv-ragged", 3),
        (f"a,b\n{PLANTED}\n1,2,3\n".encode(), "csv-ragged", 2),
        (f"a,b\n1,2,{PLANTED}\n3\n".encode(), "csv-ragged", 2),
        (f"a,b\n1,2\r{PLANTED},3\n".encode(), "csv-line-break", 2),
        (f"a,b\n1,2\n{PLANTED},3".encode(), "csv-cut", 3),
        (b"a,b", "csv-cut", 1),
        (f'a;"b"\r\n{PLANTED};"2,5"\r\n'.encode(), "csv-separator", 1),
        (f"a\tb\n{PLANTED}\t2\n".encode(), "csv-separator", 1),
        (f'a,b\n1,"x\ny"\n{PLANTED}\n'.encode(), "csv-ragged", 4),
    ],
)
def test_a_file_in_doubt_is_refused_with_its_line(data, rule, line):
    problem = refusal(data)
    assert (problem.rule, problem.line, problem.file) == (rule, line, "t.csv")


def test_the_line_is_where_the_record_begins():
    records = read_records(b'a,b\r\n1,"x\r\ny"\r\n2,z\r\n', "t.csv")
    assert records.lines.tolist() == [2, 4]
    assert [records.raw_text(record) for record in (0, 1)] == ['1,"x\r\ny"', "2,z"]


def test_a_byte_order_mark_is_noted_and_not_read():
    records = read_records("\ufeffa,b\n1,2\n".encode(), "t.csv")
    assert records.table.column_names == ["a", "b"]
    assert records.notices == ("starts with a byte order mark",)


def test_a_last_record_without_a_break_is_read_where_the_manifest_proves_it():
    data = b"a,b\n1,2"
    sha256 = hashlib.sha256(data).hexdigest()
    assert read(data, Expected(1, sha256)) == [["1", "2"]]
    assert refusal(data, Expected(1, None)).rule == "csv-cut"
    assert refusal(data, Expected(None, sha256)).rule == "csv-cut"
    assert refusal(data, Expected(2, sha256)).rule == "manifest-rows"
    assert "manifest.csv" in refusal(data).message


def test_a_manifest_that_says_otherwise_refuses_a_whole_file():
    assert refusal(b"a,b\n1,2\n", Expected(2)).rule == "manifest-rows"
    assert refusal(b"a,b\n1,2\n", Expected(1, "0" * 64)).rule == "manifest-sha256"


def test_a_header_alone_is_no_records():
    assert len(read_records(b"a,b\n", "t.csv")) == 0


def test_records_longer_than_a_block_of_the_parser_are_read():
    rows = [["x" * 3_000_000, "1"], ["y\n" * 1_000_000, "2"], ["z", "3"]]
    assert read(written(rows)) == rows
