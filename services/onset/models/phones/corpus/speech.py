"""Synthesizers that tell when they make which sound."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from onset.models.beat_tracker.corpus.espeak import Manner, speak
from onset.models.phones.classes import CLASS_OF, SILENCE, classes_of
from onset.models.voice_detector.corpus.voices import Sound, at_48_khz, flite_timed, said_by_piper

_FLITE_IPA = {
    **dict(zip("b d f g k l m n p r s t v w z".split(), "bdfgklmnprstvwz", strict=True)),  # noqa: SIM905
    "aa": "ɑ",
    "ae": "æ",
    "ah": "ʌ",
    "ao": "ɔ",
    "aw": "aʊ",
    "ax": "ə",
    "axr": "ər",
    "ay": "aɪ",
    "ch": "tʃ",
    "dh": "ð",
    "dx": "ɾ",
    "eh": "ɛ",
    "el": "əl",
    "em": "əm",
    "en": "ən",
    "er": "ɝ",
    "ey": "eɪ",
    "hh": "h",
    "hv": "h",
    "ih": "ɪ",
    "iy": "i",
    "jh": "dʒ",
    "ng": "ŋ",
    "nx": "n",
    "ow": "oʊ",
    "oy": "ɔɪ",
    "sh": "ʃ",
    "th": "θ",
    "uh": "ʊ",
    "uw": "u",
    "y": "j",
    "zh": "ʒ",
}
"""Its names of sounds are those of the CMU dictionary."""
_PIPER_BETWEEN, _PIPER_PUNCTUATION = "_ ˈˌ", "^$.,;:!?"


@dataclass(frozen=True, slots=True, eq=False)
class Speech:
    """What was said."""

    samples: Sound
    spans: tuple[tuple[int, float, float], ...]
    """Class, begin and end in seconds, one after the other."""


def espeak(text: str, manner: Manner) -> Speech:
    """By eSpeak NG's rules."""
    said = speak(text, manner)
    begins = [sample / said.rate_hz for _, sample in said.phones]
    ends = [*begins[1:], said.samples.size / said.rate_hz]
    symbols = (symbol for symbol, _ in said.phones)
    spans = [span for symbol, *times in zip(symbols, begins, ends, strict=True) for span in _shared(symbol, *times)]
    return Speech(at_48_khz(said.samples, said.rate_hz), tuple(spans))


def flite(text: str, voice: str, *, stretch: float) -> Speech:
    """By one of Flite's voices, `stretch` times as slowly.

    Raises:
        FileNotFoundError: Debian's `flite` is not installed.
    """
    samples, rate_hz, phones = flite_timed(text, voice, stretch=stretch)
    spans: list[tuple[int, float, float]] = []
    begin_s = 0.0
    for name, end_s in phones:
        spans += _shared(_FLITE_IPA.get(name, ""), begin_s, end_s)
        begin_s = end_s
    return Speech(at_48_khz(samples, rate_hz), tuple(spans))


def piper(orders: Sequence[tuple[str, float, int]]) -> Iterator[Speech]:
    """By Piper's voice: texts, each with how many times as slowly it is said, and its seed."""
    for samples, rate_hz, symbols, ends in piper_symbols(orders):
        edges = [end / rate_hz for end in (0.0, *ends)]
        yield Speech(at_48_khz(samples, rate_hz), tuple(zip(_piper_classes(symbols), edges, edges[1:], strict=False)))


def _piper_classes(symbols: Sequence[str]) -> list[int]:
    """Of every symbol of Piper's.

    What the voice puts between two symbols, marks of stress and blanks among it, already sounds like the second: in
    "any sure", the hiss begins where the vowel's own symbol ends. Beside punctuation it is silent. A mark of length
    goes on with the sound before it.
    """
    classes: list[int] = []
    waiting = 0
    for symbol in (*symbols, "$"):
        if symbol in _PIPER_BETWEEN:
            waiting += 1
            continue
        before = classes[-1] if classes else SILENCE
        own = SILENCE if symbol in _PIPER_PUNCTUATION else CLASS_OF.get(symbol, before)
        classes += [SILENCE if before == SILENCE else own] * waiting + [own]
        waiting = 0
    return classes[:-1]


def piper_symbols(orders: Sequence[tuple[str, float, int]]) -> Iterator[tuple[Sound, int, list[str], list[float]]]:
    """Of each order the sound, its rate in Hz, the voice's own symbols and the samples at which they end.

    Raises:
        RuntimeError: the models' environment cannot do it.
    """
    spoken = said_by_piper("onset.models.phones.corpus.piper", orders)
    for k in range(len(orders)):
        symbols, ends = spoken[f"symbols_{k}"].tolist(), spoken[f"ends_{k}"].tolist()
        yield spoken[f"sound_{k}"], int(spoken["rate_hz"]), symbols, ends


def _shared(ipa: str, begin_s: float, end_s: float) -> Iterable[tuple[int, float, float]]:
    """One symbol's time, shared by its sounds alike; silence if it has none."""
    classes = classes_of(ipa) or [SILENCE]
    edges = np.linspace(begin_s, end_s, len(classes) + 1).tolist()
    return zip(classes, edges, edges[1:], strict=False)
