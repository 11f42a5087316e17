"""The stories of every theme. Importing this module registers them."""

from tests.reference import (  # noqa: F401
    stories_of_care,
    stories_of_carers,
    stories_of_early_help,
    stories_of_leaving_care,
    stories_of_need,
    stories_of_oversight,
    stories_of_plans,
    stories_of_risk,
    stories_of_school,
    stories_of_staff,
)
