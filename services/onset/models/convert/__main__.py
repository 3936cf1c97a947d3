"""Convert one entry of the manifest: `python -m onset.models.convert ENTRY SOURCES OUT`."""

import sys
from pathlib import Path

from onset.models.convert import listeners, minilm, picture, piper, rife, whisper

CONVERTERS = {
    "whisper-base": whisper.convert,
    "minilm": minilm.convert,
    "rife": rife.convert,
    "piper-joe": piper.convert,
    "beat-tracker": listeners.convert_beat_tracker,
    "voice-detector": listeners.convert_voice_detector,
    "onset-mini": picture.convert,
}


def main() -> None:
    """Run the converter that the first argument names."""
    entry, sources, out = sys.argv[1:]
    CONVERTERS[entry](Path(sources), Path(out))


if __name__ == "__main__":
    main()
