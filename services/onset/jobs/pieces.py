"""What goes from one stage of an ad to the next."""

from collections.abc import Sequence
from dataclasses import dataclass

from onset.jobs.engine import Json
from onset.jobs.films import Film, Target
from onset.v1 import video_service_pb2 as pb


@dataclass(frozen=True, slots=True)
class Heard:
    """What the order's sound is, and what is known of it."""

    brands: Json
    """By variant."""
    voice: Json
    music: Json | None
    facts: Json
    """{"analysis", "transcript"} of the voice."""
    music_facts: Json
    """{"musicAnalysis"}, or nothing."""
    edit: Json | None
    """A film of this order as somebody edited it."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A film with its plan."""

    index: int
    film: Film
    timeline: Json
    scenes: Sequence[int]
    """Those that want generated pictures."""
    frames: int
    sounds: Json
    """{"voice"} and perhaps {"music"}."""
    profiles: Sequence[Json]
    """Of each target, fitted to the film's length."""


@dataclass(frozen=True, slots=True)
class File:
    """A file to be made."""

    planned: Planned
    target: Target
    order: Json
    """For the compositor."""

    @property
    def ad(self) -> pb.VoiceoverAdSpec:
        """The order of its film."""
        return self.planned.film.ad


def clip_notes(files: Sequence[File]) -> list[str]:
    """What the clips of a film's files say of themselves, each once with the scenes that it is said of."""
    scenes: dict[str, set[int]] = {}
    for each in files:
        for clip in each.order["clips"]:
            if note := clip.get("note"):
                scenes.setdefault(note, set()).add(clip.get("sceneIndex", 0) + 1)
    return [f"Scene {', '.join(map(str, sorted(numbers)))}: {note}" for note, numbers in scenes.items()]
