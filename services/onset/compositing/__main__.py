"""Serve CompositingService: `python -m onset.compositing`."""

from onset.compositing.server import register
from onset.runtime.server import main

main(register)
