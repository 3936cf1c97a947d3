"""A chunk of a film: some of its groups, drawn and coded."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from itertools import islice
from pathlib import Path

from onset.compositing import encoder
from onset.compositing.film import Film
from onset.compositing.pipeline import drawn_ahead
from onset.compositing.scenes import Footing
from onset.runtime import ffmpeg
from onset.runtime.errors import CancelledError

_POLL_FRAMES = 4


def render_chunk(
    footing: Footing,
    coding: encoder.Coding,
    groups: list[range],
    folder: Path,
    progress: Callable[[int], None],
    cancelled: Callable[[], bool],
) -> list[Path]:
    """Render neighbouring groups into a folder, one MP4 each, telling `progress` now and then the frames done.

    The next group's encoder is started while one is fed, and fed while that one drains, so no core waits for either.

    Raises:
        InvalidArgumentError: BAD_CLIP or BAD_PICTURE, told when a scene begins.
        ResourceExhaustedError: DISK_FULL.
        FfmpegError: an encoder failed.
        CancelledError: `cancelled` returned true.
    """
    rate, first = footing.timeline.frame_rate, groups[0].start
    targets = [folder / f"group-{group.start}.mp4" for group in groups]

    def start(index: int) -> tuple[ExitStack, ffmpeg.RawVideoWriter]:
        writer = encoder.writer(coding, footing.size, rate, targets[index], cancelled)
        own = running.enter_context(ExitStack())
        return own, own.enter_context(writer)

    with ThreadPoolExecutor(1, thread_name_prefix="onset-drain") as drain, ExitStack() as running:
        frames = drawn_ahead(Film(footing), footing.size, range(first, groups[-1].stop))
        running.callback(frames.close)
        drained: Future[None] | None = None
        ahead = start(0)
        for index, group in enumerate(groups):
            (own, writer), ahead = ahead, start(index + 1) if index + 1 < len(groups) else ahead
            for number, frame in zip(group, islice(frames, len(group)), strict=True):
                writer.write(frame.buffer)
                if (number + 1) % _POLL_FRAMES == 0:
                    if cancelled():
                        raise CancelledError("RENDER_CANCELLED", f"The render was cancelled at frame {number}.")
                    progress(number + 1 - first)
            if drained is not None:
                drained.result()
            drained = drain.submit(own.close)
        if drained is not None:
            drained.result()
    return targets
