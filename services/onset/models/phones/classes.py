"""Coarse classes of the sounds of speech, the same for every language, and what belongs to them.

Coarse because they only have to tell neighbours apart: which word is said is known, when it is said is asked. So the
vowels are told by where the tongue is, consonants by how and where they are made, and length, tone and stress are left
out. Symbols are those of the International Phonetic Alphabet (IPA, revised to 2020).
"""

import unicodedata

SILENCE = 0
_MEMBERS = (
    ("silence", ""),
    ("front close vowel", "iɪyʏᵻ"),
    ("front mid vowel", "eɛøœ"),
    ("open vowel", "aæɐʌɑɶ"),
    ("back mid vowel", "oɔɒɤ"),
    ("back close vowel", "uʊɯᵿ"),
    ("central vowel", "əɜɚɝɘɵɨʉ"),
    ("j", "jɥʝ"),
    ("w", "wʍɰ"),
    ("l", "lɫɭʎɬɮʟ"),
    ("r", "rɹɾʁʀɽɻ"),
    ("m", "mɱ"),
    ("n", "nɲɳ"),
    ("ng", "ŋɴ"),
    ("p", "pɸ"),
    ("b", "bβ"),
    ("t", "tʈ"),
    ("d", "dɖ"),
    ("k", "kcq"),
    ("g", "gɡɟɢɣ"),
    ("f", "f"),
    ("v", "vʋ"),
    ("th", "θ"),
    ("dh", "ð"),
    ("s", "sɕʂ"),
    ("z", "zʑʐ"),
    ("sh", "ʃ"),
    ("zh", "ʒ"),
    ("h", "hɦçxχħʕɧ"),
)
NAMES = tuple(name for name, _ in _MEMBERS)
"""By class."""
CLASS_OF = {symbol: index for index, (_, symbols) in enumerate(_MEMBERS) for symbol in symbols}
"""By symbol; one that is missing here is a mark on another, or makes no sound of its own."""


def classes_of(ipa: str) -> list[int]:
    """The classes of a transcription, in order; a diphthong has two, an affricate too."""
    return [CLASS_OF[symbol] for symbol in unicodedata.normalize("NFD", ipa) if symbol in CLASS_OF]
