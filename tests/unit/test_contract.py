"""The landing contract hangs together, and a bad row fails each rule of its pandera schema."""

from datetime import date
from decimal import Decimal

import duckdb
import pyarrow as pa
import pytest

from schemas.arrow import ARROW_TYPES, DUCKDB_TYPES, arrow_schema, landing_columns, pack_statements, raw_statements
from schemas.breaches import SchemaBroken
from schemas.contract import TYPES, load_contract
from schemas.landing_checks import validate_landing
from schemas.marts import load_marts, validate_mart

CONTRACT = load_contract()
PLANTED = "Zebedee Quillfeather"


@pytest.fixture
def connection():
    with duckdb.connect() as opened:
        yield opened


@pytest.mark.parametrize("table", CONTRACT.tables.values(), ids=lambda table: table.name)
def test_every_name_a_table_uses_exists(table):
    names = set(table.by_name)
    assert len(names) == len(table.columns)
    used = {*table.primary_key, *table.foreign_keys, *table.member_keys}
    used |= {name for name in (table.person_column, table.event_date, table.end_date) if name}
    assert used <= names
    targets = [*table.foreign_keys.values(), *(target for group in table.member_keys.values() for target in group)]
    for target, column in targets:
        assert column in CONTRACT.tables[target].by_name
    for column in table.columns:
        assert column.type in TYPES
        if column.allowed:
            assert column.allowed in (CONTRACT.json_shapes if column.type == "json" else CONTRACT.code_sets)


@pytest.mark.parametrize("code_set", CONTRACT.code_sets.values(), ids=lambda code_set: code_set.name)
def test_codes_are_told_apart_in_any_case_and_aliases_lead_to_codes(code_set):
    lowered = [code.lower() for code in code_set.codes]
    assert len(set(lowered)) == len(lowered)
    for alias, code in code_set.aliases.items():
        assert code in code_set.values
        assert alias.lower() not in set(lowered) - {code.lower()}


def test_roles_have_a_code_set_of_their_own():
    column = CONTRACT.tables["ssd_involvements"].by_name["invo_professional_role_id"]
    assert column.allowed == "professional_role"
    aliases = CONTRACT.code_sets["professional_role"].aliases
    assert aliases["Social Worker"] == "allocated_social_worker"
    assert aliases["Personal Advisor"] == "personal_adviser"
    assert aliases["IRO"] == "independent_reviewing_officer"


def test_stored_types_are_known_to_duckdb_and_arrow():
    assert set(DUCKDB_TYPES) == set(TYPES)
    assert all(column.type in ARROW_TYPES for t in CONTRACT.tables.values() for column in landing_columns(t))
    assert all(column.type in ARROW_TYPES for mart in load_marts().values() for column in mart.columns)


def test_schemas_raw_and_pack_hold_every_table(connection):
    for statement in raw_statements() + pack_statements():
        connection.execute(statement)
    tables = {
        f"{schema}.{name}"
        for schema, name in connection.execute(
            "select table_schema, table_name from information_schema.tables"
        ).fetchall()
    }
    assert {f"raw.{name}" for name in (*CONTRACT.tables, "supply", "issue", "night", "quality_seen")} <= tables
    for table in CONTRACT.tables.values():
        stored = connection.execute(f"select * from raw.{table.name}").to_arrow_table().schema
        assert stored == arrow_schema(table)


def attendance(**changes):
    row = {
        "attendance_id": "a1",
        "person_id": "p1",
        "week_ending": date(2026, 1, 2),
        "phase": "primary",
        "sessions_possible": 10,
        "sessions_attended": 9,
        "sessions_absent_illness": None,
        "_extract_date": date(2026, 1, 3),
        "_source": "local",
        "_file_row": 2,
        "_file": "ssd_person.csv",
    }
    return row | changes


def as_table(rows, name="ext_school_attendance"):
    schema = arrow_schema(CONTRACT.tables[name])
    return pa.Table.from_pylist(rows, schema=schema.remove(schema.get_field_index("_quarantine")))


def test_a_good_row_passes():
    validate_landing("ext_school_attendance", as_table([attendance()]))
    validate_landing("ext_school_attendance", as_table([]))


@pytest.mark.parametrize(
    ("rows", "column"),
    [
        ([attendance(), attendance(week_ending=date(2026, 1, 9))], None),
        ([attendance(attendance_id=None)], "attendance_id"),
        ([attendance(person_id=None)], "person_id"),
        ([attendance(week_ending=None)], "week_ending"),
        ([attendance(sessions_possible=None)], "sessions_possible"),
        ([attendance(phase=PLANTED)], "phase"),
        ([attendance(_source=None)], "_source"),
    ],
    ids=["key twice", "no key", "no person", "no date", "no number", "unknown code", "no source"],
)
def test_a_bad_row_fails_and_is_not_quoted(rows, column):
    with pytest.raises(SchemaBroken) as caught:
        validate_landing("ext_school_attendance", as_table(rows))
    assert column in {breach.column for breach in caught.value.breaches}
    assert PLANTED not in str(caught.value)
    assert caught.value.__context__ is None


@pytest.mark.parametrize(
    "change",
    [
        lambda table: table.append_column(PLANTED, table["phase"]),
        lambda table: table.drop_columns(["phase"]),
        lambda table: table.select(table.column_names[::-1]),
        lambda table: table.set_column(4, "sessions_possible", pa.array([1.0])),
        lambda table: table.set_column(2, "week_ending", pa.array(["2026-01-02"])),
    ],
    ids=["column too many", "column missing", "order", "float", "date as text"],
)
def test_another_shape_fails(change):
    with pytest.raises(SchemaBroken) as caught:
        validate_landing("ext_school_attendance", change(as_table([attendance()])))
    assert PLANTED not in str(caught.value)


def test_a_flag_is_y_or_n_and_a_decimal_has_four_places():
    worker = {"prof_professional_id": "w1", "prof_agency_worker_flag": "Yes", "prof_full_time_equivalency": Decimal(1)}
    envelope = {"_extract_date": date(2026, 1, 3), "_source": "ssd", "_file_row": 2, "_file": "a.csv"}
    table = as_table([worker | envelope], "ssd_professionals")
    with pytest.raises(SchemaBroken, match="prof_agency_worker_flag"):
        validate_landing("ssd_professionals", table)
    place = table.schema.get_field_index("prof_full_time_equivalency")
    wide = table.set_column(place, "prof_full_time_equivalency", pa.array([Decimal(1)], pa.decimal128(9, 2)))
    with pytest.raises(SchemaBroken, match="prof_full_time_equivalency"):
        validate_landing("ssd_professionals", wide)


@pytest.mark.parametrize("mart", load_marts().values(), ids=lambda mart: mart.name)
def test_every_published_table_can_be_checked(mart):
    validate_mart(mart.name, mart.arrow_schema.empty_table())
    assert not set(mart.key) - {column.name for column in mart.columns}
    with pytest.raises(SchemaBroken):
        validate_mart(mart.name, mart.arrow_schema.empty_table().drop_columns([mart.columns[0].name]))


def test_no_store_of_aggregates_names_a_child():
    for mart in load_marts().values():
        if mart.store == "marts":
            assert not {"child_id", "case_id", "worker_id", "worker_name"} & {column.name for column in mart.columns}


def test_a_word_outside_a_closed_list_stops_a_mart():
    mart = load_marts()["comparator"]
    row = {"measure_id": "m", "comparator": PLANTED, "period_end": date(2026, 1, 31), "value": Decimal(1)}
    row |= {"statistic": "printed", "source": "s", "source_date": None, "choice": 1}
    with pytest.raises(SchemaBroken) as caught:
        validate_mart("comparator", pa.Table.from_pylist([row], schema=mart.arrow_schema))
    assert [breach.column for breach in caught.value.breaches] == ["comparator"]
    assert PLANTED not in str(caught.value)
