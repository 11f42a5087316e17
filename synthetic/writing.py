"""Landing files from the tables of a world: columns and types of the contract, in the contract's order."""

import datetime as dt
import hashlib
from functools import cache
from importlib import resources
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
import yaml

from synthetic.calendar import ZERO
from synthetic.world import World

LARGE_TABLE = 50_000  # rows from which 'auto' writes Parquet: quick at night, while the small tables stay readable
TYPES = {
    "string": pa.string(), "json": pa.string(), "flag": pa.string(), "integer": pa.int64(), "decimal": pa.string(),
    "date": pa.date32(), "timestamp": pa.timestamp("s"),
}  # fmt: skip
MANIFEST = ("table", "source", "as_at", "history_from", "cohort", "columns_absent", "rows", "sha256")
FORMATS = ("csv", "parquet", "auto")


@cache
def contract() -> dict[str, dict]:
    """The tables of the landing contract."""
    text = resources.files("schemas").joinpath("landing.yml").read_text(encoding="utf-8")
    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))["tables"]


def write_tables(world: World, folder: Path, file_format: str) -> None:
    """One file for every table of the contract, also for an empty one (supplied, and without rows), and the manifest."""
    folder.mkdir(parents=True, exist_ok=True)
    listed = []
    for name, table in contract().items():
        made = in_contract_order(world.tables.get(name), table["columns"])
        large = made.num_rows > LARGE_TABLE
        for other in ("csv", "parquet"):
            (folder / f"{name}.{other}").unlink(missing_ok=True)
        path = (
            folder / f"{name}.{'parquet' if file_format == 'parquet' or (file_format == 'auto' and large) else 'csv'}"
        )
        if path.suffix == ".parquet":
            _write_parquet(made, table["columns"], path)
        else:
            _write_csv(made, path)
        listed.append(_manifest_row(world, name, made.num_rows, path))
    manifest = pa.table(
        {name: pa.array(column) for name, column in zip(MANIFEST, zip(*listed, strict=True), strict=True)}
    )
    _write_csv(manifest, folder / "manifest.csv")


def _manifest_row(world: World, name: str, rows: int, path: Path) -> tuple[str | int, ...]:
    """What is true of the file: whole from `history_from` on, and reaching further back for the children it shows."""
    source = "ssd" if name.startswith("ssd_") else "local"
    history = (ZERO + dt.timedelta(days=world.history_from)).isoformat()
    return (
        name,
        source,
        world.date.isoformat(),
        history,
        "all",
        "[]",
        rows,
        hashlib.sha256(path.read_bytes()).hexdigest(),
    )


def in_contract_order(made: pa.Table | None, columns: list[dict]) -> pa.Table:
    """The table with every column of the contract; a column nobody filled is empty."""
    rows = 0 if made is None else made.num_rows
    arrays = []
    for column in columns:
        wanted = TYPES[column["type"]]
        if made is None or column["name"] not in made.column_names:
            arrays.append(pa.nulls(rows, wanted))
        elif pa.types.is_string(made[column["name"]].type):
            arrays.append(made[column["name"]])  # decimals are text already; a spoilt column is text on purpose
        else:
            arrays.append(made[column["name"]].cast(wanted))
    return pa.table(arrays, names=[column["name"] for column in columns])


def _write_parquet(made: pa.Table, columns: list[dict], path: Path) -> None:
    fields = []
    for column, field in zip(columns, made.schema, strict=True):
        fields.append(field.with_type(pa.decimal128(18, 4)) if column["type"] == "decimal" else field)
    pq.write_table(made.cast(pa.schema(fields)), path, compression="zstd", use_dictionary=True)


def _write_csv(made: pa.Table, path: Path) -> None:
    """RFC 4180 with a header line; times in the ISO form of the contract, with a T."""
    columns = {}
    for name in made.column_names:
        column = made[name]
        if pa.types.is_timestamp(column.type):
            column = pc.strftime(column, format="%Y-%m-%dT%H:%M:%S")
        columns[name] = column
    plain = pa.table(columns) if columns else made
    # The header is written here: pyarrow quotes it, and other readers of the landing zone need no quotes.
    with path.open("wb") as file:
        file.write((",".join(plain.column_names) + "\n").encode())
        options = pa_csv.WriteOptions(include_header=False, quoting_style="needed")
        pa_csv.write_csv(plain, file, options)
