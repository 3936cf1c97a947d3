"""What every timeline must satisfy before a frame is drawn."""

import math
from itertools import pairwise

from onset.timeline.brief import TransitionKind
from onset.timeline.layout import crop_room
from onset.timeline.plan import FEATURE_NAMES, Scene, Timeline
from onset.timeline.score import check_score

_WIDEST_ASPECT = 16 / 9
_ROUNDING = 1e-9


def check(timeline: Timeline) -> None:
    """Check a timeline whole.

    Raises:
        ValueError: naming the first violation: scenes that do not tile [0, duration), transitions that overlap or
            leave their scenes, keyframes outside their scene, crops that leave their picture, captions, titles, voice
            edits, speech or cues out of order or outside the film, a sound for pictures that is cut off.
    """
    _check_tiling(timeline)
    _check_transitions(timeline.scenes)
    for index, scene in enumerate(timeline.scenes):
        _check_keyframes(index, scene)
        _check_camera(index, scene)
    _check_captions(timeline)
    _check_titles(timeline)
    _check_mix(timeline)
    _check_cues(timeline)
    if len(timeline.pictures.sound) % len(FEATURE_NAMES):
        raise ValueError(f"the pictures' sound of {len(timeline.pictures.sound)} bytes is not whole rows of features")
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
        kind, frames = scene.transition.kind, scene.transition.frames
        if frames < 0 or (kind is TransitionKind.CUT) != (frames == 0):
            raise ValueError(f"scene {index}: a cut has 0 frames, other transitions more; got {scene.transition}")
        if not math.isfinite(scene.transition.angle_deg):
            raise ValueError(f"scene {index}: {scene.transition.angle_deg} is no angle")
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
    if frames[0] != scene.start_frame or frames[-1] not in (scene.start_frame, scene.end_frame - 1):
        raise ValueError(f"scene {index}: keyframes {frames} do not begin and end with the scene")
    for keyframe in scene.keyframes:
        if len(keyframe.features) != len(FEATURE_NAMES):
            raise ValueError(f"scene {index}: {len(keyframe.features)} features instead of {len(FEATURE_NAMES)}")
        if not all(0.0 <= value <= 1.0 for value in keyframe.features):
            raise ValueError(f"scene {index}: a feature of keyframe {keyframe.frame} is outside 0..1")


def _check_camera(index: int, scene: Scene) -> None:
    if not 0.0 <= scene.energy <= 1.0:
        raise ValueError(f"scene {index}: energy {scene.energy} is outside 0..1")
    for pose in (scene.camera.start, scene.camera.end):
        if not 1.0 <= pose.zoom < math.inf:
            raise ValueError(f"scene {index}: zoom {pose.zoom} is not a finite number of at least 1")
        room = min(1.0, crop_room(pose.zoom, pose.roll_deg, _WIDEST_ASPECT)) + _ROUNDING
        if not max(abs(pose.x), abs(pose.y)) <= room:
            raise ValueError(f"scene {index}: the crop {pose} leaves the picture")


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


def _check_titles(timeline: Timeline) -> None:
    at_frame = 0
    for title in timeline.titles:
        if not at_frame <= title.start_frame < title.end_frame <= timeline.duration_frames:
            raise ValueError(f"title [{title.start_frame}, {title.end_frame}) overlaps or leaves the film")
        at_frame = title.end_frame
        if not title.text.split() or len(title.text.split()) != len(title.word_frames):
            raise ValueError(f"title {title.text!r} has {len(title.word_frames)} frames for its words")
        frames = (title.start_frame, *title.word_frames, title.end_frame - 1)
        if any(before > after for before, after in pairwise(frames)):
            raise ValueError(f"title {title.text!r}: its words' frames {title.word_frames} go back or leave its time")


def _check_mix(timeline: Timeline) -> None:
    mix = timeline.mix
    in_source = in_film = 0
    for edit in mix.voice:
        if edit.source_start_sample < in_source or edit.start_sample < in_film:
            raise ValueError(f"{edit} overlaps or precedes the one before it")
        if edit.end_sample > timeline.sample_count:
            raise ValueError(f"{edit} runs {edit.end_sample - timeline.sample_count} samples past the film's end")
        in_source, in_film = edit.source_end_sample, edit.end_sample
    if not 0.0 <= mix.duck_db < math.inf:
        raise ValueError(f"the bed is ducked by {mix.duck_db} dB, which lowers nothing")
    at_sample = 0
    for span in mix.speech:
        if not at_sample <= span.start_sample < span.end_sample <= timeline.sample_count:
            raise ValueError(f"speech [{span.start_sample}, {span.end_sample}) overlaps or leaves the film")
        at_sample = span.end_sample
    for accent in mix.accents:
        if not 0 <= accent.sample <= timeline.sample_count or not math.isfinite(accent.gain_db):
            raise ValueError(f"the accent {accent} is outside the film or has no level")
    if mix.score is not None:
        check_score(mix.score, timeline.sample_count)


def _check_cues(timeline: Timeline) -> None:
    at_sample = 0
    for cue in timeline.cues:
        if not at_sample <= cue.sample <= timeline.sample_count:
            raise ValueError(f"cue {cue.label!r} at sample {cue.sample} is out of order or outside the film")
        if not 0.0 <= cue.strength <= 1.0:
            raise ValueError(f"cue {cue.label!r} has strength {cue.strength}, outside 0..1")
        at_sample = cue.sample
