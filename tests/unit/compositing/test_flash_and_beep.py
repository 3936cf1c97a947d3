"""Sound and picture of a finished file stand together at every frame rate, however many chunks it was rendered in."""

from pathlib import Path

import pytest

from onset.timeline.brief import Size
from onset.timeline.time import FrameRate
from tests.support.flash_beep import offsets_ms

RATES = ("23.976", "25", "29.97", "60")


@pytest.mark.parametrize("chunks", [1, 3])
@pytest.mark.parametrize("text", RATES)
def test_each_flash_stands_on_its_frame_and_each_tone_on_its_flash(tmp_path: Path, text: str, chunks: int) -> None:
    offsets, frames_off = offsets_ms(tmp_path, FrameRate.parse(text), 9, Size(90, 160), chunks)
    assert set(frames_off) == {0}
    assert max(abs(offset) for offset in offsets) < 5.0, offsets
