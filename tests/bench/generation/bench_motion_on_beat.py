"""Whether generated pictures move with the music, and whether clips are steady: measured on the clips' own pictures.

A song of 120 beats a minute is synthesized, planned with keyframes on its beats, and made through Triton. Prints
Markdown.
"""

import tempfile
import time
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from onset.generation import sound
from onset.generation.making import Caller, ClipMaker
from onset.generation.overlap import clip_spans
from onset.generation.pace import Pace
from onset.generation.pictures import palette_of
from onset.runtime import model_calls
from onset.runtime.embedded_triton import EmbeddedTriton
from onset.runtime.service import Runtime
from onset.runtime.settings import Settings
from onset.runtime.storage import LocalStore
from onset.runtime.triton import TritonClient
from onset.timeline.brief import Size
from onset.timeline.guidance import Guidance, PictureMotionKind
from onset.timeline.plan import FEATURE_NAMES, Timeline
from onset.timeline.sound import HOP_SAMPLES, AudioAnalysis
from onset.timeline.time import SAMPLE_RATE_HZ
from tests.bench.generation import measures, song_film

PROMPTS = ("mountains at sunrise, calm", "a city skyline at night, energetic", "ocean waves, golden light, dreamy")
GROOVES = ("four", "rock", "half")
SIZE = Size(256, 256)
GUIDANCE = Guidance(steps=8)
"""A third of the usual steps: how pictures move is settled early, and every picture of a clip takes all of them."""
MODELS = (
    "picture", "denoiser", "vae_encoder", "vae_decoder", "text_encoder", "checkpoints", "painter", "interpolator",
)  # fmt: skip
ONSET = FEATURE_NAMES.index("onset")
FADE = np.exp(-(sound.NOW - np.arange(sound.NOW + 1)) * 0.125 / 0.2).astype(np.float32)
"""Of earlier onsets, as the scenes that the network learnt from have them."""
SHIFTS = 500
"""Of the music against the motion: what chance would give."""


class Studio:
    """A generation service without its wire."""

    def __init__(self, home: Path, folder: Path, client: TritonClient) -> None:
        settings = Settings.from_environment({"ONSET_HOME": str(home)})
        self._store, self._client = LocalStore(folder), client
        self._maker = ClipMaker(Runtime(settings, self._store, client), Pace())

    def shot(self, film: Timeline) -> tuple[list[NDArray[np.uint8]], NDArray[np.float64], float]:
        """The pictures, their times in seconds, and how long they took."""
        began = time.perf_counter()
        clip = self._maker.clip(film, 0, SIZE, still=False, caller=Caller(lambda: False, None))
        took_s = time.perf_counter() - began
        assert clip.model == "onset-mini", clip.note
        with av.open(str(self._store.fetch(clip.blob))) as file:
            pictures = [frame.to_ndarray(format="rgb24") for frame in file.decode(video=0)]
        times = [float(film.frame_rate.seconds_of_frame(frame)) for frame in clip.frames]
        return pictures, np.array(times), took_s

    def painted(self, film: Timeline) -> list[NDArray[np.uint8]]:
        """What the painter shows of the same scene to the same sound, as often as a clip has pictures."""
        (scene,) = film.scenes
        spans = clip_spans(scene.frames - 1, film.frame_rate)
        frames = sorted({frame for span in spans for frame in span})
        rows = sound.rows_of(sound.around(film.pictures.sound, 0, scene.frames, film.frame_rate))
        windows = sound.windows(rows, frames, film.frame_rate)
        heard = windows[:, sound.NOW].copy()
        heard[:, ONSET] = (windows[:, : sound.NOW + 1, ONSET] * FADE).max(axis=1)
        times = np.array([film.frame_rate.seconds_of_frame(frame) for frame in frames], np.float32)
        return list(
            model_calls.paint(
                self._client, prompt=scene.visual.prompt, audio=heard, time_s=times,
                palette=palette_of(film.colors), seed=scene.visual.seed, width=SIZE.width, height=SIZE.height,
            )
        )  # fmt: skip


def heard_between(music: AudioAnalysis, times: NDArray[np.float64]) -> NDArray[np.float64]:
    """The strongest onset between each two pictures."""
    hops = np.round(times * SAMPLE_RATE_HZ / HOP_SAMPLES).astype(int)
    strength = music.features.onset_strength
    return np.array([strength[a : max(a + 1, b)].max() for a, b in zip(hops, hops[1:], strict=False)])


def on_beat(studio: Studio, kind: PictureMotionKind, songs: int, bars: int) -> None:
    """One row a song: beat alignment of motion and of beats, and correlation, each with chance beside it."""
    for groove, prompt in list(zip(GROOVES, PROMPTS, strict=True))[:songs]:
        song = song_film.song(groove, bars)
        music = song_film.analysis_of(song)
        film = song_film.film(music, prompt, song_film.on_beats(kind), guidance=GUIDANCE)
        pictures, times, took_s = studio.shot(film)
        moving, beats = measures.motion(pictures, times), np.array(song.beats_s)
        heard, length = heard_between(music, times), times[-1]
        peaks = measures.peaks_s(moving, times)
        shifts = np.random.default_rng(0).uniform(0, length, SHIFTS)
        chance = np.mean([measures.alignment((peaks + shift) % length, beats) for shift in shifts])
        rolls = [int(shift / length * len(moving)) for shift in shifts]
        chance_rho = np.mean([abs(measures.rho(np.roll(heard, roll), moving)) for roll in rolls])
        print(
            f"| {kind.name.lower()}, {groove}, {prompt} | {len(peaks)} / {len(beats)} "
            f"| {measures.alignment(peaks, beats):.2f} ({chance:.2f}) | {measures.alignment(beats, peaks):.2f} "
            f"| {measures.rho(heard, moving):.2f} ({chance_rho:.2f}) | {took_s:.0f} s |",
            flush=True,
        )


def steadiness(studio: Studio) -> None:
    """One row a scene: warp error of a clip against the painter's, and whether it moves, and moves with the sound."""
    for prompt in PROMPTS:
        music = song_film.analysis_of(song_film.song("four", bars=1))
        film = song_film.film(music, prompt, song_film.on_beats(PictureMotionKind.CLIP), guidance=GUIDANCE)
        clip, times, took_s = studio.shot(film)
        heard, shown = heard_between(music, times), (clip, studio.painted(film))
        found, painted = (measures.warp_error(pictures) for pictures in shown)
        moving = [measures.motion(pictures, times) for pictures in shown]
        moves, moves_painted = (float(curve.mean()) for curve in moving)
        rho, rho_painted = (measures.rho(heard, curve) for curve in moving)
        print(
            f"| {prompt} | {found:.2f} | {painted:.2f} | {found / painted:.2f} | {moves:.3f} ({moves_painted:.3f}) "
            f"| {rho:.2f} ({rho_painted:.2f}) | {took_s:.0f} s |",
            flush=True,
        )


def main() -> None:
    """Measure and print."""
    home = Settings.from_environment().home
    with EmbeddedTriton(home, models=MODELS) as triton, tempfile.TemporaryDirectory() as folder:
        studio = Studio(home, Path(folder), TritonClient(triton.address))
        print(
            "Keyframes on beats at 120 a minute, 256x256, 8 steps. Aligned: mean over the motion's peaks of "
            "exp(-d²/2σ²), d to the nearest beat, σ 50 ms (chance: peaks shifted at random); covered: the same over "
            "the beats. ρ: Spearman of onset strength and motion from picture to picture (chance: its mean size after "
            "shifts).\n"
        )
        print("| | peaks / beats | aligned (chance) | covered | ρ (chance) | took |\n|---|--:|--:|--:|--:|--:|")
        on_beat(studio, PictureMotionKind.LATENT_PATH, songs=3, bars=4)
        on_beat(studio, PictureMotionKind.FEEDBACK, songs=1, bars=2)
        print(
            "\nWarp error (x 1000) of clips at the usual guidance, and of the painter's pictures of the same scene, "
            "sound and moments. Motion: mean change of luma a second; ρ as above (both: the painter's).\n"
        )
        print("| | clip | painter | ratio | motion | ρ | took |\n|---|--:|--:|--:|--:|--:|--:|")
        steadiness(studio)


if __name__ == "__main__":
    main()
