"""The power of a sound behind recursive filters, in steps of equal length.

A recursive filter takes one sample after the other. In block form it takes many at once: a linear map gives the
filtered samples of a block and the filter's next state from the samples and the state before (C. W. Barnes and
S. Shinnaka, "Block-shift invariance and block implementation of discrete-time filters", 1980). Such maps are products
of matrices, of which a processor does many terms at a time.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import scipy.linalg
import scipy.signal
from numpy.typing import NDArray

from onset.runtime.blas import one_thread_a_product
from onset.timeline.sound import FloatArray

BLOCK_SAMPLES = 40
"""Longer blocks take more multiplications for each sample, shorter ones more states."""
_FORGOTTEN = 1e-9
"""What is left of a state at -180 dB has no say any more."""


class SteppedPower:
    """Measures a sound that arrives in blocks of any length."""

    def __init__(self, filters: Sequence[NDArray[Any]], channel_count: int, step_samples: int) -> None:
        """Prepare the filters.

        Args:
            filters: F of (sections, 6), second-order sections as `scipy.signal.sosfilt` takes them.
            channel_count: of the sound.
            step_samples: length of a step, a multiple of `BLOCK_SAMPLES`.
        """
        one_thread_a_product()
        self._bank = _BlockFilters(filters, channel_count)
        self._step_samples = step_samples
        self._samples = np.zeros((channel_count, 0), np.float32)
        self._energies = np.zeros((len(filters), 0), np.float32)

    def push(self, samples: FloatArray) -> FloatArray:
        """(F, S) mean power, summed over channels, of the steps that the next (channels, n) samples complete."""
        if self._samples.shape[1]:
            samples = np.concatenate((self._samples, samples), axis=1)
        whole = samples.shape[1] - samples.shape[1] % BLOCK_SAMPLES
        self._samples = samples[:, whole:].copy()
        energies = np.concatenate((self._energies, self._energies_of(samples[:, :whole])), axis=1)
        blocks_a_step = self._step_samples // BLOCK_SAMPLES
        complete = energies.shape[1] - energies.shape[1] % blocks_a_step
        self._energies = energies[:, complete:]
        steps = energies[:, :complete].reshape(len(energies), -1, blocks_a_step)
        power: FloatArray = np.einsum("fsb->fs", steps) / np.float32(self._step_samples)
        return power

    def finish(self) -> tuple[FloatArray, int]:
        """What comes after the last complete step: (F,) its mean power, 0 if there is nothing, and its samples."""
        rest = self._samples.shape[1]
        last = np.pad(self._samples, ((0, 0), (0, -rest % BLOCK_SAMPLES)))
        energy = self._energies.sum(axis=1) + self._energies_of(last, rest).sum(axis=1)
        count = self._energies.shape[1] * BLOCK_SAMPLES + rest
        return energy / np.float32(max(count, 1)), count

    def _energies_of(self, samples: FloatArray, counted: int = BLOCK_SAMPLES) -> FloatArray:
        """(F, blocks) energy behind each filter, of the first samples of each block."""
        filtered = self._bank.push(samples.reshape(len(samples), -1, BLOCK_SAMPLES))[..., :counted]
        energies: FloatArray = np.einsum("cbfl,cbfl->fb", filtered, filtered)
        return energies


class _BlockFilters:
    """Filters side by side, with one state of M values; what they do to a block is measured on themselves."""

    def __init__(self, filters: Sequence[NDArray[Any]], channel_count: int) -> None:
        answers = [_answers(sections) for sections in filters]
        to_state, from_state, state_to_state = zip(*(answer[1:] for answer in answers), strict=True)
        self._filter_count = len(filters)
        self._to_state = np.concatenate(to_state, axis=1).T.astype(np.float32)
        self._state_to_state = scipy.linalg.block_diag(*state_to_state).T
        from_block = np.concatenate([answer[0] for answer in answers], axis=1)
        self._to_filtered = np.concatenate((from_block, scipy.linalg.block_diag(*from_state))).astype(np.float32)
        self._state = np.zeros((channel_count, len(self._state_to_state), 1))
        # Made once: arrays of this size would come from the system, page by page, every time.
        self._blocks_and_states = self._filtered = np.zeros((0, 0, 0), np.float32)

    def push(self, blocks: FloatArray) -> FloatArray:
        """(channels, B, 40) samples to (channels, B, F, 40), which hold until the next call."""
        channels, count, _ = blocks.shape
        states = np.concatenate((self._state, self._to_state @ blocks.swapaxes(1, 2)), axis=2)
        # After k rounds a state holds what the last 2**k blocks added: each round adds what those before had left.
        left, reach = self._state_to_state, 1
        while reach <= count and np.max(np.abs(left)) > _FORGOTTEN:
            states[:, :, reach:] += left @ states[:, :, :-reach]
            left, reach = left @ left, 2 * reach
        self._state = states[:, :, -1:].copy()
        inputs, outputs = self._to_filtered.shape
        if self._filtered.shape[:2] != (channels, count):
            self._blocks_and_states = np.empty((channels, count, inputs), np.float32)
            self._filtered = np.empty((channels, count, outputs), np.float32)
        self._blocks_and_states[..., :BLOCK_SAMPLES] = blocks
        self._blocks_and_states[..., BLOCK_SAMPLES:] = states[:, :, :-1].swapaxes(1, 2)
        np.matmul(self._blocks_and_states, self._to_filtered, out=self._filtered)
        return self._filtered.reshape(channels, count, self._filter_count, BLOCK_SAMPLES)


def _answers(sections: NDArray[Any]) -> tuple[NDArray[np.float64], ...]:
    """A filter's answers to each sample of a block and to each of the M values of its state.

    Returns:
        (40, 40) filtered samples and (40, M) state after each single sample, (M, 40) and (M, M) after each state.
    """
    order = 2 * len(sections)
    at_rest = np.zeros((len(sections), BLOCK_SAMPLES, 2))
    one_each = np.eye(order).reshape(order, -1, 2).swapaxes(0, 1)
    heard, state = scipy.signal.sosfilt(sections, np.eye(BLOCK_SAMPLES), zi=at_rest)
    rung_on, left = scipy.signal.sosfilt(sections, np.zeros((order, BLOCK_SAMPLES)), zi=one_each)
    return heard, state.swapaxes(0, 1).reshape(-1, order), rung_on, left.swapaxes(0, 1).reshape(-1, order)
