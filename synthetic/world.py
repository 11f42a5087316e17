"""One made-up authority while it is being simulated: its clock, its chances, and the landing tables as they fill."""

import datetime as dt
from collections.abc import Callable

import numpy as np
import pyarrow as pa

from synthetic.calendar import WorkingDays, add_months, day
from synthetic.climate import Climate

DEFAULT_CHILDREN = 4780  # children open to social care for which the volumes below are sized
BURN_IN_YEARS = 2
STAGES = (
    "people", "front_door", "contacts", "need", "protection", "care", "placements", "care_work", "education", "missing",
    "leaving_care", "early_help", "workforce", "oversight", "legal", "fostering", "exploitation", "aggregate", "mess",
)  # fmt: skip


class World:
    """State shared by the stages. Days are int64; see `synthetic.calendar`."""

    def __init__(self, as_of: dt.date, years: int, children: int, seed: int, progress: Callable[[str], None]) -> None:
        self.date = as_of
        self.as_of = day(as_of)
        # One year beneath the years asked for, so that look-backs of a year are right from the first month on.
        self.history_from = int(add_months(np.array([day(as_of.replace(day=1))]), -12 * (years + 1))[0])
        self.start = self.history_from - 365 * BURN_IN_YEARS
        self.scale = children / DEFAULT_CHILDREN
        self.working = WorkingDays()
        self.climate = Climate(as_of)
        self.tables: dict[str, pa.Table] = {}
        self.progress = progress
        self._seed = seed
        self._person: dict[str, np.ndarray] = {}
        self._last_seen = np.zeros(0, np.int64)

    def rng(self, stage: str) -> np.random.Generator:
        """The stage's own stream: a change in one stage leaves the draws of the others alone."""
        self.progress(stage.replace("_", " "))
        sequence = np.random.SeedSequence(self._seed, spawn_key=(STAGES.index(stage),))
        return np.random.Generator(np.random.PCG64(sequence))

    def not_yet(self, days: np.ndarray) -> np.ndarray:
        """True where a day is after the extract."""
        return days > self.as_of

    def noted(self, rng: np.random.Generator, days: np.ndarray) -> np.ndarray:
        """True where an event has been recorded by the extract: some of the last weeks is still to be typed in."""
        waiting = 0.16 * np.exp(-(self.as_of - days) / 5.0)
        return (days <= self.as_of) & (rng.random(len(days)) >= waiting)

    def add(
        self,
        table: str,
        columns: dict[str, pa.Array],
        *,
        person: np.ndarray | None = None,
        when: np.ndarray | None = None,
        until: np.ndarray | None = None,
    ) -> None:
        """Store rows. `person` is the child of each row, `when` and `until` the stretch the row is about (days)."""
        made = pa.table(columns)
        if person is not None:
            if when is not None:
                last = np.minimum(when if until is None else until, self.as_of)
                if len(person) and person.max() >= len(self._last_seen):
                    grown = np.zeros(int(person.max()) + 1, np.int64)
                    grown[: len(self._last_seen)] = self._last_seen
                    self._last_seen = grown
                np.maximum.at(self._last_seen, person, last)
            person = np.concatenate([self._person[table], person]) if table in self._person else person
            self._person[table] = person
        if table in self.tables:  # a column that only some of the rows have is empty in the others
            made = pa.concat_tables([self.tables[table], made], promote_options="default")
        self.tables[table] = made

    def forget_closed(self) -> None:
        """Leave out children about whom nothing happened since `history_from`. The history of the others stays whole."""
        for table, person in self._person.items():
            known = np.zeros(max(int(person.max(initial=-1)) + 1, len(self._last_seen)), np.int64)
            known[: len(self._last_seen)] = self._last_seen
            keep = known[person] >= self.history_from
            if not keep.all():
                self.tables[table] = self.tables[table].filter(pa.array(keep))
