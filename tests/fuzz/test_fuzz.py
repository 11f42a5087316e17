"""Files that are cut, encoded anew, shuffled, retyped or damaged: refused by name, line and rule, or read for what they say.

`make fuzz` does the same with thousands.
"""

from random import Random

import pytest

from tests.fuzz import councils, mangling, parquet
from tests.fuzz.proof import played
from tests.fuzz.run import KINDS

# What must be refused whatever the file, and what must never be.
REFUSED = (
    *(mangling.in_two_encodings, mangling.with_nul, mangling.carriage_returns_alone, mangling.column_twice),
    *(mangling.a_field_too_many_or_too_few, mangling.a_blank_line),
)
WAYS = {"landing": mangling.OF_A_CSV, "csv": mangling.OF_A_CSV, "parquet": parquet.WAYS}


@pytest.mark.parametrize("kind", KINDS)
def test_every_record_is_accounted_for_and_nothing_is_bent(kind, tmp_path):
    outcome = played(kind, 2, tmp_path)
    assert outcome.wrong == []
    assert outcome.files.total() - outcome.refused.total() >= 5
    assert outcome.records > 100
    assert {how.__name__ for how in WAYS.get(kind, ())} <= set(outcome.files)


def test_each_thing_that_can_befall_a_csv_means_what_it_says():
    """The oracle itself: what only a refusal answers has no meaning, and a damaged file is read by another reader."""
    table = councils.tables_of_903(Random(1))[0]
    for how in {*mangling.OF_A_CSV} - {mangling.damaged}:
        data, meaning = how(Random(3), table)
        assert isinstance(data, bytes)
        assert (meaning is None) >= (how in REFUSED), how.__name__
    assert mangling.understood(table.csv().encode("utf-16"), table) == table.csv().encode()
    assert mangling.understood(b'CHILD,SEX\n"C1,M\n', table) is None


def test_a_reader_that_bends_is_found(tmp_path, monkeypatch):
    monkeypatch.setattr(
        "ingest.returns.csv_part.decoded", lambda data, file: (data.decode("latin-1").encode(), "latin-1")
    )
    assert played("csv", 2, tmp_path).wrong


def test_a_reader_that_converts_a_type_of_parquet_is_found(tmp_path, monkeypatch):
    monkeypatch.setattr("ingest.parquet_records._fits", lambda type_, wanted: True)
    assert played("parquet", 2, tmp_path).wrong
