"""Delivery profiles: the data is sound, and lengths, safe boxes and bit rates follow from it exactly."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onset.cli.profiles import row
from onset.runtime.settings import PROJECT_ROOT
from onset.timeline.brief import Size
from onset.timeline.h264 import check_level
from onset.timeline.profile import profile, profiles
from onset.timeline.profile_rules import AudioRules, DurationRule, Margins, VideoRules
from onset.timeline.time import FrameRate

RATES = [FrameRate.parse(text) for text in ("23.976", "24", "25", "29.97", "30", "50", "59.94", "60")]
SOCIAL = profile("social")


def test_the_destinations_that_an_ads_platform_delivers_to_are_there() -> None:
    assert {"youtube_bumper", "youtube_15", "youtube_30", "youtube_shorts", "meta_reels", "meta_feed", "tiktok"} | {
        "dv360",
        "adobe_dsp_us",
        "eu_broadcast",
        "social",
    } == set(profiles())


@pytest.mark.parametrize("name", profiles())
def test_every_profile_can_be_met_by_its_own_first_choices(name: str) -> None:
    chosen = profiles()[name]
    for rate in chosen.frame_rates or RATES:
        for seconds in chosen.duration.exactly_s or (chosen.duration.least_s, chosen.duration.most_s):
            frames = chosen.duration.frames(seconds, rate)
            assert chosen.duration.allows(rate.seconds_of_frame(frames), 1 / rate.per_second), (rate, seconds)
            for size in chosen.sizes or (Size(1080, 1920),):
                chosen.check_picture(size, rate)
                assert chosen.fitted(seconds, size, rate).video.least_mbps == chosen.video.least_mbps
    for size in chosen.sizes:
        safe = chosen.safe_box(size)
        assert safe.width * 2 > size.width
        assert safe.height * 10 > size.height * 4
    assert chosen.source


@given(st.sampled_from(RATES), st.integers(3, 180))
def test_at_most_is_never_passed_and_at_most_a_frame_is_lost(rate: FrameRate, limit: int) -> None:
    rule = DurationRule((), 1.0, float(limit))
    found = rate.seconds_of_frame(rule.frames(limit, rate))
    assert limit - 1 / rate.per_second < found <= limit


def test_a_bumper_at_ntsc_rates_stays_below_six_seconds() -> None:
    assert profile("youtube_bumper").duration.frames(6, FrameRate(30000, 1001)) == 179


def test_thirty_seconds_at_ntsc_rates_are_counted_as_broadcasters_do() -> None:
    assert profile("dv360").duration.frames(30, FrameRate(30000, 1001)) == 899


@pytest.mark.parametrize(
    ("frames", "allowed"), [(449, False), (450, True), (451, False)], ids=["short by one", "exact", "long by one"]
)
def test_exact_lengths_are_exact_to_the_frame(frames: int, allowed: bool) -> None:
    assert profile("youtube_15").duration.allows(Fraction(frames, 30), Fraction(1, 30)) is allowed


@given(st.integers(32, 1920).map(lambda side: 2 * side), st.integers(32, 1920).map(lambda side: 2 * side))
def test_the_safe_box_lies_in_the_picture_and_keeps_the_margins(width: int, height: int) -> None:
    for each in profiles().values():
        box = each.safe_box(Size(width, height))
        assert 0 <= box.left < box.right <= width
        assert 0 <= box.top < box.bottom <= height


def test_vertical_zones_are_the_published_pixels() -> None:
    size = Size(1080, 1920)
    assert [SOCIAL.safe_box(size).left, SOCIAL.safe_box(size).right] == [120, 888]
    assert [profile("meta_reels").safe_box(size).top, profile("meta_reels").safe_box(size).bottom] == [269, 1248]


@given(st.integers(200_000, 50_000_000), st.integers(3, 60))
def test_a_film_at_the_highest_fitted_bit_rate_is_no_larger_than_allowed(max_bytes: int, seconds: int) -> None:
    limited = replace(SOCIAL, max_bytes=max_bytes)
    try:
        fitted = limited.fitted(seconds, Size(540, 960), FrameRate(30))
    except ValueError:
        return
    coded = (fitted.video.most_mbps * 1e6 + fitted.audio.bit_rate_kbps * 1e3) * seconds / 8
    assert coded <= max_bytes


def test_a_file_limit_below_the_least_bit_rate_is_refused_with_the_figures() -> None:
    with pytest.raises(ValueError, match=r"30 s within 1 MB leave .* at least 21\.2 Mb/s"):
        replace(profile("dv360"), max_bytes=1_000_000).fitted(30, Size(1920, 1080), FrameRate(30))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"highest_level": 13}, r"level 1\.3 does not hold pictures of 1920x1080 at 60 frames/s; they need level 4\.2"),
        ({"highest_level": 40}, r"they need level 4\.2"),
        ({"most_mbps": 0.1}, r"0\.1 Mb/s are too few for 1920x1080 at 60 frames/s; at least 0\.50 Mb/s"),
    ],
)
def test_pictures_that_cannot_be_coded_as_asked_are_refused_with_what_would_do(
    change: dict[str, float], told: str
) -> None:
    asked = replace(SOCIAL, video=replace(SOCIAL.video, **change))
    with pytest.raises(ValueError, match=told):
        asked.check_picture(Size(1920, 1080), FrameRate(60))


def test_a_level_bounds_the_bit_rate() -> None:
    assert replace(SOCIAL.video, highest_level=31).bound_mbps == 17.5
    assert replace(SOCIAL.video, highest_level=31, most_mbps=4.0).bound_mbps == 4.0
    assert SOCIAL.video.bound_mbps == 0


@pytest.mark.parametrize(
    ("size", "rate", "level"),
    [(Size(3840, 2160), 60, 52), (Size(3840, 3840), 60, 60), (Size(3840, 3840), 120, 61), (Size(7680, 4320), 120, 62)],
    ids=str,
)
def test_the_highest_levels_hold_the_largest_pictures(size: Size, rate: int, level: int) -> None:
    check_level(level, size, FrameRate(rate))
    with pytest.raises(ValueError, match=rf"they need level {level / 10}"):
        check_level(42, size, FrameRate(rate))


def test_margins_count_in_the_pixels_of_their_own_picture() -> None:
    wide, tall = Margins(0, 0, 1344, 0), Margins(1344, 0, 0, 0)
    both = replace(SOCIAL, margins_tall=tall, margins_wide=wide)
    assert both.safe_box(Size(1080, 1920)).height == 576
    assert both.safe_box(Size(1920, 1080)).width == 576


def test_an_unknown_profile_names_the_nearest() -> None:
    with pytest.raises(ValueError, match="did you mean tiktok"):
        profile("tik_tok")
    with pytest.raises(ValueError, match="known: social"):
        profile("zzz")


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: DurationRule((), 5, 3),
        lambda: DurationRule((10.0,), 1, 6),
        lambda: VideoRules(5, 3, 0, 0, 5),
        lambda: VideoRules(0, 0, 0, 0, 30),
        lambda: VideoRules(0, 0, 0, 43, 5),
        lambda: VideoRules(20, 22, 0, 30, 5),
        lambda: AudioRules(192, 128, -14, 0.1, -1),
        lambda: AudioRules(192, 128, -8, 0.5, -4),
        lambda: AudioRules(128, 192, -14, 0.5, -1),
        lambda: AudioRules(192, 128, 0, 0.5, -1),
        lambda: VideoRules(0, 12.5, 0, 30, 5),
        lambda: VideoRules(12.5, 0, 0, 30, 5),
        lambda: VideoRules(0, 5, 5, 0, 5),
        lambda: replace(SOCIAL, margins_tall=Margins(1000, 500, 0, 0)),
        lambda: replace(SOCIAL, margins_wide=Margins(1344, 0, 0, 0)),
        lambda: replace(SOCIAL, margins_wide=Margins(700, 300, 378, 378)),
        lambda: Margins(-1, 0, 0, 0),
    ],
)
def test_figures_that_make_no_sense_are_refused(wrong: object) -> None:
    with pytest.raises(ValueError, match=r"must|need|least"):
        wrong()  # type: ignore[operator]


def test_the_documentation_lists_every_profile_as_it_is() -> None:
    text = (PROJECT_ROOT / "docs" / "delivery.md").read_text()
    for each in profiles().values():
        assert f"| {' | '.join(row(each))} |" in text, f"docs/delivery.md is not up to date about {each.name}"
        assert each.source in text
