"""`csc`: the commands of the product. Imports are made where they are needed: `csc sql` must not wait for Dagster."""

import argparse
import gc
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from orchestration.settings import Settings, SettingsError, parse_date
from publishing.files import PublicationError, night_lock


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs a command; 0 when it did what was asked. What goes wrong is one line on standard error."""
    asked = _parser().parse_args(arguments)
    try:
        return asked.run(asked)
    except (SettingsError, PublicationError) as problem:
        return _failed(str(problem))
    except BrokenPipeError:
        return 1
    except KeyboardInterrupt:
        return _failed("stopped")


def _failed(line: str) -> int:
    print(f"csc: {line}", file=sys.stderr)
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="csc", description="Nightly performance warehouse for children's services.")
    commands = parser.add_subparsers(required=True, metavar="command")

    demo = commands.add_parser("demo", help="write a synthetic extract")
    demo.add_argument("--home", metavar="DIR")
    demo.add_argument("--authorities", type=_positive, default=1, metavar="N")
    demo.add_argument(
        "--children",
        type=_positive,
        default=None,
        metavar="N",
        help="children living in one authority",
    )
    demo.add_argument("--years", type=_positive, default=5, metavar="N")
    demo.add_argument(
        "--as-of",
        metavar="DATE",
        help="extract date (default: 2022-11-30, so that the same arguments give the same bytes)",
    )
    demo.add_argument("--seed", type=int, default=1, metavar="N")
    demo.add_argument("--mess", action="store_true", help="with rows that break the quality rules")
    demo.set_defaults(run=_demo)

    nightly = commands.add_parser("nightly", help="run the nightly job; exit 0 only if it published")
    nightly.add_argument("--home", metavar="DIR")
    nightly.add_argument(
        "--landing",
        metavar="DIR",
        help="folder of the extracts (default: HOME/landing)",
    )
    nightly.add_argument("--authority", metavar="DIR", help="authority pack")
    nightly.add_argument("--as-of", metavar="DATE", help="default: the newest extract's date")
    nightly.add_argument("--full", action="store_true", help="build although nothing has changed since the last night")
    nightly.set_defaults(run=_nightly)

    onboard = commands.add_parser("onboard", help="a pack for a council from its returns, and what it can have")
    onboard.add_argument(
        "folder", metavar="DIR", help="an extract: ssda903/, cin_census/, annex_a/, tables; DfE's files"
    )
    onboard.add_argument("--la-code", required=True, metavar="NNN", help="DfE's three digits of the authority")
    onboard.add_argument("--home", metavar="DIR", help="read only: DfE's files are taken from it where DIR has none")
    onboard.add_argument("--out", metavar="DIR", help="folder of the new pack (default: authorities/<name>)")
    onboard.add_argument("--as-of", metavar="DATE", help="date the returns are true for (default: as they say)")
    onboard.set_defaults(run=_onboard)

    back = commands.add_parser(
        "backfill", help="an edition for each month-end extract of a folder; goes on where it was stopped"
    )
    back.add_argument("folder", metavar="DIR", help="folder of the extracts")
    back.add_argument("--home", metavar="DIR")
    back.add_argument("--authority", metavar="DIR", help="authority pack")
    back.set_defaults(run=_backfill)

    sql = commands.add_parser("sql", help="read-only query on what is published")
    sql.add_argument("question", metavar='"select ..."')
    sql.add_argument("--home", metavar="DIR")
    sql.add_argument(
        "--restricted",
        action="store_true",
        help="the caseload as well; for those who may read it",
    )
    sql.add_argument("--format", choices=("table", "csv", "json"), default="table")
    sql.set_defaults(run=_sql)

    again = commands.add_parser("replay", help="build again what was published on a date, from history alone")
    again.add_argument("--as-of", required=True, metavar="DATE")
    again.add_argument("--home", metavar="DIR", help="the home whose history it is")
    again.add_argument("--authority", metavar="DIR", help="this pack instead of that night's own")
    again.add_argument("--out", required=True, metavar="DIR", help="the home to build into")
    again.set_defaults(run=_replay)

    erase = commands.add_parser("erase", help="take children out of everything that is kept of them, for good")
    erase.add_argument("--home", metavar="DIR")
    # Never on the command line: it would stand in the shell's history and in the list of processes.
    erase.add_argument("--children", metavar="FILE", help="ids, one a line (default: standard input)")
    erase.set_defaults(run=_erase)

    report = commands.add_parser("report", help="the report of a period from what is published: HTML, PDF and XLSX")
    report.add_argument("frequency", choices=("monthly", "quarterly"))
    report.add_argument(
        "--period", required=True, metavar="2022-11|2022-Q3", help="a month, or a quarter of the financial year"
    )
    report.add_argument("--authority", metavar="DIR", help="authority pack")
    report.add_argument("--home", metavar="DIR")
    report.add_argument("--out", metavar="DIR", help="default: HOME/published/reports/<period>")
    report.add_argument("--layout", metavar="NAME", help="this layout instead of those the pack asks for")
    report.set_defaults(run=_report)
    return parser


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return number


def _sql(asked: argparse.Namespace) -> int:
    from publishing.query import ask, open_published, render

    home = Settings.from_environment(home=asked.home).home
    with open_published(home, asked.restricted) as connection:
        names, rows = ask(connection, asked.question)
    print(render(names, rows, asked.format))
    return 0


def _replay(asked: argparse.Namespace) -> int:
    home = Settings.from_environment(home=asked.home).home
    if not home.is_dir():
        raise SettingsError(f"{home}: no such home")
    as_of, out = parse_date(asked.as_of, "--as-of"), Path(asked.out).expanduser().resolve()
    authority = Path(asked.authority).expanduser().resolve() if asked.authority else None
    if authority and not authority.is_dir():
        raise SettingsError(f"{authority}: no such authority pack")
    import dagster

    from orchestration.replay import replay

    try:
        return 0 if replay(home, as_of, authority, out) else 1
    except dagster.Failure as failure:
        return _failed(failure.description)


def _erase(asked: argparse.Namespace) -> int:
    from datetime import date

    from history.store import HistoryError
    from orchestration.erase import erase

    settings = Settings.from_environment(home=asked.home)
    try:
        listed = Path(asked.children).read_text(encoding="utf-8") if asked.children else sys.stdin.read()
    except (OSError, UnicodeDecodeError):
        raise SettingsError(f"{asked.children}: cannot be read") from None
    children = {line.strip() for line in listed.splitlines() if line.strip()}
    if not children:
        raise SettingsError("no child named: one id a line, on standard input or in the file of --children")
    try:
        for line in erase(settings, children, date.today()):
            print(line)
    except HistoryError as problem:
        return _failed(str(problem))
    return 0


def _report(asked: argparse.Namespace) -> int:
    from orchestration.reports import write
    from reporting.periods import parse_period

    begun = time.perf_counter()
    settings = Settings.from_environment(home=asked.home, authority=asked.authority)
    period = parse_period(asked.frequency, asked.period)
    for path in write(settings, period, Path(asked.out).expanduser() if asked.out else None, asked.layout):
        print(path)
    print(f"{time.perf_counter() - begun:.1f} s")
    return 0


def _demo(asked: argparse.Namespace) -> int:
    from synthetic import DEFAULT_AS_OF, SMALLEST, write_extract

    if asked.children is not None and asked.children < SMALLEST:
        raise SettingsError(f"--children: at least {SMALLEST}; a council of fewer would have no steady figures")
    settings = Settings.from_environment(home=asked.home)
    settings.make_folders()
    write_extract(
        settings.home,
        authorities=asked.authorities,
        children=asked.children,
        years=asked.years,
        as_of=parse_date(asked.as_of, "--as-of") if asked.as_of else DEFAULT_AS_OF,
        seed=asked.seed,
        mess=asked.mess,
        progress=lambda line: print(line, flush=True),
    )
    return 0


def _onboard(asked: argparse.Namespace) -> int:
    from onboarding import OnboardingError, onboard

    settings = Settings.from_environment(home=asked.home, as_of=asked.as_of)
    try:
        pack, page = onboard(
            Path(asked.folder).expanduser().resolve(),
            asked.la_code,
            settings.home,
            Path(asked.out).expanduser().resolve() if asked.out else None,
            settings.as_of,
            lambda line: print(line, flush=True),
        )
    except OnboardingError as problem:
        return _failed(str(problem))
    print(f"\n{page}\npack: {pack}")
    return 0


def _backfill(asked: argparse.Namespace) -> int:
    from orchestration.backfill import backfill

    settings = Settings.from_environment(home=asked.home, authority=asked.authority)
    settings.make_folders()
    folder = Path(asked.folder).expanduser().resolve()
    backfill(folder, settings.home, settings.authority, lambda line: print(line, flush=True))
    return 0


def _nightly(asked: argparse.Namespace) -> int:
    begun = time.perf_counter()
    # Half of what the imports take is the collector looking at objects that stay; it is turned on again for the work.
    gc.disable()
    settings = Settings.from_environment(asked.home, asked.authority, asked.as_of, asked.landing)
    settings.make_folders()
    from orchestration.extracts import choose_extract

    # Asked before Dagster is imported, so that the answer comes at once; the night itself asks again.
    choose_extract(settings.landing, settings.as_of)
    if not settings.authority.is_dir():
        raise SettingsError(f"{settings.authority}: no such authority pack")
    with night_lock(settings.home):
        pass
    from orchestration.run import run_night

    return run_night(settings, begun, full=asked.full)


if __name__ == "__main__":
    sys.exit(main())
