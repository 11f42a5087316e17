"""What the marts are called in the graph: groups that people look for, and who answers for them."""

from dagster import AssetKey

_OWN_GROUPS = {
    "kpi_monthly": "monthly_mart",
    "overview_monthly": "monthly_mart",
    "kpi_quarterly": "quarterly_mart",
    "overview_quarterly": "quarterly_mart",
}
OWNERS = {
    "seeds": ["team:performance"],
    "staging": ["team:data-engineering"],
    "facts": ["team:data-engineering"],
    "measures": ["team:performance"],
    "kpis": ["team:performance"],
    "marts": ["team:performance"],
}


def key_of(layer: str, name: str) -> AssetKey:
    """The asset of a dbt model or seed: its layer and its name."""
    return AssetKey([layer, name])


def group_of(layer: str, name: str, stores: dict[str, str]) -> str:
    """The group of an asset; `stores` says which store a published table goes to."""
    if layer != "marts":
        return layer
    return _OWN_GROUPS.get(name) or ("caseload" if stores.get(name) == "caseload" else "marts")
