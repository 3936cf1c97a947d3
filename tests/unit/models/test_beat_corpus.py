"""The corpus of the beat tracker: its truth is consistent, repeatable, and lies where the sound does."""

from itertools import pairwise

import numpy as np
import pytest

from onset.models.beat_tracker.corpus import augment, chamber, machine, metronome, synth
from onset.models.beat_tracker.corpus.clips import Clip, Wave, cut, record
from onset.models.beat_tracker.corpus.compose import compose
from onset.models.beat_tracker.corpus.features import mel_of
from onset.models.beat_tracker.corpus.genres import Genre, choose, families, genres
from onset.models.beat_tracker.corpus.patterns import DRUM_KEYS
from onset.models.beat_tracker.corpus.score import FloatArray, Performance, Piece, Sounding
from onset.models.beat_tracker.corpus.tempo_map import FASTEST_BPM, SLOWEST_BPM
from onset.timeline.time import SAMPLE_RATE_HZ

PIECES = 60
LENGTH_S = 25.0
FRAME_S = 0.02


@pytest.fixture(scope="module")
def pieces() -> list[Piece]:
    rngs = [np.random.default_rng([11, index]) for index in range(PIECES)]
    return [(compose, chamber.compose)[index % 2](rng, LENGTH_S) for index, rng in enumerate(rngs)]


def test_positions_count_up_and_start_anew(pieces: list[Piece]) -> None:
    for index, piece in enumerate(pieces):
        assert len(piece.positions) == len(piece.beats_s)
        for before, after in pairwise(piece.positions.tolist()):
            assert after in (before + 1, 1), (index, piece.genre, before, after)
        bars = np.diff(np.flatnonzero(piece.positions == 1))
        assert np.median(bars) == piece.metre == piece.positions.max(), (index, piece.genre)


def test_beats_keep_within_the_tracker_s_tempi(pieces: list[Piece]) -> None:
    for index, piece in enumerate(pieces):
        tempo_bpm = 60 / np.diff(piece.beats_s)
        assert tempo_bpm.min() > SLOWEST_BPM * 0.95, (index, piece.genre)
        assert tempo_bpm.max() < FASTEST_BPM * 1.05, (index, piece.genre)


def test_a_piece_outlasts_what_is_asked_and_is_heard_from_its_first_beat_on(pieces: list[Piece]) -> None:
    for piece in pieces:
        assert piece.end_s > LENGTH_S
        first_s = min(part.notes[0].start_s for part in piece.parts)
        assert piece.beats_s[0] > first_s - 0.1
        for part in piece.parts:
            starts = [note.start_s for note in part.notes]
            assert starts == sorted(starts)
            assert all(note.end_s > note.start_s and 0 < note.velocity <= 1 for note in part.notes)


def test_the_same_seed_gives_the_same_piece() -> None:
    for write in (compose, chamber.compose):
        first, again, other = (write(np.random.default_rng([3, seed]), LENGTH_S) for seed in (5, 5, 6))
        assert first.parts == again.parts
        np.testing.assert_array_equal(first.beats_s, again.beats_s)
        assert first.parts != other.parts


def test_every_metre_and_every_octave_of_tempo_is_drawn() -> None:
    rng = np.random.default_rng(0)
    drawn = [choose(rng) for _ in range(2000)]
    for metre, least in ((2, 100), (3, 200), (4, 800), (6, 150)):
        tempi = [bpm for _, m, bpm in drawn if m == metre]
        assert len(tempi) >= least, metre
        assert max(tempi) > 1.9 * min(tempi), metre
    tempi = [bpm for *_, bpm in drawn]
    counts, _ = np.histogram(np.log2(tempi), np.log2([50, 70, 100, 140, 220]))
    assert counts.min() > 0.12 * len(tempi), counts


@pytest.mark.parametrize("genre", genres(), ids=lambda genre: genre.name)
def test_a_genre_s_patterns_can_be_read(genre: Genre) -> None:
    assert all(letter in DRUM_KEYS for table in genre.drums for letter in table)
    assert all(set(line) <= set("xXo?rt. |") for table in genre.drums for line in table.values())
    assert all(set(line) <= set("RLO357AW-. |") for line in genre.bass)
    played_on = [*genre.lead.split(), *genre.bass_on.split()]
    for line in genre.chords:
        instruments, pattern = line.split(":")
        played_on += instruments.split()
        assert set(pattern) <= set("xXodumb123456789-. |"), line
    assert set(played_on) <= families().keys()


@pytest.fixture(scope="module")
def clicks() -> Clip:
    """Rim shots in bars of four, cut within the first bar."""
    beats_s = 0.4 + 0.61 * np.arange(20)
    notes = [Sounding(at, at + 0.05, DRUM_KEYS["r"][0], 1.0) for at in beats_s.tolist()]
    part = Performance("drums", "kit", notes, 0.0)
    positions = (np.arange(len(beats_s)) % 4 + 1).astype(np.int8)
    piece = Piece("clicks", 4, beats_s, positions, [part], float(beats_s[-1]) + 0.5)
    wave = machine.play(np.random.default_rng(4), None, part, 13 * SAMPLE_RATE_HZ)
    return cut(piece, wave, 0.73, 11.0, "machine")


def _attacks_s(wave: Wave, beats_s: FloatArray) -> FloatArray:
    """Where the sound around each beat first reaches a third of its peak."""
    reach = int(0.05 * SAMPLE_RATE_HZ)
    found = []
    for at in np.round(beats_s * SAMPLE_RATE_HZ).astype(int):
        near = np.abs(wave[at - reach : at + reach])
        found.append((at - reach + int(np.argmax(near > near.max() / 3))) / SAMPLE_RATE_HZ)
    return np.array(found)


def test_a_cut_keeps_truth_on_the_attacks(clicks: Clip) -> None:
    assert clicks.positions[:4].tolist() == [2, 3, 4, 1]
    np.testing.assert_allclose(_attacks_s(clicks.wave, clicks.beats_s), clicks.beats_s, atol=0.002)


@pytest.mark.parametrize("name", ["mp3", "aac", "opus"])
def test_a_codec_moves_no_attack(clicks: Clip, name: str) -> None:
    spoilt = augment.codec(clicks.wave, name, 64_000)
    assert len(spoilt) == len(clicks.wave)
    np.testing.assert_allclose(_attacks_s(spoilt, clicks.beats_s), clicks.beats_s, atol=0.005)


def test_a_codec_takes_a_last_frame_of_a_few_samples() -> None:
    wave = np.random.default_rng(1).normal(0, 0.1, 65_769).astype(np.float32)
    assert len(augment.codec(wave, "aac", 32_000)) == len(wave)


def test_no_other_journey_moves_an_attack(clicks: Clip) -> None:
    rng = np.random.default_rng(8)
    journeys = {
        "room": augment.room(rng, clicks.wave),
        "equaliser": augment.equalise(rng, clicks.wave),
        "compressor": augment.compress(clicks.wave, threshold_db=-20, ratio=4),
        "noise": augment.add_noise(rng, clicks.wave, snr_db=30),
    }
    for name, wave in journeys.items():
        assert np.isfinite(wave).all(), name
        np.testing.assert_allclose(_attacks_s(wave, clicks.beats_s), clicks.beats_s, atol=0.005, err_msg=name)


def test_the_mel_rises_at_the_frame_of_the_beat(clicks: Clip) -> None:
    mel_db, loudest_db = mel_of(clicks.wave)
    assert mel_db.shape == (1 + len(clicks.wave) // 480 // 2, 128)
    assert mel_db.max() >= loudest_db > -40
    level = mel_db.astype(np.float64).mean(axis=1)
    for beat_s in clicks.beats_s[1:]:
        frame = round(beat_s / FRAME_S)
        rise = frame - 5 + int(np.argmax(np.diff(level[frame - 5 : frame + 6])))
        assert abs((rise + 1) * FRAME_S - beat_s) <= 1.5 * FRAME_S, beat_s


def test_a_record_holds_what_the_package_promises(clicks: Clip) -> None:
    entries = record(clicks, 3)
    names = "mel loudest_db beats positions metre has_beat tempo_bpm genre bank drums"
    assert entries.keys() == {f"{name}_3" for name in names.split()}
    assert entries["tempo_bpm_3"] == pytest.approx(60 / 0.61, rel=1e-4)


@pytest.mark.parametrize("role", ["bass", "pad"])
def test_a_patch_sounds_at_the_pitch_it_is_asked_for(role: str) -> None:
    for seed in range(8):
        part = Performance(role, "synbass", [Sounding(0.0, 1.0, 57, 1.0)], 0.0)
        power = np.abs(np.fft.rfft(synth.play(np.random.default_rng(seed), part, SAMPLE_RATE_HZ))) ** 2
        partials = [power[int(220 * k * 0.98) : int(220 * k * 1.02) + 1].sum() for k in range(1, 17)]
        assert sum(partials) > 0.8 * power[1 : int(220 * 16.5)].sum(), (role, seed)


def test_a_metronome_strikes_every_beat_and_nothing_before_it() -> None:
    for seed in range(40):
        piece = metronome.compose(np.random.default_rng([5, seed]), LENGTH_S)
        assert piece.end_s > LENGTH_S
        (part,) = piece.parts
        starts = np.array([note.start_s for note in part.notes])
        away_s = np.abs(starts[:, None] - piece.beats_s).min(axis=0)
        assert away_s.max() < 0.06, seed
        assert np.diff(np.flatnonzero(piece.positions == 1)).tolist() == [piece.metre] * (
            len(piece.beats_s) // piece.metre - 1
        )
