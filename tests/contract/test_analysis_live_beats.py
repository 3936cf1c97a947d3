"""Live beats from the served networks agree with those that the whole track is found to have."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from onset.analysis.analyze import analyze
from onset.analysis.live.analyzer import LiveAnalyzer
from onset.analysis.live.frame import LiveConfig, LiveFrame, SampleFormat
from onset.analysis.triton_ears import TritonEars
from onset.runtime.triton import TritonClient
from onset.timeline.sound import FloatArray
from tests.triton_fixture import MakeTriton
from tests.unit.analysis.sounds import RATE_HZ, drums, mono, pink

SETTLED_S = 8.0
TOLERANCE_S = 0.05
CONFIG = LiveConfig(RATE_HZ, 1, SampleFormat.FLOAT32, 20)


@pytest.fixture(scope="module")
def ears(make_triton: MakeTriton) -> Iterator[TritonEars]:
    triton = make_triton(["beat_tracker", "voice_detector"])
    triton.start()
    client = TritonClient(triton.address)
    yield TritonEars(client)
    client.close()
    triton.stop()


def streamed(sound: FloatArray, ears: TritonEars) -> list[LiveFrame]:
    with ThreadPoolExecutor(1) as pool:
        analyzer = LiveAnalyzer(CONFIG, ears, pool)
        frames = [
            frame
            for start in range(0, sound.shape[1], 960)
            for frame in analyzer.push(sound[0, start : start + 960].astype("<f4").tobytes())
        ]
        return [*frames, *analyzer.finish()]


@pytest.mark.parametrize("tempo_bpm", [96, 120, 140])
def test_live_beats_agree_with_those_of_the_track(ears: TritonEars, tempo_bpm: float) -> None:
    sound = drums(tempo_bpm, 25) + 0.002 * mono(pink(25 * RATE_HZ))
    track = analyze(sound, ears)
    frames = streamed(sound, ears)
    wanted = np.array([beat.sample / RATE_HZ for beat in track.beats])
    wanted = wanted[wanted > SETTLED_S]
    told = np.array([beat.sample / RATE_HZ for frame in frames for beat in frame.beats])
    assert len(wanted) > 20
    near = np.abs(wanted[:, None] - told).min(axis=1) < TOLERANCE_S
    assert near.mean() >= 0.9, f"{near.mean():.0%} of the track's beats were told live"
    foretold = np.array(
        [
            frame.pulse.next_beat_sample / RATE_HZ
            for frame in frames
            if SETTLED_S * RATE_HZ < frame.sample < 23 * RATE_HZ
        ]
    )
    near = np.abs(foretold[:, None] - wanted).min(axis=1) < TOLERANCE_S
    assert near.mean() >= 0.9, f"{near.mean():.0%} of the frames foretold a beat that came"
