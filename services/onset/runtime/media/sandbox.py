"""Run one decoding job in a confined child and turn its verdict, or its death, into a domain error."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO

import onset
from onset.runtime.errors import DeadlineError, InternalError, InvalidArgumentError
from onset.runtime.heed import Cancelled
from onset.runtime.media.atomic import disk_full
from onset.runtime.media.process import Child, Finished, Limits
from onset.runtime.media.refusal import RefusedError
from onset.runtime.media.sniff import Format, Kind, sniff

_BY_LIMIT = (signal.SIGXCPU, signal.SIGKILL)
_BY_CRASH = (signal.SIGSEGV, signal.SIGABRT, signal.SIGBUS, signal.SIGFPE, signal.SIGILL)


def run_job(
    job: str,
    arguments: Mapping[str, object],
    *,
    source: BinaryIO,
    output: BinaryIO | None,
    limits: Limits,
    timeout_s: float,
    cancelled: Cancelled | None = None,
) -> dict[str, Any]:
    """Have a child do a job of `onset.runtime.media.worker` on an open file.

    The child gets open files, never names: there is nothing for it to look up, and no path for the input to steer.

    Args:
        job: its name in the worker.
        arguments: what JSON can carry.
        source: the input, open for reading.
        output: where its bytes go, open for writing; None if there are none.
        limits: what it may use.
        timeout_s: how long it may run.
        cancelled: polled meanwhile.

    Returns:
        The facts that it reports.

    Raises:
        InvalidArgumentError: the input is refused, or broke the decoder or its limits.
        ResourceExhaustedError: the disk is full.
        DeadlineError: time is up.
        CancelledError: `cancelled` returned true.
        InternalError: the worker itself failed.
    """
    request = json.dumps({"job": job, "output": None if output is None else output.fileno(), **arguments})
    with Child(
        [sys.executable, "-P", "-s", "-m", "onset.runtime.media.worker", request],
        stdin=source,
        stdout=subprocess.PIPE,
        pass_fds=() if output is None else (output.fileno(),),
        env=_environment(),
        limits=limits,
    ) as child:
        try:
            finished = child.wait(timeout_s=timeout_s, cancelled=cancelled)
        except DeadlineError as error:
            message = f"Decoding took more than {timeout_s:g} s and was stopped. Send a shorter or simpler file."
            raise DeadlineError("DECODE_TIMEOUT", message) from error
    return _verdict(finished)


def recognise(source: BinaryIO, *, wanted: Kind | None) -> Format:
    """Sniff an open file; its refusal is the caller's error.

    Raises:
        InvalidArgumentError: it is empty, or nothing that Onset takes.
    """
    source.seek(0)
    try:
        return sniff(source, wanted=wanted)
    except RefusedError as refusal:
        raise InvalidArgumentError(refusal.reason, refusal.message, metadata=refusal.facts) from None
    finally:
        source.seek(0)


def _environment() -> dict[str, str]:
    """No more than the worker needs: our package, and libraries that start no threads of their own."""
    return {
        "PATH": os.defpath,
        "LANG": "C.UTF-8",
        "PYTHONPATH": str(Path(onset.__file__).parent.parent),
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
    }


def _verdict(finished: Finished) -> dict[str, Any]:
    if finished.returncode == 0:
        answer: dict[str, Any] = json.loads(finished.stdout)
        match answer.pop("verdict"):
            case "done":
                return answer
            case "refused":
                raise InvalidArgumentError(answer["reason"], answer["message"], metadata=answer["facts"])
            case "disk_full":
                raise disk_full()
            case "too_much_memory":
                raise _too_complex("memory")
    if -finished.returncode in _BY_LIMIT:
        raise _too_complex("processor time")
    if -finished.returncode in _BY_CRASH:
        raise InvalidArgumentError(
            "CORRUPT_MEDIA",
            "The file is damaged in a way that stopped its decoder. Export it again from the original.",
            metadata={"signal": signal.Signals(-finished.returncode).name},
        )
    last_line = finished.stderr.strip().rpartition("\n")[2]
    raise InternalError("DECODER_FAILED", f"The decoder ended with status {finished.returncode}: {last_line}")


def _too_complex(what: str) -> InvalidArgumentError:
    return InvalidArgumentError(
        "MEDIA_TOO_COMPLEX",
        f"Decoding the file needs more {what} than is allowed. Send a shorter, smaller or simpler file.",
        metadata={"limit": what},
    )
