"""How times and figures read, on the terminal, in the picture and on the page."""

import re

from onset.cli.inspection.facts import Facts
from onset.timeline.music import Section, SectionName
from onset.timeline.sound import AudioAnalysis

_CODECS = {
    "flac": "FLAC",
    "alac": "ALAC",
    "mp3": "MP3",
    "mp3float": "MP3",
    "aac": "AAC",
    "aac_latm": "AAC",
    "vorbis": "Vorbis",
    "libvorbis": "Vorbis",
    "opus": "Opus",
    "libopus": "Opus",
}
"""As people write what ffmpeg's decoders call themselves."""


def clock(seconds: float, digits: int = 0) -> str:
    """`3:07`, `1:03:07`, with digits `3:07.25`."""
    whole, fraction = divmod(round(seconds * 10**digits), 10**digits)
    hours, minutes = whole // 3600, whole // 60 % 60
    start = f"{hours}:{minutes:02}" if hours else f"{minutes}"
    return f"{start}:{whole % 60:02}" + (f".{fraction:0{digits}}" if digits else "")


def duration(seconds: float) -> str:
    """`23.07 s`, from a minute on `3:07`."""
    return clock(seconds) if seconds >= 60 else f"{seconds:.2f} s"


def signed(value: float, digits: int = 1) -> str:
    """With a true minus sign, and none before a zero."""
    text = f"{value:.{digits}f}"
    return (text.lstrip("-") if float(text) == 0 else text).replace("-", "−")


def plural(count: int, what: str) -> str:
    """`1 bar`, `2 bars`."""
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def tempo(facts: Facts) -> str:
    """`120.0 BPM`, with its range where it varies by more than is heard."""
    if not facts.steady:
        return "no steady beat"
    if facts.highest_bpm - facts.lowest_bpm < 0.02 * facts.bpm:
        return f"{facts.bpm:.1f} BPM"
    return f"{facts.bpm:.1f} BPM ({facts.lowest_bpm:.0f}–{facts.highest_bpm:.0f})"


def section(part: Section) -> str:
    """`B Verse`, or the label alone where nothing is known."""
    return part.label if part.name is SectionName.UNNAMED else f"{part.label} {part.name.name.capitalize()}"


def source(facts: Facts) -> str:
    """What the file was: `MP3, 44.1 kHz, stereo`."""
    pcm = re.fullmatch(r"pcm_([a-z])(\d+)[a-z]*", facts.source.codec)
    codec = f"PCM {pcm[2]} bit{' float' * (pcm[1] == 'f')}" if pcm else _CODECS.get(facts.source.codec, "")
    channels = {1: "mono", 2: "stereo"}.get(facts.source.channels, f"{facts.source.channels} channels")
    return f"{codec or facts.source.codec}, {facts.source.sample_rate_hz / 1000:g} kHz, {channels}"


def facts_line(facts: Facts, analysis: AudioAnalysis) -> tuple[str, ...]:
    """A sound in a few words each."""
    parts = [duration(facts.duration_s), tempo(facts)]
    if facts.beats_per_bar:
        parts.append(f"{facts.beats_per_bar} beats a bar")
    if facts.key:
        parts.append(facts.key)
    parts.append(f"{signed(analysis.loudness.integrated_lufs)} LUFS")
    if facts.speech_share:
        parts.append(f"{facts.speech_share:.0%} speech")
    return tuple(parts)
