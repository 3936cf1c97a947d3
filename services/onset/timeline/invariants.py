"""What every timeline must satisfy before a frame is drawn."""

from itertools import pairwise

from onset.timeline.plan import FEATURE_NAMES, Scene, Timeline, TransitionKind


def check(timeline: Timeline) -> None:
    """Check a timeline whole.

    Raises:
        ValueError: naming the first violation: scenes that do not tile [0, duration), transitions that overlap or
            leave their scenes, keyframes outside their scene, captions out of order or outside the film.
    """
    _check_tiling(timeline)
    _check_transitions(timeline.scenes)
    for index, scene in enumerate(timeline.scenes):
        _check_keyframes(index, scene)
    _check_captions(timeline)
    for show in timeline.logo:
        if not 0 <= show.start_frame < show.end_frame <= timeline.duration_frames:
            raise ValueError(f"logo shown during [{show.start_frame}, {show.end_frame}), outside the film")


def _check_tiling(timeline: Timeline) -> None:
    if not timeline.scenes:
        raise ValueError("a timeline needs at least one scene")
    expected = 0
    for index, scene in enumerate(timeline.scenes):
        if scene.start_frame != expected or scene.end_frame <= scene.start_frame:
            raise ValueError(
                f"scene {index} spans [{scene.start_frame}, {scene.end_frame}), expected to start at {expected}"
            )
        expected = scene.end_frame
    if expected != timeline.duration_frames:
        raise ValueError(f"scenes end at frame {expected}, the film at {timeline.duration_frames}")


def _check_transitions(scenes: tuple[Scene, ...]) -> None:
    if scenes[0].transition.frames:
        raise ValueError("the first scene cannot have a transition into it")
    for index, scene in enumerate(scenes):
        if (scene.transition.kind is TransitionKind.CUT) != (scene.transition.frames == 0):
            raise ValueError(f"scene {index}: a cut has 0 frames and nothing else has")
    for index, (scene, after) in enumerate(pairwise(scenes)):
        used = (scene.transition.frames + 1) // 2 + after.transition.frames // 2
        if used > scene.frames:
            raise ValueError(f"scene {index} of {scene.frames} frames is shorter than its transitions' {used}")
    if (scenes[-1].transition.frames + 1) // 2 > scenes[-1].frames:
        raise ValueError("the last scene is shorter than its transition")


def _check_keyframes(index: int, scene: Scene) -> None:
    frames = [keyframe.frame for keyframe in scene.keyframes]
    if not frames or frames != sorted(set(frames)):
        raise ValueError(f"scene {index}: keyframes must be at least one and strictly increasing, got {frames}")
    if frames[0] != scene.start_frame or not frames[-1] < scene.end_frame:
        raise ValueError(f"scene {index}: keyframes {frames} do not start with the scene or leave it")
    for keyframe in scene.keyframes:
        if len(keyframe.features) != len(FEATURE_NAMES):
            raise ValueError(f"scene {index}: {len(keyframe.features)} features instead of {len(FEATURE_NAMES)}")
        if not all(0.0 <= value <= 1.0 for value in keyframe.features):
            raise ValueError(f"scene {index}: a feature of keyframe {keyframe.frame} is outside 0..1")


def _check_captions(timeline: Timeline) -> None:
    at_frame = at_sample = 0
    for caption in timeline.captions:
        if not at_frame <= caption.start_frame < caption.end_frame <= timeline.duration_frames:
            raise ValueError(f"caption [{caption.start_frame}, {caption.end_frame}) overlaps or leaves the film")
        at_frame = caption.end_frame
        if not caption.words:
            raise ValueError(f"caption at frame {caption.start_frame} has no words")
        for word in caption.words:
            if not at_sample <= word.start_sample < word.end_sample:
                raise ValueError(f"caption word {word.text!r} overlaps or is empty")
            at_sample = word.end_sample
