"""Fixtures and settings for all tests."""

import os

from hypothesis import settings

pytest_plugins = ["tests.triton_fixture"]

# No deadlines: a busy machine is no defect. Where results gate a change the examples are the same each time.
settings.register_profile("onset", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("onset")
