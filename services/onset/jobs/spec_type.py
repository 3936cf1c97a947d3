"""What of an order is set in type: fonts, captions, and whether there are letters for every word."""

import re

from google.protobuf.message import Message

from onset.runtime.errors import InvalidArgumentError
from onset.runtime.fonts.runs import UnsettableError, check_settable
from onset.timeline.brief import FocusBox
from onset.timeline.script import MAX_CHARACTERS
from onset.v1 import brief_pb2
from onset.v1 import video_service_pb2 as pb

_CERTAIN_END = re.compile(r"[!?。！？]+[\"'”’»)\]]*(?=\s|$|[^\x00-\x7f])")
"""What ends a sentence wherever it stands; a full stop may belong to an abbreviation."""
_WORD = re.compile(r"\S+")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
"""All of C0 and C1 but tab, line feed and carriage return: a caption file, an edit list or a terminal would take it for
an order of its own. U+0085, vertical tab and form feed are line ends to some readers and nothing to others."""


def check_characters(message: Message, path: str) -> None:
    """No text of a message, however deep, holds a control character.

    Raises:
        InvalidArgumentError: CONTROL_CHARACTER.
    """
    for field, value in message.ListFields():
        for index, each in enumerate(value if field.is_repeated else (value,)):
            here = f"{path}.{field.name}[{index}]" if field.is_repeated else f"{path}.{field.name}"
            if isinstance(each, Message):
                check_characters(each, here)
            elif isinstance(each, str) and (found := _CONTROL.search(each)):
                raise InvalidArgumentError(
                    "CONTROL_CHARACTER",
                    f"Character {found.start() + 1} is the control character U+{ord(found[0]):04X}; take it out.",
                    field=here,
                )


def check_focus(picture: pb.PictureSpec, path: str) -> None:
    """A picture's focus lies within it.

    Raises:
        InvalidArgumentError: BAD_FOCUS.
    """
    if picture.HasField("focus"):
        focus = picture.focus
        try:
            FocusBox(focus.left, focus.top, focus.right, focus.bottom)
        except ValueError as error:
            raise InvalidArgumentError("BAD_FOCUS", f"{str(error).capitalize()}.", field=path) from error


def check_font_roles(brand: pb.BrandSpec, path: str) -> None:
    """Each font has a role of its own.

    Raises:
        InvalidArgumentError: UNSPECIFIED_ENUM or TWO_FONTS.
    """
    seen: set[int] = set()
    for index, font in enumerate(brand.fonts):
        here = f"{path}.fonts[{index}].role"
        if font.role not in (brief_pb2.FONT_ROLE_HEADLINE, brief_pb2.FONT_ROLE_CAPTION):
            raise InvalidArgumentError("UNSPECIFIED_ENUM", "Say what the font is for: HEADLINE or CAPTION.", field=here)
        if font.role in seen:
            raise InvalidArgumentError("TWO_FONTS", "A brand kit has one font for each role.", field=here)
        seen.add(font.role)


def check_captions(ad: pb.VoiceoverAdSpec, path: str) -> None:
    """The captions' style is known, and their script can belong to the voice's.

    Args:
        ad: the order.
        path: of its brief.

    Raises:
        InvalidArgumentError: UNSPECIFIED_ENUM, TEXT_TOO_LONG or CAPTION_SCRIPT_MISMATCH.
    """
    brief = ad.brief
    if brief.caption_style not in brief_pb2.CaptionStyle.values():
        raise InvalidArgumentError(
            "UNSPECIFIED_ENUM",
            "caption_style must be one of PILL, POP, KARAOKE, LINE.",
            field=f"{path}.caption_style",
        )
    field = f"{path}.caption_script"
    if len(brief.caption_script) > MAX_CHARACTERS:
        raise InvalidArgumentError(
            "TEXT_TOO_LONG", f"{len(brief.caption_script)} characters; at most {MAX_CHARACTERS}.", field=field
        )
    lines = sum(bool(line.strip()) for line in brief.caption_script.splitlines())
    if not lines or not ad.script:
        return
    # How many sentences there are, the voice's pauses decide too; these bounds hold whatever they are.
    fewest, most = len(_CERTAIN_END.findall(ad.script.strip())), len(_WORD.findall(ad.script))
    if not min(fewest, most) <= lines <= most:
        raise InvalidArgumentError(
            "CAPTION_SCRIPT_MISMATCH",
            f"caption_script has {lines} lines; the script has {'at least ' if lines < fewest else 'no more than '}"
            f"{fewest if lines < fewest else most} sentences. Write one line for each.",
            field=field,
        )


def check_words(ad: pb.VoiceoverAdSpec, prefix: str) -> None:
    """There are letters for all words that the film shows.

    Args:
        ad: the order.
        prefix: of its fields' paths.

    Raises:
        InvalidArgumentError: UNSUPPORTED_SCRIPT.
    """
    brief, call = ad.brief, ad.brief.call_to_action
    words = [
        ("brand.name", ad.brand.name),
        ("brief.hook", brief.hook),
        ("brief.ai_label", brief.ai_label),
        *((f"brief.call_to_action.{name}", getattr(call, name)) for name in ("headline", "button", "url")),
    ]
    if brief.captions:
        words.append(("brief.caption_script", brief.caption_script) if brief.caption_script else ("script", ad.script))
    for field, text in words:
        try:
            check_settable(text)
        except UnsettableError as error:
            message = f"{str(error)[0].upper()}{str(error)[1:]}. Write it in another script, or leave it out."
            raise InvalidArgumentError(
                "UNSUPPORTED_SCRIPT", message, field=f"{prefix}{field}", metadata={"script": error.script}
            ) from error
