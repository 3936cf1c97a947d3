"""Flash and beep: the picture turns white on the frame on which a tone begins, again and again, through the whole
rendering; where each stands in the finished file is measured by decoding it."""

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import soundfile

from onset.timeline.brief import Size
from onset.timeline.plan import VisualKind
from onset.timeline.span import Span
from onset.timeline.time import SAMPLE_RATE_HZ, FrameRate
from tests.support.rendering import Job, composite
from tests.unit.compositing import material

_BEEP_S, _FLASH_S = 0.2, Fraction(2, 5)
_TONE_HZ = 1000


def film(folder: Path, rate: FrameRate, seconds: int, size: Size) -> tuple[Job, list[int]]:
    """A film that flashes and beeps once a second and a bit, and the frames on which it does."""
    frames = rate.frame_of_seconds(Fraction(seconds))
    period, lit = rate.frame_of_seconds(Fraction(11, 10)), rate.frame_of_seconds(_FLASH_S)
    flashes = list(range(rate.frame_of_seconds(Fraction(7, 10)), frames - 2 * lit, period))
    voice = np.zeros(rate.sample_of_frame(frames), np.float32)
    tone = 0.5 * np.sin(2 * np.pi * _TONE_HZ * np.arange(round(_BEEP_S * SAMPLE_RATE_HZ)) / SAMPLE_RATE_HZ)
    scenes, clips, at = [], [], 0
    for start in [*flashes, frames]:
        end = min(start + lit, frames)
        for first, last, level in ((at, start, 12), (start, end, 240)):
            if first < last:
                index = len(scenes)
                scenes.append(material.scene(first, last, VisualKind.GENERATED))
                path = folder / f"clip-{index}.mkv"
                clips.append(material.write_clip(path, index, (first,), size, material.flat((level,) * 3, size)))
        if start < frames:
            sample = rate.sample_of_frame(start)
            voice[sample : sample + len(tone)] = tone[: len(voice) - sample]
        at = end
    soundfile.write(folder / "voice.wav", voice, SAMPLE_RATE_HZ, subtype="FLOAT")
    kit, pictures = material.brand(folder)
    speech = tuple(Span(rate.sample_of_frame(flash), rate.sample_of_frame(flash) + len(tone)) for flash in flashes)
    timeline = material.timeline(scenes, rate=rate, speech=speech)
    job = Job(timeline, size, tuple(clips), kit, pictures, folder / "voice.wav", None, False, material.SOCIAL)
    return job, flashes


def offsets_ms(folder: Path, rate: FrameRate, seconds: int, size: Size, chunks: int) -> tuple[list[float], list[int]]:
    """Milliseconds by which each tone begins after its flash in the finished file, and by how many frames each flash
    stands away from the frame that it was planned on."""
    job, flashes = film(folder, rate, seconds, size)
    files = composite(job, folder, lambda _done: None, lambda: False, chunks=chunks)
    shown = _flashes_s(files.video)
    heard = _beeps_s(files.video)
    assert len(shown) == len(heard) == len(flashes), (shown, heard, flashes)
    return (
        [float(1000 * (beep - flash)) for beep, flash in zip(heard, shown, strict=True)],
        [round(at * rate.per_second) - flash for at, flash in zip(shown, flashes, strict=True)],
    )


def _flashes_s(path: Path) -> list[Fraction]:
    """Presentation times at which the picture turns from dark to light."""
    found, lit = [], False
    with av.open(str(path)) as file:
        for frame in file.decode(video=0):
            light = bool(frame.to_ndarray(format="gray").mean() > 128)
            if light and not lit:
                found.append(Fraction(frame.pts) * frame.time_base)
            lit = light
    return found


def _beeps_s(path: Path) -> list[Fraction]:
    """Presentation times at which a tone begins: where its loudness passes half of what it will have."""
    samples, start = [], None
    with av.open(str(path)) as file:
        for frame in file.decode(audio=0):
            if start is None:
                start = round(Fraction(frame.pts) * frame.time_base * SAMPLE_RATE_HZ)
            samples.append(frame.to_ndarray().mean(axis=0))
    sound = np.concatenate(samples)
    period = SAMPLE_RATE_HZ // _TONE_HZ
    # Mean power over whole periods of the tone: half of it is reached when the window's middle is on the tone's start.
    power = np.convolve(sound.astype(np.float64) ** 2, np.full(2 * period, 1 / (2 * period)), mode="valid")
    loud = power > 0.5 * np.quantile(power, 0.98)
    begins = np.flatnonzero(loud[1:] & ~loud[:-1]) + 1 + period + (start or 0)
    apart = np.diff(begins, prepend=-SAMPLE_RATE_HZ) > SAMPLE_RATE_HZ // 2
    return [Fraction(int(sample), SAMPLE_RATE_HZ) for sample in begins[apart]]
