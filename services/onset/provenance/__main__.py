"""Serve ProvenanceService: `python -m onset.provenance`."""

from onset.provenance.server import register
from onset.runtime.server import main

main(register)
