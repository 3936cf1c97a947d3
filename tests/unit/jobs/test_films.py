"""From destinations and variants to films and files: what is shared, what each is called, how long each is."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onset.jobs.films import Film, check_planned, films
from onset.runtime.errors import InvalidArgumentError
from onset.timeline.brief import Size
from onset.timeline.profile import profile, profiles
from onset.timeline.time import FrameRate
from onset.v1 import media_pb2, render_pb2
from onset.v1 import video_service_pb2 as pb

PATH = "spec.voiceover_ad"
TALL, WIDE = Size(1080, 1920), Size(1920, 1080)


def order(*deliveries: pb.Delivery, sizes: tuple[Size, ...] = (TALL,), duration_s: float = 0.0) -> pb.VoiceoverAdSpec:
    ad = pb.VoiceoverAdSpec(script="Hello.")
    ad.brief.title = "Sunrise lamp"
    ad.brief.duration_s = duration_s
    ad.brief.frame_rate.CopyFrom(media_pb2.FrameRate(numerator=30, denominator=1))
    for size in sizes:
        ad.brief.sizes.add(width=size.width, height=size.height)
    ad.brand.pictures.add(id="lamp", asset="assets/a")
    ad.deliveries.extend(deliveries)
    return ad


def to(name: str, size: Size | None = None, **fields: object) -> pb.Delivery:
    delivery = pb.Delivery(profile=name, **fields)  # type: ignore[arg-type]
    if size is not None:
        delivery.size.width, delivery.size.height = size.width, size.height
    return delivery


def at(rate: FrameRate) -> media_pb2.FrameRate:
    return media_pb2.FrameRate(numerator=rate.numerator, denominator=rate.denominator)


def stems(found: tuple[Film, ...]) -> list[str]:
    return [target.stem for film in found for target in film.targets]


def test_without_destinations_every_size_is_for_social_video() -> None:
    (film,) = films(order(sizes=(TALL, WIDE)), PATH)
    assert (film.label, film.variant, film.sizes) == ("", "", (TALL, WIDE))
    assert [target.profile.name for target in film.targets] == ["social", "social"]
    assert stems((film,)) == ["sunrise-lamp-9x16", "sunrise-lamp-16x9"]


def test_destinations_of_one_length_and_rate_share_one_film_and_its_pictures() -> None:
    (film,) = films(order(to("meta_reels"), to("tiktok"), to("youtube_shorts"), duration_s=20), PATH)
    assert film.sizes == (TALL,)
    assert stems((film,)) == [
        "sunrise-lamp-meta-reels-9x16", "sunrise-lamp-tiktok-9x16", "sunrise-lamp-youtube-shorts-9x16",
    ]  # fmt: skip


def test_each_length_is_a_film_of_its_own() -> None:
    found = films(order(to("youtube_bumper"), to("youtube_15"), to("youtube_30")), PATH)
    assert [(film.label, film.ad.brief.duration_s) for film in found] == [("6s", 6), ("15s", 15), ("30s", 30)]
    assert not any(film.ad.deliveries for film in found)


def test_a_destination_with_one_length_keeps_it_whatever_the_brief_says() -> None:
    found = films(order(to("meta_reels"), to("youtube_bumper"), duration_s=20), PATH)
    assert [film.ad.brief.duration_s for film in found] == [20, 6]


def test_a_rate_that_is_not_taken_becomes_the_nearest() -> None:
    (film,) = films(order(to("dv360", duration_s=30)), PATH)
    assert film.ad.brief.frame_rate == media_pb2.FrameRate(numerator=30000, denominator=1001)


def test_at_most_six_seconds_at_ntsc_rates_are_ordered_as_whole_frames_below() -> None:
    rate = FrameRate(30000, 1001)
    (film,) = films(order(to("youtube_bumper", frame_rate=at(rate))), PATH)
    assert rate.frame_of_seconds(Fraction(film.ad.brief.duration_s)) == 179


def test_sizes_of_one_shape_are_told_apart_by_their_pixels() -> None:
    (film,) = films(order(to("tiktok"), to("tiktok", Size(540, 960)), duration_s=20), PATH)
    assert stems((film,)) == ["sunrise-lamp-tiktok-1080x1920", "sunrise-lamp-tiktok-540x960"]


def test_a_variant_is_the_order_with_what_it_changes() -> None:
    ad = order(to("meta_reels"), duration_s=20)
    ad.brief.call_to_action.headline, ad.brief.call_to_action.button = "Wake up", "Buy"
    ad.variants.add(id="sun", headline="Sun")
    ad.variants.add(id="green", product="Fern").colors.primary = "#00ff00"
    ad.variants.add(id="wide").deliveries.append(to("youtube_15"))
    ad.variants[0].pictures.add(picture_id="lamp", asset="assets/b")
    sun, green, wide = films(ad, PATH)
    assert [film.label for film in (sun, green, wide)] == ["sun", "green", "wide"]
    call = sun.ad.brief.call_to_action
    assert (call.headline, call.button, sun.ad.brand.pictures[0].asset) == ("Sun", "Buy", "assets/b")
    assert (green.ad.brief.product, green.ad.brand.colors.primary, green.ad.brand.pictures[0].asset) == (
        "Fern", "#00ff00", "assets/a",
    )  # fmt: skip
    assert wide.targets[0].profile.name == "youtube_15"
    assert not any(film.ad.variants for film in (sun, green, wide))


wishes = st.lists(
    st.builds(
        lambda name, rate, seconds: to(
            name,
            frame_rate=rate and at(rate),
            duration_s=seconds,
        ),
        st.sampled_from(sorted(profiles())),
        st.sampled_from([None, FrameRate(25), FrameRate(30), FrameRate(30000, 1001), FrameRate(24000, 1001)]),
        st.sampled_from([0.0, 6.0, 10.0, 15.0, 20.0, 30.0]),
    ),
    max_size=5,
)


@given(wishes, st.lists(st.sampled_from(["a", "b_c", "d"]), unique=True))
def test_every_file_has_a_name_of_its_own_and_keeps_its_profile(asked: list[pb.Delivery], ids: list[str]) -> None:
    ad = order(*asked, sizes=(TALL, WIDE))
    for name in ids:
        ad.variants.add(id=name, headline=name)
    try:
        found = films(ad, PATH)
    except InvalidArgumentError:
        return
    names = stems(found)
    assert len(set(names)) == len(names)
    assert len({film.label for film in found}) == len(found)
    for film in found:
        rate = FrameRate(film.ad.brief.frame_rate.numerator, film.ad.brief.frame_rate.denominator)
        assert {(size.width, size.height) for size in film.ad.brief.sizes} == {(s.width, s.height) for s in film.sizes}
        for target in film.targets:
            assert not target.profile.sizes or target.size in target.profile.sizes
            assert not target.profile.frame_rates or rate in target.profile.frame_rates
            if film.ad.brief.duration_s:
                check_planned(target, rate.frame_of_seconds(Fraction(film.ad.brief.duration_s)), rate)


def test_a_film_that_came_out_longer_than_its_destination_takes_is_refused_with_the_remedy() -> None:
    (film,) = films(order(to("tiktok")), PATH)
    with pytest.raises(InvalidArgumentError, match=r"5 to 60 s, the film has 70\.00 s: order a duration") as caught:
        check_planned(film.targets[0], 2100, FrameRate(30))
    assert (caught.value.reason, caught.value.field) == ("PROFILE_DURATION", f"{PATH}.deliveries[0]")


def test_the_highest_bit_rate_follows_from_length_and_largest_file() -> None:
    (film,) = films(order(to("tiktok")), PATH)
    taken = check_planned(film.targets[0], 1800, FrameRate(30))
    assert 0 < taken.video.most_mbps < 500e6 * 8e-6 / 60
    assert profile("tiktok").video.most_mbps == 0


def test_a_draft_is_small_and_judged_by_all_but_size_and_bit_rate() -> None:
    ad = order(to("adobe_dsp_us", Size(1920, 1080)), duration_s=15)
    ad.quality = render_pb2.RENDER_QUALITY_DRAFT
    (film,) = films(ad, PATH)
    (target,) = film.targets
    assert target.size == Size(960, 540)
    assert film.sizes == (target.size,)
    wanted = profile("adobe_dsp_us")
    assert (target.profile.audio, target.profile.duration) == (wanted.audio, wanted.duration)
    assert target.profile.video.most_mbps == 0
    assert target.stem == films(order(to("adobe_dsp_us", Size(1920, 1080)), duration_s=15), PATH)[0].targets[0].stem
