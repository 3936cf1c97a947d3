"""Options of both encoders for all profiles, which encoder a machine uses, and what its bounds promise."""

import hashlib
import logging
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from onset.compositing import encoder, hardware
from onset.compositing.encoder import Coding, Encoder, timescale, video_options, writer
from onset.compositing.planes import Planes
from onset.compositing.rate_control import rate_control
from onset.runtime.errors import FailedPreconditionError
from onset.runtime.ffmpeg import FfmpegError
from onset.timeline.brief import Size
from onset.timeline.groups import RenderQuality
from onset.timeline.h264 import LEVELS
from onset.timeline.profile import profile
from onset.timeline.profile_rules import VideoRules
from onset.timeline.time import FrameRate

FREE = profile("social").video
RATE = FrameRate(30000, 1001)


def options(chosen: Encoder, rules: VideoRules, quality: RenderQuality = RenderQuality.FINAL) -> dict[str, object]:
    return dict(video_options(Coding(chosen, rules, quality)))


@pytest.mark.parametrize("chosen", Encoder)
def test_the_format_is_the_same_whatever_encodes_it(chosen: Encoder) -> None:
    found = options(chosen, FREE)
    assert (found["profile"], found["colorspace"], found["color_range"]) == ("high", "bt709", "tv")
    assert "+cgop" in str(found["flags"])
    assert timescale(RATE) == 30_000


def test_free_pictures_have_constant_quality() -> None:
    x264, nvenc = options(Encoder.X264, FREE), options(Encoder.NVENC, FREE)
    assert (x264["preset"], x264["crf"]) == ("veryfast", 19)
    assert (nvenc["preset"], nvenc["rc"], nvenc["cq"], nvenc["b"]) == ("p5", "vbr", 21, 0)
    assert not {"maxrate", "bufsize", "level"} & (x264.keys() | nvenc.keys())


def test_drafts_take_the_fastest_presets() -> None:
    assert options(Encoder.X264, FREE, RenderQuality.DRAFT)["preset"] == "ultrafast"
    assert options(Encoder.NVENC, FREE, RenderQuality.DRAFT)["preset"] == "p1"


@pytest.mark.parametrize("chosen", Encoder)
def test_a_least_rate_is_padded_and_a_level_is_set(chosen: Encoder) -> None:
    found = options(chosen, profile("adobe_dsp_us").video)
    assert (found["b"], found["maxrate"], found["minrate"]) == ("3000k", "3000k", "3000k")
    assert found["level"] == "4.0"
    assert "crf" not in found
    assert "cq" not in found
    padding = ("nal-hrd", "cbr") if chosen is Encoder.X264 else ("cbr_padding", 1)
    assert found[padding[0]] == padding[1]


rates = st.floats(0, 40).map(lambda rate: round(rate, 1))


@given(st.tuples(rates, rates, rates).map(sorted), st.sampled_from([0, *LEVELS]), st.floats(0.5, 10))
@example([0.0, 11.0, 0.0], 30, 5.0)
@example([11.0, 11.5, 12.1], 0, 5.0)
def test_what_is_accepted_is_coded_within_its_bounds(mbps: list[float], level: int, longest_s: float) -> None:
    least, target, most = mbps
    try:
        rules = VideoRules(least, target, most, level, longest_s)
    except ValueError:
        return
    control, seconds, bound = rate_control(rules), min(2.0, longest_s), 1000 * rules.bound_mbps
    assert control.average >= 1000 * max(target, least) - 1
    assert control.is_padded == bool(least)
    if least:
        assert control.initial == control.buffer, "full at the start: nothing of the rate is spent on filling it"
    if control.highest:
        assert control.average <= control.highest
        assert control.buffer >= 0.1 * control.highest - 2, "it holds an intra picture"
    if bound:
        assert control.highest <= bound
        assert control.highest * seconds + control.initial <= bound * seconds + 2


@pytest.mark.parametrize("level", [10, 51, 60, 61, 62])
def test_x264_writes_the_level(tmp_path: Path, level: int) -> None:
    size, path, rules = Size(64, 48), tmp_path / "group.mp4", replace(FREE, highest_level=level)
    with writer(Coding(Encoder.X264, rules, RenderQuality.FINAL), size, FrameRate(10), path) as group:
        for _ in range(3):
            group.write(Planes.filled(size))
    with av.open(str(path)) as film:
        extradata = film.streams.video[0].codec_context.extradata
    assert extradata is not None
    assert extradata[3] == level, "AVCLevelIndication, ISO/IEC 14496-15"


@pytest.mark.parametrize("name", ["social", "adobe_dsp_us"])
@pytest.mark.parametrize("quality", [RenderQuality.FINAL, RenderQuality.DRAFT])
def test_x264_takes_every_option(tmp_path: Path, name: str, quality: RenderQuality) -> None:
    """None is left over, as one with a slip in its name would be; and the stream is tagged as what it is."""
    size, path = Size(64, 48), tmp_path / "group.mp4"
    with writer(Coding(Encoder.X264, profile(name).video, quality), size, RATE, path) as group:
        for _ in range(3):
            group.write(Planes.filled(size))
    with av.open(str(path)) as film:
        context = film.streams.video[0].codec_context
        assert (context.profile, context.pix_fmt) == ("High", "yuv420p")
        assert (context.color_range, context.colorspace, context.color_primaries, context.color_trc) == (1, 1, 1, 1)


def test_an_option_that_the_encoder_does_not_know_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoder, "_bounds", lambda _control: {"loudness": -14})
    with (
        pytest.raises(FfmpegError, match="knows no loudness") as failure,
        writer(Coding(Encoder.X264, FREE, RenderQuality.FINAL), Size(64, 48), RATE, tmp_path / "group.mp4"),
    ):
        pass
    assert failure.value.reason == "ENCODER_FAILED"
    assert not list(tmp_path.iterdir())


def test_a_group_that_cannot_be_written_is_told_as_such(tmp_path: Path) -> None:
    coding = Coding(Encoder.X264, FREE, RenderQuality.FINAL)
    with (
        pytest.raises(FfmpegError, match="The picture's encoder failed: No such file"),
        writer(coding, Size(64, 48), RATE, tmp_path / "no folder" / "group.mp4") as group,
    ):
        group.write(Planes.filled(Size(64, 48)))


def test_the_result_does_not_depend_on_what_memory_held(tmp_path: Path) -> None:
    """Memory is handed out filled with something else each time: what an encoder reads before it writes would show."""
    code = f"""
import sys
from pathlib import Path
import numpy as np
from onset.compositing.encoder import Coding, Encoder, writer
from onset.compositing.planes import Planes
from onset.timeline.brief import Size
from onset.timeline.groups import RenderQuality
from onset.timeline.profile import profile
from onset.timeline.time import FrameRate
picture, noise = Planes.filled(Size(540, 960)), np.random.default_rng(0).integers(60, 200, (24, 15), dtype=np.uint8)
still = np.kron(noise, np.ones((40, 36), np.uint8))
coding = Coding(Encoder.X264, profile("social").video, RenderQuality.FINAL)
with writer(coding, picture.size, FrameRate(30), Path({str(tmp_path)!r}, sys.argv[1])) as group:
    for number in range(30):
        picture.y[:] = np.roll(still, (number, 2 * number), (0, 1))
        group.write(picture)
"""
    digests = []
    for fill in ("1", "165"):
        environment = {**os.environ, "MALLOC_PERTURB_": fill}
        subprocess.run([sys.executable, "-c", code, f"{fill}.mp4"], check=True, env=environment)
        digests.append(hashlib.sha256((tmp_path / f"{fill}.mp4").read_bytes()).hexdigest())
    assert digests[0] == digests[1]


def test_a_pictures_memory_is_free_once_it_is_written(tmp_path: Path) -> None:
    """Frames go round in a few buffers: what is drawn next must not be seen in what was written."""
    size, coding = Size(180, 320), Coding(Encoder.X264, FREE, RenderQuality.FINAL)
    pictures = [Planes.empty(size) for _ in range(30)]
    for number, picture in enumerate(pictures):
        picture.buffer[:] = np.random.default_rng(number).integers(60, 200, picture.buffer.size, np.uint8)
    digests = []
    for only in (None, Planes.empty(size)):
        path = tmp_path / "group.mp4"
        with writer(coding, size, RATE, path) as group:
            for picture in pictures:
                if only is not None:
                    only.buffer[:] = picture.buffer
                group.write(only or picture)
        digests.append(hashlib.sha256(path.read_bytes()).hexdigest())
    assert digests[0] == digests[1]


def test_what_nvenc_lacks_is_said_in_its_own_words() -> None:
    fault = hardware._fault_of_nvenc()
    if fault is None:
        pytest.skip("NVENC works here")
    assert fault.startswith("The picture's encoder failed: ")
    assert "Errno" not in fault, fault


def test_an_encoder_is_chosen_and_told(caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    hardware.choose.cache_clear()
    with caplog.at_level(logging.INFO):
        assert hardware.choose("x264") is Encoder.X264
        found = hardware.choose("auto")
    assert found.value in caplog.text.lower()
    hardware.choose.cache_clear()
    monkeypatch.setattr(hardware, "_fault_of_nvenc", lambda: None)
    assert hardware.choose("auto") is Encoder.NVENC
    hardware.choose.cache_clear()


def test_an_encoder_that_is_not_there_is_not_replaced_if_it_was_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    hardware.choose.cache_clear()
    monkeypatch.setattr(hardware, "_fault_of_nvenc", lambda: "Cannot load libcuda.so.1")
    with pytest.raises(FailedPreconditionError, match="libcuda") as refusal:
        hardware.choose("nvenc")
    assert refusal.value.reason == "NVENC_UNAVAILABLE"
    hardware.choose.cache_clear()
