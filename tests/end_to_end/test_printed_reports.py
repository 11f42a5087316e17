"""The printed reports and those made from their typed packs, side by side: every row, figure, symbol, band and arrow.

What is expected stands in printed/reports/, typed from the reports; an empty cell was not printed and is not compared, except a
missing value, symbol or target of the scorecard, which must be missing here too.
"""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from orchestration.cli import main
from orchestration.settings import PROJECT
from tests.end_to_end.report_reader import Page
from tests.end_to_end.test_printed_statuses import PRINTED, as_judged

REPORTS = PRINTED / "reports"
ABSENT = "–"
SHORT = {"★": "★ Better", "●": "● Within tolerance", "▲": "▲ Worse", "": "No value"}
QUARTERS = ("Sep-20", "Dec-20", "Mar-21", "Jun-21", "Actual Sep-21")
# The marts keep five years; these academic years are older than that on the extract's date.
NOT_PUBLISHED = ("Academic Year Ending 2016", "Academic Year Ending 2017")

Made = Callable[[str, str, str], Page]


def expected(file: str) -> list[dict[str, str]]:
    with (REPORTS / file).open(newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="module")
def made(printed_home: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Made:
    """The page of a pack's report, by `csc report`."""

    def page(pack: str, frequency: str, period: str) -> Page:
        out = tmp_path_factory.mktemp("out")
        told = ["report", frequency, "--period", period, "--home", str(printed_home(pack)), "--out", str(out)]
        assert main([*told, "--authority", str(PROJECT / "authorities" / pack)]) == 0
        (file,) = out.glob("*.html")
        return Page(file.read_text(encoding="utf-8"))

    return page


def number(text: str) -> str:
    """A printed number without what goes with it: the sign of percent, its comparator's name and date."""
    return text.split(" (")[0].rstrip("%").removesuffix(".0")


def test_the_scorecard_row_by_row(made: Made) -> None:
    page = made("gloucestershire", "quarterly", "2021-Q2")
    found = {}
    for table in page.tables:
        for row in table.dicts():
            if "Good Performance High/Low" in row:
                found[row["Measure"]] = (table.section, row)
    wrong = []
    rows = expected("scorecard_2021_q2.csv")
    for printed in rows:
        theme, row = found.pop(printed["name"])
        yearly = printed["basis"] == "Academic Year"
        heads = [f"Academic Year Ending {year}" for year in range(2016, 2021)] if yearly else list(QUARTERS)
        wanted = {
            head: printed[place]
            for head, place in zip(heads, ("first", "second", "third", "fourth", "fifth"), strict=True)
        }
        pairs = [
            (printed["theme"], theme),
            (printed["good"], row["Good Performance High/Low"]),
            (printed["basis"], row["Reporting Basis"]),
        ]
        pairs += [
            (number(value or ABSENT), number(row[head])) for head, value in wanted.items() if head not in NOT_PUBLISHED
        ]
        if printed["target"]:
            pairs += [
                (number(printed["target"]), number(row["Target Sep-21"])),
                (SHORT[printed["symbol"]], row["Symbol"]),
            ]
        else:
            pairs.append((False, "Symbol" in row))
        if printed["comparator"]:
            pairs.append((number(printed["comparator"]), number(row["Comparator Group"])))
        if printed["commented"]:
            pairs.append((True, " writes: " in row["Comments"]))
        wrong += [f"{printed['source']}: printed {want}, here {have}" for want, have in pairs if want != have]
    assert wrong == []
    assert found == {}, "rows that are not printed"
    assert list(dict.fromkeys(row["theme"] for row in rows)) == [
        title for level, title in page.headings if level == 3
    ], "themes in the printed order"


def test_the_risk_register_row_by_row(made: Made) -> None:
    page = made("gloucestershire", "quarterly", "2021-Q2")
    found = {row["Risk"]: row for row in page.table("Strategic Risk 7").dicts()}
    columns = {
        "Inherent Risk": "inherent",
        **dict(zip(QUARTERS, ("first", "second", "third", "fourth", "fifth"), strict=True)),
    }
    rows = expected("risks_2021_q2.csv")
    assert list(found) == [row["risk"] for row in rows]
    for printed in rows:
        row = found[printed["risk"]]
        assert row["Description"] == printed["description"]
        for head, name in columns.items():
            assert row[head].split(maxsplit=1)[1] == printed[name], (printed["source"], head)
        assert row["DoT Sep-21"].startswith(printed["direction"]), printed["source"]
        assert row["Comments"]


def test_the_indicator_blocks_one_by_one(made: Made) -> None:
    page = made("dudley", "quarterly", "2021-Q3")
    rows = expected("indicators_2021_q3.csv")
    wrong = []
    for printed in rows:
        facts = page.facts[f"{printed['code']} {printed['name']}"]
        pairs = [
            (printed["target"], facts["Target"]),
            (printed["before"], facts["Q2 position"]),
            (printed["now"], facts["Q3 position"]),
            (printed["movement"], facts["Movement"]),
        ]
        if printed["neighbours"]:
            pairs.append((printed["neighbours"], facts["Statistical neighbours, average"].split(" (")[0]))
        if printed["new"]:
            pairs.append((f"This is a new measure for {printed['new']}.", facts["New"]))
        if printed["caveat"]:
            pairs.append(("Neutral: not judged", facts["Against target"]))
        wrong += [f"{printed['source']}: printed {want}, here {have}" for want, have in pairs if want != have]
    assert wrong == []
    blocks = [title for level, title in page.headings if level == 4]
    assert blocks == [f"{row['code']} {row['name']}" for row in rows], "blocks in the printed order"
    priorities = page.table("Indicators by priority").rows
    assert priorities == [
        [name, str(sum(row["priority"] == name for row in rows))]
        for name in dict.fromkeys(row["priority"] for row in rows)
    ]
    assert sum(text.startswith("NB: ") for _, text in page.paragraphs) == sum(row["caveat"] == "yes" for row in rows)


def test_the_summary_counts_unchanged_and_neutral_as_what_they_are(made: Made) -> None:
    """The printed summary says that all but one have moved positively (line 192); one is unchanged and one neutral."""
    page = made("dudley", "quarterly", "2021-Q3")
    rows = expected("indicators_2021_q3.csv")
    for row in page.table("Movement since Q2").dicts():
        those = [f"{one['code']} {one['name']}" for one in rows if one["outcome"] == row["Movement"]]
        assert (row["Indicators"], row["Which"]) == (str(len(those)), "; ".join(those))
    assert (
        "",
        "Of the 6 indicators, compared with Q2: 3 improved, 1 declined, 1 unchanged, 1 neutral.",
    ) in page.paragraphs


def test_the_committee_report_row_by_row(made: Made) -> None:
    page = made("barnsley", "monthly", "2023-10")
    columns = {
        "before": "Sep-23",
        "now": "Oct-23",
        "change": "Change",
        "year_ago": "A year ago",
        "target": "Target",
        "status": "Status",
    }
    wrong = []
    rows = expected("committee_2023_10.csv")
    for name in dict.fromkeys(row["table"] for row in rows):
        table = page.table(f"{name}: October 2023")
        printed = [row for row in rows if row["table"] == name]
        found = table.dicts()
        assert [row[table.heads[0]] for row in found] == [row["name"] for row in printed]
        for want, row in zip(printed, found, strict=True):
            pairs = [(want[column], row[head]) for column, head in columns.items() if want[column]]
            if want["benchmark"]:
                # Printed as England 21.5%; here 21.5% (England, Oct-23).
                said = [part.rstrip(")").split(" (") for part in row["Benchmark"].split("; ")]
                pairs.append((want["benchmark"], "; ".join(f"{who.rsplit(', ', 1)[0]} {value}" for value, who in said)))
            wrong += [f"{want['source']} {want['name']}: printed {a}, here {b}" for a, b in pairs if a != b]
    assert wrong == []


@pytest.mark.parametrize("period", ["2022-11", "2021-10"])
def test_the_thematic_dashboard_figure_by_figure(made: Made, period: str) -> None:
    """Every monthly figure typed from the two printed reports stands in the dashboard, with the symbol of its status."""
    page = made("gloucestershire", "monthly", period)
    wanted = {"better": "★", "within_tolerance": "●", "worse": "▲"}
    with (PRINTED / "gloucestershire.csv").open(newline="", encoding="utf-8") as stream:
        statuses = {
            (row["measure_id"], row["basis"], row["breakdown_value"], row["period_end"]): wanted.get(row["status"])
            for row in csv.DictReader(stream)
            if row["frequency"] == "monthly"
        }
    catalogue = {
        row["measure_id"]: row
        for row in csv.DictReader((PROJECT / "dbt_project/seeds/measures.csv").open(encoding="utf-8"))
    }
    dashboard: dict[tuple[str, str], dict[str, str]] = {}
    for table in page.tables:
        if ": 13 months to " in table.caption:
            measure = ""
            for row in table.rows:
                if len(row) == 1:
                    measure = row[0].rsplit(" (", 1)[0]
                else:
                    dashboard[(measure, row[0])] = dict(zip(table.heads, row, strict=True))
    with (PROJECT / "authorities/gloucestershire/teams.csv").open(newline="", encoding="utf-8") as stream:
        teams = {row["team_id"]: row["team_name"] for row in csv.DictReader(stream)}
    compared, wrong = 0, []
    (supplied,) = (PROJECT / "authorities/gloucestershire/landing").glob("*/aggregate_return.csv")
    for row in csv.DictReader(supplied.open(newline="", encoding="utf-8")):
        measure = catalogue[row["measure_id"]]
        bases = measure["monthly_basis"].split("|")
        if row["period_end"][:7] != period or row["basis"] not in bases:
            continue
        part = row["breakdown_value"] or "Gloucestershire"
        if row["basis"] != bases[0]:
            part += {"rolling_12_months": ", rolling year", "financial_year_to_date": ", year to date"}[row["basis"]]
        elif row["breakdown"] == "team":
            part = teams[part]
        elif row["breakdown"] not in ("", "locality"):
            part = f"{row['breakdown'].replace('_', ' ').capitalize()}: {part.replace('_', ' ')}"
        text = list(dashboard[(measure["name"], part)].values())[13]
        value, *symbols = text.replace(",", "").split()
        want = f"{as_judged(row['value'], int(measure['decimals']))}" + ("%" if measure["unit"] == "%" else "")
        symbol = statuses.get((row["measure_id"], row["basis"], row["breakdown_value"] or "all", row["period_end"]))
        if value != want or (symbol and symbols[:1] != [symbol]):
            wrong.append(f"{row['measure_id']} {part}: printed {want} {symbol}, here {text}")
        compared += 1
    assert wrong == []
    assert compared > 60
