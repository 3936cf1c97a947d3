"""What is heard when a written word is read aloud: its spoken tokens, in lower case without punctuation.

Two spellings of the same words have the same tokens: `30%` and `thirty percent`, `we'll` and `we will`,
`hand-picked` and `hand picked`. Where a script has no blanks, each letter with its marks is a token, however it is
divided; Chinese is simplified, as the recogniser writes it either way.
"""

import re
import unicodedata

from onset.runtime.han import simplified
from onset.timeline.script import UNBLANKED_LETTERS
from onset.transcription.numerals import money, numeral

_APOSTROPHES = str.maketrans({"\u2019": "'", "\u2018": "'", "\u02bc": "'", "\u00b4": "'", "`": "'"})
_CONTRACTIONS = {
    "can't": "can not",
    "cannot": "can not",
    "won't": "will not",
    "shan't": "shall not",
    "let's": "let us",
    "ain't": "is not",
    "gonna": "going to",
    "wanna": "want to",
    "gotta": "got to",
    "ok": "okay",
    "dr": "doctor",
    "mr": "mister",
    "mrs": "missus",
    "vs": "versus",
    "st": "saint",
}
_ENDINGS = (("n't", " not"), ("'re", " are"), ("'ve", " have"), ("'ll", " will"), ("'m", " am"))
_PRONOUN_IS = re.compile(r"(it|he|she|that|there|here|what|who|where|how)'s")
_SYMBOLS = {"%": ["percent"], "&": ["and"], "+": ["plus"], "@": ["at"], "=": ["equals"], "\u00b0": ["degrees"]}
_CURRENCIES = {"$": "dollars", "\u20ac": "euros", "\u00a3": "pounds", "\u00a5": "yen"}
_PIECE = re.compile(
    r"(?P<currency>[$\u20ac\u00a3\u00a5])(?P<amount>\d[\d,]*(?:\.\d+)?)"
    r"|(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?(?:st|nd|rd|th)?)"
    rf"|(?P<unblanked>[{UNBLANKED_LETTERS}]+)"
    rf"|(?P<letters>[^\W\d_{UNBLANKED_LETTERS}]+(?:'[^\W\d_{UNBLANKED_LETTERS}]+)*)"
    r"|(?P<symbol>[%&+@=\u00b0])"
)


def spoken_tokens(word: str, language: str) -> list[str]:
    """The tokens of one written word; none if it is only punctuation.

    Args:
        word: without spaces.
        language: ISO 639-1; contractions and numbers are read out in English only, elsewhere they stay as written.
    """
    plain = unicodedata.normalize("NFKC", word.translate(_APOSTROPHES)).casefold()
    english = language in ("", "en")
    tokens: list[str] = []
    for match in _PIECE.finditer(plain):
        if letters := match["letters"]:
            tokens += _letters(letters) if english else [_folded(letters)]
        elif unblanked := match["unblanked"]:
            tokens += _with_marks(simplified(unblanked))
        elif symbol := match["symbol"]:
            tokens += _SYMBOLS[symbol] if english else []
        elif not english:
            tokens += re.findall(r"\d+", match[0])
        elif currency := match["currency"]:
            tokens += money(match["amount"], _CURRENCIES[currency])
        else:
            tokens += numeral(match["number"])
    return tokens


def _letters(word: str) -> list[str]:
    if word in _CONTRACTIONS:
        return _CONTRACTIONS[word].split()
    if match := _PRONOUN_IS.fullmatch(word):
        return [match[1], "is"]
    for ending, spoken in _ENDINGS:
        if word.endswith(ending):
            return [_folded(token) for token in (word.removesuffix(ending) + spoken).split()]
    return [_folded(word)]


def _with_marks(text: str) -> list[str]:
    found: list[str] = []
    for character in text:
        if character.isalnum():
            found.append(character)
        elif found and unicodedata.category(character).startswith("M"):
            found[-1] += character
    return found


def _folded(word: str) -> str:
    """Without accents and apostrophes, so that `café` meets `cafe`."""
    decomposed = unicodedata.normalize("NFKD", word)
    return "".join(char for char in decomposed if char.isalnum())
