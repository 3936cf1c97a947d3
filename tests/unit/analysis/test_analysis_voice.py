"""Speech and pauses against edges that are known to the sample."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from onset.analysis.analyze import analyze
from onset.analysis.speech.envelope import STEP_SAMPLES
from onset.analysis.speech.spans import SHORTEST_PAUSE_SAMPLES, speech_and_pauses
from onset.timeline.sound import FloatArray
from onset.timeline.span import Span
from tests.unit.analysis.sounds import RATE_HZ, Speech, click, mono, pink, speak, struck, tone

CLEAN_TOLERANCE_MS = 20
NOISY_TOLERANCE_MS = 40
GAPS_S = [0.4, 0.16, 0.5, 0.25, 1.1, 0.2, 0.35, 0.6]


def worst_edge_ms(pauses: tuple[Span, ...], speech: Speech) -> float:
    """The largest error of a pause's edge; the sound's own ends are none."""
    assert len(pauses) == len(speech.gaps), f"{len(pauses)} pauses where {len(speech.gaps)} are"
    errors = [
        (pause.start_sample - gap[0], pause.end_sample - gap[1]) for pause, gap in zip(pauses, speech.gaps, strict=True)
    ]
    return float(np.abs(errors).max()) * 1000 / RATE_HZ


def with_noise(speech: Speech, snr_db: float, noise: np.ndarray) -> FloatArray:
    spoken = np.concatenate([speech.samples[0, start:end] for start, end in speech.words])
    return speech.samples + mono(noise * spoken.std() * 10 ** (-snr_db / 20))


@pytest.mark.parametrize("seed", range(6))
def test_clean_pauses(seed: int) -> None:
    speech = speak(GAPS_S, seed)
    analysis = analyze(speech.samples)
    assert worst_edge_ms(analysis.pauses, speech) < CLEAN_TOLERANCE_MS
    assert len(analysis.speech) == len(speech.words)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("snr_db", [40, 20, 10])
@pytest.mark.parametrize("color", ["white", "pink"])
def test_pauses_in_noise(color: str, snr_db: float, seed: int) -> None:
    speech = speak(GAPS_S, seed)
    count = speech.samples.size
    noise = pink(count, seed) if color == "pink" else np.random.default_rng(seed).standard_normal(count)
    assert worst_edge_ms(analyze(with_noise(speech, snr_db, noise)).pauses, speech) < NOISY_TOLERANCE_MS


def test_a_background_that_starts_at_once_is_no_voice() -> None:
    speech = speak([1.0, 0.5, 9.0])
    background = mono(0.003 * pink(speech.samples.size))
    switched_on = speech.words[-1][1] + RATE_HZ
    background[:, :switched_on] = 0
    analysis = analyze(speech.samples + background)
    assert len(analysis.speech) == 2, analysis.speech
    assert analysis.speech[-1].end_sample < switched_on


@pytest.mark.parametrize("level_db", [-50, -20, 0])
def test_level_does_not_matter(level_db: float) -> None:
    speech = speak(GAPS_S)
    quieter = speech.samples * np.float32(10 ** (level_db / 20))
    assert worst_edge_ms(analyze(quieter).pauses, speech) < CLEAN_TOLERANCE_MS


@pytest.mark.parametrize(
    "sound",
    [
        np.zeros((1, 2 * RATE_HZ), np.float32),
        np.full((1, 2 * RATE_HZ), 0.2, np.float32),
        struck([0.5, 1.0], click()[:240], 2),
        mono(0.05 * pink(2 * RATE_HZ)),
        mono(0.01 * np.random.default_rng(0).standard_normal(2 * RATE_HZ)),
    ],
    ids=["silence", "constant", "clicks", "pink noise", "white noise"],
)
def test_there_is_no_speech(sound: FloatArray) -> None:
    analysis = analyze(sound)
    assert analysis.speech == ()
    assert [(pause.start_sample, pause.end_sample) for pause in analysis.pauses] == [(0, sound.shape[1])]


def test_opposite_phases_do_not_cancel() -> None:
    speech = speak(GAPS_S)
    analysis = analyze(np.concatenate((speech.samples, -speech.samples)))
    assert worst_edge_ms(analysis.pauses, speech) < CLEAN_TOLERANCE_MS
    assert analysis.features.rms.max() > 0.05


def test_rumble_is_no_voice() -> None:
    speech = speak(GAPS_S)
    rumble = mono(0.2 * tone(25, speech.samples.size / RATE_HZ + 1)[: speech.samples.size])
    assert worst_edge_ms(analyze(speech.samples + rumble).pauses, speech) < CLEAN_TOLERANCE_MS


@given(
    voiced=hnp.arrays(bool, st.integers(1, 600), elements=st.booleans())
    | hnp.arrays(bool, st.integers(1, 600), fill=st.booleans()),
    missing=st.integers(0, STEP_SAMPLES - 1),
)
@settings(max_examples=200, deadline=None)
def test_speech_and_pauses_tile_the_sound(voiced: np.ndarray, missing: int) -> None:
    sample_count = voiced.size * STEP_SAMPLES - missing
    regions = np.flatnonzero(np.diff(np.concatenate(([0], voiced, [0])))).reshape(-1, 2)
    speech, pauses = speech_and_pauses(
        regions,
        sample_count,
        envelope=np.tile(voiced.astype(np.float32), (2, 1)),
        pitch_hz=np.zeros(1 + voiced.size // 4, np.float32),
        nuclei=np.zeros(0, int),
    )
    spans = sorted((*speech, *pauses), key=lambda span: span.start_sample)
    for earlier, later in zip(spans, spans[1:], strict=False):
        assert earlier.end_sample == later.start_sample
    assert all(pause.length >= SHORTEST_PAUSE_SAMPLES for pause in pauses)
    assert all(0 <= pause.strength <= 1 for pause in pauses)
    if spans:
        assert spans[0].start_sample < SHORTEST_PAUSE_SAMPLES
        assert sample_count - SHORTEST_PAUSE_SAMPLES < spans[-1].end_sample <= sample_count
