"""Formats are known by content, and what is refused is called by its name."""

import io

import pytest

from onset.runtime.media.mpeg_sync import mpeg_audio_kind, promises_length
from onset.runtime.media.refusal import RefusedError
from onset.runtime.media.sniff import sniff

MP3_FRAME = b"\xff\xfb\x90\x00" + bytes(413)
ADTS_FRAME = b"\xff\xf1\x50\x80\x02\x1f\xfc" + bytes(9)
ID3 = b"ID3\x03\0\0\0\0\x01\x00" + bytes(128)


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"RIFF\0\0\0\0WAVEfmt ", "wav"),
        (b"RF64\xff\xff\xff\xffWAVEds64", "wav"),
        (b"fLaC\0", "flac"),
        (ID3 + b"fLaC\0", "flac"),
        (MP3_FRAME * 3, "mp3"),
        (ID3 + MP3_FRAME * 3, "mp3"),
        (ID3 + ID3 + MP3_FRAME * 3, "mp3"),
        (bytes(500) + MP3_FRAME * 3, "mp3"),
        (MP3_FRAME + b"TAG" + bytes(125), "mp3"),
        (ADTS_FRAME * 3, "aac"),
        (b"OggS\0\x02", "ogg"),
        (b"\0\0\0\x20ftypM4A ", "mp4"),
        (b"\0\0\0\x14ftypqt  ", "mp4"),
        (b"\x1aE\xdf\xa3\x9fB\x82\x84webm", "webm"),
        (b"\x1aE\xdf\xa3\x9fB\x82\x88matroska", "matroska"),
        (b"FORM\0\0\0\0AIFC", "aiff"),
        (b"\x89PNG\r\n\x1a\n", "png"),
        (b"\xff\xd8\xff\xe0", "jpeg"),
        (b"GIF89a", "gif"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "webp"),
        (b'\xef\xbb\xbf  <?xml version="1.0"?>\n<!-- hi --><svg xmlns="">', "svg"),
        (b"<svg/>", "svg"),
        (b'{"OTIO_SCHEMA": "Timeline.1"}', "otio"),
        (b'\xef\xbb\xbf\n{ "metadata": {}, "OTIO_SCHEMA": "Timeline.1"}', "otio"),
    ],
)
def test_known_by_content(data: bytes, name: str) -> None:
    """The first bytes suffice."""
    assert sniff(io.BytesIO(data)).name == name


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"#EXTM3U\n", "an HLS or M3U playlist"),
        (ID3 + b"#EXTM3U\n", "an HLS or M3U playlist"),
        (ID3, "a tag without sound"),
        (b"[playlist]\n", "a PLS playlist"),
        (b"<html>", "an HTML page"),
        (b"<rss>", "an XML document"),
        (b"RIFF\0\0\0\0AVI LIST", "AVI"),
        (b"\x7fELF", "an executable program"),
        (b"#!/bin/sh\n", "a script"),
        ("Grüße, Welt".encode(), "a text file"),
        ("ü".encode() * 5000, "a text file"),
        (b"\0\0\0\x18ftypavif", "a HEIF or AVIF image"),
        (MP3_FRAME + b"nonsense", "in no format known here"),
    ],
)
def test_called_by_its_name(data: bytes, what: str) -> None:
    """A caller learns what was sent, not just what was not."""
    with pytest.raises(RefusedError, match=what) as caught:
        sniff(io.BytesIO(data))
    assert caught.value.reason == "UNSUPPORTED_MEDIA"


def test_frames_need_confirmation() -> None:
    """A lone sync pattern is chance; two in step, or one at the very end, are not."""
    assert mpeg_audio_kind(MP3_FRAME * 2) == "mp3"
    assert mpeg_audio_kind(MP3_FRAME) == "mp3"
    assert mpeg_audio_kind(MP3_FRAME + bytes(500)) is None
    assert mpeg_audio_kind(b"") is None


def test_information_frames_promise_a_length() -> None:
    """Only these do."""
    assert promises_length(MP3_FRAME[:36] + b"Xing" + MP3_FRAME[40:])
    assert not promises_length(MP3_FRAME)
    assert not promises_length(b"")
