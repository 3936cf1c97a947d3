"""What is known of a sound: features on one frame clock, beats, pauses, loudness."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float32]

HOP_SAMPLES = 480
"""Analysis hop: 10 ms on the canonical clock, so that feature frame k is centred at sample k * 480 exactly."""


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open range of samples [start_sample, end_sample)."""

    start_sample: int
    end_sample: int

    def __post_init__(self) -> None:
        if not 0 <= self.start_sample < self.end_sample:
            raise ValueError(f"span [{self.start_sample}, {self.end_sample}) is empty or negative")

    @property
    def length(self) -> int:
        """Samples in the span."""
        return self.end_sample - self.start_sample


@dataclass(frozen=True, slots=True)
class Beat:
    """A beat and how strongly the onset curve supports it."""

    sample: int
    strength: float
    """Onset strength at the beat relative to the track's 95th percentile, clipped to 0..1."""


@dataclass(frozen=True, slots=True)
class Tempo:
    """Tempo by two independent estimates; their agreement is part of the confidence."""

    autocorrelation_bpm: float
    """Peak of the onset curve's autocorrelation under a log-normal prior; 0 if the sound has no pulse."""
    interval_bpm: float
    """60 / median interval between beats; 0 with fewer than two beats."""
    confidence: float
    """0..1; below 0.3 the pulse should not be used to place cuts."""


@dataclass(frozen=True, slots=True)
class Loudness:
    """Loudness by ITU-R BS.1770-4 and EBU R128."""

    integrated_lufs: float
    range_lu: float
    true_peak_dbtp: float


@dataclass(frozen=True, slots=True, eq=False)
class Features:
    """Feature curves, T = number of hops; frame k is centred at sample k * HOP_SAMPLES. All finite."""

    mel_db: FloatArray
    """(128, T) mel power in dB relative to full scale, floored at -80."""
    chroma: FloatArray
    """(12, T) pitch-class energy, each frame's maximum 1 (0 in silence), C first."""
    onset_strength: FloatArray
    """(T,) half-wave rectified log-mel flux, >= 0."""
    rms: FloatArray
    """(T,) root mean square amplitude, linear full scale."""
    centroid_hz: FloatArray
    """(T,) spectral centroid."""
    rolloff_hz: FloatArray
    """(T,) frequency below which 85 % of the power lies."""
    flux: FloatArray
    """(T,) Euclidean distance between successive magnitude spectra, normalised by bin count."""
    flatness: FloatArray
    """(T,) spectral flatness, 0 tonal .. 1 noise."""
    bass: FloatArray
    """(T,) amplitude in 20-250 Hz."""
    mid: FloatArray
    """(T,) amplitude in 250-4000 Hz."""
    treble: FloatArray
    """(T,) amplitude in 4-16 kHz."""

    @property
    def frame_count(self) -> int:
        """Number of hops."""
        return int(self.rms.shape[0])


@dataclass(frozen=True, slots=True, eq=False)
class AudioAnalysis:
    """Everything later stages may know of a sound without hearing it again."""

    sample_rate_hz: int
    sample_count: int
    hop_samples: int
    features: Features
    tempo: Tempo
    beats: tuple[Beat, ...]
    speech: tuple[Span, ...]
    """Where a voice is active."""
    pauses: tuple[Span, ...]
    """Gaps of at least 150 ms without voice, leading and trailing silence included."""
    loudness: Loudness
