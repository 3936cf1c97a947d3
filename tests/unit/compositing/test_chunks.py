"""Films from chunks: whatever the division, the same file; every time exact; faults leave nothing and are told."""

import errno
import hashlib
import threading
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from onset.compositing import encoder, join
from onset.compositing.planes import Planes
from onset.evaluation.container import read_container
from onset.runtime.errors import CancelledError, InvalidArgumentError
from onset.runtime.ffmpeg import FfmpegError
from onset.timeline.brief import Size
from onset.timeline.groups import RenderQuality
from onset.timeline.profile import profile
from onset.timeline.time import FrameRate
from tests.support.rendering import composite, render_part, spread
from tests.unit.compositing.films import long_film
from tests.unit.compositing.material import small_order

RATES = [
    FrameRate(24000, 1001),
    FrameRate(25),
    FrameRate(30000, 1001),
    FrameRate(30),
    FrameRate(50),
    FrameRate(60000, 1001),
]


def never() -> bool:
    return False


def told(_frames: int) -> None:
    """Progress that nobody watches."""


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_any_number_of_chunks_gives_the_same_film(tmp_path: Path) -> None:
    """Bytes alike, so pictures are too; each chunk is drawn from its own excerpt of the film."""
    job = long_film(tmp_path)
    assert len(job.groups) == 13
    films = {}
    for count in (1, 2, 5, 13):
        folder = tmp_path / str(count)
        folder.mkdir()
        parts = [path for some in spread(job.groups, count) for path in render_part(job, some, folder, told, never)]
        join.join_groups(parts, job.groups, job.timeline.frame_rate, folder / "picture.mp4", never)
        films[count] = [digest(path) for path in (*parts, folder / "picture.mp4")]
    for count, digests in films.items():
        changed = [job.groups[index] for index in range(13) if digests[index] != films[1][index]]
        assert not changed, f"with {count} chunks other pictures in frames {changed}"
        assert digests == films[1]


@pytest.mark.parametrize("rate", RATES, ids=str)
def test_every_time_is_exact_over_groups(tmp_path: Path, rate: FrameRate) -> None:
    job = small_order(tmp_path, rate=rate, frames=260 if rate.per_second > 40 else 130)
    count = job.timeline.duration_frames
    facts = read_container(composite(job, tmp_path, told, never, chunks=2).video)
    assert facts.video.times == tuple(number / rate.per_second for number in range(count))
    assert facts.video.sync_frames == tuple(group.start for group in job.groups)
    assert len(job.groups) > 1
    assert facts.video.open_gops == 0
    assert facts.layout.index_first
    assert facts.audio is not None
    assert facts.audio.start == 0
    with av.open(str(tmp_path / "film.mp4")) as film:
        stamps = [(packet.dts, packet.pts) for packet in film.demux(video=0) if packet.size]
        assert any(pts > dts for dts, pts in stamps), "there are pictures that are coded before they are shown"
        assert film.streams.video[0].duration * film.streams.video[0].time_base == Fraction(count) / rate.per_second
    decoding = [dts for dts, _ in stamps]
    assert decoding == sorted(set(decoding))
    assert all(pts >= dts for dts, pts in stamps)


def test_parts_coded_in_other_ways_are_not_joined(tmp_path: Path) -> None:
    job = small_order(tmp_path, frames=130)
    (first,) = render_part(job, job.groups[:1], tmp_path, told, never)
    other = replace(job, profile=replace(job.profile, video=replace(job.profile.video, highest_level=51)))
    (second,) = render_part(other, job.groups[1:], tmp_path, told, never)
    with pytest.raises(InvalidArgumentError, match="ONSET_ENCODER") as refusal:
        join.join_groups([first, second], job.groups, job.timeline.frame_rate, tmp_path / "film.mp4", never)
    assert refusal.value.reason == "BAD_CHUNK"
    assert not (tmp_path / "film.mp4").exists()


def test_a_film_that_cannot_be_written_is_told_as_such(tmp_path: Path) -> None:
    job = small_order(tmp_path)
    parts = render_part(job, job.groups, tmp_path, told, never)
    with pytest.raises(FfmpegError, match="The writing of the joined pictures failed: No such file"):
        join.join_groups(parts, job.groups, job.timeline.frame_rate, tmp_path / "no folder" / "film.mp4", never)


def test_joining_can_be_withdrawn(tmp_path: Path) -> None:
    job = small_order(tmp_path, frames=130)
    parts = render_part(job, job.groups, tmp_path, told, never)
    asked = []

    def gone() -> bool:
        asked.append(1)
        return len(asked) > 3

    with pytest.raises(CancelledError):
        join.join_groups(parts, job.groups, job.timeline.frame_rate, tmp_path / "film.mp4", gone)
    assert not [path for path in tmp_path.iterdir() if "film" in path.name]


def encoded_mbps(coding: encoder.Coding, frame: Callable[[int], Planes], path: Path) -> float:
    """Bit rate of one group of 60 pictures at 30 frames a second."""
    with encoder.writer(coding, frame(0).size, FrameRate(30), path) as writer:
        for number in range(60):
            writer.write(frame(number))
    with av.open(str(path)) as film:
        return sum(packet.size for packet in film.demux(video=0)) * 8 / 2 / 1e6


def busy(number: int) -> Planes:
    """Noise, another in each picture."""
    picture = Planes.empty(Size(640, 360))
    picture.buffer[:] = np.random.default_rng(number).integers(16, 236, picture.buffer.size, np.uint8)
    return picture


CALM = Planes.filled(Size(640, 360))


@pytest.mark.parametrize("frame", [lambda _number: CALM, busy], ids=["calm", "busy"])
@pytest.mark.parametrize("name", ["dv360", "adobe_dsp_us", "eu_broadcast", "tiktok"])
def test_bit_rates_of_a_profile_are_kept(tmp_path: Path, name: str, frame: Callable[[int], Planes]) -> None:
    rules = profile(name).video
    rate = encoded_mbps(encoder.Coding(encoder.Encoder.X264, rules, RenderQuality.FINAL), frame, tmp_path / "a.mp4")
    assert rules.least_mbps <= rate <= (rules.most_mbps or rules.target_mbps * 1.6), rate


def test_a_highest_bit_rate_alone_bounds_busy_pictures_only(tmp_path: Path) -> None:
    rules = replace(profile("social").video, most_mbps=4.0)
    coding = encoder.Coding(encoder.Encoder.X264, rules, RenderQuality.FINAL)
    assert encoded_mbps(coding, busy, tmp_path / "busy.mp4") <= 4.0
    assert encoded_mbps(coding, lambda _number: CALM, tmp_path / "calm.mp4") < 0.1


def test_a_failing_encoder_is_told_and_leaves_only_complete_groups(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second group's encoder gets no memory."""
    job = small_order(tmp_path, frames=300)
    out, opened = tmp_path / "out", encoder.GroupWriter
    out.mkdir()

    def fails_later(*arguments: Any) -> encoder.GroupWriter:
        if arguments[0].name.endswith(".partial") and "group-60" in arguments[0].name:
            raise av.error.MemoryError(errno.ENOMEM, "Cannot allocate memory")
        return opened(*arguments)

    monkeypatch.setattr(encoder, "GroupWriter", fails_later)
    with pytest.raises(FfmpegError, match="The picture's encoder failed: Cannot allocate memory"):
        render_part(job, job.groups, out, told, never)
    assert [path.name for path in out.iterdir()] in ([], ["group-0.mp4"]), "only what was complete is there"
    assert not painters()


def painters() -> list[str]:
    """Threads that draw or wait for an encoder."""
    return [thread.name for thread in threading.enumerate() if thread.name.startswith(("onset-paint", "onset-drain"))]


def test_a_cancelled_chunk_leaves_nothing_running(tmp_path: Path) -> None:
    job = small_order(tmp_path, frames=300)
    out = tmp_path / "out"
    out.mkdir()
    calls: list[int] = []
    with pytest.raises(CancelledError):
        render_part(job, job.groups, out, calls.append, lambda: len(calls) >= 20)
    assert {path.name for path in out.iterdir()} <= {"group-0.mp4"}
    assert not painters()


@pytest.mark.parametrize("frames", [3, 4, 6, 120])
def test_a_chunk_is_told_to_its_last_frame(tmp_path: Path, frames: int) -> None:
    job = small_order(tmp_path, frames=frames)
    calls: list[int] = []
    render_part(job, job.groups, tmp_path, calls.append, never)
    assert calls == sorted({*range(4, frames, 4), frames})


@pytest.mark.parametrize("frames", [1, 4, 6])
def test_a_chunk_can_be_withdrawn_at_its_last_frame(tmp_path: Path, frames: int) -> None:
    """However few they are."""
    job = small_order(tmp_path, frames=frames)
    asked: list[int] = []

    def gone() -> bool:
        asked.append(1)
        return len(asked) == -(-frames // 4)

    with pytest.raises(CancelledError, match=f"at frame {frames - 1}"):
        render_part(job, job.groups, tmp_path, told, gone)
    assert not (tmp_path / "group-0.mp4").exists()


def test_a_draft_is_of_the_same_format(tmp_path: Path) -> None:
    job = replace(small_order(tmp_path), quality=RenderQuality.DRAFT)
    track = read_container(composite(job, tmp_path, told, never).video).video
    assert (track.codec, track.profile, track.pixel_format, track.open_gops) == ("h264", "High", "yuv420p", 0)
