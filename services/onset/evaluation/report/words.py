"""How numbers and names read on the page."""

import re

from onset.timeline.brief import TransitionKind
from onset.timeline.plan import CameraMove, Cue, CueKind, Transition, VisualKind
from onset.timeline.time import FrameRate
from onset.timeline.verdict import Check

GROUPS = {
    "cuts": ("Cuts", "where the picture changes, found in the film frame by frame"),
    "sync": ("Sync", "sound and picture together"),
    "captions": ("Captions", "the delivered .srt and .vtt against the spoken words"),
    "sound": ("Sound", "decoded from the delivered AAC"),
    "picture": ("Picture", "what must not be seen"),
    "profile": ("Destination", "what the delivery profile asks of the file"),
    "file": ("Delivery", "container and codecs as every platform wants them"),
}
"""Order, title and explanation of the groups of figures; keys are the first part of a check's name."""

_WHOLE = frozenset({"px", "frames", "cuts", "words", "captions", "flashes", "percentile", "%"})
_FINE = frozenset({"s", "Mb/s", "r", "ρ", "BAS"})
_KINDS = {
    VisualKind.GENERATED: "Generated",
    VisualKind.PRODUCT_SHOT: "Product shot",
    VisualKind.BRAND_ASSET: "Brand asset",
    VisualKind.END_CARD: "End card",
}
_CUES = {
    CueKind.START: "Start",
    CueKind.PAUSE: "Pause",
    CueKind.SENTENCE_END: "Sentence end",
    CueKind.PHRASE_END: "Phrase end",
    CueKind.WORD_END: "Word end",
    CueKind.ONSET: "Onset",
    CueKind.BEAT: "Beat",
    CueKind.DOWNBEAT: "Downbeat",
    CueKind.SECTION: "Section",
    CueKind.MOMENT: "Moment",
    CueKind.END: "End",
}


def number(value: float, digits: int) -> str:
    """A number with a true minus sign, and no minus before a zero."""
    text = f"{value:.{digits}f}"
    if float(text) == 0:
        text = text.lstrip("-")
    return text.replace("-", "−")


def figure(check: Check) -> tuple[str, str]:
    """A check's value and unit; both empty for one without a unit, whose detail says all."""
    return (number(check.value, _digits(check)), check.unit) if check.unit else ("", "")


def _digits(check: Check) -> int:
    if check.unit in _WHOLE:
        return 0
    if check.unit == "s" and check.name.startswith("file."):
        return 3
    return 2 if check.unit in _FINE else 1


def typeset(text: str) -> str:
    """A check's text with true minus signs."""
    return re.sub(r"(?<!\w)-(?=\d)", "−", text)


def clock(seconds: float) -> str:
    """`0:07.4`."""
    tenths = round(seconds * 10)
    return f"{tenths // 600}:{tenths // 10 % 60:02}.{tenths % 10}"


def span(seconds: float) -> str:
    """A length of time for people: `0.8 s`, `74 s`, `12 min 5 s`."""
    if seconds < 10:
        return f"{seconds:.1f} s"
    if seconds < 120:
        return f"{seconds:.0f} s"
    return f"{int(seconds) // 60} min {int(seconds) % 60} s"


def rate(frame_rate: FrameRate) -> str:
    """`30 fps`, `29.97 fps`."""
    return f"{float(frame_rate.per_second):.2f}".rstrip("0").rstrip(".") + " fps"


def transition(way: Transition, frame_rate: FrameRate) -> str:
    """`hard cut`, `dissolve 0.27 s`."""
    if way.kind is TransitionKind.CUT:
        return "Hard cut"
    return f"{way.kind.name.replace('_', ' ').capitalize()} {float(frame_rate.seconds_of_frame(way.frames)):.2f} s"


def camera(move: CameraMove) -> str:
    """`slow, zoom in`."""
    change = move.end.zoom / move.start.zoom
    across = move.end.x - move.start.x
    doing = []
    if abs(change - 1) > 0.005:
        doing.append("zoom in" if change > 1 else "zoom out")
    if abs(across) > 0.05:
        doing.append("pan right" if across > 0 else "pan left")
    return ", ".join([move.style.name.capitalize(), *doing])


def visual(kind: VisualKind) -> str:
    """What a scene shows, in two words."""
    return _KINDS[kind]


def cue(cue: Cue) -> str:
    """Why a scene starts where it does: the cue's label, led by its kind unless it says that itself."""
    kind = _CUES[cue.kind]
    if cue.label.casefold().startswith(kind.casefold()):
        return cue.label[:1].upper() + cue.label[1:]
    return f"{kind}: {cue.label}" if cue.label else kind
