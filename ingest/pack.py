"""The authority pack: a folder of plain files that makes the product one council's own.

Every cell is read strictly. A row, key or word the product does not know is refused with file, line and rule, because a
target that is silently not read would be judged as no target.
"""

from __future__ import annotations

import csv
import re
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import duckdb
import yaml

from ingest.csv_records import read_records
from ingest.problems import FileRefused, Problem, Refused
from schemas.arrow import StoredTable, own_tables, pack_statements
from schemas.contract import Contract, load_contract

INTERVAL_UNITS = {"calendar_days", "working_days", "weeks", "months", "years"}
COMPARATORS = ("statistical_neighbours", "region", "england", "peer_group", "other")
STATUS_SCHEMES = ("three_state", "two_state")
# file -> table of schema pack
FILES = {
    "teams.csv": "team",
    "targets.csv": "target",
    "comparators.csv": "comparator",
    "population.csv": "population",
    "standards.csv": "standard",
    "definitions.csv": "definition",
    "codes.csv": "code",
    "school_terms.csv": "school_term",
    "commentary.csv": "commentary",
    "risks.csv": "risk",
}
OPTIONAL_COLUMNS = {"targets.csv": ("basis",)}
KEYS = {
    "team": ("team_id", "valid_from"),
    "target": ("measure_id", "basis", "breakdown", "breakdown_value", "effective_from"),
    "comparator": ("measure_id", "comparator", "period_end"),
    "population": ("as_at", "locality", "age_from", "age_to"),
    "standard": ("parameter", "effective_from"),
    "definition": ("measure_id", "valid_from"),
    "code": ("code_set", "local_value"),
    "school_term": ("academic_year", "term"),
    "commentary": ("measure_id", "period_end", "breakdown", "breakdown_value"),
    "risk": ("risk_id", "period_end"),
}
# table -> whose rows may not overlap, and the column that is named where they do
SPANS = {
    "team": (("team_id",), "valid_from"),
    "population": (("as_at", "locality"), "age_from"),
}
AUTHORITY_KEYS = (
    "name",
    "la_code",
    "status_scheme",
    "tolerance_percent",
    "bands",
    "measures",
    "maturity_working_days",
    "reports",
)
HEADLINE = ("authority", "all")
UNALLOCATED = "unallocated"
DEFAULTS = {
    "status_scheme": "three_state",
    "tolerance_percent": 5,
    "bands": [{"above": 80, "label": "above 80%"}, {"above": 90, "label": "above 90%"}],
    "measures": "all",
    "maturity_working_days": 10,
    "reports": [],
}


class PackRefused(Refused):
    """An authority pack with a row, key or word that is not known."""


@dataclass(frozen=True)
class CatalogueRow:
    """What a pack may say of a measure: the bases and breakdowns the catalogue gives it."""

    measure_id: str
    bases: tuple[str, ...]
    breakdowns: tuple[str, ...]
    statistic: str


@dataclass(frozen=True)
class Pack:
    """A pack that has been read: rows by table of schema pack, local words by code set, layouts of reports to make.

    `catalogue` is the measures it was read against; empty where rows are loaded without one.
    """

    tables: Mapping[str, tuple[tuple[Any, ...], ...]]
    codes: Mapping[str, Mapping[str, str]]
    reports: tuple[str, ...]
    catalogue: Mapping[str, CatalogueRow] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.tables["authority"][0][0]


def read_catalogue(path: Path) -> dict[str, CatalogueRow]:
    """The measures of `measures.csv`, in the catalogue's order."""
    with path.open(encoding="utf-8", newline="") as stream:
        return {row["measure_id"]: _catalogue_row(row) for row in csv.DictReader(stream)}


def _catalogue_row(row: Mapping[str, str]) -> CatalogueRow:
    bases = [basis for column in ("monthly_basis", "quarterly_basis") for basis in row[column].split("|")]
    return CatalogueRow(
        row["measure_id"],
        tuple(dict.fromkeys(basis for basis in bases if basis and basis != "none")),
        tuple(name for name in row["breakdowns"].split("|") if name),
        row["statistic"],
    )


def read_units(path: Path) -> dict[str, str]:
    """The unit of each parameter of `standards.csv`."""
    with path.open(encoding="utf-8", newline="") as stream:
        return {row["parameter"]: row["unit"] for row in csv.DictReader(stream)}


def copy_pack(folder: Path, target: Path) -> None:
    """Copies the files of a pack, not its folders, into the new folder `target`."""
    target.mkdir(mode=0o700)
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.is_file():
            shutil.copyfile(path, target / path.name)


def read_pack(folder: Path, measures: Mapping[str, CatalogueRow], units: Mapping[str, str]) -> Pack:
    """Read the pack in `folder`. `measures` is the catalogue, `units` the unit of each standard.

    Errors: PackRefused with every problem of every file.
    """
    problems: list[Problem] = []
    authority = _read_authority(folder / "authority.yml", measures, problems)
    tables: dict[str, tuple[tuple[Any, ...], ...]] = dict(authority.tables)
    known = _Known(measures, units, load_contract())
    for file, table in FILES.items():
        tables[table] = _read_file(folder / file, own_tables("pack")[table], known, problems)
        if table == "team":
            known = replace(known, localities=_localities(tables[table]))
    names = {*FILES, "authority.yml"}
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.suffix in (".csv", ".yml", ".yaml") and path.name not in names:
            problems.append(Problem(path.name, None, None, "pack-file", "not a file of an authority pack"))
    if problems:
        raise PackRefused(problems)
    codes: dict[str, dict[str, str]] = {}
    for code_set, local_value, code in tables["code"]:
        codes.setdefault(code_set, {})[local_value] = code
    return Pack(tables, codes, authority.reports, measures)


def load_pack(connection: duckdb.DuckDBPyConnection, pack: Pack) -> None:
    """Make schema pack and fill it; a table whose file is missing stays empty."""
    for statement in pack_statements():
        connection.execute(statement)
    for name, rows in pack.tables.items():
        if rows:
            marks = ", ".join("?" * len(rows[0]))
            connection.executemany(f"insert into pack.{name} values ({marks})", [list(row) for row in rows])


@dataclass(frozen=True)
class _Known:
    """What a row may name: measures, units of standards, the contract's codes, and the localities of teams.csv once it is read."""

    measures: Mapping[str, CatalogueRow]
    units: Mapping[str, str]
    contract: Contract
    localities: frozenset[str] = frozenset()


def _number(text: str, digits: int) -> Decimal:
    """A decimal with at most four places that DECIMAL(digits,4) holds exactly."""
    if not re.fullmatch(r"[+-]?\d+(\.\d{1,4})?", text, re.ASCII):
        raise ValueError
    number = Decimal(text)
    if abs(number) >= Decimal(10) ** (digits - 4):
        raise ValueError
    return number


def _whole(text: str) -> int:
    if not re.fullmatch(r"\d{1,9}", text, re.ASCII):
        raise ValueError
    return int(text)


def _day(text: str) -> date:
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
        raise ValueError
    return date.fromisoformat(text)


READERS: Mapping[str, Callable[[str], Any]] = {
    "varchar": str,
    "integer": _whole,
    "bigint": _whole,
    "date": _day,
    "decimal(9,4)": lambda text: _number(text, 9),
    "decimal(18,4)": lambda text: _number(text, 18),
}
KINDS = {"integer": "a whole number", "bigint": "a whole number", "date": "a date YYYY-MM-DD"}


def _read_file(path: Path, table: StoredTable, known: _Known, problems: list[Problem]) -> tuple[tuple[Any, ...], ...]:
    if not path.exists():
        return ()
    try:
        # The packs are written by hand, in editors that leave the last line without a break.
        data = path.read_bytes()
        records = read_records(data if data.endswith(b"\n") or not data else data + b"\n", path.name)
    except FileRefused as refusal:
        problems += refusal.problems
        return ()
    words, names = records.table.column_names, [column.name for column in table.columns]
    wanted = [name for name in names if name not in OPTIONAL_COLUMNS.get(path.name, ())]
    missing = [name for name in wanted if name not in words]
    extra = [word for word in words if word not in names]
    if missing or extra or len(set(words)) != len(words):
        said = f"columns are {', '.join(names)}; missing: {', '.join(missing) or 'none'}; not known: {len(extra)}"
        problems.append(Problem(path.name, 1, None, "pack-header", said))
        return ()
    rows, seen, spans = [], set(), {}
    for line, values in zip(records.lines.tolist(), records.table.to_pylist(), strict=True):
        texts = {name: (values.get(name) or "").strip() for name in names}
        row, wrong = _read_row(texts, table)
        wrong = wrong or _unknown(table.name, texts, row, known)
        if not wrong and table.name in KEYS:
            key = tuple(row[name] for name in KEYS[table.name])
            wrong = [("", "pack-twice", f"a row with the same {', '.join(KEYS[table.name])} stands above")] * (
                key in seen
            )
            seen.add(key)
        if not wrong and table.name in SPANS:
            wrong = _overlap(table.name, row, line, spans)
        problems += [Problem(path.name, line, column or None, rule, message) for column, rule, message in wrong]
        rows.append(tuple(row.get(name) for name in names))
    return tuple(rows)


Wrong = list[tuple[str, str, str]]
Span = tuple[Any, Any, int]


def _read_row(texts: dict[str, str], table: StoredTable) -> tuple[dict[str, Any], Wrong]:
    """The cells in their types, and what is wrong with them as (column, rule, message)."""
    row: dict[str, Any] = {}
    wrong: Wrong = []
    if "breakdown" in texts and (texts["breakdown"] or "authority", texts["breakdown_value"] or "all") == HEADLINE:
        texts["breakdown"], texts["breakdown_value"] = HEADLINE
    for column in table.columns:
        text = texts[column.name]
        if not text:
            row[column.name] = None
            filled_later = (table.name, column.name) == ("standard", "unit")
            if not column.nullable and not filled_later:
                wrong.append((column.name, "pack-empty", "may not be empty"))
            continue
        try:
            row[column.name] = READERS[column.type](text)
        except (ValueError, InvalidOperation):
            kind = KINDS.get(column.type, "a number with at most four decimals")
            wrong.append((column.name, "pack-value", f"is not {kind}"))
    return row, wrong


def _localities(teams: tuple[tuple[Any, ...], ...]) -> frozenset[str]:
    place = [column.name for column in own_tables("pack")["team"].columns].index("locality")
    return frozenset(team[place] for team in teams if team[place] is not None)


def _overlap(table: str, row: dict[str, Any], line: int, spans: dict[tuple[Any, ...], list[Span]]) -> Wrong:
    """A span that shares days or ages with one above: a team in two places at once, people counted twice."""
    whose, column = SPANS[table]
    first, after = _span(table, row)
    above = spans.setdefault(tuple(row[name] for name in whose), [])
    twice = [other for start, end, other in above if first < end and start < after]
    above.append((first, after, line))
    return [(column, "pack-overlap", f"overlaps line {twice[0]}, which does not end before it")] if twice else []


def _span(table: str, row: dict[str, Any]) -> tuple[Any, Any]:
    """First day or age of a row, and the first that is no longer of it."""
    if table == "team":
        return row["valid_from"] or date.min, row["valid_to"] or date.max
    return row["age_from"], row["age_to"] + 1


def _unknown(table: str, texts: Mapping[str, str], row: dict[str, Any], known: _Known) -> Wrong:
    """Words the catalogue, the contract or teams.csv does not know, and spans that end before they begin."""
    wrong: Wrong = []

    def check(column: str, known: bool, message: str) -> None:
        if not known:
            wrong.append((column, "pack-unknown", message))

    if "measure_id" in texts:
        measure = known.measures.get(texts["measure_id"])
        check("measure_id", measure is not None, "no measure of the catalogue")
        if measure is not None and "breakdown" in texts:
            is_headline = texts["breakdown"] == "authority"
            check("breakdown", is_headline or texts["breakdown"] in measure.breakdowns, "no breakdown of the measure")
            check("breakdown_value", is_headline == (texts["breakdown_value"] == "all"), "all is the authority's value")
        if measure is not None and texts.get("basis"):
            check("basis", texts["basis"] in measure.bases, "no basis of the measure")
    localities = {*known.localities, UNALLOCATED}
    if known.localities and texts.get("breakdown") == "locality":
        check("breakdown_value", texts["breakdown_value"] in localities, "no locality of teams.csv")
    if known.localities and table == "population" and texts["locality"]:
        check("locality", texts["locality"] in localities, "no locality of teams.csv")
    if table == "comparator":
        check("comparator", texts["comparator"] in COMPARATORS, f"is none of {', '.join(COMPARATORS)}")
    if table == "standard":
        unit = known.units.get(texts["parameter"])
        check("parameter", unit is not None, "no standard of the catalogue")
        if unit is not None:
            # An interval may be kept in another unit of time: 8 weeks where the catalogue says 2 months.
            same = {"", unit} | (INTERVAL_UNITS if unit in INTERVAL_UNITS else set())
            check("unit", texts["unit"] in same, f"the standard is in {unit}")
            row["unit"] = texts["unit"] or unit
            if unit != "choice" and not re.fullmatch(r"\d+(\.\d{1,4})?", texts["value"], re.ASCII):
                wrong.append(("value", "pack-value", "is not a number with at most four decimals"))
    if table == "code":
        code_set = known.contract.code_sets.get(texts["code_set"])
        check("code_set", code_set is not None, "no code set of the contract")
        check("code", code_set is None or texts["code"] in code_set.codes, "no code of the set")
    for first, last in (("valid_from", "valid_to"), ("age_from", "age_to"), ("starts_on", "ends_on")):
        if row.get(first) is not None and row.get(last) is not None and row[last] < row[first]:
            wrong.append((last, "pack-order", f"before {first}"))
    return wrong


@dataclass(frozen=True)
class _Authority:
    tables: dict[str, tuple[tuple[Any, ...], ...]]
    reports: tuple[str, ...]


class _StrictLoader(yaml.CSafeLoader):
    """Numbers stay text, so that 005 is a code and 2.5 no float; a key given twice, or that is no word, is refused."""


class _Keys(dict[str, Any]):
    """The keys of a file with the line each stands on."""

    lines: Mapping[str, int]


def _mapping(loader: _StrictLoader, node: yaml.MappingNode) -> _Keys:
    keys = _Keys()
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode) or key.value in keys:
            raise yaml.constructor.ConstructorError(None, None, "a key given twice", key.start_mark)
        keys[key.value] = loader.construct_object(value, deep=True)
    keys.lines = {key.value: key.start_mark.line + 1 for key, _ in node.value}
    return keys


_StrictLoader.yaml_implicit_resolvers = {}
_StrictLoader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


def _read_authority(path: Path, measures: Mapping[str, CatalogueRow], problems: list[Problem]) -> _Authority:
    lines: Mapping[str, int] = {}

    def refuse(key: str | None, rule: str, message: str, line: int | None = None) -> None:
        problems.append(Problem(path.name, line or lines.get(key or ""), key, rule, message))

    empty = _Authority({"authority": (), "band": (), "reported_measure": ()}, ())
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=_StrictLoader)
    except FileNotFoundError:
        refuse(None, "pack-file", "the pack has no authority.yml")
        return empty
    except UnicodeDecodeError:
        refuse(None, "file-encoding", "not UTF-8")
        return empty
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        refuse(None, "pack-yaml", "not YAML, or a key given twice", mark.line + 1 if mark else None)
        return empty
    if not isinstance(content, _Keys):
        refuse(None, "pack-yaml", "is not a list of keys")
        return empty
    lines = content.lines
    for key in content:
        if key not in AUTHORITY_KEYS:
            refuse(key, "pack-unknown", "no key of authority.yml")
    before = len(problems)
    given = {**DEFAULTS, **content}

    def value(key: str, reader: Callable[[str], Any], message: str, source: Mapping[str, Any] = given) -> Any:
        try:
            return reader(str(source[key]).strip())
        except (KeyError, ValueError, InvalidOperation):
            refuse(key, "pack-value", message)
            return None

    name = value("name", _filled, "must say the authority's name")
    la_code = value("la_code", lambda text: _matching(text, r"\d{3}"), "must be three digits")
    scheme = value(
        "status_scheme", lambda text: _known(text, STATUS_SCHEMES), f"is none of {', '.join(STATUS_SCHEMES)}"
    )
    tolerance = value("tolerance_percent", lambda text: _share(text), "must be a number from 0 to 100")
    maturity = value("maturity_working_days", _whole, "must be a whole number")
    bands = []
    for position, band in enumerate(given["bands"] if isinstance(given["bands"], list) else [None], 1):
        if not isinstance(band, dict) or set(band) != {"above", "label"}:
            refuse("bands", "pack-value", "must be a list of above and label")
            continue
        above = value("above", lambda text: _share(text), "must be a number from 0 to 100", band)
        bands.append((above, value("label", _filled, "may not be empty", band), position))
    reported = _reported(given["measures"], measures, refuse)
    reports = given["reports"] or []
    if not isinstance(reports, list) or not all(isinstance(report, str) for report in reports):
        refuse("reports", "pack-value", "must be a list of layouts")
    if len(problems) > before:
        return empty
    tables = {
        "authority": ((name, la_code, scheme, tolerance, maturity),),
        "band": tuple(bands),
        "reported_measure": tuple((measure, position) for position, measure in enumerate(reported, 1)),
    }
    return _Authority(tables, tuple(reports))


def _reported(said: Any, measures: Mapping[str, CatalogueRow], refuse: Callable[[str, str, str], None]) -> list[str]:
    if said == "all":
        return list(measures)
    is_list = isinstance(said, list) and bool(said) and all(isinstance(measure, str) for measure in said)
    if not is_list or len(set(said)) != len(said):
        refuse("measures", "pack-value", "must be all, or a list of measures without repeats")
        return []
    for position, measure in enumerate(said, 1):
        if measure not in measures:
            refuse("measures", "pack-unknown", f"number {position} is no measure of the catalogue")
    return said


def _filled(text: str) -> str:
    if not text:
        raise ValueError
    return text


def _matching(text: str, pattern: str) -> str:
    if not re.fullmatch(pattern, text, re.ASCII):
        raise ValueError
    return text


def _known(text: str, words: tuple[str, ...]) -> str:
    if text not in words:
        raise ValueError
    return text


def _share(text: str) -> Decimal:
    number = _number(text, 9)
    if not 0 <= number <= 100:
        raise ValueError
    return number
