"""The networks that are exported and built, as data: `catalog.toml`, and what the ONNX files say themselves."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from onset.models import places
from onset.models.engines.errors import EngineError

CATALOG = Path(__file__).with_name("catalog.toml")
_CHECKPOINT = Path(__file__).with_name("checkpoint.toml")
_CARD = "checkpoint.json"
"""In the folder of an imported checkpoint, and in no other."""
Sizes = tuple[int, int, int]
"""Smallest, most frequent and largest size of an axis."""
Profile = Mapping[str, Sizes]
"""Of every named axis of the inputs."""
BATCH = "B"
"""Name of the axis that Triton batches along."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Parts of a network that stay in single precision."""

    operators: tuple[str, ...] = ()
    nodes: str = ""
    """Regular expression that the names of further nodes begin with."""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Serving:
    """How Triton queues what comes to an engine."""

    queue: int
    """Requests that may wait."""
    timeout_s: int
    """For how long."""
    delay_us: int = 0
    """How long a request waits for others to run with."""


@dataclass(frozen=True, slots=True)
class Network:
    """One of them."""

    name: str
    onnx: Path
    profiles: tuple[Profile, ...]
    serving: Serving
    model: str
    """The engine's name in Triton's repository."""
    kept: Kept = field(default_factory=Kept)

    @property
    def max_batch(self) -> int:
        """The most that every profile takes at once."""
        return min(profile[BATCH][2] for profile in self.profiles)


def read_catalog(path: Path = CATALOG, folder: Path | None = None, prefix: str = "") -> tuple[Network, ...]:
    """All networks of a catalog.

    Args:
        path: the catalog.
        folder: where the ONNX files lie, by default the weights'.
        prefix: what the names of networks and of their models begin with.

    Raises:
        EngineError: an entry is malformed; the message names the file and the entry.
    """
    folder = folder or places.weights_folder()
    entries = tomllib.loads(path.read_text(encoding="utf-8")).get("network", [])
    return tuple(_entry(path, folder, prefix, index, entry) for index, entry in enumerate(entries))


def checkpoint_catalog(name: str) -> tuple[Network, ...]:
    """The networks of an imported checkpoint, `<name>_denoiser` and others.

    Raises:
        EngineError: there is none of that name; the message lists those that are.
    """
    weights = places.weights_folder()
    there = sorted(path.parent.name for path in weights.glob(f"*/{_CARD}"))
    if name not in there:
        raise EngineError(f"There is no imported checkpoint {name!r}; there are {', '.join(there) or 'none'}.")
    return read_catalog(_CHECKPOINT, weights / name, f"{name}_")


def chosen(networks: Iterable[Network], names: Iterable[str]) -> tuple[Network, ...]:
    """Those that are named, or all if none is.

    Raises:
        EngineError: there is none of a name; the message lists those that are.
    """
    known = {network.name: network for network in networks}
    for name in names:
        if name not in known:
            raise EngineError(f"There is no network {name!r}; there are {', '.join(known)}.")
    return tuple(known[name] for name in dict.fromkeys(names)) or tuple(known.values())


def _entry(path: Path, folder: Path, prefix: str, index: int, entry: dict[str, Any]) -> Network:
    try:
        kept = {
            name: tuple(value) if isinstance(value, list) else value for name, value in entry.pop("keep", {}).items()
        }
        name = entry["name"]
        network = Network(
            name=prefix + name,
            onnx=folder / entry.pop("onnx"),
            profiles=tuple(map(_profile, entry.pop("profiles"))),
            serving=Serving(**entry.pop("serving")),
            model=prefix + entry.pop("model", name),
            kept=Kept(tuple(kept.pop("operators", ())), **kept),
        )
        if not network.profiles:
            raise ValueError("it has no profile")
        if unknown := entry.keys() - {"name"}:
            raise ValueError(f"{', '.join(sorted(unknown))} is not known")
        return network
    except (KeyError, TypeError, ValueError) as error:
        why = f"it has no {error}" if isinstance(error, KeyError) else error
        raise EngineError(f"{path}: network[{index}] ({entry.get('name', 'unnamed')}) is malformed: {why}") from error


def _profile(axes: dict[str, list[int]]) -> Profile:
    for axis, sizes in axes.items():
        if len(sizes) != 3 or not 1 <= sizes[0] <= sizes[1] <= sizes[2]:
            raise ValueError(f"axis {axis} has sizes {sizes}, expected smallest <= most frequent <= largest")
    if BATCH not in axes:
        raise ValueError(f"a profile has no axis {BATCH}")
    return {axis: (sizes[0], sizes[1], sizes[2]) for axis, sizes in axes.items()}
