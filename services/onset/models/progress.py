"""How a training tells how it goes."""

import csv
from collections.abc import Sequence
from pathlib import Path


def tell(log: Path, columns: Sequence[str], row: Sequence[str]) -> None:
    """Print a row with the names of its columns, and append it to a CSV file, which begins with the names."""
    print(" ".join(f"{name} {value}" for name, value in zip(columns, row, strict=True)), flush=True)
    new = not log.exists()
    with log.open("a", newline="") as file:
        writer = csv.writer(file)
        if new:
            writer.writerow(columns)
        writer.writerow(row)
