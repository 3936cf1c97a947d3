"""Picture of a training: `python -m onset.models.beat_tracker.curves`, in the environment of the services."""

import argparse
import csv
from pathlib import Path

import matplotlib.pyplot as plt

from onset.models.places import PROJECT_ROOT

LOG = PROJECT_ROOT / ".build" / "beat_tracker" / "run" / "log.csv"
PICTURE = PROJECT_ROOT / "docs" / "images" / "beat_tracker.png"


def draw(log: Path, picture: Path) -> None:
    """Draw loss and F-measures over the hours of music heard."""
    with log.open(newline="") as file:
        rows = list(csv.DictReader(file))
    hours = [float(row["hours_heard"]) for row in rows]
    figure, (left, right) = plt.subplots(1, 2, figsize=(10, 3.6), layout="constrained")
    for name, label in (("loss", "crops, augmented"), ("held_out_loss", "held-out clips")):
        left.plot(hours, [float(row[name]) for row in rows], label=label)
    left.set(title="weighted cross-entropy", ylim=(0, None))
    for name, label in (("beat_f", "beats"), ("downbeat_f", "downbeats")):
        right.plot(hours, [float(row[name]) for row in rows], label=label)
    right.set(title="F-measure of peaks, held-out clips, ±70 ms", ylim=(0, 1))
    for axes in (left, right):
        axes.set_xlabel("hours of music heard")
        axes.grid(alpha=0.3)
        axes.legend()
    picture.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(picture, dpi=110)
    plt.close(figure)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(prog="python -m onset.models.beat_tracker.curves", description=__doc__)
    parser.add_argument("--log", type=Path, default=LOG)
    parser.add_argument("--out", type=Path, default=PICTURE)
    options = parser.parse_args()
    draw(options.log, options.out)


if __name__ == "__main__":
    main()
