"""A Parquet file that is not as it was written. Types and headers: test_rules; everything that may befall one: tests/fuzz."""

import io

import pyarrow as pa
import pyarrow.parquet as pq

from ingest.csv_records import Expected
from ingest.parquet_records import read_parquet
from ingest.problems import FileRefused
from schemas.contract import load_contract

CONTACTS = {"cont_contact_id": ["a", "b", "c", "d"], "cont_person_id": ["x", "y", "z", "w"]}


def test_a_flipped_bit_is_refused_or_was_no_value_where_the_pages_have_sums():
    """What holds the names of the columns has no sum: another name is another column, and never another value or fewer rows."""
    written = io.BytesIO()
    pq.write_table(pa.table(CONTACTS), written, row_group_size=3, write_page_checksum=True, store_schema=False)
    refused, renamed, table = 0, 0, load_contract().tables["ssd_contacts"]
    for place in range(len(written.getvalue())):
        for bit in (1, 2):
            flipped = bytearray(written.getvalue())
            flipped[place] ^= bit
            try:
                read = read_parquet(bytes(flipped), "ssd_contacts.parquet", table, Expected()).table.to_pydict()
            except FileRefused:
                refused += 1
                continue
            renamed += read != CONTACTS
            assert {len(values) for values in read.values()} == {4}, (place, bit)
            assert all(values == CONTACTS[name] for name, values in read.items() if name in CONTACTS), (place, bit)
    assert refused > 200
    assert renamed > 20
