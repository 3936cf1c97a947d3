"""How numbers are spoken in English."""

import re

_UNITS = (
    *"zero one two three four five six seven eight nine".split(),  # noqa: SIM905  Words read best as words.
    *"ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split(),  # noqa: SIM905
)
_TENS = "- - twenty thirty forty fifty sixty seventy eighty ninety".split()  # noqa: SIM905
_SCALES = ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"), (1000, "thousand"), (100, "hundred"))
_LONGEST_DIGITS = 15
_ORDINALS = {
    "one": "first",
    "two": "second",
    "three": "third",
    "five": "fifth",
    "eight": "eighth",
    "nine": "ninth",
    "twelve": "twelfth",
}
_YEARS = range(1100, 2100)
_NUMERAL = re.compile(r"(?P<whole>\d{1,3}(?:,\d{3})+|\d+)(?:\.(?P<fraction>\d+))?(?P<ordinal>st|nd|rd|th)?")


def cardinal(value: int) -> list[str]:
    """The words of a whole number, without "and": 190 is one hundred ninety."""
    for scale, name in _SCALES:
        if value >= scale:
            rest = value % scale
            return [*cardinal(value // scale), name, *(cardinal(rest) if rest else [])]
    if value < len(_UNITS):
        return [_UNITS[value]]
    return [_TENS[value // 10], *([_UNITS[value % 10]] if value % 10 else [])]


def numeral(text: str) -> list[str]:
    """The words of a number in digits: `1,000`, `3.5`, `2025` (as a year), `1st`, `007` (digit by digit)."""
    match = _NUMERAL.fullmatch(text)
    if match is None:
        return _digits(text)
    whole = match["whole"].replace(",", "")
    value = int(whole[:_LONGEST_DIGITS])
    if len(whole) > _LONGEST_DIGITS or (len(whole) > 1 and value < 10 ** (len(whole) - 1)):
        words = _digits(whole)
    elif value in _YEARS and "," not in match["whole"] and not match["fraction"] and not match["ordinal"]:
        words = _year(value)
    else:
        words = cardinal(value)
    if match["ordinal"]:
        words = [*words[:-1], _ordinal(words[-1])]
    if match["fraction"]:
        words = [*words, "point", *_digits(match["fraction"])]
    return words


def money(text: str, unit: str) -> list[str]:
    """The words of an amount: `89.99` in dollars is eighty nine dollars ninety nine."""
    whole, _, cents = text.partition(".")
    if cents and len(cents) != 2:
        return [*numeral(text), unit]
    words = ["one", unit.removesuffix("s")] if whole == "1" else [*numeral(whole), unit]
    return [*words, *cardinal(int(cents))] if cents.strip("0") else words


def _year(value: int) -> list[str]:
    century, rest = divmod(value, 100)
    if century % 10 == 0 and rest < 10:
        return cardinal(value)
    if rest == 0:
        return [*cardinal(century), "hundred"]
    return [*cardinal(century), *(["oh"] if rest < 10 else []), *cardinal(rest)]


def _ordinal(word: str) -> str:
    if word.endswith("y"):
        return word[:-1] + "ieth"
    return _ORDINALS.get(word, word + "th")


def _digits(text: str) -> list[str]:
    return [_UNITS[int(digit)] for digit in text if digit.isdecimal()]
