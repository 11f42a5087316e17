"""An extract of returns, and what became of it. Every value is made up here."""

import csv
import io
from datetime import date

import duckdb
import pytest

from ingest.landing import LandingRefused, load_extract
from ingest.pack import Pack

NO_PACK = Pack({}, {}, ())


def csv_text(columns: str, *rows: str) -> str:
    """A CSV of words parted by blanks; `-` is an empty field."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    for line in (columns, *rows):
        writer.writerow(["" if word == "-" else word for word in line.split()])
    return stream.getvalue()


class Extract:
    """An extract folder with returns in it."""

    def __init__(self, folder, day=date(2024, 3, 31)):
        self.day = day
        self.home = folder
        self.folder = folder / day.isoformat()
        self.folder.mkdir(parents=True, exist_ok=True)
        self.said = []
        self.connection = None

    def put(self, **files):
        """Files by path in the extract."""
        for name, content in files.items():
            self.put_at(name, content)
        return self

    def put_at(self, name, content):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return self

    def load(self, pack=NO_PACK):
        self.connection = duckdb.connect()
        self.said.clear()
        rejects = self.home / "restricted" / "rejects"
        load_extract(self.connection, self.folder, self.day, pack, rejects, None, self.said.append)
        for file, records, accepted, quarantined, rejected in self.rows(
            "supplied_file", "file, records, accepted, quarantined, rejected"
        ):
            assert records == accepted + quarantined + rejected, file
        return self

    def rows(self, table, columns, where="true"):
        return self.connection.execute(f"select {columns} from raw.{table} where {where} order by all").fetchall()

    def one(self, table, columns, where="true"):
        (row,) = self.rows(table, columns, where)
        return row

    def issues(self, columns="rule_id, table_name, column_name, file_row, file"):
        """Findings of reading the returns; what the other rules find in made-up cases is theirs to test."""
        return self.rows("issue", columns, "rule_id <= 'DQ010' or rule_id in ('DQ012', 'DQ013', 'DQ024')")

    def fates(self):
        """(records, accepted, quarantined, rejected, merged) by file and kind."""
        found = self.rows("supplied_file", "file, kind, records, accepted, quarantined, rejected, merged")
        return {(file, kind): tuple(rest) for file, kind, *rest in found}

    def refused(self):
        with pytest.raises(LandingRefused) as caught:
            self.load()
        assert self.connection.execute("select count(*) from information_schema.tables").fetchone() == (0,)
        return [(problem.file, problem.line, problem.column, problem.rule) for problem in caught.value.problems]
