"""Whether the file is what a platform asks for: codecs, clock, length, layout."""

from fractions import Fraction
from itertools import pairwise

from onset.evaluation.container import BT709, AudioTrack, Container, VideoTrack
from onset.evaluation.figure import fact, judged
from onset.evaluation.taken import check_profile
from onset.timeline.brief import Size
from onset.timeline.plan import Timeline
from onset.timeline.profile import Profile
from onset.timeline.verdict import Check

_AAC_FRAME_SAMPLES = 1024


def check_delivery(container: Container, timeline: Timeline, size: Size, profile: Profile) -> list[Check]:
    """All figures of the `file` group: what every file must be, and what its profile asks."""
    video, audio = container.video, container.audio
    return [
        _codec(video),
        _color(video),
        _size(video, size),
        _constant_rate(video, timeline),
        _frame_count(video, timeline),
        _duration(video, timeline),
        *_sound(audio, timeline),
        fact(
            "file.faststart",
            "Starts before it is whole",
            limit="moov before mdat",
            passed=container.layout.index_first,
            detail=" · ".join(container.layout.top_level),
        ),
        _edits(container),
        _gop(video, timeline, profile.video.longest_group_s),
        *check_profile(container, timeline, profile),
    ]


def _codec(video: VideoTrack) -> Check:
    return fact(
        "file.video_codec",
        "Picture codec",
        limit="H.264 High, yuv420p",
        passed=(video.codec, video.profile, video.pixel_format) == ("h264", "High", "yuv420p"),
        detail=f"{video.codec} {video.profile}, {video.pixel_format}",
    )


def _color(video: VideoTrack) -> Check:
    codes = (video.primaries, video.transfer, video.matrix)
    return fact(
        "file.color",
        "Colour tags",
        limit="BT.709, limited range",
        passed=codes == (BT709, BT709, BT709) and video.limited_range,
        detail=f"primaries {codes[0]}, transfer {codes[1]}, matrix {codes[2]} (BT.709 is 1), "
        + ("limited range" if video.limited_range else "range not tagged as limited"),
    )


def _size(video: VideoTrack, size: Size) -> Check:
    return fact(
        "file.size",
        "Picture size",
        limit=f"{size.width} × {size.height}",
        passed=(video.width, video.height) == (size.width, size.height) and video.square_pixels,
        detail=f"{video.width} × {video.height}" + ("" if video.square_pixels else ", but its pixels are not square"),
    )


def _constant_rate(video: VideoTrack, timeline: Timeline) -> Check:
    steps = {later - earlier for earlier, later in pairwise(video.times)}
    wanted = 1 / timeline.frame_rate.per_second
    if steps <= {wanted}:
        detail = f"every frame {float(wanted) * 1e3:.3f} ms"
    else:
        detail = f"frames last from {float(min(steps)) * 1e3:.3f} to {float(max(steps)) * 1e3:.3f} ms"
    return fact(
        "file.constant_rate",
        "Constant frame rate",
        limit=f"{timeline.frame_rate} frames/s, all steps equal",
        passed=steps <= {wanted},
        detail=detail,
    )


def _frame_count(video: VideoTrack, timeline: Timeline) -> Check:
    return judged(
        "file.frames",
        "Frames",
        len(video.times),
        "frames",
        limit=f"exactly {timeline.duration_frames}",
        passed=len(video.times) == timeline.duration_frames,
        detail=f"{len(video.times)} of {timeline.duration_frames} planned",
    )


def _duration(video: VideoTrack, timeline: Timeline) -> Check:
    wanted = timeline.frame_rate.seconds_of_frame(timeline.duration_frames)
    found = video.times[-1] - video.times[0] + 1 / timeline.frame_rate.per_second
    return judged(
        "file.duration",
        "Duration",
        float(found),
        "s",
        limit=f"exactly {float(wanted):.3f} s",
        passed=found == wanted,
        detail=f"first picture at {float(video.times[0]):.3f} s, last at {float(video.times[-1]):.3f} s",
    )


def _sound(audio: AudioTrack | None, timeline: Timeline) -> list[Check]:
    codec_limit = "AAC-LC, 48 kHz"
    if audio is None:
        return [fact("file.audio_codec", "Sound codec", limit=codec_limit, passed=False, detail="no sound track")]
    wanted = timeline.frame_rate.seconds_of_frame(timeline.duration_frames)
    tolerance = Fraction(_AAC_FRAME_SAMPLES, timeline.sample_rate_hz)
    return [
        fact(
            "file.audio_codec",
            "Sound codec",
            limit=codec_limit,
            passed=(audio.codec, audio.profile, audio.sample_rate_hz) == ("aac", "LC", 48_000),
            detail=f"{audio.codec} {audio.profile}, {audio.sample_rate_hz / 1e3:g} kHz, {audio.channels} channel(s)",
        ),
        judged(
            "file.audio_duration",
            "Sound duration",
            float(audio.duration),
            "s",
            limit=f"{float(wanted):.3f} s ± one AAC frame (21 ms)",
            passed=abs(audio.duration - wanted) <= tolerance,
            detail=f"{float(audio.duration - wanted) * 1e3:+.1f} ms against the picture",
        ),
    ]


def _edits(container: Container) -> Check:
    starts = [container.video.times[0]] + ([container.audio.start] if container.audio is not None else [])
    odd = [
        kind
        for kind, edits in container.layout.edits.items()
        if len(edits) > 1 or any(edit.media_time < 0 or edit.rate != 1 for edit in edits)
    ]
    passed = not odd and not any(starts)
    return fact(
        "file.edit_list",
        "No edits hidden from players",
        limit="both tracks start at 0, at most a trim of encoder delay",
        passed=passed,
        detail="tracks start at "
        + " and ".join(f"{float(start) * 1e3:.1f} ms" for start in starts)
        + (f"; gaps, several edits or another speed in {', '.join(odd)}" if odd else ""),
    )


def _gop(video: VideoTrack, timeline: Timeline, longest_s: float) -> Check:
    lengths = video.gop_lengths
    rate = float(timeline.frame_rate.per_second)
    longest = max(lengths, default=len(video.times)) / rate
    starts_at_sync = video.sync_frames[:1] == (0,)
    return judged(
        "file.gop",
        "Longest group of pictures",
        longest,
        "s",
        limit=f"≤ {longest_s:g} s, all closed",
        passed=longest <= longest_s and starts_at_sync and not video.open_gops,
        detail=f"{len(lengths)} groups, {video.open_gops} open"
        + ("" if starts_at_sync else "; the first picture is no sync frame"),
    )
