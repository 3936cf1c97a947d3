"""Flash and beep through the whole rendering at every frame rate: how far the tone is from its flash in the finished
file, and the flash from the frame that it was planned on. Prints Markdown."""

import tempfile
from pathlib import Path

from onset.timeline.brief import Size
from onset.timeline.time import FrameRate
from tests.support.flash_beep import offsets_ms

RATES = ("23.976", "24", "25", "29.97", "30", "50", "59.94", "60")
SECONDS, CHUNKS = 20, 5


def main() -> None:
    """Measure and print."""
    print(
        f"Films of {SECONDS} s, rendered in {CHUNKS} chunks, decoded from the finished MP4; goal: within one frame.\n"
    )
    print("| frames/s | events | sound after picture, ms: least, mean, most | one frame, ms | frames off the plan |")
    print("|---|--:|--:|--:|--:|")
    for text in RATES:
        rate = FrameRate.parse(text)
        with tempfile.TemporaryDirectory() as folder:
            offsets, frames_off = offsets_ms(Path(folder), rate, SECONDS, Size(180, 320), CHUNKS)
        mean = sum(offsets) / len(offsets)
        told = f"{min(offsets):+.2f}, {mean:+.2f}, {max(offsets):+.2f}"
        print(
            f"| {text} | {len(offsets)} | {told} | {float(1000 / rate.per_second):.2f} | {max(map(abs, frames_off))} |"
        )


if __name__ == "__main__":
    main()
