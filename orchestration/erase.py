"""`csc erase`: the right to erasure, wherever a home holds something of a child."""

from collections.abc import Collection
from datetime import date
from shutil import rmtree

from history.erase import erase_from_history
from orchestration.extracts import dated_folders
from orchestration.settings import Settings
from publishing.erase import erase_from_rejects, erase_from_stores
from publishing.files import night_lock


def erase(settings: Settings, children: Collection[str], today: date) -> list[str]:
    """Takes `children` out of the history, the private builds, the restricted stores and the rejects; returns lines to say.

    Raises:
        NightRunning: a night is running.
        HistoryError: there is no history.
    """
    restricted = settings.home / "restricted"
    with night_lock(settings.home):
        kept = erase_from_history(settings.history, children, today)
        builds = [*(settings.warehouse / "builds").glob("*")]
        for build in builds:
            rmtree(build)
        shown = erase_from_stores(settings.home / "published", restricted, children, today)
        rejected = erase_from_rejects(restricted / "rejects", children)
    lines = [
        f"{kept} rows taken out of the history, {shown} out of restricted stores, {rejected} out of reject files",
        f"{len(builds)} private builds removed",
        "published figures stand as they were published: they are sums; a replay of an earlier night says that it comes after this",
    ]
    if left := dated_folders(settings.landing):
        days = ", ".join(map(str, left))
        lines.append(
            f"still in {settings.landing}: {days}; delete these extracts, or have them delivered without the child:"
            " a night that reads one brings the child back"
        )
    return lines
