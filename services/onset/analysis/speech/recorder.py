"""Gathers what the detector of speech needs from a sound that arrives in blocks."""

from onset.analysis.speech.envelope import EnvelopeMeter, audibility
from onset.analysis.speech.likelihood import BandMeter, likelihood
from onset.analysis.speech.rate import syllable_steps
from onset.analysis.speech.regions import voice_regions
from onset.analysis.speech.spans import speech_and_pauses
from onset.timeline.sound import FloatArray, Pause, SpeechSpan


class SpeechRecorder:
    """Hears a sound once and keeps 32 bytes of each frame, 35 MB of three hours; 108 if no network will listen."""

    def __init__(self, channel_count: int) -> None:
        self._envelope = EnvelopeMeter(channel_count)
        self._bands = BandMeter()
        self._sample_count = 0

    def push(self, block: FloatArray) -> None:
        """Take (channels, n) samples."""
        self._sample_count += block.shape[1]
        self._envelope.push(block)

    def push_power(self, power: FloatArray) -> None:
        """Take (frames, 1025) power spectra."""
        self._bands.push(power)

    def finish(
        self, voice_probability: FloatArray | None, pitch_hz: FloatArray
    ) -> tuple[tuple[SpeechSpan, ...], tuple[Pause, ...]]:
        """Speech and pauses, each in order; see `speech_and_pauses`.

        Args:
            voice_probability: (T,) from `Ears.voice`; None if nobody listened, which leaves the statistics of the
                bands: enough in quiet and in steady noise, while music is taken for a voice.
            pitch_hz: (T,) the smoothed pitch curve.
        """
        envelope = self._envelope.finish()
        probability = likelihood(self._bands.finish()) if voice_probability is None else voice_probability
        return speech_and_pauses(
            voice_regions(probability, audibility(envelope)),
            self._sample_count,
            envelope=envelope,
            pitch_hz=pitch_hz,
            nuclei=syllable_steps(envelope, pitch_hz),
        )
