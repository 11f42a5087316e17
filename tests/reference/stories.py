"""The stories of every theme. Importing this module registers them."""

from tests.reference import (  # noqa: F401
    stories_of_early_help,
    stories_of_need,
    stories_of_plans,
    stories_of_risk,
    stories_of_staff,
)
