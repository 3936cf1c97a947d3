"""`onset models repository`: Triton's model repository for GPUs, of engines and of the Python models as they are.

Names, tensors and types are those of the embedded repository, so a client cannot tell which answers. An engine takes
the place of the Python model that has its name; a Python model that prepares a network's inputs is told to ask the
engine. Imported checkpoints' models, which lie beside their weights, are as they are.
"""

import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from onset.models import places
from onset.models.engines import command, manifest
from onset.models.engines.catalog import Network, read_catalog
from onset.models.engines.config import config_of
from onset.models.engines.errors import EngineError
from onset.models.engines.manifest import Manifest
from onset.models.files import replacing_folder

EMBEDDED = places.PROJECT_ROOT / "model_repository"
_STAMP = ".onset-repository"
"""Marks a folder as one that was made here and may be made anew."""


def main() -> int:
    """Command line; returns the exit status."""
    parser = command.parser(
        "repository", "Make Triton's model repository of engines.", "model_repository", models=False
    )
    parser.add_argument(
        "--engines",
        type=Path,
        default=places.home() / "engines",
        metavar="DIR",
        help="what `onset models engines` has made (%(default)s)",
    )
    parser.add_argument(
        "--library",
        metavar="NAME-VERSION",
        help="of the engines, such as tensorrt-10.13.3.9; Triton's own (default: the one TensorRT that there is)",
    )
    arguments = parser.parse_args()
    return command.run(lambda: lay_out(arguments.engines, arguments.out, arguments.library))


def lay_out(engines: Path, out: Path, library: str | None) -> None:
    """Write the repository, whole or not at all.

    Raises:
        EngineError: engines are missing or stale, or the folder holds something else.
    """
    if out.exists() and any(out.iterdir()) and not (out / _STAMP).exists():
        raise EngineError(f"{out} holds something that was not made here; name another folder.")
    networks = read_catalog()
    library = library or _only_library(engines)
    found = {network.name: _engines_of(network, engines, library) for network in networks}
    with replacing_folder(out) as folder:
        for network in networks:
            _write_engines(network, found[network.name], engines, folder)
        imported = places.weights_folder().glob("*/triton/*")
        for model in (*sorted(EMBEDDED.iterdir()), *sorted(imported)):
            if not (folder / model.name).exists():
                _copy_python(model, networks, folder)
        (folder / _STAMP).write_text(f"{library}\n", encoding="utf-8")
    targets = ", ".join(each.recipe.target for each in found[networks[0].name])
    print(f"{out}: {len(networks)} engines by {library} for {targets}, and the Python models")


def _only_library(engines: Path) -> str:
    """The TensorRT whose engines there are.

    Triton's backend loads engines of TensorRT, of the version that it has, and none of TensorRT-RTX.
    """
    there = sorted({folder.name for folder in engines.glob("sm*/tensorrt*") if folder.is_dir()})
    full = [name for name in there if name.startswith("tensorrt-")]
    if len(full) == 1:
        return full[0]
    if full:
        raise EngineError(f"{engines} has engines by {', '.join(full)}; say with --library which your Triton has.")
    if there:
        raise EngineError(
            f"{engines} has engines by {', '.join(there)} alone, which Triton does not load. Build them by TensorRT on "
            f"a node with a GPU, or say `--library {there[-1]}` to look at what a repository would be."
        )
    raise EngineError(f"{engines} has no engines. Run `onset models engines --target …`.")


def _engines_of(network: Network, engines: Path, library: str) -> list[Manifest]:
    """One for each target.

    Raises:
        EngineError: there is none, or one is not whole or was built from something else.
    """
    name, _, version = library.partition("-")
    found = []
    for folder in sorted(engines.glob(f"sm*/{library}")):
        target = folder.parent.name
        made = manifest.engine_of(engines, manifest.recipe_of(network, target, name, version))
        if made is None:
            raise EngineError(
                f"{network.name} for {target}: {folder} has no whole engine of the present network. "
                f"Run `onset models engines --target {target} --out {engines}` where {library} is."
            )
        found.append(made)
    if not found:
        raise EngineError(f"{engines} has no engines by {library}.")
    return found


def _write_engines(network: Network, found: Sequence[Manifest], engines: Path, folder: Path) -> None:
    version = folder / network.model / "1"
    version.mkdir(parents=True)
    for each in found:
        plan, _ = manifest.paths(engines, each.recipe)
        shutil.copyfile(plan, version / f"{each.recipe.target}.plan")
    (folder / network.model / "config.pbtxt").write_text(config_of(network, found), encoding="utf-8")


def _copy_python(model: Path, networks: Sequence[Network], folder: Path) -> None:
    shutil.copytree(model, folder / model.name, ignore=shutil.ignore_patterns("__pycache__"))
    for network in networks:
        if network.name == model.name:
            with (folder / model.name / "config.pbtxt").open("a", encoding="utf-8") as config:
                config.write(f'parameters {{ key: "ENGINE" value {{ string_value: "{network.model}" }} }}\n')


if __name__ == "__main__":
    sys.exit(main())
