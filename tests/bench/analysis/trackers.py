"""Trackers side by side: Onset as it is served, its former dynamic program, librosa, BeatNet's network."""

import tempfile
from collections import Counter
from pathlib import Path

import librosa
import numpy as np
import scipy.ndimage
import soundfile
import soxr
from numpy.typing import NDArray

from onset.analysis.analyze import analyze_blocks
from onset.analysis.ears import Mel
from onset.analysis.rhythm.find import Rhythm, find_rhythm
from onset.analysis.triton_ears import TritonEars
from onset.runtime.triton import TritonClient
from onset.timeline.music import Beat, KeySpan
from onset.timeline.sound import AudioAnalysis, FloatArray
from onset.timeline.time import SAMPLE_RATE_HZ
from tests.bench.analysis.scores import Estimate

MODELS = ("beat_tracker", "voice_detector")
"""What Triton must serve for an analysis."""
ACTIVATION_FRAMES_PER_S = 50
PEAK_THRESHOLD = 0.3
PEAK_REACH_FRAMES = 3
TONICS = ("C", "C#", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B")


class RecordingEars(TritonEars):
    """Ears that remember what the beat tracker said first: what is doubtful is heard again."""

    first: FloatArray | None = None

    def beats(self, mel: Mel) -> FloatArray:
        heard = super().beats(mel)
        if self.first is None:
            self.first = heard
        return heard


def load(path: Path, rate_hz: int) -> FloatArray:
    """(channels, N) at a rate."""
    sound, own_rate_hz = soundfile.read(path, dtype="float32", always_2d=True)
    resampled: FloatArray = np.ascontiguousarray(soxr.resample(sound, own_rate_hz, rate_hz).T, np.float32)
    return resampled


def listen(client: TritonClient, sound: FloatArray) -> tuple[AudioAnalysis, FloatArray]:
    """Onset's analysis of a sound at 48 kHz by the served networks, and the beat tracker's activations."""
    ears = RecordingEars(client)
    with tempfile.TemporaryDirectory() as folder:
        analysis = analyze_blocks(
            [sound], channel_count=sound.shape[0], sample_count=sound.shape[1], ears=ears, folder=Path(folder)
        )
    assert ears.first is not None, "an analysis hears"
    return analysis, ears.first[:, :2]


def onset(analysis: AudioAnalysis) -> Estimate:
    """What Onset says."""
    starts = [section.start_sample for section in analysis.sections[1:]]
    return Estimate(
        beats_s=seconds(analysis.beats),
        bpm=analysis.tempo.interval_bpm,
        downbeats_s=seconds(tuple(beat for beat in analysis.beats if beat.position == 1)),
        beats_per_bar=analysis.metre.beats_per_bar,
        boundaries_s=np.array(starts, float) / SAMPLE_RATE_HZ,
        key=main_key(analysis.keys),
    )


def decoded(activations: FloatArray, analysis: AudioAnalysis) -> Estimate:
    """A network's activations through Onset's decoder."""
    rhythm: Rhythm = find_rhythm(activations, analysis.features.onset_strength, analysis.sample_count)
    return Estimate(
        beats_s=seconds(rhythm.beats),
        bpm=rhythm.tempo.interval_bpm,
        downbeats_s=seconds(tuple(beat for beat in rhythm.beats if beat.position == 1)),
        beats_per_bar=rhythm.metre.beats_per_bar,
    )


def peaks(activations: FloatArray) -> Estimate:
    """A network's activations through nothing but a peak picker."""
    highest = scipy.ndimage.maximum_filter1d(activations, 2 * PEAK_REACH_FRAMES + 1, axis=0)
    is_peak = (activations >= PEAK_THRESHOLD) & (activations == highest)
    beats, downbeats = (np.flatnonzero(column) / ACTIVATION_FRAMES_PER_S for column in is_peak.T)
    bars = np.diff(np.searchsorted(beats, downbeats - 1 / ACTIVATION_FRAMES_PER_S))
    return Estimate(
        beats_s=beats,
        bpm=60 / float(np.median(np.diff(beats))) if len(beats) > 1 else 0.0,
        downbeats_s=downbeats,
        beats_per_bar=Counter(bars.tolist()).most_common(1)[0][0] if len(bars) else 0,
    )


def librosa_beats(sound: FloatArray, rate_hz: int) -> Estimate:
    """librosa.beat.beat_track as it comes."""
    tempo, beats_s = librosa.beat.beat_track(y=sound.mean(axis=0), sr=rate_hz, units="time")
    return Estimate(beats_s=beats_s, bpm=float(np.atleast_1d(tempo)[0]))


def seconds(beats: tuple[Beat, ...]) -> NDArray[np.float64]:
    """Times of beats."""
    return np.array([beat.sample for beat in beats], float) / SAMPLE_RATE_HZ


def main_key(keys: tuple[KeySpan, ...]) -> str | None:
    """The key that most of a sound is in."""
    lengths: Counter[str] = Counter()
    for span in keys:
        lengths[f"{TONICS[span.tonic]} {span.mode.name.lower()}"] += span.end_sample - span.start_sample
    return lengths.most_common(1)[0][0] if lengths else None
