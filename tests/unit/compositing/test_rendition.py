"""Whole renditions, measured on the delivered file."""

import errno
import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pytest
import soundfile

from onset.evaluation.sound import measure_loudness
from onset.runtime.errors import CancelledError, InvalidArgumentError
from onset.timeline.brief import Size, TransitionKind
from onset.timeline.plan import LogoShow, Timeline, Transition, VisualKind
from onset.timeline.span import Span
from onset.timeline.time import SAMPLE_RATE_HZ, FrameRate
from tests.support.rendering import Files, Job, composite
from tests.unit.compositing import material
from tests.unit.compositing.material import PUSH, SMALL, caption, flat, scene, small_order, timeline, write_clip


def never() -> bool:
    return False


def render(order: Job, folder: Path) -> Files:
    return composite(order, folder, lambda _done: None, never)


def frames_of(path: Path) -> np.ndarray:
    """(N, H, W, 3) decoded pictures."""
    with av.open(str(path)) as container:
        return np.stack([frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)])


def sound_of(path: Path) -> np.ndarray:
    """(N, 2) decoded sound from the film's first moment on."""
    with av.open(str(path)) as container:
        blocks = [frame.to_ndarray().T for frame in container.decode(audio=0) if frame.pts >= 0]
    return np.concatenate(blocks)


@pytest.mark.parametrize(
    "rate", [FrameRate(24000, 1001), FrameRate(25), FrameRate(30000, 1001), FrameRate(30), FrameRate(60)], ids=str
)
def test_duration_is_exact_at_every_frame_rate(tmp_path: Path, rate: FrameRate) -> None:
    order = small_order(tmp_path, rate=rate, frames=37)
    with av.open(str(render(order, tmp_path).video)) as container:
        video, audio = container.streams.video[0], container.streams.audio[0]
        assert video.average_rate == rate.per_second
        assert video.frames == 37
        assert video.duration * video.time_base == 37 / rate.per_second
        assert video.start_time == audio.start_time == 0
        assert abs(audio.duration * audio.time_base - 37 / rate.per_second) < 1 / SAMPLE_RATE_HZ
        times = [frame.pts * frame.time_base for frame in container.decode(video=0)]
    assert times == [number / rate.per_second for number in range(37)]


def test_format_of_the_delivered_file(tmp_path: Path) -> None:
    order = small_order(tmp_path, frames=150)
    path = render(order, tmp_path).video
    with av.open(str(path)) as container:
        video, audio = container.streams.video[0], container.streams.audio[0]
        context = video.codec_context
        assert (context.name, context.profile, context.pix_fmt) == ("h264", "High", "yuv420p")
        assert (context.colorspace, context.color_primaries, context.color_trc, context.color_range) == (1, 1, 1, 1)
        assert (audio.codec_context.name, audio.codec_context.profile) == ("aac", "LC")
        assert (audio.rate, audio.channels) == (48_000, 2)
        keys = [frame.pts * frame.time_base for frame in container.decode(video=0) if frame.key_frame]
    assert keys == [0, 2], "the third group would be shorter than the others"
    data = path.read_bytes()
    assert data.index(b"moov") < data.index(b"mdat"), "the index must stand in front"


def test_the_same_order_gives_the_same_bytes(tmp_path: Path) -> None:
    digests = []
    order = small_order(tmp_path, frames=45, music=True, captions=True)
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
        files = render(order, tmp_path / name)
        digests.append([hashlib.sha256(path.read_bytes()).hexdigest() for path in (files.video, files.srt, files.vtt)])
    assert digests[0] == digests[1]


@pytest.mark.parametrize(("level", "peaks"), [(0.02, False), (0.3, False), (0.15, True)])
def test_loudness_and_true_peak_of_the_delivered_file(tmp_path: Path, level: float, peaks: bool) -> None:
    order = small_order(tmp_path, frames=150, music=True)
    voice = material.write_voice(tmp_path / "voice.wav", 5, [(0.2, 2.2), (2.6, 4.4)], level)
    if peaks:
        samples, _ = soundfile.read(voice)
        samples[24_000::9_600] = 1.0
        soundfile.write(voice, samples, SAMPLE_RATE_HZ, subtype="FLOAT")
    film = replace(order.timeline, mix=replace(order.timeline.mix, speech=(Span(9_600, 211_200),)))
    got = measure_loudness(render(replace(order, timeline=film, voice=voice), tmp_path).video, timeout_s=60)
    assert got.integrated_lufs == pytest.approx(-14.0, abs=0.3)
    assert got.true_peak_dbtp <= -1.0


def test_silence_stays_silence(tmp_path: Path) -> None:
    order = small_order(tmp_path)
    soundfile.write(tmp_path / "voice.wav", np.zeros(48_000), SAMPLE_RATE_HZ, subtype="PCM_16")
    assert np.abs(sound_of(render(order, tmp_path).video)).max() < 1e-4


def test_ducking_depth_on_the_delivered_file(tmp_path: Path) -> None:
    """The bed is a steady tone of its own pitch, so its level can be heard out from under the voice."""
    order = small_order(tmp_path, frames=240)
    time = np.arange(8 * SAMPLE_RATE_HZ) / SAMPLE_RATE_HZ
    soundfile.write(tmp_path / "music.wav", 0.2 * np.sin(2 * np.pi * 1_000 * time), SAMPLE_RATE_HZ, subtype="FLOAT")
    voice = material.write_voice(tmp_path / "voice.wav", 8, [(3, 6)])
    film = timeline([scene(0, 240, camera=PUSH)], speech=[Span(3 * SAMPLE_RATE_HZ, 6 * SAMPLE_RATE_HZ)], duck_db=14.0)
    clip = write_clip(tmp_path / "clip.mkv", 0, (0,), SMALL, flat((90, 90, 90)))
    order = replace(order, timeline=film, voice=voice, music=tmp_path / "music.wav", clips=(clip,))
    heard = sound_of(render(order, tmp_path).video)[:, 0]

    def tone(start_s: float, end_s: float) -> float:
        part = heard[round(start_s * SAMPLE_RATE_HZ) : round(end_s * SAMPLE_RATE_HZ)]
        carrier = np.exp(-2j * np.pi * 1_000 * np.arange(len(part)) / SAMPLE_RATE_HZ) * np.hanning(len(part))
        return 20 * np.log10(abs(part @ carrier) / len(part))

    assert tone(1.0, 2.8) - tone(3.1, 5.9) == pytest.approx(14.0, abs=2.0)


def test_flash_and_beep_stay_together(tmp_path: Path) -> None:
    """A white frame and a click at the same moment come out of the whole render within half a frame of each other."""
    order = small_order(tmp_path, frames=90)
    flash_frame = 60
    samples = 0.05 * np.sin(2 * np.pi * 200 * np.arange(3 * SAMPLE_RATE_HZ) / SAMPLE_RATE_HZ)
    samples[flash_frame * 1_600 : flash_frame * 1_600 + 96] = 0.9
    soundfile.write(tmp_path / "voice.wav", samples, SAMPLE_RATE_HZ, subtype="FLOAT")
    greys = {0: 20, 59: 20, 60: 255, 61: 20, 89: 20}
    clip = write_clip(tmp_path / "clip.mkv", 0, tuple(greys), SMALL, lambda frame: flat((greys[frame],) * 3)(frame))
    path = render(replace(order, clips=(clip,)), tmp_path).video
    brightest = int(frames_of(path).mean(axis=(1, 2, 3)).argmax())
    click = int(np.abs(sound_of(path)[:, 0]).argmax()) / SAMPLE_RATE_HZ
    assert brightest == flash_frame
    assert click == pytest.approx(flash_frame / 30, abs=0.5 / 30)


def film_with_everything(folder: Path, size: Size = SMALL) -> Job:
    kind, blend = VisualKind, Transition(TransitionKind.BLEND, 8)
    plan = [
        scene(0, 12, camera=PUSH),
        scene(12, 26, kind.PRODUCT_SHOT, camera=PUSH, transition=blend, picture_id="bottle"),
        scene(26, 36, kind.BRAND_ASSET, camera=PUSH, picture_id="view"),
        scene(36, 60, kind.END_CARD, camera=PUSH, transition=blend),
    ]
    film = timeline(plan, captions=[caption("meet the new light", 2, 34)], logo=[LogoShow(0, 30)])
    clips = tuple(
        write_clip(folder / f"{index}.mkv", index, (plan[index].start_frame,), size, flat(color, size))
        for index, color in ((0, (200, 30, 30)), (1, (30, 60, 200)))
    )
    return replace(small_order(folder, frames=60, size=size), timeline=film, clips=clips, captions=True)


@pytest.mark.parametrize("size", [SMALL, Size(320, 180), Size(240, 240), Size(240, 300)], ids=str)
def test_a_film_with_everything_renders_at_any_aspect(tmp_path: Path, size: Size) -> None:
    order = film_with_everything(tmp_path, size)
    pictures = frames_of(render(order, tmp_path).video)
    assert pictures.shape == (60, size.height, size.width, 3)
    red, blue = (pictures[number, 2:12, -12:].mean(axis=(0, 1)) for number in (2, 20))
    assert red[0] > 120 > red[2], "the first scene is red"
    assert blue[2] > 80 > blue[0], "the second one blue"
    middle = pictures[8:16, 2:12, -12:, 0].mean(axis=(1, 2))
    assert (np.diff(middle) <= 1.5).all(), "the blend goes one way"
    assert abs(np.abs(np.diff(middle)).argmax() - 3) <= 1, "and is fastest at the cut"


def test_captions_are_burned_in_only_if_ordered(tmp_path: Path) -> None:
    with_captions, without = (
        frames_of(render(replace(film_with_everything(tmp_path), captions=burn), tmp_path).video)[6]
        for burn in (True, False)
    )
    changed = np.abs(with_captions.astype(int) - without.astype(int)).max(axis=2) > 40
    rows = np.flatnonzero(changed.any(axis=1))
    assert rows.size > 0
    assert rows.min() > 120
    assert rows.max() < 216


@pytest.mark.parametrize("after", [0, 2])
def test_a_cancelled_render_leaves_no_film(tmp_path: Path, after: int) -> None:
    out = tmp_path / "out"
    out.mkdir()
    calls: list[int] = []

    def progress(done: int) -> None:
        calls.append(done)

    with pytest.raises(CancelledError):
        composite(small_order(tmp_path, frames=90), out, progress, lambda: len(calls) >= after)
    assert not [path for path in out.iterdir() if "film" in path.name]


def test_a_failure_while_drawing_leaves_no_film(tmp_path: Path) -> None:
    order = film_with_everything(tmp_path)
    (tmp_path / "view.png").write_bytes(b"no picture")
    with pytest.raises(InvalidArgumentError) as refusal:
        render(order, tmp_path)
    assert refusal.value.reason == "BAD_PICTURE"
    assert not [path for path in tmp_path.iterdir() if "film" in path.name]


def test_a_full_disk_is_told_as_such(tmp_path: Path) -> None:
    order = small_order(tmp_path)
    full = tmp_path / "out"
    full.mkdir()
    (full / "mix.f32").symlink_to("/dev/full")
    with pytest.raises(OSError, match="No space left") as failure:
        render(order, full)
    assert failure.value.errno == errno.ENOSPC


def test_progress_counts_frames(tmp_path: Path) -> None:
    told: list[int] = []
    composite(small_order(tmp_path, frames=30), tmp_path, told.append, never)
    assert told == sorted(told)
    assert told[-1] <= 30
    assert len(told) >= 5


Spoil = Callable[[Job], Job]


def longer(film: Timeline) -> Timeline:
    """A film that its scenes do not fill."""
    return replace(film, duration_frames=film.duration_frames + 1)


@pytest.mark.parametrize(
    ("spoil", "reason", "field"),
    [
        (lambda order: replace(order, clips=()), "MISSING_CLIP", "clips"),
        (lambda order: replace(order, size=Size(181, 320)), "BAD_SIZE", "size"),
        (lambda order: replace(order, size=Size(182, 320)), "BAD_CLIP", "clips[0]"),
        (lambda order: replace(order, pictures={}), "UNKNOWN_PICTURE", "brand.pictures"),
        (
            lambda order: replace(order, timeline=replace(order.timeline, duration_frames=61)),
            "BAD_TIMELINE",
            "timeline",
        ),
    ],
)
def test_bad_orders_are_refused_before_any_work(tmp_path: Path, spoil: Spoil, reason: str, field: str) -> None:
    order = spoil(film_with_everything(tmp_path))
    with pytest.raises(InvalidArgumentError) as refusal:
        render(order, tmp_path)
    assert (refusal.value.reason, refusal.value.field) == (reason, field)
    assert not (tmp_path / "mix.f32").exists()
