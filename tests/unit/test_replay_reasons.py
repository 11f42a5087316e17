"""What a replay says may make it differ from what was published: each reason by itself."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from shutil import copytree

from history.restore import PastNight
from orchestration.replay import completed, reasons_to_differ
from orchestration.resources import code_version
from orchestration.settings import DBT_PROJECT

DAY = date(2022, 11, 30)
NIGHT = PastNight(DAY, DAY, DAY, DAY, "build", "Council", code_version(), "inputs", {}, False, ())


def test_the_same_night_has_no_reason_to_differ():
    assert reasons_to_differ(NIGHT, None) == []


def test_each_reason_is_said():
    assert reasons_to_differ(replace(NIGHT, erased_on=(date(2022, 12, 1), date(2023, 1, 5))), None) == [
        "children were erased from the history since: 2022-12-01, 2023-01-05"
    ]
    assert reasons_to_differ(replace(NIGHT, again=True), None) == [
        "the extract of 2022-11-30 was delivered again after this night"
    ]
    assert reasons_to_differ(replace(NIGHT, code_version="0.0.1+old"), None) == [
        f"built by other code: 0.0.1+old then, {code_version()} now"
    ]
    assert reasons_to_differ(NIGHT, Path("other")) == ["judged by another authority pack than that night's"]


def test_a_seed_that_older_code_did_not_have_is_taken_as_it_is_now_and_told(tmp_path):
    now, then = DBT_PROJECT / "seeds", copytree(DBT_PROJECT / "seeds", tmp_path / "seeds")
    assert completed(then) == []
    (then / "record_words.csv").unlink()
    (then / "age_bands.csv").write_text("of then\n", encoding="utf-8")
    standards = (then / "standards.csv").read_text(encoding="utf-8").replace("45", "46")
    (then / "standards.csv").write_text(standards, encoding="utf-8")
    (then / "_seeds.yml").write_text("of then", encoding="utf-8")
    columns = (now / "age_bands.csv").read_text(encoding="utf-8").splitlines()[0].split(",")
    assert completed(then) == [
        f"age_bands.csv had no column {', '.join(sorted(columns))} then: taken as it is now",
        "record_words.csv was not there then: taken as it is now",
    ]
    for name in ("record_words.csv", "age_bands.csv", "_seeds.yml"):
        assert (then / name).read_bytes() == (now / name).read_bytes()
    assert (then / "standards.csv").read_text(encoding="utf-8") == standards
