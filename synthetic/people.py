"""Children, in families that live in a locality. A family is known from the day it first comes to notice."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from synthetic import columns as c
from synthetic.calendar import NEVER, age
from synthetic.climate import SHARE
from synthetic.draws import about, happens, pick, repeat
from synthetic.words import ETHNICITY, FORENAMES, SURNAMES, UASC_ETHNICITY
from synthetic.world import World

# Age of the child a first referral is about; -1 is unborn.
AGE_WEIGHTS = (4, 9, 6, 6, 6, 6, 6, 6, 5.5, 5.5, 5.5, 5.5, 6, 6, 6, 5.5, 4.5, 2)
FAMILY_SIZE = (40, 31, 17, 8, 4)


class People:
    """Everyone so far: `born` (day; the expected day while unborn), `family` of each child, `locality` of each family."""

    def __init__(self, world: World) -> None:
        self._rng = world.rng("people")
        self.born = np.zeros(0, np.int64)
        self.family = np.zeros(0, np.int64)
        self.is_uasc = np.zeros(0, bool)
        self.locality = np.zeros(0, np.int64)

    def new_families(
        self,
        known_from: np.ndarray,
        size_weights: tuple[float, ...] = FAMILY_SIZE,
        age_weights: tuple[float, ...] = AGE_WEIGHTS,
    ) -> np.ndarray:
        """Families first known on the days given; returns their numbers. Brothers and sisters may be born later."""
        rng, first = self._rng, len(self.locality)
        families = first + np.arange(len(known_from))
        self.locality = np.concatenate([self.locality, pick(rng, SHARE, len(families))])
        children = 1 + pick(rng, size_weights, len(families))
        owner, nth = repeat(children)
        years = pick(rng, age_weights, len(families)) - 1
        # The child the referral is about comes first; the others are two to four years apart, older or younger.
        spacing = np.where(rng.random(len(owner)) < 0.5, -1, 1) * (500 + about(rng, 700, len(owner))) * ((nth + 1) // 2)
        lived = (years[owner] * 365.25 + rng.random(len(owner)) * 365).astype(np.int64) + np.where(nth > 0, spacing, 0)
        lived = np.where((years[owner] < 0) & (nth == 0), -(rng.random(len(owner)) * 100).astype(np.int64), lived)
        kept = (lived < 17.7 * 365.25) & (lived > -900)
        self.born = np.concatenate([self.born, known_from[owner][kept] - lived[kept]])
        self.family = np.concatenate([self.family, families[owner][kept]])
        self.is_uasc = np.concatenate([self.is_uasc, np.zeros(int(kept.sum()), bool)])
        return families

    def new_unaccompanied(self, arrived: np.ndarray) -> np.ndarray:
        """Unaccompanied children of 14 to 17, alone in their family; returns the numbers of the children."""
        rng, first = self._rng, len(self.born)
        families = len(self.locality) + np.arange(len(arrived))
        self.locality = np.concatenate([self.locality, pick(rng, SHARE, len(arrived))])
        lived = (365.25 * (14.5 + 3 * rng.random(len(arrived)))).astype(np.int64)
        self.born = np.concatenate([self.born, arrived - lived])
        self.family = np.concatenate([self.family, families])
        self.is_uasc = np.concatenate([self.is_uasc, np.ones(len(arrived), bool)])
        return first + np.arange(len(arrived))

    def children_of(self, families: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The children of each family: the row of `families` each belongs to, and the child."""
        order = np.argsort(self.family, kind="stable")
        ordered = self.family[order]
        low, high = np.searchsorted(ordered, families, "left"), np.searchsorted(ordered, families, "right")
        owner, nth = repeat(high - low)
        return owner, order[low[owner] + nth]

    def write(self, world: World) -> None:
        """ssd_person, ssd_family, ssd_disability, ssd_immigration_status, ssd_address."""
        rng, everyone = self._rng, np.arange(len(self.born))
        size = len(everyone)
        unborn = world.not_yet(self.born)
        years = age(self.born, np.minimum(np.maximum(world.as_of, self.born), NEVER - 1))
        female = happens(rng, 0.49, size)
        ethnicity = pick(rng, list(ETHNICITY.values()), len(self.locality))[self.family]
        of_uasc = len(ETHNICITY) + pick(rng, list(UASC_ETHNICITY.values()), size)
        ethnicity = np.where(self.is_uasc, of_uasc, np.where(happens(rng, 0.02, size), len(ETHNICITY) - 1, ethnicity))
        surname = pick(rng, np.ones(len(SURNAMES)), len(self.locality))[self.family]
        school_age = (years >= 5) & ~self.is_uasc
        sex = np.where(unborn, 2, np.where(self.is_uasc & happens(rng, 0.9, size), 0, female))
        world.add(
            "ssd_person",
            {
                "pers_person_id": c.ids("C", everyone),
                "pers_forename": c.codes(FORENAMES, pick(rng, np.ones(len(FORENAMES)), size), where=~unborn),
                "pers_surname": c.codes(SURNAMES, surname),
                "pers_sex": c.codes(("M", "F", "U"), sex),
                "pers_ethnicity": c.codes([*ETHNICITY, *UASC_ETHNICITY], ethnicity, where=~unborn),
                "pers_dob": c.dates(self.born, where=~unborn),
                "pers_upn_unknown": c.codes(("UN1", "UN4"), (years >= 5).astype(int), where=~school_age),
                "pers_send_flag": c.flags((years >= 4) & happens(rng, 0.09, size)),
                "pers_expected_dob": c.dates(self.born, where=unborn),
                "pers_upn": unique_pupil_numbers(everyone, self.born, where=school_age),
            },
            person=everyone,
        )
        world.add(
            "ssd_family",
            {
                "fami_table_id": c.ids("FM", everyone),
                "fami_family_id": c.ids("F", self.family),
                "fami_person_id": c.ids("C", everyone),
            },
            person=everyone,
        )
        coded = ("NONE", "LD", "AUT", "MOB", "COMM", "BEH", "HEAR", "VIS", "CON", "DDA")
        asked = np.flatnonzero(happens(rng, 0.55, size) & ~unborn)
        world.add(
            "ssd_disability",
            {
                "disa_person_id": c.ids("C", asked),
                "disa_table_id": c.ids("DI", np.arange(len(asked))),
                "disa_disability_code": c.codes(
                    coded, pick(rng, (88, 4, 3.5, 1, 1, 1, 0.5, 0.5, 0.2, 0.3), len(asked))
                ),
            },
            person=asked,
        )
        alone = np.flatnonzero(self.is_uasc)
        arrived = np.minimum(self.born[alone] + 5300, world.as_of)
        ended = self.born[alone] + 6574
        world.add(
            "ssd_immigration_status",
            {
                "immi_person_id": c.ids("C", alone),
                "immi_immigration_status_id": c.ids("IM", np.arange(len(alone))),
                "immi_immigration_status": c.same("Unaccompanied Asylum Seeking Child", len(alone)),
                "immi_immigration_status_start_date": c.dates(arrived),
                "immi_immigration_status_end_date": c.dates(ended, where=~world.not_yet(ended)),
            },
            person=alone,
        )
        home = np.flatnonzero(~unborn & ~self.is_uasc)
        house = self.family[home]
        world.add(
            "ssd_address",
            {
                "addr_table_id": c.ids("AD", np.arange(len(home))),
                "addr_person_id": c.ids("C", home),
                "addr_address_type": c.same("Home", len(home)),
                "addr_address_start_date": c.dates(np.maximum(self.born[home], world.as_of - 25 * 365)),
                "addr_address_postcode": postcodes("ZZ", house),
            },
            person=home,
        )


def postcodes(area: str, numbers: np.ndarray) -> pa.Array:
    """Postcodes in UK form of an area that does not exist."""
    letters = "ABDEFGHJLNPQRSTUWXYZ"
    pairs = [a + b for a in letters for b in letters]
    district = pc.cast(pa.array(numbers % 20 + 1), pa.string())
    sector = pc.cast(pa.array(numbers // 20 % 9 + 1), pa.string())
    tail = c.codes(pairs, numbers // 180 % len(pairs))
    return pc.binary_join_element_wise(area, district, sector, tail, "")


def unique_pupil_numbers(numbers: np.ndarray, born: np.ndarray, *, where: np.ndarray) -> pa.Array:
    """UPNs with their check letter: authority, school, year of entry and serial number."""
    year = (born // 365.25 + 1974).astype(np.int64) % 100
    school, serial = 2000 + numbers // 1000 % 8000, numbers % 1000
    value = ((999 * 10_000 + school) * 100 + year) * 1000 + serial
    remainder = np.zeros(len(numbers), np.int64)
    for position in range(12):
        remainder += value // 10 ** (11 - position) % 10 * (position + 2)
    letter = c.codes("ABCDEFGHJKLMNPQRTUVWXYZ", remainder % 23)
    text = pc.binary_join_element_wise(letter, pc.cast(pa.array(value), pa.string()), "")
    return pc.if_else(pa.array(where), text, pa.scalar(None, pa.string()))
