"""Recordings whose words and pauses are known, in five ways of making them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import soxr
from numpy.typing import NDArray

from onset.models.beat_tracker.corpus import espeak
from onset.models.phones.corpus.speech import piper_symbols
from onset.runtime import model_calls
from onset.runtime.triton import TritonClient
from onset.timeline.time import SAMPLE_RATE_HZ
from tests.bench.analysis.debian import unpacked
from tests.bench.analysis.paused_speech import decoded_g722

Sound = NDArray[np.float32]

SCRIPTS = {
    "lamp": "Meet Aurora, the lamp that wakes with you. It learns the light of your mornings, and it fades like a "
    "sunset when the day is done. No apps, no cables, no noise. Just light, exactly when you need it. Start brighter.",
    "shoes": "Every great run starts before the first step. Our new shoes weigh almost nothing, cost less than dinner, "
    "and last for years. My coach says these are the best shoes ever made. Order today and get a free pair of socks!",
    "energy": "This year, more than three million people switched to clean energy. It's cheaper, it's quieter, and it "
    "doesn't cost the earth. So, what are you waiting for? Visit our website, choose your plan, and we'll do the rest.",
    "kitchen": "Imagine a kitchen that cleans itself. No scrubbing. No soaking. Just press one button, sit back, and "
    "relax. With a powerful new motor and twice as much steam, even burnt cheese disappears within minutes.",
}
_DAYS = ("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday")
_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october")
_NUMBERS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven")
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_OTHERS = ("at", "billion", "dollars", "hundred", "million", "minus", "oclock", "thousand")
_PROMPTS = {
    **{word: f"day-{k}" for k, word in enumerate(_DAYS)},
    **{word: f"mon-{k}" for k, word in enumerate((*_MONTHS, "november", "december"))},
    **{word: str(k) for k, word in enumerate(_NUMBERS)},
    **{word: str(10 * k) for k, word in enumerate(_TENS, start=2)},
    **{word: word for word in (*_OTHERS, "today", "tomorrow", "yesterday")},
}
"""Prompts by their words."""
_ANNOUNCEMENTS = (
    "Today, Wednesday April thirty at seven oclock. Tomorrow, Thursday May one at ten oclock.",
    "Two hundred fifty thousand dollars yesterday, six million today. Nine hundred eighty billion dollars tomorrow!",
    "Saturday December twenty, eight hundred dollars. Sunday January five, minus ninety million. Friday August eleven.",
    "Monday at four oclock, Tuesday at three oclock, Friday at sixty five. February seventy, October forty, November.",
)
_WORD_GAP, _CLAUSE_GAP, _SENTENCE_GAP = (SAMPLE_RATE_HZ * ms // 1000 for ms in (40, 220, 400))
_AUDIBLE = 0.02
_FILLER, _BLANK, _PAUSES = "_", " ", frozenset("^$.,;:!?")
"""Piper's symbols between any two, between words, and where it pauses."""


@dataclass(frozen=True, slots=True)
class TrueWord:
    """A word of the script; its times in samples at 48 kHz are None where they are not known."""

    text: str
    start: int | None
    end: int | None


@dataclass(frozen=True, slots=True, eq=False)
class Utterance:
    """A recording at 48 kHz and what is said in it."""

    name: str
    script: str
    sound: Sound
    words: tuple[TrueWord, ...]


def word_by_word(client: TritonClient) -> Iterator[Utterance]:
    """Each word spoken alone, its silence cut off, put at a known place with known pauses."""
    for name, script in SCRIPTS.items():
        yield _assembled(f"words/{name}", script, script.split(), _spoken_by(client))


def sentence_by_sentence(client: TritonClient) -> Iterator[Utterance]:
    """Each sentence spoken alone and put at a known place: the pauses between them are known, words inside are not."""
    for name, script in SCRIPTS.items():
        yield _assembled(f"sentences/{name}", script, _sentences(script), _spoken_by(client))


def connected(scripts: Mapping[str, str] = SCRIPTS) -> Iterator[Utterance]:
    """Sentences whose words are placed by the voice's own phoneme durations.

    Raises:
        RuntimeError: the models' environment cannot do it.
    """
    sentences = [(name, sentence) for name, script in scripts.items() for sentence in _sentences(script)]
    spoken = list(piper_symbols([(sentence, 1.0, 7 + index) for index, (_, sentence) in enumerate(sentences)]))
    for name, script in scripts.items():
        parts: list[Sound] = [np.zeros(_SENTENCE_GAP, np.float32)]
        words: list[TrueWord] = []
        at = _SENTENCE_GAP
        for (owner, sentence), (samples, rate_hz, symbols, ends) in zip(sentences, spoken, strict=True):
            if owner != name:
                continue
            texts, spans = sentence.split(), _word_spans(symbols, ends)
            if len(spans) != len(texts):
                # The voice merges words ("on the").
                words += [TrueWord(text, None, None) for text in texts]
            else:
                placed = (np.array(spans) * SAMPLE_RATE_HZ / rate_hz + at).round().astype(int).tolist()
                words += [TrueWord(text, *span) for text, span in zip(texts, placed, strict=True)]
            sound = _at_48k(samples, rate_hz)
            parts += [sound, np.zeros(_CLAUSE_GAP, np.float32)]
            at += sound.size + _CLAUSE_GAP
        yield Utterance(f"connected/{name}", script, np.concatenate(parts), tuple(words))


def _word_spans(symbols: Sequence[str], ends: Sequence[float]) -> list[tuple[float, float]]:
    """First and end sample of each word.

    After a pause a word begins where its first symbol does. Otherwise it begins where the word before it ends: what the
    voice puts between two words already sounds like the second, to which a test of the reader's corpus holds it.
    """
    spans: list[tuple[float, float]] = []
    begin, inside, paused = 0.0, False, True
    for symbol, end in zip(symbols, ends, strict=True):
        if symbol in _PAUSES or symbol == _BLANK:
            inside, paused = False, paused or symbol in _PAUSES
        elif symbol != _FILLER:
            if not inside:
                spans.append((begin if paused else spans[-1][1], end))
            spans[-1] = (spans[-1][0], end)
            inside, paused = True, False
        begin = end
    return spans


def other_voice() -> Iterator[Utterance]:
    """eSpeak NG, a formant synthesizer, which reports when it starts each word."""
    for name, script in SCRIPTS.items():
        spoken = espeak.speak(script, espeak.Manner("en"))
        starts = (start * SAMPLE_RATE_HZ // spoken.rate_hz for start in spoken.word_starts)
        words = tuple(TrueWord(text, start, None) for text, start in zip(script.split(), starts, strict=True))
        yield Utterance(f"espeak/{name}", script, _at_48k(spoken.samples, spoken.rate_hz), words)


def a_person() -> Iterator[Utterance]:
    """Words of a person's telephone prompts (Allison Smith, CC-BY-SA-3.0), put at known places.

    Raises:
        RuntimeError: Debian's package cannot be had here.
    """
    for number, script in enumerate(_ANNOUNCEMENTS, start=1):
        yield _assembled(f"person/{number}", script, script.split(), _prompt)


def _prompt(word: str) -> Sound:
    recorded = unpacked("asterisk-core-sounds-en-g722") / "usr/share/asterisk/sounds/en_US_f_Allison/digits"
    return decoded_g722(recorded / f"{_PROMPTS[word.lower()]}.g722")


def _assembled(name: str, script: str, pieces: Sequence[str], speak: Callable[[str], Sound]) -> Utterance:
    parts: list[Sound] = [np.zeros(_SENTENCE_GAP, np.float32)]
    words: list[TrueWord] = []
    at = _SENTENCE_GAP
    for piece in pieces:
        sound = _trimmed(speak(piece.rstrip(".,!?") if " " not in piece else piece))
        texts = piece.split()
        inner = [TrueWord(text, None, None) for text in texts]
        inner[0] = TrueWord(texts[0], at, None)
        inner[-1] = TrueWord(texts[-1], inner[-1].start, at + sound.size)
        words += inner
        gap = _SENTENCE_GAP if piece[-1] in ".!?" else _CLAUSE_GAP if piece[-1] == "," else _WORD_GAP
        parts += [sound, np.zeros(gap, np.float32)]
        at += sound.size + gap
    return Utterance(name, script, np.concatenate(parts), tuple(words))


def _spoken_by(client: TritonClient) -> Callable[[str], Sound]:
    return lambda text: _at_48k(*model_calls.synthesize(client, text, timeout_s=60))


def _sentences(script: str) -> list[str]:
    marked = script.replace(". ", ".|").replace("? ", "?|").replace("! ", "!|")
    return marked.split("|")


def _at_48k(samples: Sound, rate_hz: int) -> Sound:
    return np.asarray(soxr.resample(samples, rate_hz, SAMPLE_RATE_HZ, "VHQ"), np.float32)


def _trimmed(sound: Sound) -> Sound:
    loud = np.flatnonzero(np.abs(sound) > _AUDIBLE * np.abs(sound).max())
    return sound[loud[0] : loud[-1] + 1]
