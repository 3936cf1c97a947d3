"""The opening headline: when its words come, and when it has been read."""

from collections.abc import Sequence
from fractions import Fraction

from onset.planning.listening import is_match, listen
from onset.planning.voice import Voice
from onset.timeline.plan import Title
from onset.timeline.time import FrameRate, samples_of_seconds

_FIRST_S, _STEP_S, _SPREAD_S = Fraction(3, 10), Fraction(22, 100), Fraction(16, 10)
"""When the first word is there, and how soon the others follow; ten words are not kept back for longer than that."""
_NEAR_S = Fraction(1, 10)
"""A word comes with a word of the voice that begins this close."""
_OPENING_S = 4.0
"""A headline that the voice says later than this does not wait for it."""
_ENTER_S = Fraction(3, 10)
_READ_S, _READ_WORD_S = Fraction(9, 10), Fraction(1, 10)
"""How long the whole is left to be read: at all, and for each word."""
_EARLY_S, _LATE_S = Fraction(2, 10), Fraction(12, 10)
"""How far its end moves to meet a cut."""


def opening_title(
    hook: str, voice: Voice, cuts: Sequence[int], rate: FrameRate
) -> tuple[tuple[Title, ...], tuple[str, ...]]:
    """The headline, or a note on why it is left out.

    Its words come with the voice where that says them in the opening, else evenly, each drawn to a word of the voice
    that begins nearby.

    Args:
        hook: its text; empty for none.
        voice: the voice on the timeline's clock.
        cuts: first frame of each scene, then the film's end. The last scene, the end card, has words of its own.
        rate: frames per second.
    """
    count = len(hook.split())
    if not count:
        return (), ()
    frames = _with_the_voice(hook, count, voice, rate) or _evenly(count, voice, rate)
    read = frames[-1] + rate.frame_of_seconds(_READ_S + count * _READ_WORD_S)
    early, late = (rate.frame_of_seconds(bound) for bound in (_EARLY_S, _LATE_S))
    near = [cut for cut in cuts[1:-1] if read - early <= cut <= read + late]
    end = min(near[0] if near else read, cuts[-2] or cuts[-1])
    if end < read - early:
        return (), ("The headline is left out: there is no time to read it before the end card.",)
    start = max(0, frames[0] - rate.frame_of_seconds(_ENTER_S))
    return (Title(start, end, " ".join(hook.split()), tuple(frames)),), ()


def _with_the_voice(hook: str, count: int, voice: Voice, rate: FrameRate) -> list[int]:
    heard = listen(voice.words, hook)
    if heard is None or not is_match(heard) or heard.end - heard.first != count:
        return []
    words = voice.words[heard.first : heard.end]
    if words[0].start_sample > samples_of_seconds(_OPENING_S):
        return []
    return [rate.frame_of_sample(word.start_sample) for word in words]


def _evenly(count: int, voice: Voice, rate: FrameRate) -> list[int]:
    step = min(_STEP_S, _SPREAD_S / count)
    reach = rate.frame_of_seconds(_NEAR_S)
    onsets = [rate.frame_of_sample(word.start_sample) for word in voice.words]
    frames: list[int] = []
    for number in range(count):
        wanted = rate.frame_of_seconds(_FIRST_S + number * step)
        nearest = min(onsets, key=lambda onset: abs(onset - wanted), default=wanted)
        frame = nearest if abs(nearest - wanted) <= reach else wanted
        frames.append(max([frame, *frames[-1:]]))
    return frames
