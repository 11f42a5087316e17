"""The shadow: what is published, built once more in full and held to it. A disagreement blocks publication until it is settled."""

from contextlib import nullcontext
from datetime import date
from shutil import rmtree

import dagster as dg

from orchestration.replay import replay
from orchestration.resources import Night
from publishing.files import PublicationError, block, read_manifest


@dg.op(
    required_resource_keys={"night"},
    pool="warehouse",
    description="Builds the publication again from the history alone, and blocks further ones if a row of it differs.",
)
def shadow(context: dg.OpExecutionContext) -> None:
    """Everything is built: no part of the last publication, nor of the nights that only gave it a date, is taken over."""
    night: Night = context.resources.night
    home = night.settings.home
    with night.stage("shadow"):
        night.begin()
        as_of = date.fromisoformat(read_manifest(home / "published")["as_of"])
        # Where private builds are: what one that was killed leaves is removed, or erased, with them.
        night.folder.mkdir(parents=True, mode=0o700)
        try:
            agrees = replay(home, as_of, None, night.folder, night.journal, lock=nullcontext)
        finally:
            rmtree(night.folder)
        if not agrees:
            reason = f"the full rebuild of {as_of} is not what was published"
            block(home / "published", reason)
            raise PublicationError(f"{reason}; nothing is published until it is settled")


@dg.job(
    name="shadow_rebuild",
    executor_def=dg.in_process_executor,
    description="Holds what is published to a full rebuild from the history; a difference blocks publication.",
)
def shadow_rebuild() -> None:
    shadow()
