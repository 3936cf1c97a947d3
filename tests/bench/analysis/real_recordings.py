"""Real recordings whose beats nobody has tapped: facts on the terminal, a picture of each to look at.

Music of free games from Debian's packages. Run: python -m tests.bench.analysis.real_recordings [folder for pictures]
"""

import sys
from pathlib import Path

import matplotlib as mpl
import numpy as np

mpl.use("Agg")
from matplotlib import pyplot as plt
from matplotlib.axes import Axes

from onset.runtime.embedded_triton import EmbeddedTriton
from onset.runtime.settings import Settings
from onset.runtime.triton import TritonClient
from onset.timeline.sound import AudioAnalysis
from onset.timeline.time import SAMPLE_RATE_HZ
from tests.bench.analysis.debian import BUILD, unpacked
from tests.bench.analysis.trackers import MODELS, listen, load, main_key

RECORDINGS = {
    "extremetuxracer-data": (
        "usr/share/games/etr/music/calmrace-ks.ogg",
        "usr/share/games/etr/music/spunkyrace-ks.ogg",
        "usr/share/games/etr/music/start1-jt.ogg",
    ),
    "lincity-ng-data": (
        "usr/share/games/lincity-ng/music/default/02 - Robert van Herk - City Blues.ogg",
        "usr/share/games/lincity-ng/music/default/03 - Robert van Herk - Architectural Contemplations.ogg",
    ),
    "hedgewars-data": tuple(
        f"usr/share/games/hedgewars/Data/Music/{name}.ogg"
        for name in ("Beach", "Castle", "pirate", "oriental", "Rock", "snow", "Olympics")
    ),
}
WINDOW_S = 20.0
LOOKED_AT = (0.05, 0.4, 0.7)
"""Where in a piece the detailed windows begin, as shares of its length."""
LONGEST_S = 240


def seconds(sample: int) -> float:
    """Of a sample."""
    return sample / SAMPLE_RATE_HZ


def draw_spectrum(axes: Axes, analysis: AudioAnalysis, start_s: float, end_s: float) -> None:
    """Mel spectrogram with beats as short marks, downbeats as lines with the bar's number, sections' starts."""
    hops_per_s = SAMPLE_RATE_HZ / analysis.hop_samples
    levels = analysis.features.mel_db[:, int(start_s * hops_per_s) : int(end_s * hops_per_s)]
    axes.imshow(levels, origin="lower", aspect="auto", cmap="magma", extent=(start_s, end_s, 0, 128), vmin=-80, vmax=0)
    for beat in analysis.beats:
        at_s = seconds(beat.sample)
        if start_s <= at_s <= end_s:
            first = beat.position == 1
            axes.plot([at_s, at_s], [0, 128 if first else 30], color="cyan" if first else "white", lw=1)
            if first:
                axes.text(at_s, 118, str(beat.bar), color="cyan", fontsize=7)
    for section in analysis.sections:
        if start_s <= seconds(section.start_sample) <= end_s:
            axes.axvline(seconds(section.start_sample), color="lime", lw=2)
            axes.text(seconds(section.start_sample), 100, section.label, color="lime")
    axes.set_xlim(start_s, end_s)


def draw(analysis: AudioAnalysis, title: str, path: Path) -> None:
    """The whole piece with its tempo curve, and some windows of it."""
    length_s = seconds(analysis.sample_count)
    figure, rows = plt.subplots(2 + len(LOOKED_AT), 1, figsize=(18, 14), constrained_layout=True)
    rows[0].set_title(title)
    draw_spectrum(rows[0], analysis, 0, length_s)
    beats_s = np.array([seconds(beat.sample) for beat in analysis.beats])
    if len(beats_s) > 1:
        rows[1].plot(beats_s[1:], 60 / np.diff(beats_s), ".", ms=3)
        rows[1].plot([seconds(p.sample) for p in analysis.tempo_curve], [p.bpm for p in analysis.tempo_curve])
        rows[1].set_ylabel("BPM")
    rows[1].set_xlim(0, length_s)
    for row, share in zip(rows[2:], LOOKED_AT, strict=True):
        draw_spectrum(row, analysis, share * length_s, share * length_s + WINDOW_S)
    figure.savefig(path, dpi=70)
    plt.close(figure)


def main(folder: Path) -> None:
    """Analyse, print, draw."""
    folder.mkdir(parents=True, exist_ok=True)
    print("| recording | BPM | metre | confidence | beats | key | sections |\n|---|--:|--:|--:|--:|---|---|")
    with EmbeddedTriton(Settings.from_environment().home, models=MODELS) as triton:
        client = TritonClient(triton.address)
        for package, paths in RECORDINGS.items():
            for path in paths:
                sound = load(unpacked(package) / path, SAMPLE_RATE_HZ)[:2, : LONGEST_S * SAMPLE_RATE_HZ]
                analysis, _ = listen(client, sound)
                name = Path(path).stem
                form = " ".join(f"{s.label}@{seconds(s.start_sample):.0f}" for s in analysis.sections)
                print(
                    f"| {name} | {analysis.tempo.interval_bpm:.1f} | {analysis.metre.beats_per_bar} | "
                    f"{analysis.tempo.confidence:.2f} | {len(analysis.beats)} | {main_key(analysis.keys)} | {form} |",
                    flush=True,
                )
                draw(analysis, name, folder / f"{name}.png")
        client.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else BUILD / "analysis" / "real")
