"""Decode a sound, count what is really in it, and write it in the canonical form. Runs in the confined child."""

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, BinaryIO

import av
import av.container
from av.audio.stream import AudioStream

from onset.runtime.media._canonical_sink import MAX_CHANNELS, CanonicalSink, too_long, too_many_channels
from onset.runtime.media._structure import MISSING_TOLERANCE_S, check_structure, truncated
from onset.runtime.media.mpeg_sync import promises_length, skip_id3
from onset.runtime.media.refusal import RefusedError

MIN_DURATION_S = 0.2
SILENCE_PEAK = 10 ** (-60 / 20)
_CODECS = ("flac", "alac", "mp3", "mp3float", "aac", "aac_latm", "vorbis", "opus", "libopus", "libvorbis")
_MAX_CORRUPT_SHARE = 0.02
_HEAD_BYTES = 4096


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
            raise too_long(length_s, max_duration_s)
    with _open(source, container, demuxer) as opened:
        stream = _audio_stream(opened, container, declared_codec)
        sink = CanonicalSink(output, max_duration_s)
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
        # The opened file is all that there is: no container may reach for another by name.
        options = {"protocol_whitelist": "none", "format_whitelist": _whitelist(demuxer)}
        # Titles and names are not read, and many a WAV has them in Latin-1.
        return av.open(source, mode="r", format=demuxer, options=options, metadata_errors="replace")
    except (av.FFmpegError, ValueError, EOFError) as error:
        raise _corrupt(f"it cannot be read as {container.upper()}") from error


def _whitelist(demuxer: str) -> str:
    return {"mov": "mov,mp4,m4a,3gp,3g2,mj2", "matroska": "matroska,webm"}.get(demuxer, demuxer)


def _mp3_promises(source: BinaryIO) -> bool:
    source.seek(0)
    return promises_length(skip_id3(source, source.read(_HEAD_BYTES)))


def _audio_stream(opened: av.container.InputContainer, container: str, declared_codec: str) -> AudioStream:
    if not opened.streams.audio:
        kinds = sorted({stream.type for stream in opened.streams})
        found = f"only {' and '.join(kinds)}" if kinds else "no streams at all"
        raise RefusedError(
            "NO_AUDIO_STREAM",
            f"The {container.upper()} file has {found}. Send one with sound; as a brand picture, send a still of it.",
            found=found,
        )
    stream = opened.streams.audio[0]
    context = stream.codec_context
    name = context.codec.name if context is not None else declared_codec or "of this file"
    if name not in _CODECS and not name.startswith("pcm_"):
        message = f"The codec {name} is not supported. Send PCM, FLAC, ALAC, MP3, AAC, Vorbis or Opus."
        raise RefusedError("UNSUPPORTED_CODEC", message, codec=name)
    if context.channels > MAX_CHANNELS:
        raise too_many_channels(context.channels)
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
    ticks, tick_s = 0, stream.time_base or Fraction(0)
    try:
        for packet in opened.demux(stream):
            ticks += packet.duration or 0
            if ticks * tick_s > max_duration_s:
                break
    except (av.FFmpegError, EOFError):
        pass  # decoding comes to the same place, and judges it
    return float(ticks * tick_s)


@dataclass(slots=True)
class _Damage:
    packets: int = 0
    of_packets: int = 0
    stopped_by: str = ""
    """Why the demuxer could not go on, if that is how it ended."""


def _decode(opened: av.container.InputContainer, stream: AudioStream, sink: CanonicalSink) -> _Damage:
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
    except av.PatchWelcomeError as error:
        # What the demuxer says of a chained Ogg whose next link has another rate or layout.
        raise RefusedError(
            "FORMAT_CHANGES",
            f"The file goes on with another sample rate or other channels after {sink.duration_s:.2f} s. "
            "Export it as one stream.",
            at_s=f"{sink.duration_s:.3f}",
        ) from error
    except (av.FFmpegError, EOFError) as error:
        damage.stopped_by = str(error)
    return damage


def _judge(sink: CanonicalSink, damage: _Damage, declared_s: float | None) -> None:
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
