"""How deep the bed is lowered is found in the sound, with the music as the probe; what cannot be told is said."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile

from onset.compositing.sound.bed import loop
from onset.evaluation.ducking import check_ducking
from onset.timeline.bed import ATTACK, RELEASE, fade, loop_overlap
from onset.timeline.plan import MixPlan, VoiceEdit
from onset.timeline.span import Span
from onset.timeline.verdict import Check, Outcome

RATE = 48_000
TOTAL = 8 * RATE
SPEECH = (Span(RATE, 3 * RATE), Span(3 * RATE + RATE // 5, 5 * RATE))
MIX = MixPlan((VoiceEdit(0, TOTAL, 0),), -8.0, 14.0, SPEECH)


def coloured(seed: int, low: float) -> np.ndarray:
    """(TOTAL,) noise that is strongest at low frequencies."""
    spectrum = np.fft.rfft(np.random.default_rng(seed).normal(size=TOTAL))
    hertz = np.fft.rfftfreq(TOTAL, 1 / RATE)
    sound = np.fft.irfft(spectrum / (1 + hertz / low), TOTAL)
    return np.asarray(sound / np.abs(sound).max())


def lowered(depth_db: float) -> np.ndarray:
    """(TOTAL,) gain; linear fades about both stretches, which are bridged."""
    at = np.arange(TOTAL)
    share = np.interp(at, [RATE - ATTACK, RATE, 5 * RATE, 5 * RATE + RELEASE], [0, 1, 1, 0])
    return 10 ** (-depth_db * share / 20)


def film(
    folder: Path, depth_db: float, *, bed_db: float = -8.0, seed: int = 1, noise: float = 0.0
) -> tuple[np.ndarray, Path]:
    """Voice over a bed that is lowered by so much, and the bed's music."""
    music = coloured(seed, 300.0)
    soundfile.write(folder / "music.wav", music, RATE, subtype="FLOAT")
    at = np.arange(TOTAL) / RATE
    pitch = 2 * np.pi * (140 * at + 6 * np.sin(2 * np.pi * 0.7 * at))
    voice = sum(np.sin(n * pitch) / n for n in range(1, 20)) * (0.5 + 0.5 * np.sin(2 * np.pi * 4 * at))
    voice *= (at >= 1) & (at < 5)
    bed = music * fade(TOTAL, 0, TOTAL) * 10 ** (bed_db / 20) * lowered(depth_db)
    return 0.4 * (voice + bed) + noise * np.random.default_rng(9).normal(size=TOTAL), folder / "music.wav"


def check(folder: Path, mix: MixPlan = MIX, **changes: float) -> Check:
    sound, music = film(folder, **{"depth_db": 14.0, **changes})  # type: ignore[arg-type]  # by name
    (found,) = check_ducking(sound, music, mix, len(sound))
    assert found.name == "sound.ducking"
    return found


@pytest.mark.parametrize("depth_db", [0.0, 6.0, 12.0, 18.0, 24.0])
@pytest.mark.parametrize("seed", [1, 2])
def test_the_depth_is_found(tmp_path: Path, depth_db: float, seed: int) -> None:
    found = check(tmp_path, replace(MIX, duck_db=depth_db), depth_db=depth_db, seed=seed)
    assert found.outcome is Outcome.PASS
    assert found.value == pytest.approx(depth_db, abs=0.7)


def test_another_depth_than_ordered_fails(tmp_path: Path) -> None:
    found = check(tmp_path, depth_db=8.0)
    assert found.outcome is Outcome.FAIL
    assert found.value == pytest.approx(8.0, abs=0.5)
    assert found.limit == "14 ± 2 dB"


def test_a_film_that_speaks_throughout_cannot_tell(tmp_path: Path) -> None:
    found = check(tmp_path, replace(MIX, speech=(Span(0, TOTAL),)))
    assert found.outcome is Outcome.INFO
    assert "without speech for less than" in found.detail


def test_a_film_without_speech_cannot_tell(tmp_path: Path) -> None:
    assert "with speech for less than" in check(tmp_path, replace(MIX, speech=())).detail


def test_a_bed_that_drowns_cannot_tell(tmp_path: Path) -> None:
    found = check(tmp_path, bed_db=-60.0, noise=0.3)
    assert found.outcome is Outcome.INFO
    assert "cannot be measured" in found.detail


def test_music_that_is_not_in_the_film_cannot_tell(tmp_path: Path) -> None:
    sound, _ = film(tmp_path, 14.0)
    soundfile.write(tmp_path / "other.wav", np.zeros(TOTAL), RATE)
    (found,) = check_ducking(sound, tmp_path / "other.wav", MIX, len(sound))
    assert found.outcome is Outcome.INFO


def test_a_looped_bed_is_known_between_its_crossfades(tmp_path: Path) -> None:
    short = coloured(3, 300.0)[: 3 * RATE, None]
    soundfile.write(tmp_path / "short.wav", short, RATE, subtype="FLOAT")
    laid = loop(lambda a, b: short[a:b].copy(), len(short), loop_overlap(len(short), TOTAL), 0, TOTAL)[:, 0]
    sound = 0.4 * laid * fade(TOTAL, 0, TOTAL) * lowered(14.0)
    (found,) = check_ducking(sound, tmp_path / "short.wav", MIX, len(sound))
    assert found.outcome is Outcome.PASS
    assert found.value == pytest.approx(14.0, abs=0.2)
