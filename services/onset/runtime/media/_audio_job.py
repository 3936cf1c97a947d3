"""Decode a sound, count what is really in it, and write it in the canonical form. Runs in the confined child."""

import math
import os
from collections import Counter
from dataclasses import dataclass
from typing import Any, BinaryIO

import av
import av.container
import numpy as np
import soxr
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.audio.stream import AudioStream
from numpy.typing import NDArray

from onset.runtime.media import canonical
from onset.runtime.media._structure import MISSING_TOLERANCE_S, check_structure, truncated
from onset.runtime.media.mpeg_sync import promises_length
from onset.runtime.media.refusal import RefusedError
from onset.timeline.time import SAMPLE_RATE_HZ

MIN_DURATION_S = 0.2
SILENCE_PEAK = 10 ** (-60 / 20)
MAX_PEAK = 100.0
"""Float sound 40 dB above full scale is not loud but wrong: integers stored as floats, or a damaged stream."""

_CODECS = ("flac", "alac", "mp3", "mp3float", "aac", "aac_latm", "vorbis", "opus", "libopus", "libvorbis")
_SAMPLE_RATES_HZ = range(4_000, 384_001)
_MAX_CHANNELS = 8
_MAX_CORRUPT_SHARE = 0.02
_BLOCK_SAMPLES = 1 << 16


def run(source: BinaryIO, *, container: str, demuxer: str, max_duration_s: float, output: int | None) -> dict[str, Any]:
    """Decode all of `source`; write canonical WAV to the descriptor `output` if there is one.

    Returns:
        The fields of `onset.runtime.media.audio.AudioFacts`, and `output_sample_count`, `output_channels`.

    Raises:
        RefusedError: the sound cannot be used.
    """
    declared_codec = check_structure(source, container)
    guessed = container == "aac" or (container == "mp3" and not _mp3_promises(source))
    with _open(source, container, demuxer) as opened:
        stream = _audio_stream(opened, container, declared_codec)
        declared_s = None if guessed else _declared_s(opened, stream)
        length_s = _counted_s(opened, stream, max_duration_s) if declared_s is None else declared_s
        if length_s > max_duration_s:
            raise _too_long(length_s, max_duration_s)
    with _open(source, container, demuxer) as opened:
        stream = _audio_stream(opened, container, declared_codec)
        sink = _Sink(output, max_duration_s)
        damage = _decode(opened, stream, sink)
        sink.finish()
        # Ogg has no header that could promise more than is there: its length is that of the last page.
        _judge(sink, damage, None if container == "ogg" else declared_s)
        codec = stream.codec_context
        return {
            "container": container,
            "codec": codec.codec.name,
            "sample_rate_hz": sink.source_rate_hz,
            "channels": sink.source_channels,
            "duration_s": sink.duration_s,
            "declared_duration_s": declared_s,
            "peak_dbfs": 20 * math.log10(sink.peak),
            "dc_offset": sink.dc_offset,
            "corrupt_packets": damage.packets,
            "output_sample_count": sink.written,
            "output_channels": sink.channels,
        }


def _open(source: BinaryIO, container: str, demuxer: str) -> av.container.InputContainer:
    source.seek(0)
    try:
        # An opened file is all that there is: the empty lists let no container reach for another.
        options = {"protocol_whitelist": "none", "format_whitelist": _whitelist(demuxer)}
        return av.open(source, mode="r", format=demuxer, options=options)
    except (av.FFmpegError, ValueError, EOFError) as error:
        raise _corrupt(f"it cannot be read as {container.upper()}") from error


def _whitelist(demuxer: str) -> str:
    return {"mov": "mov,mp4,m4a,3gp,3g2,mj2", "matroska": "matroska,webm"}.get(demuxer, demuxer)


def _mp3_promises(source: BinaryIO) -> bool:
    source.seek(0)
    head = source.read(10)
    if head[:3] == b"ID3" and len(head) == 10:
        size = sum((byte & 0x7F) << shift for byte, shift in zip(head[6:10], (21, 14, 7, 0), strict=True))
        source.seek(10 + size)
    else:
        source.seek(0)
    return promises_length(source.read(4096))


def _audio_stream(opened: av.container.InputContainer, container: str, declared_codec: str) -> AudioStream:
    if not opened.streams.audio:
        kinds = sorted({stream.type for stream in opened.streams})
        found = f"only {' and '.join(kinds)}" if kinds else "no streams at all"
        raise RefusedError(
            "NO_AUDIO_STREAM", f"The {container.upper()} file has {found}. Send one with sound.", found=found
        )
    stream = opened.streams.audio[0]
    context = stream.codec_context
    name = context.codec.name if context is not None else declared_codec or "of this file"
    if name not in _CODECS and not name.startswith("pcm_"):
        message = f"The codec {name} is not supported. Send PCM, FLAC, ALAC, MP3, AAC, Vorbis or Opus."
        raise RefusedError("UNSUPPORTED_CODEC", message, codec=name)
    if context.channels > _MAX_CHANNELS:
        message = (
            f"The sound has {context.channels} channels, at most {_MAX_CHANNELS} can be mixed. Send stereo or mono."
        )
        raise RefusedError("TOO_MANY_CHANNELS", message, channels=context.channels)
    context.thread_count = 1
    return stream


def _declared_s(opened: av.container.InputContainer, stream: AudioStream) -> float | None:
    if stream.duration and stream.time_base:
        return float(stream.duration * stream.time_base)
    if opened.duration and len(opened.streams) == 1:
        return opened.duration / av.time_base
    return None


def _counted_s(opened: av.container.InputContainer, stream: AudioStream, max_duration_s: float) -> float:
    """Length by the packets, without decoding them; stops once it is too long."""
    ticks = 0
    try:
        for packet in opened.demux(stream):
            ticks += packet.duration or 0
            if ticks * stream.time_base > max_duration_s:
                break
    except (av.FFmpegError, EOFError):
        pass  # decoding comes to the same place, and judges it
    return float(ticks * stream.time_base)


@dataclass(slots=True)
class _Damage:
    packets: int = 0
    of_packets: int = 0
    stopped_by: str = ""
    """Why the demuxer could not go on, if that is how it ended."""


def _decode(opened: av.container.InputContainer, stream: AudioStream, sink: "_Sink") -> _Damage:
    damage = _Damage()
    try:
        for packet in opened.demux(stream):
            damage.of_packets += 1
            try:
                frames = packet.decode()
            except av.FFmpegError:
                damage.packets += 1
                continue
            for frame in frames:
                sink.take(frame)
    except (av.FFmpegError, EOFError) as error:
        damage.stopped_by = str(error)
    return damage


def _judge(sink: "_Sink", damage: _Damage, declared_s: float | None) -> None:
    if declared_s is not None and declared_s - sink.duration_s > MISSING_TOLERANCE_S:
        raise truncated(declared_s, sink.duration_s)
    if damage.stopped_by:
        raise _corrupt(f"it cannot be read past {sink.duration_s:.2f} s")
    if damage.packets > max(2, _MAX_CORRUPT_SHARE * damage.of_packets) or (damage.packets and not sink.sample_count):
        raise _corrupt(f"{damage.packets} of {damage.of_packets} packets cannot be decoded")
    if sink.sample_count == 0:
        raise RefusedError("EMPTY_AUDIO", "The file holds no samples. Record or export it again.", samples=0)
    if sink.duration_s < MIN_DURATION_S:
        message = f"The sound lasts {sink.duration_s:.3f} s; at least {MIN_DURATION_S} s are needed. Send a longer one."
        raise RefusedError("AUDIO_TOO_SHORT", message, duration_s=f"{sink.duration_s:.3f}")
    if sink.peak < SILENCE_PEAK:
        peak = f"{20 * math.log10(sink.peak):.1f} dBFS" if sink.peak else "digital zero"
        message = f"The sound is silent: its peak is {peak}, below -60 dBFS. Check the recording and its channel."
        raise RefusedError("SILENT_AUDIO", message, peak=peak, duration_s=f"{sink.duration_s:.3f}")


def _corrupt(how: str) -> RefusedError:
    return RefusedError(
        "CORRUPT_AUDIO", f"The sound file is damaged: {how}. Export it again from the original.", cause=how
    )


def _too_long(duration_s: float, max_duration_s: float) -> RefusedError:
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


class _Sink:
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
            raise _too_long(self.duration_s, self._max_duration_s)
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
        if not 1 <= channels <= _MAX_CHANNELS:
            message = f"The sound has {channels} channels, 1 to {_MAX_CHANNELS} can be mixed. Send stereo or mono."
            raise RefusedError("TOO_MANY_CHANNELS", message, channels=channels)
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
