"""A scene's generated pictures, decoded as they are needed."""

from bisect import bisect_right
from collections.abc import Callable, Generator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange, Colorspace

from onset.compositing.planes import Planes, mix
from onset.compositing.unreadable import UnreadableError
from onset.timeline.clip import CLIP_FILE_RATE, Clip

Finish = Callable[[Planes], Planes]
"""Done once to each picture, e.g. to put it out of focus; the result may be of another size."""


_PROBE = {"probesize": "32", "analyzeduration": "1"}
_NOT_DECODED = [{"skip_frame": "all"}]
"""A clip file's header says all; else its first pictures are decoded when it is opened, and then again."""


class Footage:
    """The pictures of one clip, blended between their frames; holds two at a time and reads forward only."""

    def __init__(self, clip: Clip, path: Path, finish: Finish) -> None:
        """Prepare to read; the file is opened at the first picture."""
        self._clip = clip
        self._path = path
        self._finish = finish
        self._pictures: Generator[Planes, None, None] | None = None
        self._held: dict[int, Planes] = {}
        self._next = 0
        self._blend: Planes | None = None

    def at(self, frame: int) -> Planes:
        """The picture at a frame of the timeline, valid until the next call; frames must not decrease.

        Raises:
            UnreadableError: BAD_CLIP, the file does not hold what the clip says.
        """
        frames = self._clip.frames
        index = max(0, bisect_right(frames, frame) - 1)
        if index + 1 == len(frames) or frame <= frames[index]:
            return self._picture(index)
        before, after = self._picture(index), self._picture(index + 1)
        blend = self._blend = self._blend or Planes.empty(before.size)
        mix(before, after, (frame - frames[index]) / (frames[index + 1] - frames[index]), blend)
        return blend

    def close(self) -> None:
        """Let go of the file and the pictures."""
        self._held.clear()
        if self._pictures is not None:
            self._pictures.close()

    def _picture(self, index: int) -> Planes:
        if self._pictures is None:
            self._pictures, self._next = self._decode(index), index
        while self._next <= index:
            picture = next(self._pictures, None)
            if picture is None:
                raise self._bad(f"ends after {self._next} of {len(self._clip.frames)} pictures")
            self._held = {key: held for key, held in self._held.items() if key >= self._next - 1}
            self._held[self._next] = self._finish(picture)
            self._next += 1
        return self._held[index]

    def _decode(self, first: int) -> Generator[Planes, None, None]:
        """All pictures from one on."""
        try:
            with av.open(
                str(self._path),
                options=_PROBE,
                stream_options=_NOT_DECODED,  # type: ignore[arg-type]  # its stub says strings; it takes dicts only
            ) as container:
                stream = container.streams.video[0]
                stream.thread_count = 1
                base = stream.time_base or Fraction(1, 1000)
                if first:
                    container.seek(round(Fraction(first, CLIP_FILE_RATE) / base), stream=stream)
                for frame in container.decode(stream):
                    if round((frame.pts or 0) * base * CLIP_FILE_RATE) >= first:
                        yield self._planes(frame)
        except (av.FFmpegError, IndexError) as error:
            raise self._bad(f"cannot be decoded: {error}") from error

    def _planes(self, frame: VideoFrame) -> Planes:
        size = self._clip.size
        if (frame.width, frame.height) != (size.width, size.height):
            raise self._bad(f"is {frame.width}x{frame.height} instead of {size.width}x{size.height}")
        if frame.format.name != "yuv420p":
            frame = frame.reformat(format="yuv420p", dst_colorspace=Colorspace.ITU709, dst_color_range=ColorRange.MPEG)
        planes = Planes.empty(size)
        for target, source in zip(planes.each(), frame.planes, strict=True):
            rows = np.frombuffer(memoryview(source), np.uint8).reshape(source.height, source.line_size)
            target[:] = rows[:, : source.width]
        return planes

    def _bad(self, what: str) -> UnreadableError:
        return UnreadableError(self._path, "BAD_CLIP", f"The clip {what}; generate it again.")
