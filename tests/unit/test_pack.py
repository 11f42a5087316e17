"""An authority pack is read to the letter, or refused with file, line and rule."""

from datetime import date
from decimal import Decimal

import duckdb
import pytest

from ingest.pack import CatalogueRow, PackRefused, load_pack, read_catalogue, read_pack, read_units
from schemas.arrow import own_tables
from schemas.generate import ROOT

MEASURES = {
    "contacts": CatalogueRow("contacts", ("month", "financial_year_to_date"), ("locality", "team"), "percentage"),
    "visits": CatalogueRow("visits", ("snapshot",), (), "percentage"),
}
UNITS = {"visit_days": "working_days", "clock": "choice"}
AUTHORITY = "name: Demoshire\nla_code: 005\n"
TARGETS = "measure_id,breakdown,breakdown_value,effective_from,target,tolerance_percent,kind,note\n"


def pack(folder, authority=AUTHORITY, **files):
    (folder / "authority.yml").write_text(authority)
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text)
    return read_pack(folder, MEASURES, UNITS)


def problems(folder, **files):
    with pytest.raises(PackRefused) as caught:
        pack(folder, **files)
    return [(problem.file, problem.line, problem.column, problem.rule) for problem in caught.value.problems]


def table(read, name):
    with duckdb.connect() as connection:
        load_pack(connection, read)
        return connection.execute(f"select * from pack.{name}").fetchall()


def test_missing_files_are_empty_tables_and_defaults_hold(tmp_path):
    read = pack(tmp_path)
    assert read.name == "Demoshire"
    assert table(read, "authority") == [("Demoshire", "005", "three_state", Decimal(5), 10)]
    assert [(band[0], band[2]) for band in table(read, "band")] == [(80, 1), (90, 2)]
    assert table(read, "reported_measure") == [("contacts", 1), ("visits", 2)]
    filled = {"authority", "band", "reported_measure"}
    assert all(table(read, name) == [] for name in own_tables("pack") if name not in filled)


def test_authority_as_said(tmp_path):
    said = "status_scheme: two_state\ntolerance_percent: 2.5\nbands: [{above: 75, label: three quarters}]\n"
    said += "measures: [visits]\nmaturity_working_days: 15\nreports: [scorecard]\n"
    read = pack(tmp_path, AUTHORITY + said)
    assert table(read, "authority") == [("Demoshire", "005", "two_state", Decimal("2.5"), 15)]
    assert table(read, "band") == [(Decimal(75), "three quarters", 1)]
    assert table(read, "reported_measure") == [("visits", 1)]
    assert read.reports == ("scorecard",)


@pytest.mark.parametrize(
    ("text", "key", "rule"),
    [
        ("name: D\nla_code: 5\n", "la_code", "pack-value"),
        ("la_code: 005\n", "name", "pack-value"),
        (AUTHORITY + "colour: blue\n", "colour", "pack-unknown"),
        (AUTHORITY + "status_scheme: four_state\n", "status_scheme", "pack-value"),
        (AUTHORITY + "tolerance_percent: 101\n", "tolerance_percent", "pack-value"),
        (AUTHORITY + "maturity_working_days: soon\n", "maturity_working_days", "pack-value"),
        (AUTHORITY + "bands: [{over: 3}]\n", "bands", "pack-value"),
        (AUTHORITY + "measures: [nonsense]\n", "measures", "pack-unknown"),
        (AUTHORITY + "measures: [visits, visits]\n", "measures", "pack-value"),
        (AUTHORITY + "measures: []\n", "measures", "pack-value"),
        (AUTHORITY + "measures: [{visits: yes}]\n", "measures", "pack-value"),
        (AUTHORITY + "[name, la_code]: Elsewhere\n", None, "pack-yaml"),
        (AUTHORITY + "name: Elsewhere\n", None, "pack-yaml"),
        (AUTHORITY + "bands: [\n", None, "pack-yaml"),
        ("- a\n", None, "pack-yaml"),
    ],
)
def test_a_wrong_authority_is_refused(tmp_path, text, key, rule):
    assert [found[2:] for found in problems(tmp_path, authority=text)] == [(key, rule)]


def test_targets(tmp_path):
    rows = "contacts,,,2026-04-01,12.5,,stretch,\ncontacts,team,t1,2026-04-01,10,2,,agreed\n"
    assert table(pack(tmp_path, targets=TARGETS + rows), "target") == [
        ("contacts", None, "authority", "all", date(2026, 4, 1), Decimal("12.5"), None, "stretch", None),
        ("contacts", None, "team", "t1", date(2026, 4, 1), Decimal(10), Decimal(2), None, "agreed"),
    ]
    based = TARGETS.replace("\n", ",basis\n") + "contacts,,,2026-04-01,12,,,,financial_year_to_date\n"
    assert table(pack(tmp_path, targets=based), "target")[0][1] == "financial_year_to_date"


@pytest.mark.parametrize(
    ("file", "text", "column", "rule"),
    [
        ("targets", TARGETS + "nonsense,,,2026-04-01,1,,,\n", "measure_id", "pack-unknown"),
        ("targets", TARGETS + "visits,team,t1,2026-04-01,1,,,\n", "breakdown", "pack-unknown"),
        ("targets", TARGETS + "contacts,,t1,2026-04-01,1,,,\n", "breakdown", "pack-empty"),
        ("targets", TARGETS + "contacts,,,2026-02-30,1,,,\n", "effective_from", "pack-value"),
        ("targets", TARGETS + "contacts,,,2026-04-01,1.00001,,,\n", "target", "pack-value"),
        ("targets", TARGETS + "contacts,,,2026-04-01,,,,\n", "target", "pack-empty"),
        ("targets", TARGETS.replace("\n", ",basis\n") + "visits,,,2026-04-01,1,,,,month\n", "basis", "pack-unknown"),
        (
            "comparators",
            "measure_id,comparator,period_end,value,source\nvisits,moon,2026-03-31,1,x\n",
            "comparator",
            "pack-unknown",
        ),
        ("standards", "parameter,value,unit,effective_from\npatience,1,,\n", "parameter", "pack-unknown"),
        ("standards", "parameter,value,unit,effective_from\nvisit_days,1,miles,\n", "unit", "pack-unknown"),
        ("standards", "parameter,value,unit,effective_from\nvisit_days,few,,\n", "value", "pack-value"),
        ("definitions", "measure_id,valid_from,change\nnonsense,2022-04-01,x\n", "measure_id", "pack-unknown"),
        ("definitions", "measure_id,valid_from,change\nvisits,,x\n", "valid_from", "pack-empty"),
        ("codes", "code_set,local_value,code\nshoe_size,9,M\n", "code_set", "pack-unknown"),
        ("codes", "code_set,local_value,code\nsex,Jongen,J\n", "code", "pack-unknown"),
        ("population", "as_at,locality,age_from,age_to,population\n2026-01-01,,17,0,5\n", "age_to", "pack-order"),
        ("population", "as_at,locality,age_from,age_to,population\n2026-01-01,,0,17,-5\n", "population", "pack-value"),
        (
            "school_terms",
            "academic_year,term,starts_on,ends_on\n2025/26,a,2025-09-01,2025-08-01\n",
            "ends_on",
            "pack-order",
        ),
    ],
)
def test_a_wrong_row_is_refused_with_its_line(tmp_path, file, text, column, rule):
    assert problems(tmp_path, **{file: text}) == [(f"{file}.csv", 2, column, rule)]


def test_structure_is_as_strict_as_landing(tmp_path):
    row = "contacts,,,2026-04-01,1,,,\n"
    assert problems(tmp_path, targets=TARGETS + row + row) == [("targets.csv", 3, None, "pack-twice")]
    assert problems(tmp_path, targets=TARGETS + "contacts,\n") == [("targets.csv", 2, None, "csv-ragged")]
    assert problems(tmp_path, targets="measure_id,colour\n") == [("targets.csv", 1, None, "pack-header")]
    (tmp_path / "targets.csv").unlink()
    assert problems(tmp_path, target=TARGETS) == [("target.csv", None, None, "pack-file")]


TEAMS = "team_id,team_name,locality,service,valid_from,valid_to\nt1,One,North,,,2025-04-01\nt1,One,South,,2025-04-01,\n"


def test_a_team_is_in_one_place_on_a_day_and_people_are_counted_once(tmp_path):
    assert len(table(pack(tmp_path, teams=TEAMS), "team")) == 2
    twice = TEAMS + "t2,Two,North,,,\nt1,One,North,,2025-06-01,2025-07-01\n"
    assert problems(tmp_path, teams=twice) == [("teams.csv", 5, "valid_from", "pack-overlap")]
    people = "as_at,locality,age_from,age_to,population\n2026-01-01,,0,4,5\n2026-01-01,,5,9,5\n2026-01-01,North,0,9,5\n"
    assert len(table(pack(tmp_path, teams=TEAMS, population=people), "population")) == 3
    again = people + "2026-01-01,,9,17,5\n"
    assert problems(tmp_path, population=again) == [("population.csv", 5, "age_from", "pack-overlap")]


def test_a_locality_is_one_of_a_team(tmp_path):
    rows = [f"contacts,locality,{place},2026-04-01,1,,,\n" for place in ("South", "unallocated", "Nowhere")]
    assert problems(tmp_path, teams=TEAMS, targets=TARGETS + "".join(rows)) == [
        ("targets.csv", 4, "breakdown_value", "pack-unknown")
    ]
    people = "as_at,locality,age_from,age_to,population\n2026-01-01,Nowhere,0,17,5\n"
    assert ("population.csv", 2, "locality", "pack-unknown") in problems(tmp_path, population=people)
    (tmp_path / "teams.csv").unlink()
    # Figures that arrive ready-made name localities without teams.
    assert len(table(pack(tmp_path), "target")) == 3


def test_a_pack_without_authority_is_refused(tmp_path):
    with pytest.raises(PackRefused, match="no authority.yml"):
        read_pack(tmp_path, MEASURES, UNITS)


def test_standards_take_the_catalogues_unit_and_codes_are_by_set(tmp_path):
    standards = (
        "parameter,value,unit,effective_from\nvisit_days,5,,2026-04-01\nvisit_days,1,weeks,\nclock,referral,choice,\n"
    )
    codes = "code_set,local_value,code\nsex,Jongen,M\nprofessional_role,Key Worker,allocated_social_worker\n"
    read = pack(tmp_path, standards=standards, codes=codes)
    assert table(read, "standard") == [
        ("visit_days", "5", "working_days", date(2026, 4, 1)),
        ("visit_days", "1", "weeks", None),
        ("clock", "referral", "choice", None),
    ]
    assert read.codes == {"sex": {"Jongen": "M"}, "professional_role": {"Key Worker": "allocated_social_worker"}}


def test_the_catalogue_is_read():
    measures = read_catalogue(ROOT / "dbt_project" / "seeds" / "measures.csv")
    assert measures["contacts"].bases == ("month", "financial_year_to_date", "quarter")
    assert "team" in measures["contacts"].breakdowns
    units = read_units(ROOT / "dbt_project" / "seeds" / "standards.csv")
    assert units["single_assessment_clock"] == "choice"
