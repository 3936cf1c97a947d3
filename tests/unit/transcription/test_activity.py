"""Speech is found where it is, to a frame or two, in quiet and in noise."""

import numpy as np
import pytest

from onset.transcription.activity import SPEECH_RATE_HZ, listen
from tests.unit.transcription.sounds import babble

SPANS = [(0.5, 1.3), (1.65, 2.4), (3.0, 4.1)]
FRAME_S = 0.01


@pytest.mark.parametrize("level", [0.01, 0.2, 0.9])
@pytest.mark.parametrize("noise_db", [-100, -60, -45])
def test_islands_are_the_speech(level: float, noise_db: float) -> None:
    islands = listen(babble(5.0, SPANS, level=level, noise=level * 10 ** (noise_db / 20))).islands
    found = [(start * FRAME_S, end * FRAME_S) for start, end in islands]
    assert np.array(found) == pytest.approx(np.array(SPANS), abs=0.03)


def test_a_gap_as_short_as_a_plosive_is_no_pause() -> None:
    assert len(listen(babble(2.0, [(0.3, 0.8), (0.86, 1.5)])).islands) == 1
    assert len(listen(babble(2.0, [(0.3, 0.8), (0.96, 1.5)])).islands) == 2


@pytest.mark.parametrize(
    "sound",
    [
        np.zeros(0, np.float32),
        np.zeros(100, np.float32),
        np.zeros(SPEECH_RATE_HZ, np.float32),
        np.full(SPEECH_RATE_HZ, 0.5, np.float32),
        1e-5 * np.random.default_rng(1).standard_normal(SPEECH_RATE_HZ).astype(np.float32),
    ],
    ids=["empty", "shorter than a frame", "silence", "a constant", "hiss"],
)
def test_nothing_is_found_where_nobody_speaks(sound: np.ndarray) -> None:
    activity = listen(sound)
    assert activity.islands == ()
    assert activity.evidence.shape == (activity.frame_count + 1,)
    assert np.isfinite(activity.evidence).all()


def test_the_border_between_two_sounds_is_the_best_place_for_a_cut() -> None:
    activity = listen(babble(2.0, [(0.4, 0.9), (0.9, 1.5)]))
    inner = activity.evidence[50:140]
    assert (50 + int(inner.argmax())) * FRAME_S == pytest.approx(0.9, abs=0.02)
