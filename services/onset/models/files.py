"""Files that are either complete or absent."""

import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """A temporary path beside `target` that becomes `target` if the block succeeds and vanishes if it does not."""
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        yield temporary
        _sync(temporary)
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)


@contextmanager
def replacing_folder(target: Path) -> Iterator[Path]:
    """A temporary folder beside `target` that takes its place if the block succeeds and vanishes if it does not.

    Whatever fails, one of the two is at `target`: what was there before goes only when the new one lies on the disk.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{target.name}.", dir=target.parent) as temporary:
        out, before = Path(temporary) / "out", Path(temporary) / "before"
        out.mkdir()
        yield out
        for path in (*out.rglob("*"), out):
            _sync(path)
        try:
            if target.exists():
                target.rename(before)
            out.rename(target)
        except BaseException:
            if before.exists() and not target.exists():
                before.rename(target)
            raise
        _sync(target.parent)


def remove_leftovers(target: Path) -> None:
    """Remove what a `replacing_folder` left that was killed; if that was amid the swap, what was there before returns.

    Earlier versions of Onset wrote a hyphen before the eight characters that `tempfile` draws; those of `mine-two` have
    more than eight after `mine-`. Only for whoever alone may write `target`.
    """
    ours = re.compile(rf"\.{re.escape(target.name)}(\..*|-[a-z0-9_]{{8}})")
    for left in target.parent.glob(".*"):
        if ours.fullmatch(left.name) and left.is_dir():
            if (left / "before").exists() and not target.exists():
                (left / "before").rename(target)
            shutil.rmtree(left)


def _sync(path: Path) -> None:
    """Have a file's bytes, or a folder's names, on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sha256_of(path: Path) -> str:
    """Lower-case hexadecimal SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def digest_of(*paths: Path) -> str:
    """One SHA-256 over several files' bytes, in the order given."""
    return hashlib.sha256(b"".join(bytes.fromhex(sha256_of(path)) for path in paths)).hexdigest()
