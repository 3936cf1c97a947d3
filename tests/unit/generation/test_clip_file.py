"""A clip file holds each picture once, nearly as it was, in tagged BT.709, and its bytes depend on nothing else."""

from pathlib import Path

import av
import numpy as np

from onset.generation.clip_file import write_clip
from onset.timeline.brief import Size

SIZE = Size(96, 64)


def test_pictures_survive(tmp_path: Path) -> None:
    colors = [(200, 30, 40), (20, 180, 60), (30, 40, 220), (250, 250, 250), (5, 5, 5)]
    pictures = [np.full((64, 96, 3), color, np.uint8) for color in colors]
    frames = write_clip(iter(enumerate(pictures, start=7)), SIZE, tmp_path / "clip.mkv", lambda: False)
    assert frames == (7, 8, 9, 10, 11)
    with av.open(str(tmp_path / "clip.mkv")) as clip:
        decoded = list(clip.decode(video=0))
    assert len(decoded) == len(pictures)
    for picture, frame in zip(pictures, decoded, strict=True):
        assert (frame.format.name, int(frame.colorspace), int(frame.color_range)) == ("yuv420p", 1, 1)
        shown = frame.to_ndarray(format="rgb24", src_colorspace="itu709", dst_colorspace="itu709")
        worst = np.abs(shown.astype(int) - picture).max()
        assert worst <= 4, f"{picture[0, 0]} came back as {shown[0, 0]}"


def test_bytes_are_reproducible(tmp_path: Path) -> None:
    noise = np.random.default_rng(1).integers(0, 255, (4, 64, 96, 3), np.uint8)
    for name in ("a", "b"):
        write_clip(iter(enumerate(noise)), SIZE, tmp_path / name, lambda: False)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
