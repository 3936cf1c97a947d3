"""Faults of libav's encoders and muxers, which work in this process, as the service's own."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager

import av

from onset.runtime.ffmpeg import FfmpegError


@contextmanager
def told(coder: str) -> Iterator[None]:
    """Name what failed, in libav's own words; a full disk stays what it is.

    Args:
        coder: begins the sentence, e.g. "The picture's encoder".

    Raises:
        FfmpegError: ENCODER_FAILED.
        OSError: ENOSPC, the disk is full.
    """
    try:
        yield
    except av.FFmpegError as error:
        if error.errno == errno.ENOSPC:
            raise
        *_, words = getattr(error, "log", None) or (error.strerror,)
        raise FfmpegError("ENCODER_FAILED", f"{coder} failed: {str(words).strip()}.") from error
