"""Whisper: speech -> words with times.

openai-whisper's network, decoder and alignment, but our own windows: cut at pauses and decoded without timestamp
tokens. Its own loop seeks to the last timestamp that was decoded, which with the base model drops or repeats words at
the joint, and runs the encoder three times for each window; here it runs once.
"""

import contextlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.torch import load_file
from torch import Tensor
from whisper import timing
from whisper.audio import log_mel_spectrogram, pad_or_trim
from whisper.decoding import DecodingOptions, DecodingResult, decode, detect_language
from whisper.model import ModelDimensions, Whisper
from whisper.tokenizer import LANGUAGES, Tokenizer, get_tokenizer

from onset.models.checks import check_finite, text_of
from onset.models.errors import InvalidInputError, WithdrawnError
from onset.models.networks import threads
from onset.models.windows import FRAME, windows

SAMPLE_RATE_HZ = 16_000
MAX_AUDIO_S = 600
MAX_PROMPT_CHARACTERS = 1000
DIMENSIONS = ModelDimensions(
    n_mels=80,
    n_audio_ctx=1500,
    n_audio_state=512,
    n_audio_head=8,
    n_audio_layer=6,
    n_vocab=51865,
    n_text_ctx=448,
    n_text_state=512,
    n_text_head=8,
    n_text_layer=6,
)
_TEMPERATURES = (0.0, 0.4, 0.8)
"""Greedy first; the others only where the text repeats itself or is improbable."""
_MAX_COMPRESSION_RATIO = 2.4
_MIN_AVG_LOGPROB = -1.0
_NO_SPEECH = 0.6
"""Whisper's own limits: text that compresses better repeats itself; improbable text over no speech is invented."""
_SENTENCE_ENDS = (".", "?", "!", "。", "？", "！")


class Transcriber:
    """A loaded Whisper base."""

    def __init__(self, weights: Path) -> None:
        """Load `whisper.safetensors` from `weights` and do what would otherwise be done on first use."""
        torch.set_num_threads(threads())
        state = load_file(weights / "whisper.safetensors")
        heads = torch.zeros(DIMENSIONS.n_text_layer, DIMENSIONS.n_text_head, dtype=torch.bool)
        heads[tuple(state.pop("alignment_heads").T)] = True
        self._model = _Whisper(DIMENSIONS)
        self._model.load_state_dict(state)
        self._model.register_buffer("alignment_heads", heads.to_sparse(), persistent=False)
        self._model.eval().requires_grad_(False)
        _compile_alignment()
        with torch.inference_mode():
            # The encoder's first run takes no longer than those that follow, but as long as all the rest of this.
            self._detect(torch.zeros(DIMENSIONS.n_audio_ctx, DIMENSIONS.n_audio_state))

    def transcribe(
        self, audio: np.ndarray, language: np.ndarray, prompt: np.ndarray, withdrawn: Callable[[], bool]
    ) -> str:
        """JSON with `language` and `segments` (sentences), each with its `words`; times in seconds.

        Equal inputs give equal text: sampling at higher temperatures starts from a fixed seed.

        Args:
            audio: mono at 16 kHz, [samples] float32.
            language: ISO 639-1 code, empty to detect it.
            prompt: text that might precede the recording (names, spelling), may be empty.
            withdrawn: asked between windows.

        Raises:
            InvalidInputError: audio empty, too long or not finite; language unknown.
            WithdrawnError: `withdrawn` said so.
        """
        if not 0 < audio.size <= MAX_AUDIO_S * SAMPLE_RATE_HZ:
            raise InvalidInputError(
                f"AUDIO lasts {audio.size / SAMPLE_RATE_HZ:g} s, must be above 0 and at most {MAX_AUDIO_S} s at 16 kHz"
            )
        check_finite(audio, "AUDIO")
        code = text_of(language, "LANGUAGE", 16)
        if code and code not in LANGUAGES:
            raise InvalidInputError(f"LANGUAGE is {code!r}, must be empty or a code that Whisper knows, such as 'en'")
        context = text_of(prompt, "PROMPT", MAX_PROMPT_CHARACTERS)
        segments: list[dict[str, Any]] = []
        with torch.inference_mode():
            for start_frame, window in windows(audio):
                if withdrawn():
                    raise WithdrawnError
                features = self._encode(window)
                code = code or self._detect(features)
                segments += self._segments(features, start_frame, window.size // FRAME, code, context)
        return json.dumps({"language": code or "en", "segments": segments}, ensure_ascii=False, default=float)

    def _encode(self, window: np.ndarray) -> Tensor:
        mel: Tensor = log_mel_spectrogram(pad_or_trim(window.astype(np.float32)))
        features: Tensor = self._model.encoder(mel[None])[0]
        return features

    def _detect(self, features: Tensor) -> str:
        _, probabilities = detect_language(self._model, features, get_tokenizer(multilingual=True))
        return max(probabilities, key=probabilities.__getitem__)

    def _segments(
        self, features: Tensor, start_frame: int, frames: int, language: str, prompt: str
    ) -> Iterator[dict[str, Any]]:
        result = self._decode(features, language, prompt)
        if result is None:
            return
        start_s = start_frame * FRAME / SAMPLE_RATE_HZ
        end_s = start_s + frames * FRAME / SAMPLE_RATE_HZ
        whole: dict[str, Any] = {"seek": start_frame, "start": start_s, "end": end_s, "tokens": result.tokens}
        timing.add_word_timestamps(
            segments=[whole],
            model=self._model,
            tokenizer=_tokenizer(language),
            mel=features,
            num_frames=frames,
            last_speech_timestamp=start_s,
        )
        for words in _sentences(whole["words"]):
            yield {
                "start": words[0]["start"],
                "end": words[-1]["end"],
                "text": "".join(word["word"] for word in words).strip(),
                "avg_logprob": result.avg_logprob,
                "no_speech_prob": result.no_speech_prob,
                "compression_ratio": result.compression_ratio,
                "words": words,
            }

    def _decode(self, features: Tensor, language: str, prompt: str) -> DecodingResult | None:
        """The text of one window, or None where there is no speech."""
        tried = []
        for temperature in _TEMPERATURES:
            torch.manual_seed(0)
            result: DecodingResult = decode(
                self._model,
                features,
                DecodingOptions(
                    language=language,
                    prompt=prompt or None,
                    temperature=temperature,
                    without_timestamps=True,
                    fp16=False,
                ),
            )
            probable = result.avg_logprob >= _MIN_AVG_LOGPROB
            if result.no_speech_prob > _NO_SPEECH and not probable:
                return None
            if probable and result.compression_ratio <= _MAX_COMPRESSION_RATIO:
                return result
            tried.append(result)
        return max(tried, key=lambda result: (result.compression_ratio <= _MAX_COMPRESSION_RATIO, result.avg_logprob))


class _Whisper(Whisper):  # type: ignore[misc]
    """Whisper that is called with features already encoded, as alignment would encode them again."""

    def forward(self, features: Tensor, tokens: Tensor) -> Tensor:
        logits: Tensor = self.decoder(tokens, features)
        return logits


def _compile_alignment() -> None:
    """Compile the loops of the alignment, which numba does on first use; kept for the next process where that can be.

    Uncached, they are a third of the time that this model takes to load.
    """
    with contextlib.suppress(RuntimeError, OSError):  # nowhere to keep them, or no room there
        for loop, kind in ((timing.backtrace, np.float32), (timing.dtw_cpu, np.float64)):
            loop.enable_caching()
            loop(np.zeros((2, 2), kind))
    timing.dtw(torch.zeros(2, 2))


def _tokenizer(language: str) -> Tokenizer:
    return get_tokenizer(multilingual=True, language=language, task="transcribe")


def _sentences(words: list[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    sentence: list[dict[str, Any]] = []
    for word in words:
        sentence.append(word)
        if word["word"].rstrip("\"'”’)]").endswith(_SENTENCE_ENDS):
            yield sentence
            sentence = []
    if sentence:
        yield sentence
