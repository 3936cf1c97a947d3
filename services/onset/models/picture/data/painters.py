"""Processes that fill a pool: `python -m onset.models.picture.data.painters`. They start fast: no torch."""

import argparse
import atexit
import os
import subprocess
import sys
from pathlib import Path

import cv2

from onset.models.picture.data.orders import GROUP, order
from onset.models.picture.data.pool import Pool


def start(folder: Path, groups: int, count: int) -> None:
    """Start `count` processes that paint the pool's groups in turn; they end with this process at the latest."""
    alone = os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    for first in range(count):
        arguments = ["--pool", str(folder), "--groups", str(groups), "--first", str(first), "--step", str(count)]
        painter = subprocess.Popen(
            [sys.executable, "-m", __name__, *arguments, "--parent", str(os.getpid())], env=alone
        )
        atexit.register(painter.kill)


def paint(folder: Path, groups: int, first: int, step: int, parent: int) -> None:
    """Paint every `step`-th group from `first` on, until all are there or the process `parent` has gone."""
    cv2.setNumThreads(1)
    pool = Pool(folder, groups)
    for group in range(first, groups, step):
        for index in range(group * GROUP, (group + 1) * GROUP):
            if os.getppid() != parent:
                return
            if not pool.ready[index]:
                pool.put(order(index))


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(prog="python -m onset.models.picture.data.painters", description=__doc__)
    parser.add_argument("--pool", type=Path, required=True)
    for name in ("groups", "first", "step", "parent"):
        parser.add_argument(f"--{name}", type=int, required=True)
    options = parser.parse_args()
    # What trains waits for its compiler, and must not wait for painters.
    os.nice(15)
    paint(options.pool, options.groups, options.first, options.step, options.parent)


if __name__ == "__main__":
    main()
