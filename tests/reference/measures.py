"""The reference functions of every theme. Importing this module registers them."""

from tests.reference import (  # noqa: F401
    care_leavers,
    child_in_need,
    child_protection,
    children_in_care,
    cla_education,
    contact_referral_assessment,
    early_help,
    fostering,
    legal,
    missing_exploitation,
    quality_assurance,
    workforce,
)
