"""Speech and its words -> which sounds are heard when, and which should be."""

from collections.abc import Callable

import numpy as np
import torch
from whisper.audio import log_mel_spectrogram, pad_or_trim

from onset.models.checks import check_finite, text_of
from onset.models.errors import InvalidInputError, WithdrawnError
from onset.models.networks import Network
from onset.models.phones.classes import NAMES, SILENCE
from onset.models.phones.phonemes import Phonemizer
from onset.models.transcriber import MAX_AUDIO_S, SAMPLE_RATE_HZ
from onset.models.windows import FRAME, windows

MAX_WORDS = 20_000
"""A word in each 30 ms of the longest sound; transcription finds no more."""
MAX_WORD_CHARACTERS = 100_000
_READABLE_CHARACTERS = 200
"""Nobody says a longer word as it is written: an address, a text without blanks."""
_UNHEARD = -10.0
"""Log-likelihood of any sound where nothing sounds at all; a walk through words that are not there stays possible."""


class PhoneHearing:
    """A loaded network with its phonemizer."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._phonemizer = Phonemizer()

    def hear(
        self, audio: np.ndarray, words: np.ndarray, language: np.ndarray, withdrawn: Callable[[], bool]
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """What is heard in each 10 ms, and what each word is made of.

        Args:
            audio: mono at 16 kHz, [samples] float32.
            words: BYTES, UTF-8, one word each.
            language: BYTES, one ISO 639 code as Whisper has it; empty for English.
            withdrawn: asked between windows.

        Returns:
            (samples // 160, classes) float32 log-likelihoods; (n,) int32 classes of all words in order; (words,) int32
            how many of them each word has, 0 where it is not known how it is said.

        Raises:
            InvalidInputError: audio empty, too long or not finite; too many words, one too long or not UTF-8.
            WithdrawnError: `withdrawn` said so.
        """
        if not FRAME <= audio.size <= MAX_AUDIO_S * SAMPLE_RATE_HZ:
            raise InvalidInputError(
                f"AUDIO lasts {audio.size / SAMPLE_RATE_HZ:g} s, must be at least 10 ms and at most {MAX_AUDIO_S} s "
                "at 16 kHz"
            )
        check_finite(audio, "AUDIO")
        if words.size > MAX_WORDS:
            raise InvalidInputError(f"WORDS has {words.size} words, at most {MAX_WORDS} are accepted")
        texts = [text_of(word, f"WORDS[{k}]", MAX_WORD_CHARACTERS) for k, word in enumerate(words.reshape(-1, 1))]
        readable = [text if len(text) <= _READABLE_CHARACTERS else "" for text in texts]
        classes = self._phonemizer.classes(readable, text_of(language, "LANGUAGE", 16))
        flat = np.concatenate([np.zeros(0, np.int32), *classes])
        return self._likelihoods(audio, withdrawn), flat, np.array([len(own) for own in classes], np.int32)

    def _likelihoods(self, audio: np.ndarray, withdrawn: Callable[[], bool]) -> np.ndarray:
        heard = np.full((audio.size // FRAME, len(NAMES)), _UNHEARD, np.float32)
        heard[:, SILENCE] = 0
        for start, window in windows(audio):
            if withdrawn():
                raise WithdrawnError
            mel = log_mel_spectrogram(pad_or_trim(torch.from_numpy(window.astype(np.float32))))
            (frames,) = self._network.run(["LIKELIHOODS"], {"MEL": mel[None].numpy()})
            into = heard[start : start + -(-window.size // FRAME)]
            into[:] = frames[0, : len(into)]
        return heard
