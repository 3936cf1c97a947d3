"""Music composed to the cut: downbeats on scene changes, energy from the storyboard, an end on the end card."""

from bisect import bisect_right

from onset.planning.bars import meter
from onset.planning.harmony import character, chords
from onset.planning.seeds import derive
from onset.timeline.plan import Timeline
from onset.timeline.score import Bar, Landing, Score

_QUIETEST, _FROM_SCENES, _FROM_ARC = 0.25, 0.45, 0.3
"""A bar's energy: what it has anyway, what the liveliest scene adds, and what the way to the end card adds."""
_OPENING = 0.7
"""The first bar is thinner than its scene asks for: music that begins at full strength startles."""
_CARD_ENERGY, _LAST_ENERGY = 0.55, 0.4


def compose(timeline: Timeline, mood: str, seed: int) -> Score:
    """A score for a film whose scenes are decided.

    Args:
        timeline: scenes with their cues and energies; the last scene is the end card.
        mood: free words.
        seed: the order's.
    """
    rate, scenes, total = timeline.frame_rate, timeline.scenes, timeline.sample_count
    cuts = [rate.sample_of_frame(scene.start_frame) for scene in scenes]
    wanted = character(mood, seed)
    later = scenes[1:] or scenes
    found = meter(cuts[1:] or cuts, [0.3 + 0.7 * scene.cue.strength for scene in later], total, wanted_bpm=wanted.bpm)
    energies = _bar_energies([measure.start_sample for measure in found.measures], cuts, timeline, found.closing)
    harmonies = chords(wanted, len(found.measures) - found.closing, found.closing)
    downbeats = [measure.start_sample for measure in found.measures]
    return Score(
        seed=derive(seed, "score"),
        tonic=wanted.tonic,
        mode=wanted.mode,
        bpm=found.bpm,
        bars=tuple(
            Bar(measure.start_sample, measure.beats, chord, energy)
            for measure, chord, energy in zip(found.measures, harmonies, energies, strict=True)
        ),
        end_sample=total,
        landings=tuple(Landing(cut, min(downbeats, key=lambda beat: abs(beat - cut))) for cut in cuts[1:]),
    )


def _bar_energies(starts: list[int], cuts: list[int], timeline: Timeline, closing: int) -> list[float]:
    """0..1 a bar, the scenes' energies by their rank so that a film of even energies has contrast too."""
    scenes = timeline.scenes
    order = sorted(range(len(scenes)), key=lambda index: (scenes[index].energy, index))
    rank = {scene: position / max(len(scenes) - 1, 1) for position, scene in enumerate(order)}
    before = len(starts) - closing
    energies = []
    for number, start in enumerate(starts[:before]):
        scene = bisect_right(cuts, start) - 1
        lively = 0.5 * (rank[scene] + scenes[scene].energy)
        energy = _QUIETEST + _FROM_SCENES * lively + _FROM_ARC * number / max(before - 1, 1)
        energies.append(round(energy * (_OPENING if number == 0 else 1.0), 4))
    return [*energies, *[_CARD_ENERGY] * (closing - 1), _LAST_ENERGY]
