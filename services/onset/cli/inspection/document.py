"""What `--json` prints: the analysis without its curves, in seconds. Keys are never renamed, only added."""

from pathlib import Path
from typing import Any

from onset.cli.inspection.facts import PITCH_CLASSES, Facts
from onset.timeline.sound import AudioAnalysis
from onset.timeline.span import Span

_ASCII = str.maketrans({"♯": "#", "♭": "b"})


def to_document(facts: Facts, analysis: AudioAnalysis, *, picture: Path, page: Path) -> dict[str, Any]:
    """All of it as JSON carries it; every number is finite. The keys are described in docs/operations.md."""
    rate_hz = analysis.sample_rate_hz

    def span(of: Span) -> dict[str, float]:
        return {"start_s": _s(of.start_sample / rate_hz), "end_s": _s(of.end_sample / rate_hz)}

    return {
        "format": "onset-inspection/1",
        "file": {
            "name": facts.name,
            "container": facts.source.container,
            "codec": facts.source.codec,
            "sample_rate_hz": facts.source.sample_rate_hz,
            "channels": facts.source.channels,
            "dc_offset": facts.source.dc_offset,
            "corrupt_packets": facts.source.corrupt_packets,
        },
        "duration_s": _s(facts.duration_s),
        "tempo": {
            "steady": facts.steady,
            "bpm": facts.bpm,
            "lowest_bpm": facts.lowest_bpm,
            "highest_bpm": facts.highest_bpm,
            "autocorrelation_bpm": analysis.tempo.autocorrelation_bpm,
            "confidence": analysis.tempo.confidence,
            "curve": [{"time_s": _s(point.sample / rate_hz), "bpm": point.bpm} for point in analysis.tempo_curve],
        },
        "metre": {"beats_per_bar": analysis.metre.beats_per_bar, "confidence": analysis.metre.confidence},
        "bar_count": facts.bar_count,
        "beats": [
            {
                "time_s": _s(beat.sample / rate_hz),
                "bar": beat.bar,
                "position": beat.position,
                "strength": beat.strength,
                "confidence": beat.confidence,
            }
            for beat in analysis.beats
        ],
        "sections": [
            {
                **span(section),
                "label": section.label,
                "name": section.name.name.lower(),
                "energy": section.energy,
                "confidence": section.confidence,
            }
            for section in analysis.sections
        ],
        "swells": [
            {**span(swell), "kind": swell.kind.name.lower(), "strength": swell.strength} for swell in analysis.swells
        ],
        "energy_arc": {"step_s": 1.0, "values": [round(float(value), 4) for value in analysis.energy_arc]},
        "keys": [
            {
                **span(key),
                "tonic": PITCH_CLASSES[key.tonic].translate(_ASCII),
                "mode": key.mode.name.lower(),
                "confidence": key.confidence,
            }
            for key in analysis.keys
        ],
        "loudness": {
            "integrated_lufs": analysis.loudness.integrated_lufs,
            "range_lu": analysis.loudness.range_lu,
            "true_peak_dbtp": analysis.loudness.true_peak_dbtp,
        },
        "speech": {
            "share": facts.speech_share,
            "syllables_per_s": facts.syllables_per_s,
            "spans": [{**span(speech), "syllables_per_s": speech.syllables_per_s} for speech in analysis.speech],
        },
        "pauses": [{**span(pause), "strength": pause.strength} for pause in analysis.pauses],
        "warnings": [{"reason": warning.reason, "message": warning.message} for warning in facts.warnings],
        "files": {"picture": str(picture), "page": str(page)},
    }


def _s(seconds: float) -> float:
    """To the microsecond: a sample is 21 of them."""
    return round(seconds, 6)
