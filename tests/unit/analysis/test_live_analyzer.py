"""Live analysis: the same measurements as of a track, told hop by hop, with beats that are followed and foretold."""

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onset.analysis.analyze import analyze
from onset.analysis.live.analyzer import LiveAnalyzer
from onset.analysis.live.frame import LiveConfig, LiveFrame, SampleFormat
from onset.analysis.live.meter import LiveMeter
from onset.analysis.live.percentiles import RunningPercentiles
from onset.runtime.errors import InternalError, UnavailableError
from onset.timeline.plan import FEATURE_NAMES
from onset.timeline.sound import HOP_SAMPLES, FloatArray
from tests.support.ears import Immediate, MarkedEars, beat_times_s, marked
from tests.unit.analysis.sounds import RATE_HZ, click, drums, mono, pink, speak, struck, tone

CONFIG = LiveConfig(RATE_HZ, 1, SampleFormat.FLOAT32, 20)


def heard(
    sound: FloatArray, config: LiveConfig = CONFIG, cuts: Sequence[int] | None = None, ears: MarkedEars | None = None
) -> list[LiveFrame]:
    """All frames of a stream that is cut at these samples, by default every 20 ms."""
    analyzer = LiveAnalyzer(config, ears or MarkedEars(), Immediate())
    cuts = range(960, sound.shape[1], 960) if cuts is None else cuts
    frames = [frame for chunk in np.split(sound, cuts, axis=1) for frame in analyzer.push(encoded(chunk, config))]
    return [*frames, *analyzer.finish()]


def encoded(chunk: FloatArray, config: LiveConfig) -> bytes:
    if config.sample_format is SampleFormat.INT16:
        return np.round(chunk.T * 32767).astype("<i2").tobytes()
    return chunk.T.astype("<f4").tobytes()


def loud_first(sound: FloatArray) -> FloatArray:
    """A hit first, so that what is silent beside the loudest is known from the beginning."""
    hit = 0.9 * mono(np.random.default_rng(1).standard_normal(2400)).clip(-1, 1)
    return np.concatenate((np.repeat(hit, len(sound), axis=0), sound), axis=1)


@pytest.fixture(scope="module")
def frames() -> list[LiveFrame]:
    """Of a waltz whose beats are marked."""
    return heard(MARKED)


SOUNDS = {
    "drums": loud_first(drums(120, 4)),
    "speech": loud_first(speak([0.3, 0.4, 0.2]).samples),
    "stereo": loud_first(np.concatenate((drums(110, 3), mono(0.05 * pink(3 * RATE_HZ))))),
}


@pytest.mark.parametrize("name", SOUNDS)
def test_live_measurements_are_those_of_the_track(name: str) -> None:
    sound = SOUNDS[name]
    track = analyze(sound).features
    meter = LiveMeter(len(sound))
    cuts = np.cumsum(np.random.default_rng(0).integers(1, 3000, 200))
    chunks = [*np.split(sound, cuts[cuts < sound.shape[1]], axis=1)]
    parts = [frames for chunk in chunks for frames in meter.push(chunk)] + list(meter.finish())
    assert [part.first for part in parts] == np.cumsum([0, *(part.rise.size for part in parts)])[:-1].tolist()
    for curve in ("rms", "chroma", "flux", "flatness", "bass", "mid", "treble"):
        live = np.concatenate([getattr(part.features, curve) for part in parts]).T
        np.testing.assert_allclose(live, getattr(track, curve), rtol=1e-4, atol=1e-5, err_msg=curve)
    for curve in ("centroid_hz", "rolloff_hz"):
        live = np.concatenate([getattr(part.features, curve) for part in parts])
        assert np.mean(np.abs(live - getattr(track, curve)) > 1) < 0.002, curve
    rise = np.concatenate([part.rise for part in parts])
    np.testing.assert_allclose(rise[:-1], track.onset_strength[1:], atol=1e-4)
    levels = np.concatenate([part.features.levels_db for part in parts]).T
    np.testing.assert_allclose(np.maximum(levels, -80), track.mel_db, atol=0.04)


@given(cuts=st.sets(st.integers(0, RATE_HZ), max_size=12))
@settings(max_examples=10, deadline=None)
def test_chunks_do_not_matter(frames: list[LiveFrame], cuts: set[int]) -> None:
    other = heard(MARKED[:, :RATE_HZ], cuts=sorted(cuts))
    for left, right in zip(frames[:49], other[:49], strict=True):
        assert replace(left, features=(), rms=0.0, onsets=()) == replace(right, features=(), rms=0.0, onsets=())
        assert [onset.sample for onset in left.onsets] == [onset.sample for onset in right.onsets]
        np.testing.assert_allclose(left.features, right.features, atol=1e-3)


@pytest.mark.parametrize("hop_ms", [20, 30, 40, 50])
def test_one_frame_comes_per_hop_soon_after_its_sound(hop_ms: int) -> None:
    analyzer = LiveAnalyzer(replace(CONFIG, hop_ms=hop_ms), MarkedEars(), Immediate())
    sent, ends = 0, []
    for chunk in np.split(MARKED[:, :RATE_HZ], 100, axis=1):
        sent += chunk.shape[1]
        for frame in analyzer.push(encoded(chunk, CONFIG)):
            ends.append(frame.sample)
            assert sent - frame.sample < 0.025 * RATE_HZ, "a frame came late"
    ends += [frame.sample for frame in analyzer.finish()]
    hop = hop_ms * RATE_HZ // 1000
    assert ends[:-1] == list(range(hop, RATE_HZ + 1, hop))[: len(ends) - 1]
    assert RATE_HZ <= ends[-1] <= RATE_HZ + hop


def test_beats_are_followed_and_foretold(frames: list[LiveFrame]) -> None:
    """From eight seconds on: every beat within 50 ms, its place in the bar right, the next one foretold."""
    truth = beat_times_s(TEMPO_BPM, DURATION_S)
    beats = [beat for frame in frames for beat in frame.beats if beat.sample > 8 * RATE_HZ]
    wanted = truth[truth > 8]
    assert len(beats) == len(wanted)
    for beat, time_s in zip(beats, wanted, strict=True):
        assert beat.sample / RATE_HZ == pytest.approx(time_s, abs=0.05)
        assert beat.position == round((time_s - 0.1) * TEMPO_BPM / 60) % 3 + 1
        assert beat.strength > 0.5
    late = [
        frame.sample - beat.sample for frame in frames for beat in frame.beats if frame.sample < DURATION_S * RATE_HZ
    ]
    assert max(late) < 0.3 * RATE_HZ, f"a beat was told {max(late) / RATE_HZ:.3f} s after it"
    for frame in frames[400:]:
        pulse = frame.pulse
        assert pulse.tempo_bpm == pytest.approx(TEMPO_BPM, rel=0.02)
        assert pulse.beats_per_bar == 3
        assert frame.sample < pulse.next_beat_sample <= frame.sample + 1.05 * 60 / TEMPO_BPM * RATE_HZ
        whole = (pulse.next_beat_sample / RATE_HZ - 0.1) * TEMPO_BPM / 60
        assert whole == pytest.approx(round(whole), abs=0.05)
        assert pulse.next_beat_position == round(whole) % 3 + 1
        phase = ((frame.sample / RATE_HZ - 0.1) * TEMPO_BPM / 60) % 1
        assert abs((pulse.phase - phase + 0.5) % 1 - 0.5) < 0.06


def test_onsets_are_told_where_sounds_begin() -> None:
    times_s = [0.5, 0.9, 1.4, 1.55, 2.2]
    sound = struck(times_s, click(), 3) + 1e-3 * mono(pink(3 * RATE_HZ))
    onsets = [onset for frame in heard(sound) for onset in frame.onsets if onset.sample > 0.2 * RATE_HZ]
    np.testing.assert_allclose([onset.sample / RATE_HZ for onset in onsets], times_s, atol=0.02)
    assert all(0 < onset.strength <= 1 for onset in onsets)


def test_steady_sounds_have_no_onsets() -> None:
    for sound in (mono(0.2 * pink(4 * RATE_HZ)), mono(tone(440, 4))):
        onsets = [
            onset for frame in heard(sound) for onset in frame.onsets if 0.5 * RATE_HZ < onset.sample < 3.9 * RATE_HZ
        ]
        assert onsets == []


def test_a_voice_is_told() -> None:
    sound = np.concatenate((mono(1e-3 * pink(RATE_HZ)), mono(tone(500, 1))), axis=1)
    frames = heard(sound)
    assert max(frame.voice for frame in frames[:45]) < 0.2
    assert min(frame.voice for frame in frames[60:]) > 0.8


@given(
    kind=st.sampled_from(["silence", "noise", "sparse", "constant", "loud"]),
    count=st.integers(0, 30_000),
    channels=st.integers(1, 2),
    hop_ms=st.sampled_from([20, 30, 40, 50]),
    sample_format=st.sampled_from(SampleFormat),
)
@settings(max_examples=30, deadline=None)
def test_any_sound_is_told_in_sane_numbers(
    kind: str, count: int, channels: int, hop_ms: int, sample_format: SampleFormat
) -> None:
    rng = np.random.default_rng(count)
    sound = {
        "silence": np.zeros((channels, count)),
        "noise": 0.1 * rng.standard_normal((channels, count)),
        "sparse": rng.standard_normal((channels, count)) * (rng.random((channels, count)) < 1e-3),
        "constant": np.ones((channels, count)),
        "loud": 1e5 * rng.standard_normal((channels, count)),
    }[kind].astype(np.float32)
    if sample_format is SampleFormat.INT16:
        sound = sound.clip(-1, 1)
    frames = heard(sound, LiveConfig(RATE_HZ, channels, sample_format, hop_ms))
    assert len(frames) == -(-(1 + count // HOP_SAMPLES) // (hop_ms // 10))
    for frame in frames:
        assert len(frame.features) == len(FEATURE_NAMES)
        assert all(0 <= value <= 1 for value in frame.features), frame.features
        assert 0 <= frame.rms < np.inf
        assert 0 <= frame.voice <= 1
        assert all(0 <= onset.strength <= 1 for onset in frame.onsets)


def test_silence_is_at_rest() -> None:
    frame = heard(np.zeros((1, RATE_HZ), np.float32))[-1]
    assert frame.features == (0, 0, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, *[0] * 12)
    assert frame.pulse.tempo_bpm == 0
    assert frame.onsets == frame.beats == ()


@pytest.mark.parametrize("rate_hz", [8_000, 16_000, 44_100, 96_000, 192_000])
def test_other_rates_are_heard_alike(rate_hz: int) -> None:
    time_s = np.arange(rate_hz) / rate_hz
    sound = mono(0.5 * np.sin(2 * np.pi * 880 * time_s) * (1 + np.sin(2 * np.pi * 3 * time_s)) / 2)
    frames = heard(sound, replace(CONFIG, sample_rate_hz=rate_hz))
    time_48k_s = np.arange(RATE_HZ) / RATE_HZ
    same = mono(0.5 * np.sin(2 * np.pi * 880 * time_48k_s) * (1 + np.sin(2 * np.pi * 3 * time_48k_s)) / 2)
    expected = heard(same)
    assert abs(len(frames) - len(expected)) <= 1
    np.testing.assert_allclose(
        [frame.rms for frame in frames[5:45]], [frame.rms for frame in expected[5:45]], rtol=0.05, atol=2e-3
    )


@pytest.mark.parametrize("value", [np.nan, np.inf, 1e7])
def test_what_is_no_sound_is_refused_with_its_place(value: float) -> None:
    analyzer = LiveAnalyzer(CONFIG, MarkedEars(), Immediate())
    list(analyzer.push(np.zeros(1000, "<f4").tobytes()))
    chunk = np.zeros(100, "<f4")
    chunk[7] = value
    with pytest.raises(ValueError, match="sample 1007 of channel 0"):
        list(analyzer.push(chunk.tobytes()))


def test_a_torn_sample_is_refused() -> None:
    analyzer = LiveAnalyzer(replace(CONFIG, channel_count=2), MarkedEars(), Immediate())
    with pytest.raises(ValueError, match="12 bytes are no whole number of samples of 8 bytes"):
        list(analyzer.push(b"\0" * 12))


class FailingEars(MarkedEars):
    """Cannot be reached from one question to another."""

    def __init__(self, failing: range, error: Exception) -> None:
        self.questions = 0
        self._failing = failing
        self._error = error

    def beats(self, mel: FloatArray) -> FloatArray:
        self.questions += 1
        if self.questions in self._failing:
            raise self._error
        return super().beats(mel)


def test_features_go_on_while_the_networks_are_away(frames: list[LiveFrame], caplog: pytest.LogCaptureFixture) -> None:
    """Told by how far they have listened; the pulse is dropped after two seconds and is found again."""
    ears = FailingEars(range(70, 74), UnavailableError("TRITON_UNAVAILABLE", "gone"))
    broken = heard(MARKED, ears=ears)
    assert len(broken) == len(frames)
    behind_s = np.array([(frame.sample - frame.pulse.heard_sample) / RATE_HZ for frame in broken])
    gone = behind_s > 2
    assert 80 < np.count_nonzero(gone) < 150, "four failures, a second apart each"
    assert all((frame.pulse.tempo_bpm == 0) == away for frame, away in zip(broken[300:], gone[300:], strict=True))
    assert broken[-1].pulse.tempo_bpm == pytest.approx(TEMPO_BPM, rel=0.02)
    assert [record.message for record in caplog.records] == ["live analysis goes on without the networks: gone"]


def test_a_broken_network_ends_the_stream() -> None:
    ears = FailingEars(range(3, 1000), InternalError("MODEL_FAILED", "broken"))
    with pytest.raises(InternalError, match="broken"):
        heard(MARKED, ears=ears)


def test_a_stream_sent_faster_than_it_is_heard_waits_for_the_networks() -> None:
    """Twelve seconds at once: nothing is skipped, and never is more than one question open."""

    class SlowEars(MarkedEars):
        def __init__(self) -> None:
            self.turn = threading.Lock()

        def beats(self, mel: FloatArray) -> FloatArray:
            assert self.turn.acquire(blocking=False), "two questions at once"
            try:
                return super().beats(mel)
            finally:
                self.turn.release()

    with ThreadPoolExecutor(2) as pool:
        analyzer = LiveAnalyzer(CONFIG, SlowEars(), pool)
        frames = [*analyzer.push(encoded(MARKED, CONFIG)), *analyzer.finish()]
    behind_s = [(frame.sample - frame.pulse.heard_sample) / RATE_HZ for frame in frames]
    assert max(behind_s) < 2.1
    truth = beat_times_s(TEMPO_BPM, DURATION_S)
    beats_s = np.array([beat.sample for frame in frames for beat in frame.beats]) / RATE_HZ
    late = truth[truth > 8]
    assert np.all(np.abs(beats_s[-late.size :] - late) < 0.05)


@pytest.mark.parametrize("percent", [5, 50, 95, 99.9])
def test_running_percentiles_are_those_of_what_was_heard(percent: float) -> None:
    values = np.random.default_rng(3).normal((-20, 3), (8, 1), (4000, 2))
    running = RunningPercentiles(np.array([-80.0, -5]), np.array([20.0, 15]), memory=1e9)
    for value in values:
        running.push(value)
    expected = np.percentile(values, percent, axis=0)
    np.testing.assert_allclose(running.at(percent), expected, atol=1)


def test_running_percentiles_forget() -> None:
    running = RunningPercentiles(np.zeros(1), np.ones(1), memory=100)
    for value in [0.1] * 1000 + [0.9] * 300:
        running.push(np.array([value]))
    assert running.at(50)[0] == pytest.approx(0.9, abs=0.01)


TEMPO_BPM, DURATION_S = 100.0, 12.0
MARKED = marked(TEMPO_BPM, 3, DURATION_S)
