"""The brief and the brand kit as YAML files, read strictly: the unknown is refused, with the nearest known name."""

import difflib
import re
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import BeforeValidator, Field, ValidationError

from onset.cli.delivery_file import Deliveries, VariantFile
from onset.cli.fields import FORMATS, NOT_WHOLE, ColorsFile, Format, Rate, StrictFile, Text
from onset.cli.files import read_text
from onset.cli.yaml_text import load_yaml
from onset.runtime.errors import InvalidArgumentError
from onset.timeline.brief import CaptionStyle, TransitionKind, VoiceTreatment
from onset.timeline.guidance import MAX_STEPS, KeyframePlacement, PictureModel, PictureMotionKind
from onset.timeline.time import FrameRate

E = TypeVar("E", PictureModel, PictureMotionKind, KeyframePlacement)

_INT64 = range(-(1 << 63), 1 << 63)
"""What a seed can be in a message."""
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
    if not isinstance(value, str) or value not in known:
        near = difflib.get_close_matches(str(value), known, n=1)
        hint = f"did you mean {near[0]}?" if near else f"write some of {', '.join(known)}"
        raise ValueError(f"{value!r} is no transition; {hint}")
    return known[value]


def _caption_style(value: object) -> CaptionStyle:
    try:
        return CaptionStyle[str(value).upper()]
    except KeyError:
        known = ", ".join(style.name.lower() for style in CaptionStyle)
        raise ValueError(f"{value!r} is no style of captions; write one of {known}") from None


def _picture_model(value: object) -> PictureModel | None:
    return None if value is None else _named(value, PictureModel, "model for pictures")


def _motion(value: object) -> PictureMotionKind:
    return _named(value, PictureMotionKind, "motion")


def _placement(value: object) -> KeyframePlacement:
    return _named(value, KeyframePlacement, "place for keyframes")


def _named(value: object, choices: type[E], what: str) -> E:
    known = {choice.name.lower().replace("_", "-"): choice for choice in choices}
    if not isinstance(value, str) or value not in known:
        raise ValueError(f"{value!r} is no {what}; write one of {', '.join(known)}")
    return known[value]


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
    style: Path | None = None
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


class MotionFile(StrictFile):
    """How generated pictures move."""

    kind: Annotated[PictureMotionKind, BeforeValidator(_motion)] = PictureMotionKind.KEYFRAMES
    keyframes: Annotated[KeyframePlacement, BeforeValidator(_placement)] = KeyframePlacement.CUES
    push: float | None = None
    strength: float | None = None


class GuidanceFile(StrictFile):
    """How the diffusion model draws."""

    steps: Annotated[int, Field(ge=1, le=MAX_STEPS)] | None = None
    text: float | None = None
    audio: float | None = None
    style: float | None = None
    palette: float | None = None


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
    seed: Annotated[int, Field(ge=_INT64.start, lt=_INT64.stop)] = 0
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
    picture_model: Annotated[PictureModel | None, BeforeValidator(_picture_model)] = None
    picture_motion: MotionFile | None = None
    guidance: GuidanceFile | None = None
    checkpoint: str = ""


F = TypeVar("F", bound=StrictFile)


def read_file(path: Path, kind: type[F]) -> F:
    """Read a YAML file.

    Raises:
        InvalidArgumentError: what `read_text` refuses, BAD_YAML or BAD_BRIEF, naming file and field.
    """
    text = read_text(path)
    try:
        data = load_yaml(text)
    except ValueError as error:
        raise InvalidArgumentError("BAD_YAML", f"{path} {error}.") from error
    if not isinstance(data, dict):
        raise InvalidArgumentError("BAD_YAML", f"{path} should hold `name: value` lines.")
    try:
        return kind.model_validate(data)
    except ValidationError as error:
        raise _bad_field(path, kind, error) from error


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
    elif first["type"] == "string_unicode":
        message = f"the name of a field {NOT_WHOLE}"
    elif first["type"] == "string_type" and first["input"] is None:
        message = "this is empty; write text, or leave the line out"
    elif first["type"] == "string_type" and not isinstance(first["input"], list | dict):
        message = "this is text; put it in quotes"
    told = f"{location}: {message}" if location else message
    return InvalidArgumentError("BAD_BRIEF", f"{path}: {told}", field=location)


def _known_fields(kind: type[StrictFile], location: tuple[Any, ...]) -> list[str]:
    for part in location:
        if isinstance(part, str):
            annotation: Any = kind.model_fields[part].annotation
            kind = annotation if isinstance(annotation, type) else annotation.__args__[0]
            kind = getattr(kind, "__origin__", kind)
    return list(kind.model_fields)
