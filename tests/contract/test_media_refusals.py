"""Every kind of bad upload is refused with its own reason, says the remedy, and leaves nothing behind."""

import struct
from collections.abc import Callable, Iterator
from pathlib import Path

import grpc
import numpy as np
import pytest
from PIL import Image

from onset.runtime.errors import InvalidArgumentError
from onset.runtime.media.asset import inspect_asset
from onset.runtime.media.audio import decode_audio
from onset.runtime.media.image import MAX_FILE_BYTES, decode_image
from tests.support.media_samples import (
    children,
    data_uri,
    encode_picture,
    encode_sound,
    endless_mp3,
    flag,
    float_wav,
    noise_picture,
    silent_film,
    sparse_wav,
    svg,
    tone,
    wav,
    with_cicp,
)

Make = Callable[[Path], bytes]


@pytest.fixture(autouse=True)
def _leaves_no_process() -> Iterator[None]:
    before = children()
    yield
    assert children() <= before


def coded(name: str, *options: str, duration_s: float = 2.0, cut: float = 1.0) -> Make:
    """A tone in the container and codec asked for, its end cut off."""

    def make(tmp_path: Path) -> bytes:
        data = encode_sound(tmp_path / name, tone(duration_s), 48_000, *options).read_bytes()
        return data[: int(cut * len(data))]

    return make


def with_bytes(make: Make, old: bytes, new: bytes) -> Make:
    """The same file with one thing in it replaced."""

    def patched(tmp_path: Path) -> bytes:
        data = make(tmp_path)
        assert old in data
        return data.replace(old, new, 1)

    return patched


def fixed(data: bytes) -> Make:
    """A file that needs no making."""
    return lambda _: data


def poisoned(value: float) -> bytes:
    """A float WAV with one sample that is no sound."""
    samples = tone(0.5)
    samples[1000] = value
    return float_wav(samples)


def ebml(identifier: str, body: bytes) -> bytes:
    """One element of a Matroska file."""
    return bytes.fromhex(identifier) + (0x4000 | len(body)).to_bytes(2, "big") + body


def encrypted_matroska() -> bytes:
    """A Matroska file whose one track says that it is encrypted."""
    encoding = ebml("6d80", ebml("6240", ebml("5035", b"")))
    track = ebml("ae", ebml("86", b"A_FLAC") + encoding)
    return ebml("1a45dfa3", ebml("4282", b"matroska")) + ebml("18538067", ebml("1654ae6b", track))


TONE_WAV = wav(tone(1.0))

AUDIO = {
    "empty file": (fixed(b""), "EMPTY_AUDIO", "Upload it again"),
    "header without samples": (fixed(wav(np.zeros((0, 1), np.float32))), "EMPTY_AUDIO", "export it again"),
    "truncated wav": (fixed(TONE_WAV[: len(TONE_WAV) // 2]), "TRUNCATED_AUDIO", "Upload it again"),
    "truncated flac": (coded("a.flac", cut=0.5), "TRUNCATED_AUDIO", "Upload it again"),
    "truncated mp3": (coded("a.mp3", cut=0.5), "TRUNCATED_AUDIO", "Upload it again"),
    "truncated vorbis": (coded("a.ogg", cut=0.5), "TRUNCATED_AUDIO", "Upload it again"),
    "truncated opus": (coded("a.opus", cut=0.7), "TRUNCATED_AUDIO", "Upload it again"),
    "truncated m4a without index": (coded("a.m4a", cut=0.8), "TRUNCATED_AUDIO", "Upload it again"),
    "truncated m4a with index": (coded("a.m4a", "-movflags", "faststart", cut=0.6), "TRUNCATED_AUDIO", "Upload"),
    "truncated webm": (coded("a.webm", cut=0.6), "TRUNCATED_AUDIO", "Upload it again"),
    "truncated aiff": (coded("a.aiff", cut=0.6), "TRUNCATED_AUDIO", "Upload it again"),
    "header that promises ten hours": (
        fixed(TONE_WAV[:40] + struct.pack("<I", 36_000 * 96_000) + TONE_WAV[44:]),
        "TRUNCATED_AUDIO",
        "Upload it again",
    ),
    "digital silence": (fixed(wav(np.zeros((48_000, 1), np.float32))), "SILENT_AUDIO", "Check the recording"),
    "noise floor only": (fixed(wav(tone(1.0, peak=0.0005))), "SILENT_AUDIO", "Check the recording"),
    "text named mp3": (fixed(b"This is not a song.\n"), "UNSUPPORTED_MEDIA", "a text file"),
    "HLS playlist": (fixed(b"#EXTM3U\n#EXTINF:10,\nfile:///etc/passwd\n"), "UNSUPPORTED_MEDIA", "HLS"),
    "HLS playlist behind a tag": (
        fixed(b"ID3\x03\0\0\0\0\0\0#EXTM3U\n#EXTINF:10,\nfile:///etc/passwd\n"),
        "UNSUPPORTED_MEDIA",
        "HLS",
    ),
    "concat script": (fixed(b"ffconcat version 1.0\nfile /etc/passwd\n"), "UNSUPPORTED_MEDIA", "concat"),
    "web page": (fixed(b"<!DOCTYPE html><html></html>"), "UNSUPPORTED_MEDIA", "an HTML page"),
    "zip": (fixed(b"PK\x03\x04" + bytes(100)), "UNSUPPORTED_MEDIA", "a ZIP archive"),
    "picture": (fixed(encode_picture(flag(), "PNG")), "UNSUPPORTED_MEDIA", "a PNG image"),
    "random bytes": (fixed(np.random.default_rng(1).bytes(5000)), "UNSUPPORTED_MEDIA", "no format known"),
    "zero channels": (fixed(TONE_WAV[:22] + b"\0\0" + TONE_WAV[24:]), "NO_AUDIO_STREAM", "Export it anew"),
    "zero sample rate": (fixed(TONE_WAV[:24] + bytes(4) + TONE_WAV[28:]), "NO_AUDIO_STREAM", "Export it anew"),
    "film without sound": (silent_film, "NO_AUDIO_STREAM", "Send one with sound"),
    "sixteen channels": (fixed(wav(tone(0.5, channels=16))), "TOO_MANY_CHANNELS", "Send stereo or mono"),
    "too short": (fixed(wav(tone(0.1))), "AUDIO_TOO_SHORT", "Send a longer one"),
    "encrypted mp4": (with_bytes(coded("a.m4a"), b"mp4a", b"enca"), "ENCRYPTED_MEDIA", "without protection"),
    "iTunes DRM": (with_bytes(coded("a.m4a"), b"mp4a", b"drms"), "ENCRYPTED_MEDIA", "without protection"),
    "Audible": (with_bytes(coded("a.m4a"), b"ftypM4A ", b"ftypaax "), "ENCRYPTED_MEDIA", "without copy protection"),
    "encrypted matroska": (fixed(encrypted_matroska()), "ENCRYPTED_MEDIA", "without protection"),
    "unknown WAV codec": (fixed(TONE_WAV[:20] + b"\x34\x12" + TONE_WAV[22:]), "UNSUPPORTED_CODEC", "0x1234"),
    "unknown Matroska codec": (
        with_bytes(coded("a.mka", "-c:a", "flac"), b"A_FLAC", b"A_WHAT"),
        "UNSUPPORTED_CODEC",
        "A_WHAT",
    ),
    "codec not taken": (coded("a.mka", "-c:a", "ac3"), "UNSUPPORTED_CODEC", "ac3"),
    "not a number": (fixed(poisoned(float("nan"))), "NON_FINITE_AUDIO", "Export it again as 24-bit PCM"),
    "infinity": (fixed(poisoned(float("-inf"))), "NON_FINITE_AUDIO", "Export it again as 24-bit PCM"),
    "integers stored as floats": (fixed(float_wav(tone(0.5) * 32768)), "IMPLAUSIBLE_LEVEL", "samples within ±1"),
    "absurd sample rate": (fixed(wav(tone(0.5), 1_000)), "UNSUPPORTED_SAMPLE_RATE", "48 kHz"),
    "flac header only": (coded("a.flac", cut=0.02), "CORRUPT_AUDIO", "Export it again"),
}


@pytest.mark.parametrize("case", AUDIO)
def test_bad_sound_is_refused(case: str, tmp_path: Path) -> None:
    """The reason is the one promised, the message has the remedy, the target and its temporary file do not exist."""
    make, reason, remedy = AUDIO[case]
    workshop, shelf = tmp_path / "workshop", tmp_path / "shelf"
    workshop.mkdir()
    shelf.mkdir()
    upload = workshop / "upload.mp3"
    upload.write_bytes(make(workshop))
    with pytest.raises(InvalidArgumentError) as caught:
        decode_audio(upload, shelf / "sound.wav")
    error = caught.value
    assert (error.reason, error.code) == (reason, grpc.StatusCode.INVALID_ARGUMENT)
    assert remedy in error.message
    assert not list(shelf.iterdir())


def test_three_hours_are_refused_by_the_header(tmp_path: Path) -> None:
    """Nothing is decoded: the limit of processor time alone would stop that."""
    with pytest.raises(InvalidArgumentError, match=r"3:00:00.*Cut it into shorter files") as caught:
        inspect_asset(sparse_wav(tmp_path / "long.wav", 3 * 3600))
    assert caught.value.reason == "AUDIO_TOO_LONG"
    assert caught.value.metadata == {"duration_s": "10800.000", "max_duration_s": "3600.000"}


def test_three_hours_without_a_header_are_refused(tmp_path: Path) -> None:
    """An MP3 that declares nothing is measured by its packets."""
    upload = tmp_path / "stream.mp3"
    upload.write_bytes(endless_mp3(tmp_path, 3 * 3600))
    with pytest.raises(InvalidArgumentError, match="Cut it into shorter files") as caught:
        inspect_asset(upload)
    assert caught.value.reason == "AUDIO_TOO_LONG"


def test_a_header_that_declares_too_little_does_not_hide_the_rest(tmp_path: Path) -> None:
    """What counts is what is decoded."""
    upload = tmp_path / "liar.mp3"
    upload.write_bytes(endless_mp3(tmp_path, 120, declaring_s=1.0))
    with pytest.raises(InvalidArgumentError) as caught:
        inspect_asset(upload, max_duration_s=60)
    assert caught.value.reason == "AUDIO_TOO_LONG"


BOMB = encode_picture(Image.new("1", (30_000, 30_000)), "PNG")
PNG = encode_picture(noise_picture(), "PNG")
INTERNAL_ENTITY = '<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


def animated(form: str) -> bytes:
    """Two frames."""
    return encode_picture(flag(), form, save_all=True, append_images=[noise_picture(60, 40)], duration=100)


def cut(picture: bytes, share: float) -> bytes:
    """The first part of a file."""
    return picture[: int(share * len(picture))]


def nested_uses(levels: int) -> str:
    """Ten to the power of `levels` rectangles, written in a few lines."""
    groups = [f'<g id="g{i}">' + f'<use xlink:href="#g{i - 1}"/>' * 10 + "</g>" for i in range(1, levels)]
    return f'<defs><rect id="g0" width="1" height="1"/>{"".join(groups)}</defs><use xlink:href="#g{levels - 1}"/>'


IMAGES = {
    "empty": (b"", "EMPTY_IMAGE", "Upload it again"),
    "bomb": (BOMB, "IMAGE_TOO_LARGE", "Scale it down"),
    "long strip": (encode_picture(Image.new("1", (60_000, 10)), "PNG"), "IMAGE_TOO_LARGE", "Scale it down"),
    "animated gif": (animated("GIF"), "ANIMATED_IMAGE", "still picture"),
    "animated png": (animated("PNG"), "ANIMATED_IMAGE", "still picture"),
    "animated webp": (animated("WEBP"), "ANIMATED_IMAGE", "still picture"),
    "truncated png": (cut(PNG, 0.7), "TRUNCATED_IMAGE", "Upload it again"),
    "truncated jpeg": (cut(encode_picture(noise_picture(), "JPEG"), 0.7), "TRUNCATED_IMAGE", "Upload it again"),
    "truncated progressive jpeg": (
        cut(encode_picture(noise_picture(), "JPEG", progressive=True), 0.5),
        "TRUNCATED_IMAGE",
        "Upload it again",
    ),
    "truncated webp": (cut(encode_picture(noise_picture(), "WEBP"), 0.9), "TRUNCATED_IMAGE", "Upload it again"),
    "truncated gif": (cut(encode_picture(noise_picture(), "GIF"), 0.5), "TRUNCATED_IMAGE", "Upload it again"),
    "damaged png": (PNG.replace(b"IDAT", b"IDAX", 1), "CORRUPT_IMAGE", "Export it again"),
    "bmp": (encode_picture(flag(), "BMP"), "UNSUPPORTED_MEDIA", "a BMP image"),
    "tiff": (encode_picture(flag(), "TIFF"), "UNSUPPORTED_MEDIA", "a TIFF image"),
    "heic": (b"\0\0\0\x18ftypheic" + bytes(100), "UNSUPPORTED_MEDIA", "HEIF"),
    "sound": (TONE_WAV, "UNSUPPORTED_MEDIA", "a WAV audio file"),
    "hdr png, PQ": (with_cicp(9, 16), "HDR_IMAGE", "sRGB"),
    "hdr png, HLG": (with_cicp(9, 18), "HDR_IMAGE", "sRGB"),
    "svg with a file": (svg('<image href="file:///etc/passwd"/>'), "SVG_EXTERNAL_REFERENCE", "Embed"),
    "svg with a relative file": (svg('<image href="logo.png"/>'), "SVG_EXTERNAL_REFERENCE", "Embed"),
    "svg with a web address": (svg('<use xlink:href="https://x.test/a.svg#a"/>'), "SVG_EXTERNAL_REFERENCE", "Embed"),
    "svg with a style sheet": (svg("<style>@import 'x.css';</style>"), "SVG_EXTERNAL_REFERENCE", "Embed"),
    "svg with a style sheet instruction": (
        svg("", prolog='<?xml-stylesheet href="x.css"?>'),
        "SVG_EXTERNAL_REFERENCE",
        "Embed",
    ),
    "svg with an escaped url": (
        svg('<rect style="fill:u\\72l(http://x.test/a)"/>'),
        "SVG_EXTERNAL_REFERENCE",
        "Embed",
    ),
    "svg with a commented url": (
        svg("<style>rect{fill:ur/**/l(http://x.test/a)}</style>"),
        "SVG_EXTERNAL_REFERENCE",
        "Embed",
    ),
    "svg with a base": (svg("", 'viewBox="0 0 1 1" xml:base="http://x.test/"'), "SVG_EXTERNAL_REFERENCE", "Embed"),
    "svg in an svg": (
        svg(f'<image href="{data_uri(svg(""), "image/svg+xml")}"/>'),
        "SVG_EXTERNAL_REFERENCE",
        "Embed",
    ),
    "svg with a bomb in it": (svg(f'<image href="{data_uri(BOMB)}"/>'), "IMAGE_TOO_LARGE", "Scale it down"),
    "svg with an entity": (svg("&a;", prolog=INTERNAL_ENTITY), "SVG_DOCTYPE", "without a DOCTYPE"),
    "svg with a script": (svg("<script>alert(1)</script>"), "SVG_ACTIVE_CONTENT", "plain SVG"),
    "svg with a handler": (svg('<rect onload="alert(1)"/>'), "SVG_ACTIVE_CONTENT", "plain SVG"),
    "svg with a page in it": (svg("<foreignObject><p/></foreignObject>"), "SVG_ACTIVE_CONTENT", "plain SVG"),
    "svg with text": (svg("<text>Hi</text>"), "SVG_HAS_TEXT", "outlines"),
    "svg that moves": (svg('<rect><animate attributeName="x"/></rect>'), "ANIMATED_IMAGE", "still picture"),
    "svg without size": (svg("", ""), "SVG_WITHOUT_SIZE", "viewBox"),
    "svg like a hair": (svg("", 'width="1" height="5000"'), "SVG_WITHOUT_SIZE", "viewBox"),
    "svg too deep": (svg("<g>" * 500 + "</g>" * 500), "MEDIA_TOO_COMPLEX", "Simplify"),
    "svg that multiplies": (svg(nested_uses(9)), "MEDIA_TOO_COMPLEX", "Simplify"),
    "svg that is broken": (svg("<g>"), "CORRUPT_IMAGE", "Export it again"),
}


@pytest.mark.parametrize("case", IMAGES)
def test_bad_picture_is_refused(case: str) -> None:
    """The reason is the one promised and the message has the remedy."""
    data, reason, remedy = IMAGES[case]
    with pytest.raises(InvalidArgumentError) as caught:
        decode_image(data)
    error = caught.value
    assert (error.reason, error.code) == (reason, grpc.StatusCode.INVALID_ARGUMENT)
    assert remedy in error.message


def test_a_picture_in_a_huge_file_is_refused(tmp_path: Path) -> None:
    """However few its pixels are."""
    upload = tmp_path / "huge.png"
    upload.write_bytes(PNG)
    with upload.open("r+b") as file:
        file.truncate(MAX_FILE_BYTES + 1)
    with pytest.raises(InvalidArgumentError, match="Compress it") as caught:
        decode_image(upload)
    assert caught.value.reason == "IMAGE_FILE_TOO_LARGE"


def test_an_upload_of_unknown_purpose_is_told_all_that_is_taken(tmp_path: Path) -> None:
    """The front door may not know what a file is for."""
    upload = tmp_path / "notes.docx"
    upload.write_bytes(b"PK\x03\x04" + bytes(100))
    with pytest.raises(InvalidArgumentError, match=r"ZIP archive.*WAV.*PNG"):
        inspect_asset(upload)
    upload.write_bytes(b"")
    with pytest.raises(InvalidArgumentError, match="0 bytes") as caught:
        inspect_asset(upload)
    assert caught.value.reason == "EMPTY_FILE"
