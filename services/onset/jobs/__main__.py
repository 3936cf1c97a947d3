"""Run the front door."""

from onset.jobs.server import register
from onset.runtime.server import main

main(register)
