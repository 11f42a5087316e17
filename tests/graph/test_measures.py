"""The catalogue, the models and the list that gathers them are one set; what a measure declares agrees with its SQL."""

from __future__ import annotations

import csv
import re
from functools import cache

import pytest

from orchestration.dbt_build import load_manifest
from orchestration.settings import DBT_PROJECT
from schemas.contract import load_contract

CATALOGUE = {
    row["measure_id"]: row for row in csv.DictReader((DBT_PROJECT / "seeds" / "measures.csv").open(encoding="utf-8"))
}
FOLDER = DBT_PROJECT / "models" / "measures"
MODELS = {path.stem: path.parent.name for path in FOLDER.glob("*/*.sql")}

# Sources a catalogue row names and its model does without: the ceased reason says how care ended; assessments do not say
# whether a child was seen.
READ_OTHERWISE = {
    ("cla_exits", "ssd_permanence"),
    ("referrals_closed_unseen", "ssd_cin_assessments"),
}

# Whom a snapshot's limit of days can move was referred in the period.
CHOSEN_WITHIN_THE_PERIOD = {"initial_visits_in_time"}
# No measure has every early-help episode that is open.
CHOSEN_FROM_NONE = "long_open_early_help_episodes"

# Tables whose rows say nothing of a measure without a column that may be empty: who was seen, what was held, how it was graded.
SILENT_WITHOUT_A_COLUMN = {
    *("ext_audit", "ext_care_leaver_status", "ext_cin_plan_trigger", "ext_cin_review", "ext_conference_views"),
    *("ext_exploitation_screening", "ext_legal_case", "ext_pep", "ext_placement_detail", "ext_return_interview"),
    *("ext_strategy_discussion", "ext_visit", "ssd_cin_visits", "ssd_cla_care_plan", "ssd_cla_health"),
    *("ssd_cla_reviews", "ssd_cla_visits", "ssd_cp_visits", "ssd_involvements", "ssd_missing", "ssd_sdq_scores"),
}


@cache
def manifest():
    return load_manifest()


@cache
def landing_tables_behind(unique_id: str) -> frozenset[str]:
    """Landing tables that a model reads, directly or through others."""
    if unique_id.startswith("source."):
        source = manifest().sources[unique_id]
        return frozenset([source.name] if source.source_name == "raw" else [])
    node = manifest().nodes[unique_id]
    found: frozenset[str] = frozenset()
    for parent in getattr(node.depends_on, "nodes", []):
        found |= landing_tables_behind(parent)
    return found


def landing_tables_of(measure_id: str) -> frozenset[str]:
    """Landing tables behind a measure's cases: what its SQL reads, and what says whose child it is and how old on the day."""
    return landing_tables_behind(f"model.csc.{measure_id}") | landing_tables_behind("model.csc.child_timeline")


def gathered() -> set[str]:
    cases = manifest().nodes["model.csc.counted_case"]
    return {name.removeprefix("model.csc.") for name in cases.depends_on.nodes}


def declared(measure_id: str) -> dict:
    return manifest().nodes[f"model.csc.{measure_id}"].config.meta


def test_every_model_is_gathered_and_nothing_else() -> None:
    assert gathered() == set(MODELS)


def test_every_model_stands_in_its_theme_and_is_a_case_measure_of_the_catalogue() -> None:
    for measure_id, theme in MODELS.items():
        assert CATALOGUE[measure_id]["theme"] == theme, measure_id
        assert CATALOGUE[measure_id]["relation"] in ("event", "spell"), measure_id


def test_every_model_is_described() -> None:
    silent = [name for name, node in manifest().nodes.items() if name.startswith("model.csc.") and not node.description]
    assert not silent


@pytest.mark.parametrize("measure_id", sorted(MODELS))
def test_what_a_measure_needs_is_landed_and_read_by_its_sql(measure_id: str) -> None:
    tables, items = load_contract().tables, set(load_contract().code_sets["ext_reported_item"].codes)
    read = landing_tables_of(measure_id)
    needs = declared(measure_id)["needs"]
    assert needs
    for need in (written for choice in needs for written in choice.split(" or ")):
        table, _, column = need.removesuffix(" (latest)").removesuffix(" (events)").partition(".")
        assert table in tables, need
        known = items if table == "ext_reported_history" else {column.name for column in tables[table].columns}
        assert not column or column in known, need
        assert table in read, f"{measure_id} declares {table} and does not read it"


@pytest.mark.parametrize("measure_id", sorted(MODELS))
def test_a_measure_names_the_column_without_which_a_table_would_make_it_zero(measure_id: str) -> None:
    """A column may be absent from a table that is there; the measure is then not supplied (returns.md 1.1)."""
    alternatives = [written for need in declared(measure_id)["needs"] for written in need.split(" or ")]
    assert not SILENT_WITHOUT_A_COLUMN & {written.partition(" (")[0] for written in alternatives}


@pytest.mark.parametrize("measure_id", sorted(MODELS))
def test_a_measure_reads_every_source_its_definition_names(measure_id: str) -> None:
    named = {table for table in CATALOGUE[measure_id]["source_tables"].split("|") if table}
    missing = named - landing_tables_of(measure_id)
    assert not {table for table in missing if (measure_id, table) not in READ_OTHERWISE}


def test_a_look_back_is_a_standard_of_the_catalogue() -> None:
    standards = {
        row["parameter"] for row in csv.DictReader((DBT_PROJECT / "seeds" / "standards.csv").open(encoding="utf-8"))
    }
    for measure_id in MODELS:
        assert declared(measure_id).get("look_back") in standards | {None}, measure_id


@pytest.mark.parametrize("measure_id", sorted(MODELS))
def test_what_is_up_to_date_by_its_last_deed_looks_back_for_it(measure_id: str) -> None:
    """Before the sources reach back an interval, a deed that was done would be missing (returns.md 1.1)."""
    sql = (FOLDER / MODELS[measure_id] / f"{measure_id}.sql").read_text(encoding="utf-8")
    assert set(re.findall(r"up_to_date\(.*'(\w+)'\)", sql)) <= {declared(measure_id).get("look_back")}


def test_who_a_limit_chooses_from_is_counted_beside_it() -> None:
    for measure_id in MODELS:
        chosen_from = declared(measure_id).get("chosen_from")
        if chosen_from is not None:
            assert chosen_from in MODELS, measure_id
            for column in ("relation", "monthly_basis", "quarterly_basis"):
                headline = [CATALOGUE[name][column].split("|")[0] for name in (measure_id, chosen_from)]
                assert headline[0] == headline[1] or chosen_from in CHOSEN_WITHIN_THE_PERIOD, measure_id


def test_every_count_a_limit_decides_says_whom_it_chooses_from() -> None:
    limits = csv.DictReader((DBT_PROJECT / "seeds" / "standards.csv").open(encoding="utf-8"))
    limited = {name for row in limits for name in row["used_by"].split("|")} & set(MODELS)
    counts = {name for name in limited if CATALOGUE[name]["statistic"] == "count"}
    assert {name for name in counts if "chosen_from" not in declared(name)} == {CHOSEN_FROM_NONE}


def test_no_exemption_outlives_its_reason() -> None:
    idle = {(measure, table) for measure, table in READ_OTHERWISE if table in landing_tables_of(measure)}
    assert not idle


def test_the_catalogue_is_built() -> None:
    cases = {measure_id for measure_id, row in CATALOGUE.items() if row["relation"] in ("event", "spell")}
    assert cases - set(MODELS) == set()
