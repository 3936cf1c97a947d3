"""Whether weights are those of this Onset: set-up stamps them, Triton's start compares. Standard library only."""

import hashlib
import tomllib
from collections.abc import Iterable
from pathlib import Path

STAMP = "stamp"
"""File in the folder of each entry of the manifest, written last."""
_PICTURE_NETS = ("attention", "conditions", "data/sounds", "denoiser", "export", "shapes", "style", "vae")
_NETWORKS = ("*/network.py", "phones/classes.py", "listener.py", "learning.py", "painter/audio.py")
_CODE = ("convert/*.py", *_NETWORKS, *(f"picture/{net}.py" for net in _PICTURE_NETS))
"""What makes ONNX files: the converters, and the networks trained here, which lie beside their training, with what
loads their weights and names their features."""


def fingerprint(models: Path, files: Iterable[str]) -> str:
    """What the stamp of an entry must say: it changes when a source file or the code that converts it does.

    Args:
        models: the folder of `onset.models`.
        files: SHA-256 of the entry's files.
    """
    code = [path for pattern in _CODE for path in sorted(models.glob(pattern))]
    digest = hashlib.sha256(b"".join(hashlib.sha256(path.read_bytes()).digest() for path in code))
    return "\n".join([digest.hexdigest(), *files])


def outdated(models: Path, weights: Path) -> list[str]:
    """Entries of the manifest that set-up has not converted, or from other files or by other code than is there now."""
    entries = tomllib.loads((models / "manifest.toml").read_text(encoding="utf-8"))["weights"]
    return [
        entry["name"]
        for entry in entries
        if _stamp(weights / entry["name"]) != fingerprint(models, (file["sha256"] for file in entry["files"]))
    ]


def _stamp(folder: Path) -> str | None:
    try:
        return (folder / STAMP).read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
