"""Random draws used by every stage."""

from collections.abc import Callable, Sequence

import numpy as np


def pick(rng: np.random.Generator, weights: Sequence[float], size: int) -> np.ndarray:
    """Index drawn by weight."""
    edges = np.cumsum(np.asarray(weights, float))
    return np.searchsorted(edges / edges[-1], rng.random(size), side="right").clip(max=len(edges) - 1)


def happens(rng: np.random.Generator, chance: np.ndarray | float, size: int) -> np.ndarray:
    """True with the chance given."""
    return rng.random(size) < chance


def between(rng: np.random.Generator, low: np.ndarray | int, high: np.ndarray | int, size: int) -> np.ndarray:
    """Whole numbers from low to high, both included."""
    return rng.integers(low, np.asarray(high) + 1, size)


def about(rng: np.random.Generator, mean: float, size: int) -> np.ndarray:
    """Whole days with an exponential distribution."""
    return rng.exponential(mean, size).astype(np.int64)


def repeat(counts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """For each of `counts` copies: the row copied, and which copy it is (from 0)."""
    owner = np.repeat(np.arange(len(counts)), counts)
    first = np.cumsum(counts) - counts
    return owner, np.arange(len(owner)) - np.repeat(first, counts)


def late_share(share_overdue: np.ndarray) -> np.ndarray:
    """Share of gaps that must be late for a share of time overdue: gaps are 0.8 of the interval in time, 1.6 when late."""
    return np.clip(0.8 * share_overdue / (0.6 - 0.8 * np.minimum(share_overdue, 0.6)), 0, 0.95)


Gaps = Callable[[np.ndarray, np.ndarray], np.ndarray]


def series(
    start: np.ndarray, end: np.ndarray, mean_gap: np.ndarray | float, gaps: Gaps
) -> tuple[np.ndarray, np.ndarray]:
    """Days of repeated events after `start` and before `end`: the row each belongs to, and the day.

    `gaps(row, near)` draws the days between events; `near` is roughly when the event falls.
    """
    length = np.maximum(end - start, 0)
    mean = np.broadcast_to(np.asarray(mean_gap, float), length.shape)
    counts = np.where(length > 0, (length / mean * 1.35).astype(np.int64) + 3, 0)
    owner, nth = repeat(counts)
    gap = np.maximum(gaps(owner, start[owner] + ((nth + 1) * mean[owner]).astype(np.int64)), 1)
    total = np.cumsum(gap)
    before = np.concatenate(([0], total))[np.cumsum(counts) - counts]
    day = start[owner] + total - np.repeat(before, counts)
    kept = day < end[owner]
    return owner[kept], day[kept]
