"""Written words -> the sounds that they are made of, by eSpeak NG's rules for some hundred languages."""

import re
import unicodedata
from collections.abc import Sequence
from functools import cached_property

import numpy as np
from piper.phonemize_espeak import EspeakPhonemizer

from onset.models.phones.classes import classes_of

_DIALECTS = {"": "en-us", "en": "en-us", "zh": "cmn", "no": "nb", "nn": "nb", "jw": "jv", "iw": "he"}
"""Where Whisper and eSpeak name a language differently."""
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_TONES = dict.fromkeys(("cmn", "yue", "th", "vi", "my"), "ɜ")
"""Where eSpeak writes a tone as it writes a vowel elsewhere."""
_IDEOGRAPHS = re.compile("[々〇〻\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_READ_IDEOGRAPHS = ("cmn", "yue")
"""For all other voices, the Japanese among them, they are "Chinese letter", one by one."""
_SAID = frozenset("'\u2019%&@+=\u00b0$\u20ac\u00a3\u00a5.,:/-\u200c\u200d")
"""Beside letters, marks and digits: what is read out, joins what is, or ends it."""
_EMOJI_STYLES = re.compile("[\ufe00-\ufe0f\u20e3]")
_LONELY_SIGNS = re.compile(r"(?<!\w)[+=/-]+(?!\w)")


class Phonemizer:
    """eSpeak's, which is loaded once for a process and holds one language at a time."""

    @cached_property
    def _espeak(self) -> EspeakPhonemizer:
        return EspeakPhonemizer()

    def classes(self, words: Sequence[str], language: str) -> list[np.ndarray]:
        """For each word [n] int32 `classes`; none where eSpeak does not know the language or finds nothing to say.

        Words are read one by one, so that there are as many answers as words. In a sentence, eSpeak would run some of
        them together ("on the"); that small words are weaker there does not matter to where they are.

        Args:
            words: as written, punctuation included; numbers are read out.
            language: ISO 639, as Whisper has it; empty for English.
        """
        voice = _DIALECTS.get(language, language)
        if not _LANGUAGE.fullmatch(language or "en") or not self._knows(voice):
            return [np.zeros(0, np.int32)] * len(words)
        return [np.array(classes_of(self._read(voice, word)), np.int32) for word in words]

    def _knows(self, voice: str) -> bool:
        try:
            self._espeak.phonemize(voice, "a")
        except RuntimeError:
            return False
        return True

    def _read(self, voice: str, word: str) -> str:
        if voice not in _READ_IDEOGRAPHS and _IDEOGRAPHS.search(word):
            return ""
        sentences = self._espeak.phonemize(voice, sayable(word))
        spoken = "".join(symbol for sentence in sentences for symbol in sentence)
        return spoken.replace(_TONES.get(voice, " "), "")


def sayable(word: str) -> str:
    """A word without the emoji, stars and trade marks that eSpeak would name and nobody says."""
    kept = "".join(c if unicodedata.category(c)[0] in "LMN" or c in _SAID else " " for c in word)
    return _LONELY_SIGNS.sub(" ", _EMOJI_STYLES.sub("", kept))
