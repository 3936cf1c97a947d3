"""From an order's destinations to its films: one plan for each variant, frame rate and length, any number of files."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from onset.jobs.deliveries import Wish, wishes
from onset.jobs.variants import orders
from onset.runtime.errors import InvalidArgumentError
from onset.timeline.brief import Size
from onset.timeline.groups import RenderQuality, drawn_size
from onset.timeline.naming import file_stem, format_name, slug
from onset.timeline.profile import Profile
from onset.timeline.time import FrameRate
from onset.v1 import video_service_pb2 as pb

_MOST_FILES = 200


@dataclass(frozen=True, slots=True)
class Target:
    """One file."""

    profile: Profile
    size: Size
    stem: str
    """Name of its files, without an ending."""
    field: str
    """Where the order asks for it."""


@dataclass(frozen=True, slots=True)
class Film:
    """One plan and the files made from it."""

    label: str
    """What tells it from the order's other films; empty for the only one."""
    variant: str
    ad: pb.VoiceoverAdSpec
    """The order of this film alone: its brief has the film's sizes, frame rate and length."""
    targets: tuple[Target, ...]

    @property
    def sizes(self) -> tuple[Size, ...]:
        """The sizes that are drawn, each once."""
        return tuple(dict.fromkeys(target.size for target in self.targets))


def films(ad: pb.VoiceoverAdSpec, path: str) -> tuple[Film, ...]:
    """All films of an order, in its own order.

    Args:
        ad: the order; its brief's sizes and frame rate have been checked.
        path: of the order in the request, for error messages.

    Raises:
        InvalidArgumentError: TOO_MANY_DELIVERIES, or as `variants.orders` and `deliveries.wishes` tell.
    """
    found: list[Film] = []
    many = bool(ad.variants)
    for variant, here, order in orders(ad, path):
        groups: dict[tuple[FrameRate, float], list[Wish]] = {}
        for wish in wishes(order, here):
            groups.setdefault((wish.rate, wish.duration_s), []).append(wish)
        for (rate, duration_s), group in groups.items():
            parts = [variant] if many else []
            if len({length for _, length in groups}) > 1:
                parts.append(f"{duration_s:.3g}s" if duration_s else "full")
            if len({each for each, _ in groups}) > 1:
                parts.append(f"{float(rate.per_second):.5g}fps")
            label = _unused("-".join(parts), [film.label for film in found])
            targets = tuple(_target(order, label, wish) for wish in group)
            found.append(Film(label, variant, _for_film(order, rate, duration_s, group), targets))
    files = sum(len(film.targets) for film in found)
    if files > _MOST_FILES:
        raise InvalidArgumentError(
            "TOO_MANY_DELIVERIES",
            f"The order asks for {files} files; at most {_MOST_FILES}. Split it.",
            field=f"{path}.deliveries",
        )
    return _with_own_names(found)


def _unused(label: str, used: Sequence[str]) -> str:
    """Lengths that read alike, 5.97 s of a bumper and 6 s, are numbered."""
    same = sum(other == label or other.startswith(f"{label}.") for other in used)
    return f"{label}.{same + 1}" if same else label


def check_planned(target: Target, frames: int, rate: FrameRate) -> Profile:
    """The profile as a film of this length is made to it.

    Raises:
        InvalidArgumentError: PROFILE_DURATION or PROFILE_FILE_SIZE.
    """
    seconds = rate.seconds_of_frame(frames)
    taken = target.profile
    if not taken.duration.allows(seconds, 1 / rate.per_second):
        raise InvalidArgumentError(
            "PROFILE_DURATION",
            f"{taken.title} takes {taken.duration}, the film has {float(seconds):.2f} s: order a duration it takes "
            "(and allow a cut-down), or another destination.",
            field=target.field,
        )
    try:
        return taken.fitted(float(seconds), target.size, rate)
    except ValueError as error:
        raise InvalidArgumentError("PROFILE_FILE_SIZE", f"{taken.title}: {error}.", field=target.field) from error


def _for_film(
    order: pb.VoiceoverAdSpec, rate: FrameRate, duration_s: float, group: Sequence[Wish]
) -> pb.VoiceoverAdSpec:
    film = pb.VoiceoverAdSpec()
    film.CopyFrom(order)
    film.ClearField("deliveries")
    film.brief.frame_rate.numerator, film.brief.frame_rate.denominator = rate.numerator, rate.denominator
    film.brief.duration_s = duration_s
    film.brief.ClearField("sizes")
    for size in dict.fromkeys(wish.size for wish in group):
        film.brief.sizes.add(width=size.width, height=size.height)
    return film


def _target(order: pb.VoiceoverAdSpec, label: str, wish: Wish) -> Target:
    """Files are called after title, film, destination and shape; the destination only where the order names some."""
    destination = wish.profile.name.replace("_", "-") if order.deliveries else ""
    name = "-".join(part for part in (slug(label) if label else "", destination) if part)
    stem = file_stem(order.brief.title, wish.size, name)
    quality = quality_of(order)
    if quality is RenderQuality.FINAL:
        return Target(wish.profile, wish.size, stem, wish.field)
    return Target(wish.profile.relaxed(), drawn_size(wish.size, quality), stem, wish.field)


def quality_of(order: pb.VoiceoverAdSpec) -> RenderQuality:
    """What an order is rendered for; final unless it says otherwise."""
    return RenderQuality(order.quality or RenderQuality.FINAL.value)


def _with_own_names(found: Sequence[Film]) -> tuple[Film, ...]:
    """Sizes of one shape would share a name: they are told apart by their pixels."""
    uses = Counter(target.stem for film in found for target in film.targets)

    def named(target: Target) -> Target:
        if uses[target.stem] == 1:
            return target
        pixels = f"{target.size.width}x{target.size.height}"
        return replace(target, stem=f"{target.stem.removesuffix(f'-{format_name(target.size)}')}-{pixels}")

    return tuple(replace(film, targets=tuple(named(target) for target in film.targets)) for film in found)
