"""Speaking rate and the strength of pauses."""

import numpy as np
import pytest

from onset.analysis.analyze import analyze
from onset.analysis.speech.envelope import STEPS_PER_S
from onset.analysis.speech.spans import pause_strengths
from onset.models.beat_tracker.corpus.espeak import Manner
from onset.models.voice_detector.corpus.voices import espeak
from onset.timeline.sound import FloatArray, Pause
from tests.unit.analysis.sounds import RATE_HZ, mono, pink

COUNTED = {
    "The museum opens at half past ten.": 9,
    "A river runs behind the old library.": 10,
    "Sunlight fell across the breakfast table.": 9,
    "Many hands carried water to the garden.": 11,
}


def spoken_rate(words_per_min: int, snr_db: float | None) -> tuple[float, float]:
    """Syllables a second as measured and as spoken, over all sentences."""
    measured_s, spoken_s, syllables, nuclei = 0.0, 0.0, 0, 0.0
    for sentence, count in COUNTED.items():
        sound = espeak(sentence, Manner("en-us+m3", words_per_min)).astype(float)
        if snr_db is not None:
            sound += pink(sound.size) * sound.std() * 10 ** (-snr_db / 20)
        for span in analyze(mono(np.pad(sound, RATE_HZ // 2))).speech:
            nuclei += span.syllables_per_s * span.length / RATE_HZ
            measured_s += span.length / RATE_HZ
        syllables += count
        spoken_s += sound.size / RATE_HZ
    return nuclei / measured_s, syllables / spoken_s


@pytest.mark.parametrize("snr_db", [None, 10])
def test_speaking_rate(snr_db: float | None) -> None:
    slow, fast = spoken_rate(120, snr_db), spoken_rate(200, snr_db)
    for measured, spoken in (slow, fast):
        assert measured == pytest.approx(spoken, rel=0.25)
    assert fast[0] > 1.25 * slow[0]


def test_a_word_is_too_short_to_have_a_rate() -> None:
    sound = np.pad(espeak("Go", Manner("en-us", 250))[: RATE_HZ // 5], RATE_HZ // 2)
    assert [span.syllables_per_s for span in analyze(mono(sound)).speech] == [0.0]


def strengths(
    gaps_s: list[tuple[float, float]], pause_level: float = 1e-6, pitch_hz: FloatArray | None = None
) -> np.ndarray:
    """Of pauses in twenty seconds of a steady voice."""
    envelope = np.full((2, 20 * STEPS_PER_S), 0.01, np.float32)
    for start_s, end_s in gaps_s:
        envelope[:, round(start_s * STEPS_PER_S) : round(end_s * STEPS_PER_S)] = pause_level
    pitch = np.zeros(2001, np.float32) if pitch_hz is None else pitch_hz
    return pause_strengths((np.array(gaps_s) * RATE_HZ).astype(int), envelope, pitch)


def test_a_longer_pause_is_a_stronger_one() -> None:
    found = strengths([(2, 2.2), (5, 5.3), (8, 8.6), (11, 12), (15, 17)])
    assert (np.diff(found) > 0).all()
    assert found[0] < 0.5 < found[-1]


def test_a_pause_is_as_strong_as_its_neighbours_are_short() -> None:
    among_short = strengths([(2, 2.2), (5, 5.2), (8, 8.5), (11, 11.2), (14, 14.2)])[2]
    among_long = strengths([(2, 3.2), (5, 6.2), (8, 8.5), (11, 12.2), (14, 15.2)])[2]
    assert among_short > among_long + 0.1


def test_a_pause_over_music_is_weaker_than_one_in_silence() -> None:
    assert strengths([(5, 5.5)], pause_level=1e-3)[0] < strengths([(5, 5.5)])[0] - 0.1


def test_a_falling_pitch_ends_a_statement() -> None:
    level = np.full(2001, 150, np.float32)
    falling = level.copy()
    falling[480:500] = 105
    assert strengths([(5, 5.5)], pitch_hz=falling)[0] > strengths([(5, 5.5)], pitch_hz=level)[0] + 0.1


def test_a_pause_is_all_of_a_sound_without_speech() -> None:
    (pause,) = analyze(np.zeros((1, RATE_HZ), np.float32)).pauses
    assert isinstance(pause, Pause)
    assert 0 <= pause.strength <= 1
