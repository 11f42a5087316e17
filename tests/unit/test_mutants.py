"""The mutation tool makes the breaks it should, and tells one that a deck notices from one that none does."""

from __future__ import annotations

import csv
from pathlib import Path

import duckdb
import pytest

from scripts.decks import Deck, Project, Table
from scripts.mutants import Court, Mutant, Verdict, mutants, report

VISITS = """\
{{ config(meta={'needs': ['visit'], 'look_back': 'visit_days'}) }}

-- A visit <= its limit is in time.
select visit.case_id, visit.due_on as from_on, case when visit.done_on <= visit.due_on then 1 else 0 end as numerator
from {{ ref('visit') }} as visit
left join {{ ref('standard_in_force') }} as standard on standard.parameter = 'visit_days'
where visit.seen = 'Y' and (visit.kind is null or visit.kind = 'home') and visit.done_on between visit.opened_on and visit.due_on + 7
"""


def made(text: str, kind: str, **kwargs) -> set[tuple[str, str]]:
    return {(mutant.before, mutant.after) for mutant in mutants("model", text, **kwargs) if mutant.kind == kind}


@pytest.mark.parametrize(
    ("kind", "before", "after"),
    [
        ("comparison", "where a <= b", "where a < b"),
        ("comparison", "where a > b", "where a >= b"),
        ("comparison", "where a = b", "where a <> b"),
        ("comparison", "where a is not null", "where a is null"),
        ("comparison", "where a in ('x', 'y')", "where a not in ('x', 'y')"),
        ("filter dropped", "where a = 1 and f(b, c) > 2 group by d", "where a = 1 and true group by d"),
        ("filter dropped", "where a = 1 or b", "where a = 1 or false"),
        ("filter dropped", "where a between 1 and 2 and b", "where true and b"),
        ("filter dropped", "select coalesce(a = 1 and b, false)", "select coalesce(a = 1 and true, false)"),
        ("filter dropped", "select case when a then b end", "select case when true then b end"),
        ("days", "select due_on + 1", "select due_on + 2"),
        ("days", "select due_on + 1", "select due_on + 0"),
        ("days", "select {{ birthday('born_on', 18) }}", "select {{ birthday('born_on', 17) }}"),
        ("date", "select a_on from t where b_on > c", "select a_on from t where a_on > c"),
        ("date", "select x.a_on, x.b_on from x", "select x.b_on as a_on, x.b_on from x"),
        ("date", "select f(a_on, b_on) from x group by a_on, b_on", "select f(a_on, b_on) from x group by b_on, b_on"),
        ("join", "from a left join b on a.x = b.x", "from a inner join b on a.x = b.x"),
        ("join", "from a inner join b on a.x = b.x", "from a left join b on a.x = b.x"),
        ("join", "select a union select b", "select a union all select b"),
        ("and/or", "where a and b", "where a or b"),
        ("value", "select min(a)", "select max(a)"),
        ("value", "select coalesce(a, f(b, c))", "select coalesce(f(b, c), a)"),
        ("numerator", "select case when a then 1 else 0 end", "select case when a then 0 else 0 end"),
        ("numerator", "select 1 as numerator", "select 0 as numerator"),
        ("numerator", "from lateral (values (1, a, b))", "from lateral (values (0, a, b))"),
        ("comparison", """{{ lasting("(select * from t where a < b)", 'p') }}""", """{{ lasting("(select * from t where a <= b)", 'p') }}"""),
    ],
)  # fmt: skip
def test_a_break_of_each_kind(kind: str, before: str, after: str) -> None:
    assert (before, after) in made(before, kind)


@pytest.mark.parametrize(
    "text",
    ["-- a <= b and c", "{# a <= b and c #}", "'a <= b and c'", "{{ config(meta={'action': 'See from a to b'}) }}"],
)
def test_words_and_what_a_model_says_of_itself_are_let_be(text: str) -> None:
    assert list(mutants("model", text, parameters=("a",))) == []


def test_the_and_of_a_between_is_no_connective() -> None:
    assert made("where a between 1 and 2", "and/or") == set()


def test_a_date_gives_way_to_another_of_its_own_relation() -> None:
    text = "select visit.seen_on from {{ ref('cp_visit') }} as visit"
    known = {"cp_visit": ["seen_on", "visit_date"]}
    assert made(text, "date", columns=lambda table: known[table]) == {
        (text, text.replace("seen_on", "visit_date as seen_on"))
    }


def test_a_limit_named_is_moved_both_ways_once() -> None:
    moved = [mutant.limit for mutant in mutants("model", VISITS, parameters=("visit_days",)) if mutant.kind == "limit"]
    assert moved == [("visit_days", 1), ("visit_days", -1)]


def visits() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute("create schema facts")
    connection.execute("create table facts.visit (case_id text, done_on date, due_on date, seen text)")
    return connection


@pytest.fixture(scope="module")
def court() -> Court:
    text = (
        "select case_id, case when done_on <= due_on then 1 else 0 end as numerator from {{ ref('visit') }}"
        " where seen = 'Y' and {{ begun() }}"
    )
    macros = {"cases.sql": "{% macro begun() %}done_on >= date '2022-01-01'{% endmacro %}"}
    rows = [
        {"case_id": "A", "done_on": "2022-03-01", "due_on": "2022-03-01", "seen": "Y"},
        {"case_id": "B", "done_on": "2022-03-02", "due_on": "2022-03-01", "seen": "Y"},
        {"case_id": "C", "done_on": "2022-03-01", "due_on": "2022-03-01", "seen": "N"},
    ]
    expect = [{"case_id": "A", "numerator": 1}, {"case_id": "B", "numerator": 0}]
    project = Project(models={"visits": text}, macros=macros, paths={"visits": "measures/visits.sql"})
    return Court(Table(visits(), project, [Deck("in_time", "visits", {"visit": rows}, expect)]))


def verdict(court: Court, source: str, old: str, new: str) -> str:
    text = {**court.table.project.models, **court.table.project.macros}[source]
    assert old in text
    return court.judge(Mutant(source, 1, "", old, new, text.replace(old, new))).status


def test_a_break_that_a_case_notices_is_killed(court: Court) -> None:
    assert verdict(court, "visits", "<= due_on", "< due_on") == "killed"
    assert verdict(court, "visits", "seen = 'Y'", "true") == "killed"
    assert verdict(court, "cases.sql", ">=", "<") == "killed"


def test_a_break_that_no_case_notices_survives(court: Court) -> None:
    assert verdict(court, "visits", "seen = 'Y'", "seen <> 'N'") == "survived"
    assert verdict(court, "cases.sql", ">=", ">") == "survived"


def test_sql_that_means_nothing_or_the_same_is_told_apart(court: Court) -> None:
    assert verdict(court, "visits", "seen =", "absent =") == "invalid"
    assert verdict(court, "visits", "done_on <= due_on", "not done_on > due_on") == "equivalent"


def test_a_deck_that_fails_by_itself_stops_the_judgement(court: Court) -> None:
    wrong = [Deck("wrong", "visits", {"visit": []}, [{"case_id": "A", "numerator": 1}])]
    with pytest.raises(SystemExit, match="wrong"):
        Court(Table(visits(), court.table.project, wrong))


def verdicts(killed: int, survived: int) -> list[Verdict]:
    return [
        Verdict(Mutant("model", n, "", f"line {n}", f"broken {n}", ""), "killed" if n < killed else "survived")
        for n in range(killed + survived)
    ]


def test_the_report_wants_95_in_100(capsys: pytest.CaptureFixture) -> None:
    assert report(verdicts(95, 5), {}) == 0
    assert report(verdicts(94, 6), {}) == 1
    assert "survives: model, line 94" in capsys.readouterr().out


def test_a_reviewed_survivor_must_still_survive(capsys: pytest.CaptureFixture) -> None:
    assert report(verdicts(99, 1), {("model", "line 99", "broken 99"): "the same"}) == 0
    assert "broken 99: the same" in capsys.readouterr().out
    assert report(verdicts(99, 1), {("model", "line 3", "broken 3"): "the same"}) == 1
    assert "is killed" in capsys.readouterr().out
    assert report(verdicts(99, 1), {("model", "gone", "broken"): "the same"}) == 1
    assert report(verdicts(99, 1), {("model", "gone", "broken"): "the same"}, whole=False) == 0


def test_the_reviewed_list_gives_a_reason_for_each() -> None:
    path = Path(__file__).resolve().parents[1] / "measures" / "surviving_mutants.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    keys = [(row["source"], row["before"], row["after"]) for row in rows]
    assert len(keys) == len(set(keys))
    assert all(len(row["why"]) > 20 for row in rows)
