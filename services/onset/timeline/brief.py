"""What is asked for: brand, moments, call to action, outputs."""

from dataclasses import dataclass, field
from enum import Enum
from fractions import Fraction

from onset.timeline.guidance import Guidance, PictureModel, PictureMotion
from onset.timeline.time import FrameRate


@dataclass(frozen=True, slots=True)
class Blob:
    """A stored object, addressed by its content."""

    sha256: str
    size_bytes: int
    media_type: str


@dataclass(frozen=True, slots=True)
class Colors:
    """Brand colours, each `#rrggbb` in sRGB."""

    primary: str
    secondary: str
    accent: str
    background: str
    text: str


class PictureRole(Enum):
    """What a brand picture is for."""

    LOGO = 1
    PRODUCT_SHOT = 2
    ASSET = 3
    STYLE = 4
    """What generated pictures should look like; never shown itself."""


@dataclass(frozen=True, slots=True)
class FocusBox:
    """The part of a picture that nothing may cover, in shares of its width and height.

    Raises:
        ValueError: it is empty or leaves the picture.
    """

    left: float
    top: float
    right: float
    bottom: float

    def __post_init__(self) -> None:
        if not (0 <= self.left < self.right <= 1 and 0 <= self.top < self.bottom <= 1):
            edges = f"{self.left:g}, {self.top:g}, {self.right:g}, {self.bottom:g}"
            raise ValueError(f"a focus lies within 0..1, left before right and top before bottom; got {edges}")


@dataclass(frozen=True, slots=True)
class Picture:
    """A brand picture: canonical sRGB PNG with alpha."""

    id: str
    role: PictureRole
    description: str
    blob: Blob
    focus: FocusBox | None = None
    """What captions keep clear of; None for all of a product shot, and for nothing of any other picture."""


class FontRole(Enum):
    """What a brand font sets."""

    HEADLINE = 1
    """Headlines and the end card."""
    CAPTION = 2


@dataclass(frozen=True, slots=True)
class Font:
    """A brand font: canonical OpenType without variations, programs and pictures."""

    role: FontRole
    blob: Blob


@dataclass(frozen=True, slots=True)
class Brand:
    """A brand kit."""

    name: str
    colors: Colors
    pictures: tuple[Picture, ...]
    fonts: tuple[Font, ...] = ()
    """At most one per role; what they lack is set in the house's own."""

    def with_role(self, role: PictureRole) -> tuple[Picture, ...]:
        """The pictures of one role, in the kit's order."""
        return tuple(picture for picture in self.pictures if picture.role is role)


@dataclass(frozen=True, slots=True)
class Moment:
    """Show a brand picture at a named moment: when certain words are spoken, or at a share of the duration."""

    picture_id: str
    when_says: str
    """Words to listen for, compared without case and punctuation; empty if `at` is meant."""
    at: float
    """0..1 of the duration; meaningful only if `when_says` is empty."""


@dataclass(frozen=True, slots=True)
class CallToAction:
    """The end card's words."""

    headline: str
    button: str
    url: str


@dataclass(frozen=True, slots=True)
class Size:
    """Picture size in pixels, both even."""

    width: int
    height: int

    @property
    def aspect(self) -> Fraction:
        """Width over height."""
        return Fraction(self.width, self.height)


class VoiceTreatment(Enum):
    """What is done to the voice before it is mixed; applied in this order."""

    DECLICK = 1
    """Clicks and crackle are mended."""
    DENOISE = 2
    """Steady noise is lowered."""
    DEESS = 3
    """Sharp s, sh and t are softened."""
    LEVEL = 4
    """Loud and quiet phrases are brought together."""


class TransitionKind(Enum):
    """How the picture changes at a cut, and what of it stands on the cut."""

    CUT = 1
    DISSOLVE = 2
    """Evenly, up to 0.3 s; half of each picture is seen at the cut."""
    BLEND = 3
    """Slowly and eased, up to 0.6 s; likewise."""
    WIPE = 4
    """An edge sweeps over the picture; it stands in the middle at the cut."""
    PUSH = 5
    """The new picture pushes the old one out; the joint stands in the middle at the cut."""
    ZOOM_THROUGH = 6
    """One flight through the old picture into the new one; half of each is seen at the cut."""
    FLASH = 7
    """A flash of light, brightest at the cut."""
    COLOR_MATCH = 8
    """A brand colour grows out of the old picture, fills the frame at the cut, and goes into the new picture."""


class CaptionStyle(Enum):
    """How captions look and move."""

    PILL = 1
    """A pill in the brand's accent moves from word to word as they are spoken."""
    POP = 2
    """Each word springs up as it is spoken."""
    KARAOKE = 3
    """Colour runs through each word for as long as it is spoken."""
    LINE = 4
    """Calm: the whole caption at once, no motion."""


@dataclass(frozen=True, slots=True)
class Cutdown:
    """How a voice that is longer than the film may be made to fit. Words are never cut."""

    allowed: bool = False
    """Whether sentences may be left out; without it such an order is refused."""
    must_say: tuple[str, ...] = ()
    """Lines that stay, compared without case and punctuation; each keeps the sentences that it stands in."""
    shortest_pause_s: float = 0.0
    """Pauses may be shortened to this; 0 leaves those that stay as they were spoken."""


@dataclass(frozen=True, slots=True)
class Brief:
    """The order: what the ad is about and how it should feel."""

    title: str
    product: str
    mood: str
    """Free words, e.g. "calm, warm, hopeful"."""
    frame_rate: FrameRate
    sizes: tuple[Size, ...]
    duration_s: float
    """Exact duration in seconds; 0 lets the voice decide."""
    moments: tuple[Moment, ...]
    call_to_action: CallToAction
    seed: int
    captions: bool
    music_gain_db: float
    """Gain of the music bed against the voice outside speech, after both are levelled."""
    duck_db: float
    """How far the bed is lowered under speech, positive."""
    caption_style: CaptionStyle = CaptionStyle.PILL
    caption_script: str = ""
    """Captions in another language, one line for each spoken sentence; empty for the spoken words themselves."""
    hook: str = ""
    """The opening headline, up to ten words; empty for none."""
    transitions: tuple[TransitionKind, ...] = ()
    """Kinds that may be used; empty for what suits the sound."""
    voice_treatments: tuple[VoiceTreatment, ...] = ()
    """What is done to the voice."""
    compose_music: bool = False
    """Whether music is composed to the film's cuts."""
    sound_accents: bool = False
    """Whether cuts get sounds of their own."""
    ai_label: str = ""
    """Words of a mark that stays in the picture; `auto` for "AI-generated" in the voice's language, empty for none."""
    cutdown: Cutdown = field(default_factory=Cutdown)
    """Read if `duration_s` is shorter than the voice."""
    picture_model: PictureModel | None = None
    """None for the service's own choice."""
    picture_motion: PictureMotion = field(default_factory=PictureMotion)
    guidance: Guidance = field(default_factory=Guidance)
    """For the diffusion model."""
    checkpoint: str = ""
    """Name of an imported checkpoint of the diffusion model; empty for onset-mini."""
