"""Analyses of sounds in the object store: a small message, and beside it the feature curves, which may be large."""

from pathlib import Path

from google.protobuf.message import DecodeError

from onset.runtime import feature_file
from onset.runtime.errors import InvalidArgumentError, OnsetError
from onset.runtime.storage import ObjectStore
from onset.runtime.wire import from_proto, to_proto
from onset.timeline.brief import Blob
from onset.timeline.sound import AudioAnalysis
from onset.v1 import sound_pb2

_MEDIA_TYPE = "application/x-protobuf"


def store_analysis(store: ObjectStore, analysis: AudioAnalysis, features: Path) -> Blob:
    """Store an analysis.

    Args:
        store: where to.
        analysis: what to store.
        features: the file that its features are mapped to.
    """
    curves = store.put_file(features, feature_file.MEDIA_TYPE)
    message = to_proto(analysis, sound_pb2.AudioAnalysis, {"features": curves})
    return store.put_bytes(message.SerializeToString(deterministic=True), _MEDIA_TYPE)


def load_analysis(store: ObjectStore, blob: Blob, field: str) -> AudioAnalysis:
    """A stored analysis; its features are mapped, not loaded.

    Args:
        store: where from.
        blob: what `store_analysis` returned.
        field: where the blob stands in the request, for error messages.

    Raises:
        InvalidArgumentError: UNREADABLE_BLOB, and what `from_proto` refuses.
        OnsetError: as `ObjectStore.fetch`, against the field.
    """
    try:
        message = sound_pb2.AudioAnalysis.FromString(store.read(blob))
        here = f"{field}.features"
        path = store.fetch(from_proto(message.features, Blob, here))
        return from_proto(message, AudioAnalysis, field, {"features": feature_file.map_features(path)})
    except DecodeError as error:
        raise InvalidArgumentError(
            "UNREADABLE_BLOB", "The object is no serialized AudioAnalysis.", field=field
        ) from error
    except OnsetError as error:
        raise error.at(error.field or field) from error
    except ValueError as error:
        raise InvalidArgumentError(
            "UNREADABLE_BLOB", f"The analysis' features cannot be read: {error}.", field=here
        ) from error
