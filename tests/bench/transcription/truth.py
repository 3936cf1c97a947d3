"""Recordings whose words and pauses are known, by four independent ways of making them."""

import json
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import soxr
from numpy.typing import NDArray

from onset.models.beat_tracker.corpus import espeak
from onset.runtime import model_calls
from onset.runtime.settings import PROJECT_ROOT, Settings
from onset.runtime.triton import TritonClient
from onset.timeline.time import SAMPLE_RATE_HZ

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
_WORD_GAP, _CLAUSE_GAP, _SENTENCE_GAP = (SAMPLE_RATE_HZ * ms // 1000 for ms in (40, 220, 400))
_AUDIBLE = 0.02


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
    weights = Settings.from_environment().home / "weights" / "piper-joe"
    with TemporaryDirectory() as folder:
        out = Path(folder) / "voice.npz"
        done = subprocess.run(
            [PROJECT_ROOT / ".venv-triton/bin/python", Path(__file__).with_name("aligned_voice.py"), weights, out],
            input=json.dumps([sentence for _, sentence in sentences]),
            env={"PYTHONPATH": str(PROJECT_ROOT / "services")},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"the aligned voice failed: {done.stderr.strip().splitlines()[-1:]}")
        spoken = dict(np.load(out))
    for name, script in scripts.items():
        parts: list[Sound] = [np.zeros(_SENTENCE_GAP, np.float32)]
        words: list[TrueWord] = []
        at = _SENTENCE_GAP
        for index in (k for k, (owner, _) in enumerate(sentences) if owner == name):
            scale = SAMPLE_RATE_HZ / float(spoken["rate_hz"])
            spans = (spoken[f"words_{index}"] * scale + at).round().astype(int).tolist()
            texts = sentences[index][1].split()
            words += [
                TrueWord(text, *span) for text, span in zip(texts, spans or [(None, None)] * len(texts), strict=True)
            ]
            sound = _at_48k(spoken[f"audio_{index}"], int(spoken["rate_hz"]))
            parts += [sound, np.zeros(_CLAUSE_GAP, np.float32)]
            at += sound.size + _CLAUSE_GAP
        yield Utterance(f"connected/{name}", script, np.concatenate(parts), tuple(words))


def other_voice() -> Iterator[Utterance]:
    """eSpeak NG, a formant synthesizer, which reports when it starts each word."""
    for name, script in SCRIPTS.items():
        spoken = espeak.speak(script, espeak.Manner("en"))
        starts = (start * SAMPLE_RATE_HZ // spoken.rate_hz for start in spoken.word_starts)
        words = tuple(TrueWord(text, start, None) for text, start in zip(script.split(), starts, strict=True))
        yield Utterance(f"espeak/{name}", script, _at_48k(spoken.samples, spoken.rate_hz), words)


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
