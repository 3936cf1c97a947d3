"""Start the evaluation service: `python -m onset.evaluation`."""

from onset.evaluation.server import register
from onset.runtime.server import main

main(register)
