"""What a replay says may make it differ from what was published: each reason by itself."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from history.restore import PastNight
from orchestration.replay import reasons_to_differ
from orchestration.resources import code_version

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
