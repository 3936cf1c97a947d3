"""The timeline: scenes that tile the film, each with its reason, and everything laid over them."""

from dataclasses import dataclass, field
from enum import Enum

from onset.timeline.brief import CallToAction, Colors, TransitionKind, VoiceTreatment
from onset.timeline.pictures import PicturePlan
from onset.timeline.score import Score
from onset.timeline.span import Span
from onset.timeline.time import FrameRate

_CHROMA = tuple(f"chroma_{pitch}" for pitch in ("c", "cs", "d", "ds", "e", "f", "fs", "g", "gs", "a", "as", "b"))
FEATURE_NAMES = ("rms", "onset", "bass", "mid", "treble", "centroid", "flatness", "warmth", *_CHROMA)
"""The audio condition of a picture: each in 0..1, normalised per track. Order is part of the model contract."""

FILM_LENGTH_S = (3.0, 180.0)
"""The shortest and the longest film that can be made, whatever a destination takes."""


class CueKind(Enum):
    """Why a moment is a good place for a cut."""

    START = 1
    PAUSE = 2
    SENTENCE_END = 3
    PHRASE_END = 4
    WORD_END = 5
    ONSET = 6
    BEAT = 7
    DOWNBEAT = 8
    SECTION = 9
    MOMENT = 10
    END = 11


@dataclass(frozen=True, slots=True)
class Cue:
    """A moment in the sound, on the timeline's clock."""

    sample: int
    kind: CueKind
    strength: float
    """0..1."""
    label: str
    """For people: e.g. `pause of 0.62 s after "light."`."""


@dataclass(frozen=True, slots=True)
class Transition:
    """The way into a scene. It straddles the cut: [start - frames // 2, start - frames // 2 + frames)."""

    kind: TransitionKind
    frames: int
    """Length; 0 for a hard cut."""
    angle_deg: float = 0.0
    """Where the new picture moves to as it enters, by a wipe or a push: 0 to the right, 90 down."""


class CameraStyle(Enum):
    """How lively the camera is."""

    STATIC = 1
    SLOW = 2
    DYNAMIC = 3


@dataclass(frozen=True, slots=True)
class CameraPose:
    """A crop of the picture."""

    zoom: float
    """>= 1; 1 shows the whole picture."""
    x: float
    """Centre of the crop, -1 (left) .. 1 (right) of the room that the zoom leaves."""
    y: float
    """Likewise, -1 (top) .. 1 (bottom)."""
    roll_deg: float


@dataclass(frozen=True, slots=True)
class CameraMove:
    """A move from one pose to another over the scene, eased."""

    style: CameraStyle
    start: CameraPose
    end: CameraPose


class VisualKind(Enum):
    """What a scene shows."""

    GENERATED = 1
    PRODUCT_SHOT = 2
    """A product cut-out in front of a generated background."""
    BRAND_ASSET = 3
    """A brand picture filling the frame."""
    END_CARD = 4


@dataclass(frozen=True, slots=True)
class Visual:
    """What a scene shows and why."""

    kind: VisualKind
    picture_id: str
    """The brand picture; empty for a generated one."""
    prompt: str
    """For the generated picture or background."""
    seed: int
    reason: str
    """For people: e.g. `the script says "Aurora"`."""


@dataclass(frozen=True, slots=True)
class Keyframe:
    """A moment at which the picture model is asked for a frame."""

    frame: int
    """On the timeline."""
    features: tuple[float, ...]
    """One value per FEATURE_NAMES."""


@dataclass(frozen=True, slots=True)
class Scene:
    """Frames [start_frame, end_frame) showing one visual."""

    start_frame: int
    end_frame: int
    visual: Visual
    camera: CameraMove
    transition: Transition
    """Into this scene; the first scene's is a cut of 0 frames."""
    cue: Cue
    """Why the scene starts where it does."""
    keyframes: tuple[Keyframe, ...]
    """At least one; first at start_frame, last at end_frame - 1 when there are two or more."""
    text: str
    """What is said during the scene."""
    energy: float
    """Mean normalised energy, 0..1."""

    @property
    def frames(self) -> int:
        """Length in frames."""
        return self.end_frame - self.start_frame


@dataclass(frozen=True, slots=True)
class CaptionWord:
    """A word of a caption on the timeline's clock."""

    text: str
    start_sample: int
    end_sample: int
    joined: bool = False
    """Follows the word before it without a blank, as in Chinese, Japanese and Thai."""


@dataclass(frozen=True, slots=True)
class Caption:
    """Words shown together during frames [start_frame, end_frame)."""

    start_frame: int
    end_frame: int
    words: tuple[CaptionWord, ...]
    translated: bool = False
    """Not the spoken words, but what they mean in another language, timed within their sentence."""

    @property
    def text(self) -> str:
        """Its words on one line."""
        blanks = ("" if word.joined or not number else " " for number, word in enumerate(self.words))
        return "".join(blank + word.text for blank, word in zip(blanks, self.words, strict=True))


@dataclass(frozen=True, slots=True)
class Title:
    """The opening headline on screen during frames [start_frame, end_frame), coming in word by word."""

    start_frame: int
    end_frame: int
    text: str
    """Words between blanks."""
    word_frames: tuple[int, ...]
    """One for each word: the frame at which it has arrived; they never decrease."""


@dataclass(frozen=True, slots=True)
class LogoShow:
    """The logo is on screen during frames [start_frame, end_frame)."""

    start_frame: int
    end_frame: int


class AccentKind(Enum):
    """What a sound on a cut is like."""

    WHOOSH = 1
    """Air that rushes by, loudest at its sample."""
    HIT = 2
    """A soft, low strike, loudest at its sample."""
    RISER = 3
    """A sound that swells up to its sample and stops there."""


@dataclass(frozen=True, slots=True)
class Accent:
    """A sound on a cut."""

    sample: int
    """The moment that it marks."""
    kind: AccentKind
    gain_db: float
    """Its loudest moment against the voice's loudness."""


@dataclass(frozen=True, slots=True)
class VoiceEdit:
    """Samples [source_start_sample, source_end_sample) of the voice's recording, and where they stand in the film."""

    source_start_sample: int
    source_end_sample: int
    start_sample: int
    """On the timeline's clock."""

    def __post_init__(self) -> None:
        if not 0 <= self.source_start_sample < self.source_end_sample or self.start_sample < 0:
            raise ValueError(
                f"voice edit [{self.source_start_sample}, {self.source_end_sample}) at {self.start_sample} "
                "is empty or negative"
            )

    @property
    def end_sample(self) -> int:
        """Where it ends in the film, exclusive."""
        return self.source_end_sample + self.shift_samples

    @property
    def shift_samples(self) -> int:
        """From the recording's clock to the timeline's."""
        return self.start_sample - self.source_start_sample


@dataclass(frozen=True, slots=True)
class MixPlan:
    """How voice and music become the programme."""

    voice: tuple[VoiceEdit, ...]
    """In order and without overlap, both in the recording and in the film; what lies between them is not heard."""
    music_gain_db: float
    duck_db: float
    speech: tuple[Span, ...]
    """Ranges on the timeline's clock under which the bed is lowered."""
    treatments: tuple[VoiceTreatment, ...] = ()
    """What is done to the voice."""
    accents: tuple[Accent, ...] = ()
    """In time order."""
    score: Score | None = None
    """Set if the music is composed to the film."""


@dataclass(frozen=True, slots=True)
class OmittedSpeech:
    """A sentence of the recording, or a clause of one, that the film leaves out; samples on the recording's clock."""

    text: str
    start_sample: int
    end_sample: int


@dataclass(frozen=True, slots=True)
class Timeline:
    """A film before it is drawn. Aspect-independent: one timeline renders at every size."""

    frame_rate: FrameRate
    sample_rate_hz: int
    duration_frames: int
    scenes: tuple[Scene, ...]
    captions: tuple[Caption, ...]
    logo: tuple[LogoShow, ...]
    mix: MixPlan
    call_to_action: CallToAction
    brand_name: str
    colors: Colors
    cues: tuple[Cue, ...]
    """All candidates that the planner weighed, in time order."""
    notes: tuple[str, ...]
    """What the planner wants people to know, e.g. a moment it could not honour exactly."""
    titles: tuple[Title, ...] = ()
    """In time order, one after the other."""
    ai_label: str = ""
    """Words of a small mark that stays in the picture; empty for none."""
    omitted: tuple[OmittedSpeech, ...] = ()
    """What the voice's recording says and the film does not, in order."""
    pictures: PicturePlan = field(default_factory=PicturePlan)

    @property
    def sample_count(self) -> int:
        """Length of the programme in samples."""
        return self.frame_rate.sample_of_frame(self.duration_frames, self.sample_rate_hz)
