"""The music's beats, as far as a film's timeline knows them."""

from onset.timeline.plan import Cue, CueKind, Scene, Timeline

_BEATS = (CueKind.BEAT, CueKind.DOWNBEAT, CueKind.SECTION)


def beats_within(timeline: Timeline, scene: Scene) -> tuple[Cue, ...]:
    """Beats within a scene, without what is for people: of the composed music, or as heard in recorded music."""
    score = timeline.mix.score
    if score is None:
        samples = [cue.sample for cue in timeline.cues if cue.kind in _BEATS]
    else:
        samples = [
            bar.start_sample + (end - bar.start_sample) * beat // bar.beats
            for bar, end in score.spans()
            for beat in range(bar.beats)
        ]
    start, end = (timeline.frame_rate.sample_of_frame(frame) for frame in (scene.start_frame, scene.end_frame))
    return tuple(Cue(sample, CueKind.BEAT, 0.0, "") for sample in samples if start <= sample < end)
