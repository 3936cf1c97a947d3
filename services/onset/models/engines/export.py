"""`onset models export`: the networks as ONNX files, for any batch and any size that they take.

Set-up has converted them from PyTorch (`onset.models.convert`); here they are checked against the catalog and brought
together under the networks' names.
"""

import shutil
import sys
from pathlib import Path

from onset.models.engines import command
from onset.models.engines.catalog import Network
from onset.models.engines.errors import EngineError
from onset.models.engines.tensors import Signature, files_of, signature_of, with_weights_in
from onset.models.files import replacing


def main() -> int:
    """Command line; returns the exit status."""
    arguments = command.parser("export", "Write the networks as ONNX files.", "onnx").parse_args()
    return command.run(lambda: export(command.networks(arguments), arguments.out))


def export(networks: tuple[Network, ...], out: Path) -> None:
    """Write `<network>.onnx` of each, and `<network>.onnx.data` of one whose weights lie beside it, and say so.

    Raises:
        EngineError: set-up has not made one, or it is not what the catalog says.
    """
    for network in networks:
        signature = checked(network)
        _copy(network, out)
        print(f"{network.name}: {signature}", flush=True)


def _copy(network: Network, out: Path) -> None:
    _, *weights = files_of(network.onnx)
    names = {file: f"{network.name}{file.name.removeprefix(network.onnx.stem)}" for file in weights}
    for file, name in names.items():
        with replacing(out / name) as temporary:
            shutil.copyfile(file, temporary)
    with replacing(out / f"{network.name}.onnx") as temporary:
        if weights:
            temporary.write_bytes(with_weights_in(network.onnx, names))
        else:
            shutil.copyfile(network.onnx, temporary)


def checked(network: Network) -> Signature:
    """The network's tensors.

    Raises:
        EngineError: its ONNX file is missing, is none, or has other axes than its profiles.
    """
    if not network.onnx.is_file():
        raise EngineError(f"{network.name}: {network.onnx} is missing. Run `make setup`, which converts the weights.")
    try:
        signature = signature_of(network.onnx)
    except Exception as error:
        raise EngineError(
            f"{network.name}: {network.onnx} is no ONNX file ({error}). Delete its folder and run `make setup`."
        ) from error
    for profile in network.profiles:
        if set(profile) != signature.axes:
            raise EngineError(
                f"{network.name}: its profile in the catalog has the axes {sorted(profile)}, {network.onnx.name} has "
                f"{sorted(signature.axes)}."
            )
    return signature


if __name__ == "__main__":
    sys.exit(main())
