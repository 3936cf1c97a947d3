"""Convert one entry of the manifest: `python -m onset.models.convert ENTRY SOURCES OUT`."""

import sys
from pathlib import Path

from onset.models.convert import beats, minilm, piper, rife, voice_detector, whisper

CONVERTERS = {
    "whisper-base": whisper.convert,
    "minilm": minilm.convert,
    "rife": rife.convert,
    "piper-joe": piper.convert,
    "beat-tracker": beats.convert,
    "voice-detector": voice_detector.convert,
}


def main() -> None:
    """Run the converter that the first argument names."""
    entry, sources, out = sys.argv[1:]
    CONVERTERS[entry](Path(sources), Path(out))


if __name__ == "__main__":
    main()
