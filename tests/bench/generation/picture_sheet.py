"""Draws docs/images/picture_motions.jpg: each motion over a bar at 120 a minute, eight pictures from left to right.

`ONSET_TRITON_ADDRESS=… python -m tests.bench.generation.picture_sheet`
"""

import tempfile
from pathlib import Path

import cv2
import numpy as np

from onset.runtime.settings import PROJECT_ROOT, Settings
from onset.runtime.triton import TritonClient
from onset.timeline.guidance import Guidance, PictureMotionKind
from tests.bench.generation import song_film
from tests.bench.generation.bench_motion_on_beat import Studio

PROMPT = "mountains at sunrise, calm"
SIDE_PX, COLUMNS, GAP_PX = 176, 8, 4
TARGET = PROJECT_ROOT / "docs" / "images" / "picture_motions.jpg"


def main() -> None:
    """Make the pictures and write the sheet."""
    settings = Settings.from_environment()
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        studio = Studio(settings.home, Path(folder), TritonClient(settings.triton_address))
        music = song_film.analysis_of(song_film.song("four", bars=1))
        for kind in PictureMotionKind:
            film = song_film.film(music, PROMPT, song_film.on_beats(kind), guidance=Guidance(steps=8))
            pictures, times, took_s = studio.shot(film)
            print(f"{kind.name}: {len(pictures)} pictures in {took_s:.0f} s", flush=True)
            at = [int(np.abs(times - moment).argmin()) for moment in np.linspace(0, times[-1], COLUMNS)]
            small = [cv2.resize(pictures[index], (SIDE_PX, SIDE_PX), interpolation=cv2.INTER_AREA) for index in at]
            rows.append(
                np.hstack([np.pad(each, ((0, GAP_PX), (0, GAP_PX), (0, 0)), constant_values=255) for each in small])
            )
    cv2.imwrite(str(TARGET), np.vstack(rows)[:-GAP_PX, :-GAP_PX, ::-1], [cv2.IMWRITE_JPEG_QUALITY, 88])


if __name__ == "__main__":
    main()
