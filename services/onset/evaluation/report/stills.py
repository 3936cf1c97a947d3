"""Still pictures taken from a delivered film, small enough to travel inside a page."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.reformatter import Interpolation
from av.video.stream import VideoStream

_QUALITY = 80
_LONG_EDGES = ((24, 480), (64, 320), (160, 200))
"""Up to so many pictures, so long an edge: about 1 MB in all."""
_SMALLEST = 120


@dataclass(frozen=True, slots=True)
class Still:
    """A picture as the page embeds it."""

    width: int
    height: int
    uri: str
    """A `data:image/jpeg` URI."""


def take_stills(path: Path, times: Sequence[Fraction]) -> tuple[Still, ...]:
    """The frames shown at these times (seconds, ascending), as JPEG.

    Raises:
        ValueError: the film cannot be decoded, or ends before one of the times.
    """
    edge = next((edge for count, edge in _LONG_EDGES if len(times) <= count), _SMALLEST)
    try:
        with av.open(str(path), format="mp4") as file:
            stream = file.streams.video[0]
            stream.thread_type = "AUTO"
            return tuple(_still(_frame_at(file, stream, time), edge) for time in times)
    except (av.FFmpegError, IndexError) as error:
        raise ValueError(f"no still can be taken from the film: {error}") from error


def _frame_at(file: InputContainer, stream: VideoStream, time: Fraction) -> VideoFrame:
    tick = stream.time_base or Fraction(1)
    target = int(time / tick)
    file.seek(target, stream=stream, backward=True)
    shown: VideoFrame | None = None
    for frame in file.decode(stream):
        if shown is not None and frame.pts is not None and frame.pts > target:
            return shown
        shown = frame
    if shown is None or shown.pts is None or target > shown.pts + (shown.duration or 0):
        raise ValueError(f"the film ends before {float(time):.2f} s")
    return shown


def _still(frame: VideoFrame, edge: int) -> Still:
    scale = min(1.0, edge / max(frame.width, frame.height))
    width, height = max(2, round(frame.width * scale)), max(2, round(frame.height * scale))
    pixels = frame.reformat(width=width, height=height, format="bgr24", interpolation=Interpolation.AREA).to_ndarray()
    encoded, data = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, _QUALITY, cv2.IMWRITE_JPEG_OPTIMIZE, 1])
    if not encoded:
        raise ValueError(f"a {width} x {height} still cannot be encoded")
    return Still(width, height, "data:image/jpeg;base64," + base64.b64encode(np.asarray(data).tobytes()).decode())
