"""Sound from outside: what is in a file, and the same sound in the canonical form."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from onset.runtime.heed import Cancelled
from onset.runtime.media import sandbox
from onset.runtime.media.atomic import complete_file
from onset.runtime.media.canonical import HEADER_BYTES, LONGEST_S, SAMPLE_BYTES, CanonicalAudio
from onset.runtime.media.process import Limits
from onset.timeline.time import SAMPLE_RATE_HZ

MAX_DURATION_S = 3600.0
_TIMEOUT_S = 300.0
MEMORY_BYTES = 1 << 30


@dataclass(frozen=True, slots=True)
class AudioFacts:
    """What a decoder found in a file; counted, not read off its header."""

    container: str
    codec: str
    sample_rate_hz: int
    channels: int
    duration_s: float
    """Decoded samples over their rate."""
    declared_duration_s: float | None
    """What the header says, where it says anything."""
    peak_dbfs: float
    """Largest sample after the mix to at most two channels."""
    dc_offset: float
    """Largest mean of a channel, full scale 1; reported, not removed."""
    corrupt_packets: int
    """Packets that could not be decoded; few enough to go on."""


def probe_audio(
    path: Path,
    *,
    max_duration_s: float = MAX_DURATION_S,
    timeout_s: float = _TIMEOUT_S,
    cancelled: Cancelled | None = None,
) -> AudioFacts:
    """Decode a file to learn what it holds.

    Raises:
        InvalidArgumentError: it cannot be used; the reason and message say why and what to do.
        DeadlineError: it took longer than `timeout_s`.
        CancelledError: `cancelled` returned true.
    """
    with path.open("rb") as source:
        return _facts(_run(source, None, max_duration_s, timeout_s=timeout_s, cancelled=cancelled))


def decode_audio(
    source_path: Path,
    target: Path,
    *,
    max_duration_s: float = MAX_DURATION_S,
    timeout_s: float = _TIMEOUT_S,
    cancelled: Cancelled | None = None,
) -> tuple[CanonicalAudio, AudioFacts]:
    """Decode a file into `target` in the canonical form (`onset.runtime.media.canonical`).

    One or two channels are kept, more are mixed to stereo (ITU-R BS.775); the same input gives the same bytes.
    `target` appears only when complete.

    Raises:
        InvalidArgumentError: the sound cannot be used; the reason and message say why and what to do.
        ResourceExhaustedError: the disk is full.
        DeadlineError: it took longer than `timeout_s`.
        CancelledError: `cancelled` returned true.
    """
    with source_path.open("rb") as source, complete_file(target) as partial, partial.open("xb") as output:
        answer = _run(source, output, max_duration_s, timeout_s=timeout_s, cancelled=cancelled)
    audio = CanonicalAudio(target, answer["output_channels"], answer["output_sample_count"])
    return audio, _facts(answer)


def _run(
    source: BinaryIO,
    output: BinaryIO | None,
    max_duration_s: float,
    *,
    timeout_s: float,
    cancelled: Cancelled | None,
) -> dict[str, Any]:
    found = sandbox.recognise(source, wanted="audio")
    max_duration_s = min(max_duration_s, LONGEST_S)
    output_bytes = HEADER_BYTES + (int(max_duration_s) + 2) * SAMPLE_RATE_HZ * 2 * SAMPLE_BYTES
    return sandbox.run_job(
        "audio",
        {"container": found.name, "demuxer": found.decoder, "max_duration_s": max_duration_s},
        source=source,
        output=output,
        limits=Limits(memory_bytes=MEMORY_BYTES, cpu_s=int(timeout_s) + 1, file_bytes=output_bytes),
        timeout_s=timeout_s,
        cancelled=cancelled,
    )


def _facts(answer: dict[str, Any]) -> AudioFacts:
    return AudioFacts(**{name: value for name, value in answer.items() if not name.startswith("output_")})
