"""Memory: none of it grows with a film's length, nor with the number of encoders that came and went."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np

from onset.compositing.sound import pcm
from tests.support.memory import rss_bytes

ENCODERS = """
import os, sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from onset.compositing.encoder import Coding, Encoder, GroupWriter, writer
from onset.compositing.planes import Planes
from onset.timeline.brief import Size
from onset.timeline.groups import RenderQuality
from onset.timeline.profile import profile
from onset.timeline.time import FrameRate
from tests.support.memory import rss_bytes

coding = Coding(Encoder.X264, profile("social").video, RenderQuality.FINAL)
picture = Planes.filled(Size(1080, 1920))

def feed(group: GroupWriter) -> None:
    for _ in range(20):
        group.write(picture)

with ThreadPoolExecutor(1) as drain:
    drained = None
    for number in range(6):
        own = ExitStack()
        feed(own.enter_context(writer(coding, picture.size, FrameRate(30), Path(sys.argv[1], f"{number}.mp4"))))
        if drained is not None:
            drained.result()
        print(rss_bytes(os.getpid()) >> 20)
        drained = drain.submit(own.close)
"""
ABORTED = """
import errno, os, sys
from pathlib import Path
import av
from onset.compositing.encoder import Coding, Encoder, GroupWriter, writer
from onset.compositing.planes import Planes
from onset.timeline.brief import Size
from onset.timeline.groups import RenderQuality
from onset.timeline.profile import profile
from onset.timeline.time import FrameRate
from tests.support.memory import rss_bytes

coding = Coding(Encoder.X264, profile("social").video, RenderQuality.FINAL)
picture = Planes.filled(Size(1080, 1920))

def abort(number: int, fault: Exception) -> None:
    with writer(coding, picture.size, FrameRate(30), Path(sys.argv[1], f"{number}.mp4")) as group:
        for _ in range(20):
            group.write(picture)
        raise fault

kept = []
for number in range(6):
    try:
        abort(number, av.error.MemoryError(errno.ENOMEM, "no memory") if number % 2 else ValueError("a bad clip"))
    except Exception as error:
        kept.append(error)
    print(rss_bytes(os.getpid()) >> 20)
"""
FILMS = """
import os, sys
from pathlib import Path
from tests.support.memory import PeakMemory
from tests.support.rendering import composite
from tests.unit.compositing.material import small_order

for seconds in (8, 8, 8, 8, 8, 8, 64):
    folder = Path(sys.argv[1], f"film-{seconds}")
    folder.mkdir(exist_ok=True)
    job = small_order(folder, frames=30 * seconds, music=True, captions=True)
    with PeakMemory(os.getpid()) as memory:
        composite(job, folder, lambda _frames: None, lambda: False, chunks=len(job.groups), at_once=2)
    print(memory.peak_bytes >> 20)
"""


def mib_told(code: str, folder: Path) -> list[int]:
    """What a program of its own prints."""
    run = subprocess.run([sys.executable, "-c", code, str(folder)], check=True, stdout=subprocess.PIPE, text=True)
    return [int(line) for line in run.stdout.split()]


def test_encoders_that_overlap_leave_no_gaps(tmp_path: Path) -> None:
    """One is fed while the one before drains, as chunks do it; kept by the heap, it would be 180 MiB more."""
    resident = mib_told(ENCODERS, tmp_path)
    assert resident[-1] - resident[1] < 90, f"resident MiB with each encoder: {resident}"


def test_an_aborted_encoder_is_gone_while_its_fault_is_kept(tmp_path: Path) -> None:
    """The service's own faults and libav's alike; kept, each would be some 100 MiB more."""
    resident = mib_told(ABORTED, tmp_path)
    assert resident[-1] - resident[1] < 90, f"resident MiB with each fault: {resident}"


def test_a_longer_film_takes_no_more(tmp_path: Path) -> None:
    """The frames that it has more are 140 MiB, their encoders 350.

    The first film is for what is loaded once; the other short ones give two encoders as many chances to stand at their
    highest at once as the long one has.
    """
    _, *short, long = mib_told(FILMS, tmp_path)
    assert long - max(short) < 80, f"MiB at the highest: {short} for 8 s, {long} for 64 s"


def test_a_long_sound_is_read_and_let_go(tmp_path: Path) -> None:
    """Sixty megabytes: three minutes."""
    pcm.write(tmp_path / "mix", (np.full((1 << 20, 2), number, np.float32) for number in range(8)))
    before = rss_bytes(os.getpid())
    whole = pcm.Recorded(tmp_path / "mix")
    assert [float(block.max()) for block in pcm.blocks(tmp_path / "mix")] == [n // 8 for n in range(64)]
    assert [float(whole[start][0, 0]) for start in (slice(5, 9), slice(-1, None))] == [0.0, 7.0]
    assert len(whole) == 8 << 20
    assert not len(whole[len(whole) :])
    assert rss_bytes(os.getpid()) - before < 16 << 20
