"""A council from its extract to a pack and a page, by an ordinary night that leaves nothing behind."""

import tempfile
from pathlib import Path

import pytest

from onboarding import onboard
from tests.end_to_end.night_helpers import AS_OF, CHILD_ID, HELD_ID, SECRETS, files_under


@pytest.fixture(scope="module")
def made(extract: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, Path]:
    """The pack, the page, and the folder scratch homes are made in. The home given has a file that must stay as it is."""
    scratch, home = tmp_path_factory.mktemp("scratch"), tmp_path_factory.mktemp("home")
    (home / "kept").write_text("as it was", encoding="utf-8")
    before = files_under(home) | files_under(extract)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tempfile, "tempdir", str(scratch))
        out, page = onboard(extract.parents[1], "999", home, home.parent / "made" / "demoshire", say=lambda _: None)
    assert files_under(home) | files_under(extract) == before
    return out, page, scratch


def test_the_pack_has_the_teams_and_people_of_the_sources(made):
    out, page, _ = made
    assert "\nT710," in (out / "teams.csv").read_text(encoding="utf-8")
    assert (out / "population.csv").read_text(encoding="utf-8").count("\n") == 7
    assert (out / "onboarding.md").read_text(encoding="utf-8") == page


def test_the_page_says_what_can_be_had_and_what_it_costs(made):
    _, page, _ = made
    assert page.startswith("# Demoshire (999): what these returns can say\n")
    assert f"As of {AS_OF}. Region: Synthetic region." in page
    assert "| contact referral assessment | Referrals received | " in page
    assert "| DQ002 |" in page
    assert "| `ssd_person` | " in page
    said = page.split("**")[1]
    now, whole = (int(word) for word in said.split() if word.isdigit())
    assert 100 < now < whole


def test_nothing_is_left_behind_and_no_child_is_named(made):
    out, _, scratch = made
    assert [path for path in scratch.iterdir() if path.name.startswith("csc-onboard-")] == []
    words = [word.encode() for word in (*SECRETS, CHILD_ID, HELD_ID)]
    for path in out.iterdir():
        assert not [word for word in words if word in path.read_bytes()], path.name
