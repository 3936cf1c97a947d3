"""What a file is, by its first bytes. Names and declared types are never believed."""

from dataclasses import dataclass
from typing import BinaryIO, Literal

from onset.runtime.media.mpeg_sync import mpeg_audio_kind, skip_id3
from onset.runtime.media.refusal import RefusedError

Kind = Literal["audio", "image", "edit", "font"]

_HEAD_BYTES = 4096


@dataclass(frozen=True, slots=True)
class Format:
    """A container that Onset takes."""

    name: str
    kind: Kind
    media_type: str
    decoder: str
    """What the decoder is told to expect, whatever the file says: ffmpeg's demuxer, or Pillow's format."""


WAV = Format("wav", "audio", "audio/wav", "wav")
FLAC = Format("flac", "audio", "audio/flac", "flac")
MP3 = Format("mp3", "audio", "audio/mpeg", "mp3")
AAC = Format("aac", "audio", "audio/aac", "aac")
OGG = Format("ogg", "audio", "audio/ogg", "ogg")
MP4 = Format("mp4", "audio", "audio/mp4", "mov")
MATROSKA = Format("matroska", "audio", "audio/matroska", "matroska")
WEBM = Format("webm", "audio", "audio/webm", "matroska")
AIFF = Format("aiff", "audio", "audio/aiff", "aiff")
PNG = Format("png", "image", "image/png", "PNG")
JPEG = Format("jpeg", "image", "image/jpeg", "JPEG")
WEBP = Format("webp", "image", "image/webp", "WEBP")
GIF = Format("gif", "image", "image/gif", "GIF")
SVG = Format("svg", "image", "image/svg+xml", "SVG")
TTF = Format("ttf", "font", "font/ttf", "truetype")
OTF = Format("otf", "font", "font/otf", "opentype")
OTIO = Format("otio", "edit", "application/json", "otio_json")

_MAYBE_FILMS = (MP4, MATROSKA, WEBM)

_AUDIO_NAMES = "WAV, FLAC, MP3, AAC, M4A/MP4, Ogg (Vorbis, Opus, FLAC), WebM/Matroska or AIFF"
_IMAGE_NAMES = "PNG, JPEG, WebP, GIF or SVG"
_FONT_NAMES = "TrueType (.ttf) or OpenType (.otf)"
_EDIT_NAMES = "OpenTimelineIO (.otio)"

_ACCEPTED: tuple[tuple[tuple[tuple[int, bytes], ...], Format], ...] = (
    (((0, b"RIFF"), (8, b"WAVE")), WAV),
    (((0, b"RF64"), (8, b"WAVE")), WAV),
    (((0, b"BW64"), (8, b"WAVE")), WAV),
    (((0, b"RIFF"), (8, b"WEBP")), WEBP),
    (((0, b"FORM"), (8, b"AIFF")), AIFF),
    (((0, b"FORM"), (8, b"AIFC")), AIFF),
    (((0, b"fLaC"),), FLAC),
    (((0, b"OggS"),), OGG),
    (((0, b"\x89PNG\r\n\x1a\n"),), PNG),
    (((0, b"\xff\xd8\xff"),), JPEG),
    (((0, b"GIF87a"),), GIF),
    (((0, b"GIF89a"),), GIF),
    (((0, b"\x00\x01\x00\x00\x00"),), TTF),
    (((0, b"true\x00"),), TTF),
    (((0, b"OTTO\x00"),), OTF),
)
"""Offsets and bytes that must all be there."""

_HEIF_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1", b"avif", b"avis")
_AUDIBLE_BRANDS = (b"aax ", b"aaxc")

_FOREIGN: tuple[tuple[bytes, str], ...] = (
    (b"#EXTM3U", "an HLS or M3U playlist"),
    (b"[playlist]", "a PLS playlist"),
    (b"ffconcat", "an ffmpeg concat script"),
    (b"v=0\r", "an SDP session description"),
    (b"v=0\n", "an SDP session description"),
    (b"PK\x03\x04", "a ZIP archive (or an Office document)"),
    (b"\x1f\x8b", "gzip data"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"%PDF", "a PDF document"),
    (b"%!PS", "a PostScript document"),
    (b"\x7fELF", "an executable program"),
    (b"MZ", "a Windows program"),
    (b"MThd", "a MIDI file (notes, not sound)"),
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "a Windows Media (ASF) file"),
    (b"FLV", "a Flash video"),
    (b"RIFF", "a RIFF file that holds no sound (AVI?)"),
    (b"wOFF", "a WOFF web font (unpack it to TTF or OTF)"),
    (b"wOF2", "a WOFF2 web font (unpack it to TTF or OTF)"),
    (b"ttcf", "a collection of fonts (send one of its fonts)"),
    (b"\x00\x00\x01\xba", "an MPEG program stream"),
    (b"#!AMR", "an AMR recording"),
    (b"#!", "a script"),
    (b"\x0b\x77", "an AC-3 stream"),
    (b"MAC ", "a Monkey's Audio file"),
    (b"wvpk", "a WavPack file"),
    (b"BM", "a BMP image"),
    (b"II*\x00", "a TIFF image"),
    (b"MM\x00*", "a TIFF image"),
    (b"8BPS", "a Photoshop document"),
    (b"\x00\x00\x01\x00", "an icon"),
    (b"\x00\x00\x00\x0cJXL ", "a JPEG XL image"),
    (b"\xff\x0a", "a JPEG XL image"),
    (b"\x00\x00\x00\x0cjP  ", "a JPEG 2000 image"),
)


def sniff(file: BinaryIO, *, wanted: Kind | None = None) -> Format:
    """Recognise a file by its content.

    Args:
        file: open for reading at its start, seekable; its position is undefined afterwards.
        wanted: what the caller expects; named in the refusal.

    Raises:
        RefusedError: it is empty, or not in a format that Onset takes; the message names what it is.
    """
    head = file.read(_HEAD_BYTES)
    if not head:
        noun = (wanted or "file").upper()
        raise RefusedError(
            f"EMPTY_{noun}", f"The {wanted or 'file'} is empty (0 bytes). Upload it again.", size_bytes=0
        )
    head = skip_id3(file, head)
    found = _by_magic(head) or _by_sync(head)
    if isinstance(found, Format) and wanted in (None, found.kind):
        return found
    if isinstance(found, Format):
        what = "file of sound or video" if found in _MAYBE_FILMS else f"{found.kind} file"
        raise _unsupported(f"{_article(found.name)} {found.name.upper()} {what}", wanted)
    if found is None and head[4:12] in [b"ftyp" + brand for brand in _AUDIBLE_BRANDS]:
        raise RefusedError("ENCRYPTED_MEDIA", "The file is protected (Audible). Send it without copy protection.")
    raise _unsupported(found or _describe(head), wanted)


def _by_magic(head: bytes) -> Format | str | None:
    for signature, accepted in _ACCEPTED:
        if all(head.startswith(magic, offset) for offset, magic in signature):
            return accepted
    if head.startswith(b"\x1aE\xdf\xa3"):
        return WEBM if b"webm" in head[:64] else MATROSKA
    if head.startswith(b"ftyp", 4):
        return _by_brand(head[8:12])
    if head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{") and b'"OTIO_SCHEMA"' in head:
        return OTIO
    return _markup(head) or next((name for magic, name in _FOREIGN if head.startswith(magic)), None)


def _by_brand(brand: bytes) -> Format | str | None:
    if brand in _HEIF_BRANDS:
        return "a HEIF or AVIF image"
    return None if brand in _AUDIBLE_BRANDS else MP4


def _markup(head: bytes) -> Format | str | None:
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if not text.startswith(b"<"):
        return None
    if b"<svg" in text or text.startswith(b"<!doctype svg"):
        return SVG
    if text.startswith((b"<!doctype html", b"<html", b"<head", b"<body")):
        return "an HTML page"
    return "an XML document"


def _by_sync(head: bytes) -> Format | None:
    """MPEG audio has no magic but the pattern of its frames, which zeros may precede."""
    kind = mpeg_audio_kind(head.lstrip(b"\0"))
    return {"mp3": MP3, "adts": AAC}[kind] if kind else None


def _describe(head: bytes) -> str:
    if not head:
        return "a tag without sound"
    try:
        # The head may end within a character.
        text = head.decode("utf-8") if len(head) < _HEAD_BYTES else head[:-3].decode("utf-8", "ignore")
    except UnicodeDecodeError:
        text = "\0"
    if all(character.isprintable() or character.isspace() for character in text):
        return "a text file"
    return f"in no format known here (it starts with {head[:8].hex(' ')})"


def _unsupported(what: str, wanted: Kind | None) -> RefusedError:
    remedy = {
        "audio": f"not sound that can be used. Send {_AUDIO_NAMES}",
        "image": f"not a picture that can be used. Send {_IMAGE_NAMES}, of a video a still",
        "edit": f"not an edit that can be used. Send {_EDIT_NAMES}",
        "font": f"not a font that can be used. Send {_FONT_NAMES}",
        None: f"nothing that can be used. Send sound as {_AUDIO_NAMES}; pictures as {_IMAGE_NAMES}; fonts as "
        f"{_FONT_NAMES}; edits as {_EDIT_NAMES}",
    }[wanted]
    return RefusedError("UNSUPPORTED_MEDIA", f"The file is {what}, {remedy}.", found=what, wanted=wanted or "any")


def _article(name: str) -> str:
    return "an" if name[0] in "aeiou" or name.startswith("mp") else "a"
