"""The brief and the brand kit as YAML files, read strictly: the unknown is refused, with the nearest known name."""

import difflib
import re
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any, TypeVar

import yaml
from pydantic import BeforeValidator, Field, ValidationError

from onset.cli.delivery_file import Deliveries, VariantFile
from onset.cli.fields import FORMATS, ColorsFile, Format, Rate, StrictFile, Text
from onset.runtime.errors import InvalidArgumentError
from onset.timeline.brief import CaptionStyle, TransitionKind, VoiceTreatment
from onset.timeline.time import FrameRate

_MAX_BYTES = 1 << 20
_PERCENT = re.compile(r"(?:at\s+)?(\d+(?:\.\d+)?)\s*%")
_SAYS = re.compile(r"says\s+(.+)", re.DOTALL)


def _treatment(value: object) -> VoiceTreatment:
    try:
        return VoiceTreatment[str(value).upper()]
    except KeyError:
        known = ", ".join(choice.name.lower() for choice in VoiceTreatment)
        raise ValueError(f"{value!r} is no treatment of the voice; write one of {known}") from None


def _transition(value: object) -> TransitionKind:
    known = {kind.name.lower().replace("_", "-"): kind for kind in TransitionKind}
    if value not in known:
        near = difflib.get_close_matches(str(value), known, n=1)
        hint = f"did you mean {near[0]}?" if near else f"write some of {', '.join(known)}"
        raise ValueError(f"{value!r} is no transition; {hint}")
    return known[str(value)]


def _caption_style(value: object) -> CaptionStyle:
    try:
        return CaptionStyle[str(value).upper()]
    except KeyError:
        known = ", ".join(style.name.lower() for style in CaptionStyle)
        raise ValueError(f"{value!r} is no style of captions; write one of {known}") from None


def _ai_label(value: object) -> object:
    return {True: "auto", False: ""}[value] if isinstance(value, bool) else value


class PictureFile(StrictFile):
    """A product shot or another brand picture."""

    id: str
    path: Path
    description: str = ""
    focus: tuple[float, float, float, float] | None = None


class FontsFile(StrictFile):
    """The brand's own fonts."""

    headline: Path | None = None
    caption: Path | None = None


class BrandFile(StrictFile):
    """A brand kit."""

    name: str
    colors: ColorsFile
    logo: Path | None = None
    product_shots: list[PictureFile] = Field(default_factory=list)
    assets: list[PictureFile] = Field(default_factory=list)
    fonts: FontsFile = FontsFile()


class CallToActionFile(StrictFile):
    """The end card's words."""

    headline: str = ""
    button: str = ""
    url: str = ""


class MomentFile(StrictFile):
    """`{show: bottle, when: "says fresh"}` or `{show: bottle, at: 80%}`."""

    show: str
    when: Text = ""
    at: Text = ""

    def trigger(self) -> tuple[str, float]:
        """(words, 0) or ("", share).

        Raises:
            ValueError: neither or both are given, or they cannot be read.
        """
        given = [text for text in (self.when, self.at) if text]
        if len(given) != 1:
            raise ValueError("give either `when` or `at`")
        if says := _SAYS.fullmatch(self.when.strip()):
            return says[1].strip().strip("\"'"), 0.0
        if percent := _PERCENT.fullmatch(given[0].strip()):
            return "", float(Fraction(percent[1]) / 100)
        raise ValueError(f"cannot read {given[0]!r}; write when: says WORDS, or at: 80%")


class CutdownFile(StrictFile):
    """How a voice that is longer than the film is made to fit."""

    allowed: bool = True
    must_say: list[Text] = Field(default_factory=list)
    shortest_pause: float = 0.0


class BriefFile(StrictFile):
    """A brief."""

    title: str
    product: str
    brand: Path
    mood: str = ""
    formats: list[Format] = Field(default_factory=lambda: [FORMATS["9:16"]])
    frame_rate: Rate = FrameRate(30)
    duration: float = 0.0
    voiceover: Path | None = None
    script: Path | None = None
    music: Path | None = None
    language: str = ""
    call_to_action: CallToActionFile = CallToActionFile()
    moments: list[MomentFile] = Field(default_factory=list)
    deliveries: Deliveries = Field(default_factory=list)
    variants: list[VariantFile] = Field(default_factory=list)
    seed: int = 0
    captions: bool = True
    caption_style: Annotated[CaptionStyle, BeforeValidator(_caption_style)] = CaptionStyle.PILL
    caption_script: Path | None = None
    music_gain_db: float = -8.0
    duck_db: float = 14.0
    hook: Text = ""
    transitions: list[Annotated[TransitionKind, BeforeValidator(_transition)]] = Field(default_factory=list)
    voice_treatments: list[Annotated[VoiceTreatment, BeforeValidator(_treatment)]] = Field(default_factory=list)
    compose_music: bool = False
    sound_accents: bool = False
    ai_label: Annotated[str, BeforeValidator(_ai_label)] = ""
    edit: Path | None = None
    edit_package: bool = False
    cutdown: CutdownFile | None = None


F = TypeVar("F", bound=StrictFile)


def read_file(path: Path, kind: type[F]) -> F:
    """Read a YAML file.

    Raises:
        InvalidArgumentError: FILE_NOT_FOUND, BAD_YAML or BAD_BRIEF, naming file and field.
    """
    text = read_text(path)
    try:
        data = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f" in line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        problem = getattr(error, "problem", None) or "it cannot be read"
        raise InvalidArgumentError("BAD_YAML", f"{path} is not valid YAML{where}: {problem}.") from error
    if not isinstance(data, dict):
        raise InvalidArgumentError("BAD_YAML", f"{path} should hold `name: value` lines.")
    try:
        return kind.model_validate(data)
    except ValidationError as error:
        raise _bad_field(path, kind, error) from error


def read_text(path: Path) -> str:
    """Read a small text file.

    Raises:
        InvalidArgumentError: FILE_NOT_FOUND, FILE_TOO_LARGE or NOT_TEXT.
    """
    require_file(path)
    if path.stat().st_size > _MAX_BYTES:
        raise InvalidArgumentError("FILE_TOO_LARGE", f"{path} has more than 1 MiB; is it the right file?")
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidArgumentError("NOT_TEXT", f"{path} is not UTF-8 text; is it the right file?") from error


def require_file(path: Path) -> None:
    """Refuse what is not a readable file.

    Raises:
        InvalidArgumentError: IS_A_FOLDER, or FILE_NOT_FOUND, naming files with a similar name.
    """
    if path.is_file():
        return
    if path.is_dir():
        raise InvalidArgumentError("IS_A_FOLDER", f"{path} is a folder; name a file in it.")
    beside = [entry.name for entry in path.parent.iterdir()] if path.parent.is_dir() else []
    near = difflib.get_close_matches(path.name, beside, n=1)
    hint = f" Did you mean {near[0]}?" if near else ""
    raise InvalidArgumentError("FILE_NOT_FOUND", f"There is no file {path}.{hint}")


def _bad_field(path: Path, kind: type[StrictFile], error: ValidationError) -> InvalidArgumentError:
    first = error.errors()[0]
    location = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in first["loc"]).lstrip(".")
    message = first["msg"].removeprefix("Value error, ")
    if first["type"] == "extra_forbidden":
        known = _known_fields(kind, first["loc"][:-1])
        near = difflib.get_close_matches(str(first["loc"][-1]), known, n=1)
        message = "there is no such field; " + (f"did you mean `{near[0]}`?" if near else f"known: {', '.join(known)}")
    elif first["type"] == "missing":
        message = "this is needed"
    return InvalidArgumentError("BAD_BRIEF", f"{path}: {location}: {message}", field=location)


def _known_fields(kind: type[StrictFile], location: tuple[Any, ...]) -> list[str]:
    for part in location:
        if isinstance(part, str):
            annotation: Any = kind.model_fields[part].annotation
            kind = annotation if isinstance(annotation, type) else annotation.__args__[0]
            kind = getattr(kind, "__origin__", kind)
    return list(kind.model_fields)
