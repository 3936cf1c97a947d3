"""What an analysis says, in the few figures that a person wants first, and what there is to beware of."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from onset.runtime.media.audio import AudioFacts
from onset.timeline.music import KeySpan, Mode
from onset.timeline.sound import AudioAnalysis
from onset.timeline.span import Span

PITCH_CLASSES = ("C", "C♯", "D", "E♭", "E", "F", "F♯", "G", "A♭", "A", "B♭", "B")
"""As they are mostly spelled."""
UNSURE = 0.3
"""Below this confidence a pulse should not place cuts (`onset.timeline.music.Tempo`)."""
CLIPPING_DBTP = 0.1
"""As far as a meter of true peaks can be trusted (EBU Tech 3341: within 0.2 dB)."""
_QUIET_LUFS = -40.0
_AUDIBLE_DC = 0.01


@dataclass(frozen=True, slots=True)
class Warn:
    """Something that whoever uses the analysis should know."""

    reason: str
    """Stable UPPER_SNAKE_CASE identifier."""
    message: str


@dataclass(frozen=True, slots=True)
class Facts:
    """A sound at a glance."""

    name: str
    """The file's."""
    source: AudioFacts
    duration_s: float
    steady: bool
    """Whether there is a beat to cut to."""
    bpm: float
    """Median over the track; 0 where there is no steady beat, as the next two."""
    lowest_bpm: float
    highest_bpm: float
    beats_per_bar: int
    """0 where there is no steady beat."""
    bar_count: int
    """Complete bars: a pick-up does not count."""
    key: str
    """The key that lasts longest; empty if there is none."""
    speech_share: float
    """0..1 of the duration."""
    syllables_per_s: float
    """Mean over the speech whose rate is known; 0 if there is none."""
    pause_count: int
    """Pauses between speech; 0 in a sound without speech."""
    warnings: tuple[Warn, ...]


def find_facts(name: str, source: AudioFacts, analysis: AudioAnalysis) -> Facts:
    """Sum up an analysis."""
    steady = bool(analysis.beats) and analysis.tempo.confidence >= UNSURE
    curve = [point.bpm for point in analysis.tempo_curve] or [analysis.tempo.interval_bpm]
    paced = [span for span in analysis.speech if span.syllables_per_s > 0]
    return Facts(
        name=name,
        source=source,
        duration_s=analysis.sample_count / analysis.sample_rate_hz,
        steady=steady,
        bpm=analysis.tempo.interval_bpm if steady else 0.0,
        lowest_bpm=min(curve) if steady else 0.0,
        highest_bpm=max(curve) if steady else 0.0,
        beats_per_bar=analysis.metre.beats_per_bar if steady else 0,
        bar_count=len({beat.bar for beat in analysis.beats if beat.bar > 0}) if steady else 0,
        key=_longest_key(analysis.keys),
        speech_share=_total(analysis.speech) / analysis.sample_count,
        syllables_per_s=sum(span.syllables_per_s * span.length for span in paced) / max(_total(paced), 1),
        pause_count=len(analysis.pauses) if analysis.speech else 0,
        warnings=tuple(_warnings(source, analysis, steady=steady)),
    )


def key_name(key: KeySpan) -> str:
    """`A minor`."""
    return f"{PITCH_CLASSES[key.tonic]} {'major' if key.mode is Mode.MAJOR else 'minor'}"


def _longest_key(keys: Sequence[KeySpan]) -> str:
    lengths: defaultdict[str, int] = defaultdict(int)
    for key in keys:
        lengths[key_name(key)] += key.length
    return max(lengths, key=lambda name: lengths[name], default="")


def _total(spans: Sequence[Span]) -> int:
    return sum(span.length for span in spans)


def _warnings(source: AudioFacts, analysis: AudioAnalysis, *, steady: bool) -> list[Warn]:
    found = []
    if not steady:
        found.append(Warn("NO_STEADY_BEAT", "No steady beat: cuts should follow something else."))
    elif analysis.metre.confidence < UNSURE:
        found.append(Warn("UNSURE_METRE", "The metre is a guess: downbeats may lie on other beats of the bar."))
    if steady and analysis.tempo.confidence < 2 * UNSURE:
        found.append(Warn("UNSURE_BEAT", "The beat is faint: look at the beats before cutting to them."))
    loudness = analysis.loudness
    if loudness.true_peak_dbtp >= CLIPPING_DBTP:
        found.append(
            Warn("CLIPS", f"Peaks reach {loudness.true_peak_dbtp:+.1f} dBTP: they will distort when converted.")
        )
    if loudness.integrated_lufs < _QUIET_LUFS:
        found.append(Warn("VERY_QUIET", f"Very quiet ({loudness.integrated_lufs:.0f} LUFS): is it the right channel?"))
    if source.dc_offset > _AUDIBLE_DC:
        found.append(Warn("DC_OFFSET", f"The waveform is off centre by {source.dc_offset:.1%} of full scale."))
    if source.corrupt_packets:
        packets = "packet" if source.corrupt_packets == 1 else "packets"
        found.append(
            Warn("CORRUPT_PACKETS", f"{source.corrupt_packets} damaged {packets} could not be decoded and is missing.")
        )
    return found
