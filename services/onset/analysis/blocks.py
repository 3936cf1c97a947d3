"""A sound in blocks: checked, cut evenly, and read ahead."""

from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from onset.timeline.sound import HOP_SAMPLES, FloatArray

BLOCK_SAMPLES = 256 * HOP_SAMPLES
"""2.56 s: what is held of a sound at a time."""
LOUDEST_SAMPLE = 1e6
"""+120 dBFS; beyond it a float file holds something other than sound."""


class NoSoundError(ValueError):
    """What was given to be analysed is no sound, or not in the canonical form: a fault of whoever gave it."""


def even_blocks(blocks: Iterable[FloatArray], channel_count: int, sample_count: int) -> Iterator[FloatArray]:
    """The same sound in blocks of `BLOCK_SAMPLES`, the last one shorter: results do not depend on how it was cut.

    Each channel lies in one piece, however the channels were interleaved: everything that reads it is faster for that.

    Args:
        blocks: (channels, n).
        channel_count: of every block.
        sample_count: of all blocks together.

    Raises:
        NoSoundError: a block of another shape, values that are no sound, or another length than announced.
    """
    whole = np.empty((channel_count, BLOCK_SAMPLES), np.float32)
    position = 0
    for block in blocks:
        check_sound(block, channel_count, position)
        offset = 0
        while offset < block.shape[1]:
            filled = position % BLOCK_SAMPLES
            taken = min(BLOCK_SAMPLES - filled, block.shape[1] - offset)
            whole[:, filled : filled + taken] = block[:, offset : offset + taken]
            offset += taken
            position += taken
            if position > sample_count:
                raise NoSoundError(f"the sound is longer than the {sample_count} samples announced")
            if position % BLOCK_SAMPLES == 0:
                yield whole
                whole = np.empty_like(whole)
    if position < sample_count:
        raise NoSoundError(f"the sound ends after {position} of {sample_count} samples")
    if position % BLOCK_SAMPLES:
        yield whole[:, : position % BLOCK_SAMPLES]


def read_ahead(blocks: Iterator[FloatArray]) -> Generator[FloatArray, None, None]:
    """The same blocks, each made by another thread while the one before is used.

    To be closed: nothing reads any more after that.
    """
    with ThreadPoolExecutor(1, thread_name_prefix="read-ahead") as reader:
        coming = reader.submit(next, blocks, None)
        while (block := coming.result()) is not None:
            coming = reader.submit(next, blocks, None)
            yield block


def check_sound(block: FloatArray, channel_count: int, position: int) -> None:
    """Refuse what is no sound.

    Args:
        block: to be (channels, n).
        channel_count: how many channels it must have.
        position: of its first sample in the sound.

    Raises:
        NoSoundError: another shape, or values that are NaN, infinite or beyond +120 dBFS.
    """
    if block.ndim != 2 or block.shape[0] != channel_count:
        raise NoSoundError(f"blocks must be ({channel_count}, n), got shape {block.shape}")
    loudest = np.max(np.abs(block), initial=0)
    if not loudest <= LOUDEST_SAMPLE:  # NaN is not either
        channel, offset = np.argwhere(~(np.abs(block) <= LOUDEST_SAMPLE))[0]
        raise NoSoundError(f"sample {position + offset} of channel {channel} is {block[channel, offset]}, no sound")
