"""Sound files damaged in every way that breaks decoders, each from one number, so that it can be made again."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import numpy as np

from tests.support.media_samples import encode_sound, tone

SOUNDS: dict[str, tuple[int, int, tuple[str, ...]]] = {
    "pcm.wav": (44_100, 2, ()),
    "float.wav": (48_000, 1, ("-c:a", "pcm_f32le")),
    "adpcm.wav": (22_050, 1, ("-c:a", "adpcm_ms")),
    "rf64.wav": (8_000, 1, ("-rf64", "always")),
    "a.flac": (48_000, 2, ()),
    "a.mp3": (44_100, 2, ("-b:a", "64k")),
    "bare.mp3": (16_000, 1, ("-write_xing", "0", "-id3v2_version", "0")),
    "vorbis.ogg": (44_100, 1, ()),
    "flac.ogg": (48_000, 1, ("-c:a", "flac")),
    "a.opus": (48_000, 2, ()),
    "a.aac": (44_100, 1, ()),
    "a.m4a": (44_100, 2, ()),
    "fast.m4a": (48_000, 1, ("-movflags", "faststart")),
    "alac.m4a": (44_100, 2, ("-c:a", "alac")),
    "a.webm": (48_000, 1, ()),
    "a.mka": (44_100, 2, ("-c:a", "flac")),
    "a.aiff": (22_050, 1, ()),
}
"""Rate, channels, and options of the encoder."""
_DURATION_S = 0.4
_HEAD_BYTES = 256
_VALUES = (
    0,
    1,
    2,
    3,
    8,
    0x7F,
    0x80,
    0xFF,
    0x7FFF,
    0x8000,
    0xFFFF,
    0x7FFFFFFF,
    0x80000000,
    0xFFFFFFFF,
    1 << 62,
    1 << 63,
)
_MARKS = (
    *(b"RIFF", b"fmt ", b"fact", b"data", b"ds64", b"LIST", b"FORM", b"COMM", b"SSND"),
    *(b"fLaC", b"OggS", b"OpusHead", b"\x01vorbis", b"\x05vorbis", b"ID3", b"Xing", b"Info", b"\xff\xfb", b"\xff\xf1"),
    *(
        b"moov",
        b"trak",
        b"mdhd",
        b"mvhd",
        b"elst",
        b"stsd",
        b"stts",
        b"stsc",
        b"stsz",
        b"stco",
        b"esds",
        b"alac",
        b"mdat",
    ),
    *(b"\x1a\x45\xdf\xa3", b"\x18\x53\x80\x67", b"\x16\x54\xae\x6b", b"\x1f\x43\xb6\x75", b"\xa3"),
)
"""Names of the parts that files are made of; sizes and counts stand before or after them."""
_MOST_HARMS = 4


def make_sounds(folder: Path) -> dict[str, bytes]:
    """A short tone in every container and codec."""
    sounds = {}
    for name, (rate_hz, channels, options) in SOUNDS.items():
        samples = tone(_DURATION_S, rate_hz=rate_hz, channels=channels)
        sounds[name] = encode_sound(folder / name, samples, rate_hz, *options).read_bytes()
    return sounds


def damaged(sounds: dict[str, bytes], seed: int) -> tuple[str, bytes]:
    """The seed's file: the name of the sound that it was, and what became of it."""
    rng = np.random.default_rng(seed)
    names = sorted(sounds)
    name = names[seed % len(names)]
    data = bytearray(sounds[name])
    other = sounds[names[int(rng.integers(len(names)))]]
    harms: Sequence[Callable[[bytearray, np.random.Generator], None]] = (
        _flip_bits,
        _write_value,
        _write_value_at_mark,
        _write_value_at_mark,
        _cut_end,
        _cut_hole,
        _double,
        _blank,
        partial(_splice, other=other),
        partial(_prepend, other=other),
    )
    for _ in range(min(int(rng.geometric(0.6)), _MOST_HARMS)):
        if data:
            harms[int(rng.integers(len(harms)))](data, rng)
    return name, bytes(data)


def _place(data: bytearray, rng: np.random.Generator) -> int:
    """Headers are hit as often as all the rest."""
    return int(rng.integers(min(len(data), _HEAD_BYTES) if rng.random() < 0.5 else len(data)))


def _stretch(data: bytearray, rng: np.random.Generator) -> tuple[int, int]:
    start, end = sorted((_place(data, rng), _place(data, rng)))
    return start, end


def _flip_bits(data: bytearray, rng: np.random.Generator) -> None:
    for _ in range(int(rng.integers(1, 9))):
        data[_place(data, rng)] ^= 1 << int(rng.integers(8))


def _write_value(data: bytearray, rng: np.random.Generator) -> None:
    _write(data, _place(data, rng), rng)


def _write_value_at_mark(data: bytearray, rng: np.random.Generator) -> None:
    found = [place for mark in _MARKS if (place := data.find(mark)) >= 0]
    if found:
        place = found[int(rng.integers(len(found)))] + int(rng.integers(-8, 40))
        _write(data, min(max(place, 0), len(data) - 1), rng)


def _write(data: bytearray, place: int, rng: np.random.Generator) -> None:
    size = int(rng.choice((1, 2, 4, 8)))
    value = _VALUES[int(rng.integers(len(_VALUES)))] % (1 << 8 * size)
    written = value.to_bytes(size, "big" if rng.random() < 0.5 else "little")
    data[place : place + size] = written[: len(data) - place]


def _cut_end(data: bytearray, rng: np.random.Generator) -> None:
    del data[_place(data, rng) :]


def _cut_hole(data: bytearray, rng: np.random.Generator) -> None:
    start, end = _stretch(data, rng)
    del data[start:end]


def _double(data: bytearray, rng: np.random.Generator) -> None:
    start, end = _stretch(data, rng)
    data[end:end] = data[start:end]


def _blank(data: bytearray, rng: np.random.Generator) -> None:
    start, end = _stretch(data, rng)
    data[start:end] = bytes([int(rng.choice((0, 0xFF)))]) * (end - start)


def _splice(data: bytearray, rng: np.random.Generator, *, other: bytes) -> None:
    data[_place(data, rng) :] = other[int(rng.integers(len(other))) :]


def _prepend(data: bytearray, rng: np.random.Generator, *, other: bytes) -> None:
    data[0:0] = other[: int(rng.integers(min(len(other), 2 * _HEAD_BYTES)))]
