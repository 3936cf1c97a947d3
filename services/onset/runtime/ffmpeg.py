"""The one module that knows ffmpeg: build a graph, run it to a file, to bytes or to a log, or feed it raw frames.

Graphs are made with ffmpeg-python behind a narrow typed face. Every input has its format forced and may open nothing
but files and pipes; text never enters a filter string. Files appear under their name only when complete.
"""

import errno
import fcntl
import os
import re
import select
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self

import ffmpeg as graph
import imageio_ffmpeg
import numpy as np
from numpy.typing import NDArray

from onset.runtime.errors import DeadlineError, InternalError
from onset.runtime.heed import Cancelled, check
from onset.runtime.media.atomic import complete_file, disk_full
from onset.runtime.media.process import Child, Finished

_PIPE_BYTES = 1 << 20
"""The largest pipe an unprivileged process may ask Linux for; fewer switches between renderer and encoder."""
_SHOWN_LINES = 4
_LOG_PREFIX = re.compile(r"^(\[[^\]]* @ 0x[0-9a-f]+\]\s*)+")
_POLL_S = 0.1

Option = str | int | float


class FfmpegError(InternalError):
    """ffmpeg ended badly; the message has its last words."""


class Stream(Protocol):
    """A node of a graph: an input, or the result of a filter."""

    @property
    def audio(self) -> "Stream":
        """Its sound only."""

    @property
    def video(self) -> "Stream":
        """Its picture only."""

    def filter(self, name: str, *arguments: Option, **options: Option) -> "Stream":
        """Pass it through one filter. Arguments are escaped; never put text of a user's into them."""


@dataclass(frozen=True, slots=True)
class Output:
    """What to encode and how: streams, container and the options of the muxer and encoders.

    Options are named as on ffmpeg's command line; a name with a colon is its key in a mapping
    (`{"c:v": "libx264", "crf": 18}`).
    """

    streams: tuple[Stream, ...]
    container: str
    """Name of ffmpeg's muxer: mp4, wav, rawvideo…"""
    options: Mapping[str, Option] = field(default_factory=dict)


@cache
def executable() -> str:
    """Path of the ffmpeg binary."""
    return str(imageio_ffmpeg.get_ffmpeg_exe())


def open_file(path: Path, *, container: str, **options: Option) -> Stream:
    """A file as input, read by the named demuxer whatever the file claims to be.

    A file from outside must be decoded by `onset.runtime.media` first; this trusts what it is given.
    """
    stream: Stream = graph.input(f"file:{path.absolute()}", f=container, protocol_whitelist="file,pipe", **options)
    return stream


def open_raw_video(*, width_px: int, height_px: int, fps: str, pixel_format: str = "rgb24") -> Stream:
    """The frames that a `RawVideoWriter` is fed, e.g. `fps="30000/1001"`."""
    stream: Stream = graph.input(
        "pipe:0",
        f="rawvideo",
        protocol_whitelist="file,pipe",
        pixel_format=pixel_format,
        video_size=(width_px, height_px),
        framerate=fps,
    )
    return stream


def combine(streams: list[Stream], name: str, *arguments: Option, **options: Option) -> Stream:
    """Several streams through one filter (`amix`, `overlay`, `sidechaincompress`…)."""
    stream: Stream = graph.filter(streams, name, *arguments, **options)
    return stream


def encode(output: Output, target: Path, *, timeout_s: float, cancelled: Cancelled | None = None) -> None:
    """Run a graph into `target`, which appears when it is complete and never half-written.

    Raises:
        FfmpegError: ffmpeg failed.
        ResourceExhaustedError: the disk is full.
        DeadlineError: it ran longer than `timeout_s`.
        CancelledError: `cancelled` returned true.
    """
    with complete_file(target) as partial, Child(_command(output, f"file:{partial}")) as child:
        _check(child.wait(timeout_s=timeout_s, cancelled=cancelled))


def read(output: Output, *, timeout_s: float, stdin: bytes = b"", cancelled: Cancelled | None = None) -> bytes:
    """Run a graph and return what it writes; for results that fit in memory. Raises as `encode` does."""
    with Child(_command(output, "pipe:1"), stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        finished = child.wait(timeout_s=timeout_s, cancelled=cancelled, stdin=stdin)
        _check(finished)
        return finished.stdout


def measure(*streams: Stream, timeout_s: float, cancelled: Cancelled | None = None) -> str:
    """Run streams to nowhere and return the end of ffmpeg's log, where measuring filters print their findings.

    Raises as `encode` does.
    """
    with Child(_command(Output(streams, "null"), "pipe:1", log_level="info")) as child:
        finished = child.wait(timeout_s=timeout_s, cancelled=cancelled)
        _check(finished)
        return finished.stderr


class RawVideoWriter:
    """An encoder fed frame by frame; a context manager.

    Leaving it cleanly completes `target`; leaving it by an exception ends the encoder and removes what it wrote.
    """

    def __init__(
        self,
        output: Output,
        target: Path,
        *,
        stall_timeout_s: float = 120.0,
        finish_timeout_s: float = 300.0,
        cancelled: Cancelled | None = None,
    ) -> None:
        """Prepare an encoder.

        Args:
            output: a graph that reads `open_raw_video`.
            target: the finished file.
            stall_timeout_s: how long the encoder may take nothing while a frame waits.
            finish_timeout_s: how long the encoder may take after the last frame.
            cancelled: polled while the encoder is slower than the frames.
        """
        self._output = output
        self._target = target
        self._stall_timeout_s = stall_timeout_s
        self._finish_timeout_s = finish_timeout_s
        self._cancelled = cancelled

    def __enter__(self) -> Self:
        self._running = self._run()
        self._running.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._running.__exit__(kind, error, trace)

    @contextmanager
    def _run(self) -> Iterator[None]:
        with (
            complete_file(self._target) as partial,
            Child(_command(self._output, f"file:{partial}"), stdin=subprocess.PIPE) as self._child,
        ):
            self._pipe = self._child.stdin.fileno()
            fcntl.fcntl(self._pipe, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
            os.set_blocking(self._pipe, False)
            yield
            _check(self._child.wait(timeout_s=self._finish_timeout_s, cancelled=self._cancelled))

    def write(self, frame: NDArray[np.uint8] | bytes) -> None:
        """Append one frame, contiguous and in the pixel format that the graph was told.

        Raises:
            FfmpegError: the encoder is gone.
            ResourceExhaustedError: it is gone because the disk is full.
            DeadlineError: it took nothing for `stall_timeout_s`.
            CancelledError: the work was withdrawn.
        """
        rest = memoryview(frame).cast("B")  # type: ignore[arg-type,unused-ignore]  # numpy's arrays are buffers on Python 3.11 too
        give_up_at = time.monotonic() + self._stall_timeout_s
        while rest:
            try:
                rest = rest[os.write(self._pipe, rest) :]
                give_up_at = time.monotonic() + self._stall_timeout_s
            except BlockingIOError:
                self._await_room(give_up_at)
            except BrokenPipeError:
                _check(self._child.wait(timeout_s=self._finish_timeout_s), must_have_failed=True)

    def _await_room(self, give_up_at: float) -> None:
        select.select([], [self._pipe], [], _POLL_S)
        if self._cancelled is not None:
            check(self._cancelled)
        if time.monotonic() > give_up_at:
            raise DeadlineError("MEDIA_WORK_TIMEOUT", f"The encoder took no frame for {self._stall_timeout_s:g} s.")


def _command(output: Output, destination: str, *, log_level: str = "error") -> list[str]:
    spec: Any = graph.output(*output.streams, destination, **{"f": output.container, **output.options})
    spec = spec.global_args("-nostdin", "-hide_banner", "-nostats", "-loglevel", log_level)
    command: list[str] = graph.compile(spec, cmd=executable(), overwrite_output=True)
    return command


def _check(finished: Finished, *, must_have_failed: bool = False) -> None:
    failed = finished.returncode != 0 or must_have_failed
    if failed and os.strerror(errno.ENOSPC) in finished.stderr:
        raise disk_full()
    if failed:
        raise FfmpegError(
            "ENCODER_FAILED",
            f"ffmpeg ended with status {finished.returncode}: {_last_words(finished.stderr)}",
            metadata={"exit_status": str(finished.returncode)},
        )


def _last_words(stderr: str) -> str:
    """The readable end of a log: the first error names the cause, what follows are its consequences."""
    lines = [_LOG_PREFIX.sub("", line).strip() for line in stderr.splitlines()]
    told = list(dict.fromkeys(line for line in lines if line))
    return " | ".join(told[:_SHOWN_LINES]) or "it said nothing"
