"""`onset ad`: from a brief to finished files."""

import logging
import socket
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from rich.console import Console
from rich.table import Table

from onset.cli.client import VideoClient
from onset.cli.deliver import PACKAGES, check_folder, deliver
from onset.cli.display import Display
from onset.cli.files import readable
from onset.cli.lock import announced_address
from onset.cli.order import build_spec, read_order
from onset.runtime.errors import UnavailableError
from onset.runtime.settings import Settings
from onset.runtime.status import from_status
from onset.v1 import render_pb2, verdict_pb2
from onset.v1 import video_service_pb2 as pb

_ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class AdOptions:
    """The command line of `onset ad`."""

    brief: Path
    out: Path
    voiceover: Path | None
    script: Path | None
    address: str | None
    quality: str = "FINAL"
    """FINAL, DRAFT or STORYBOARD."""


def make_ad(options: AdOptions) -> int:
    """Make an ad and print what was made, where, and how long each stage took.

    Raises:
        OnsetError: the order is wrong or the work failed; nothing is left in `options.out`.
    """
    console = Console(highlight=False)
    logging.basicConfig(level=logging.ERROR, format="%(levelname)s %(name)s %(message)s")
    began = time.monotonic()
    order = read_order(options.brief, options.voiceover, options.script)
    check_folder(options.out)
    request_id = str(uuid.uuid4())
    for attempt in range(_ATTEMPTS):
        try:
            with _connected(options.address, console) as client, Display(console) as display:
                spec = build_spec(order, client.upload)
                spec.voiceover_ad.quality = render_pb2.RenderQuality.Value(f"RENDER_QUALITY_{options.quality}")
                name = client.create(request_id, spec)
                video = _finished(client, name, display)
                files = deliver(client, video, options.out)
            break
        except UnavailableError:
            # The Onset that this one was a guest of has ended. Its store remembers the order: go on under the same id.
            if options.address or attempt == _ATTEMPTS - 1:
                raise
    _summarize(console, video, options.out, files, time.monotonic() - began)
    return 0


@contextmanager
def _connected(address: str | None, console: Console) -> Iterator[VideoClient]:
    """A client of the Onset at `address`, of the one that runs with this home, or of one started for the occasion."""
    settings = Settings.from_environment()
    address = address or announced_address(settings)
    if address:
        client = VideoClient(address)
        try:
            yield client
        finally:
            client.close()
        return
    # Imported late: a client of a running Onset need not load the services.
    from onset.cli.stack import Stack

    if console.is_terminal:
        console.print("[dim]starting Triton and the services …[/]")
    with Stack(replace(settings, listen=_free_address())) as stack:
        client = VideoClient(stack.address)
        try:
            yield client
        finally:
            client.close()


def _finished(client: VideoClient, name: str, display: Display) -> pb.Video:
    video = pb.Video()
    try:
        for video in client.watch(name):
            display.show(video)
    except KeyboardInterrupt:
        client.cancel(name)
        raise
    if video.state != pb.VIDEO_STATE_SUCCEEDED:
        raise from_status(video.error)
    return video


def _free_address() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{probe.getsockname()[1]}"


def _summarize(console: Console, video: pb.Video, out: Path, files: list[Path], seconds: float) -> None:
    stages = Table("stage", "seconds", box=None, pad_edge=False, header_style="dim")
    stages.columns[1].justify = "right"
    for time_ in video.stage_times:
        stages.add_row(time_.stage, f"{time_.seconds:.1f}")
    stages.add_row("[bold]in all[/]", f"[bold]{seconds:.1f}[/]")
    console.print(stages)
    console.print()
    for told in dict.fromkeys(_told(path, out) for path in files):
        console.print(told, markup=False, soft_wrap=True)
    for output in video.outputs:
        failed = [check.title for check in output.verdict.checks if check.outcome == verdict_pb2.OUTCOME_FAIL]
        passed = sum(check.outcome == verdict_pb2.OUTCOME_PASS for check in output.verdict.checks)
        word = f"[red]{len(failed)} failed: {', '.join(failed)}[/]" if failed else "[green]none failed[/]"
        console.print(f"{output.stem}: {passed} checks passed; {word}", soft_wrap=True)


def _told(path: Path, out: Path) -> str:
    """A file, or the folder of the package that it is part of."""
    parts = path.relative_to(out).parts
    return f"{readable(out / parts[0] / parts[1])}/" if parts[0] == PACKAGES else readable(path)
