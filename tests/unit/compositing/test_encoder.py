"""Command lines of both encoders for all profiles, which encoder a machine uses, and what its bounds promise."""

import logging
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onset.compositing import hardware
from onset.compositing.encoder import Coding, Encoder, timescale, video_options
from onset.compositing.rate_control import rate_control
from onset.runtime.errors import FailedPreconditionError
from onset.timeline.groups import RenderQuality
from onset.timeline.profile import VideoRules, profile
from onset.timeline.time import FrameRate

FREE = profile("social").video
RATE = FrameRate(30000, 1001)


def options(encoder: Encoder, rules: VideoRules, quality: RenderQuality = RenderQuality.FINAL) -> dict[str, object]:
    return dict(video_options(Coding(encoder, rules, quality), RATE))


@pytest.mark.parametrize("encoder", Encoder)
def test_the_format_is_the_same_whatever_encodes_it(encoder: Encoder) -> None:
    found = options(encoder, FREE)
    assert (found["profile:v"], found["pix_fmt"], found["fps_mode"]) == ("high", "yuv420p", "cfr")
    assert "+cgop" in str(found["flags:v"])
    assert found["video_track_timescale"] == timescale(RATE) == 30_000


def test_free_pictures_have_constant_quality() -> None:
    x264, nvenc = options(Encoder.X264, FREE), options(Encoder.NVENC, FREE)
    assert (x264["c:v"], x264["preset"], x264["crf"]) == ("libx264", "veryfast", 19)
    assert (nvenc["c:v"], nvenc["preset"], nvenc["rc"], nvenc["cq"], nvenc["b:v"]) == ("h264_nvenc", "p5", "vbr", 21, 0)
    assert not {"maxrate", "bufsize", "level:v"} & (x264.keys() | nvenc.keys())


def test_drafts_take_the_fastest_presets() -> None:
    assert options(Encoder.X264, FREE, RenderQuality.DRAFT)["preset"] == "ultrafast"
    assert options(Encoder.NVENC, FREE, RenderQuality.DRAFT)["preset"] == "p1"


@pytest.mark.parametrize("encoder", Encoder)
def test_a_least_rate_is_padded_and_a_level_is_set(encoder: Encoder) -> None:
    found = options(encoder, profile("adobe_dsp_us").video)
    assert (found["b:v"], found["maxrate"], found["minrate"]) == ("3000k", "3000k", "3000k")
    assert found["level:v"] == "4.0"
    assert "crf" not in found
    assert "cq" not in found
    padding = ("nal-hrd", "cbr") if encoder is Encoder.X264 else ("cbr_padding", 1)
    assert found[padding[0]] == padding[1]


@given(st.floats(0, 40), st.floats(0, 40), st.floats(0, 40), st.floats(0.5, 10))
def test_bounds_hold_for_a_group_of_usual_length(a: float, b: float, c: float, longest_s: float) -> None:
    least, target, most = sorted(round(rate, 1) for rate in (a, b, c))
    rules = replace(FREE, least_mbps=least, target_mbps=target, most_mbps=most, longest_group_s=longest_s)
    control = rate_control(rules)
    seconds = min(2.0, longest_s)
    if least:
        assert control.is_padded
        assert control.average >= 1000 * least
        assert control.initial == control.buffer, "full at the start: nothing of the rate is spent on filling it"
    if most and most > 1.2 * max(target, 1.01 * least):
        assert control.highest * seconds + control.initial <= 1000 * most * seconds + 2


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
