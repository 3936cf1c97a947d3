"""Files as people name them on a command line and in a brief."""

import difflib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from onset.runtime.errors import InvalidArgumentError

_MAX_BYTES = 1 << 20


def read_text(path: Path) -> str:
    """Read a small text file.

    Raises:
        InvalidArgumentError: as `require_file`, FILE_TOO_LARGE or NOT_TEXT.
    """
    require_file(path)
    with reading(path):
        if path.stat().st_size > _MAX_BYTES:
            raise InvalidArgumentError("FILE_TOO_LARGE", f"{path} has more than 1 MiB; is it the right file?")
        try:
            return path.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError as error:
            raise InvalidArgumentError("NOT_TEXT", f"{path} is not UTF-8 text; is it the right file?") from error


def require_file(path: Path) -> None:
    """Refuse what is not a file.

    Raises:
        InvalidArgumentError: IS_A_FOLDER, FILE_NOT_READABLE or FILE_NOT_FOUND, naming files with a similar name.
    """
    with reading(path):
        if path.is_file():
            return
        if path.is_dir():
            raise InvalidArgumentError("IS_A_FOLDER", f"{path} is a folder; name a file in it.")
        beside = [entry.name for entry in path.parent.iterdir()] if path.parent.is_dir() else []
    near = difflib.get_close_matches(path.name, beside, n=1)
    hint = f" Did you mean {near[0]}?" if near else ""
    raise InvalidArgumentError("FILE_NOT_FOUND", f"There is no file {path}.{hint}")


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Within, what the system says of a file is a refusal.

    Raises:
        InvalidArgumentError: FILE_NOT_READABLE.
    """
    try:
        yield
    except OSError as error:
        raise InvalidArgumentError(
            "FILE_NOT_READABLE", f"{readable(path)} cannot be read: {error.strerror}."
        ) from error


def readable(path: Path) -> str:
    """A path as it can be shown: on Linux a name is bytes, which need not be text."""
    return str(path).encode("utf-8", "surrogateescape").decode("utf-8", "replace")
