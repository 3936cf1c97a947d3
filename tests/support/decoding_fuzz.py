"""Gives damaged sounds to the decoder by the hundred, and finds those that it neither takes nor refuses."""

import json
import queue
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from onset.runtime.errors import DeadlineError, InvalidArgumentError
from onset.runtime.media.audio import decode_audio
from tests.support.damage import damaged, make_sounds
from tests.support.decoding_worker import MAX_DURATION_S

_CASE_S = 30.0
"""Far more than any case takes, on a machine that has other things to do."""
_CONFINED_S = 10.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a damaged sound."""

    seed: int
    name: str
    """The sound that it was."""
    what: str
    """`decoded`, a reason, `contained: …` for a decoder that died and was told as a refusal, or `wrong: …`."""

    @property
    def wrong(self) -> bool:
        """Whether Onset has a defect."""
        return self.what.startswith("wrong")


def fuzz(folder: Path, first_seed: int, count: int) -> Iterator[Outcome]:
    """Decode the files of so many seeds.

    Args:
        folder: gets the sounds that are damaged.
        first_seed: where to begin.
        count: how many.
    """
    sounds = make_sounds(folder)
    seed, end = first_seed, first_seed + count
    while seed < end:
        for outcome in _by_worker(folder, seed, end):
            yield outcome
            seed = outcome.seed + 1
        if seed < end:  # the worker died of this one, or did not come to an end with it
            yield Outcome(seed, *_confined(folder, sounds, seed))
            seed += 1


def _by_worker(folder: Path, first: int, end: int) -> Iterator[Outcome]:
    command = [sys.executable, "-m", "tests.support.decoding_worker", str(folder), str(first), str(end)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as worker:
        lines: queue.Queue[str] = queue.Queue()
        assert worker.stdout is not None
        threading.Thread(target=_forward, args=(worker.stdout, lines), daemon=True).start()
        try:
            while line := lines.get(timeout=_CASE_S):
                if line.startswith("{"):
                    told = json.loads(line)
                    yield Outcome(told["seed"], told["name"], told["outcome"])
        except queue.Empty:
            pass
        finally:
            worker.kill()


def _forward(pipe: Iterator[str], lines: "queue.Queue[str]") -> None:
    for line in pipe:
        lines.put(line)
    lines.put("")


def _confined(folder: Path, sounds: dict[str, bytes], seed: int) -> tuple[str, str]:
    """As Onset does it: in the child that may die or be stopped."""
    name, data = damaged(sounds, seed)
    upload = folder / "upload"
    upload.write_bytes(data)
    try:
        decode_audio(upload, folder / "sound.wav", max_duration_s=MAX_DURATION_S, timeout_s=_CONFINED_S)
    except (InvalidArgumentError, DeadlineError) as error:
        return name, f"contained: {error.reason}"
    except Exception as error:
        return name, f"wrong: {type(error).__name__}: {error}"
    return name, "wrong: the decoder died in one process and not in another"
