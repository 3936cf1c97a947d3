"""Fixtures and settings for all tests."""

import os
import signal

from hypothesis import settings

pytest_plugins = [
    "tests.triton_fixture",
    "tests.picture_fixture",
    "tests.engines_fixture",
    "tests.checkpoint_fixture",
    "tests.onset_fixture",
]

# No deadlines: a busy machine is no defect. Where results gate a change the examples are the same each time.
settings.register_profile("onset", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("onset")

# A shell starts what it puts into the background with Ctrl-C ignored, and all that is started from there inherits it;
# the tests of Ctrl-C mean programs that hear it.
signal.signal(signal.SIGINT, signal.default_int_handler)
