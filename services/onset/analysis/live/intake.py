"""Bytes as they come to sound on the canonical clock."""

from typing import Any

import numpy as np
import soxr

from onset.analysis.blocks import NoSoundError, check_sound
from onset.analysis.live.frame import LiveConfig, SampleFormat
from onset.timeline.sound import FloatArray
from onset.timeline.time import SAMPLE_RATE_HZ

_TYPES: dict[SampleFormat, np.dtype[Any]] = {
    SampleFormat.FLOAT32: np.dtype("<f4"),
    SampleFormat.INT16: np.dtype("<i2"),
}
_INT16_FULL_SCALE = np.float32(1 << 15)


class Intake:
    """Decodes and resamples one stream; state goes on from chunk to chunk."""

    def __init__(self, config: LiveConfig) -> None:
        """Prepare for what the configuration, taken as valid, announces."""
        self._channel_count = config.channel_count
        self._type = _TYPES[config.sample_format]
        self._position = 0
        self._resampler: soxr.ResampleStream | None = None
        if config.sample_rate_hz != SAMPLE_RATE_HZ:
            self._resampler = soxr.ResampleStream(
                config.sample_rate_hz, SAMPLE_RATE_HZ, config.channel_count, dtype="float32", quality="MQ"
            )

    def take(self, data: bytes) -> FloatArray:
        """(channels, n) at 48 kHz that these bytes complete; n may be 0.

        Raises:
            NoSoundError: a torn sample, or values that are no sound.
        """
        frame_bytes = self._type.itemsize * self._channel_count
        if len(data) % frame_bytes:
            raise NoSoundError(f"{len(data)} bytes are no whole number of samples of {frame_bytes} bytes")
        samples = np.frombuffer(data, self._type).reshape(-1, self._channel_count).astype(np.float32, copy=False)
        if self._type == np.int16:
            samples = samples / _INT16_FULL_SCALE
        check_sound(samples.T, self._channel_count, self._position)
        self._position += len(samples)
        return self._resampled(samples, last=False)

    def finish(self) -> FloatArray:
        """(channels, n), what the resampler still holds."""
        return self._resampled(np.zeros((0, self._channel_count), np.float32), last=True)

    def _resampled(self, samples: FloatArray, *, last: bool) -> FloatArray:
        if self._resampler is not None:
            samples = self._resampler.resample_chunk(samples, last=last)
        return samples.T
