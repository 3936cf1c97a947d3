"""What is written beside an engine: of what, with what and how it was built, so that what fits is not built again."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from onset.models.engines.catalog import Network
from onset.models.engines.tensors import Signature, Tensor, files_of
from onset.models.files import digest_of, replacing, sha256_of

FORMAT = "onset-engine/1"
_HERE = Path(__file__).parent
_CODE = (_HERE / "builder.py", _HERE / "half.py")
"""What an engine depends on besides its network and the catalog."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """All that an engine depends on."""

    network: str
    model_sha256: str
    """Over the ONNX file and the files of its weights, if it has some."""
    target: str
    """Compute capability, such as `sm89`."""
    library: str
    version: str
    profiles: list[dict[str, list[int]]]
    keep: dict[str, Any]
    code_sha256: str


def recipe_of(network: Network, target: str, library: str, version: str) -> Recipe:
    """Of an engine by a version of `tensorrt` or `tensorrt_rtx`."""
    return Recipe(
        network=network.name,
        model_sha256=digest_of(*files_of(network.onnx)),
        target=target,
        library=library,
        version=version,
        profiles=[{axis: list(sizes) for axis, sizes in profile.items()} for profile in network.profiles],
        keep={"operators": list(network.kept.operators), "nodes": network.kept.nodes, "reason": network.kept.reason},
        code_sha256=digest_of(*_CODE),
    )


@dataclass(frozen=True, slots=True)
class Manifest:
    """Of an engine that was built."""

    recipe: Recipe
    signature: Signature
    size_bytes: int
    sha256: str
    """Of the engine's file."""


def paths(folder: Path, recipe: Recipe) -> tuple[Path, Path]:
    """Where an engine and its manifest lie below the folder of all."""
    here = folder / recipe.target / f"{recipe.library}-{recipe.version}"
    return here / f"{recipe.network}.plan", here / f"{recipe.network}.json"


def write(manifest: Manifest, path: Path) -> None:
    """Write it, complete or not at all."""
    with replacing(path) as temporary:
        temporary.write_text(json.dumps({"format": FORMAT, **asdict(manifest)}, indent=1) + "\n", encoding="utf-8")


def read(path: Path) -> Manifest | None:
    """A manifest that was written here, None if there is none or it is not one."""
    try:
        fields = json.loads(path.read_text(encoding="utf-8"))
        if fields.pop("format") != FORMAT:
            return None
        signature = {name: tuple(map(_tensor, tensors)) for name, tensors in fields.pop("signature").items()}
        return Manifest(recipe=Recipe(**fields.pop("recipe")), signature=Signature(**signature), **fields)
    except (FileNotFoundError, ValueError, KeyError, TypeError, AttributeError):
        return None


def engine_of(folder: Path, recipe: Recipe) -> Manifest | None:
    """The manifest of the engine that this recipe has made, None if it is not there or not whole."""
    engine, path = paths(folder, recipe)
    manifest = read(path)
    if manifest is None or manifest.recipe != recipe or not engine.is_file():
        return None
    whole = engine.stat().st_size == manifest.size_bytes and sha256_of(engine) == manifest.sha256
    return manifest if whole else None


def _tensor(fields: dict[str, Any]) -> Tensor:
    return Tensor(fields["name"], fields["type"], tuple(fields["shape"]))
