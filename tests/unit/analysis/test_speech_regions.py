"""Edges of speech from a probability curve and a fine envelope."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.typing import NDArray

from onset.analysis.spectrum import Spectrograph
from onset.analysis.speech.envelope import STEP_SAMPLES, STEPS_PER_HOP, Audibility
from onset.analysis.speech.recorder import SpeechRecorder
from onset.analysis.speech.regions import voice_regions
from onset.timeline.sound import FloatArray
from tests.unit.analysis.sounds import RATE_HZ, drums, mono, pink, speak


def heard(sounding: NDArray[np.bool_], masked_db: float = 0.0) -> Audibility:
    return Audibility(sounding, np.full(sounding.size, masked_db, np.float32))


def blurred(spans: list[tuple[float, float]], frames: int, width: float = 4.0) -> FloatArray:
    """A probability that crosses even odds at the spans' ends, in frames, over so many frames."""
    at = np.arange(frames)
    curves = [np.clip(0.5 + np.minimum(at - start, end - at) / width, 0.02, 0.98) for start, end in spans]
    return np.max([np.full(frames, 0.02), *curves], axis=0).astype(np.float32)


def test_beside_silence_the_envelope_has_the_edge() -> None:
    sounding = np.zeros(1200, bool)
    sounding[403:801] = True
    np.testing.assert_array_equal(voice_regions(blurred([(104, 195)], 300), heard(sounding)), [(403, 801)])


def test_over_music_the_probability_has_the_edge() -> None:
    regions = voice_regions(blurred([(60.25, 120.5), (150, 220.75)], 300), heard(np.ones(1200, bool)))
    np.testing.assert_array_equal(regions, [(241, 482), (600, 883)])


def test_what_sounds_far_from_the_voice_moves_no_edge() -> None:
    sounding = np.zeros(1200, bool)
    sounding[400:800] = sounding[100:130] = sounding[1000:1040] = True
    np.testing.assert_array_equal(voice_regions(blurred([(102, 198)], 300), heard(sounding)), [(400, 800)])


def test_an_unsure_stretch_is_no_voice() -> None:
    unsure = np.minimum(blurred([(50, 100)], 300), 0.65)
    assert voice_regions(unsure, heard(np.ones(1200, bool))).shape == (0, 2)


def test_noise_hides_the_end_of_a_word() -> None:
    sounding = np.zeros(1200, bool)
    sounding[400:800] = True
    (quiet,), (noisy,) = (voice_regions(blurred([(100, 198)], 300), heard(sounding, db)) for db in (0, 25))
    assert quiet.tolist() == [400, 800]
    assert noisy.tolist() == [400, 807]


def test_a_voice_may_last_from_the_first_sample_to_the_last() -> None:
    assert voice_regions(np.full(300, 0.95, np.float32), heard(np.ones(1198, bool))).tolist() == [[0, 1198]]


curves = st.integers(1, 200).flatmap(
    lambda count: st.tuples(
        hnp.arrays(np.float32, count, elements=st.floats(0, 1, width=32)),
        hnp.arrays(bool, (count - 1) * STEPS_PER_HOP + 1, elements=st.booleans()),
        st.floats(0, 60),
    )
)


@given(curves)
@settings(max_examples=150, deadline=None)
def test_regions_are_ordered_apart_and_inside(case: tuple[FloatArray, NDArray[np.bool_], float]) -> None:
    probability, sounding, masked_db = case
    regions = voice_regions(probability, heard(sounding, masked_db))
    edges = regions.ravel()
    assert (np.diff(edges)[::2] > 0).all()
    assert (np.diff(edges)[1::2] >= 0).all()
    assert edges.size == 0 or (edges[0] >= 0 and edges[-1] <= sounding.size)


@given(curves, st.integers(1, 50))
@settings(max_examples=100, deadline=None)
def test_a_later_sound_has_later_regions(case: tuple[FloatArray, NDArray[np.bool_], float], frames: int) -> None:
    probability, sounding, masked_db = case
    silence = np.full(20, 0.01, np.float32)
    probability = np.concatenate((silence, probability, silence))
    steps = 20 * STEPS_PER_HOP
    sounding = np.concatenate((np.zeros(steps, bool), sounding, np.zeros(steps, bool)))
    now = voice_regions(probability, heard(sounding, masked_db))
    later = voice_regions(
        np.concatenate((np.full(frames, 0.01, np.float32), probability)),
        heard(np.concatenate((np.zeros(frames * STEPS_PER_HOP, bool), sounding)), masked_db),
    )
    # The share of a gap that sounds grows smaller with the silence before it; only the first start may depend on that.
    np.testing.assert_array_equal(later[1:], now[1:] + frames * STEPS_PER_HOP)


def recorded(sound: FloatArray, probability: FloatArray | None) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Speech and pauses of (1, N) samples as spans."""
    recorder, spectrograph = SpeechRecorder(1), Spectrograph(1)
    recorder.push(sound)
    for power in (*spectrograph.push(sound), *spectrograph.finish()):
        recorder.push_power(power)
    frames = 1 + sound.shape[1] // 480
    found = recorder.finish(probability, np.zeros(frames, np.float32))
    speech, pauses = ([(span.start_sample, span.end_sample) for span in spans] for spans in found)
    return speech, pauses


@pytest.mark.parametrize(("beside", "tolerance_ms"), [("nothing", 10), ("music", 20), ("noise", 40)])
def test_pauses_by_a_network(beside: str, tolerance_ms: float) -> None:
    speech = speak([0.5, 0.3, 0.9, 0.4])
    count = speech.samples.size
    beds = {"nothing": np.zeros(count), "music": drums(120, count / RATE_HZ + 1)[0, :count], "noise": pink(count)}
    bed = beds[beside] * 0.1 * speech.samples.std() / max(beds[beside].std(), 1e-9)
    probability = blurred([(start / 480, end / 480) for start, end in speech.words], 1 + count // 480)
    _, pauses = recorded(speech.samples + mono(bed), probability)
    assert len(pauses) == len(speech.gaps)
    np.testing.assert_allclose(pauses, speech.gaps, atol=tolerance_ms * RATE_HZ / 1000)


@given(
    sound=hnp.arrays(np.float32, st.integers(1, 3000), elements=st.floats(-1, 1, width=32)),
    voiced=st.none() | st.floats(0, 1, width=32),
)
@settings(max_examples=40, deadline=None)
def test_any_sound_is_tiled(sound: FloatArray, voiced: float | None) -> None:
    probability = None if voiced is None else np.full(1 + sound.size // 480, voiced, np.float32)
    speech, pauses = recorded(sound[None], probability)
    spans = sorted([*speech, *pauses])
    assert all(0 <= start < end <= sound.size for start, end in spans)
    assert all(end == start for (_, end), (start, _) in zip(spans, spans[1:], strict=False))


def test_steps_are_a_quarter_of_a_hop() -> None:
    assert STEP_SAMPLES * STEPS_PER_HOP == 480
