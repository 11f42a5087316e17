"""Teams of the council. `authorities/demo/teams.csv` holds the same list; a test compares them."""

import numpy as np

from synthetic import columns as c
from synthetic.climate import LOCALITIES
from synthetic.world import World

# (id, name, locality or "" for the whole council, service, valid from, valid to)
TEAMS: tuple[tuple[str, str, str, str, str, str], ...] = (
    ("T100", "Front Door (MASH)", "", "front door", "2000-04-01", ""),
    *((f"T2{n}0", f"Assessment {place}", place, "assessment", "2000-04-01", "") for n, place in enumerate(LOCALITIES, 1)),
    *((f"T3{n}0", f"Safeguarding {place}", place, "safeguarding", "2000-04-01", "") for n, place in enumerate(LOCALITIES, 1)),
    *((f"T4{n}0", f"Children in Care {place}", place, "children in care", "2000-04-01", "") for n, place in enumerate(LOCALITIES, 1)),
    ("T500", "Disabled Children", "", "disabled children", "2000-04-01", ""),
    ("T610", "Care Leavers North", "", "care leavers", "2000-04-01", ""),
    ("T620", "Care Leavers South", "", "care leavers", "2000-04-01", ""),
    ("T710", "Early Help Family Support", "", "early help", "2000-04-01", ""),
    ("T720", "Children and Family Centres", "", "early help", "2000-04-01", ""),
    ("T810", "Fostering Supervision", "", "fostering", "2000-04-01", ""),
    ("T820", "Fostering Recruitment", "", "fostering", "2000-04-01", ""),
    ("T910", "Independent Reviewing", "", "quality assurance", "2000-04-01", ""),
    ("T920", "Virtual School", "", "education", "2000-04-01", ""),
    ("T930", "Permanence Project", "", "children in care", "2020-04-01", "2022-04-01"),
)  # fmt: skip
FRONT_DOOR, ASSESSMENT, SAFEGUARDING, CARE, DISABLED, LEAVERS, EARLY_HELP = 0, 1, 7, 13, 19, 20, 22
FOSTERING, FOSTER_RECRUITMENT, REVIEWING, SCHOOL = 24, 25, 26, 27
TEAM_IDS = tuple(team[0] for team in TEAMS)


def write(world: World) -> None:
    """ssd_department."""
    everyone = np.arange(len(TEAMS))
    world.add(
        "ssd_department",
        {
            "dept_team_id": c.codes((*TEAM_IDS, "T000"), np.append(everyone, len(TEAMS))),
            "dept_team_name": c.codes(
                (*(team[1] for team in TEAMS), "Children's Social Care"), np.append(everyone, len(TEAMS))
            ),
            "dept_team_parent_id": c.codes(("T000",), np.append(np.zeros(len(TEAMS), int), -1)),
            "dept_team_parent_name": c.codes(("Children's Social Care",), np.append(np.zeros(len(TEAMS), int), -1)),
        },
    )
