"""Breaks the SQL of facts, measures and their macros one small way at a time and says which breaks no deck notices.

    python -m scripts.mutants                            every fact, measure and macro
    python -m scripts.mutants --select child_protection  a theme, a model or a file of macros; may be given again
    python -m scripts.mutants --sample 500 --seed 1      so many of them, drawn at random
    python -m scripts.mutants --out mutants.csv          every mutant and what became of it, as a table

A mutant is killed when a deck of its model fails (of any model that uses it, for a macro). SQL that does not bind is no mutant.
One whose plan is the plan of the original cannot be told apart and is not counted; others that survive are listed, with why, in
tests/measures/surviving_mutants.csv: nothing can tell them apart, or "No case" and what a case would take. The exit code is 1 when
less than 95% are killed, or when the list names a mutant that is killed or no longer there.
"""

from __future__ import annotations

import argparse
import csv
import random
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb

from orchestration.settings import PROJECT
from scripts.decks import Project, Table, empty_warehouse, read_project

REVIEWED = PROJECT / "tests" / "measures" / "surviving_mutants.csv"
MACROS = ["cases.sql", "dates.sql", "populations.sql", "spells.sql", "states.sql"]
ENOUGH = 0.95

_TOKEN = re.compile(
    r"(?P<space>\s+|\{#.*?#\}|--[^\n]*)|(?P<jinja>\{\{.*?\}\}|\{%.*?%\})|(?P<text>'(?:[^']|'')*')"
    r"|(?P<number>\d+)|(?P<word>\w+)|(?P<sign><=|>=|<>|!=|\|\||//|::|.)",
    re.DOTALL,
)
_BESIDE = {"<": "<=", "<=": "<", ">": ">=", ">=": ">", "=": "<>", "<>": "="}
_OTHER_NAME = {
    "min": "max", "max": "min", "least": "greatest", "greatest": "least", "floor": "ceil", "ceil": "floor",
    "bool_or": "bool_and", "bool_and": "bool_or", "arg_min": "arg_max", "arg_max": "arg_min", "lead": "lag", "lag": "lead",
    "true": "false", "false": "true",
}  # fmt: skip
_OPENS_CONDITION = {"where", "on", "when", "having", "qualify"}
# What a condition stands between, at its own depth.
_BOUNDS = _OPENS_CONDITION | {
    "and", "or", "then", "else", "end", "group", "order", "union", "inner", "left", "cross", "anti", "semi", "join",
    "limit", "window", "from", "as", "select", "lateral", "rows", ",",
}  # fmt: skip
_BEFORE_NUMERATOR = {"then", "else", "select", ",", "("}
_AFTER_NUMERATOR = {"else", "end", "as", ",", "when", "from", ""}
_NOT_IN_A_CALL = {"", "values", "as", "in", "from", "join", "lateral", "on", "and", "or", "not", "where"}
_DATE_NAME = re.compile(r"\w_(?:on|date|at)$|^date_day$")
_NESTED_SQL = re.compile(r"""(?P<quote>["'])(?P<sql>[^"]*?\b(?:select|where|from)\s.*?)(?P=quote)""", re.DOTALL)

# A change: its kind, from where to where, and what stands there instead.
Change = tuple[str, int, int, str]


@dataclass(frozen=True)
class Mutant:
    """One change of a text: `before` and `after` are the changed line. `limit` moves a standard instead of the text."""

    source: str
    line: int
    kind: str
    before: str
    after: str
    text: str
    limit: tuple[str, int] | None = None

    @property
    def key(self) -> tuple[str, str, str]:
        """Names it in the list of survivors, wherever its line moves to."""
        return self.source, self.before, self.after


@dataclass(frozen=True)
class Token:
    kind: str
    text: str
    start: int
    end: int
    depth: int = 0

    @property
    def word(self) -> str:
        """The token in lower case if it is a word or a sign, else empty."""
        return self.text.lower() if self.kind in ("word", "sign") else ""


def _tokens(source: str, start: int = 0, end: int | None = None) -> list[Token]:
    """What SQL is made of, with how deep in parentheses (and in case ... end) it stands; spaces and comments left out."""
    found, depth = [], 0
    for match in _TOKEN.finditer(source, start, len(source) if end is None else end):
        text, kind = match.group(), match.lastgroup
        if kind == "space":
            continue
        depth -= text == ")" or text.lower() == "end"
        found.append(Token(kind, text, match.start(), match.end(), depth))
        depth += text == "(" or text.lower() == "case"
    return found


def _streams(source: str) -> Iterator[list[Token]]:
    """The SQL of a text, and the pieces of SQL it hands to macros as strings."""
    whole = _tokens(source)
    yield whole
    for token in whole:
        if token.kind == "jinja" and token.text.startswith("{{") and not token.text.startswith("{{ config("):
            for match in _NESTED_SQL.finditer(token.text):
                yield _tokens(source, token.start + match.start("sql"), token.start + match.end("sql"))


def _is_between(tokens: list[Token], i: int) -> bool:
    """Whether the `and` at i belongs to a between."""
    for token in reversed(tokens[:i]):
        if token.depth < tokens[i].depth or (token.depth == tokens[i].depth and token.word in _BOUNDS):
            return False
        if token.depth == tokens[i].depth and token.word == "between":
            return True
    return False


def _conditions(tokens: list[Token]) -> Iterator[tuple[int, int, str]]:
    """Each condition as (first token, token after its last, the value that takes it out)."""

    def is_bound(i: int) -> bool:
        if tokens[i].word == "and":
            return not _is_between(tokens, i)
        return tokens[i].word in _BOUNDS and not (tokens[i].word == "from" and tokens[i - 1].word == "distinct")

    for i in range(1, len(tokens)):
        opener, depth = tokens[i - 1], tokens[i].depth
        if not (opener.word == "(" or (opener.depth == depth and is_bound(i - 1))):
            continue
        after = next(
            (
                j
                for j in range(i, len(tokens))
                if tokens[j].depth < depth
                or (tokens[j].depth == depth and (is_bound(j) or tokens[j].text.startswith("{%")))
            ),
            len(tokens),
        )
        closer = tokens[after].word if after < len(tokens) and tokens[after].depth == depth else ""
        around = {opener.word, closer}
        if after > i and (opener.word in _OPENS_CONDITION or around & {"and", "or"}):
            yield i, after, "false" if "or" in around else "true"


def _arguments(tokens: list[Token], i: int) -> list[tuple[int, int]]:
    """Where the arguments of the call at token i begin and end in the text."""
    spans, start = [], tokens[i + 2].start
    for j in range(i + 2, len(tokens)):
        if tokens[j].text == "," and tokens[j].depth == tokens[i].depth + 1:
            spans.append((start, tokens[j - 1].end))
            start = tokens[j + 1].start
        elif tokens[j].depth == tokens[i].depth:
            return [*spans, (start, tokens[j - 1].end)]
    return []


def _called(tokens: list[Token], i: int) -> str:
    """The function of which token i is an argument, or the word before its parenthesis."""
    for j in range(i - 1, 0, -1):
        if tokens[j].text == "(" and tokens[j].depth == tokens[i].depth - 1:
            return tokens[j - 1].word
    return ""


def _is_column(tokens: list[Token], i: int) -> bool:
    """Whether token i, an identifier, is all there is of a column of a select list: its name must stay."""
    first = i - 2 if i > 1 and tokens[i - 1].text == "." else i
    ends = i + 1 == len(tokens) or tokens[i + 1].word in (",", "from", ")")
    if not ends or first == 0 or tokens[first - 1].word not in (",", "select", "all"):
        return False
    clause = (token.word for token in reversed(tokens[:first]) if token.depth <= tokens[i].depth)
    return (
        next((word for word in clause if word in ("select", "by", "values", "(", "exclude", "replace")), "") == "select"
    )


def _changes(source: str, tokens: list[Token], siblings: Callable[[str, int], list[str]]) -> Iterator[Change]:
    """Every change of one stretch of SQL as (kind, from, to, what stands there instead)."""
    for first, after, value in _conditions(tokens):
        start, end = tokens[first].start, tokens[after - 1].end
        if source[start:end] not in ("true", "false"):
            yield "filter dropped", start, end, value
    for i, token in enumerate(tokens):
        text, start, end = token.text.lower(), token.start, token.end
        before = tokens[i - 1].word if i else ""
        after = tokens[i + 1].word if i + 1 < len(tokens) else ""
        if text in _BESIDE and token.kind == "sign":
            yield "comparison", start, end, _BESIDE[text]
        elif token.kind == "number":
            called = _called(tokens, i)
            if (
                called in _NOT_IN_A_CALL
                and text in ("0", "1")
                and before in _BEFORE_NUMERATOR
                and after in _AFTER_NUMERATOR
            ):
                yield "numerator", start, end, "0" if text == "1" else "1"
            elif called != "decimal":
                yield "days", start, end, str(int(text) + 1)
                yield "days", start, end, str(int(text) - 1)
        elif token.kind == "jinja" and token.text.startswith("{{"):
            for match in re.finditer(r"(?<=, )\d+(?=[,)])|(?<=\s[+-]\s)\d+", token.text):
                for shift in (1, -1):
                    yield "days", start + match.start(), start + match.end(), str(int(match.group()) + shift)
        elif token.kind == "word":
            if text in ("and", "or") and not _is_between(tokens, i):
                yield "and/or", start, end, "or" if text == "and" else "and"
            elif text == "left" and after == "join":
                yield "join", start, end, "inner"
            elif text == "inner" and after == "join":
                yield "join", start, end, "left"
            elif text in ("anti", "semi") and after == "join":
                yield "join", start, end, "semi" if text == "anti" else "anti"
            elif text == "union" and after != "all":
                yield "join", start, end, "union all"
            elif text == "desc":
                yield "order", start, end, "asc"
            elif text == "is" and after in ("null", "not"):
                is_not = after == "not"
                yield "comparison", start, tokens[i + 1].end if is_not else end, "is" if is_not else "is not"
            elif text == "not" and before != "is":
                yield "comparison", start, end, ""
            elif text == "in" and before != "not" and after == "(":
                yield "comparison", start, end, "not in"
            elif text == "distinct" and after != "from":
                yield "join", start, end, ""
            elif text in ("true", "false") or (text in _OTHER_NAME and after == "("):
                yield "value", start, end, _OTHER_NAME[text]
            elif text == "coalesce" and after == "(":
                spans = _arguments(tokens, i)
                if len(spans) > 1:
                    (a, b), (c, d) = spans[0], spans[-1]
                    yield "value", a, d, source[c:d] + source[b:c] + source[a:b]
            elif _DATE_NAME.search(text) and before not in ("as", "exclude") and after not in ("(", "."):
                name = f"{tokens[i - 2].text}.{token.text}" if before == "." else token.text
                for sibling in siblings(name, start):
                    yield "date", start, end, f"{sibling} as {token.text}" if _is_column(tokens, i) else sibling


def mutants(
    name: str, source: str, columns: Callable[[str], list[str]] = lambda _: [], parameters: tuple[str, ...] = ()
) -> Iterator[Mutant]:
    """Every mutant of a text once.

    Args:
        name: of the model or file of macros.
        columns: the dates among the columns of a table that the text refers to.
        parameters: the limits an authority can set; one the text names is moved by one of its units.
    """
    aliases = {alias: table for table, alias in re.findall(r"ref\('(\w+)'\)\s*\}\}\s+as\s+(\w+)", source)}
    about_itself = re.match(r"\{\{ config\(.*?\}\}", source, re.DOTALL)

    def siblings(column: str, at: int) -> list[str]:
        """Up to two other dates of the same relation, those the text (or the macro) around names first."""
        qualifier, _, own = column.rpartition(".")
        around = source[source.rfind("{% macro", 0, at) + 1 :].split("{% macro")[0]
        words = re.sub(r"\{#.*?#\}|--[^\n]*|'[^']*'", " ", around, flags=re.DOTALL)
        named = {word.rpartition(".") for word in re.findall(r"(?:\w+\.)?\w+", words) if _DATE_NAME.search(word)}
        same = sorted(other for alias, _, other in named if alias == qualifier)
        tables = (
            [aliases[qualifier]] if qualifier in aliases else [] if qualifier else re.findall(r"ref\('(\w+)'\)", source)
        )
        known = [other for table in tables for other in columns(table)]
        return [other for other in dict.fromkeys(same + known) if other != own][:2]

    seen = set()

    def made(kind: str, start: int, end: int, instead: str, limit: tuple[str, int] | None = None) -> Iterator[Mutant]:
        text = source if limit else source[:start] + instead + source[end:]
        if (text, limit) in seen:
            return
        seen.add((text, limit))
        first, last = source.rfind("\n", 0, start) + 1, source.find("\n", end)
        line_end = len(source) if last < 0 else last
        before = " ".join(source[first:line_end].split())
        after = " ".join((source[first:start] + instead + source[end:line_end]).split())
        yield Mutant(name, source.count("\n", 0, start) + 1, kind, before, after, text, limit)

    for tokens in _streams(source):
        for kind, start, end, instead in _changes(source, tokens, siblings):
            yield from made(kind, start, end, instead)
    for match in re.finditer(r"'(\w+)'", source):
        if match.group(1) in parameters and match.start() > (about_itself.end() if about_itself else 0):
            for shift in (1, -1):
                instead = f"'{match.group(1)} {shift:+d}'"
                yield from made("limit", match.start(), match.end(), instead, (match.group(1), shift))


@dataclass(frozen=True)
class Verdict:
    """`killed` by the deck named, `survived`, `equivalent` (one plan with the original) or `invalid` (does not bind)."""

    mutant: Mutant
    status: str
    deck: str = ""


class Court:
    """Judges mutants by the decks laid out on a table."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.renderer = table.project.renderer()
        self.original = {model: table.render(model, self.renderer) for model in table.decks}
        for model, decks in table.decks.items():
            for deck in decks:
                if table.outcome(deck, self.original[model]).status != "passed":
                    raise SystemExit(f"{deck.name} fails without a mutant")
        self._last_killer: dict[str, str] = {}
        self._kills: Counter[str] = Counter()

    def judge(self, mutant: Mutant) -> Verdict:
        """Runs the mutant against its decks until one fails."""
        affected = []
        if mutant.source in self.table.project.models and mutant.source not in self.original:
            return Verdict(mutant, "survived")
        for model, sql in self._rendered(mutant):
            if sql == self.original[model]:
                continue
            affected.append((model, sql))
            decks = sorted(self.table.decks[model], key=lambda deck: deck.name != self._last_killer.get(model))
            for deck in decks:
                outcome = self.table.outcome(deck, sql)
                if outcome.status == "failed":
                    self._last_killer[model] = deck.name
                    self._kills[model] += 1
                    return Verdict(mutant, "killed", deck.name)
                if outcome.status == "invalid":
                    return Verdict(mutant, "invalid")
        return Verdict(mutant, "equivalent" if self._same_plan(affected) else "survived")

    def _rendered(self, mutant: Mutant) -> Iterator[tuple[str, str]]:
        project = self.table.project
        if mutant.source in project.macros:
            renderer = project.renderer({**project.macros, mutant.source: mutant.text})
            users = [model for model in _users(project, mutant) if model in self.original]
            for model in sorted(users, key=lambda model: -self._kills[model]):
                yield model, self.table.render(model, renderer)
        else:
            renderer = project.renderer(limit=mutant.limit) if mutant.limit else self.renderer
            yield mutant.source, self.table.render(mutant.source, renderer, mutant.text)

    def _same_plan(self, affected: list[tuple[str, str]]) -> bool:
        for model, sql in affected:
            deck = self.table.decks[model][0]
            try:
                if self.table.plan(deck, sql) != self.table.plan(deck, self.original[model]):
                    return False
            except duckdb.Error:
                return False
        return True


def _users(project: Project, mutant: Mutant) -> list[str]:
    """The models that call the macro a mutant lies in, or one that calls it."""
    calls = {}
    for text in project.macros.values():
        for macro in re.finditer(r"\{% macro (\w+)\((.*?)\{%-? endmacro", text, re.DOTALL):
            calls[macro.group(1)] = macro.group(2)
    above = "\n".join(mutant.text.splitlines()[: mutant.line])
    reached = {re.findall(r"\{% macro (\w+)\(", above)[-1]}
    while more := {
        name for name, body in calls.items() if name not in reached and any(f"{used}(" in body for used in reached)
    }:
        reached |= more
    return [model for model, text in project.models.items() if any(f"{name}(" in text for name in reached)]


def _selected(project: Project, wanted: list[str]) -> list[str]:
    """The models and files of macros of the themes and names wanted; of all where none is."""
    everything = {
        **{name: Path(path).parts for name, path in project.paths.items()},
        **{name: ("macros",) for name in MACROS},
    }
    unknown = set(wanted) - set(everything) - {part for parts in everything.values() for part in parts}
    if unknown:
        raise SystemExit(f"no theme, model or file of macros is called {', '.join(sorted(unknown))}")
    return [name for name, parts in sorted(everything.items()) if not wanted or {name, *parts} & set(wanted)]


def _dates(connection: duckdb.DuckDBPyConnection) -> Callable[[str], list[str]]:
    """The columns of a table that are dates or moments."""
    found: dict[str, list[str]] = {}
    for table, column in connection.execute(
        "select table_name, column_name from information_schema.columns"
        " where data_type in ('DATE', 'TIMESTAMP') and table_schema in ('facts', 'staging', 'raw') order by all"
    ).fetchall():
        found.setdefault(table, []).append(column)
    return lambda table: found.get(table, [])


def _write(path: Path, verdicts: list[Verdict]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(["source", "line", "kind", "before", "after", "status", "deck"])
        for verdict in verdicts:
            mutant = verdict.mutant
            after = f"{mutant.limit[0]} {mutant.limit[1]:+d}" if mutant.limit else mutant.after
            table.writerow(
                [mutant.source, mutant.line, mutant.kind, mutant.before, after, verdict.status, verdict.deck]
            )


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--select", action="append", default=[], help="a theme, facts, macros, a model or a file of macros"
    )
    parser.add_argument("--sample", type=int, help="judge only so many")
    parser.add_argument("--seed", type=int, default=0, help="which ones")
    parser.add_argument("--out", type=Path, help="write every mutant and its verdict as CSV")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="csc-mutants-") as folder:
        print("building the empty warehouse", file=sys.stderr)
        with duckdb.connect(str(empty_warehouse(Path(folder)))) as connection:
            return _run(connection, options)


def _run(connection: duckdb.DuckDBPyConnection, options: argparse.Namespace) -> int:
    project, decks = read_project()
    selected = _selected(project, options.select)
    table = Table(
        connection, project, decks if set(selected) & set(MACROS) else [d for d in decks if d.model in selected]
    )
    court, dates = Court(table), _dates(connection)
    parameters = tuple(
        row[0]
        for row in connection.execute(
            "select distinct parameter from facts.standard_in_force where number is not null"
        ).fetchall()
    )
    found = [
        mutant
        for name in selected
        for mutant in mutants(name, project.macros.get(name) or project.models[name], dates, parameters)
    ]
    if options.sample:
        found = sorted(random.Random(options.seed).sample(found, min(options.sample, len(found))), key=found.index)
    verdicts, began = [], time.monotonic()
    for number, mutant in enumerate(found, 1):
        verdicts.append(court.judge(mutant))
        if number % 200 == 0:
            print(f"{number} of {len(found)} mutants, {time.monotonic() - began:.0f} s", file=sys.stderr)
    if options.out:
        _write(options.out, verdicts)
    return report(verdicts, read_reviewed(), whole=not options.sample)


def read_reviewed(path: Path = REVIEWED) -> dict[tuple[str, str, str], str]:
    """Why a mutant of the reviewed list cannot be told apart, by its key."""
    with path.open(encoding="utf-8", newline="") as file:
        return {(row["source"], row["before"], row["after"]): row["why"] for row in csv.DictReader(file)}


def report(verdicts: list[Verdict], reviewed: dict[tuple[str, str, str], str], whole: bool = True) -> int:
    """Prints what became of the mutants; 1 if too few are killed or the reviewed list is stale, else 0.

    `whole`: every mutant of the sources seen was judged, so that a reviewed one not among them is gone.
    """
    status = {verdict.mutant.key: verdict.status for verdict in verdicts}
    sources = {verdict.mutant.source for verdict in verdicts}
    stale = [
        (key, f"is {status[key]}" if key in status else "is no longer made")
        for key in reviewed
        if status.get(key, "survived" if not whole or key[0] not in sources else "") not in ("survived",)
    ]
    survivors = [verdict.mutant for verdict in verdicts if verdict.status == "survived"]
    explained = [mutant for mutant in survivors if mutant.key in reviewed]
    for mutant in survivors:
        if mutant.key not in reviewed:
            print(f"survives: {mutant.source}, line {mutant.line}, {mutant.kind}: {mutant.before} => {mutant.after}")
    for mutant in explained:
        print(f"survives, and why: {mutant.source}, line {mutant.line}: {mutant.after}: {reviewed[mutant.key]}")
    for key, problem in stale:
        print(f"stale in {REVIEWED.name}: {key[0]}: {key[1]} => {key[2]} {problem}")
    count = Counter(verdict.status for verdict in verdicts)
    judged = count["killed"] + len(survivors)
    share = count["killed"] / judged if judged else 1.0
    print(
        f"{judged} mutants, {count['killed']} killed, {len(survivors)} survive ({len(explained)} of them explained): {share:.1%} killed"
        f" ({count['equivalent']} have the plan of the original, {count['invalid']} do not bind)"
    )
    return 1 if stale or share < ENOUGH else 0


if __name__ == "__main__":
    sys.exit(main())
