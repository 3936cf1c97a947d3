"""A film that has all that an ad has: clips as generation writes them, camera moves, a dissolve and blends, captions, a
product shot, a brand picture, the logo and an end card; 10 s at 30 frames a second."""

from dataclasses import replace
from pathlib import Path

import numpy as np

from onset.generation.clip_file import write_clip
from onset.timeline.brief import CallToAction, Size, TransitionKind
from onset.timeline.clip import Clip
from onset.timeline.plan import CameraMove, CameraPose, CameraStyle, LogoShow, Scene, Transition, VisualKind
from onset.timeline.span import Span
from tests.support.rendering import Job
from tests.unit.compositing import material

SIZE = Size(1080, 1920)
SAID = (
    "Morning should not feel like an alarm",
    "it should feel like light",
    "slowly filling the room",
    "Meet Aurora, the sunrise lamp",
    "that wakes you gently every day",
)
STARTS = (2, 62, 104, 138, 184)
FRAMES = 300
CARD = VisualKind.END_CARD


def never() -> bool:
    return False


def pictures(seed: int, frames: tuple[int, ...], size: Size) -> list[np.ndarray]:
    """Layered hills under a lit sky with some grain, the sun moving: about as detailed as painted ones."""
    random = np.random.default_rng(seed)
    height, width = size.height, size.width
    x, y = np.meshgrid(np.linspace(0, 1, width, dtype=np.float32), np.linspace(0, 1, height, dtype=np.float32))
    grain = random.normal(0, 1.5, (height, width, 1)).astype(np.float32)
    hues = random.uniform(60, 220, (6, 3)).astype(np.float32)
    result = []
    for index in range(len(frames)):
        glow = np.exp(-((x - 0.3 - 0.02 * index) ** 2 + ((y - 0.35) * 1.8) ** 2) / 0.03)[..., None]
        picture = hues[0] * (1 - y[..., None]) + hues[1] * y[..., None] + glow * 90
        for layer in range(4):
            edge = 0.45 + 0.13 * layer + 0.05 * np.sin(x * (5 + 3 * layer) + seed) + 0.01 * np.sin(x * 70 * (1 + layer))
            cover = np.clip((y - edge) * 300, 0, 1)[..., None]
            picture = picture * (1 - cover) + hues[2 + layer] * (1.1 - 0.6 * y[..., None]) * cover
        result.append(np.clip(picture + grain, 0, 255).astype(np.uint8))
    return result


def scenes() -> list[Scene]:
    slow = CameraMove(CameraStyle.SLOW, CameraPose(1.04, -0.3, 0, 0), CameraPose(1.12, 0.3, 0.1, 0))
    lively = CameraMove(CameraStyle.DYNAMIC, CameraPose(1.08, -0.2, 0, -0.3), CameraPose(1.2, 0.2, 0.1, 0.3))
    blend, dissolve = Transition(TransitionKind.BLEND, 16), Transition(TransitionKind.DISSOLVE, 8)
    kind = VisualKind
    return [
        material.scene(0, 66, camera=slow),
        material.scene(66, 132, camera=lively, transition=blend),
        material.scene(132, 192, kind.PRODUCT_SHOT, camera=slow, transition=dissolve, picture_id="bottle"),
        material.scene(192, 234, kind.BRAND_ASSET, camera=slow, picture_id="view"),
        material.scene(234, 300, kind.END_CARD, camera=slow, transition=blend),
    ]


def film(folder: Path, size: Size = SIZE, repeats: int = 1) -> Job:
    """The film at a size, so many times over; its end card comes once, at the end."""
    plan, captions, clips = [], [], []
    for turn in range(repeats):
        shift = turn * FRAMES
        for index, scene in enumerate(scenes()):
            is_last = turn == repeats - 1
            kind = scene.visual.kind
            visual = replace(scene.visual, kind=VisualKind.GENERATED) if kind is CARD and not is_last else scene.visual
            moved = [replace(keyframe, frame=keyframe.frame + shift) for keyframe in scene.keyframes]
            start, end = scene.start_frame + shift, scene.end_frame + shift
            plan.append(replace(scene, start_frame=start, end_frame=end, visual=visual, keyframes=tuple(moved)))
            if kind is not VisualKind.BRAND_ASSET:
                clips.append(_clip(folder, index, len(plan) - 1, scene, shift, size))
        captions += [
            material.caption(words, start + shift, end + shift)
            for words, start, end in zip(SAID, STARTS, (*STARTS[1:], 230), strict=True)
        ]
    count = FRAMES * repeats
    timeline = material.timeline(
        plan,
        captions=captions,
        logo=[LogoShow(10, count - 70)],
        speech=[Span(3_200, 360_000)],
        call=CallToAction("Wake up with the sun", "Try it for 30 nights", "aurora.example"),
    )
    kit, paths = material.brand(folder)
    voice = material.write_voice(folder / "voice.wav", 10, [(0.07, 3.4), (3.6, 7.5)])
    music = material.write_music(folder / "music.wav", 7)
    return Job(timeline, size, tuple(clips), kit, paths, voice, music, captions=True, profile=material.SOCIAL)


def _clip(folder: Path, index: int, scene_index: int, scene: Scene, shift: int, size: Size) -> tuple[Clip, Path]:
    frames = (*range(scene.start_frame, scene.end_frame - 1, 6), scene.end_frame - 1)
    path = folder / f"clip-{index}-{size.width}.mkv"
    if not path.exists():
        write_clip(iter(zip(frames, pictures(index, frames, size), strict=True)), size, path, never)
    return Clip(scene_index, size, tuple(frame + shift for frame in frames), "synthetic", material.BLOB), path
