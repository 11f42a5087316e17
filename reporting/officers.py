"""What people wrote: commentary and risks of the authority pack. Figures are never taken from here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ingest.pack import Pack
from schemas.arrow import own_tables


@dataclass(frozen=True)
class Comment:
    """A row of `commentary.csv`."""

    measure_id: str
    period_end: date
    breakdown: str
    breakdown_value: str
    text: str
    author_role: str | None


@dataclass(frozen=True)
class Risk:
    """A row of `risks.csv`: a risk as it was scored for one period, likelihood and impact from 1 to 5."""

    risk_id: str
    parent: str | None
    description: str
    owner_role: str | None
    period_end: date
    likelihood: int | None
    impact: int | None
    inherent_score: int | None
    comment: str | None

    @property
    def score(self) -> int | None:
        """Likelihood times impact, which is what the register calls the score; None where either was not given."""
        return None if self.likelihood is None or self.impact is None else self.likelihood * self.impact


@dataclass(frozen=True)
class Officers:
    """A pack's name, status scheme, bands, comments by measure and period, and risks by period."""

    authority: str
    status_scheme: str
    bands: tuple[tuple[Decimal, str], ...]
    comments: Mapping[tuple[str, date], tuple[Comment, ...]]
    risks: tuple[Risk, ...]

    @classmethod
    def of(cls, pack: Pack) -> Officers:
        comments: dict[tuple[str, date], tuple[Comment, ...]] = {}
        for row in _rows(pack, "commentary"):
            comment = Comment(**row)
            key = (comment.measure_id, comment.period_end)
            comments[key] = (*comments.get(key, ()), comment)
        (authority,) = _rows(pack, "authority")
        bands = sorted((row["above"], row["label"]) for row in _rows(pack, "band"))
        risks = tuple(Risk(**row) for row in _rows(pack, "risk"))
        return cls(authority["name"], authority["status_scheme"], tuple(bands), comments, risks)


def _rows(pack: Pack, table: str) -> list[dict]:
    names = [column.name for column in own_tables("pack")[table].columns]
    return [dict(zip(names, row, strict=True)) for row in pack.tables[table]]
