"""What returns say of where a care leaver lives and what they do, as an observed status. Source: returns.md 2.13."""

from __future__ import annotations

ACTIVITIES = {
    **dict.fromkeys(("F1", "P1", "F2", "P2"), "education"),
    **dict.fromkeys(("F3", "P3", "F4", "P4", "F5", "P5"), "employment_or_training"),
    "G4": "neet_illness_disability",
    "G5": "neet_other",
    "G6": "neet_pregnancy_parenting",
}
HIGHER_EDUCATION = ("F1", "P1")
SUITABLE = {"1": "Y", "2": "N"}


def status_values(activity: str | None, suitable: str | None) -> dict[str, str | None]:
    """Columns of ext_care_leaver_status from the code of an activity and of suitability; any other code stays as it is."""
    code = activity and activity.upper()
    return {
        "activity": ACTIVITIES.get(code, activity) if code else None,
        "in_higher_education": ("Y" if code in HIGHER_EDUCATION else "N") if code in ACTIVITIES else None,
        "accommodation_suitable": SUITABLE.get(suitable, suitable) if suitable else None,
    }
