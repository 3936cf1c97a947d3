"""Whether pictures show what was asked for: the served sampler judged on captions, colours and sounds it never met.

A probe that learned the painter's families judges what pictures show (`onset.models.picture.judge`); brand colours are
looked for before and after the grade that every scene gets; sounds are held against the properties that answer them.
Prints Markdown and draws `docs/images/onset_mini_text.jpg` and `onset_mini_control.jpg`.

Run: python -m tests.bench.models.bench_pictures [--captions N] [--scenes N] [--steps N] [--few N] [--many N]
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from onset.generation.brand_grade import brand_grade
from onset.models.painter.catalog import FAMILIES
from onset.models.picture import sheets
from onset.models.picture.brand import palette_distance
from onset.models.picture.data import sounds
from onset.models.picture.data.captions import TEST_WORDINGS, test_captions
from onset.models.picture.data.orders import draw_palette
from onset.models.picture.shapes import MAX_COLOURS
from onset.models.places import PROJECT_ROOT, environment_folder
from onset.runtime.embedded_triton import EmbeddedTriton
from onset.runtime.picture_calls import PictureOrder, generate_pictures
from onset.runtime.settings import Settings
from onset.runtime.triton import TritonClient

SIZE = (256, 256)
SOUNDS_PER_SCENE = 12
MODELS = ("picture", "denoiser", "vae_encoder", "vae_decoder", "text_encoder")
WEIGHTS = PROJECT_ROOT / "services" / "onset" / "models" / "picture" / "weights"
IMAGES = PROJECT_ROOT / "docs" / "images"
SHOWN_SCENES, SHOWN_WORDINGS = 8, 3
FEW_SCENES = 14
"""Of those under sounds, drawn in few and in many steps: 30 steps of all would take as long as all the rest."""
CALLS_AT_ONCE = 4
TEXT, AUDIO, HALF_AUDIO = 3.0, 3.0, 1.5

Pictures = NDArray[np.uint8]
Latents = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Scene:
    """What to ask for."""

    caption: int
    """Row of the unheard captions."""
    palette: Pictures
    """(4, 3) sRGB."""
    windows: NDArray[np.float32]
    """(N, 16, 20) the sounds it is under."""
    seed: int

    def order(self, words: Sequence[str], audio: float, steps: int) -> PictureOrder:
        """One request for the scene under all of its sounds: its pictures share their noise."""
        return PictureOrder(
            prompt=words[self.caption],
            sound=self.windows,
            palette=self.palette,
            seed=self.seed,
            size=SIZE,
            steps=steps,
            scales=(TEXT, audio, 1.0, 1.0),
        )

    def each(self) -> "Iterator[Scene]":
        """Its sounds by themselves, with noises of their own."""
        for index, window in enumerate(self.windows):
            yield Scene(self.caption, self.palette, window[None], 1000 * self.seed + index)


class Pencil:
    """Asks the sampler for scenes, several at once."""

    def __init__(self, client: TritonClient) -> None:
        self._client, self._words = client, test_captions()

    def draw(self, scenes: Sequence[Scene], audio: float, steps: int) -> tuple[Pictures, Latents]:
        """Frames (P, 256, 256, 3) and latents of all scenes' pictures in turn."""
        orders = [scene.order(self._words, audio, steps) for scene in scenes]
        with ThreadPoolExecutor(CALLS_AT_ONCE) as pool:
            parts = list(pool.map(lambda order: generate_pictures(self._client, order, timeout_s=3600), orders))
        frames, latents = zip(*parts, strict=True)
        return np.concatenate(frames), np.concatenate(latents)


def captioned(per_family: int) -> list[Scene]:
    """So many unheard captions of each family, each with a palette."""
    rng = np.random.default_rng(5)
    rows = [row for row in range(len(FAMILIES) * TEST_WORDINGS) if row % TEST_WORDINGS < per_family]
    return [Scene(row, four(rng), sounds.windows(rng, 1), row) for row in rows]


def sounding(count: int) -> list[Scene]:
    """Scenes under many sounds."""
    rng = np.random.default_rng(6)
    rows = rng.permutation(len(FAMILIES) * TEST_WORDINGS)[:count]
    return [Scene(int(row), four(rng), sounds.windows(rng, SOUNDS_PER_SCENE), int(row)) for row in rows]


def four(rng: np.random.Generator) -> Pictures:
    """A palette of four colours."""
    while len(palette := draw_palette(rng)) < MAX_COLOURS:
        pass
    return palette


def distance(pictures: Pictures, palettes: Sequence[Pictures]) -> float:
    """Mean CIEDE2000 of asked colours to the nearest dominant one."""
    return float(np.mean([palette_distance(*pair) for pair in zip(pictures, palettes, strict=True)]))


def show(name: str, pictures: Pictures, words: list[str], columns: int) -> None:
    """Draw a sheet of the documentation, at half size."""
    sheet = sheets.sheet(list(pictures), words, columns)
    half = cv2.resize(sheet, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    sheets.write(str(IMAGES / name), np.asarray(half, np.uint8))


def judged(out: Path) -> str:
    """The table that the judge makes of the latents in a folder."""
    python = environment_folder() / "bin" / "python"
    command: list[str | Path] = [python, "-m", "onset.models.picture.judge", "--out", out, "--weights", WEIGHTS]
    environment = os.environ | {"PYTHONPATH": str(PROJECT_ROOT / "services")}
    done = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    return done.stdout.strip()


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.models.bench_pictures")
    parser.add_argument("--captions", type=int, default=20, help="of each family")
    parser.add_argument("--scenes", type=int, default=42, help=f"each under {SOUNDS_PER_SCENE} sounds")
    parser.add_argument("--steps", type=int, default=8)
    parser.add_argument("--few", type=int, default=4)
    parser.add_argument("--many", type=int, default=30)
    options = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as folder,
        EmbeddedTriton(Settings.from_environment().home, models=MODELS) as triton,
    ):
        client = TritonClient(triton.address)
        measure(Pencil(client), options, Path(folder))
        client.close()
        print(judged(Path(folder)))
    print(
        f'\nEvery picture 256x256 through Triton, guidance text {TEXT:g}; {options.steps} steps but for "few" '
        f'({options.few}) and "many" ({options.many}). Sound "on" is guidance {AUDIO:g}, "half" {HALF_AUDIO:g}, '
        'each with one noise a scene, as keyframes of a film have; "off" is guidance 0, with a noise for each picture, '
        "for with one noise all pictures of a scene would be the same."
    )


def measure(pencil: Pencil, options: argparse.Namespace, out: Path) -> None:
    """Draw everything, print what needs no judge, leave the latents in `out`."""
    began_s = time.monotonic()

    def told(what: str) -> None:
        print(f"{what} after {time.monotonic() - began_s:.0f} s", file=sys.stderr, flush=True)

    words = test_captions()
    scenes = captioned(options.captions)
    palettes = [scene.palette for scene in scenes]
    pictures, latents = pencil.draw(scenes, 0.0, options.steps)
    graded = np.stack([brand_grade([p], palette)(p) for p, palette in zip(pictures, palettes, strict=True)])
    captions = np.array([scene.caption for scene in scenes])
    np.savez(out / "text.npz", latents=latents, captions=captions, palettes=np.stack(palettes))
    print("| asked brand colours, mean CIEDE2000 to the nearest of 8 dominant ones | found |\n|---|--:|")
    print(f"| as the model gives them | {distance(pictures, palettes):.1f} |")
    print(f"| after the brand grade | {distance(graded, palettes):.1f} |\n", flush=True)
    shown = np.flatnonzero(captions % TEST_WORDINGS < SHOWN_WORDINGS)
    show("onset_mini_text.jpg", graded[shown], [words[caption] for caption in captions[shown]], 3 * SHOWN_WORDINGS)
    told("captions")

    heard = sounding(options.scenes)
    kept: dict[str, Any] = {"windows": np.concatenate([scene.windows for scene in heard])}
    kept["captions"] = np.repeat([scene.caption for scene in heard], SOUNDS_PER_SCENE)
    for name, scenes, audio, steps in (
        ("on", heard, AUDIO, options.steps),
        ("half", heard, HALF_AUDIO, options.steps),
        ("few", heard[:FEW_SCENES], AUDIO, options.few),
        ("many", heard[:FEW_SCENES], AUDIO, options.many),
    ):
        pictures, kept[name] = pencil.draw(scenes, audio, steps)
        if name == "on":
            some = pictures[: SHOWN_SCENES * SOUNDS_PER_SCENE]
            labels = [words[caption] for caption in kept["captions"][: len(some)]]
            show("onset_mini_control.jpg", some, labels, SOUNDS_PER_SCENE)
        told(name)
    _, kept["off"] = pencil.draw([one for scene in heard for one in scene.each()], 0.0, options.steps)
    told("off")
    np.savez(out / "control.npz", **kept)


if __name__ == "__main__":
    main()
