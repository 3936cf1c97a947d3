"""Pictures to a clip file: every picture kept almost exactly, in RGB so that no colour matrix can be mistaken."""

from collections.abc import Callable, Iterator
from pathlib import Path

from onset.generation.pictures import Picture
from onset.runtime import ffmpeg
from onset.timeline.brief import Size

MEDIA_TYPE = "video/x-matroska"
_QUANTIZER = 8
"""Visually lossless; a third of the bytes of lossless."""


def write_clip(
    pictures: Iterator[tuple[int, Picture]], size: Size, target: Path, cancelled: Callable[[], bool]
) -> tuple[int, ...]:
    """Encode the pictures, one video frame each, and return their timeline frames.

    The file's own frame rate means nothing; `Clip.frames` tells when each picture stands.
    """
    source = ffmpeg.open_raw_video(width_px=size.width, height_px=size.height, fps="25")
    output = ffmpeg.Output(
        (source,),
        "matroska",
        {
            "c:v": "libx264rgb",
            "preset": "ultrafast",
            "qp": _QUANTIZER,
            "threads": 1,  # the digest must not depend on the number of cores
            "fflags": "+bitexact",
            "flags:v": "+bitexact",
        },
    )
    frames = []
    with ffmpeg.RawVideoWriter(output, target, cancelled=cancelled) as writer:
        for frame, picture in pictures:
            writer.write(picture)
            frames.append(frame)
    return tuple(frames)
