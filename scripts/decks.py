"""The cases worked by hand, outside dbt: a deck's inputs as tables of DuckDB and its model's SQL run over them.

dbt takes a third of a second for a unit test, which is right for proving the models and too slow for thousands of variants of
them. Here the inputs of every unit test are written once, and a model, or a changed text of it, is rendered and compared
with what the deck expects in a few milliseconds. `make test` holds the two to the same verdict: every deck passes in both.
"""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import duckdb
import jinja2

from ingest.landing import load_extract
from ingest.pack import load_pack, read_catalogue, read_pack, read_units
from orchestration import dbt_build
from orchestration.settings import DBT_PROJECT, PROJECT
from schemas.arrow import reference_statements
from schemas.contract import load_contract

AS_OF = date(2022, 11, 30)
LONGEST_RUN_SECONDS = 3.0
_NEVER_BOUND = (duckdb.BinderException, duckdb.ParserException, duckdb.CatalogException, duckdb.NotImplementedException)

Row = dict[str, object]


@dataclass(frozen=True)
class Deck:
    """A unit test: `given` holds a list of rows or a query for each input, `expect` the rows of the model that must come out."""

    name: str
    model: str
    given: dict[str, list[Row] | str]
    expect: list[Row]


@dataclass(frozen=True)
class Outcome:
    """What became of a deck: `passed`, `failed`, or `invalid` where the SQL means nothing; `problem` says of what kind."""

    status: str
    problem: str = ""


@dataclass
class Project:
    """The texts a model is rendered from: the SQL of every model by name, the macros by file, the tables of inputs."""

    models: dict[str, str]
    macros: dict[str, str]
    paths: dict[str, str] = field(default_factory=dict)

    def renderer(
        self, macros: dict[str, str] | None = None, limit: tuple[str, int] | None = None
    ) -> jinja2.Environment:
        """Renders as dbt does for a unit test: a reference is the name of its input.

        `limit` moves one parameter of the standards in force by so much.
        """
        environment = jinja2.Environment(undefined=jinja2.StrictUndefined, extensions=["jinja2.ext.do"])

        def table(name: str) -> str:
            if name == "standard_in_force" and limit:
                moved = f"case when parameter = '{limit[0]}' then number + {limit[1]} else number end as number"
                return f"(select * replace ({moved}) from given_standard_in_force)"
            return f"given_{name}"

        environment.globals.update(ref=table, source=lambda _, name: table(name), config=lambda **_: "")
        # Macros about the list of measures and the graph serve marts; dbt's own `return` is not needed by any other.
        texts = [text for name, text in (macros or self.macros).items() if name not in ("measures.sql", "marts.sql")]
        module = environment.from_string("\n".join(texts)).module
        environment.globals.update({name: item for name, item in vars(module).items() if not name.startswith("_")})
        return environment


def empty_warehouse(home: Path) -> Path:
    """A warehouse built from an extract without a row and the Dudley pack: its calendar, standards and codes are the real ones.

    Raises:
        WarehouseError: a model or a data test failed.
    """
    extract = home / "landing" / AS_OF.isoformat()
    extract.mkdir(parents=True)
    header = [column.name for column in load_contract().tables["aggregate_return"].columns]
    (extract / "aggregate_return.csv").write_text(",".join(header) + "\n", encoding="utf-8")
    warehouse, seeds = home / "warehouse.duckdb", DBT_PROJECT / "seeds"
    with duckdb.connect(str(warehouse)) as connection:
        measures, units = read_catalogue(seeds / "measures.csv"), read_units(seeds / "standards.csv")
        pack = read_pack(PROJECT / "authorities" / "dudley", measures, units)
        load_extract(connection, extract, AS_OF, pack, home / "rejects")
        load_pack(connection, pack)
        for statement in reference_statements():
            connection.execute(statement)
        connection.execute("insert into raw.night values (?, ?, 'deck', 'deck', 'deck', 'deck')", [AS_OF, AS_OF])
    failed = [node for node in dbt_build.build(warehouse, lambda *_: None) if node.status not in ("success", "pass")]
    if failed:
        raise dbt_build.WarehouseError(f"the empty warehouse was not built: {failed[0].name}, {failed[0].problem}")
    return warehouse


def read_project() -> tuple[Project, list[Deck]]:
    """The facts and measures with their decks, as dbt parses them."""
    manifest = dbt_build.load_manifest()
    nodes = [
        node
        for node in manifest.nodes.values()
        if node.resource_type == "model" and node.path.split("/")[0] in ("facts", "measures")
    ]
    project = Project(
        models={node.name: node.raw_code for node in nodes},
        macros={path.name: path.read_text(encoding="utf-8") for path in sorted((DBT_PROJECT / "macros").glob("*.sql"))},
        paths={node.name: node.path for node in nodes},
    )
    decks = [
        Deck(test.name, test.model, {_input(given.input): given.rows for given in test.given}, test.expect.rows)
        for test in sorted(manifest.unit_tests.values(), key=lambda test: test.name)
        if test.model in project.models
    ]
    return project, decks


def _input(reference: str) -> str:
    """The table behind ref('table') or source('system', 'table')."""
    return re.findall(r"'(\w+)'", reference)[-1]


def _value(value: object) -> str | None:
    return None if value is None else str(value)


class Table:
    """The decks laid out in a database, each in a schema of its own.

    Args:
        connection: to a warehouse where every input is a table or view of the schema facts, staging or pack.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection, project: Project, decks: list[Deck]) -> None:
        self.connection = connection
        self.project = project
        self.decks: dict[str, list[Deck]] = {}
        self._schemas: dict[str, str] = {}
        self._expected: dict[str, tuple[str, list]] = {}
        self._homes = {
            name: f"{schema}.{name}"
            for schema, name in connection.execute(
                "select table_schema, table_name from information_schema.tables order by table_schema = 'facts'"
            ).fetchall()
        }
        connection.execute("set threads = 1")
        renderer = project.renderer()
        for number, deck in enumerate(decks):
            self._schemas[deck.name] = f"deck_{number}"
            self._lay_out(deck)
            self._expected[deck.name] = self._expectation(deck, self.render(deck.model, renderer))
            self.decks.setdefault(deck.model, []).append(deck)

    def render(self, model: str, renderer: jinja2.Environment, text: str | None = None) -> str:
        """The SQL of a model, or of another `text` in its place."""
        return renderer.from_string(text if text is not None else self.project.models[model]).render()

    def _lay_out(self, deck: Deck) -> None:
        schema = self._schemas[deck.name]
        run = self.connection.execute
        run(f"create schema {schema}")
        for name, rows in deck.given.items():
            home = f"{schema}.given_{name}"
            if isinstance(rows, str):
                run(f"create view {home} as {rows}")
                continue
            run(f"create table {home} as from {self._homes[name]} limit 0")
            for row in rows:
                columns = ", ".join(f'"{column}"' for column in row)
                marks = ", ".join("?" for _ in row)
                run(f"insert into {home} ({columns}) values ({marks})", [_value(value) for value in row.values()])

    def _expectation(self, deck: Deck, sql: str) -> tuple[str, list]:
        """The columns compared, and the expected rows in the types the model gives them."""
        self._enter(deck)
        types = {name: kind for name, kind, *_ in self.connection.execute(f"describe {sql}").fetchall()}
        columns = list(deck.expect[0]) if deck.expect else list(types)
        casts = ", ".join(f"cast(? as {types[column.lower()]})" for column in columns)
        rows = [
            self.connection.execute(f"select {casts}", [_value(row.get(column)) for column in columns]).fetchone()
            for row in deck.expect
        ]
        return ", ".join(columns), sorted(rows, key=repr)

    def _enter(self, deck: Deck) -> None:
        self.connection.execute(f"use {self._schemas[deck.name]}")

    def outcome(self, deck: Deck, sql: str) -> Outcome:
        """Runs rendered SQL in the deck's schema. What takes too long, or fails on the values given, has failed."""
        self._enter(deck)
        columns, expected = self._expected[deck.name]
        watch = threading.Timer(LONGEST_RUN_SECONDS, self.connection.interrupt)
        watch.start()
        try:
            rows = self.connection.execute(f"select {columns} from ({sql})").fetchall()
        except _NEVER_BOUND as error:
            return Outcome("invalid", type(error).__name__)
        except duckdb.Error as error:
            return Outcome("failed", type(error).__name__)
        finally:
            watch.cancel()
        return Outcome("passed" if sorted(rows, key=repr) == expected else "failed")

    def plan(self, deck: Deck, sql: str) -> str:
        """What the database makes of the SQL, whatever the values: two texts with one plan cannot be told apart."""
        self._enter(deck)
        self.connection.execute(
            "set disabled_optimizers = 'statistics_propagation,empty_result_pullup,compressed_materialization'"
        )
        columns, _ = self._expected[deck.name]
        plan = self.connection.execute(f"explain (format json) select {columns} from ({sql})").fetchone()[1]
        self.connection.execute("set disabled_optimizers = ''")
        return re.sub(r'"Estimated Cardinality": "[^"]*"', "", plan)
