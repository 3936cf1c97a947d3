"""eSpeak NG, a formant synthesizer with hundreds of voices, each a little wrong and all of them exact in time."""

import ctypes
import functools
from dataclasses import dataclass

import espeakng_loader
import numpy as np
from numpy.typing import NDArray

_SYNCHRONOUS, _UTF8, _SSML = 2, 1, 0x10
_RATE, _PITCH, _RANGE = 1, 3, 4
_PHONE_EVENTS_IN_IPA = 3
_WORD, _PHONE = 1, 7


@dataclass(frozen=True, slots=True)
class Manner:
    """Who speaks, and how."""

    voice: str = "en-us"
    """eSpeak's name of a language, and of a variant after a plus: `en-us+f3`."""
    words_per_min: int = 175
    """80..450."""
    pitch: int = 50
    """0..100; 50 is the voice's own."""
    pitch_range: int = 50
    """0..100; 0 is a monotone."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """What was spoken."""

    samples: NDArray[np.float32]
    """(N,) mono, full scale 1."""
    rate_hz: int
    word_starts: tuple[int, ...]
    """The sample at which each word begins."""
    phones: tuple[tuple[str, int], ...]
    """Each sound in IPA, stress marks included, and the sample at which it begins; an empty one is a silence."""


class _Event(ctypes.Structure):
    _fields_ = (
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position_ms", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", ctypes.c_char * 8),
    )


_Receive = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event))


@functools.cache
def _library() -> tuple[ctypes.CDLL, int]:
    """The library, which holds one voice at a time, and its sample rate in Hz."""
    library = ctypes.CDLL(espeakng_loader.get_library_path())
    rate_hz = library.espeak_Initialize(_SYNCHRONOUS, 0, espeakng_loader.get_data_path().encode(), _PHONE_EVENTS_IN_IPA)
    if rate_hz <= 0:
        raise RuntimeError("eSpeak NG cannot be initialised")
    return library, rate_hz


def speak(text: str, manner: Manner | None = None) -> Utterance:
    """Speak text, which may hold SSML such as `<prosody volume="+6dB" pitch="+20%">word</prosody>`.

    Raises:
        ValueError: eSpeak has no such voice.
    """
    manner = manner or Manner()
    library, rate_hz = _library()
    if library.espeak_SetVoiceByName(manner.voice.encode()):
        raise ValueError(f"eSpeak NG has no voice {manner.voice!r}")
    for parameter, value in ((_RATE, manner.words_per_min), (_PITCH, manner.pitch), (_RANGE, manner.pitch_range)):
        library.espeak_SetParameter(parameter, value, 0)
    sounds: list[NDArray[np.int16]] = []
    starts: list[int] = []
    phones: list[tuple[str, int]] = []

    def receive(samples: "ctypes._Pointer[ctypes.c_short]", count: int, events: "ctypes._Pointer[_Event]") -> int:
        if samples and count:
            sounds.append(np.ctypeslib.as_array(samples, (count,)).copy())
        index = 0
        while events[index].type:
            event = events[index]
            if event.type == _WORD:
                starts.append(event.sample)
            elif event.type == _PHONE:
                # Of a long symbol the end is cut off, maybe within a character.
                phones.append((event.id.decode(errors="ignore"), event.sample))
            index += 1
        return 0

    callback = _Receive(receive)
    library.espeak_SetSynthCallback(callback)
    data = text.encode() + b"\0"
    library.espeak_Synth(data, len(data), 0, 1, 0, _UTF8 | _SSML, None, None)
    sound = np.concatenate([np.zeros(0, np.int16), *sounds])
    return Utterance(sound.astype(np.float32) / 32768, rate_hz, tuple(starts), tuple(phones))
