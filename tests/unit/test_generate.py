"""What is written from the schemas has not drifted, and drift is seen."""

import csv
from pathlib import Path

import yaml

from schemas import generate
from schemas.contract import load_contract
from schemas.marts import load_marts


def test_nothing_has_drifted():
    assert generate.drifted() == []


def test_drift_is_seen(tmp_path):
    for path, text in generate.outputs().items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    assert generate.drifted(tmp_path) == []
    (tmp_path / generate.MODELS).write_text("version: 2\n")
    (tmp_path / generate.SOURCES).unlink()
    assert generate.drifted(tmp_path) == [generate.SOURCES, generate.MODELS]


def test_sources_name_every_table_and_column():
    sources = {source["name"]: source["tables"] for source in yaml.safe_load(generate.sources_yaml())["sources"]}
    raw = {table["name"]: [column["name"] for column in table["columns"]] for table in sources["raw"]}
    for table in load_contract().tables.values():
        assert raw[table.name][: len(table.columns)] == list(table.by_name)
        assert raw[table.name][len(table.columns) :] == [
            "_extract_date",
            "_source",
            "_file_row",
            "_file",
            "_quarantine",
        ]
    assert {"supply", "issue", "night", "quality_seen"} <= set(raw)
    assert "authority" in {table["name"] for table in sources["pack"]}


def test_contracts_say_type_and_nulls_of_every_published_column():
    models = {model["name"]: model for model in yaml.safe_load(generate.models_yaml())["models"]}
    assert set(models) == set(load_marts())
    for mart in load_marts().values():
        assert models[mart.name]["config"]["contract"]["enforced"] is True
        for column, said in zip(mart.columns, models[mart.name]["columns"], strict=True):
            assert (said["name"], said["data_type"]) == (column.name, column.type)
            assert said.get("constraints", []) == ([] if column.nullable else [{"type": "not_null"}])
            assert said["description"].startswith(column.description)


def test_every_rule_has_an_identity_and_a_severity():
    seed = Path(generate.ROOT) / "dbt_project" / "seeds" / "quality_rules.csv"
    with seed.open(encoding="utf-8") as file:
        rules = list(csv.DictReader(file))
    assert [rule["rule_id"] for rule in rules] == [f"DQ{number:03}" for number in range(1, 61)]
    assert all(rule["severity"].startswith(("reject row", "quarantine", "warn")) for rule in rules)
