"""Destinations as ordered, with everything settled that the order leaves open."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from onset.runtime.errors import InvalidArgumentError, OnsetError
from onset.runtime.wire import from_proto
from onset.timeline.brief import Size
from onset.timeline.naming import slug
from onset.timeline.plan import FILM_LENGTH_S
from onset.timeline.profile import DEFAULT, Profile, profile
from onset.timeline.time import FrameRate
from onset.v1 import video_service_pb2 as pb

_MOST_DELIVERIES = 24
FRAMES_PER_S = (10, 60)
"""Frame rates that can be made at all, whatever a destination takes."""
_SHORT_S = 15.0
"""A destination that takes no longer films is not left to the voice: its longest length is ordered."""


@dataclass(frozen=True, slots=True)
class Wish:
    """One file of one destination."""

    profile: Profile
    size: Size
    rate: FrameRate
    duration_s: float
    """0 where the voice decides."""
    field: str


def wishes(order: pb.VoiceoverAdSpec, path: str) -> list[Wish]:
    """All files that an order without variants asks for.

    Raises:
        InvalidArgumentError: UNKNOWN_PROFILE, BAD_PROFILE, NO_PROFILE, TWO_PROFILES, TOO_MANY_DELIVERIES,
            SAME_DELIVERY, or what a profile does not take: PROFILE_SIZE, PROFILE_FRAME_RATE, PROFILE_DURATION,
            PROFILE_CODING, PROFILE_FILE_SIZE.
    """
    brief = order.brief
    rate = FrameRate(brief.frame_rate.numerator, brief.frame_rate.denominator)
    sizes = [Size(size.width, size.height) for size in brief.sizes]
    if not order.deliveries:
        return [Wish(profile(DEFAULT), size, rate, brief.duration_s, f"{path}.brief.sizes") for size in sizes]
    if len(order.deliveries) > _MOST_DELIVERIES:
        raise InvalidArgumentError(
            "TOO_MANY_DELIVERIES", f"Ask for at most {_MOST_DELIVERIES} deliveries.", field=f"{path}.deliveries"
        )
    found: dict[tuple[str, Size, FrameRate, float], Wish] = {}
    for index, delivery in enumerate(order.deliveries):
        here = f"{path}.deliveries[{index}]"
        taken = _profile(delivery, here)
        chosen_rate = _rate(delivery, taken, rate, here)
        duration_s = _duration(delivery, taken, brief.duration_s, chosen_rate, here)
        for size in _sizes(delivery, taken, sizes, here):
            key = (taken.name, size, chosen_rate, duration_s)
            if key in found:
                raise InvalidArgumentError(
                    "SAME_DELIVERY", f"This file is asked for already by {found[key].field}.", field=here
                )
            _check_coding(taken, size, chosen_rate, duration_s, here)
            found[key] = Wish(taken, size, chosen_rate, duration_s, here)
    return list(found.values())


def _profile(delivery: pb.Delivery, path: str) -> Profile:
    if delivery.profile and delivery.HasField("custom"):
        raise InvalidArgumentError("TWO_PROFILES", "Give `profile` or `custom`, not both.", field=f"{path}.custom")
    if delivery.HasField("custom"):
        try:
            found = from_proto(delivery.custom, Profile, f"{path}.custom")
        except OnsetError as error:
            raise InvalidArgumentError(
                "BAD_PROFILE", f"{error.message}.", field=error.field or f"{path}.custom"
            ) from error
        if slug(found.name.replace("_", "-")) != found.name.replace("_", "-").lower():
            raise InvalidArgumentError(
                "BAD_PROFILE", f"{found.name!r} is no name of letters, digits and dashes.", field=f"{path}.custom.name"
            )
        return found
    if not delivery.profile:
        raise InvalidArgumentError("NO_PROFILE", "Name a delivery profile.", field=f"{path}.profile")
    try:
        return profile(delivery.profile)
    except ValueError as error:
        raise InvalidArgumentError("UNKNOWN_PROFILE", f"{str(error).capitalize()}.", field=f"{path}.profile") from error


def _sizes(delivery: pb.Delivery, taken: Profile, sizes: Sequence[Size], path: str) -> list[Size]:
    if not delivery.HasField("size"):
        found = [size for size in sizes if not taken.sizes or size in taken.sizes] or list(taken.sizes[:1])
        if not found:
            raise InvalidArgumentError("BAD_SIZES", "Say in what size; the profile takes any.", field=f"{path}.size")
        return found
    size = Size(delivery.size.width, delivery.size.height)
    if taken.sizes and size not in taken.sizes:
        known = ", ".join(f"{each.width}x{each.height}" for each in taken.sizes)
        raise InvalidArgumentError(
            "PROFILE_SIZE", f"{taken.title} takes {known}, not {size.width}x{size.height}.", field=f"{path}.size"
        )
    return [size]


def _rate(delivery: pb.Delivery, taken: Profile, wanted: FrameRate, path: str) -> FrameRate:
    if delivery.HasField("frame_rate"):
        try:
            rate = FrameRate(delivery.frame_rate.numerator, delivery.frame_rate.denominator)
        except ValueError as error:
            raise InvalidArgumentError("BAD_FRAME_RATE", f"{error}.", field=f"{path}.frame_rate") from error
    else:
        rate = min(taken.frame_rates, key=lambda rate: abs(rate.per_second - wanted.per_second), default=wanted)
    slowest, fastest = FRAMES_PER_S
    if not slowest <= rate.per_second <= fastest:
        raise InvalidArgumentError(
            "BAD_FRAME_RATE",
            f"{rate} frames/s are impossible; order {slowest} to {fastest}.",
            field=f"{path}.frame_rate",
        )
    if taken.frame_rates and rate not in taken.frame_rates:
        known = ", ".join(f"{float(each.per_second):.6g}" for each in taken.frame_rates)
        raise InvalidArgumentError(
            "PROFILE_FRAME_RATE", f"{taken.title} takes {known} frames/s, not {rate}.", field=f"{path}.frame_rate"
        )
    return rate


def _duration(delivery: pb.Delivery, taken: Profile, wanted_s: float, rate: FrameRate, path: str) -> float:
    """Seconds of a whole number of frames; 0 where the voice decides."""
    rule = taken.duration
    only_s = rule.exactly_s[0] if len(rule.exactly_s) == 1 else 0.0
    if not rule.exactly_s and rule.most_s <= _SHORT_S:
        only_s = rule.most_s
    seconds = delivery.duration_s or wanted_s
    if only_s and not delivery.duration_s and not (wanted_s and _takes(taken, wanted_s, rate)):
        seconds = only_s
    if not seconds and rule.exactly_s:
        raise InvalidArgumentError(
            "PROFILE_DURATION", f"{taken.title} takes {rule}: say which.", field=f"{path}.duration_s"
        )
    shortest, longest = FILM_LENGTH_S
    if not seconds and rule.least_s > longest:
        raise InvalidArgumentError(
            "PROFILE_DURATION",
            f"{taken.title} takes {rule}; films have {shortest:g} to {longest:g} s.",
            field=f"{path}.duration_s",
        )
    if not seconds:
        return 0.0
    if not shortest <= seconds <= longest:
        raise InvalidArgumentError(
            "BAD_DURATION",
            f"{seconds:g} s is impossible; order {shortest:g} to {longest:g} s.",
            field=f"{path}.duration_s",
        )
    if not _takes(taken, seconds, rate):
        raise InvalidArgumentError(
            "PROFILE_DURATION", f"{taken.title} takes {rule}, not {seconds:g} s.", field=f"{path}.duration_s"
        )
    frames = rule.frames(seconds, rate)
    exact = rate.seconds_of_frame(frames)
    return seconds if rate.frame_of_seconds(Fraction(str(seconds))) == frames else float(exact)


def _check_coding(taken: Profile, size: Size, rate: FrameRate, duration_s: float, path: str) -> None:
    try:
        taken.check_picture(size, rate)
    except ValueError as error:
        raise InvalidArgumentError("PROFILE_CODING", f"{taken.title}: {error}.", field=path) from error
    if not duration_s:
        return  # The film's length is not known before it is planned; then its file size is looked at.
    try:
        taken.fitted(duration_s, size, rate)
    except ValueError as error:
        raise InvalidArgumentError("PROFILE_FILE_SIZE", f"{taken.title}: {error}.", field=path) from error


def _takes(taken: Profile, seconds: float, rate: FrameRate) -> bool:
    if seconds > taken.duration.most_s:
        return False
    return taken.duration.allows(rate.seconds_of_frame(taken.duration.frames(seconds, rate)), 1 / rate.per_second)
