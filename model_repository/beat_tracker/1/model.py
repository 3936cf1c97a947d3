"""Mel spectrogram -> beats, downbeats and the metre, frame by frame."""

from onset.models.served_hearing import HearingModel


class TritonPythonModel(HearingModel):
    """Our beat tracker."""

    network = "beat-tracker/beat_tracker.onnx"
    max_frames = 30_000
    """Ten minutes at 50 frames a second, in one pass some 200 MB of working memory."""
