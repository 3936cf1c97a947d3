"""Mel spectrogram -> where a voice sounds, frame by frame."""

from onset.models.served_hearing import HearingModel


class TritonPythonModel(HearingModel):
    """Our voice detector."""

    network = "voice-detector/voice_detector.onnx"
    max_frames = 60_000
    """Ten minutes at 100 frames a second, in one pass some 330 MB of working memory."""
