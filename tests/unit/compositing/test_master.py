"""From mix to encoded sound: every destination's loudness within 0.3 LU, no peak above the ceiling, its bit rate."""

from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pytest

from onset.compositing.sound import master as mastering
from onset.compositing.sound import pcm
from onset.compositing.sound.loudness import measure
from onset.compositing.sound.master import master
from onset.runtime import ffmpeg
from onset.runtime.errors import CancelledError, InternalError
from onset.timeline.profile import AudioRules, profile, profiles

RATE = 48_000
RULES = profile("social").audio


def programme(kind: str, seconds: int = 2) -> np.ndarray:
    """(N, 2) sounds that are hard in different ways."""
    dice = np.random.default_rng(2)
    noise = dice.normal(size=(seconds * RATE, 2)) * 0.1
    at = np.arange(seconds * RATE) / RATE
    if kind == "peaks":
        noise[::9_600] = 1.0
    elif kind == "syllables":
        noise *= (np.sin(2 * np.pi * 3 * at) > 0.3)[:, None]
    elif kind == "soft":
        noise *= 0.01
    elif kind == "60 dB of dynamics":
        noise *= 10 ** (-60 * (0.5 + 0.5 * np.cos(2 * np.pi * at / 2)) / 20)[:, None]
    return noise


def mastered(folder: Path, samples: np.ndarray, rules: AudioRules) -> Path:
    pcm.write(folder / "mix.f32", [samples])
    return master(folder / "mix.f32", folder, rules, lambda: False)


@pytest.mark.parametrize("kind", ["plain", "peaks", "syllables", "soft", "60 dB of dynamics"])
@pytest.mark.parametrize("name", ["social", "eu_broadcast"])
def test_loudness_and_ceiling_of_the_destination(tmp_path: Path, kind: str, name: str) -> None:
    rules = profile(name).audio
    level = measure(ffmpeg.open_file(mastered(tmp_path, programme(kind), rules), container="mov").audio)
    assert level.integrated_lufs == pytest.approx(rules.target_lufs, abs=0.3)
    assert level.true_peak_dbtp <= rules.true_peak_dbtp


def test_the_bit_rate_is_the_destinations(tmp_path: Path) -> None:
    rates = {}
    for rules in {each.audio.bit_rate_kbps: each.audio for each in profiles().values()}.values():
        with av.open(str(mastered(tmp_path, programme("plain", 4), rules))) as container:
            rates[rules.bit_rate_kbps] = container.streams.audio[0].bit_rate / 1000
    assert len(rates) > 1
    for ordered, found in rates.items():
        assert found == pytest.approx(ordered, rel=0.1)


def test_silence_is_encoded_as_it_is(tmp_path: Path) -> None:
    with av.open(str(mastered(tmp_path, np.zeros((RATE, 2)), RULES))) as container:
        assert max(np.abs(frame.to_ndarray()).max() for frame in container.decode(audio=0)) < 1e-4


def test_a_ceiling_that_no_pass_keeps_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mastering, "_PASSES", 1)
    monkeypatch.setattr(mastering, "_HEADROOM_DB", -20.0)
    with pytest.raises(InternalError, match="above its ceiling") as caught:
        mastered(tmp_path, programme("plain"), replace(RULES, true_peak_dbtp=-12.0))
    assert caught.value.reason == "PEAK_ABOVE_CEILING"


def test_levelling_can_be_withdrawn(tmp_path: Path) -> None:
    pcm.write(tmp_path / "mix.f32", [programme("plain", 8)])
    with pytest.raises(CancelledError):
        master(tmp_path / "mix.f32", tmp_path, RULES, lambda: True)
