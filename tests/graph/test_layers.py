"""Who may read whom in dbt_project, read from dbt's own manifest, so that a reference made by a macro counts too."""

import pytest

from orchestration.dbt_build import load_manifest

READS = {
    "staging": {"raw"},
    "facts": {"staging", "facts", "pack", "reference", "seeds"},
    "measures": {"facts"},
    "kpis": {"measures", "facts", "kpis", "pack", "reference", "edition", "seeds"},
    "marts": {"kpis", "facts", "marts", "edition", "seeds"},
}


@pytest.fixture(scope="module")
def manifest():
    return load_manifest()


def layer(node) -> str:
    if node.resource_type == "source":
        return node.source_name
    return "seeds" if node.resource_type == "seed" else node.fqn[1]


def broken(manifest) -> list[str]:
    nodes = {**manifest.nodes, **manifest.sources}
    return [
        f"{model.name} ({layer(model)}) reads {nodes[name].name} ({layer(nodes[name])})"
        for model in manifest.nodes.values()
        if model.resource_type == "model"
        for name in model.depends_on.nodes
        if layer(nodes[name]) not in READS[layer(model)]
    ]


def test_each_layer_reads_only_the_ones_below_it(manifest):
    assert broken(manifest) == []


def test_a_measure_that_reads_staging_is_found(manifest):
    contacts = manifest.nodes["model.csc.contacts"]
    contacts.depends_on.nodes.append("model.csc.stg_contact")
    try:
        assert broken(manifest) == ["contacts (measures) reads stg_contact (staging)"]
    finally:
        contacts.depends_on.nodes.pop()


def test_measures_and_what_gathers_them_are_ephemeral_and_nothing_else(manifest):
    for node in manifest.nodes.values():
        if node.resource_type == "model":
            gathered = layer(node) == "measures" or node.name == "counted_case"
            assert (node.config.materialized == "ephemeral") == gathered, node.name
