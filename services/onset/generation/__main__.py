"""Run the generation service."""

from onset.generation.server import register
from onset.runtime.server import main

main(register)
