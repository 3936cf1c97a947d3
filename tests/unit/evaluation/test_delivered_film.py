"""A film made as planned passes every check; each way to spoil it fails exactly the check that is there for it."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from onset.evaluation import evaluate as evaluating
from onset.evaluation.evaluate import Delivery, evaluate
from onset.evaluation.footage import Footage
from onset.evaluation.sound import Loudness
from onset.runtime.heed import Cancelled, withdrawn
from onset.timeline.brief import Size
from onset.timeline.plan import Timeline
from onset.timeline.profile import Profile
from onset.timeline.profile_rules import AudioRules, DurationRule
from onset.timeline.sound import AudioAnalysis
from onset.timeline.speech import Transcript
from onset.timeline.time import SAMPLE_RATE_HZ, FrameRate
from onset.timeline.verdict import Check, Outcome, Verdict
from tests.unit.evaluation.films import (
    RATE,
    SIZE,
    SOCIAL,
    X264_HIGH,
    Change,
    Master,
    Spoken,
    analyse,
    deliver,
    plan,
    programme,
    shoot,
    speak,
    subtitles,
    transcribe,
    write_film,
)

TEXT = ("Wake", "up", "to", "a", "calmer", "morning", "with", "Aurora", "the", "gentle", "lamp")
GAIN_FOR_TARGET = 1.53
"""Brings the synthetic voice to -14 LUFS."""


@dataclass(frozen=True)
class Case:
    timeline: Timeline
    spoken: Spoken
    transcript: Transcript
    analysis: AudioAnalysis

    def frames(self, **options: float) -> Iterator[np.ndarray]:
        return shoot(self.timeline, **options)

    def sound(self, **options: float) -> np.ndarray:
        return programme(self.timeline, self.spoken, gain=GAIN_FOR_TARGET, **options)

    def judge(self, delivery: Delivery) -> Verdict:
        return evaluate(delivery, self.timeline, self.transcript, self.analysis)


@pytest.fixture(scope="module")
def case() -> Case:
    spoken = speak(TEXT, pause_after=(4, 7))
    start = 4_800
    first, second = (RATE.frame_of_sample(start + (a.start_sample + a.end_sample) // 2) for a in spoken.pauses)
    timeline = plan(165, [Change(first), Change(second, 10)], spoken=spoken, voice_start=start)
    return Case(timeline, spoken, transcribe(spoken.words), analyse(spoken.samples))


def failures(verdict: Verdict) -> set[str]:
    return {check.name for check in verdict.checks if check.outcome is Outcome.FAIL}


def figure(verdict: Verdict, name: str) -> Check:
    return next(check for check in verdict.checks if check.name == name)


def film(case: Case, folder: Path, *, master: Master | None = None, **options: object) -> Delivery:
    path = write_film(
        folder / "film.mp4",
        options.get("frames", case.frames()),
        options.get("sound", case.sound()),
        master or Master(),
    )
    return deliver(path, case.timeline)


def test_a_picture_that_cannot_be_decoded_does_not_wait_for_the_sound(
    case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    began, ended, stopped = threading.Event(), threading.Event(), []

    def endless(_path: Path, *, timeout_s: float, cancelled: Cancelled) -> Loudness:
        began.set()
        give_up_at = time.monotonic() + 10
        while not cancelled() and time.monotonic() < give_up_at:
            ended.wait(0.01)
        stopped.append(cancelled())
        raise withdrawn()

    def undecodable(_path: Path, **_options: object) -> Footage:
        assert began.wait(10)
        raise ValueError("the pictures cannot be decoded")

    monkeypatch.setattr(evaluating, "measure_loudness", endless)
    monkeypatch.setattr(evaluating, "decode_footage", undecodable)
    with pytest.raises(ValueError, match="cannot be decoded"):
        case.judge(film(case, tmp_path))
    assert stopped == [True]


def test_a_film_made_as_planned_passes_every_check(case: Case, tmp_path: Path) -> None:
    verdict = case.judge(film(case, tmp_path))
    assert failures(verdict) == set(), [check for check in verdict.checks if check.outcome is Outcome.FAIL]
    assert {check.name.split(".")[0] for check in verdict.checks} == {
        "file", "profile", "cuts", "captions", "sync", "sound", "picture",
    }  # fmt: skip
    assert all(np.isfinite(check.value) for check in verdict.checks)
    assert abs(figure(verdict, "cuts.timing").value) < 5
    assert abs(figure(verdict, "sync.av_offset").value) < 2
    assert len({check.name for check in verdict.checks}) == len(verdict.checks)


def _flashing(case: Case) -> Iterator[np.ndarray]:
    for index, pixels in enumerate(case.frames()):
        yield np.full_like(pixels, 255 if index % 4 < 2 else 0) if 20 <= index < 50 else pixels


def _frozen(case: Case) -> Iterator[np.ndarray]:
    frames = list(case.frames())
    return iter(frames[:80] + [frames[80]] * 40 + frames[120:])


def _frozen_end(case: Case) -> Iterator[np.ndarray]:
    frames = list(case.frames())
    return iter(frames[:120] + [frames[120]] * 45)


def _replaced(case: Case, first: int, last: int, value: int) -> Iterator[np.ndarray]:
    for index, pixels in enumerate(case.frames()):
        yield np.full_like(pixels, value) if first <= index < last else pixels


def _one_scene(case: Case) -> Iterator[np.ndarray]:
    return shoot(replace(case.timeline, scenes=(replace(case.timeline.scenes[0], end_frame=165),)))


def _tone(case: Case) -> np.ndarray:
    return 0.2 * np.sin(2 * np.pi * 440 * np.arange(case.timeline.sample_count) / SAMPLE_RATE_HZ)


def _muted_end(case: Case) -> np.ndarray:
    sound = case.sound()
    last = case.spoken.words[-1]
    sound[case.timeline.mix.voice[0].shift_samples + last.start_sample :] = 0
    return sound


SPOILED: dict[str, tuple[Callable[[Case], dict[str, object]], set[str]]] = {
    "another codec": (lambda _: {"master": Master(codec="mpeg4", options={"b": "4000000"})}, {"file.video_codec"}),
    "another profile": (
        lambda _: {"master": Master(options={**X264_HIGH, "profile": "baseline"})},
        {"file.video_codec"},
    ),
    "another pixel format": (
        lambda _: {"master": Master(pixel_format="yuv444p", options={"preset": "veryfast"})},
        {"file.video_codec"},
    ),
    "colours tagged as BT.601": (lambda _: {"master": Master(color=6)}, {"file.color"}),
    "another frame rate within": (lambda _: {"master": Master(jitter=(40, 41, 42))}, {"file.constant_rate"}),
    "a frame short": (lambda case: {"frames": iter(list(case.frames())[:-1])}, {"file.frames", "file.duration"}),
    "no sound": (lambda _: {"sound": None}, {"file.audio_codec", "sync.av_offset"}),
    "another sound codec": (lambda _: {"master": Master(audio_codec="mp3")}, {"file.audio_codec"}),
    "half the sample rate": (lambda _: {"master": Master(audio_rate_hz=24_000)}, {"file.audio_codec"}),
    "half the sound": (
        lambda case: {"sound": case.sound()[: 2 * SAMPLE_RATE_HZ]},
        {"file.audio_duration", "sound.last_word"},
    ),
    "index at the end": (lambda _: {"master": Master(faststart=False)}, {"file.faststart"}),
    "pictures start late": (
        lambda _: {"master": Master(start_s=Fraction(1, 5))},
        {"file.edit_list", "cuts.timing", "sync.av_offset"},
    ),
    "open groups": (
        lambda _: {"master": Master(options={**X264_HIGH, "x264-params": "open-gop=1:bframes=3:scenecut=0:keyint=30"})},
        {"file.gop"},
    ),
    "pictures four frames late": (
        lambda case: {"frames": case.frames(late_frames=4)},
        {"cuts.timing", "cuts.cue", "sync.av_offset", "cuts.at.1", "cuts.at.2"},
    ),
    "sound 120 ms late": (lambda case: {"sound": case.sound(late_s=0.12)}, {"sync.av_offset"}),
    "a tone instead of the voice": (lambda case: {"sound": _tone(case)}, {"sound.voice", "sync.av_offset"}),
    "no last word": (lambda case: {"sound": _muted_end(case)}, {"sound.last_word"}),
    "6 dB too quiet": (lambda case: {"sound": 0.5 * case.sound()}, {"sound.loudness"}),
    "clipped": (lambda case: {"sound": np.clip(12 * case.sound(), -1, 1)}, {"sound.loudness", "sound.true_peak"}),
    "one scene only": (lambda case: {"frames": _one_scene(case)}, {"cuts.missed", "cuts.missed.1", "cuts.missed.2"}),
    "a cut nobody planned": (
        lambda case: {"frames": _replaced(case, 130, 150, 200)},
        {"cuts.unplanned", "cuts.unplanned.1"},
    ),
    "flashing": (lambda case: {"frames": _flashing(case)}, {"picture.flashes"}),
    "black": (lambda case: {"frames": _replaced(case, 20, 35, 0)}, {"picture.black"}),
    "frozen end": (lambda case: {"frames": _frozen_end(case)}, {"picture.frozen"}),
    "frozen": (lambda case: {"frames": _frozen(case)}, {"picture.frozen"}),
}  # fmt: skip


@pytest.mark.parametrize("name", SPOILED)
def test_each_fault_fails_its_check(case: Case, tmp_path: Path, name: str) -> None:
    spoil, expected = SPOILED[name]
    verdict = case.judge(film(case, tmp_path, **spoil(case)))
    assert expected <= failures(verdict), f"{name}: failed {failures(verdict)}"
    assert all(np.isfinite(check.value) for check in verdict.checks)
    assert not verdict.passed


@pytest.mark.parametrize(
    "name",
    ["another codec", "colours tagged as BT.601", "index at the end", "6 dB too quiet", "frozen end", "open groups"],
)
def test_a_fault_of_the_file_fails_nothing_else(case: Case, tmp_path: Path, name: str) -> None:
    spoil, expected = SPOILED[name]
    assert failures(case.judge(film(case, tmp_path, **spoil(case)))) == expected


@pytest.mark.parametrize(("late_frames", "late_s", "early_ms"), [(2, 0.0, 66.7), (0, 0.09, -90.0), (3, 0.1, 0.0)])
def test_offset_is_that_of_sound_against_picture(
    case: Case, tmp_path: Path, late_frames: int, late_s: float, early_ms: float
) -> None:
    delivery = film(case, tmp_path, frames=case.frames(late_frames=late_frames), sound=case.sound(late_s=late_s))
    assert figure(case.judge(delivery), "sync.av_offset").value == pytest.approx(early_ms, abs=5)


def test_a_group_of_pictures_longer_than_five_seconds_fails(tmp_path: Path) -> None:
    spoken = speak(["one", "two", "three"])
    timeline = plan(170, spoken=spoken)
    master = Master(gop_frames=400, options={**X264_HIGH, "sc_threshold": "0"})
    path = write_film(tmp_path / "film.mp4", shoot(timeline), programme(timeline, spoken), master)
    verdict = evaluate(deliver(path, timeline), timeline, transcribe(spoken.words), analyse(spoken.samples))
    assert "file.gop" in failures(verdict)


def test_a_picture_of_another_size_fails(case: Case, tmp_path: Path) -> None:
    verdict = case.judge(replace(film(case, tmp_path), size=Size(90, 160)))
    assert failures(verdict) == {"file.size"}


def test_captions_late_by_200_ms_fail(case: Case, tmp_path: Path) -> None:
    srt, vtt = subtitles(case.timeline, late_ms=200)
    verdict = case.judge(replace(film(case, tmp_path), srt=srt, vtt=vtt))
    assert {"captions.sync", "captions.visible"} <= failures(verdict)


def test_loudness_is_measured_not_assumed(case: Case, tmp_path: Path) -> None:
    (tmp_path / "quiet").mkdir()
    loud, quiet = (
        figure(case.judge(film(case, folder, sound=factor * case.sound())), "sound.loudness").value
        for folder, factor in ((tmp_path, 1.0), (tmp_path / "quiet", 10 ** (-3 / 20)))
    )
    assert loud - quiet == pytest.approx(3, abs=0.15)


@pytest.mark.parametrize("content", [b"", b"no film at all", b"\x00\x00\x00\x18ftypisom" + bytes(12)])
def test_what_is_no_film_is_refused(case: Case, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "film.mp4"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=r"MP4|picture|box"):
        case.judge(Delivery(path, "", "", SIZE, SOCIAL))


def test_a_truncated_film_is_refused_or_fails(case: Case, tmp_path: Path) -> None:
    delivery = film(case, tmp_path)
    whole = delivery.video.read_bytes()
    delivery.video.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(ValueError, match=r"MP4|box|decoded"):
        case.judge(delivery)


def _asking(**changes: object) -> Profile:
    return replace(SOCIAL, **changes)  # type: ignore[arg-type]


VIDEO = SOCIAL.video
WANTS = {
    "profile.size": _asking(sizes=(Size(90, 160),)),
    "profile.frame_rate": _asking(frame_rates=(FrameRate(25),)),
    "profile.duration": _asking(duration=DurationRule((6.0,), 6.0, 6.0)),
    "profile.bit_rate": _asking(video=replace(VIDEO, least_mbps=50.0)),
    "profile.level": _asking(video=replace(VIDEO, highest_level=10)),
    "profile.file_size": _asking(max_bytes=20_000),
    "profile.audio_bit_rate": _asking(audio=AudioRules(512, 512, -14.0, 0.5, -1.0)),
    "sound.loudness": _asking(audio=AudioRules(128, 64, -24.0, 2.0, -1.0)),
    "file.gop": _asking(video=replace(VIDEO, longest_group_s=1.0)),
}


def test_each_wish_of_a_destination_that_the_file_does_not_meet_fails_alone(case: Case, tmp_path: Path) -> None:
    made = film(case, tmp_path)
    for name, wanted in WANTS.items():
        verdict = case.judge(replace(made, profile=wanted))
        assert failures(verdict) == {name}, (name, [c for c in verdict.checks if c.outcome is Outcome.FAIL])
