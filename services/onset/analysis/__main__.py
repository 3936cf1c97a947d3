"""Serve AnalysisService: `python -m onset.analysis`."""

from onset.analysis.server import register
from onset.runtime.server import main

main(register)
