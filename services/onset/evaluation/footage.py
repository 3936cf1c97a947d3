"""The delivered pictures, decoded once, kept small.

Every frame becomes 32 x 32 cells (3 KB): a ten-minute film at 30 frames/s takes 55 MB, whatever its size on screen.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path

import av
import cv2
import numpy as np
from av.video.reformatter import Interpolation
from numpy.typing import NDArray

from onset.runtime.heed import Cancelled, heeded

CELLS = 32
PREVIEW_LONG_EDGE = 240
_STILL_LEVEL = 0.25
"""Mean difference in grey levels up to which a picture is the same: twenty times what an encoder adds to a still."""

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Footage:
    """T frames in order of presentation."""

    cells: Bytes
    """(T, 32, 32, 3) mean sRGB of each cell; the grid spans the whole picture whatever its aspect."""
    motion: Floats
    """(T,) mean absolute difference to the frame before, 0..255 grey levels; 0 for the first."""
    still: Floats
    """(T,) for how many frames the picture has stood still; drift adds up, so a slow camera does not count as still."""
    previews: dict[int, Bytes]
    """Grey previews (H, W), long edge 240, of the frames that were asked for."""
    close: dict[int, Bytes] = field(default_factory=dict)
    """(H, W, 3) sRGB of frames that were asked for at their own size."""

    @property
    def frame_count(self) -> int:
        """T."""
        return int(self.cells.shape[0])


def decode_footage(
    path: Path,
    *,
    previews: Collection[int] = (),
    close: Collection[int] = (),
    most_frames: int,
    cancelled: Cancelled = lambda: False,
) -> Footage:
    """Decode a film's pictures.

    Args:
        path: an MP4.
        previews: frames to keep a preview of.
        close: frames to keep as they are; a few.
        most_frames: stop after so many; bounds memory whatever the file claims.
        cancelled: polled for each frame.

    Raises:
        ValueError: the pictures cannot be decoded.
        CancelledError: `cancelled` returned true.
    """
    cells: list[Bytes] = []
    motion: list[float] = []
    still: list[float] = []
    kept: dict[int, Bytes] = {}
    whole: dict[int, Bytes] = {}
    before = anchor = np.zeros((0, 0), np.uint8)
    try:
        with av.open(str(path), format="mp4") as file:
            stream = file.streams.video[0]
            stream.thread_type = "AUTO"
            width, height = preview_size(stream.codec_context.width, stream.codec_context.height)
            for index, frame in enumerate(heeded(file.decode(stream), cancelled)):
                if index >= most_frames:
                    break
                preview = frame.reformat(
                    width=width, height=height, format="rgb24", interpolation=Interpolation.AREA
                ).to_ndarray()
                grey = np.asarray(cv2.cvtColor(preview, cv2.COLOR_RGB2GRAY), np.uint8)
                if index == 0:
                    before = anchor = grey
                cells.append(cv2.resize(preview, (CELLS, CELLS), interpolation=cv2.INTER_AREA).astype(np.uint8))
                motion.append(float(cv2.absdiff(grey, before).mean()))
                stands = index > 0 and float(cv2.absdiff(grey, anchor).mean()) < _STILL_LEVEL
                still.append(still[-1] + 1 if stands else 0.0)
                before, anchor = grey, anchor if stands else grey
                if index in previews:
                    kept[index] = grey
                if index in close:
                    whole[index] = np.asarray(frame.to_ndarray(format="rgb24"), np.uint8)
    except av.FFmpegError as error:
        raise ValueError(f"the pictures cannot be decoded: {error.strerror}") from error
    if not cells:
        raise ValueError("the film has no picture")
    return Footage(np.stack(cells), np.array(motion), np.array(still), kept, whole)


def preview_size(width: int, height: int) -> tuple[int, int]:
    """Width and height of a preview of a picture, never larger than the picture."""
    scale = min(1.0, PREVIEW_LONG_EDGE / max(width, height))
    return max(1, round(width * scale)), max(1, round(height * scale))
