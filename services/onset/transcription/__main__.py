"""Run the transcription service."""

from onset.runtime.server import main
from onset.transcription.server import register

main(register)
