"""Bring decoded frames into the canonical form, block by block. Runs in the confined child."""

import math
import os
from collections import Counter

import numpy as np
import soxr
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from numpy.typing import NDArray

from onset.runtime.media import canonical
from onset.runtime.media.refusal import RefusedError
from onset.timeline.time import SAMPLE_RATE_HZ

MAX_PEAK = 100.0
"""Float sound 40 dB above full scale is not loud but wrong: integers stored as floats, or a damaged stream."""

MAX_CHANNELS = 8
_SAMPLE_RATES_HZ = range(4_000, 384_001)
_BLOCK_SAMPLES = 1 << 16


def too_long(duration_s: float, max_duration_s: float) -> RefusedError:
    """The refusal of a sound above the limit."""
    return RefusedError(
        "AUDIO_TOO_LONG",
        f"The sound lasts {_clock(duration_s)} or more; at most {_clock(max_duration_s)} are taken. "
        "Cut it into shorter files.",
        duration_s=f"{duration_s:.3f}",
        max_duration_s=f"{max_duration_s:.3f}",
    )


def _clock(seconds: float) -> str:
    whole = int(seconds)
    return f"{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}"


def too_many_channels(channels: int) -> RefusedError:
    """The refusal of a layout that has no agreed mix to stereo."""
    message = f"The sound has {channels} channels, at most {MAX_CHANNELS} can be mixed. Send stereo or mono."
    return RefusedError("TOO_MANY_CHANNELS", message, channels=channels)


class CanonicalSink:
    """Mixes to one or two channels, resamples to 48 kHz, writes, and measures; in blocks, so memory stays flat."""

    def __init__(self, output: int | None, max_duration_s: float) -> None:
        self._output = output
        self._max_duration_s = max_duration_s
        self._mixer: AudioResampler | None = None
        self._mixer_input: tuple[str, str, int] | None = None
        self._resampler: soxr.ResampleStream | None = None
        self._blocks: list[NDArray[np.float32]] = []
        self._pending = 0
        self._sum = np.zeros(2)
        self.channels = 0
        self.source_channels = 0
        self.source_rate_hz = 0
        self._samples_at_hz: Counter[int] = Counter()
        self.peak = 0.0
        self.written = 0

    @property
    def sample_count(self) -> int:
        """Decoded samples per channel, at the rates of the source."""
        return self._samples_at_hz.total()

    @property
    def duration_s(self) -> float:
        """Their time."""
        return sum(samples / rate_hz for rate_hz, samples in self._samples_at_hz.items())

    @property
    def dc_offset(self) -> float:
        """Largest mean of a channel."""
        return float(np.abs(self._sum).max() / max(self.sample_count, 1))

    def take(self, frame: AudioFrame) -> None:
        """Append a decoded frame."""
        if not frame.samples:
            return
        shape = (frame.format.name, frame.layout.name, frame.sample_rate)
        if shape != self._mixer_input:
            self._reconfigure(frame)
            self._mixer_input = shape
        self._samples_at_hz[frame.sample_rate] += frame.samples
        if self.duration_s > self._max_duration_s:
            raise too_long(self.duration_s, self._max_duration_s)
        assert self._mixer is not None
        for mixed in self._mixer.resample(frame):
            block = mixed.to_ndarray().astype(np.float32, copy=False).reshape(-1, self.channels)
            self._blocks.append(block)
            self._pending += len(block)
        if self._pending >= _BLOCK_SAMPLES:
            self._flush(last=False)

    def finish(self) -> None:
        """Write what is pending, then the header: its counts are known now."""
        self._flush(last=True)
        if self._output is not None and self.channels:
            os.pwrite(self._output, canonical.header(self.channels, self.written), 0)

    def _reconfigure(self, frame: AudioFrame) -> None:
        """Streams may change their layout or rate midway (chained Ogg, spliced MP3)."""
        channels = frame.layout.nb_channels
        if frame.sample_rate not in _SAMPLE_RATES_HZ:
            message = f"The sample rate is {frame.sample_rate} Hz; 4 kHz to 384 kHz are taken. Export it at 48 kHz."
            raise RefusedError("UNSUPPORTED_SAMPLE_RATE", message, sample_rate_hz=frame.sample_rate)
        if channels > MAX_CHANNELS:
            raise too_many_channels(channels)
        self._flush(last=True)
        if not self.channels:
            self.channels = min(channels, 2)
            self.source_channels, self.source_rate_hz = channels, frame.sample_rate
            if self._output is not None:
                os.lseek(self._output, canonical.HEADER_BYTES, os.SEEK_SET)
        layout = "mono" if self.channels == 1 else "stereo"
        self._mixer = AudioResampler(format="flt", layout=layout, rate=frame.sample_rate)
        if frame.sample_rate != SAMPLE_RATE_HZ:
            self._resampler = soxr.ResampleStream(
                frame.sample_rate, SAMPLE_RATE_HZ, self.channels, dtype="float32", quality="HQ"
            )
        else:
            self._resampler = None

    def _flush(self, *, last: bool) -> None:
        if not self.channels:
            return
        block = np.concatenate([*self._blocks, np.zeros((0, self.channels), np.float32)])
        self._blocks, self._pending = [], 0
        self._measure(block)
        if self._output is None:
            return
        if self._resampler is not None:
            block = self._resampler.resample_chunk(block, last=last)
            self._resampler = None if last else self._resampler
        self.written += len(block)
        _write_all(self._output, np.ascontiguousarray(block, dtype="<f4"))

    def _measure(self, block: NDArray[np.float32]) -> None:
        if not len(block):
            return
        peak = float(np.abs(block).max())
        if not math.isfinite(peak):
            message = "The sound has samples that are not numbers (NaN or infinity). Export it again as 24-bit PCM."
            raise RefusedError("NON_FINITE_AUDIO", message)
        if peak > MAX_PEAK:
            message = (
                f"The sound peaks {20 * math.log10(peak):.0f} dB above full scale. Export it with samples within ±1."
            )
            raise RefusedError("IMPLAUSIBLE_LEVEL", message, peak=f"{peak:g}")
        self.peak = max(self.peak, peak)
        self._sum[: self.channels] += block.sum(axis=0, dtype=np.float64)


def _write_all(descriptor: int, block: NDArray[np.float32]) -> None:
    rest = memoryview(block.tobytes())
    while rest:
        rest = rest[os.write(descriptor, rest) :]
