"""A few lines about what is published, for the person who ran the night."""

from pathlib import Path

from publishing.files import read_manifest
from publishing.query import ask, open_published

_STATES = """
select value_state, count(distinct measure_id) from kpi_monthly
where breakdown = 'authority' and period_end = (select max(period_end) from kpi_monthly)
group by value_state order by value_state
"""
_HEADLINES = """
select measure.name, kpi.value, measure.unit, kpi.status
from kpi_monthly as kpi
inner join measure on kpi.measure_id = measure.measure_id and kpi.basis = split_part(measure.monthly_basis, '|', 1)
where kpi.breakdown = 'authority' and kpi.value is not null
    and kpi.period_end = (select max(period_end) from kpi_monthly)
order by measure.position limit 5
"""


def summary(home: Path, seconds: dict[str, float]) -> str:
    """What was read, what was made, where it is, and where the time went."""
    manifest = read_manifest(home / "published")
    supplied = manifest["inputs"]
    rows = {name: sum(row[name] for row in supplied) for name in ("accepted", "quarantined", "rejected")}
    with open_published(home) as connection:
        states = ask(connection, _STATES)[1]
        headlines = ask(connection, _HEADLINES)[1]
    whole = sum(seconds.values())
    lines = [
        "",
        f"{manifest['authority']}, as of {manifest['as_of']} (extract {manifest['extract_date']})",
        f"  in        {len(supplied)} tables, rows: {', '.join(f'{count:,} {name}' for name, count in rows.items())}",
        "  measures  " + (", ".join(f"{count} {state}" for state, count in states) or "none"),
        *(f"  {'e.g.' if at == 0 else '':<9} {_headline(*row)}" for at, row in enumerate(headlines)),
        f"  marts     {home / 'published' / 'current' / 'marts.duckdb'}",
        f"  parquet   {home / 'published' / 'current' / 'parquet'}",
        f"  caseload  {home / 'restricted' / 'current' / 'caseload.duckdb'} (restricted)",
        "",
        *(f"  {name:<12} {spent:6.2f} s {spent / whole:6.1%}" for name, spent in seconds.items()),
        f"  {'whole':<12} {whole:6.2f} s",
    ]
    return "\n".join(lines)


def _headline(name: str, value: object, unit: str, status: str) -> str:
    printed = f"{value:f}".rstrip("0").rstrip(".")
    return f"{name}: {printed}{'%' if unit == '%' else ' ' + unit if unit else ''} ({status.replace('_', ' ')})"
