"""Run every benchmark and write docs/benchmarks.md: one section each, with the machine named."""

import os
import platform
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
TARGET = ROOT / "docs" / "benchmarks.md"
HEAD = """# Benchmarks

Written by `make bench`; do not edit. Timings on shared machines vary by some ten percent: compare figures within one
run only.
"""


def machine() -> str:
    """Processor, cores, memory, Python."""
    cpu = next(
        line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line
    )
    memory_gib = int(Path("/proc/meminfo").read_text().split()[1]) / (1 << 20)
    cores = len(os.sched_getaffinity(0))
    return (
        f"{cpu}, {cores} cores, {memory_gib:.0f} GiB, Python {platform.python_version()}, {datetime.now(UTC):%Y-%m-%d}"
    )


def main(names: list[str]) -> None:
    """Run all benchmarks, or those that are named; sections of others are kept."""
    sections = read_sections()
    for path in chosen(names):
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        print(f"{module} …", file=sys.stderr)
        result = subprocess.run([sys.executable, "-m", module], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
        title = path.stem.removeprefix("bench_")
        sections[title] = f"## {title}\n\n`python -m {module}` on {machine()}.\n\n{result.stdout.strip()}\n"
        TARGET.write_text(HEAD + "\n" + "\n".join(sections[key] for key in sorted(sections)))


def chosen(names: list[str]) -> list[Path]:
    """Files of benchmarks: each by its name, those of a folder by `folder/`; all of them if nothing is named."""
    known = {
        path: (path.stem.removeprefix("bench_"), f"{path.parent.name}/") for path in sorted(HERE.glob("*/bench_*.py"))
    }
    if unknown := set(names) - {name for each in known.values() for name in each}:
        every = sorted({name for each in known.values() for name in each})
        sys.exit(f"There is no benchmark {', '.join(sorted(unknown))}. There are {', '.join(every)}.")
    return [path for path, each in known.items() if not names or set(each) & set(names)]


def read_sections() -> dict[str, str]:
    """The sections of the file as it is."""
    if not TARGET.exists():
        return {}
    parts = TARGET.read_text().split("\n## ")[1:]
    return {part.split("\n", 1)[0]: f"## {part.strip()}\n" for part in parts}


if __name__ == "__main__":
    main(sys.argv[1:])
