"""Pictures to a clip file: every picture kept almost exactly, in the colour space of the finished film."""

from collections.abc import Callable, Iterator
from pathlib import Path

from onset.generation.pictures import Picture
from onset.runtime import ffmpeg
from onset.timeline.brief import Size
from onset.timeline.clip import CLIP_FILE_RATE

MEDIA_TYPE = "video/x-matroska"
_QUANTIZER = 10
"""Visually lossless. Kept as RGB the pictures take far longer to decode, for a film in 4:2:0."""
_GROUP = 8
"""Pictures from one that can be decoded by itself to the next, so that drawing may begin anywhere.

Two seconds of keyframes and what lies between them, half a second of a latent path.
"""
_BT709 = {"color_primaries": "bt709", "color_trc": "bt709", "colorspace": "bt709", "color_range": "tv"}


def write_clip(
    pictures: Iterator[tuple[int, Picture]], size: Size, target: Path, cancelled: Callable[[], bool]
) -> tuple[int, ...]:
    """Encode the pictures, one video frame each, and return their timeline frames.

    The file's own rate tells where a picture stands in the file; `Clip.frames` tells when it stands in the film.
    """
    source = ffmpeg.open_raw_video(width_px=size.width, height_px=size.height, fps=str(CLIP_FILE_RATE))
    planar = source.filter("scale", out_color_matrix="bt709", out_range="tv", flags="accurate_rnd+full_chroma_int")
    output = ffmpeg.Output(
        (planar,),
        "matroska",
        {
            "c:v": "libx264",
            "pix_fmt": "yuv420p",
            "preset": "ultrafast",
            "qp": _QUANTIZER,
            "g": _GROUP,
            "threads": 1,  # the digest must not depend on the number of cores
            "fflags": "+bitexact",
            "flags:v": "+bitexact",
            **_BT709,
        },
    )
    frames = []
    with ffmpeg.RawVideoWriter(output, target, cancelled=cancelled) as writer:
        for frame, picture in pictures:
            writer.write(picture)
            frames.append(frame)
    return tuple(frames)
