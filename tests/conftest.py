"""Fixtures for all tests."""

pytest_plugins = ["tests.triton_fixture"]
