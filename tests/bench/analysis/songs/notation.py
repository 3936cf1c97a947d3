"""Melodies in ABC notation: the part of it that tunes need.

Letters with octave marks and accidentals, lengths, rests z, chords [CEG], triplets (3, broken rhythm > and <, ties -,
bar lines. The unit is an eighth; C is middle C, c the octave above.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from tests.bench.analysis.songs.harmony import LETTERS, Key

_TOKEN = re.compile(
    r"\s*(?:(?P<bar>\|)|(?P<triplet>\(3)|(?P<broken>[<>])|(?P<tie>-)"
    r"|(?P<what>z|\[[^\]]+\]|[_^=]?[A-Ga-g][,']*)(?P<times>\d*)(?P<over>/?\d*))"
)
_PITCH = re.compile(r"([_^=]?)([A-Ga-g])([,']*)")
MIDDLE_C = 60
EIGHTH = Fraction(1, 2)


@dataclass(slots=True)
class Sounding:
    """Pitches from a moment, in quarters; none is a rest."""

    start: Fraction
    length: Fraction
    pitches: tuple[int, ...]


def parse(tune: str, key: Key, bar: Fraction, pickup: Fraction = Fraction(0)) -> list[Sounding]:
    """Notes of a tune, in quarters from its first full bar.

    Args:
        tune: ABC notation.
        key: whose signature applies.
        bar: length of a bar in quarters.
        pickup: length of what comes before the first bar line, in quarters.

    Raises:
        ValueError: a bar line is where no bar ends, or something cannot be read.
    """
    notes: list[Sounding] = []
    now, tied, broken, triplet = -pickup, False, None, 0
    for kind, match in _tokens(tune):
        if kind == "bar":
            if now % bar:
                raise ValueError(f"bar line {float(now / bar):.2f} bars into {tune[: match.end()][-60:]!r}")
        elif kind == "triplet":
            triplet = 3
        elif kind == "broken":
            longer, shorter = Fraction(1, 2), Fraction(-1, 2)
            first, second = (longer, shorter) if match["broken"] == ">" else (shorter, longer)
            change = notes[-1].length * first
            notes[-1].length += change
            now += change
            broken = 1 + second
        elif kind == "tie":
            tied = True
        else:
            length = _length(match["times"], match["over"]) * (broken or 1)
            if triplet:
                length, triplet = length * Fraction(2, 3), triplet - 1
            broken = None
            pitches = (
                tuple(_pitch(note, key) for note in _PITCH.finditer(match["what"])) if match["what"] != "z" else ()
            )
            if tied and notes[-1].pitches == pitches:
                notes[-1].length += length
            else:
                notes.append(Sounding(now, length, pitches))
            tied = False
            now += length
    return notes


def _tokens(tune: str) -> Iterator[tuple[str, re.Match[str]]]:
    position, text = 0, tune.rstrip()
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            raise ValueError(f"cannot read {text[position : position + 20]!r}")
        yield match.lastgroup if match.lastgroup in ("bar", "triplet", "broken", "tie") else "note", match
        position = match.end()


def _length(times: str, over: str) -> Fraction:
    divisor = int(over[1:] or 2) if over else 1
    return EIGHTH * int(times or 1) / divisor


def _pitch(match: re.Match[str], key: Key) -> int:
    mark, letter, octaves = match.groups()
    shift = {"^": 1, "_": -1, "=": 0}[mark] if mark else key.accidentals.get(letter.upper(), 0)
    octave = (1 if letter.islower() else 0) + octaves.count("'") - octaves.count(",")
    return MIDDLE_C + LETTERS[letter.upper()] + shift + 12 * octave
