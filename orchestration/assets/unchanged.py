"""A night whose delivery is that of the last one: noticed before anything is read, and published as a new date only."""

import json
import os
from datetime import date

from history.unchanged import Tonight, record_unchanged, standing
from orchestration.assets.publication import tool_versions
from orchestration.resources import Night, code_version
from publishing.files import current, read_manifest
from publishing.publish import RunRecord, make_current, reread, start_rereader, tell
from publishing.redate import redate
from publishing.tables import MART_SCHEMA_VERSION


def stands(night: Night, tonight: Tonight) -> date | None:
    """The as-of date of the published figures, if a night would only publish them again; None: it would not."""
    published = night.settings.home / "published"
    build = current(published)
    if build is None:
        return None
    manifest = read_manifest(published)
    made_by = (manifest["code_version"], manifest["mart_schema_version"], manifest["versions"])
    if made_by != (code_version(), MART_SCHEMA_VERSION, tool_versions()):
        return None
    warehouse = night.settings.warehouse / "builds" / build / night.warehouse.name
    return standing(night.settings.history, warehouse, build, tonight)


def publish_again(night: Night, tonight: Tonight) -> dict:
    """Publishes the current figures under tonight's date; returns the manifest."""
    published, restricted = night.settings.home / "published", night.settings.home / "restricted"
    was = read_manifest(published)
    run = RunRecord(
        night.build,
        tonight.as_of,
        tonight.extract_date,
        was["authority"],
        was["code_version"],
        was["mart_schema_version"],
        json.dumps(night.seconds),
    )
    rereader = start_rereader()
    expected = redate(published, restricted, was["build"], run, was["tables"])
    tell(rereader, published, restricted, run.build)
    found = reread(rereader, expected)
    # What the figures were made from serves who freezes an edition of them.
    os.link(night.settings.warehouse / "builds" / was["build"] / night.warehouse.name, night.warehouse)
    record_unchanged(night.settings.history, was["build"], run.build, tonight)
    since = was.get("unchanged_since") or {name: was[name] for name in ("build", "as_of", "extract_date")}
    said = {"unchanged_since": since}
    return make_current(published, restricted, run, found, was["inputs"], was["versions"], was["reference"], said)
