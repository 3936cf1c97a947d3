"""Small films whose truth is known, and the plans that they should or should not keep to."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np

from onset.evaluation.evaluate import Delivery
from onset.timeline.brief import CallToAction, Colors, Size, TransitionKind
from onset.timeline.plan import (
    FEATURE_NAMES,
    CameraMove,
    CameraPose,
    CameraStyle,
    Caption,
    CaptionWord,
    Cue,
    CueKind,
    Keyframe,
    MixPlan,
    Scene,
    Timeline,
    Transition,
    Visual,
    VisualKind,
    VoiceEdit,
)
from onset.timeline.profile import profile
from onset.timeline.profile_rules import AudioRules
from onset.timeline.sound import HOP_SAMPLES, AudioAnalysis, Loudness, Pause
from onset.timeline.span import Span
from onset.timeline.speech import Passage, Transcript, Word
from onset.timeline.time import SAMPLE_RATE_HZ, FrameRate
from tests.support.analyses import analysis, features

SIZE = Size(160, 90)
SOCIAL = replace(profile("social"), audio=AudioRules(128, 64, -14.0, 0.5, -1.0))
"""One channel of tones takes fewer bits than any real programme."""
RATE = FrameRate(30)

X264 = {"preset": "ultrafast", "profile": "high", "crf": "18", "8x8dct": "1", "bf": "2"}
X264_HIGH = {"preset": "veryfast", "profile": "high", "crf": "18"}


@dataclass(frozen=True)
class Spoken:
    """A stand-in for a voice: one burst of tone per word, silence between."""

    words: tuple[Word, ...]
    samples: np.ndarray
    pauses: tuple[Span, ...]


def speak(texts: Sequence[str], *, lead_s: float = 0.2, pause_after: Sequence[int] = (), seed: int = 5) -> Spoken:
    """Words of 0.2-0.35 s with gaps of 0.05 s, and 0.5 s after the words named in `pause_after`."""
    random = np.random.default_rng(seed)
    pieces = [np.zeros(round(lead_s * SAMPLE_RATE_HZ))]
    words, pauses, at = [], [], len(pieces[0])
    for index, text in enumerate(texts):
        length = int(random.integers(9_600, 16_800))
        tone = np.sin(2 * np.pi * random.uniform(180, 700) * np.arange(length) / SAMPLE_RATE_HZ)
        pieces.append(0.4 * random.uniform(0.5, 1.0) * tone * np.hanning(length) ** 0.3)
        words.append(Word(text, at, at + length, 0.9))
        gap = 24_000 if index in pause_after else 2_400
        pieces.append(np.zeros(gap))
        if index in pause_after:
            pauses.append(Pause(at + length, at + length + gap, 0.5))
        at += length + gap
    return Spoken(tuple(words), np.concatenate(pieces), tuple(pauses))


def analyse(samples: np.ndarray, **changes: object) -> AudioAnalysis:
    """The curves that evaluation reads, by their definition in the timeline package; the rest is zero."""
    count = -(-len(samples) // HOP_SAMPLES)
    padded = np.pad(samples, (1024, 1024 + HOP_SAMPLES))
    rms = np.array([np.sqrt(np.mean(padded[k * HOP_SAMPLES : k * HOP_SAMPLES + 2048] ** 2)) for k in range(count)])
    onset = np.maximum(0, np.diff(rms, prepend=rms[0]))
    return analysis(len(samples), features(rms, onset), loudness=Loudness(-16, 3, -2), **changes)


def transcribe(words: tuple[Word, ...]) -> Transcript:
    """One phrase and one sentence."""
    whole = Passage(" ".join(word.text for word in words), 0, len(words), words[0].start_sample, words[-1].end_sample)
    return Transcript("en", words, (whole,), (whole,), 1.0)


@dataclass(frozen=True)
class Change:
    """A planned change of scene."""

    frame: int
    transition: int = 0
    label: str = "pause"


def plan(
    frames: int,
    changes: Sequence[Change] = (),
    *,
    rate: FrameRate = RATE,
    spoken: Spoken | None = None,
    voice_start: int = 0,
    words_per_caption: int = 4,
    style: CameraStyle = CameraStyle.SLOW,
    kind: CueKind = CueKind.PAUSE,
) -> Timeline:
    """A timeline with these scene changes; each cue stands exactly on its frame."""
    starts = [Change(0, label="start"), *changes]
    ends = [change.frame for change in changes] + [frames]
    scenes = tuple(_scene(change, end, rate, style, kind) for change, end in zip(starts, ends, strict=True))
    captions = []
    words = spoken.words if spoken else ()
    for first in range(0, len(words), words_per_caption):
        shown = [
            CaptionWord(word.text, word.start_sample + voice_start, word.end_sample + voice_start)
            for word in words[first : first + words_per_caption]
        ]
        begin, end = rate.frame_of_sample(shown[0].start_sample), rate.frame_of_sample(shown[-1].end_sample)
        captions.append(Caption(begin, end, tuple(shown)))
    return Timeline(
        frame_rate=rate,
        sample_rate_hz=SAMPLE_RATE_HZ,
        duration_frames=frames,
        scenes=scenes,
        captions=tuple(captions),
        logo=(),
        mix=MixPlan((VoiceEdit(0, rate.sample_of_frame(frames) - voice_start, voice_start),), -18, 12, ()),
        call_to_action=CallToAction("Wake up better", "Try it", "aurora.example"),
        brand_name="Aurora",
        colors=Colors("#3b2f8f", "#f2a65a", "#f26d5b", "#0e1022", "#ffffff"),
        cues=tuple(scene.cue for scene in scenes),
        notes=(),
    )


def _scene(change: Change, end: int, rate: FrameRate, style: CameraStyle, kind: CueKind) -> Scene:
    cue = Cue(rate.sample_of_frame(change.frame), kind if change.frame else CueKind.START, 0.8, change.label)
    transition = TransitionKind.CUT if not change.transition else TransitionKind.DISSOLVE
    pose = CameraPose(1, 0, 0, 0)
    return Scene(
        change.frame,
        end,
        Visual(VisualKind.GENERATED, "", "a calm sea at dawn", 7, "nothing in the kit fits"),
        CameraMove(style, pose, replace(pose, zoom=1.1)),
        Transition(transition, change.transition),
        cue,
        (Keyframe(change.frame, (0.5,) * len(FEATURE_NAMES)),),
        "",
        0.5,
    )


def picture(seed: int, size: Size = SIZE, drift: float = 0.0) -> np.ndarray:
    """A smooth random colour picture, panned by `drift` of its width."""
    random = np.random.default_rng(seed)
    coarse = random.integers(20, 236, (6, 12, 3), dtype=np.uint8)
    wide = cv2.resize(coarse, (size.width * 2, size.height), interpolation=cv2.INTER_CUBIC)
    matrix = np.array([[1, 0, -drift * size.width], [0, 1, 0]], dtype=np.float64)
    return cv2.warpAffine(wide, matrix, (size.width, size.height), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP * 0)


def shoot(timeline: Timeline, *, late_frames: int = 0, size: Size = SIZE, pan: float = 0.2) -> Iterator[np.ndarray]:
    """The film that a timeline plans, each scene a slow pan; all changes late by some frames."""
    scenes = timeline.scenes
    for frame in range(timeline.duration_frames):
        pictures = []
        for index, scene in enumerate(scenes):
            drift = pan * (frame - scene.start_frame) / 90
            start = scene.start_frame + late_frames * (index > 0) - scene.transition.frames // 2
            length = scene.transition.frames
            share = 1.0 if frame >= start + length else (frame - start + 0.5) / length if frame >= start else 0.0
            pictures.append((share, index, drift))
        shown = np.zeros((size.height, size.width, 3))
        for share, index, drift in pictures:
            if share > 0 and not any(later == 1.0 for later, _, _ in pictures[index + 1 :]):
                shown = (1 - share) * shown + share * picture(100 + index, size, drift)
        yield np.clip(np.round(shown), 0, 255).astype(np.uint8)


@dataclass(frozen=True)
class Master:
    """How a film is encoded; every field can be spoiled."""

    rate: FrameRate = RATE
    codec: str = "libx264"
    options: dict[str, str] = field(default_factory=lambda: dict(X264_HIGH))
    pixel_format: str = "yuv420p"
    color: int = 1
    """ITU-T H.273 code point; 1 is BT.709."""
    gop_frames: int = 60
    faststart: bool = True
    audio_codec: str | None = "aac"
    audio_rate_hz: int = SAMPLE_RATE_HZ
    jitter: tuple[int, ...] = ()
    """Frames whose time is moved by a third of a frame."""
    start_s: Fraction = Fraction(0)
    """When the first picture is shown."""


def write_film(path: Path, frames: Iterator[np.ndarray], sound: np.ndarray | None, master: Master) -> Path:
    """Encode a film with PyAV."""
    flags = "+faststart" if master.faststart else "0"
    with av.open(str(path), "w", format="mp4", options={"movflags": flags}) as file:
        ticks = 3 * master.rate.numerator
        video = file.add_stream(master.codec, rate=master.rate.per_second, options=master.options)
        video.pix_fmt = master.pixel_format
        context = video.codec_context
        context.gop_size = master.gop_frames
        context.time_base = Fraction(master.rate.denominator, ticks)
        context.color_primaries = context.color_trc = context.colorspace = master.color
        context.color_range = 1
        audio = None
        if sound is not None and master.audio_codec is not None:
            audio = file.add_stream(master.audio_codec, rate=master.audio_rate_hz, layout="mono")
            audio.codec_context.bit_rate = 128_000
        offset = round(master.start_s / context.time_base)
        for index, pixels in enumerate(frames):
            if index == 0:
                video.height, video.width = pixels.shape[:2]
            picture = av.VideoFrame.from_ndarray(pixels, format="rgb24")
            picture.pts = offset + 3 * index + (index in master.jitter)
            picture.time_base = context.time_base
            file.mux(video.encode(picture))
        file.mux(video.encode(None))
        if audio is not None and sound is not None:
            if master.audio_rate_hz != SAMPLE_RATE_HZ:
                sound = sound[:: SAMPLE_RATE_HZ // master.audio_rate_hz]
            for start in range(0, len(sound), 1024):
                piece = sound[None, start : start + 1024].astype(np.float32)
                samples = av.AudioFrame.from_ndarray(piece, format="fltp", layout="mono")
                samples.sample_rate = master.audio_rate_hz
                samples.pts, samples.time_base = start, Fraction(1, master.audio_rate_hz)
                file.mux(audio.encode(samples))
            file.mux(audio.encode(None))
    return path


def programme(timeline: Timeline, spoken: Spoken, *, late_s: float = 0.0, gain: float = 1.0) -> np.ndarray:
    """The voice at its planned place (or late), exactly as long as the film."""
    whole = np.zeros(timeline.sample_count)
    start = timeline.mix.voice[0].shift_samples + round(late_s * SAMPLE_RATE_HZ)
    voice = gain * spoken.samples[: max(0, len(whole) - start)]
    whole[start : start + len(voice)] = voice
    return whole


def subtitles(timeline: Timeline, *, late_ms: int = 0) -> tuple[str, str]:
    """The timeline's captions as .srt and .vtt with word times."""
    srt, vtt = "", "WEBVTT\n\n"
    for number, caption in enumerate(timeline.captions, start=1):
        start = int(1000 * timeline.frame_rate.seconds_of_frame(caption.start_frame)) + late_ms
        end = int(1000 * timeline.frame_rate.seconds_of_frame(caption.end_frame)) + late_ms
        words = [word.text for word in caption.words]
        srt += f"{number}\n{_stamp(start, ',')} --> {_stamp(end, ',')}\n{' '.join(words)}\n\n"
        times = [max(start, word.start_sample // 48 + late_ms) for word in caption.words]
        timed = " ".join(f"<{_stamp(at, '.')}><c>{word}</c>" for at, word in zip(times[1:], words[1:], strict=True))
        vtt += f"{_stamp(start, '.')} --> {_stamp(end, '.')}\n{words[0]} {timed}\n\n"
    return srt, vtt


def _stamp(milliseconds: int, mark: str) -> str:
    seconds, rest = divmod(milliseconds, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}{mark}{rest:03}"


def deliver(path: Path, timeline: Timeline, size: Size = SIZE) -> Delivery:
    """A film with the captions of its plan."""
    return Delivery(path, *subtitles(timeline), size, SOCIAL)
