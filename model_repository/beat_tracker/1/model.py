"""Mel spectrogram -> beats and downbeats, frame by frame."""

from onset.models.served_hearing import HearingModel


class TritonPythonModel(HearingModel):
    """Our beat tracker."""

    network = "beat-tracker/beat_tracker.onnx"
    output = "ACTIVATIONS"
    max_frames = 30_000
    """Ten minutes at 50 frames a second, in one pass some 200 MB of working memory."""
