"""One typed function per served model; `picture_calls` has those of generated pictures.

Nowhere else on the client's side are the tensors' names written.
"""

import json
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from onset.runtime.errors import InternalError
from onset.runtime.heed import Cancelled
from onset.runtime.triton import TritonClient

WHISPER_RATE_HZ = 16_000
EMBEDDING_WIDTH = 384
_EMBED_BATCH = 64


Inputs = dict[str, NDArray[Any] | Sequence[str]]


def transcribe(
    client: TritonClient,
    audio: NDArray[np.float32],
    *,
    language: str = "",
    prompt: str = "",
    timeout_s: float | None = None,
    cancelled: Cancelled | None = None,
) -> dict[str, Any]:
    """Transcribe speech with word times.

    Args:
        client: of the Triton to call.
        audio: mono at 16 kHz, [samples], at most 10 minutes.
        language: ISO 639-1, empty to detect it.
        prompt: names and spellings to expect.
        timeout_s: by default a minute and the recording's length.
        cancelled: asked now and then.

    Returns:
        As openai-whisper does: `language` and `segments`, each with `start`, `end`, `text`, `avg_logprob`,
        `no_speech_prob`, `compression_ratio` and `words`, each with `word`, `start`, `end`, `probability`. Seconds.
    """
    if timeout_s is None:
        timeout_s = 60 + audio.size / WHISPER_RATE_HZ
    inputs: Inputs = {"AUDIO": audio.astype(np.float32, copy=False), "LANGUAGE": [language], "PROMPT": [prompt]}
    out = client.infer("whisper", inputs, timeout_s=timeout_s, cancelled=cancelled)
    result: dict[str, Any] = json.loads(bytes(out["RESULT"][0]))
    return result


def hear_phones(
    client: TritonClient,
    audio: NDArray[np.float32],
    words: Sequence[str],
    *,
    language: str = "",
    timeout_s: float | None = None,
    cancelled: Cancelled | None = None,
) -> tuple[NDArray[np.float32], list[NDArray[np.int32]]]:
    """Which sounds of speech are heard when, and which ones words are made of.

    Args:
        client: of the Triton to call.
        audio: mono at 16 kHz, [samples], 10 ms to 10 minutes.
        words: as written, at most 20,000; one of more than 200 characters is not read aloud.
        language: of the words, ISO 639-1; empty for English.
        timeout_s: by default a minute and the recording's length.
        cancelled: asked now and then.

    Returns:
        Log-likelihoods of each class of sound in each 10 ms, [samples // 160, 29]; and of each word the classes of its
        sounds, none if it is not known how it is said.
    """
    if timeout_s is None:
        timeout_s = 60 + audio.size / WHISPER_RATE_HZ
    inputs: Inputs = {"AUDIO": audio.astype(np.float32, copy=False), "WORDS": words, "LANGUAGE": [language]}
    out = client.infer("phones", inputs, timeout_s=timeout_s, cancelled=cancelled)
    ends = np.cumsum(out["LENGTHS"]).tolist()
    return out["LIKELIHOODS"], [out["CLASSES"][first:end] for first, end in zip([0, *ends], ends, strict=False)]


def encode_audio(
    client: TritonClient, mel: NDArray[np.float32], *, timeout_s: float = 120, cancelled: Cancelled | None = None
) -> NDArray[np.float32]:
    """Whisper's encoder: log-mel spectrograms [B, 80, 3000] of 30 s -> [B, 1500, 512]."""
    return client.infer("audio_encoder", {"MEL": mel}, timeout_s=timeout_s, cancelled=cancelled)["TOKENS"]


def embed_text(
    client: TritonClient, texts: Sequence[str], *, timeout_s: float = 60, cancelled: Cancelled | None = None
) -> NDArray[np.float32]:
    """Unit vectors [len(texts), 384] whose dot product is the texts' similarity in meaning."""
    batches = [np.zeros((0, EMBEDDING_WIDTH), np.float32)]
    for first in range(0, len(texts), _EMBED_BATCH):
        batch = np.array([[text.encode()] for text in texts[first : first + _EMBED_BATCH]], np.object_)
        out = client.infer("text_encoder", {"TEXT": batch}, timeout_s=timeout_s, cancelled=cancelled)
        batches.append(out["EMBEDDING"])
    return np.concatenate(batches)


def track_beats(
    client: TritonClient, mel: NDArray[np.float32], *, timeout_s: float = 120, cancelled: Cancelled | None = None
) -> NDArray[np.float32]:
    """Probabilities of a beat, of a downbeat, and of 2, 3, 4 and 6 beats a bar, [T, 6].

    Args:
        client: of the Triton to call.
        mel: mel spectrogram in 0..1 at 50 frames a second, [T, 128], T in 1..30000.
        timeout_s: for the whole call.
        cancelled: asked now and then.
    """
    inputs: Inputs = {"MEL": mel.astype(np.float32, copy=False)[None]}
    out = client.infer("beat_tracker", inputs, timeout_s=timeout_s, cancelled=cancelled)
    for name, columns in (("ACTIVATIONS", 2), ("METRE", 4)):
        if out[name].shape != (1, len(mel), columns):
            raise InternalError(
                "MODEL_FAILED", f"The model gave {name} of shape {out[name].shape}, expected {(1, len(mel), columns)}."
            )
    return np.concatenate([out["ACTIVATIONS"][0], out["METRE"][0]], axis=1)


def detect_voice(
    client: TritonClient, mel: NDArray[np.float32], *, timeout_s: float = 120, cancelled: Cancelled | None = None
) -> NDArray[np.float32]:
    """Probability of a voice, [T], whatever sounds beside it.

    Args:
        client: of the Triton to call.
        mel: mel spectrogram in 0..1 at 100 frames a second, [T, 128], T in 1..60000.
        timeout_s: for the whole call.
        cancelled: asked now and then.
    """
    inputs: Inputs = {"MEL": mel.astype(np.float32, copy=False)[None]}
    out = client.infer("voice_detector", inputs, timeout_s=timeout_s, cancelled=cancelled)
    voice = out["VOICE"]
    if voice.shape != (1, len(mel)):
        raise InternalError(
            "MODEL_FAILED", f"The model gave probabilities of shape {voice.shape}, expected {(1, len(mel))}."
        )
    of_this_sound: NDArray[np.float32] = voice[0]
    return of_this_sound


def interpolate(
    client: TritonClient,
    earlier: NDArray[np.uint8],
    later: NDArray[np.uint8],
    timesteps: Sequence[float],
    *,
    timeout_s: float | None = None,
    cancelled: Cancelled | None = None,
) -> NDArray[np.uint8]:
    """In-between frames [len(timesteps), H, W, 3] of two sRGB frames [H, W, 3], at times within (0, 1)."""
    if timeout_s is None:
        timeout_s = 60 + 5 * len(timesteps)
    inputs: Inputs = {"FRAME_A": earlier, "FRAME_B": later, "TIMESTEP": np.array(timesteps, np.float32)}
    return frames_of(
        client.infer("interpolator", inputs, timeout_s=timeout_s, cancelled=cancelled), len(timesteps), earlier.shape
    )


def synthesize(
    client: TritonClient,
    text: str,
    *,
    speed: float = 1.0,
    seed: int = 0,
    timeout_s: float | None = None,
    cancelled: Cancelled | None = None,
) -> tuple[NDArray[np.float32], int]:
    """Speak `text`: mono [samples] in -1..1 and its sample rate in Hz. Equal inputs give equal samples."""
    if timeout_s is None:
        timeout_s = 60 + len(text) / 10
    inputs: Inputs = {"TEXT": [text], "SPEED": np.array([speed], np.float32), "SEED": np.array([seed], np.int64)}
    out = client.infer("speech", inputs, timeout_s=timeout_s, cancelled=cancelled)
    return out["AUDIO"], int(out["SAMPLE_RATE"][0])


def paint(
    client: TritonClient,
    *,
    prompt: str,
    audio: NDArray[np.float32],
    time_s: NDArray[np.float32],
    palette: NDArray[np.uint8],
    seed: int,
    width: int,
    height: int,
    timeout_s: float | None = None,
    cancelled: Cancelled | None = None,
) -> NDArray[np.uint8]:
    """Paint frames [T, height, width, 3] in sRGB.

    Args:
        client: of the Triton to call.
        prompt: what to show.
        audio: features of each frame in 0..1, [T, 20]: rms, onset, bass, mid, treble, centroid, flatness,
            warmth, chroma.
        time_s: time of each frame from the scene's start, [T].
        palette: the brand's colours in sRGB, [P, 3].
        seed: of everything that is random.
        width: in pixels, even.
        height: in pixels, even.
        timeout_s: by default a minute and ten seconds a frame.
        cancelled: asked now and then.
    """
    if timeout_s is None:
        timeout_s = 60 + 10 * len(time_s)
    inputs: Inputs = {
        "PROMPT": [prompt],
        "AUDIO": audio.astype(np.float32, copy=False),
        "TIME": time_s.astype(np.float32, copy=False),
        "PALETTE": palette,
        "SEED": np.array([seed], np.int64),
        "SIZE": np.array([width, height], np.int32),
    }
    return frames_of(
        client.infer("painter", inputs, timeout_s=timeout_s, cancelled=cancelled), len(time_s), (height, width, 3)
    )


def frames_of(out: dict[str, NDArray[np.uint8]], count: int, shape: tuple[int, ...]) -> NDArray[np.uint8]:
    """A model's frames [count, *shape].

    Raises:
        InternalError: MODEL_FAILED, they are of another shape.
    """
    frames = out["FRAMES"]
    if frames.shape != (count, *shape):
        raise InternalError(
            "MODEL_FAILED", f"The model gave frames of shape {frames.shape}, expected {(count, *shape)}."
        )
    return frames
