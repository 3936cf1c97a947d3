"""Chinese in simplified characters, in which two spellings of a word are one."""

from functools import cache

import opencc
from fontTools.unicodedata import script


def simplified(text: str) -> str:
    """A text in simplified characters, one for each: no phrase of the conversion's is looked at."""
    return "".join(_simplifier().convert(char) if script(char) == "Hani" else char for char in text)


@cache
def _simplifier() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")
