"""Extracts and figures nobody in this project wrote, where they lie beside it; without them what needs them is not collected."""

import os
from pathlib import Path

import pytest

SAMPLES = Path(os.environ.get("CSC_SAMPLES") or Path(__file__).resolve().parents[2] / "shared" / "samples")
collect_ignore_glob = [] if SAMPLES.is_dir() else ["*_samples.py"]


@pytest.fixture(scope="session")
def samples() -> Path:
    """The folder of the samples."""
    return SAMPLES
