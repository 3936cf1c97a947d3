"""Forty mixes, measured as they are delivered: loudness, true peak, depth of ducking; and what cleaning a voice gains.

Voices are eSpeak's, clean and spoiled; music is composed, the example's, and such as comes from users: mono, clipped,
with 60 dB between soft and loud, shorter than the film, a metronome, silence. All destinations' levels are among them.
"""

import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import cycle, islice
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

from onset.compositing.sound.cleanup.treat import treat
from onset.compositing.sound.compose import write_music
from onset.compositing.sound.master import master
from onset.compositing.sound.mix import write_mix
from onset.evaluation.ducking import check_ducking
from onset.evaluation.heard import decode_sound
from onset.evaluation.sound import measure_loudness
from onset.planning.score import compose
from onset.runtime import ffmpeg
from onset.timeline.brief import VoiceTreatment
from onset.timeline.plan import Accent, AccentKind, MixPlan, Timeline, VoiceEdit
from onset.timeline.profile import profiles
from onset.timeline.profile_rules import AudioRules
from onset.timeline.span import Span
from onset.timeline.time import SAMPLE_RATE_HZ
from onset.timeline.verdict import Outcome
from tests.support import spoiled
from tests.unit.compositing.material import scene, timeline

FloatArray = NDArray[np.float64]

MIXES = 40
LEAD = SAMPLE_RATE_HZ // 2
VOICES = ("en-us", "en-us+f3", "de", "fr", "es")
DEPTHS_DB = (12.0, 14.0, 18.0, 6.0, 24.0, 16.0, 0.0)
MOODS = ("calm", "energetic", "dark")
GAINS_DB = (-8.0, -14.0, -3.0, -20.0)
SPOILED: dict[str, Callable[[FloatArray], FloatArray]] = {
    "clean": lambda clean: clean,
    "noise at 15 dB": lambda clean: spoiled.with_noise(clean, 15.0),
    "uneven": spoiled.with_steps,
    "clicks": spoiled.with_clicks,
    "very loud": lambda clean: np.clip(12 * clean, -1, 1),
    "very soft": lambda clean: 0.003 * clean,
}
TREATMENTS = {
    "noise at 15 dB": (VoiceTreatment.DENOISE,),
    "uneven": (VoiceTreatment.LEVEL, VoiceTreatment.DEESS),
    "clicks": (VoiceTreatment.DECLICK,),
}
EXAMPLE = Path(__file__).parents[3] / "examples" / "aurora" / "music.ogg"


@dataclass(frozen=True, slots=True)
class Result:
    """One mix as it was delivered."""

    loudness_error_lu: float
    peak_over_db: float
    ducking_error_db: float | None
    why_not: str
    seconds: float
    film_s: float


def never() -> bool:
    return False


def musics(folder: Path) -> dict[str, Path]:
    """Beds by what they are like."""
    example, rate = soundfile.read(ffmpeg_wav(EXAMPLE, folder / "example.wav"), always_2d=True)
    assert rate == SAMPLE_RATE_HZ
    seconds = np.arange(20 * SAMPLE_RATE_HZ) / SAMPLE_RATE_HZ
    swell = 10 ** (-60 * (0.5 + 0.5 * np.cos(2 * np.pi * seconds / 9)) / 20)
    clicks = np.zeros(20 * SAMPLE_RATE_HZ)
    clicks[:: SAMPLE_RATE_HZ // 2] = 0.9
    tones = sum(np.sin(2 * np.pi * pitch * seconds) for pitch in (220.0, 277.2, 329.6))
    sounds = {
        "example": example[: 30 * SAMPLE_RATE_HZ],
        "mono": example[: 25 * SAMPLE_RATE_HZ, 0],
        "clipped": np.clip(9 * example[: 25 * SAMPLE_RATE_HZ], -1, 1),
        "60 dB of dynamics": 0.3 * (tones * swell)[:, None] * np.ones(2),
        "looped, 4 s": example[: 4 * SAMPLE_RATE_HZ],
        "metronome": np.convolve(clicks, np.hanning(24))[: len(clicks)],
        "silence": np.zeros((5 * SAMPLE_RATE_HZ, 2)),
    }
    paths = {name: folder / f"music-{index}.wav" for index, name in enumerate(sounds)}
    for name, path in paths.items():
        soundfile.write(path, np.clip(sounds[name], -1, 1), SAMPLE_RATE_HZ, subtype="PCM_24")
    return paths


def ffmpeg_wav(source: Path, target: Path) -> Path:
    sound = ffmpeg.open_file(source, container="ogg").audio
    options: dict[str, ffmpeg.Option] = {"ar": SAMPLE_RATE_HZ, "ac": 2, "c:a": "pcm_s24le"}
    ffmpeg.encode(ffmpeg.Output((sound,), "wav", options), target, timeout_s=60)
    return target


def film(voice: FloatArray, depth_db: float, gain_db: float, condition: str, *, accents: bool) -> Timeline:
    """A film of a few scenes about a voice; speech where it sounds."""
    frames = round((LEAD + len(voice) + 2.2 * SAMPLE_RATE_HZ) / SAMPLE_RATE_HZ * 30)
    edges = [0, frames // 4, frames // 2, 3 * frames // 4, frames - 66, frames]
    planned = timeline([scene(a, b) for a, b in zip(edges, edges[1:], strict=False)])
    active = np.flatnonzero(np.abs(voice) > 0.01 * np.abs(voice).max())
    gaps = np.flatnonzero(np.diff(active) > SAMPLE_RATE_HZ // 4)
    starts, ends = [active[0], *active[gaps + 1]], [*active[gaps], active[-1]]
    speech = tuple(Span(LEAD + int(a), LEAD + int(b) + 1) for a, b in zip(starts, ends, strict=True))
    cuts = [planned.frame_rate.sample_of_frame(edge) for edge in edges[1:-1]]
    kinds = cycle(AccentKind)
    mix = MixPlan(
        (VoiceEdit(0, len(voice), LEAD),),
        gain_db,
        depth_db,
        speech,
        TREATMENTS.get(condition, ()),
        tuple(Accent(cut, next(kinds), -12.0) for cut in cuts) if accents else (),
    )
    return replace(planned, mix=mix)


def deliver(planned: Timeline, voice: Path, music: Path, rules: AudioRules, folder: Path) -> Result:
    """Mix, level, encode; then measure the encoded sound."""
    began = time.perf_counter()
    write_mix(planned, voice, music, folder / "mix.f32", never)
    encoded = master(folder / "mix.f32", folder, rules, never)
    seconds = time.perf_counter() - began
    level = measure_loudness(encoded, timeout_s=60)
    delivered = decode_sound(encoded, most_ms=0, most_samples=planned.sample_count, cancelled=never).mono
    (ducking,) = check_ducking(delivered, music, planned.mix, planned.sample_count)
    told = ducking.outcome is not Outcome.INFO
    return Result(
        abs(level.integrated_lufs - rules.target_lufs),
        level.true_peak_dbtp - rules.true_peak_dbtp,
        abs(ducking.value - planned.mix.duck_db) if told else None,
        "" if told else ducking.detail,
        seconds,
        planned.sample_count / SAMPLE_RATE_HZ,
    )


def mixes() -> None:
    """Print one row a mix, and the worst of each column."""
    rules = {(each.audio.target_lufs, each.audio.true_peak_dbtp): each.audio for each in profiles().values()}
    print("| voice | music | order: LUFS, dBTP, duck, bed dB | loudness error LU | peak above dB | ducking error dB |")
    print("|---|---|---|---:|---:|---:|")
    results = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        known = musics(folder)
        beds = cycle(["composed", *known])
        orders = islice(zip(cycle(VOICES), cycle(SPOILED), cycle(DEPTHS_DB), cycle(GAINS_DB), cycle(rules)), MIXES)
        for number, (speaker, condition, depth_db, gain_db, levels) in enumerate(orders):
            voice = SPOILED[condition](spoiled.voice(speaker))
            soundfile.write(folder / "voice.wav", voice.astype(np.float32), SAMPLE_RATE_HZ, subtype="FLOAT")
            planned = film(spoiled.voice(speaker), depth_db, gain_db, condition, accents=number % 3 == 0)
            bed = next(beds)
            if bed == "composed":
                music, score = folder / "composed.wav", compose(planned, MOODS[number % len(MOODS)], number)
                write_music(score, music, never)
                planned = replace(planned, mix=replace(planned.mix, score=score))
            else:
                music = known[bed]
            found = deliver(planned, folder / "voice.wav", music, rules[levels], folder)
            results.append(found)
            error = f"{found.ducking_error_db:.2f}" if found.ducking_error_db is not None else found.why_not
            print(
                f"| {speaker}, {condition} | {bed} | {levels[0]:g}, {levels[1]:g}, {depth_db:g}, {gain_db:g} "
                f"| {found.loudness_error_lu:.2f} | {found.peak_over_db:+.2f} | {error} |"
            )
    told = [found.ducking_error_db for found in results if found.ducking_error_db is not None]
    print(
        f"\n{len(results)} mixes: loudness error at most {max(r.loudness_error_lu for r in results):.2f} LU, "
        f"peak at most {max(r.peak_over_db for r in results):+.2f} dB against the ceiling, ducking error at most "
        f"{max(told):.2f} dB over {len(told)} mixes whose bed can be heard; "
        f"{sum(r.seconds for r in results) / sum(r.film_s for r in results):.2f} s for a second of film.\n"
    )


def cleaning() -> None:
    """Print what each treatment gains on each voice, and what it does to a clean one."""
    print("| voice | noise at 10 dB: SNR, pauses | 20 dB | clicks: SNR | sibilants 12 dB too sharp | phrases apart |")
    print("|---|---:|---:|---:|---:|---:|")
    for speaker in VOICES:
        clean = spoiled.voice(speaker)
        speech, everywhere = spoiled.spoken(clean), np.ones(len(clean), bool)
        cells = []
        for snr_db in (10.0, 20.0):
            noisy = spoiled.with_noise(clean, snr_db)
            after = treated(noisy, VoiceTreatment.DENOISE)
            gain = spoiled.snr_db(clean, after, speech) - snr_db
            cells.append(f"{gain:+.1f} dB, {level_change(noisy, after, ~speech):+.1f} dB")
        clicked = spoiled.with_clicks(clean)
        mended = spoiled.snr_db(clean, treated(clicked, VoiceTreatment.DECLICK), everywhere)
        cells.append(f"{spoiled.snr_db(clean, clicked, everywhere):.1f} to {mended:.1f} dB")
        harsh, hiss = spoiled.with_harshness(clean), spoiled.sibilant(clean)
        soft = treated(harsh, VoiceTreatment.DEESS)
        cells.append(f"{level_change(spoiled.sibilance(harsh), spoiled.sibilance(soft), hiss):+.1f} dB")
        uneven = spoiled.with_steps(clean)
        cells.append(
            f"{spread_db(uneven, speech):.1f} to {spread_db(treated(uneven, VoiceTreatment.LEVEL), speech):.1f} dB"
        )
        print(f"| {speaker} | {' | '.join(cells)} |")


def treated(samples: FloatArray, treatment: VoiceTreatment) -> FloatArray:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        soundfile.write(folder / "in.wav", samples.astype(np.float32), SAMPLE_RATE_HZ, subtype="FLOAT")
        treat(folder / "in.wav", (treatment,), folder / "out.wav", never)
        result, _ = soundfile.read(folder / "out.wav")
    return np.asarray(result, np.float64)


def level_change(before: FloatArray, after: FloatArray, where: NDArray[np.bool_]) -> float:
    return spoiled.level_db(after, where) - spoiled.level_db(before, where)


def spread_db(samples: FloatArray, speech: NDArray[np.bool_]) -> float:
    thirds = np.array_split(np.arange(len(samples)), 3)
    levels = [spoiled.level_db(samples[third], speech[third]) for third in thirds]
    return max(levels) - min(levels)


if __name__ == "__main__":
    mixes()
    cleaning()
