"""Damage sounds for as long as asked and say what came of them: `python -m tests.bench.media.fuzz --seconds 600`.

Ends with status 1 if a file was neither decoded nor refused; its seed makes it again, alone (`--first SEED --count 1`).
"""

import argparse
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.support.decoding_fuzz import fuzz


def main() -> int:
    """Fuzz and report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--first", type=int, default=0, metavar="SEED", help="where to begin (%(default)s)")
    parser.add_argument("--count", type=int, default=1_000_000, help="how many files at most")
    parser.add_argument("--seconds", type=float, default=60.0, help="how long at most (%(default)s)")
    options = parser.parse_args()
    give_up_at = time.monotonic() + options.seconds
    outcomes: Counter[str] = Counter()
    defects = 0
    with tempfile.TemporaryDirectory() as folder:
        for outcome in fuzz(Path(folder), options.first, options.count):
            outcomes[outcome.what] += 1
            if outcome.wrong or outcome.what.startswith("contained"):
                print(f"seed {outcome.seed} ({outcome.name}): {outcome.what}", file=sys.stderr)
            defects += outcome.wrong
            if time.monotonic() > give_up_at:
                break
    for what, count in outcomes.most_common():
        print(f"{count:8} {what}")
    print(f"{outcomes.total():8} in all, from seed {options.first}; {defects} defects")
    return 1 if defects else 0


if __name__ == "__main__":
    sys.exit(main())
