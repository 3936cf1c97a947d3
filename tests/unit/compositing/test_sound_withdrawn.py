"""Work on sound asks every few seconds of it whether it is still wanted, and ends when it is not."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile

from onset.compositing.sound import aac, pcm
from onset.compositing.sound.cleanup.treat import treat
from onset.compositing.sound.master import master
from onset.compositing.sound.mix import write_mix
from onset.evaluation.heard import decode_sound
from onset.runtime.errors import CancelledError
from onset.timeline.brief import VoiceTreatment
from onset.timeline.plan import Accent, AccentKind
from onset.timeline.profile import profile
from onset.timeline.span import Span
from tests.unit.compositing.material import scene, timeline

RATE = 48_000
SECONDS = 12
APART_S = 4.0
"""Of sound at most between two questions, in each pass over it."""


class Caller:
    """Leaves at the n-th question."""

    def __init__(self, stays_for: float = np.inf) -> None:
        self.asked = 0
        self._stays_for = stays_for

    def gone(self) -> bool:
        self.asked += 1
        return self.asked > self._stays_for


def noise(path: Path) -> Path:
    samples = np.random.default_rng(3).normal(size=(SECONDS * RATE, 2)) * 0.05
    soundfile.write(path, samples, RATE, subtype="FLOAT")
    return path


def mix(folder: Path, caller: Caller) -> None:
    film = timeline([scene(0, 30 * SECONDS)], speech=[Span(0, SECONDS * RATE)])
    film = replace(film, mix=replace(film.mix, accents=(Accent(RATE, AccentKind.HIT, -6.0),)))
    write_mix(film, noise(folder / "voice.wav"), noise(folder / "music.wav"), folder / "mix.f32", caller.gone)


def cleaned(treatment: VoiceTreatment) -> Callable[[Path, Caller], None]:
    def clean(folder: Path, caller: Caller) -> None:
        treat(noise(folder / "voice.wav"), (treatment,), folder / "treated.wav", caller.gone)

    return clean


def level(folder: Path, caller: Caller) -> None:
    samples, _ = soundfile.read(noise(folder / "sound.wav"))
    pcm.write(folder / "mix.f32", [samples])
    master(folder / "mix.f32", folder, profile("social").audio, caller.gone)


def judge(folder: Path, caller: Caller) -> None:
    film = folder / "film.mp4"
    if not film.exists():
        tone = np.sin(np.arange(SECONDS * RATE)[:, None] * np.array([0.02, 0.03])).astype(np.float32)
        aac.encode([tone], film, 128)
    decode_sound(film, most_ms=1000 * SECONDS, most_samples=RATE, cancelled=caller.gone)


WORKS: dict[str, Callable[[Path, Caller], None]] = {
    "mixing": mix,
    "levelling": level,
    "judging": judge,
    "denoising": cleaned(VoiceTreatment.DENOISE),
    "softening sibilants": cleaned(VoiceTreatment.DEESS),
    "levelling phrases": cleaned(VoiceTreatment.LEVEL),
}


@pytest.mark.parametrize("name", WORKS)
def test_it_asks_often_and_ends_when_told(tmp_path: Path, name: str) -> None:
    stays = Caller()
    WORKS[name](tmp_path, stays)
    assert stays.asked >= SECONDS / APART_S
    for share in (0.0, 0.5, 0.9):
        leaves = Caller(int(share * stays.asked))
        with pytest.raises(CancelledError):
            WORKS[name](tmp_path, leaves)
        assert leaves.asked == int(share * stays.asked) + 1


def test_mending_clicks_ends_when_told(tmp_path: Path) -> None:
    """It is done by a program, which is asked about by the clock."""
    with pytest.raises(CancelledError):
        treat(noise(tmp_path / "voice.wav"), (VoiceTreatment.DECLICK,), tmp_path / "treated.wav", lambda: True)
    assert not (tmp_path / "treated.wav").exists()
