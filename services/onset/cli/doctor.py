"""`onset doctor`: is everything here that Onset needs? Each finding comes with its remedy."""

import os
import shutil
import socket
from collections.abc import Callable
from pathlib import Path

from rich.console import Console

from onset.cli.lock import running_address
from onset.runtime import ffmpeg
from onset.runtime.embedded_triton import EmbeddedTriton
from onset.runtime.errors import FailedPreconditionError, OnsetError
from onset.runtime.settings import Settings

_DISK_BYTES = 4 << 30
_MEMORY_BYTES = 6 << 30
_ENCODERS = ("libx264",)


def doctor() -> int:
    """Run all checks; 0 if Onset can run."""
    console = Console(highlight=False)
    settings = Settings.from_environment()
    checks: tuple[tuple[str, Callable[[Settings], str]], ...] = (
        ("processor", _processor),
        ("memory", _memory),
        ("disk", _disk),
        ("ffmpeg", _ffmpeg),
        ("port", _port),
        ("Triton", _triton),
    )
    sick = False
    for name, check in checks:
        try:
            console.print(f"[green]✓[/] {name:<10} {check(settings)}", soft_wrap=True)
        except OnsetError as error:
            sick = True
            console.print(f"[red]✗[/] {name:<10} ", end="")
            console.print(f"{error.message} ({error.reason})", markup=False, soft_wrap=True)
    return 1 if sick else 0


def _processor(_: Settings) -> str:
    return f"{len(os.sched_getaffinity(0))} cores"


def _memory(_: Settings) -> str:
    lines = dict(line.split(":", 1) for line in Path("/proc/meminfo").read_text().splitlines())
    available = int(lines["MemAvailable"].split()[0]) << 10
    if available < _MEMORY_BYTES:
        raise FailedPreconditionError(
            "LITTLE_MEMORY", f"{available >> 20} MiB are available; an ad takes up to 6 GiB. Close something."
        )
    return f"{available / (1 << 30):.1f} GiB available"


def _disk(settings: Settings) -> str:
    settings.home.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(settings.home).free
    if free < _DISK_BYTES:
        raise FailedPreconditionError(
            "LITTLE_DISK", f"{free >> 20} MiB are free at {settings.home}; free some space or set ONSET_HOME."
        )
    return f"{free / (1 << 30):.0f} GiB free at {settings.home}"


def _ffmpeg(_: Settings) -> str:
    side_px, frames = 64, 2
    source = ffmpeg.open_raw_video(width_px=side_px, height_px=side_px, fps="30")
    for encoder in _ENCODERS:
        output = ffmpeg.Output((source,), "matroska", {"c:v": encoder})
        ffmpeg.read(output, timeout_s=30, stdin=bytes(3 * side_px * side_px * frames))
    return f"{Path(ffmpeg.executable()).name} encodes with {', '.join(_ENCODERS)}"


def _port(settings: Settings) -> str:
    if address := running_address(settings):
        return f"Onset is up on {address}"
    host, port = settings.listen.rsplit(":", 1)
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, int(port)))
        except OSError as error:
            raise FailedPreconditionError(
                "PORT_IN_USE", f"{settings.listen} is taken ({error.strerror}); stop its user or set ONSET_LISTEN."
            ) from error
    return f"{settings.listen} is free"


def _triton(settings: Settings) -> str:
    if running_address(settings) is not None:
        return "runs with the Onset that is up"
    with EmbeddedTriton(settings.home) as triton:
        return f"started and stopped, all models ready ({triton.address})"
