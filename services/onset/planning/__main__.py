"""Serve PlanningService: `python -m onset.planning`."""

from onset.planning.server import register
from onset.runtime.server import main

main(register)
