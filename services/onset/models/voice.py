"""Piper's voice: text -> speech, the same samples for the same inputs."""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
from piper.phoneme_ids import phonemes_to_ids
from piper.phonemize_espeak import EspeakPhonemizer

from onset.models.checks import text_of
from onset.models.errors import InvalidInputError, WithdrawnError
from onset.models.networks import onnx_session

MAX_CHARACTERS = 10_000
SENTENCE_PAUSE_S = 0.45
PARAGRAPH_PAUSE_S = 0.9
"""Silence between sentences and between paragraphs at speed 1; shrinks and grows with the speed."""
SLOWEST, FASTEST = 0.5, 2.0
PEAK = 0.9
_MAX_PHONEMES = 400
"""Longest piece that is spoken at once (about 25 s); bounds memory."""
_SILENCE = 0.004
_MARGIN_S = 0.03


class Voice:
    """A loaded voice."""

    def __init__(self, weights: Path) -> None:
        """Load `voice.onnx` and `voice.json` from `weights`."""
        config = json.loads((weights / "voice.json").read_text(encoding="utf-8"))
        self.sample_rate_hz: int = config["audio"]["sample_rate"]
        self._espeak_voice: str = config["espeak"]["voice"]
        self.ids: dict[str, list[int]] = config["phoneme_id_map"]
        """Of each phone's symbol."""
        self._noise_scale: float = config["inference"]["noise_scale"]
        self._duration_noise_scale: float = config["inference"]["noise_w"]
        self._session = onnx_session(weights / "voice.onnx")
        self._prior_noise_shape = next(i.shape for i in self._session.get_inputs() if i.name == "PRIOR_NOISE")
        self._phonemizer = EspeakPhonemizer()

    def speak(self, text: np.ndarray, speed: np.ndarray, seed: np.ndarray, withdrawn: Callable[[], bool]) -> np.ndarray:
        """Speak `text`: [samples] float32 at `sample_rate_hz`, peak 0.9.

        A blank line starts a new paragraph; single line breaks do not matter.

        Args:
            text: BYTES, one UTF-8 string.
            speed: 0.5 to 2, 1 is the voice's own.
            seed: chooses among equally good renderings.
            withdrawn: asked between sentences.

        Raises:
            InvalidInputError: nothing to speak, too long, or speed out of range.
            WithdrawnError: `withdrawn` said so.
        """
        script = text_of(text, "TEXT", MAX_CHARACTERS)
        rate = float(speed.reshape(-1)[0])
        if not SLOWEST <= rate <= FASTEST:
            raise InvalidInputError(f"SPEED is {rate:g}, must lie in {SLOWEST:g}..{FASTEST:g}")
        if not any(character.isalnum() for character in script):
            raise InvalidInputError("TEXT holds nothing that can be spoken")
        random = np.random.Generator(np.random.PCG64(int(seed.reshape(-1)[0]) & (2**64 - 1)))
        parts: list[np.ndarray] = []
        for phonemes, pause_s in self._sentences(script):
            if withdrawn():
                raise WithdrawnError
            parts.append(_trimmed(self._say(phonemes, rate, random), self.sample_rate_hz))
            parts.append(np.zeros(round(pause_s / rate * self.sample_rate_hz), np.float32))
        if not parts:
            raise InvalidInputError("TEXT holds nothing that can be spoken")
        audio = np.concatenate(parts[:-1])
        return audio * np.float32(PEAK / max(float(np.abs(audio).max()), 1e-6))

    def _sentences(self, script: str) -> Iterator[tuple[list[str], float]]:
        """Phonemes of each sentence, with the pause that follows it in seconds."""
        for paragraph in re.split(r"\n[^\S\n]*\n", script):
            sentences = [
                piece
                for sentence in self._phonemizer.phonemize(self._espeak_voice, " ".join(paragraph.split()))
                for piece in _pieces(sentence)
                if any(phoneme.isalpha() for phoneme in piece)
            ]
            for index, sentence in enumerate(sentences, start=1):
                yield sentence, SENTENCE_PAUSE_S if index < len(sentences) else PARAGRAPH_PAUSE_S

    def phonemes(self, text: str) -> list[str]:
        """The symbols of a text of any number of sentences, one after another."""
        sentences = self._phonemizer.phonemize(self._espeak_voice, text)
        return [symbol for sentence in sentences for symbol in sentence]

    def inputs(self, ids: Sequence[int], length_scale: float, random: np.random.Generator) -> dict[str, np.ndarray]:
        """What the network is given to say symbols, `length_scale` times as slowly as the voice does by itself."""
        return {
            "input": np.array([ids], np.int64),
            "input_lengths": np.array([len(ids)], np.int64),
            "scales": np.array([self._noise_scale, length_scale, self._duration_noise_scale], np.float32),
            "DURATION_NOISE": random.standard_normal((1, 2, len(ids)), np.float32),
            "PRIOR_NOISE": random.standard_normal(self._prior_noise_shape, np.float32),
        }

    def _say(self, phonemes: Sequence[str], speed: float, random: np.random.Generator) -> np.ndarray:
        (audio,) = self._session.run(None, self.inputs(phonemes_to_ids(phonemes, self.ids), 1 / speed, random))
        return np.asarray(audio, np.float32).reshape(-1)


def _pieces(sentence: list[str]) -> Iterator[list[str]]:
    """The sentence, cut where it is too long to be spoken at once: after a comma if there is one, else at a space."""
    start = 0
    while len(sentence) - start > _MAX_PHONEMES:
        window = range(start + _MAX_PHONEMES // 2, start + _MAX_PHONEMES)
        spaces = [i for i in window if sentence[i] == " "]
        commas = [i for i in spaces if sentence[i - 1] in ",;:"]
        end = (commas or spaces or [window[-1]])[-1] + 1
        yield sentence[start:end]
        start = end
    yield sentence[start:]


def _trimmed(audio: np.ndarray, sample_rate_hz: int) -> np.ndarray:
    """Without the silence around the speech, which differs from sentence to sentence; faded at the new ends."""
    loud = np.flatnonzero(np.abs(audio) > _SILENCE)
    if loud.size == 0:
        return audio[:0]
    margin = round(_MARGIN_S * sample_rate_hz)
    kept = audio[max(loud[0] - margin, 0) : loud[-1] + margin].copy()
    fade = np.linspace(0, 1, min(margin, kept.size), dtype=np.float32)
    kept[: fade.size] *= fade
    kept[-fade.size :] *= fade[::-1]
    return kept
