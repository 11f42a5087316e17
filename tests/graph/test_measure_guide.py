"""The measure guide says what the project says now, and leaves no measure out."""

from __future__ import annotations

import csv
import re

import pytest

from scripts import measure_guide as guide

CATALOGUE = guide.read_csv(guide.DBT / "seeds" / "measures.csv")
PAGES = {path.name: path.read_text(encoding="utf-8") for path in guide.GUIDE.glob("*.md")}


def test_the_guide_is_as_the_script_writes_it() -> None:
    assert guide.drift() == []


def test_a_changed_page_is_drift(tmp_path, monkeypatch) -> None:
    page = guide.GUIDE / "legal.md"
    for path in guide.GUIDE.iterdir():
        (tmp_path / path.name).write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / page.name).write_text(PAGES[page.name].replace("26 weeks", "27 weeks"), encoding="utf-8")
    (tmp_path / "gone.md").write_text("A page of no theme.\n", encoding="utf-8")
    monkeypatch.setattr(guide, "GUIDE", tmp_path)
    assert guide.drift() == ["gone.md", "legal.md"]


@pytest.mark.parametrize("measure", CATALOGUE, ids=lambda measure: measure["measure_id"])
def test_every_measure_is_on_the_page_of_its_theme_and_in_the_index(measure: dict[str, str]) -> None:
    anchor = f'<a id="{measure["measure_id"]}"></a>\n\n## {measure["name"]}\n'
    assert PAGES[f"{measure['theme']}.md"].count(anchor) == 1
    assert f"({measure['theme']}.md#{measure['measure_id']})" in PAGES["README.md"]


def test_every_measure_has_a_value_of_the_synthetic_authority_and_its_returns() -> None:
    ids = {measure["measure_id"] for measure in CATALOGUE}
    for name in ("synthetic_values.csv", "availability.csv"):
        with (guide.GUIDE / name).open(encoding="utf-8") as file:
            assert {row["measure_id"] for row in csv.DictReader(file)} == ids


def test_every_link_to_a_file_of_the_project_leads_there() -> None:
    for name, text in PAGES.items():
        for link in set(re.findall(r"\]\(([^)#\s]+)[^)]*\)", text)):
            assert (guide.GUIDE / link).exists(), f"{name}: {link}"


def test_the_measure_that_the_readme_shows_is_the_file() -> None:
    readme = (guide.DBT.parent / "README.md").read_text(encoding="utf-8")
    (model,) = guide.DBT.glob("models/measures/*/re_referrals_in_12_months.sql")
    assert f"```sql\n{model.read_text(encoding='utf-8')}```" in readme


def test_a_limit_nobody_printed_is_called_unconfirmed_and_a_statutory_one_is_not() -> None:
    standards = {row["parameter"]: row for row in guide.read_csv(guide.DBT / "seeds" / "standards.csv")}
    decisions = {row["measure_id"]: row["decision"] for row in CATALOGUE}

    def source(parameter: str, measure_id: str) -> str:
        return guide.authority_of(standards[parameter], decisions[measure_id])

    assert "unconfirmed" in source("strategy_discussion_days", "strategy_discussions_in_time")
    assert "printed by Barnsley" in source("initial_visit_days", "initial_visits_in_time")
    assert "unconfirmed" in source("initial_visit_s47_days", "initial_visits_in_time")
    assert "set nationally" in source("rhi_hours", "rhi_in_72_hours")
    assert "default, after usual practice" in source("foster_dbs_interval", "foster_carer_dbs_up_to_date")


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("2021-09", "2021-10"),
        ("2021/22-Q3", "2021/22-Q4"),
        ("2021-12", "2021/22-Q4"),
        ("2019/20", "2020-09"),
        ("2022-04..2022-11", "2022-12"),
    ],
)
def test_printed_periods_follow_each_other_by_their_end(earlier: str, later: str) -> None:
    assert guide.period_order(earlier) < guide.period_order(later)
