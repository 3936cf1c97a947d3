"""Flash safety of a plan: no more than three flashes in any second, whatever the pictures turn out to be.

ITU-R BT.1702 and WCAG 2.3.1 count a flash as a pair of opposing changes of brightness. Before pictures exist the worst
must be taken for granted: every change of scene goes from dark to bright or back, and a flash transition does both.
"""

from collections.abc import Sequence
from dataclasses import replace

from onset.timeline.brief import TransitionKind
from onset.timeline.plan import CameraMove, CameraStyle, Scene, Transition, VisualKind
from onset.timeline.time import FrameRate

_WHY = "more than three flashes a second are unsafe to watch"
_MOST_CHANGES = 7
"""In any second: three pairs of opposing changes, and one more that has no answer in it."""


def softened(scenes: Sequence[Scene], rate: FrameRate) -> tuple[tuple[Scene, ...], tuple[str, ...]]:
    """Scenes that flash no more than is safe, and a note for each that had to be changed.

    A flash transition within a second of another becomes a dissolve, and so does one among many changes of scene. Where
    scenes still change more than seven times in a second the picture before stays on; before an end card, which is to
    be seen whatever comes, that of as many scenes before it as must be.
    """
    safe: list[Scene] = []
    notes: list[str] = []
    flashed_at: list[int] = []
    changed_at: list[int] = []

    def within_a_second(frames: list[int], scene: Scene) -> int:
        return sum(scene.start_frame - frame < rate.per_second for frame in frames)

    for wanted in scenes:
        scene, at = wanted, f"{float(rate.seconds_of_frame(wanted.start_frame)):.1f} s"
        room = _MOST_CHANGES - within_a_second(changed_at, scene)
        if scene.transition.kind is TransitionKind.FLASH and (within_a_second(flashed_at, scene) or room < 2):
            notes.append(f"The flash at {at} became a dissolve: it stands too close to others to be safe to watch.")
            scene = replace(scene, transition=replace(scene.transition, kind=TransitionKind.DISSOLVE))
        changes = _changes(safe[-1], scene) if safe else 0
        if changes > room and scene.visual.kind is VisualKind.END_CARD:
            first = _first_to_hold(safe, changed_at, scene, rate)
            at = f"{float(rate.seconds_of_frame(safe[first].start_frame)):.1f} s"
            notes.append(f"The picture does not change from {at} to the end card: {_WHY}.")
            safe[first:] = [_held(safe[first - 1], each) for each in safe[first:]]
            changed_at = [frame for frame in changed_at if frame < safe[first].start_frame]
            flashed_at = [frame for frame in flashed_at if frame < safe[first].start_frame]
            room = changes
        if changes > room:
            notes.append(f"The picture does not change at {at}: {_WHY}.")
            scene = _held(safe[-1], scene)
        else:
            changed_at += [scene.start_frame] * changes
            flashed_at += [scene.start_frame] * (scene.transition.kind is TransitionKind.FLASH)
        safe.append(scene)
    return tuple(safe), tuple(notes)


def _first_to_hold(safe: Sequence[Scene], changed_at: Sequence[int], card: Scene, rate: FrameRate) -> int:
    """The last scene from which on all must show one picture, so that there is room for the change to the end card."""
    within = [frame for frame in changed_at if card.start_frame - frame < rate.per_second]
    too_many = len(within) + _changes(safe[-1], card) - _MOST_CHANGES
    # Of a scene that changes twice, as a flash does, both changes go.
    keeps = sorted(within)[len(within) - too_many]
    return next(index for index, scene in enumerate(safe) if scene.start_frame == keeps)


def _changes(before: Scene, scene: Scene) -> int:
    """Of brightness on the way into a scene, at worst."""
    if scene.transition.kind in (TransitionKind.FLASH, TransitionKind.COLOR_MATCH):
        return 2
    return int(scene.visual != before.visual)


def _held(before: Scene, scene: Scene) -> Scene:
    """A scene that goes on showing what the one before did."""
    still = CameraMove(CameraStyle.STATIC, before.camera.end, before.camera.end)
    return replace(scene, visual=before.visual, camera=still, transition=Transition(TransitionKind.CUT, 0))
