"""The reference functions of every theme. Importing this module registers them."""

from tests.reference import (  # noqa: F401
    child_in_need,
    child_protection,
    contact_referral_assessment,
    early_help,
    missing_exploitation,
)
