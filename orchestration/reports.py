"""Reports of what is published, with the settings of a home: for `csc report` and for the assets after publication."""

from pathlib import Path

from ingest.pack import PackRefused, read_catalogue, read_pack, read_units
from orchestration.settings import DBT_PROJECT, Settings, SettingsError
from reporting.periods import Period
from reporting.report import write_reports

_SEEDS = DBT_PROJECT / "seeds"


def folder_of(settings: Settings, period: Period) -> Path:
    """Where the reports of a period go unless told otherwise."""
    return settings.home / "published" / "reports" / period.name


def write(
    settings: Settings, period: Period, out: Path | None = None, layout: str | None = None, only_asked: bool = False
) -> list[Path]:
    """Writes the reports of a period; returns the files. `only_asked`: none where the pack asks for none of that frequency.

    Raises:
        SettingsError: there is no such pack, or it is refused.
        ReportRefused: what is published does not have that period, or is another authority's.
    """
    if not settings.authority.is_dir():
        raise SettingsError(f"{settings.authority}: no such authority pack")
    catalogue = read_catalogue(_SEEDS / "measures.csv")
    try:
        pack = read_pack(settings.authority, catalogue, read_units(_SEEDS / "standards.csv"))
    except PackRefused as refused:
        raise SettingsError("; ".join(str(refused).splitlines())) from None
    folder = out or folder_of(settings, period)
    try:
        return write_reports(
            settings.home / "published",
            pack,
            settings.authority,
            period,
            frozenset(catalogue),
            folder,
            layout,
            only_asked,
        )
    except OSError as problem:
        raise SettingsError(f"{folder}: cannot be written ({problem.strerror})") from None
