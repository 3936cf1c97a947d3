"""A scene cut to another range of itself: the same picture, its motion from the new first frame to the new last."""

from bisect import bisect_right
from dataclasses import replace

from onset.timeline.layout import crop_room
from onset.timeline.plan import CameraMove, CameraPose, Keyframe, Scene
from onset.timeline.time import FrameRate

_KEYFRAME_S = 1.5
"""About one keyframe in this time, as scenes are planned."""
_WIDEST_ASPECT = 16 / 9


def cut_to(scene: Scene, first_frame: int, frames: int, start_frame: int, rate: FrameRate, *, on_beats: bool) -> Scene:
    """Frames [first_frame, first_frame + frames) of the film that a scene is from, at a new place.

    A range that reaches beyond the scene holds its first or last picture model conditions, and its camera move takes
    all of the time that it is given.

    Args:
        scene: the scene in its old place.
        first_frame: on the old film's count.
        frames: the new length, at least 1.
        start_frame: on the new film's count.
        rate: the film's.
        on_beats: the scene's keyframes stand on beats of the music, which does not move with it.
    """
    shift = start_frame - first_frame
    whole = (first_frame, frames) == (scene.start_frame, scene.frames)
    keeps_keyframes = whole and (shift == 0 or not on_beats)
    return replace(
        scene,
        start_frame=start_frame,
        end_frame=start_frame + frames,
        camera=scene.camera if whole else _part_of(scene, first_frame, frames),
        keyframes=tuple(
            replace(keyframe, frame=keyframe.frame + shift)
            for keyframe in (scene.keyframes if keeps_keyframes else _spread(scene, first_frame, frames, rate))
        ),
    )


def _spread(scene: Scene, first: int, frames: int, rate: FrameRate) -> list[Keyframe]:
    """First and last frame and evenly between, with the features that the scene has there."""
    last = first + frames - 1
    parts = max(1, round(float((last - first) / rate.per_second) / _KEYFRAME_S))
    numbers = sorted({first + (last - first) * part // parts for part in range(parts + 1)})
    return [Keyframe(number, _features(scene, number)) for number in numbers]


def _features(scene: Scene, frame: int) -> tuple[float, ...]:
    """Linear between keyframes, held before the first and after the last."""
    after = bisect_right([keyframe.frame for keyframe in scene.keyframes], frame)
    if after in (0, len(scene.keyframes)):
        return scene.keyframes[min(after, len(scene.keyframes) - 1)].features
    earlier, later = scene.keyframes[after - 1], scene.keyframes[after]
    share = (frame - earlier.frame) / (later.frame - earlier.frame)
    pairs = zip(earlier.features, later.features, strict=True)
    return tuple(min(1.0, max(0.0, a + (b - a) * share)) for a, b in pairs)


def _part_of(scene: Scene, first: int, frames: int) -> CameraMove:
    length = max(1, scene.frames - 1)
    shares = ((frame - scene.start_frame) / length for frame in (first, first + frames - 1))
    start, end = (_pose(scene.camera, min(1.0, max(0.0, share))) for share in shares)
    return replace(scene.camera, start=start, end=end)


def _pose(move: CameraMove, share: float) -> CameraPose:
    zoom, x, y, roll = (
        a if a == b else a + (b - a) * share
        for a, b in (
            (move.start.zoom, move.end.zoom),
            (move.start.x, move.end.x),
            (move.start.y, move.end.y),
            (move.start.roll_deg, move.end.roll_deg),
        )
    )
    # Between two poses that a picture has room for there may be slightly less of it.
    room = min(1.0, max(0.0, crop_room(zoom, roll, _WIDEST_ASPECT)))
    return CameraPose(zoom, min(room, max(-room, x)), min(room, max(-room, y)), roll)
