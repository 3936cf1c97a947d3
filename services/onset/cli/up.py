"""`onset up`: serve until told to stop."""

import logging
import time

from rich.console import Console

from onset.cli.stack import Stack
from onset.runtime.ending import ending
from onset.runtime.settings import Settings


def up() -> int:
    """Start everything, say so, wait for Ctrl-C or SIGTERM."""
    console = Console(highlight=False)
    settings = Settings.from_environment()
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    with ending() as wait_for_end:
        began = time.monotonic()
        console.print("starting Triton and the services …")
        with Stack(settings) as stack:
            console.print(f"[bold green]ready[/] after {time.monotonic() - began:.1f} s")
            console.print(f"VideoService on {stack.address} · data in {settings.home} · Ctrl-C stops it")
            wait_for_end()
            console.print("stopping …")
    return 0
