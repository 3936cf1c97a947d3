"""A chunk of a film: some of its groups, drawn and coded."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, closing
from itertools import islice
from pathlib import Path

from onset.compositing import encoder
from onset.compositing.film import Film
from onset.compositing.pipeline import drawn_ahead
from onset.compositing.planes import Planes
from onset.compositing.scenes import Footing
from onset.compositing.seats import ENCODERS
from onset.runtime.errors import CancelledError
from onset.runtime.heed import Cancelled

_POLL_FRAMES = 4


def render_chunk(
    footing: Footing,
    coding: encoder.Coding,
    groups: list[range],
    folder: Path,
    progress: Callable[[int], None],
    cancelled: Cancelled,
) -> list[Path]:
    """Render neighbouring groups into a folder, one MP4 each.

    `progress` is told the frames done, now and then and at each group's end. A group's encoder drains while the next
    one is fed, so no core waits for it.

    Raises:
        InvalidArgumentError: BAD_CLIP or BAD_PICTURE, told when a scene begins.
        ResourceExhaustedError: DISK_FULL.
        FfmpegError: an encoder failed.
        CancelledError: `cancelled` returned true.
    """
    rate, frame_numbers = footing.timeline.frame_rate, range(groups[0].start, groups[-1].stop)
    targets = [folder / f"group-{group.start}.mp4" for group in groups]

    def written(number: int) -> None:
        if cancelled():
            raise CancelledError("RENDER_CANCELLED", f"The render was cancelled at frame {number}.")
        progress(number + 1 - frame_numbers.start)

    with (
        ThreadPoolExecutor(1, thread_name_prefix="onset-drain") as drain,
        closing(drawn_ahead(Film(footing), footing.size, frame_numbers)) as frames,
    ):
        drained: Future[None] | None = None
        for group, target in zip(groups, targets, strict=True):
            with ExitStack() as own:
                own.enter_context(ENCODERS.taken(cancelled))
                _feed(own.enter_context(encoder.writer(coding, footing.size, rate, target)), group, frames, written)
                if drained is not None:
                    drained.result()
                # From here on the writer and its seat are the other thread's alone: no seat is free before its encoder
                # has drained, whatever happens here.
                drained = drain.submit(own.pop_all().close)
        if drained is not None:
            drained.result()
    return targets


def _feed(writer: encoder.GroupWriter, group: range, frames: Iterator[Planes], written: Callable[[int], None]) -> None:
    """Write a group's frames, telling `written` each few of their numbers and the last.

    Nobody else keeps the writer: its encoder's memory is free as soon as it has drained.
    """
    for number, frame in zip(group, islice(frames, len(group)), strict=True):
        writer.write(frame)
        if (number + 1) % _POLL_FRAMES == 0 or number == group[-1]:
            written(number)
