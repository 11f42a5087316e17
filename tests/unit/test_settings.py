"""Settings are read once; a mistake in them is one clear line."""

import ast
from datetime import date
from pathlib import Path

import pytest

from orchestration.extracts import choose_extract
from orchestration.settings import FOLDERS, PROJECT, Settings, SettingsError


def test_environment_is_read_and_an_argument_wins(monkeypatch, tmp_path):
    monkeypatch.setenv("CSC_HOME", str(tmp_path / "a"))
    monkeypatch.setenv("CSC_AUTHORITY", str(tmp_path / "pack"))
    monkeypatch.setenv("CSC_AS_OF", "2026-11-20")
    settings = Settings.from_environment()
    assert (settings.home, settings.authority, settings.as_of) == (
        tmp_path / "a",
        tmp_path / "pack",
        date(2026, 11, 20),
    )
    assert Settings.from_environment(home=str(tmp_path / "b"), as_of="2026-11-19").as_of == date(2026, 11, 19)


def test_defaults(monkeypatch):
    for name in ("CSC_HOME", "CSC_AUTHORITY", "CSC_AS_OF"):
        monkeypatch.delenv(name, raising=False)
    settings = Settings.from_environment()
    assert settings.home == PROJECT / "data"
    assert settings.authority == PROJECT / "authorities" / "demo"
    assert settings.as_of is None
    assert settings.landing == settings.home / "landing"


@pytest.mark.parametrize("text", ["20/11/2026", "2026-13-01", "yesterday"])
def test_a_bad_date_is_named(monkeypatch, text):
    monkeypatch.setenv("CSC_AS_OF", text)
    with pytest.raises(SettingsError, match="CSC_AS_OF: not a date"):
        Settings.from_environment()


def test_folders_are_made_and_private_ones_are_closed(tmp_path):
    settings = Settings(home=tmp_path / "home", authority=tmp_path)
    settings.make_folders()
    assert {path.name for path in settings.home.iterdir()} == set(FOLDERS)
    for name in ("warehouse", "restricted"):
        assert (settings.home / name).stat().st_mode & 0o777 == 0o700


def test_a_home_that_cannot_be_made_is_one_line(tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(SettingsError, match="cannot be written"):
        Settings(home=tmp_path / "file" / "home", authority=tmp_path).make_folders()


def test_only_settings_reads_the_environment():
    for folder in ("orchestration", "publishing", "ingest", "schemas", "synthetic"):
        for path in (PROJECT / folder).rglob("*.py"):
            names = {
                node.attr
                for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
                if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "os"
            }
            if path.relative_to(PROJECT) != Path("orchestration/settings.py"):
                assert not names & {"environ", "getenv", "putenv"}, path


def landing(tmp_path: Path, *names: str) -> Path:
    for name in names:
        (tmp_path / name).mkdir()
    return tmp_path


def test_the_newest_extract_on_or_before_the_date(tmp_path):
    folder = landing(tmp_path, "2026-11-18", "2026-11-20", "2026-11-22", "2026-13-40", "latest", "2026-11-21.part")
    assert choose_extract(folder, None) == (folder / "2026-11-22", date(2026, 11, 22))
    assert choose_extract(folder, date(2026, 11, 21)) == (folder / "2026-11-20", date(2026, 11, 20))
    assert choose_extract(folder, date(2026, 11, 20)) == (folder / "2026-11-20", date(2026, 11, 20))


def test_no_extract_is_said(tmp_path):
    with pytest.raises(SettingsError, match="no extract"):
        choose_extract(tmp_path / "nowhere", None)
    with pytest.raises(SettingsError, match="no extract on or before 2026-11-17; the oldest is of 2026-11-18"):
        choose_extract(landing(tmp_path, "2026-11-18"), date(2026, 11, 17))
