"""The reference functions of every theme. Importing this module registers them."""

from tests.reference import contact_referral_assessment  # noqa: F401
