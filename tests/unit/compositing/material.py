"""Small films to render: timelines, clips, pictures and sounds whose truth is known."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
import soundfile
from PIL import Image, ImageDraw

from onset.compositing.planes import Planes
from onset.compositing.regions import Regions, regions
from onset.timeline.brief import Blob, Brand, CallToAction, Colors, Picture, PictureRole, Size, TransitionKind
from onset.timeline.clip import Clip
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
    LogoShow,
    MixPlan,
    Scene,
    Timeline,
    Transition,
    Visual,
    VisualKind,
    VoiceEdit,
)
from onset.timeline.profile import Profile, profile
from onset.timeline.span import Span
from onset.timeline.time import SAMPLE_RATE_HZ, FrameRate
from tests.support.rendering import Job

SMALL = Size(180, 320)
RATE = FrameRate(30)
SOCIAL = profile("social")
STILL = CameraMove(CameraStyle.STATIC, CameraPose(1, 0, 0, 0), CameraPose(1, 0, 0, 0))
PUSH = CameraMove(CameraStyle.SLOW, CameraPose(1.0, 0, 0, 0), CameraPose(1.12, 0.3, -0.2, 0))
COLORS = Colors("#3b4cca", "#7a5cff", "#ffb454", "#0d1021", "#f5f3ff")
CUT = Transition(TransitionKind.CUT, 0)
NO_CALL = CallToAction("", "", "")
BLOB = Blob("0" * 64, 0, "video/x-matroska")


def scene(
    start: int,
    end: int,
    kind: VisualKind = VisualKind.GENERATED,
    *,
    camera: CameraMove = STILL,
    transition: Transition = CUT,
    picture_id: str = "",
) -> Scene:
    return Scene(
        start,
        end,
        Visual(kind, picture_id, "a quiet morning", 7, "test"),
        camera,
        transition,
        Cue(0, CueKind.START, 1.0, ""),
        (Keyframe(start, (0.5,) * len(FEATURE_NAMES)),),
        "",
        0.5,
    )


def caption(words: str, start: int, end: int, rate: FrameRate = RATE) -> Caption:
    """Words that share the caption's time evenly, each followed by a short gap."""
    texts = words.split()
    first, last = rate.sample_of_frame(start), rate.sample_of_frame(end - 3)
    edges = [first + round((last - first) * index / len(texts)) for index in range(len(texts) + 1)]
    return Caption(
        start,
        end,
        tuple(CaptionWord(text, a, b - 600) for text, a, b in zip(texts, edges, edges[1:], strict=False)),
    )


def timeline(
    scenes: Sequence[Scene],
    *,
    captions: Sequence[Caption] = (),
    logo: Sequence[LogoShow] = (),
    rate: FrameRate = RATE,
    speech: Sequence[Span] = (),
    voice_start: int = 0,
    music_gain_db: float = -8.0,
    duck_db: float = 12.0,
    colors: Colors = COLORS,
    call: CallToAction = NO_CALL,
) -> Timeline:
    return Timeline(
        rate,
        SAMPLE_RATE_HZ,
        scenes[-1].end_frame,
        tuple(scenes),
        tuple(captions),
        tuple(logo),
        MixPlan(
            (VoiceEdit(0, rate.sample_of_frame(scenes[-1].end_frame) - voice_start, voice_start),),
            music_gain_db,
            duck_db,
            tuple(speech),
        ),
        call,
        "Aurora",
        colors,
        (),
        (),
    )


def write_clip(
    path: Path, index: int, frames: Sequence[int], size: Size, draw: Callable[[int], np.ndarray]
) -> tuple[Clip, Path]:
    """A clip as generation writes it: RGB H.264 in Matroska, one picture per frame named."""
    with av.open(str(path), "w", format="matroska") as container:
        stream = container.add_stream("libx264rgb", rate=25, options={"qp": "8", "preset": "ultrafast"})
        stream.width, stream.height, stream.pix_fmt = size.width, size.height, "rgb24"
        for frame in frames:
            container.mux(stream.encode(av.VideoFrame.from_ndarray(np.ascontiguousarray(draw(frame)), format="rgb24")))
        container.mux(stream.encode())
    return Clip(index, size, tuple(frames), "test", BLOB), path


def flat(color: tuple[int, int, int], size: Size = SMALL) -> Callable[[int], np.ndarray]:
    """Pictures of one colour."""
    return lambda _frame: np.full((size.height, size.width, 3), color, np.uint8)


def product() -> Image.Image:
    """A bottle with transparency around it."""
    image = Image.new("RGBA", (300, 700))
    draw = ImageDraw.Draw(image)
    draw.rounded_rectangle((40, 150, 260, 690), 60, fill=(240, 236, 230, 255))
    draw.rounded_rectangle((110, 20, 190, 170), 20, fill=(60, 70, 120, 255))
    draw.rectangle((40, 330, 260, 520), fill=(255, 180, 84, 255))
    return image


def logo(color: tuple[int, int, int] = (255, 255, 255)) -> Image.Image:
    image = Image.new("RGBA", (600, 160))
    draw = ImageDraw.Draw(image)
    draw.ellipse((10, 10, 150, 150), fill=(*color, 255))
    draw.rounded_rectangle((190, 50, 580, 110), 30, fill=(*color, 255))
    return image


def landscape() -> Image.Image:
    ramp = np.linspace(0, 255, 800, dtype=np.uint8)
    rgb = np.dstack([np.tile(ramp, (500, 1)), np.full((500, 800), 120, np.uint8), np.tile(ramp[::-1], (500, 1))])
    return Image.fromarray(rgb).convert("RGBA")


def brand(folder: Path) -> tuple[Brand, dict[str, Path]]:
    """A kit with a logo, a product shot and an asset, as files."""
    kit = (
        ("logo", PictureRole.LOGO, logo()),
        ("bottle", PictureRole.PRODUCT_SHOT, product()),
        ("view", PictureRole.ASSET, landscape()),
    )
    paths = {}
    for name, _, image in kit:
        paths[name] = folder / f"{name}.png"
        image.save(paths[name])
    pictures = tuple(Picture(name, role, name, BLOB) for name, role, _ in kit)
    return Brand("Aurora", COLORS, pictures), paths


def write_voice(path: Path, seconds: float, bursts: Sequence[tuple[float, float]], level: float = 0.25) -> Path:
    """A mono voice-like sound: modulated noise and tone in the given ranges of seconds, silence elsewhere."""
    random = np.random.default_rng(3)
    count = round(seconds * SAMPLE_RATE_HZ)
    samples = np.zeros(count)
    for start, end in bursts:
        first, last = round(start * SAMPLE_RATE_HZ), min(round(end * SAMPLE_RATE_HZ), count)
        time = np.arange(last - first) / SAMPLE_RATE_HZ
        body = (
            np.sin(2 * np.pi * 190 * time) + 0.5 * np.sin(2 * np.pi * 570 * time) + 0.3 * random.normal(size=len(time))
        )
        samples[first:last] = (
            level * body * (0.55 + 0.45 * np.sin(2 * np.pi * 4.2 * time)) * np.hanning(len(time)) ** 0.1
        )
    soundfile.write(path, samples.astype(np.float32), SAMPLE_RATE_HZ, subtype="FLOAT")
    return path


def write_music(path: Path, seconds: float) -> Path:
    """A stereo chord with a slow tremolo."""
    time = np.arange(round(seconds * SAMPLE_RATE_HZ)) / SAMPLE_RATE_HZ
    chord = sum(np.sin(2 * np.pi * pitch * time) for pitch in (220.0, 277.2, 329.6, 440.0))
    left = 0.08 * chord * (0.8 + 0.2 * np.sin(2 * np.pi * 2 * time))
    soundfile.write(path, np.column_stack([left, 0.9 * left]).astype(np.float32), SAMPLE_RATE_HZ, subtype="FLOAT")
    return path


def places_of(size: Size, made_for: Profile = SOCIAL) -> Regions:
    """Where things stand in a film, for social video if nothing else is said."""
    return regions(size, made_for.safe_box(size))


def rgb_of(planes: Planes) -> np.ndarray:
    """(H, W, 3) sRGB of a frame as a player shows it (ITU-R BT.709, limited range)."""
    y = (planes.y.astype(np.float64) - 16) * 255 / 219
    red, blue = (
        (cv2.resize(plane, (planes.size.width, planes.size.height)).astype(np.float64) - 128) * 255 / 224
        for plane in (planes.v, planes.u)
    )
    rgb = np.dstack([y + 1.5748 * red, y - 0.1873 * blue - 0.4681 * red, y + 1.8556 * blue])
    return np.clip(np.rint(rgb), 0, 255).astype(np.uint8)


def small_order(
    folder: Path,
    *,
    rate: FrameRate = RATE,
    frames: int = 30,
    size: Size = SMALL,
    music: bool = False,
    captions: bool = False,
) -> Job:
    """One plain scene with a voice over it."""
    seconds = float(Fraction(frames) / rate.per_second)
    shown = (caption("wake up with light", 2, frames - 2, rate),) if captions else ()
    speech = (Span(0, rate.sample_of_frame(frames) // 2),)
    film = timeline([scene(0, frames, camera=PUSH)], captions=shown, rate=rate, speech=speech)
    clip = write_clip(folder / "clip.mkv", 0, (0, frames - 1), size, flat((90, 120, 160), size))
    kit, paths = brand(folder)
    return Job(
        film,
        size,
        (clip,),
        kit,
        paths,
        write_voice(folder / "voice.wav", seconds, [(0.0, seconds / 2)]),
        write_music(folder / "music.wav", 5.0) if music else None,
        captions,
        SOCIAL,
    )
