"""Serve EditingService: `python -m onset.editing`."""

from onset.editing.server import register
from onset.runtime.server import main

main(register)
