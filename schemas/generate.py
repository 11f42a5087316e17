"""Write what derives from the schemas: dbt's sources and contracts, and the data dictionary.

`python -m schemas.generate` writes the files; with `--check` it writes nothing and fails where one has drifted.
"""

from __future__ import annotations

import sys
from pathlib import Path

from schemas.arrow import StoredColumn, StoredTable, landing_columns, own_tables
from schemas.contract import CodeSet, Contract, Table, load_contract
from schemas.marts import Mart, load_marts

ROOT = Path(__file__).parent.parent
NOTE = "Written by `python -m schemas.generate`; edit {} instead."
SOURCES = Path("dbt_project/models/staging/_raw.yml")
MODELS = Path("dbt_project/models/marts/_marts.yml")
DICTIONARY = Path("docs/data_dictionary.md")


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _source_table(name: str, description: str, columns: tuple[StoredColumn, ...]) -> list[str]:
    lines = [f"      - name: {name}", f"        description: {_quoted(description)}", "        columns:"]
    for column in columns:
        lines += [f"          - name: {column.name}", f"            description: {_quoted(column.description)}"]
    return lines


def _own(schema: str) -> list[str]:
    return [line for t in own_tables(schema).values() for line in _source_table(t.name, t.description, t.columns)]


def sources_yaml() -> str:
    """dbt's sources: schemas raw (landing and bookkeeping), reference, edition and pack."""
    lines = [f"# {NOTE.format('schemas/landing.yml or schemas/own_tables.yml')}", "version: 2", "sources:"]
    lines += [
        "  - name: raw",
        '    description: "What was accepted, typed, and what was held back, marked."',
        "    tables:",
    ]
    for table in load_contract().tables.values():
        lines += _source_table(table.name, table.description, landing_columns(table))
    lines += _own("raw")
    lines += [
        "  - name: reference",
        '    description: "What DfE and ONS publish of every authority, as it came."',
        "    tables:",
    ]
    lines += _own("reference")
    lines += [
        "  - name: edition",
        '    description: "Frozen editions, as they were published."',
        "    tables:",
    ]
    lines += _own("edition")
    lines += ["  - name: pack", '    description: "The authority pack, typed."', "    tables:"]
    return "\n".join([*lines, *_own("pack")]) + "\n"


def models_yaml() -> str:
    """dbt's model contracts of the published tables, enforced."""
    lines = [f"# {NOTE.format('schemas/marts.yml')}", "version: 2", "models:"]
    for mart in load_marts().values():
        lines += [f"  - name: {mart.name}", f"    description: {_quoted(mart.description)}"]
        lines += ["    config:", "      contract:", "        enforced: true", "    columns:"]
        for column in mart.columns:
            # `table` and `rows` are words of SQL, so every name is quoted.
            lines += [f"      - name: {column.name}", "        quote: true", f"        data_type: {column.type}"]
            lines += [f"        description: {_quoted(_described(column.description, column.values))}"]
            if not column.nullable:
                lines += ["        constraints:", "          - type: not_null"]
    return "\n".join(lines) + "\n"


def _described(text: str, values: tuple[str, ...]) -> str:
    return f"{text}. One of {', '.join(values)}." if values else text


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _grid(head: list[str], rows: list[list[str]]) -> list[str]:
    lines = [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
    return [*lines, *(f"| {' | '.join(map(_cell, row))} |" for row in rows), ""]


def _mart_section(mart: Mart) -> list[str]:
    rows = [
        [f"`{c.name}`", c.type, "yes" if c.nullable else "no", _described(c.description, c.values)]
        for c in mart.columns
    ]
    key = ", ".join(f"`{name}`" for name in mart.key)
    head = [f"### {mart.name}", "", mart.description, "", f"One row per {key}.", ""]
    return head + _grid(["Column", "Type", "May be empty", "Meaning"], rows)


def _landing_section(table: Table) -> list[str]:
    said = [f"Key: {', '.join(f'`{name}`' for name in table.primary_key)}."]
    said += [f"Case date: `{table.event_date}`."] if table.event_date else []
    said += [f"End: `{table.end_date}`."] if table.end_date else []
    rows = []
    for column in table.columns:
        links = [".".join(table.foreign_keys[column.name])] if column.name in table.foreign_keys else []
        links += [".".join(target) for target in table.member_keys.get(column.name, ())]
        rows.append(
            [
                f"`{column.name}`",
                column.type + (f" ({column.allowed})" if column.allowed else ""),
                "yes" if column.nullable else "no",
                "yes" if column.personal else "no",
                column.meaning + (f" → {', '.join(links)}" if links else ""),
            ]
        )
    head = [f"### {table.name}", "", table.description, "", " ".join(said), ""]
    return head + _grid(["Column", "Type", "May be empty", "Identifies", "Meaning"], rows)


def _own_section(schema: str, table: StoredTable) -> list[str]:
    rows = [[f"`{c.name}`", c.type, "yes" if c.nullable else "no", c.description] for c in table.columns]
    head = [f"### {schema}.{table.name}", "", table.description, ""]
    return head + _grid(["Column", "Type", "May be empty", "Meaning"], rows)


def _code_section(code_set: CodeSet) -> list[str]:
    kind = "closed: a value outside it is shown as unknown" if code_set.closed else "open: other values are kept"
    codes = "; ".join(f"`{code}`" + (f" {label}" if label != code else "") for code, label in code_set.values.items())
    retired = "; ".join(f"`{code}` ({year})" for code, year in code_set.retired.items())
    lines = [f"**{code_set.name}** ({code_set.source}; {kind}). {codes}."]
    return [lines[0] + (f" Retired: {retired}." if retired else ""), ""]


def _chapter(title: str, introduction: str, sections: list[list[str]]) -> list[str]:
    return [f"## {title}", "", introduction, "", *(line for section in sections for line in section)]


def dictionary(contract: Contract) -> str:
    """The data dictionary: published tables first, then what they are made from."""
    marts = load_marts().values()
    lines = ["# Data dictionary", "", NOTE.format("`schemas/`"), ""]
    introduction = "Aggregates only, nothing about a child: `marts.duckdb` and `parquet/`."
    lines += _chapter("Published tables", introduction, [_mart_section(m) for m in marts if m.store == "marts"])
    introduction = "Child level, for those who may see it: `caseload.duckdb`. A child is known by case-management id."
    lines += _chapter("Restricted tables", introduction, [_mart_section(m) for m in marts if m.store == "caseload"])
    introduction = 'One file per table of an extract. "Identifies" marks columns that identify a person directly.'
    lines += _chapter("Landing tables", introduction, [_landing_section(t) for t in contract.tables.values()])
    introduction = "Compared after trimming, in any case, after the pack's own words and the aliases."
    lines += _chapter("Code sets", introduction, [_code_section(c) for c in contract.code_sets.values()])
    introduction = "What the product keeps beside the landing tables, DfE's published figures, and the authority pack."
    own = [
        _own_section(schema, t)
        for schema in ("raw", "reference", "edition", "pack")
        for t in own_tables(schema).values()
    ]
    lines += _chapter("Bookkeeping and pack", introduction, own)
    return "\n".join(lines).rstrip("\n") + "\n"


def outputs() -> dict[Path, str]:
    """What each generated file should hold, by its path in the project."""
    return {SOURCES: sources_yaml(), MODELS: models_yaml(), DICTIONARY: dictionary(load_contract())}


def drifted(root: Path = ROOT) -> list[Path]:
    """The generated files that are missing or not what they should be."""
    return [
        path
        for path, text in outputs().items()
        if not (root / path).exists() or (root / path).read_text(encoding="utf-8") != text
    ]


def main(arguments: list[str]) -> int:
    """Write the files, or with --check name those that drifted. Exit code 0 when all is as it should be."""
    if arguments == ["--check"]:
        for path in (behind := drifted()):
            print(f"{path}: not what the schemas say; run python -m schemas.generate", file=sys.stderr)
        return 1 if behind else 0
    if arguments:
        print("usage: python -m schemas.generate [--check]", file=sys.stderr)
        return 2
    for path, text in outputs().items():
        (ROOT / path).parent.mkdir(parents=True, exist_ok=True)
        (ROOT / path).write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
