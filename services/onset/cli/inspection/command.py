"""`onset inspect`: from a file to a picture, a page and the facts."""

import json
import logging
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from onset.cli.deliver import check_folder
from onset.cli.files import readable, reading, require_file
from onset.cli.inspection.analyst import Analyst
from onset.cli.inspection.document import to_document
from onset.cli.inspection.facts import Facts, find_facts
from onset.cli.inspection.steps import Steps
from onset.cli.inspection.telling import tell
from onset.runtime.errors import InvalidArgumentError, OnsetError, UnavailableError
from onset.runtime.media.atomic import complete_file
from onset.runtime.media.audio import decode_audio
from onset.runtime.media.sandbox import recognise
from onset.runtime.settings import Settings
from onset.timeline.sound import AudioAnalysis

LONGEST_S = 3 * 3600.0
"""A podcast; stereo sound of 3.1 hours is the most that fits a WAV file."""
_DECODE_TIMEOUT_S = 1200.0
_ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class InspectOptions:
    """The command line of `onset inspect`."""

    sound: Path
    out: Path
    as_json: bool


def inspect_sound(options: InspectOptions) -> int:
    """Analyse a sound; write its picture and page, print the facts.

    Raises:
        OnsetError: the sound cannot be used, or the work failed; nothing is left in `options.out`.
    """
    logging.basicConfig(level=logging.ERROR, format="%(levelname)s %(name)s %(message)s")
    settings = Settings.from_environment()
    # matplotlib keeps a list of this machine's fonts; it belongs to what Onset keeps.
    os.environ.setdefault("MPLCONFIGDIR", str(settings.home / "matplotlib"))
    picture, page = (options.out / f"{options.sound.stem}.{suffix}" for suffix in ("png", "html"))
    _check(options.sound, (picture, page))
    check_folder(options.out)
    with Steps(Console(stderr=True, highlight=False)) as steps:
        for attempt in range(_ATTEMPTS):
            analyst = Analyst(settings)
            try:
                facts, analysis = _inspected(options.sound, picture, page, analyst, steps)
                break
            except UnavailableError:
                # The Onset that this one was a guest of has ended: find another, or start one.
                if not analyst.is_guest or attempt == _ATTEMPTS - 1:
                    raise
    if options.as_json:
        document = to_document(facts, analysis, picture=picture, page=page)
        print(json.dumps(document, allow_nan=False, indent=1))
        return 0
    console = Console(highlight=False)
    tell(console, facts, analysis)
    console.print()
    for path in (picture, page):
        console.print(readable(path), markup=False, soft_wrap=True)
    return 0


def _check(sound: Path, targets: tuple[Path, ...]) -> None:
    """Refuse at once what needs no decoder to be refused.

    Raises:
        InvalidArgumentError: FILE_NOT_FOUND, IS_A_FOLDER, WOULD_OVERWRITE, FILE_NOT_READABLE, EMPTY_AUDIO or
            UNSUPPORTED_MEDIA.
    """
    require_file(sound)
    if any(target.exists() and target.samefile(sound) for target in targets):
        raise InvalidArgumentError(
            "WOULD_OVERWRITE", f"{readable(sound)} would be overwritten by its own picture. Choose another --out."
        )
    with reading(sound), sound.open("rb") as file, _about(sound):
        recognise(file, wanted="audio")


@contextmanager
def _about(sound: Path) -> Iterator[None]:
    """Errors within name the file."""
    try:
        yield
    except OnsetError as error:
        message = f"{readable(sound)}: {error.message}"
        raise type(error)(error.reason, message, metadata=error.metadata) from error


def _inspected(sound: Path, picture: Path, page: Path, analyst: Analyst, steps: Steps) -> tuple[Facts, AudioAnalysis]:
    with analyst:
        with analyst.store.scratch() as folder:
            canonical = folder / "canonical.wav"
            with steps.step("decode"), _about(sound):
                _, source = decode_audio(sound, canonical, max_duration_s=LONGEST_S, timeout_s=_DECODE_TIMEOUT_S)
            with steps.step("start"):
                analyst.wait_ready()
            with steps.step("analyze"):
                analysis = analyst.analyze(canonical)
        analyst.release()
        facts = find_facts(readable(Path(sound.name)), source, analysis)
        with steps.step("draw"):
            _write(picture, page, facts, analysis)
    return facts, analysis


def _write(picture: Path, page: Path, facts: Facts, analysis: AudioAnalysis) -> None:
    """Both files appear when both are complete."""
    # Imported late, as they take a second: drawing is wanted only when there is something to draw.
    from onset.cli.inspection.page import render_page
    from onset.cli.inspection.picture import draw_picture

    with ExitStack() as files:
        partial_picture, partial_page = (files.enter_context(complete_file(target)) for target in (picture, page))
        draw_picture(analysis, facts, partial_picture)
        partial_page.write_text(render_page(analysis, facts, partial_picture), encoding="utf-8")
