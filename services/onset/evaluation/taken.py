"""Whether the destination takes the file: its profile, field by field, against what the file really is."""

from fractions import Fraction

from onset.evaluation.container import AudioTrack, Container, VideoTrack
from onset.evaluation.figure import fact, judged, noted
from onset.timeline.plan import Timeline
from onset.timeline.profile import Profile
from onset.timeline.profile_rules import VideoRules
from onset.timeline.time import FrameRate
from onset.timeline.verdict import Check

_UNDERSHOOT = 0.95
"""Share of a least bit rate that is near enough: what AAC spends wanders about what it was told."""


def check_profile(container: Container, timeline: Timeline, profile: Profile) -> list[Check]:
    """All figures of the `profile` group."""
    video, audio = container.video, container.audio
    checks = [
        _size(video, profile),
        _frame_rate(timeline, profile),
        _duration(video, timeline, profile),
        _bit_rate(video, profile.video),
        _level(video, profile.video),
        _file_size(container, profile),
    ]
    return checks if audio is None else [*checks, _sound_rate(audio, profile)]


def _size(video: VideoTrack, profile: Profile) -> Check:
    taken = " or ".join(f"{size.width} × {size.height}" for size in profile.sizes)
    found = f"{video.width} × {video.height}"
    name, title = "profile.size", "Picture size"
    if not profile.sizes:
        return noted(name, title, video.width * video.height / 1e6, "Mpx", f"{found}; any is taken")
    passed = any((size.width, size.height) == (video.width, video.height) for size in profile.sizes)
    return fact(name, title, limit=taken, passed=passed, detail=found)


def _frame_rate(timeline: Timeline, profile: Profile) -> Check:
    rate: FrameRate = timeline.frame_rate
    name, title = "profile.frame_rate", "Frame rate"
    if not profile.frame_rates:
        return noted(name, title, float(rate.per_second), "frames/s", f"{rate}; any is taken")
    limit = ", ".join(f"{float(taken.per_second):.6g}" for taken in profile.frame_rates) + " frames/s"
    return fact(name, title, limit=limit, passed=rate in profile.frame_rates, detail=f"{rate} frames/s")


def _duration(video: VideoTrack, timeline: Timeline, profile: Profile) -> Check:
    frame_s = 1 / timeline.frame_rate.per_second
    found = video.times[-1] - video.times[0] + frame_s
    return judged(
        "profile.duration",
        "Duration",
        float(found),
        "s",
        limit=str(profile.duration),
        passed=profile.duration.allows(found, Fraction(frame_s)),
        detail=f"{len(video.times)} frames; an exact length is one to the nearest frame",
    )


def _bit_rate(video: VideoTrack, rules: VideoRules) -> Check:
    found = video.bit_rate / 1e6
    limits = [f"≥ {rules.least_mbps:g}"] * bool(rules.least_mbps) + [f"≤ {rules.most_mbps:g}"] * bool(rules.most_mbps)
    name, title = "profile.bit_rate", "Picture bit rate"
    if not limits:
        return noted(name, title, found, "Mb/s", "any is taken")
    passed = found >= rules.least_mbps and (not rules.most_mbps or found <= rules.most_mbps)
    detail = "mean over the picture track"
    return judged(name, title, found, "Mb/s", limit=" and ".join(limits) + " Mb/s", passed=passed, detail=detail)


def _level(video: VideoTrack, rules: VideoRules) -> Check:
    name, title, detail = "profile.level", "H.264 level", "as the file declares it"
    found = video.level / 10
    if not rules.highest_level:
        return noted(name, title, found, "", f"{detail}; any is taken")
    passed = 0 < video.level <= rules.highest_level
    return judged(name, title, found, "", limit=f"≤ {rules.highest_level / 10:.1f}", passed=passed, detail=detail)


def _file_size(container: Container, profile: Profile) -> Check:
    name, title, size = "profile.file_size", "File size", container.size_bytes / 1e6
    if not profile.max_bytes:
        return noted(name, title, size, "MB", "any is taken")
    passed = container.size_bytes <= profile.max_bytes
    return judged(
        name, title, size, "MB", limit=f"≤ {profile.max_bytes / 1e6:g} MB", passed=passed, detail="whole file"
    )


def _sound_rate(audio: AudioTrack, profile: Profile) -> Check:
    rules, found = profile.audio, audio.busiest_bit_rate / 1e3
    return judged(
        "profile.audio_bit_rate",
        "Sound bit rate in its busiest second",
        found,
        "kb/s",
        limit=f"≥ {rules.least_kbps} kb/s",
        passed=found >= _UNDERSHOOT * rules.least_kbps,
        detail=f"mean {audio.bit_rate / 1e3:.0f} kb/s; {audio.channels} channel(s)",
    )
