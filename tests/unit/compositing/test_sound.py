"""The bed, the mix and the limiter on signals whose answer is known."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import example, given
from hypothesis import strategies as st
from scipy.signal import resample_poly

from onset.compositing.sound import pcm
from onset.compositing.sound.bed import duck_db, loop
from onset.compositing.sound.limiter import limit, limited
from onset.compositing.sound.loudness import measure
from onset.compositing.sound.mix import write_mix
from onset.runtime.errors import InvalidArgumentError
from onset.timeline.bed import bridged, fade, loop_overlap
from onset.timeline.brief import VoiceTreatment
from onset.timeline.plan import Accent, AccentKind
from onset.timeline.span import Span
from tests.unit.compositing.material import scene, timeline, write_music, write_voice

RATE = 48_000


def never() -> bool:
    return False


@given(st.integers(3, 5000), st.integers(0, 30_000), st.lists(st.integers(1, 4000), min_size=1, max_size=6))
def test_the_loop_is_the_same_however_it_is_cut(length: int, start: int, counts: list[int]) -> None:
    music = np.random.default_rng(0).normal(size=(length, 2))
    overlap = loop_overlap(length, 1 << 30)

    def read(first: int, stop: int) -> np.ndarray:
        assert 0 <= first <= stop <= length
        return music[first:stop].copy()

    edges = start + np.cumsum([0, *counts])
    parts = [loop(read, length, overlap, int(a), int(b)) for a, b in zip(edges, edges[1:], strict=False)]
    assert np.array_equal(np.concatenate(parts), loop(read, length, overlap, int(edges[0]), int(edges[-1])))


def test_the_loop_joins_without_a_click_and_without_a_dip() -> None:
    noise = np.random.default_rng(1).normal(size=(10 * RATE, 1))
    endless = loop(lambda a, b: noise[a:b].copy(), len(noise), 2 * RATE, 0, 40 * RATE)
    level = np.sqrt(np.mean(endless.reshape(-1, RATE // 4) ** 2, axis=1))
    assert level.min() > 0.93
    assert level.max() < 1.07
    tone = np.sin(2 * np.pi * 110.3 * np.arange(10 * RATE) / RATE)[:, None]
    steps = np.abs(np.diff(loop(lambda a, b: tone[a:b].copy(), len(tone), 2 * RATE, 0, 30 * RATE)[:, 0]))
    assert steps.max() < 1.5 * np.abs(np.diff(tone[:, 0])).max()


def test_the_bed_is_down_before_the_voice_begins_and_comes_up_after() -> None:
    gain = duck_db([Span(2 * RATE, 3 * RATE)], 14.0, 0, 5 * RATE)
    at = {seconds: gain[round(seconds * RATE)] for seconds in (1.8, 1.925, 2.0, 2.5, 2.999, 3.2, 3.41)}
    assert at[1.8] == 0.0
    assert at[1.925] == pytest.approx(-7.0, abs=0.1)
    assert at[2.0] == at[2.5] == at[2.999] == -14.0
    assert at[3.2] == pytest.approx(-7.0, abs=0.1)
    assert at[3.41] == 0.0


def test_short_pauses_stay_ducked() -> None:
    speech = [Span(RATE, 2 * RATE), Span(2 * RATE + RATE // 4, 3 * RATE), Span(4 * RATE, 5 * RATE)]
    assert bridged(speech) == [Span(RATE, 3 * RATE), Span(4 * RATE, 5 * RATE)]
    assert duck_db(speech, 12.0, 2 * RATE, 2 * RATE + RATE // 4).max() == -12.0


@given(st.integers(0, 40_000), st.integers(1, 40_000))
def test_ducking_does_not_depend_on_blocks(start: int, count: int) -> None:
    speech = [Span(20_000, 24_000), Span(52_000, 60_000)]
    whole = duck_db(speech, 12.0, 0, 80_000)
    assert np.array_equal(duck_db(speech, 12.0, start, start + count), whole[start : start + count])


def test_the_bed_ends_in_silence() -> None:
    gain = fade(10 * RATE, 0, 10 * RATE)
    assert gain[-1] < 1e-6
    assert gain[5 * RATE] == 1.0


def true_peak(samples: np.ndarray) -> float:
    return float(np.abs(resample_poly(samples, 4, 1, axis=0)).max())


@pytest.mark.parametrize("gain", [1.0, 2.0, 6.0])
def test_no_true_peak_passes_the_ceiling(gain: float) -> None:
    random = np.random.default_rng(4)
    music = random.normal(size=(2 * RATE, 2)) * 0.2
    music[RATE : RATE + 40] += np.hanning(40)[:, None]
    assert true_peak(limit(music * gain, 0.89)) <= 0.89 * 1.012, "more than 0.1 dB over"


def test_what_is_below_the_ceiling_is_left_alone() -> None:
    quiet = np.random.default_rng(5).normal(size=(RATE, 2)) * 0.05
    assert np.array_equal(limit(quiet, 0.89), quiet)


def test_the_limiter_joins_blocks_without_a_seam() -> None:
    samples = (np.random.default_rng(6).normal(size=(400_000, 2)) * 0.4).astype(np.float32)
    got = np.concatenate(list(limited(samples, gain_db=3.0, ceiling_dbtp=-1.0)))
    whole = limit(samples * np.float32(10 ** (3 / 20)), 10 ** (-1 / 20))
    assert np.abs(got - whole).max() < 1e-6


@given(st.integers(0, 99), st.integers(1, 9000), st.floats(-30, 12), st.floats(-12, -0.5))
@example(30, 2, 0.0, -7.0)
def test_no_meter_finds_a_peak_above_the_ceiling(seed: int, count: int, gain_db: float, ceiling_dbtp: float) -> None:
    random = np.random.default_rng(seed)
    samples = (random.normal(size=(count, 2)) * 0.3 + (random.random((count, 2)) > 0.999)).astype(np.float32)
    level = measure(limited(samples, gain_db=gain_db, ceiling_dbtp=ceiling_dbtp))
    assert level.true_peak_dbtp <= ceiling_dbtp + 0.05


def test_the_mix_has_the_films_length_and_the_voice_its_place(tmp_path: Path) -> None:
    voice = write_voice(tmp_path / "voice.wav", 1.0, [(0.0, 1.0)])
    film = timeline([scene(0, 61)], voice_start=12_345, speech=[Span(12_345, 60_345)])
    write_mix(film, voice, None, tmp_path / "mix", never)
    mixed = pcm.Recorded(tmp_path / "mix")[:]
    said, _ = soundfile.read(voice)
    assert mixed.shape == (film.sample_count, 2)
    assert np.abs(mixed[12_345:60_345, 0] - said).max() < 1e-6
    assert not mixed[:12_345].any()
    assert not mixed[60_345:].any()


def test_music_is_levelled_to_the_voice_before_its_gain(tmp_path: Path) -> None:
    voice = write_voice(tmp_path / "voice.wav", 4.0, [(0.0, 2.0)])
    for level in (0.1, 1.0):
        quiet, _ = soundfile.read(write_music(tmp_path / "music.wav", 3.0))
        soundfile.write(tmp_path / "music.wav", quiet * level, RATE, subtype="FLOAT")
        film = timeline([scene(0, 120)], speech=[Span(0, 2 * RATE)], music_gain_db=-6.0)
        write_mix(film, voice, tmp_path / "music.wav", tmp_path / f"mix-{level}", never)
    first, second = (pcm.Recorded(tmp_path / f"mix-{level}")[:] for level in (0.1, 1.0))
    assert np.abs(first - second).max() < 0.01


def test_a_voice_that_would_be_cut_off_is_refused(tmp_path: Path) -> None:
    voice = write_voice(tmp_path / "voice.wav", 2.0, [(0.0, 2.0)])
    film = timeline([scene(0, 30)], speech=[Span(0, 2 * RATE)])
    with pytest.raises(InvalidArgumentError, match=r"still speaks 1\.00 s") as refusal:
        write_mix(film, voice, None, tmp_path / "mix", never)
    assert refusal.value.reason == "VOICE_CUT_OFF"


@pytest.mark.parametrize("content", ["text", "rate"])
def test_a_sound_that_is_not_canonical_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "voice.wav"
    if content == "text":
        path.write_text("no sound")
    else:
        soundfile.write(path, np.zeros(100), 44_100)
    with pytest.raises(InvalidArgumentError) as refusal:
        write_mix(timeline([scene(0, 30)]), path, None, tmp_path / "mix", never)
    assert (refusal.value.reason, refusal.value.field) == ("BAD_SOUND", "voice")


def test_music_as_long_as_the_film_is_not_looped(tmp_path: Path) -> None:
    voice = write_voice(tmp_path / "voice.wav", 4.0, [(0.0, 1.0)])
    film = timeline([scene(0, 120)], speech=[Span(0, RATE)])
    music = np.random.default_rng(8).normal(size=film.sample_count) * 0.1
    soundfile.write(tmp_path / "music.wav", music, RATE, subtype="FLOAT")
    write_mix(film, voice, tmp_path / "music.wav", tmp_path / "mix", never)
    late = slice(3 * RATE, 3 * RATE + 9600)
    heard = np.asarray(pcm.Recorded(tmp_path / "mix")[late][:, 0], float) / fade(
        film.sample_count, late.start, late.stop
    )
    assert np.corrcoef(heard, music[late])[0, 1] > 0.999


def test_music_shorter_than_a_bar_is_refused(tmp_path: Path) -> None:
    voice = write_voice(tmp_path / "voice.wav", 1.0, [(0.0, 1.0)])
    soundfile.write(tmp_path / "sting.wav", np.zeros(95_999), RATE)
    with pytest.raises(InvalidArgumentError) as refusal:
        write_mix(timeline([scene(0, 30)]), voice, tmp_path / "sting.wav", tmp_path / "mix", never)
    assert (refusal.value.reason, refusal.value.field) == ("MUSIC_TOO_SHORT", "music")


def test_treatments_and_accents_are_in_the_mix(tmp_path: Path) -> None:
    voice = write_voice(tmp_path / "voice.wav", 2.0, [(0.0, 1.0)])
    film = timeline([scene(0, 90)], speech=[Span(0, RATE)])
    full = replace(
        film,
        mix=replace(
            film.mix,
            treatments=(VoiceTreatment.LEVEL,),
            accents=(Accent(2 * RATE + 100, AccentKind.HIT, -6.0),),
        ),
    )
    write_mix(full, voice, None, tmp_path / "mix", never)
    mixed = np.asarray(pcm.Recorded(tmp_path / "mix")[:])
    assert len(mixed) == film.sample_count
    assert int(np.abs(mixed[RATE * 3 // 2 :]).sum(axis=1).argmax()) + RATE * 3 // 2 == 2 * RATE + 100
    write_mix(film, voice, None, tmp_path / "plain", never)
    assert not np.array_equal(mixed[:RATE], np.asarray(pcm.Recorded(tmp_path / "plain")[:])[:RATE])
