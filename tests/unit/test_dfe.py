"""DfE's files, made up here in DfE's shape: told apart, read without loss, refused by themselves."""

from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from ingest.dfe import FileOutcome, load_reference, read_dfe_files
from orchestration.settings import DBT_PROJECT

SEEDS = DBT_PROJECT / "seeds"
KNOWN = read_dfe_files(SEEDS / "dfe_files.csv", SEEDS / "dfe_comparisons.csv")
IDENTITY = (
    "time_period,time_identifier,geographic_level,country_code,country_name,region_code,region_name,old_la_code,"
    "new_la_code,la_name"
)
ENGLAND = "Reporting year,National,E92000001,England,,,,,"
REGION = "Reporting year,Regional,E92000001,England,E12000009,South West,,,"
HEADER = f"{IDENTITY},category,referral_count,rereferral_count,rereferral_percent"


def area(code: str, name: str = "Madeup") -> str:
    return f"Reporting year,Local authority,E92000001,England,E12000009,South West,{code},E10000099,{name}"


def write(folder: Path, name: str, *lines: str, data: bytes = b"") -> Path:
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(data or ("\n".join(lines) + "\n").encode())
    return folder


def referrals(*rows: str) -> list[str]:
    return [HEADER, *rows]


def load(folder: Path) -> tuple[duckdb.DuckDBPyConnection, dict[str, FileOutcome], list[str]]:
    connection, said = duckdb.connect(), []
    outcomes = load_reference(connection, folder, KNOWN, said.append)
    return connection, {outcome.file: outcome for outcome in outcomes}, said


def figures(connection: duckdb.DuckDBPyConnection, what: str, where: str = "true") -> list[tuple]:
    return connection.execute(f"select {what} from reference.figure where {where} order by all").fetchall()


def test_a_file_is_told_by_its_headers_whatever_it_is_called(tmp_path):
    write(tmp_path, "download (3).CSV", *referrals(f"2022,{ENGLAND},Referrals,10,2,21.5"))
    write(tmp_path, "notes.csv", "a,b", "1,2")
    write(tmp_path, "factors.csv", f"{IDENTITY},Episodes_with_assessment_factor", f"2022,{ENGLAND},5")
    write(tmp_path, "picture.csv", data=b"\x89PNG\r\n\x1a\n\xff\xfe")
    (tmp_path / "older").mkdir()
    connection, outcomes, said = load(tmp_path)
    assert {name: (one.outcome, one.kind) for name, one in outcomes.items()} == {
        "download (3).CSV": ("read", "referrals"),
        "notes.csv": ("unknown", None),
        "factors.csv": ("not_used", "assessment_factors"),
        "picture.csv": ("unknown", None),
    }
    assert figures(connection, "area_code, value", "indicator = 'rereferral_percent'") == [
        ("E92000001", Decimal("21.5"))
    ]
    assert any("notes.csv" in line and "left alone" in line for line in said)
    assert connection.execute("select count(*) from reference.file").fetchone() == (4,)


def test_symbols_are_reasons_and_a_figure_is_a_decimal(tmp_path):
    rows = [
        f"2022,{area(str(100 + at))},R,{said},1,0.10"
        for at, said in enumerate(["c", "k", "u", "x", "z", "low", "C", "0", "1234567.25"])
    ]
    connection, _, _ = load(write(tmp_path, "a.csv", *referrals(*rows)))
    assert figures(connection, "area_code, value, symbol", "indicator = 'referral_count'") == [
        ("100", None, "c"),
        ("101", None, "k"),
        ("102", None, "u"),
        ("103", None, "x"),
        ("104", None, "z"),
        ("105", None, "k"),
        ("106", None, "c"),
        ("107", Decimal(0), None),
        ("108", Decimal("1234567.25"), None),
    ]
    assert all(isinstance(value, Decimal) for (value,) in figures(connection, "value", "value is not null"))


def test_levels_areas_and_marks_of_the_file(tmp_path):
    lines = referrals(
        f"2022,{ENGLAND},R,1,1,1",
        f"2022,{REGION},R,2,1,1",
        f"2022,{area('940 / 941', 'North / West')},R,3,1,1",
        f"2022,{area('916').replace('Local authority', 'Ward')},R,4,1,1",
    )
    data = b"\xef\xbb\xbf" + "\r\n".join(lines).encode() + b"\r\n"
    connection, outcomes, _ = load(write(tmp_path, "a.csv", data=data))
    assert figures(
        connection, "level, area_code, region_code, area_name, file_row", "indicator = 'referral_count'"
    ) == [
        ("authority", "940 / 941", "E12000009", "North / West", 4),
        ("england", "E92000001", None, "England", 2),
        ("region", "E12000009", "E12000009", "South West", 3),
    ]
    assert outcomes["a.csv"].notices == [
        "1 records of areas that are neither England, a region nor an authority left out"
    ]


def test_the_columns_may_stand_in_any_order_and_more_may_come(tmp_path):
    write(
        tmp_path,
        "a.csv",
        "more,REREFERRAL_PERCENT ,new_la_code,la_name,old_la_code,region_name,region_code,country_name,"
        "country_code,geographic_level,time_period,referral_count,rereferral_count",
        "?,20.5,E1,Madeup,916,South West,E12000009,England,E92000001,Local authority,2022,9,1",
    )
    connection, _, _ = load(tmp_path)
    assert figures(connection, "indicator, value, new_la_code") == [
        ("referral_count", Decimal(9), "E1"),
        ("rereferral_percent", Decimal("20.5"), "E1"),
    ]


def test_one_of_two_equal_records_is_taken_and_two_that_differ_are_refused(tmp_path):
    row = f"2022,{area('916')},R,5,1,20.5"
    connection, outcomes, _ = load(write(tmp_path / "same", "a.csv", *referrals(row, row)))
    assert outcomes["a.csv"].figures == 2
    assert outcomes["a.csv"].notices == ["2 figures repeated word for word, taken once"]
    connection, outcomes, _ = load(write(tmp_path / "other", "a.csv", *referrals(row, row.replace("20.5", "c"))))
    assert outcomes["a.csv"].outcome == "refused"
    assert outcomes["a.csv"].message == (
        "a.csv:3: a figure that another record says otherwise (1 such figures) [dfe-twice]"
    )
    assert figures(connection, "*") == []


BROKEN = {
    "a sentinel below nought": (f"2022,{area('916')},R,5,1,-100", "a.csv:3: rereferral_percent", "dfe-value"),
    "a word": (f"2022,{area('916')},R,5,1,suppressed", "a.csv:3: rereferral_percent", "dfe-value"),
    "an empty cell": (f"2022,{area('916')},R,,1,1", "a.csv:3: referral_count", "dfe-value"),
    "a year of six digits": (f"202122,{area('916')},R,5,1,1", "a.csv:3: time_period", "dfe-period"),
    "a code that is none": (f"2022,{area('91')},R,5,1,1", "a.csv:3: old_la_code", "dfe-area"),
    "a region without code": (f"2022,{REGION.replace('E12000009', 'x')},R,5,1,1", "a.csv:3: region_code", "dfe-area"),
    "a record cut short": (f"2022,{area('916')},R,5", "a.csv:3: ", "csv-ragged"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_file_is_refused_alone_with_file_line_column_and_rule(case, tmp_path):
    row, place, rule = BROKEN[case]
    write(tmp_path, "a.csv", *referrals(f"2022,{ENGLAND},R,10,2,21.5", row))
    write(
        tmp_path, "good.csv", f"{IDENTITY},CPP_start,CPP_subsequent,CPP_subsequent_percent", f"2022,{ENGLAND},9,3,22.7"
    )
    connection, outcomes, said = load(tmp_path)
    assert (outcomes["a.csv"].outcome, outcomes["good.csv"].outcome) == ("refused", "read")
    assert outcomes["a.csv"].message.startswith(place)
    assert f"[{rule}]" in outcomes["a.csv"].message
    assert any(line.startswith(f"reference refused and left out: {place}") for line in said)
    assert {kind for (kind,) in figures(connection, "kind")} == {"repeat_plans"}


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (f"{HEADER.removesuffix(',rereferral_percent')}\n2022,{ENGLAND},R,1,1\n".encode(), "dfe-header"),
        (f"{HEADER}\n2022,{ENGLAND},R,1,1,1".encode(), "csv-cut"),
        (f"{HEADER},referral_count\n2022,{ENGLAND},R,1,1,1,1\n".encode(), "dfe-header"),
        (f"{HEADER}\n".encode(), "dfe-empty"),
        (f"{HEADER}\n2022,{ENGLAND},R\xe9,1,1,1\n".encode("latin-1"), "file-encoding"),
    ],
)
def test_a_file_broken_as_a_whole_is_refused(data, rule, tmp_path):
    _, outcomes, _ = load(write(tmp_path, "a.csv", data=data))
    assert outcomes["a.csv"].outcome == "refused"
    assert f"[{rule}]" in outcomes["a.csv"].message


def test_of_two_releases_the_newer_is_taken_and_the_older_fills_in(tmp_path):
    write(tmp_path, "a_old.csv", *referrals(f"2021,{area('916')},R,1,1,30.1", f"2020,{area('916')},R,1,1,30.0"))
    write(tmp_path, "b_new.csv", *referrals(f"2022,{area('916')},R,1,1,24.5", f"2021,{area('916')},R,1,1,30.2"))
    connection, outcomes, _ = load(tmp_path)
    assert figures(connection, "time_period, value", "indicator = 'rereferral_percent'") == [
        (2020, Decimal("30.0")),
        (2021, Decimal("30.2")),
        (2022, Decimal("24.5")),
    ]
    assert (outcomes["a_old.csv"].figures, outcomes["b_new.csv"].figures) == (2, 4)


def test_two_of_the_same_release_must_agree(tmp_path):
    write(tmp_path, "a.csv", *referrals(f"2022,{area('916')},R,1,1,24.5"))
    write(tmp_path, "copy of a.csv", *referrals(f"2022,{area('916')},R,1,1,24.5"))
    write(tmp_path, "z.csv", *referrals(f"2022,{area('916')},R,1,1,24.6"))
    connection, outcomes, _ = load(tmp_path)
    assert [outcomes[name].outcome for name in ("a.csv", "copy of a.csv", "z.csv")] == ["read", "read", "refused"]
    assert (
        outcomes["z.csv"].message
        == "z.csv:2: says otherwise than a.csv, which is as new (1 figures) [dfe-contradiction]"
    )
    assert figures(connection, "value", "indicator = 'rereferral_percent'") == [(Decimal("24.5"),)]


def test_a_series_that_has_got_another_name_is_said(tmp_path):
    header = f"{IDENTITY},cla_group,placement_stability,children_count,children_percent"
    row = f"2022,{area('916')},CLA on 31 March,With 3 or more placements during the year,1,13"
    _, outcomes, _ = load(write(tmp_path, "a.csv", header, row))
    (notice,) = outcomes["a.csv"].notices
    assert notice.startswith(
        "no file of placement_stability has the series cla_group=Children looked after continuously"
    )


def neighbours(*rows: str) -> list[str]:
    places = ",".join(f"SN_{place},SN_{place}P" for place in range(1, 11))
    return [f"old_la_code,la_name,{places}", *rows]


def ten(code: str, *codes: str) -> str:
    return f"{code},Madeup," + ",".join(f"{one},Close " for one in codes)


TEN = [str(number) for number in range(801, 811)]


def test_neighbours_nearest_first_and_a_place_left_empty(tmp_path):
    connection, outcomes, _ = load(write(tmp_path, "sn.csv", *neighbours(ten("916", *TEN[:9], ""), ten("917", *TEN))))
    assert outcomes["sn.csv"].figures == 19
    rows = connection.execute(
        "select position, neighbour_la_code, closeness from reference.neighbour where la_code = '916' order by 1"
    )
    assert rows.fetchall() == [(place, code, "Close") for place, code in enumerate(TEN[:9], 1)]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (ten("916", *TEN[:9], "916"), "sn.csv:2: sn_10: stands before in the record [dfe-twice]"),
        (ten("916", *TEN[:9], "801"), "sn.csv:2: sn_10: stands before in the record [dfe-twice]"),
        (ten("916", *TEN[:9], "x"), "sn.csv:2: sn_10: is no DfE code [dfe-area]"),
        (ten("91", *TEN), "sn.csv:2: old_la_code: is no DfE code [dfe-area]"),
    ],
)
def test_a_model_that_cannot_be_is_refused(row, message, tmp_path):
    _, outcomes, _ = load(write(tmp_path, "sn.csv", *neighbours(row)))
    assert outcomes["sn.csv"].message == message


def test_without_a_folder_the_tables_are_there_and_empty(tmp_path):
    connection, outcomes, said = load(tmp_path / "none")
    assert (outcomes, said, figures(connection, "*")) == ({}, [], [])
