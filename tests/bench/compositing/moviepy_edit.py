"""The bench's film written for moviepy 2: scenes with camera moves, dissolves, captions, logo, voice and music.

Runs in an environment of its own: `python moviepy_edit.py FOLDER OUT.mp4`, the folder holding what `bench_render` lays
there. Prints the seconds that the render took. It asks a little less of moviepy than the film of ours has: no pill that
follows the words, no shadows, no levelling of the sound.
"""

import json
import sys
import time
from pathlib import Path

import numpy as np
from moviepy import (
    AudioFileClip,
    CompositeAudioClip,
    CompositeVideoClip,
    ImageClip,
    ImageSequenceClip,
    TextClip,
    afx,
    vfx,
)

DISSOLVE_S = 0.3


def main(folder: Path, target: Path) -> None:
    """Render the edit."""
    plan = json.loads((folder / "edit.json").read_text())
    size = tuple(plan["size"])
    scenes = []
    for scene in plan["scenes"]:
        pictures = list(np.load(folder / scene["pictures"]))
        length = scene["end_s"] - scene["start_s"] + DISSOLVE_S
        rolled = ImageSequenceClip(pictures, durations=[length / len(pictures)] * len(pictures))
        moved = rolled.resized(lambda t, length=length: 1.04 + 0.08 * t / length).with_position("center")
        scenes.append(moved.with_start(scene["start_s"]).with_effects([vfx.CrossFadeIn(DISSOLVE_S)]))
    captions = [
        TextClip(font=plan["font"], text=words, font_size=72, color="white", stroke_color="black", stroke_width=3)
        .with_start(start).with_end(end).with_position(("center", 0.6), relative=True)
        for words, start, end in plan["captions"]
    ]  # fmt: skip
    product = (
        ImageClip(str(folder / "bottle.png")).resized(height=820).with_start(plan["product_s"][0])
        .with_end(plan["product_s"][1]).with_position(lambda t: ("center", 340 + 14 * np.sin(1.5 * t)))
        .with_effects([vfx.CrossFadeIn(DISSOLVE_S)])
    )  # fmt: skip
    card = [
        TextClip(font=plan["font"], text=words, font_size=size_px, color="white", bg_color=paint)
        .with_start(plan["card_s"] + 0.12 * order).with_end(plan["seconds"]).with_position(("center", top))
        .with_effects([vfx.CrossFadeIn(0.6)])
        for order, (words, size_px, paint, top) in enumerate(plan["card"])
    ]  # fmt: skip
    logo = ImageClip(str(folder / "logo.png")).resized(width=200).with_position((120, 288))
    film = CompositeVideoClip([*scenes, product, *card, logo.with_duration(plan["seconds"]), *captions], size=size)
    music = AudioFileClip(str(folder / "music.wav")).with_effects(
        [afx.AudioLoop(duration=plan["seconds"]), afx.MultiplyVolume(0.25)]
    )
    film = film.with_duration(plan["seconds"]).with_audio(
        CompositeAudioClip([AudioFileClip(str(folder / "voice.wav")), music]).with_duration(plan["seconds"])
    )
    began = time.perf_counter()
    film.write_videofile(
        str(target), fps=30, codec="libx264", preset="veryfast", audio_codec="aac", threads=4, logger=None,
        ffmpeg_params=["-crf", "19"],
    )  # fmt: skip
    print(time.perf_counter() - began)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
