"""One order, many files: variants and destinations, each judged by its own profile, and shared work done once."""

import io
import json
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import av
import pytest

from onset.runtime.wire import to_proto
from onset.timeline.brief import Size
from onset.timeline.profile import Profile, profile
from onset.timeline.time import FrameRate
from onset.v1 import profile_pb2, verdict_pb2
from onset.v1 import video_service_pb2 as pb
from tests.support.onset_process import OnsetProcess
from tests.support.orders import small_ad

pytestmark = pytest.mark.timeout(600)

NTSC, PAL = FrameRate(30000, 1001), FrameRate(25)
TALL, WIDE = Size(180, 320), Size(320, 180)
SOCIAL = profile("social")
PHONE = replace(
    SOCIAL, name="phone", title="Phone", sizes=(TALL,), frame_rates=(PAL,), audio=profile("social").audio,
    video=replace(SOCIAL.video, highest_level=13, most_mbps=1.5),
)  # fmt: skip
BROADCAST = replace(
    SOCIAL, name="air", title="Broadcast", sizes=(WIDE,), frame_rates=(NTSC,), audio=profile("dv360").audio,
    duration=replace(SOCIAL.duration, exactly_s=(12.0,), least_s=12.0, most_s=12.0),
)  # fmt: skip
VARIANTS = ("plain", "sun")


def to(taken: Profile) -> pb.Delivery:
    return pb.Delivery(custom=to_proto(taken, profile_pb2.Profile))


@pytest.fixture(scope="module")
def video(onset: OnsetProcess) -> pb.Video:
    spec = small_ad()
    ad = spec.voiceover_ad
    ad.deliveries.extend([to(PHONE), to(BROADCAST)])
    ad.variants.add(id="plain", hook="Good morning")
    ad.variants.add(id="sun", hook="Good morning", headline="Let the sun in")
    onset.create("deliveries", spec)
    made = onset.finished("deliveries", 400)
    assert made.state == pb.VIDEO_STATE_SUCCEEDED, made.error.message
    return made


def outputs(video: pb.Video, wanted: Callable[[pb.VideoOutput], bool] = lambda _: True) -> list[pb.VideoOutput]:
    return [output for output in video.outputs if wanted(output)]


def test_every_variant_has_a_film_for_each_length_and_rate_and_a_file_for_each_destination(video: pb.Video) -> None:
    assert [(film.label, film.variant) for film in video.films] == [
        ("plain-full-25fps", "plain"), ("plain-12s-29.97fps", "plain"),
        ("sun-full-25fps", "sun"), ("sun-12s-29.97fps", "sun"),
    ]  # fmt: skip
    assert [(output.film_index, output.profile) for output in video.outputs] == [
        (0, "phone"), (1, "air"), (2, "phone"), (3, "air"),
    ]  # fmt: skip
    assert len({output.stem for output in video.outputs}) == 4


def test_each_file_meets_its_own_profile(video: pb.Video) -> None:
    for output in video.outputs:
        checks = {check.name: check for check in output.verdict.checks}
        failed = [
            f"{check.name}: {check.value:g} {check.unit}, limit {check.limit}, {check.detail}"
            for check in checks.values()
            if check.outcome == verdict_pb2.OUTCOME_FAIL
        ]
        assert not failed, output.stem
        assert checks["sound.loudness"].limit == ("-24 ± 2 LUFS" if output.profile == "air" else "-14 ± 0.5 LUFS")
        judged = {name for name, check in checks.items() if check.outcome == verdict_pb2.OUTCOME_PASS}
        asked = {"profile.size", "profile.frame_rate", "profile.duration", "profile.audio_bit_rate"}
        assert judged >= (asked | {"profile.bit_rate", "profile.level"} if output.profile == "phone" else asked)


def test_files_are_exact_to_the_frame(onset: OnsetProcess, video: pb.Video) -> None:
    for output in outputs(video, lambda output: output.profile == "air"):
        with av.open(io.BytesIO(onset.download(output.rendition.video.sha256))) as file:
            stream = file.streams.video[0]
            assert (stream.frames, stream.average_rate) == (360, Fraction(30000, 1001))
            assert stream.duration * stream.time_base == 360 / Fraction(30000, 1001)


def test_variants_differ_where_they_were_told_to_and_nowhere_else(onset: OnsetProcess, video: pb.Video) -> None:
    plain, sun = (json.loads(onset.download(video.films[index].timeline.sha256)) for index in (0, 2))
    assert (plain["call_to_action"]["headline"], sun["call_to_action"]["headline"]) == (
        "Wake up with the light", "Let the sun in",
    )  # fmt: skip
    del plain["call_to_action"], sun["call_to_action"]
    assert plain == sun
    assert video.outputs[0].rendition.video != video.outputs[2].rendition.video
    assert video.outputs[0].rendition.srt == video.outputs[2].rendition.srt


def test_a_destination_that_does_not_take_the_film_is_told_before_anything_is_drawn(onset: OnsetProcess) -> None:
    spec = small_ad(seed=99)
    short = replace(SOCIAL, name="short", title="Short", duration=replace(SOCIAL.duration, most_s=40.0, least_s=30.0))
    spec.voiceover_ad.deliveries.append(to(short))
    onset.create("too-short", spec)
    failed = onset.finished("too-short", 120)
    assert failed.state == pb.VIDEO_STATE_FAILED
    assert "Short takes 30 to 40 s, the film has" in failed.error.message
    assert "generate" not in {stage.stage for stage in failed.stage_times}
