"""What is known of a sound: features on one frame clock, music, speech, loudness."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from onset.timeline.music import Beat, KeySpan, Metre, Section, Swell, Tempo, TempoPoint
from onset.timeline.span import Span

FloatArray = NDArray[np.float32]

HOP_SAMPLES = 480
"""Analysis hop: 10 ms on the canonical clock, so that feature frame k is centred at sample k * 480 exactly."""


@dataclass(frozen=True, slots=True)
class SpeechSpan(Span):
    """A stretch of speech between two pauses."""

    syllables_per_s: float
    """Speaking rate: syllable nuclei per second; 0 if the stretch is too short to tell."""


@dataclass(frozen=True, slots=True)
class Pause(Span):
    """A gap of at least 150 ms without voice."""

    strength: float
    """0..1: how much of a break it is, from its length among the pauses nearby and how deep the level falls."""


@dataclass(frozen=True, slots=True)
class Loudness:
    """Loudness by ITU-R BS.1770-4 and EBU R128."""

    integrated_lufs: float
    range_lu: float
    true_peak_dbtp: float


@dataclass(frozen=True, slots=True, eq=False)
class Features:
    """Feature curves, T = number of hops; frame k is centred at sample k * HOP_SAMPLES. All finite.

    A whole track's are mapped from a file and may be larger than memory: bands of a stretch of time (`mel_db[:, a:b]`)
    lie together.
    """

    mel_db: NDArray[np.floating]
    """(128, T) mel power in dB relative to full scale, floored at -80; in half precision where it comes from a file."""
    chroma: FloatArray
    """(12, T) amplitude of the pitch classes, C first, each frame's maximum 1; 0 where there is no note."""
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
    pitch_hz: FloatArray
    """(T,) fundamental frequency of a voice or a solo instrument, 0 where there is none."""

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
    metre: Metre
    tempo_curve: tuple[TempoPoint, ...]
    """Smoothed over a few beats; a new point where the tempo has changed by more than 1 %."""
    sections: tuple[Section, ...]
    """Boundaries lie on downbeats where there are any. None in a sound without music."""
    swells: tuple[Swell, ...]
    energy_arc: FloatArray
    """(S,) one value a second, 0..1: how loud it is in sones, and how many sounds begin, over about four seconds.

    1 is as loud and busy as the loud passages of the track, 0 a quarter as loud, or its quiet passages if those are
    softer still.
    """
    keys: tuple[KeySpan, ...]
    speech: tuple[SpeechSpan, ...]
    """Where a voice is active."""
    pauses: tuple[Pause, ...]
    """In a sound without any speech, one pause that is all of it."""
    loudness: Loudness
