"""`onset models engines`: engines of the networks, for one or several kinds of GPU.

An engine that is there, whole and of the present recipe is not built again. The manifest is written after the engine,
so whatever breaks off leaves either no manifest or that of an engine that is whole.
"""

import hashlib
import sys
import time
from pathlib import Path

from onset.models import environment
from onset.models.engines import command, library, manifest
from onset.models.engines.builder import build
from onset.models.engines.catalog import Network
from onset.models.engines.errors import EngineError
from onset.models.engines.export import checked
from onset.models.engines.manifest import Manifest
from onset.models.engines.tensors import Signature
from onset.models.files import replacing

_TIMING_CACHE = "timing.cache"


def main() -> int:
    """Command line; returns the exit status."""
    parser = command.parser("engines", "Build TensorRT engines of the networks.", "engines")
    parser.add_argument(
        "--target",
        nargs="+",
        action="extend",
        required=True,
        metavar="SM",
        help=f"compute capability of the GPUs: {', '.join(library.TARGETS)}",
    )
    arguments = parser.parse_args()
    return command.run(lambda: build_all(command.networks(arguments), arguments.target, arguments.out))


def build_all(networks: tuple[Network, ...], targets: list[str], out: Path) -> None:
    """Build what is missing, and say so.

    Raises:
        EngineError: a target is not known or not to be had here, a network is missing or could not be built.
    """
    for target in targets:
        library.check_name(target)
    _ensure_library()
    lib = library.load()
    for target in targets:
        lib.check(target)
    signatures = [checked(network) for network in networks]
    for target in dict.fromkeys(targets):
        for network, signature in zip(networks, signatures, strict=True):
            _ensure(network, signature, target, lib, out)


def _ensure(network: Network, signature: Signature, target: str, lib: library.Library, out: Path) -> None:
    recipe = manifest.recipe_of(network, target, lib.name, lib.version)
    engine, path = manifest.paths(out, recipe)
    if manifest.engine_of(out, recipe):
        print(f"{network.name} for {target}: is there", flush=True)
        return
    cache = engine.with_name(_TIMING_CACHE)
    print(f"{network.name} for {target}: {lib} builds …", flush=True)
    began = time.monotonic()
    plan, tensors, timings = build(network, signature, target, lib, cache.read_bytes() if cache.is_file() else b"")
    path.unlink(missing_ok=True)
    _store(engine, plan)
    if timings:
        _store(cache, timings)
    manifest.write(Manifest(recipe, tensors, len(plan), hashlib.sha256(plan).hexdigest()), path)
    took_s = time.monotonic() - began
    print(f"{network.name} for {target}: {len(plan) / 1e6:.1f} MB after {took_s:.1f} s", flush=True)


def _store(path: Path, content: bytes) -> None:
    """Write a file, complete or not at all."""
    try:
        with replacing(path) as temporary:
            temporary.write_bytes(content)
    except OSError as error:
        # Writing does not say by itself what was written.
        raise OSError(error.errno, error.strerror, str(path)) from error


def _ensure_library() -> None:
    if library.is_full():
        return
    try:
        environment.add(Path(sys.prefix), environment.ENGINE_REQUIREMENTS, lambda line: print(line, flush=True))
    except environment.SetupError as error:
        raise EngineError(str(error)) from error


if __name__ == "__main__":
    sys.exit(main())
