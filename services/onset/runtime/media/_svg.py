"""SVG through resvg, once it is known to stand alone. Runs in the confined child."""

import base64
import io
import re
from typing import Any
from xml.parsers import expat

import resvg_py
from PIL import Image

from onset.runtime.media._raster import decode_raster
from onset.runtime.media.refusal import RefusedError
from onset.runtime.media.sniff import sniff

_MAX_DEPTH = 128
_MAX_ELEMENTS = 100_000
_MAX_ASPECT = 50.0

_SVG_NAMESPACE = "http://www.w3.org/2000/svg"
_XML_BASE = "http://www.w3.org/XML/1998/namespace base"
_ACTIVE = ("script", "foreignobject", "iframe", "object", "embed", "audio", "video", "canvas", "handler", "listener")
_MOVING = ("animate", "animatetransform", "animatemotion", "animatecolor", "set")
_TEXT = ("text", "tspan", "textpath", "tref")

_INLINE_IMAGE = re.compile(r"^data:image/(?:png|jpe?g|gif|webp);base64,", re.IGNORECASE)
_CSS_REFERENCE = re.compile(r"@import|url\(\s*['\"]?(?!\s*#)|image(?:-set)?\(", re.IGNORECASE)
_CSS_ESCAPE = re.compile(r"\\([0-9a-fA-F]{1,6})\s?")
_CSS_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_LENGTH = re.compile(r"^\s*\+?(\d*\.?\d+(?:[eE][+-]?\d+)?)\s*(px|pt|pc|mm|cm|in|Q)?\s*$")
_PX_PER_UNIT = {
    None: 1.0,
    "px": 1.0,
    "pt": 4 / 3,
    "pc": 16.0,
    "mm": 96 / 25.4,
    "cm": 96 / 2.54,
    "in": 96.0,
    "Q": 96 / 101.6,
}


def render_svg(data: bytes, side_px: int) -> tuple[Image.Image, dict[str, Any]]:
    """Check and draw an SVG so that its longer side is `side_px`.

    Raises:
        RefusedError: it refers to anything outside itself, runs scripts, moves, needs fonts, or is damaged.
    """
    document = _Document()
    document.read(data)
    width, height = document.extent()
    try:
        png = resvg_py.svg_to_bytes(
            svg_string=data.decode("utf-8-sig"),
            skip_system_fonts=True,
            dpi=96.0,
            width=side_px if width >= height else None,
            height=None if width >= height else side_px,
        )
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as error:  # a Rust panic is no Exception
        if "limit" in str(error):
            raise _too_complex() from error
        raise _damaged(str(error)) from error
    with Image.open(io.BytesIO(png), formats=["PNG"]) as image:
        picture = image.convert("RGBA")
    return picture, {"mode": "vector", "has_alpha": True, "orientation": 1, "colour_profile": "none"}


def _damaged(cause: str) -> RefusedError:
    return RefusedError(
        "CORRUPT_IMAGE", f"The SVG is damaged ({cause}). Export it again from the original.", cause=cause
    )


def _too_complex() -> RefusedError:
    return RefusedError("MEDIA_TOO_COMPLEX", "The SVG has too many or too deeply nested elements. Simplify it.")


def _outside(what: str) -> RefusedError:
    shown = what if len(what) <= 80 else what[:77] + "..."
    return RefusedError(
        "SVG_EXTERNAL_REFERENCE",
        f"The SVG refers to something outside itself: {shown}. Embed what it needs, or export it as a single file.",
        reference=shown,
    )


class _Document:
    """Reads an SVG as XML and refuses all that is not plain, self-contained drawing."""

    def __init__(self) -> None:
        self._depth = 0
        self._elements = 0
        self._style: list[str] | None = None
        self._root: dict[str, str] = {}

    def read(self, data: bytes) -> None:
        """Check the whole document."""
        # UTF-8 whatever the declaration says: resvg is given the same reading.
        parser = expat.ParserCreate("utf-8", namespace_separator=" ")
        parser.StartDoctypeDeclHandler = self._doctype
        parser.ProcessingInstructionHandler = self._instruction
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        try:
            parser.Parse(data, True)
        except expat.ExpatError as error:
            raise _damaged(str(error)) from None

    def extent(self) -> tuple[float, float]:
        """Width and height of the canvas in user units.

        Raises:
            RefusedError: it has none, or an absurd one.
        """
        box = re.split(r"[\s,]+", self._root.get("viewBox", "").strip())
        sides = [_length(self._root.get(side)) for side in ("width", "height")]
        if len(box) == 4:
            sides = [given or _length(of_box) for given, of_box in zip(sides, box[2:], strict=True)]
        width, height = sides
        if not width or not height or not 1 / _MAX_ASPECT <= width / height <= _MAX_ASPECT:
            message = "The SVG has no usable size. Give its svg element a width and height, or a viewBox."
            raise RefusedError("SVG_WITHOUT_SIZE", message)
        return width, height

    def _doctype(self, name: str, _system_id: str | None, public_id: str | None, has_subset: bool) -> None:
        if has_subset or not (public_id or "").startswith("-//W3C//DTD SVG"):
            message = "The SVG declares its own document type or entities. Export it as plain SVG, without a DOCTYPE."
            raise RefusedError("SVG_DOCTYPE", message, doctype=name)

    def _instruction(self, target: str, data: str) -> None:
        if target.lower() == "xml-stylesheet":
            raise _outside(f"xml-stylesheet {data}")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        namespace, _, local = name.rpartition(" ")
        kind = local.lower()
        self._depth += 1
        self._elements += 1
        if self._depth > _MAX_DEPTH or self._elements > _MAX_ELEMENTS:
            raise _too_complex()
        if self._elements == 1:
            if (namespace, local) != (_SVG_NAMESPACE, "svg"):
                raise _damaged("its root is not an svg element of the SVG namespace")
            self._root = attributes
        _check_element(kind, in_svg=namespace in ("", _SVG_NAMESPACE))
        if kind == "style":
            self._style = []
        for key, value in attributes.items():
            _check_attribute(key, value)

    def _end(self, name: str) -> None:
        self._depth -= 1
        if self._style is not None and name.rpartition(" ")[2].lower() == "style":
            _check_css("".join(self._style))
            self._style = None

    def _text(self, text: str) -> None:
        if self._style is not None:
            self._style.append(text)


def _check_element(kind: str, *, in_svg: bool) -> None:
    if kind in _ACTIVE:
        raise _active(kind)
    if kind in _MOVING and in_svg:
        message = f"The SVG is animated ({kind}). Send a still picture."
        raise RefusedError("ANIMATED_IMAGE", message, format="SVG")
    if kind in _TEXT and in_svg:
        message = "The SVG has text, which looks different on every machine. Convert its text to outlines (paths)."
        raise RefusedError("SVG_HAS_TEXT", message)


def _check_attribute(key: str, value: str) -> None:
    local = key.rpartition(" ")[2].lower()
    if local.startswith("on"):
        raise _active(f"{local}=…")
    if key == _XML_BASE:
        raise _outside(f"xml:base {value}")
    if local in ("href", "src"):
        _check_reference(value.strip())
    else:
        _check_css(value)


def _active(what: str) -> RefusedError:
    message = f"The SVG has active content ({what}). Export it as plain SVG, without scripts or embedded pages."
    return RefusedError("SVG_ACTIVE_CONTENT", message, content=what)


def _check_reference(target: str) -> None:
    if target.startswith("#") or not target:
        return
    inline = _INLINE_IMAGE.match(target)
    if inline is None:
        raise _outside(target)
    try:
        data = base64.b64decode(re.sub(r"\s+", "", target[inline.end() :]), validate=True)
    except ValueError as error:
        raise _damaged(f"embedded picture: {error}") from None
    # An embedded bomb is a bomb: it must decode by the rules of any picture.
    decode_raster(io.BytesIO(data), sniff(io.BytesIO(data), wanted="image").decoder)


def _check_css(text: str) -> None:
    plain = _CSS_COMMENT.sub("", _CSS_ESCAPE.sub(lambda escape: chr(min(int(escape[1], 16), 0x10FFFF)), text))
    if found := _CSS_REFERENCE.search(plain):
        raise _outside(plain[found.start() :])


def _length(text: str | None) -> float:
    """A length in user units; 0 for none, percentages and nonsense."""
    matched = _LENGTH.match(text or "")
    return float(matched[1]) * _PX_PER_UNIT[matched[2]] if matched else 0.0
