"""`csc` answers mistakes of the first hour in one line and at once."""

import subprocess
import sys
from pathlib import Path

import pytest

from orchestration.cli import main
from orchestration.settings import PROJECT
from publishing.files import night_lock


@pytest.fixture
def home(tmp_path, monkeypatch) -> Path:
    for name in ("CSC_HOME", "CSC_AUTHORITY", "CSC_AS_OF"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "landing" / "2026-11-20").mkdir(parents=True)
    return tmp_path


def said(capsys, *arguments: str) -> str:
    assert main(list(arguments)) == 1
    line = capsys.readouterr().err
    assert line.startswith("csc: ")
    assert line.count("\n") == 1
    return line


def test_no_extract(home, capsys):
    assert "no extract" in said(capsys, "nightly", "--home", str(home), "--landing", str(home / "nowhere"))


def test_a_landing_folder_that_cannot_be_read(home, capsys):
    (home / "file").write_text("", encoding="utf-8")
    line = said(capsys, "nightly", "--home", str(home), "--landing", str(home / "file"))
    assert "file: cannot be read (Not a directory)" in line


def test_an_extract_later_than_the_date(home, capsys):
    assert "no extract on or before 2026-01-01" in said(capsys, "nightly", "--home", str(home), "--as-of", "2026-01-01")


def test_a_demo_of_too_few_children(home, capsys):
    assert "--children: at least 50" in said(capsys, "demo", "--home", str(home), "--children", "49")


def test_a_bad_date(home, capsys):
    assert "--as-of: not a date" in said(capsys, "nightly", "--home", str(home), "--as-of", "tomorrow")


def test_no_pack(home, capsys):
    assert "no such authority pack" in said(
        capsys, "nightly", "--home", str(home), "--authority", str(home / "nowhere")
    )


def test_a_home_that_is_a_file(home, capsys):
    (home / "file").write_text("", encoding="utf-8")
    assert "cannot be written" in said(capsys, "nightly", "--home", str(home / "file"))


def test_a_night_already_running(home, capsys):
    with night_lock(home):
        assert "a night is already running" in said(capsys, "nightly", "--home", str(home))


def test_nothing_published(home, capsys):
    assert "nothing is published yet" in said(capsys, "sql", "--home", str(home), "select 1")


def test_an_unknown_key_of_the_pack(home, capsys):
    pack = home / "pack"
    pack.mkdir()
    (pack / "authority.yml").write_text('name: X\nla_code: "999"\ntolerence_percent: 4\n', encoding="utf-8")
    line = said(capsys, "nightly", "--home", str(home), "--authority", str(pack))
    assert "not published: authority.yml:3: tolerence_percent: no key of authority.yml" in line
    (log,) = (home / "logs").glob("*.log")
    assert "tolerence_percent" in log.read_text(encoding="utf-8")


@pytest.mark.parametrize("arguments", [["--help"], ["sql", "--home", "nowhere", "select 1"]])
def test_questions_do_not_wait_for_dagster(arguments, tmp_path):
    program = (
        "import sys; from orchestration.cli import main\n"
        "try: main(sys.argv[1:])\n"
        "except SystemExit: pass\n"
        "heavy = {'dagster', 'dbt', 'pandera', 'pyarrow'} & set(sys.modules)\n"
        "print('heavy:', sorted(heavy), file=sys.stderr)"
    )
    answer = subprocess.run(
        [sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=True, cwd=PROJECT
    )
    assert "heavy: []" in answer.stderr


def test_a_demo_without_a_date_does_not_read_the_clock(tmp_path: Path) -> None:
    assert main(["demo", "--home", str(tmp_path), "--children", "50", "--years", "1"]) == 0
    assert [folder.name for folder in (tmp_path / "landing").iterdir()] == ["2022-11-30"]
