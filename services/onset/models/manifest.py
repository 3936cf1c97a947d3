"""The weights' manifest: what is used, under which licence, where it comes from and what its bytes must be."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

MANIFEST = Path(__file__).with_name("manifest.toml")


@dataclass(frozen=True, slots=True)
class Source:
    """A file inside a package of the Python package index."""

    package: str
    """Exact requirement, `name==version`."""
    path: str
    """Path inside the wheel, or inside the source archive below its top folder."""


@dataclass(frozen=True, slots=True)
class Bundled:
    """A file that comes with this package: weights trained here."""

    bundled: str
    """Path below the folder of `onset.models`."""


@dataclass(frozen=True, slots=True)
class WeightFile:
    """One file, identified by its digest."""

    name: str
    size_bytes: int
    sha256: str
    """Lower-case hexadecimal."""
    sources: tuple[Source | Bundled, ...]
    """In order of preference."""


@dataclass(frozen=True, slots=True)
class Weights:
    """One network's weights as published."""

    name: str
    version: str
    licence: str
    lineage: str
    serves: tuple[str, ...]
    """Models in `model_repository/` that run on these weights."""
    files: tuple[WeightFile, ...]


def read_manifest(path: Path = MANIFEST) -> tuple[Weights, ...]:
    """All entries of the manifest.

    Raises:
        ValueError: an entry lacks a field; the message names the file and the entry.
    """
    entries = tomllib.loads(path.read_text(encoding="utf-8")).get("weights", [])
    return tuple(_entry(path, index, entry) for index, entry in enumerate(entries))


def _entry(path: Path, index: int, entry: dict[str, object]) -> Weights:
    try:
        files = tuple(
            WeightFile(file["name"], file["size_bytes"], file["sha256"], tuple(map(_source, file["sources"])))
            for file in entry.pop("files")  # type: ignore[attr-defined]
        )
        return Weights(**{**entry, "serves": tuple(entry["serves"])}, files=files)  # type: ignore[arg-type]
    except (KeyError, TypeError) as error:
        raise ValueError(f"{path}: weights[{index}] ({entry.get('name', 'unnamed')}) is malformed: {error}") from error


def _source(fields: dict[str, str]) -> Source | Bundled:
    return Bundled(**fields) if "bundled" in fields else Source(**fields)
