"""Seeds for everything that may vary, all from the order's one seed."""

import hashlib


def derive(seed: int, *path: str | int) -> int:
    """A seed in 0 .. 2^31 - 1 for one purpose; the same arguments give the same seed on every machine."""
    text = "/".join(str(part) for part in (seed, *path))
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big") >> 1


def share(seed: int, *path: str | int) -> float:
    """A number in [0, 1) for one purpose."""
    return derive(seed, *path) / 2**31
