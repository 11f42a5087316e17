"""The stories of every theme. Importing this module registers them."""

from tests.reference import stories_of_need, stories_of_staff  # noqa: F401
