"""A text divided into runs, each set in one face: fallback by script, whole clusters, no missing glyph ever."""

import unicodedata
from dataclasses import dataclass, replace
from functools import lru_cache

from fontTools.unicodedata import script, script_extension, script_name

from onset.runtime.fonts.coverage import covers
from onset.runtime.fonts.faces import EMOJI, EXTRA_BOLD, Face, Typeface, script_faces

_JOINER, _AS_PICTURE, _AS_TEXT, _KEYCAP = "\u200d", "\ufe0f", "\ufe0e", "\u20e3"
_NEUTRAL = frozenset({"Zyyy", "Zinh"})
JAPANESE, KOREAN, SIMPLIFIED, TRADITIONAL = range(4)


@dataclass(frozen=True, slots=True)
class Run:
    """Neighbouring characters in one face."""

    text: str
    face: Face


class UnsettableError(ValueError):
    """A text holds a character for which there is no font."""

    def __init__(self, character: str) -> None:
        """Describe the character by its script, and by its name where it has one."""
        code = script(character[0])
        self.script = "no script of its own" if code in _NEUTRAL else script_name(code)
        name = unicodedata.name(character[0], "without a name")
        super().__init__(
            f"there is no font for {character!r} (U+{ord(character[0]):04X} {name}; script: {self.script})"
        )


@lru_cache(maxsize=1024)
def runs(text: str, typeface: Typeface = EXTRA_BOLD) -> tuple[Run, ...]:
    """Divide a text among faces, in the order of its characters.

    Clusters (a letter with its marks, a picture made of several) stay whole. What belongs to no script, such as full
    stops and blanks, goes with its neighbours where their face has it.

    Raises:
        UnsettableError: no face has a character.
    """
    if typeface.han is None:
        typeface = part_of(text, typeface)
    whole = clusters(unicodedata.normalize("NFC", text))
    # A mark on a letter of another script: no face has both, so each stands alone.
    parts = [part for cluster in whole for part in ([cluster] if _find(cluster, typeface) else cluster)]
    faces: list[Face | None] = [None if _is_neutral(cluster) else _face(cluster, typeface) for cluster in parts]
    for index, cluster in enumerate(parts):
        if faces[index] is None:
            before = faces[index - 1] if index else None
            after = next((face for face in faces[index + 1 :] if face is not None), None)
            faces[index] = next(
                (face for face in (before, after) if face and not face.colored and covers(face, cluster)), None
            ) or _face(cluster, typeface)
    found: list[Run] = []
    for cluster, face in zip(parts, faces, strict=True):
        assert face is not None
        if found and found[-1].face == face:
            found[-1] = Run(found[-1].text + cluster, face)
        else:
            found.append(Run(cluster, face))
    return tuple(found)


def part_of(text: str, typeface: Typeface) -> Typeface:
    """The typeface for a text and all parts of it: their Chinese characters take the forms that the whole asks for."""
    return replace(typeface, han=region_of(text))


def check_settable(text: str) -> None:
    """Refuse a text that the house's faces cannot set.

    Raises:
        UnsettableError: no face has a character.
    """
    runs(text)


def region_of(text: str) -> int:
    """Which East Asian forms a text asks for: by its other letters, else by which Chinese characters it has."""
    scripts = {script(character) for character in text}
    if scripts & {"Hira", "Kana"}:
        return JAPANESE
    if "Hang" in scripts:
        return KOREAN
    characters = [character for character in text if script(character) == "Hani"]
    simplified = sum(_encodes(character, "gb2312") for character in characters)
    return TRADITIONAL if sum(_encodes(character, "big5") for character in characters) > simplified else SIMPLIFIED


def clusters(text: str) -> list[str]:
    """A text's letters with their marks, and pictures made of several characters, each whole."""
    found: list[str] = []
    for character in text:
        if found and _continues(found[-1], character):
            found[-1] += character
        else:
            found.append(character)
    return found


def script_of(character: str) -> str:
    """ISO 15924 code of a character's script, e.g. `Latn`."""
    return str(script(character))


def _continues(cluster: str, character: str) -> bool:
    if unicodedata.category(character).startswith("M") or character in (_JOINER, _KEYCAP):
        return True
    code = ord(character)
    if 0x1F3FB <= code <= 0x1F3FF or 0xE0020 <= code <= 0xE007F:
        return True
    if 0x1F1E6 <= code <= 0x1F1FF:
        return len(cluster) == 1 and 0x1F1E6 <= ord(cluster) <= 0x1F1FF
    return cluster.endswith(_JOINER) and ord(cluster[0]) > 0x2000


def _is_neutral(cluster: str) -> bool:
    return script(cluster[0]) in _NEUTRAL and not _is_picture(cluster)


def _is_picture(cluster: str) -> bool:
    """Whether a cluster is to be shown as a coloured picture."""
    if _AS_TEXT in cluster or not covers(EMOJI, cluster):
        return False
    asked = _AS_PICTURE in cluster or _KEYCAP in cluster or len(cluster) > 1
    return asked or (ord(cluster[0]) > 0x203C and not covers(EXTRA_BOLD.faces[0], cluster))


def _face(cluster: str, typeface: Typeface) -> Face:
    face = _find(cluster, typeface)
    if face is None:
        raise UnsettableError(cluster)
    return face


def _find(cluster: str, typeface: Typeface) -> Face | None:
    """The first face that has a whole cluster."""
    if _is_picture(cluster):
        return EMOJI
    # A full stop that several scripts share is of none of them, but only their faces may have it.
    scripts = (script(cluster[0]), *sorted(script_extension(cluster[0])))
    han = SIMPLIFIED if typeface.han is None else typeface.han
    candidates = (*typeface.faces, *(face for name in scripts for face in script_faces(name, han)))
    return next((face for face in candidates if covers(face, cluster)), None)


def _encodes(character: str, encoding: str) -> bool:
    try:
        character.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True
