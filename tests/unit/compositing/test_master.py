"""From mix to encoded sound: every destination's loudness within 0.3 LU, no peak above the ceiling, its bit rate."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from onset.compositing.sound import aac, pcm
from onset.compositing.sound import master as mastering
from onset.compositing.sound.loudness import measure
from onset.compositing.sound.master import master
from onset.evaluation.sound import measure_loudness
from onset.runtime.errors import CancelledError, InternalError
from onset.runtime.ffmpeg import FfmpegError
from onset.timeline.profile import profile, profiles
from onset.timeline.profile_rules import AudioRules

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
    elif kind == "lone hits":
        noise *= np.where(at % 1 < 0.001, 3.0, 1e-3)[:, None]
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
    level = measure_loudness(mastered(tmp_path, programme(kind), rules), timeout_s=60)
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
        mastered(tmp_path, programme("plain"), replace(RULES, target_lufs=-17.0, true_peak_dbtp=-12.0))
    assert caught.value.reason == "PEAK_ABOVE_CEILING"


def test_a_mix_that_needs_no_limiter_is_encoded_once_to_the_sample(tmp_path: Path) -> None:
    samples = np.stack([np.convolve(channel, np.hanning(17), "same") for channel in programme("syllables", 3).T], 1)
    rules = profile("eu_broadcast").audio
    master_file = mastered(tmp_path, samples, rules)
    assert [path.name for path in tmp_path.glob("*.m4a")] == [master_file.name]
    decoded = np.concatenate(list(aac.decode(master_file)))
    gain = 10 ** ((rules.target_lufs - measure([samples]).integrated_lufs) / 20)
    heard, meant = decoded[: len(samples), 0], gain * samples[:, 0]
    shifts = [float(heard[2000 + lag : 40_000 + lag] @ meant[2000:40_000]) for lag in range(-1100, 1100)]
    assert np.argmax(shifts) == 1100, "not a sample early or late"
    with av.open(str(master_file)) as container:
        sound = container.streams.audio[0]
        assert sound.duration * sound.time_base == Fraction(len(samples), RATE)


def test_the_same_mix_gives_the_same_file(tmp_path: Path) -> None:
    files = []
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
        files.append(mastered(tmp_path / name, programme("peaks"), RULES).read_bytes())
    assert files[0] == files[1]


def test_a_sound_that_is_lost_in_coding_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(aac, "decode", lambda _: iter([np.zeros((RATE, 2), np.float32)]))
    with pytest.raises(InternalError) as caught:
        mastered(tmp_path, programme("plain"), RULES)
    assert caught.value.reason == "SOUND_LOST"


def test_what_aac_cannot_code_is_told_as_such(tmp_path: Path) -> None:
    with pytest.raises(FfmpegError, match="The sound's encoder failed") as failure:
        aac.encode([np.full((4096, 2), np.nan, np.float32)], tmp_path / "sound.m4a", 128)
    assert failure.value.reason == "ENCODER_FAILED"
    assert not list(tmp_path.iterdir())


def test_one_moment_at_which_aac_stumbles_does_not_press_the_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    decode, limited, decoded, ceilings = aac.decode, mastering.limited, [], []

    def stumbling(path: Path) -> Iterator[np.ndarray]:
        decoded.append(path)
        for number, block in enumerate(decode(path)):
            spike = np.zeros_like(block)
            spike[100] = 1.4 if len(decoded) == 1 and number == 0 else 0.0
            yield block + spike

    def noted(samples: np.ndarray, *, gain_db: float, ceiling_dbtp: float) -> Iterator[np.ndarray]:
        ceilings.append(ceiling_dbtp)
        return limited(samples, gain_db=gain_db, ceiling_dbtp=ceiling_dbtp)

    monkeypatch.setattr(aac, "decode", stumbling)
    monkeypatch.setattr(mastering, "limited", noted)
    mastered(tmp_path, programme("peaks"), RULES)
    assert len(decoded) > 1
    assert max(ceilings) - min(ceilings) == pytest.approx(0.5), "lowered by as much as it stumbled"


def test_the_noise_under_lone_hits_is_not_lifted_for_a_loudness_that_they_cannot_reach(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    samples, limited, tries = programme("lone hits", 4), mastering.limited, []

    def noted(samples: np.ndarray, *, gain_db: float, ceiling_dbtp: float) -> Iterator[np.ndarray]:
        tries.append((gain_db, ceiling_dbtp))
        return limited(samples, gain_db=gain_db, ceiling_dbtp=ceiling_dbtp)

    monkeypatch.setattr(mastering, "limited", noted)
    level = measure(aac.decode(mastered(tmp_path, samples, RULES)))
    plain = RULES.target_lufs - measure([samples]).integrated_lufs
    assert level.integrated_lufs < RULES.target_lufs - 1, "a mix that cannot be as loud as it should be"
    assert level.true_peak_dbtp <= RULES.true_peak_dbtp
    assert max(gain_db for gain_db, _ in tries) <= plain + mastering._MOST_DRIVE_DB + 1e-6
    assert max(Counter(tries).values()) == 2, "measured and encoded, and not again to no effect"


def test_levelling_can_be_withdrawn(tmp_path: Path) -> None:
    pcm.write(tmp_path / "mix.f32", [programme("plain", 8)])
    with pytest.raises(CancelledError):
        master(tmp_path / "mix.f32", tmp_path, RULES, lambda: True)
