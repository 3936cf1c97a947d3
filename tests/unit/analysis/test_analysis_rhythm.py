"""Tempo and beats on sounds whose beats are known, and no beat claimed where there is none."""

import numpy as np
import pytest

from onset.analysis.analyze import analyze
from onset.analysis.rhythm import STEADY_CONFIDENCE
from onset.timeline.sound import AudioAnalysis, FloatArray
from tests.unit.analysis.sounds import RATE_HZ, click, drums, hit, mono, pink, seconds, speak, struck, tone

TEMPO_TOLERANCE = 0.015
BEAT_TOLERANCE_S = 0.015


def beats_s(analysis: AudioAnalysis) -> np.ndarray:
    return np.array([beat.sample for beat in analysis.beats]) / RATE_HZ


@pytest.mark.parametrize("tempo_bpm", [*range(50, 221, 10), 63.7, 97.3, 128.5, 174.2, 203.9])
def test_click_track(tempo_bpm: float) -> None:
    clicks_s = np.arange(0.31, 10, 60 / tempo_bpm)
    analysis = analyze(struck(clicks_s, click(), 10))
    tempo, found_s = analysis.tempo, beats_s(analysis)
    assert tempo.autocorrelation_bpm == pytest.approx(tempo_bpm, rel=TEMPO_TOLERANCE)
    assert tempo.interval_bpm == pytest.approx(tempo_bpm, rel=TEMPO_TOLERANCE)
    assert tempo.confidence > 0.7, tempo
    assert len(found_s) == len(clicks_s), f"{len(found_s)} beats for {len(clicks_s)} clicks"
    error_s = np.abs(found_s - clicks_s)
    assert error_s.max() < BEAT_TOLERANCE_S, f"worst beat is {error_s.max() * 1000:.1f} ms off"
    assert all(0 < beat.strength <= 1 for beat in analysis.beats)


@pytest.mark.parametrize("tempo_bpm", [75, 90, 100, 110, 128, 140])
def test_drums(tempo_bpm: float) -> None:
    analysis = analyze(drums(tempo_bpm, 15) + 0.002 * mono(pink(15 * RATE_HZ)))
    assert analysis.tempo.interval_bpm == pytest.approx(tempo_bpm, rel=TEMPO_TOLERANCE)
    assert analysis.tempo.confidence > 0.7, analysis.tempo
    found = beats_s(analysis) * tempo_bpm / 60
    error_s = np.abs(found - np.round(found)) * 60 / tempo_bpm
    assert error_s.max() < BEAT_TOLERANCE_S, f"worst beat is {error_s.max() * 1000:.1f} ms off"
    assert np.all(np.diff(np.round(found)) == 1), "a beat is missing or doubled"


def test_beats_go_on_through_a_missing_click() -> None:
    clicks_s = np.arange(0.5, 12, 0.5)
    kept_s = np.delete(clicks_s, [7, 15])
    found_s = beats_s(analyze(struck(kept_s, click(), 12)))
    assert len(found_s) == len(clicks_s)
    assert np.abs(found_s - clicks_s).max() < 0.03


def test_beats_follow_a_slow_change_of_tempo() -> None:
    clicks_s = 0.3 + np.cumsum(np.linspace(0.52, 0.46, 30))
    found_s = beats_s(analyze(struck(clicks_s, click(), clicks_s[-1] + 0.5)))
    nearest_s = np.abs(found_s[:, None] - clicks_s).min(axis=1)
    assert nearest_s.max() < 0.03, f"worst beat is {nearest_s.max() * 1000:.1f} ms off"
    assert abs(len(found_s) - len(clicks_s)) <= 1


def rain(duration_s: float) -> FloatArray:
    drops_s = np.random.default_rng(5).uniform(0, duration_s - 0.1, round(8 * duration_s))
    return struck(drops_s, hit(0.05, 0.01, 2000), duration_s) * 0.2 + 0.002 * mono(pink(round(duration_s * RATE_HZ)))


def claps(duration_s: float) -> FloatArray:
    times_s = np.cumsum(np.random.default_rng(6).uniform(0.2, 0.9, round(duration_s * 3)))
    return struck(times_s[times_s < duration_s - 0.2], 0.3 * hit(0.1, 0.03, 1000), duration_s)


def talk(_: float) -> FloatArray:
    return speak([0.2, 0.3, 0.5, 0.25, 0.7, 0.2, 0.4, 0.9, 0.3, 0.2]).samples


BEATLESS = {
    "speech": talk,
    "white noise": lambda duration_s: mono(0.1 * np.random.default_rng(1).standard_normal(round(duration_s * RATE_HZ))),
    "pink noise": lambda duration_s: mono(0.1 * pink(round(duration_s * RATE_HZ))),
    "waves": lambda duration_s: mono(
        0.05 * pink(round(duration_s * RATE_HZ)) * (1.1 + np.sin(2 * np.pi * seconds(duration_s) / 5))
    ),
    "hum": lambda duration_s: mono(tone(120, duration_s) + 0.002 * pink(round(duration_s * RATE_HZ))),
    "rain": rain,
    "scattered claps": claps,
    "one click": lambda duration_s: struck([1.0], click(), duration_s),
    "two clicks": lambda duration_s: struck([0.5, 1.0], click(), duration_s),
    "silence": lambda duration_s: np.zeros((1, round(duration_s * RATE_HZ)), np.float32),
}


@pytest.mark.parametrize("duration_s", [2.5, 15])
@pytest.mark.parametrize("name", BEATLESS)
def test_no_beat_is_invented(name: str, duration_s: float) -> None:
    analysis = analyze(BEATLESS[name](duration_s))
    assert analysis.tempo.confidence < STEADY_CONFIDENCE, analysis.tempo
    assert analysis.beats == ()
    assert (analysis.tempo.autocorrelation_bpm, analysis.tempo.interval_bpm) == (0, 0)
