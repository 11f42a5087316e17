"""Entry point of Dagster: everything is made in `build_defs`."""

from orchestration.build import build_defs
from orchestration.settings import Settings

defs = build_defs(Settings.from_environment())
