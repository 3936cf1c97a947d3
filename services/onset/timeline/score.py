"""Music composed to a film, before it sounds: bars that meet the cuts, with their chords and their energy."""

from dataclasses import dataclass
from itertools import pairwise

from onset.timeline.music import Mode


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar from its downbeat to the next bar's, or to the score's end; its beats are evenly spaced."""

    start_sample: int
    beats: int
    chord: tuple[int, ...]
    """Pitch classes, 0 is C, the root first."""
    energy: float
    """How full it sounds, 0..1."""


@dataclass(frozen=True, slots=True)
class Landing:
    """A cut and the downbeat nearest to it."""

    cut_sample: int
    downbeat_sample: int


@dataclass(frozen=True, slots=True)
class Score:
    """What the synthesizer plays. Its clock is the timeline's."""

    seed: int
    """The same score with the same seed sounds the same."""
    tonic: int
    """Pitch class, 0 is C."""
    mode: Mode
    bpm: float
    """Tempo about which the bars' own lie."""
    bars: tuple[Bar, ...]
    """They tile [0, end_sample); the last one rings out."""
    end_sample: int
    """The film's length."""
    landings: tuple[Landing, ...]
    """One per cut, in time order."""

    def spans(self) -> tuple[tuple[Bar, int], ...]:
        """Each bar with the sample at which it ends."""
        ends = [*(bar.start_sample for bar in self.bars[1:]), self.end_sample]
        return tuple(zip(self.bars, ends, strict=True))


def check_score(score: Score, sample_count: int) -> None:
    """Check a score against the film that it is for.

    Raises:
        ValueError: naming the first violation: bars that do not tile the film, or a bar that cannot be played.
    """
    if not score.bars or score.bars[0].start_sample != 0 or score.end_sample != sample_count:
        raise ValueError(f"a score's bars must tile the film's {sample_count} samples from 0 on")
    starts = [*(bar.start_sample for bar in score.bars), score.end_sample]
    for number, (start, end) in enumerate(pairwise(starts), start=1):
        if not 0 <= start < end:
            raise ValueError(f"bar {number} of the score spans samples [{start}, {end})")
    for number, bar in enumerate(score.bars, start=1):
        if not 1 <= bar.beats <= 16 or not bar.chord or not all(0 <= pitch < 12 for pitch in bar.chord):
            raise ValueError(f"bar {number} of the score has {bar.beats} beats and the chord {bar.chord}")
        if not 0.0 <= bar.energy <= 1.0:
            raise ValueError(f"bar {number} of the score has energy {bar.energy}, outside 0..1")
    if not 20 <= score.bpm <= 300 or not 0 <= score.tonic < 12:
        raise ValueError(f"a score at {score.bpm} bpm on pitch class {score.tonic} cannot be played")


def beat_samples(bar: Bar, end_sample: int) -> tuple[float, ...]:
    """Where a bar's beats lie, in samples; the first is its downbeat."""
    step = (end_sample - bar.start_sample) / bar.beats
    return tuple(bar.start_sample + step * beat for beat in range(bar.beats))
