"""What goes into a live analysis and what comes out; protos/onset/v1/analysis_service.proto mirrors it."""

from dataclasses import dataclass
from enum import Enum

from onset.timeline.music import Beat


class SampleFormat(Enum):
    """How a sample is stored, little-endian."""

    FLOAT32 = 1
    INT16 = 2


@dataclass(frozen=True, slots=True)
class LiveConfig:
    """What a live stream consists of."""

    sample_rate_hz: int
    channel_count: int
    sample_format: SampleFormat
    hop_ms: int


@dataclass(frozen=True, slots=True)
class Onset:
    """The beginning of a sound."""

    sample: int
    strength: float
    """0..1, relative to the last half minute."""


@dataclass(frozen=True, slots=True)
class LivePulse:
    """Where in beat and bar the music is; all 0 but `heard_sample` while there is no steady beat."""

    heard_sample: int
    """Up to where the networks have listened."""
    tempo_bpm: float = 0.0
    confidence: float = 0.0
    """0..1; below 0.3 nothing should move to the beat."""
    beats_per_bar: int = 0
    phase: float = 0.0
    """0 on a beat, close to 1 just before the next."""
    next_beat_sample: int = 0
    """Predicted, after the frame's sample."""
    next_beat_position: int = 0
    """1 on the downbeat."""


@dataclass(frozen=True, slots=True)
class LiveFrame:
    """What is heard in one hop."""

    sample: int
    """The hop's end on the 48 kHz clock, from the stream's first sample."""
    rms: float
    """Linear full scale, not normalised."""
    features: tuple[float, ...]
    """One per FEATURE_NAMES (`onset.timeline.plan`), each in 0..1 relative to the last half minute."""
    onsets: tuple[Onset, ...]
    voice: float
    """Probability of a voice, as last heard."""
    beats: tuple[Beat, ...]
    """Recognised in this hop."""
    pulse: LivePulse
