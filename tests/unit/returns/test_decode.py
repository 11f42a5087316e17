"""Bytes into text by rule, and dates and answers as returns write them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.problems import FileRefused
from ingest.returns.decode import as_date, decoded, iso_date, yes_no
from tests.unit.returns.helpers import Extract

TEXT = "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB\nZo\u00eb1,F,03/05/2010,WBRI,UN1,,\n"


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (TEXT.encode(), "utf-8"),
        (TEXT.replace("\u00eb", "e").encode(), "ascii"),
        (TEXT.encode("utf-8-sig"), "utf-8 with byte order mark"),
        (TEXT.encode("cp1252"), "windows-1252"),
        (TEXT.encode("latin-1"), "windows-1252"),
        (TEXT.encode("utf-16"), "utf-16"),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), "utf-16"),
    ],
)
def test_every_encoding_of_the_rule_gives_the_same_text_and_is_told(tmp_path, data, encoding):
    text, told = decoded(data, "f.csv")
    assert told == encoding
    assert text.decode() in (TEXT, TEXT.replace("\u00eb", "e"))
    extract = Extract(tmp_path).put_at("ssda903/2024/f.csv", data).load()
    assert extract.one("supplied_file", "encoding") == (encoding,)
    assert extract.one("ssd_person", "pers_person_id")[0] in ("Zo\u00eb1", "Zoe1")
    assert (f"notice: ssda903/2024/f.csv: read as {encoding}" in extract.said) == (encoding not in ("utf-8", "ascii"))


@pytest.mark.parametrize(
    ("data", "line", "rule"),
    [
        (TEXT.encode() + "Zo\u00eb2".encode("cp1252"), 2, "file-encoding"),
        (b"a\nb\n\xe9\x81", 3, "file-encoding"),
        (b"a\nb\0c", 2, "file-nul"),
        (TEXT.encode("utf-16")[2:], 1, "file-nul"),
        (b"\xff\xfe" + b"a", None, "file-encoding"),
        (b"\xef\xbb\xbf" + "\u00eb".encode("cp1252"), None, "file-encoding"),
        ("\ufeffa\0".encode("utf-16"), 1, "file-nul"),
    ],
)
def test_mixed_unknown_and_nul_are_refused_with_the_line(data, line, rule):
    with pytest.raises(FileRefused) as caught:
        decoded(data, "f.csv")
    (problem,) = caught.value.problems
    assert (problem.line, problem.rule) == (line, rule)


@given(st.text(st.characters(codec="cp1252", exclude_characters="\0")))
def test_windows_1252_is_read_as_it_was_written_or_refused(text):
    data = text.encode("cp1252")
    try:
        read, told = decoded(data, "f.csv")
    except FileRefused:
        return
    if told == "windows-1252":
        assert read.decode() == text


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("03/05/2010", "2010-05-03"),
        ("3/5/2010", "2010-05-03"),
        ("13/05/2010 00:00", "2010-05-13"),
        ("29/02/2024", "2024-02-29"),
        ("45415", "2024-05-03"),
        ("20000", "1954-10-03"),
        ("2010-05-03", "2010-05-03"),
        ("03-05-2010", "2010-05-03"),
        ("3.5.2010", "2010-05-03"),
        ("03-MAY-2010", "2010-05-03"),
        ("3 September 2010", "2010-09-03"),
        ("03 Sept 2010", "2010-09-03"),
        ("13/05/2010 14:30:00.000", "2010-05-13"),
        ("13/05/2010 12:00:00 AM", "2010-05-13"),
        ("2010-05-03 00:00:00", "2010-05-03"),
        ("2010-05-03T09:15:00", "2010-05-03"),
        ("45415.75", "2024-05-03"),
    ],
)
def test_dates_are_day_first_or_a_spreadsheets_serial(text, day):
    assert iso_date(text) == day
    assert as_date(iso_date(text)) == date.fromisoformat(day)


@pytest.mark.parametrize(
    "text",
    [
        *("05/13/2010", "29/02/2023", "2023-02-29", "zz/05/2020", "3/5/10", "03-MAY-10", "03-MAI-2010", "3-5/2010"),
        *("2010-05-03T23:00:00Z", "19999", "80001", "2010", ""),
    ],
)
def test_what_is_no_date_stays_as_it_was_written(text):
    assert iso_date(text) == text
    assert as_date(iso_date(text)) is None


@pytest.mark.parametrize("text", ["01/01/1900", "1900-01-01 00:00:00", None])
def test_the_placeholder_for_no_day_is_no_date_in_any_form(text):
    assert iso_date(text) is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a) Yes", "Y"),
        ("b) No", "N"),
        ("TRUE", "Y"),
        ("0", "N"),
        ("c) Unknown", None),
        (None, None),
        ("Yes - child in need plan", "Y"),
        ("a) No \u2013 closed", "N"),
        ("N (not seen)", "N"),
        ("maybe", "maybe"),
        ("No contact", "No contact"),
        ("Not recorded", None),
    ],
)
def test_answers(text, said):
    assert yes_no(text) == said
