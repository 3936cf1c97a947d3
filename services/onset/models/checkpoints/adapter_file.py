"""Adapters as files: safetensors in single precision, with what they were trained for."""

from pathlib import Path

from safetensors import SafetensorError, safe_open
from safetensors.torch import load_file, save_file

from onset.models.checkpoints.adapter import SoundAdapter
from onset.models.checkpoints.errors import CheckpointError
from onset.models.files import replacing


def save_adapter(adapter: SoundAdapter, path: Path, *, trained_for: str) -> None:
    """Write an adapter; `trained_for` names its checkpoint for whoever finds the file."""
    state = {name: value.float().cpu().contiguous() for name, value in adapter.state_dict().items()}
    with replacing(path) as temporary:
        save_file(state, temporary, {"trained_for": trained_for})


def load_adapter(adapter: SoundAdapter, path: Path) -> None:
    """Fill an adapter.

    Raises:
        CheckpointError: ADAPTER_UNFIT, the file is no adapter, or one for another architecture.
    """
    try:
        with safe_open(path, "pt") as file:
            found = {name: tuple(file.get_slice(name).get_shape()) for name in file.keys()}  # noqa: SIM118 no dict
            whose = (file.metadata() or {}).get("trained_for", "another network")
    except SafetensorError as error:
        raise CheckpointError("ADAPTER_UNFIT", f"{path} is no safetensors file: {error}.") from error
    asked = {name: tuple(value.shape) for name, value in adapter.state_dict().items()}
    for name in sorted(asked.keys() | found.keys()):
        if asked.get(name) != found.get(name):
            raise CheckpointError(
                "ADAPTER_UNFIT",
                f"{path} was trained for {whose} and does not fit: {name} is {_shape(found.get(name))}, "
                f"must be {_shape(asked.get(name))}.",
            )
    adapter.load_state_dict(load_file(path))


def _shape(shape: tuple[int, ...] | None) -> str:
    return "absent" if shape is None else str(list(shape))
