"""What composed music is like, from the mood's words: tempo, mode and chords."""

from collections.abc import Sequence
from dataclasses import dataclass

from onset.planning.families import tokens
from onset.planning.seeds import derive
from onset.timeline.music import Mode

_SCALES = {Mode.MAJOR: (0, 2, 4, 5, 7, 9, 11), Mode.MINOR: (0, 2, 3, 5, 7, 8, 10)}
_PROGRESSIONS = {
    Mode.MAJOR: ((1, 5, 6, 4), (1, 6, 4, 5), (1, 4, 6, 5), (6, 4, 1, 5)),
    Mode.MINOR: ((1, 6, 3, 7), (1, 4, 6, 7), (1, 7, 6, 7)),
}
"""Degrees of the scale, a chord a bar; each turns back to its beginning by itself."""
_CADENCE = {Mode.MAJOR: (4, 5), Mode.MINOR: (6, 7)}
"""The two bars before the end card; they lead to the tonic."""
_CLOSE = {Mode.MAJOR: 4, Mode.MINOR: 6}
"""Between tonics under the end card: a step aside that does not ask for anything more."""
_TONICS = (0, 2, 3, 5, 7, 9)
"""Keys in which the instruments lie well; which of them is the seed's choice."""
_DARK = frozenset(
    tokens("dark dramatic mysterious serious sad melancholic epic intense tense sober gritty noir moody night")
)
_LIVELY = frozenset(
    tokens(
        "energetic dynamic bold powerful fast sporty exciting upbeat playful happy joyful lively fun urgent "
        "intense epic party confident"
    )
)
_CALM = frozenset(
    tokens("calm gentle soft quiet slow relaxed peaceful dreamy soothing tender intimate luxurious elegant cozy")
)
_DREAMY = frozenset(tokens("dreamy luxurious premium elegant warm cozy intimate romantic magical tender sensual"))
_STEADY_BPM, _TEMPO_STEP = 96.0, 1.22
"""The tempo of a mood that says nothing of it, and by what calm slows and energy quickens it."""


@dataclass(frozen=True, slots=True)
class Character:
    """What a mood asks of the music."""

    mode: Mode
    tonic: int
    """Pitch class, 0 is C."""
    bpm: float
    """Tempo that suits the mood best."""
    progression: tuple[int, ...]
    """Degrees of the scale, a chord a bar."""
    sevenths: bool
    """Whether chords have a seventh: softer, less plain."""


def character(mood: str, seed: int) -> Character:
    """Read a mood; the seed chooses where the words leave a choice."""
    words = frozenset(tokens(mood))
    mode = Mode.MINOR if words & _DARK else Mode.MAJOR
    pace = bool(words & _LIVELY) - bool(words & _CALM)
    progressions = _PROGRESSIONS[mode]
    return Character(
        mode,
        _TONICS[derive(seed, "tonic") % len(_TONICS)],
        _STEADY_BPM * _TEMPO_STEP**pace,
        progressions[derive(seed, "progression") % len(progressions)],
        bool(words & _DREAMY),
    )


def chords(wanted: Character, before: int, closing: int) -> tuple[tuple[int, ...], ...]:
    """One chord a bar, as pitch classes with the root first.

    Args:
        wanted: the music's character.
        before: bars before the end card: the progression, and a cadence at its end.
        closing: bars under the end card, at least one; the first and the last are the tonic.
    """
    degrees = [wanted.progression[bar % len(wanted.progression)] for bar in range(before)]
    cadence = _CADENCE[wanted.mode][-before:] if before else ()
    degrees[before - len(cadence) :] = cadence
    under_card = [1 if bar in (0, closing - 1) or bar % 2 == 0 else _CLOSE[wanted.mode] for bar in range(closing)]
    return tuple(_chord(wanted, degree) for degree in (*degrees, *under_card))


def _chord(wanted: Character, degree: int) -> tuple[int, ...]:
    """Thirds piled on a degree of the scale."""
    scale: Sequence[int] = _SCALES[wanted.mode]
    steps = (0, 2, 4, 6) if wanted.sevenths and degree not in _CADENCE[wanted.mode][-1:] else (0, 2, 4)
    return tuple((wanted.tonic + scale[(degree - 1 + step) % 7]) % 12 for step in steps)
