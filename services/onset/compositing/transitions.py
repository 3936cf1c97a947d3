"""Which scenes a frame shows, and how far one has given way to the next."""

from dataclasses import dataclass

from onset.compositing.camera import Shot
from onset.timeline.plan import Scene


@dataclass(frozen=True, slots=True)
class View:
    """What a frame shows: one scene, or one giving way to the next."""

    scene: int
    following: int | None
    """The scene that takes over, during a transition."""
    progress: float
    """Through the transition, 0..1; one half stands on the cut."""


def shots(scenes: tuple[Scene, ...]) -> tuple[Shot, ...]:
    """When each scene is visible: from its own transition's first frame to the last of the next one's."""
    firsts = [_first_frame(scene) for scene in scenes]
    ends = [_first_frame(scene) + scene.transition.frames for scene in scenes]
    return tuple(
        Shot(first, max(scene.end_frame, after))
        for scene, first, after in zip(scenes, firsts, [*ends[1:], 0], strict=True)
    )


def views(scenes: tuple[Scene, ...]) -> list[View]:
    """One view per frame of the film, by index."""
    result = [View(index, None, 0.0) for index, scene in enumerate(scenes) for _ in range(scene.frames)]
    for index, scene in enumerate(scenes):
        frames, first = scene.transition.frames, _first_frame(scene)
        for step in range(frames):
            result[first + step] = View(index - 1, index, (step + 0.5) / frames)
    return result


def _first_frame(scene: Scene) -> int:
    return scene.start_frame - scene.transition.frames // 2
