"""What a servicer is given to work with."""

from dataclasses import dataclass

from onset.runtime.settings import Settings
from onset.runtime.storage import ObjectStore
from onset.runtime.triton import TritonClient


@dataclass(frozen=True, slots=True)
class Runtime:
    """One process's shared means: one store, one Triton client."""

    settings: Settings
    store: ObjectStore
    triton: TritonClient
