"""Captions measured: safe zones, contrast after encoding, drawing time, and their times against true word times.

`python -m tests.bench.compositing.bench_captions` prints tables. The last one starts Triton unless
ONSET_TRITON_ADDRESS names one that runs.
"""

import io
import sys
import time
from collections.abc import Iterable, Iterator

import av
import cv2
import numpy as np
import soxr

from onset.compositing import color
from onset.compositing.captions import inks
from onset.compositing.captions.art import CaptionArt
from onset.compositing.captions.layout import caption_type
from onset.compositing.captions.motion import Pace
from onset.compositing.captions.styles import STYLES
from onset.compositing.planes import Planes
from onset.compositing.regions import regions
from onset.planning.caption_words import readable
from onset.planning.captions import captions
from onset.planning.voice import Voice
from onset.runtime.triton import TritonClient
from onset.timeline.brief import CaptionStyle, Size
from onset.timeline.layout import Box
from onset.timeline.plan import Caption
from onset.timeline.profile import profiles
from onset.timeline.time import SAMPLE_RATE_HZ, FrameRate
from onset.transcription import script as scripts
from onset.transcription.activity import SPEECH_RATE_HZ
from onset.transcription.recognition import recognise
from tests.bench.compositing import caption_samples
from tests.bench.compositing.caption_samples import DARK, FRAMES, LIGHT, RATE, SAMPLES
from tests.bench.transcription import bench_words, truth
from tests.bench.transcription.truth import Utterance
from tests.unit.compositing.material import rgb_of

FORMATS = (Size(1080, 1920), Size(1920, 1080), Size(1080, 1080), Size(1080, 1350), Size(540, 960), Size(320, 180))
EVERY = 6
"""Frames between two looks at a caption."""
CRF = "20"
"""Coarser than any profile's."""


def art(shown: Caption, size: Size, safe: Box, style: CaptionStyle, *, light: bool = False) -> CaptionArt:
    """A caption as the film draws it."""
    places = regions(size, safe)
    kind = caption_type([shown], places, style)
    return STYLES[style](shown, kind, places.captions, safe, RATE, inks.over_pictures(LIGHT if light else DARK))


def outside(size: Size, safe: Box) -> tuple[int, int]:
    """Caption pixels outside a safe box, and pixels looked at, over all styles and scripts."""
    wrong = looked = 0
    for style in CaptionStyle:
        for text in SAMPLES.values():
            piece = art(caption_samples.caption(text), size, safe, style)
            for number in range(1, FRAMES, EVERY * 3):
                frame = Planes.filled(size, (120, 120, 140))
                piece.draw(frame, number)
                changed = frame.y != 120
                looked += int(changed.sum())
                changed[safe.top : safe.bottom, safe.left : safe.right] = False
                wrong += int(changed.sum())
    return wrong, looked


def encoded(frame: Planes) -> np.ndarray:
    """(H, W, 3) sRGB of a frame after H.264."""
    file = io.BytesIO()
    with av.open(file, "w", format="mp4") as out:
        stream = out.add_stream("libx264", rate=30, options={"crf": CRF, "preset": "veryfast"})
        stream.width, stream.height, stream.pix_fmt = frame.size.width, frame.size.height, "yuv420p"
        picture = av.VideoFrame.from_ndarray(frame.buffer.reshape(-1, frame.size.width), format="yuv420p")
        out.mux(stream.encode(picture))
        out.mux(stream.encode())
    file.seek(0)
    with av.open(file) as back:
        decoded = next(back.decode(video=0)).to_ndarray(format="yuv420p")
    result = Planes.empty(frame.size)
    result.buffer[:] = decoded.reshape(-1)
    return rgb_of(result)


def contrast(style: CaptionStyle, picture: np.ndarray, text: str, *, light: bool) -> float:
    """Of an encoded caption: its inks as ordered against all that borders on letters, the worst 2 % left out."""
    size = Size(picture.shape[1], picture.shape[0])
    safe = profiles()["social"].safe_box(size)
    shown = caption_samples.caption(text)
    piece = art(shown, size, safe, style, light=light)
    frame = Planes.of_rgb(picture)
    piece.draw(frame, FRAMES - 10)
    letters = np.zeros((size.height, size.width), np.uint8)
    letters[piece._region.top : piece._region.bottom, piece._region.left : piece._region.right] = piece._letters
    near = (cv2.dilate(letters, np.ones((9, 9))) > 0) & (cv2.dilate(letters, np.ones((5, 5))) == 0)
    if style is CaptionStyle.PILL:
        pill = piece._layout.words[-1].pill
        near[int(pill.top) - 8 : int(pill.bottom) + 9, int(pill.left) - 8 : int(pill.right) + 9] = False
    level = encoded(frame)[near] / 255.0
    linear = np.where(level <= 0.04045, level / 12.92, ((level + 0.055) / 1.055) ** 2.4) @ [0.2126, 0.7152, 0.0722]
    used = inks.over_pictures(LIGHT if light else DARK).used(style)
    return min(float(np.quantile((color.luminance(ink) + 0.05) / (linear + 0.05), 0.02)) for ink in used)


def drawing_ms(style: CaptionStyle, size: Size) -> float:
    """Processor time per frame, over a whole caption, setting it included."""
    frame = Planes.of_rgb(caption_samples.pictures(size)["evening"])
    began = time.process_time()
    piece = art(caption_samples.caption(SAMPLES["Latin"]), size, profiles()["social"].safe_box(size), style)
    for number in range(FRAMES):
        piece.draw(frame, number)
    return 1000 * (time.process_time() - began) / FRAMES


def timing(utterances: Iterable[Utterance], client: TritonClient) -> Iterator[tuple[str, float]]:
    """What is timed, and its error in milliseconds against the true start of a word."""
    for utterance in utterances:
        speech = soxr.resample(utterance.sound, SAMPLE_RATE_HZ, SPEECH_RATE_HZ)
        words, joined = readable(recognise(client, speech, scripts.clean(utterance.script), language="en"))
        starts = [true.start for true in utterance.words]
        for rate in (FrameRate(30), FrameRate(24000, 1001)):
            frames = rate.frame_of_sample(utterance.sound.size) + 60
            found = captions(Voice.in_film(words, rate.sample_of_frame(frames)), frames, frames, rate, joined)
            at = 0
            for shown in found:
                pace = Pace(shown, rate)
                for index, word in enumerate(shown.words):
                    true = starts[at]
                    at += 1
                    if true is None:
                        continue
                    lit = next(f for f in range(shown.start_frame, shown.end_frame) if pace.arrival(index, f) >= 0.5)
                    yield f"word lit, {rate} fps", 1000 * (float(rate.seconds_of_frame(lit)) - true / SAMPLE_RATE_HZ)
                    yield "word in .vtt", 1000 * (word.start_sample - true) / SAMPLE_RATE_HZ
                    if index == 0:
                        start = float(rate.seconds_of_frame(shown.start_frame))
                        yield f"caption in .srt, {rate} fps", 1000 * (start - true / SAMPLE_RATE_HZ)


def main() -> None:
    """Print the tables."""
    print("| destination | size | caption pixels outside the safe box | looked at |\n|---|---|---:|---:|")
    for name, made_for in profiles().items():
        for size in made_for.sizes or FORMATS:
            small = Size(size.width // 4 * 2, size.height // 4 * 2) if size.width > 640 else size
            wrong, looked = outside(small, made_for.safe_box(small))
            print(f"| {name} | {small.width}x{small.height} | {wrong} | {looked:,} |", flush=True)
    size = Size(1080, 1920)
    grounds = caption_samples.pictures(size)
    print(
        f"\nLeast contrast with what borders on letters, after H.264 (CRF {CRF}), light and dark brand, four scripts:\n"
    )
    print("| style | " + " | ".join(grounds) + " | CPU ms a frame |\n|---|" + "---:|" * (len(grounds) + 1))
    for style in CaptionStyle:
        least = [
            min(
                contrast(style, picture, SAMPLES[script], light=light)
                for script, light in (("Latin", False), ("Arabic", True), ("Devanagari", False), ("Japanese", True))
            )
            for picture in grounds.values()
        ]
        row = " | ".join(f"{value:.1f}" for value in least)
        print(f"| {style.name.lower()} | {row} | {drawing_ms(style, size):.2f} |", flush=True)
    with bench_words._client() as client:
        client.wait_ready(120)
        kinds = {
            "words at known places": truth.word_by_word(client),
            "connected speech": truth.connected(),
            "another voice": truth.other_voice(),
            "a person": truth.a_person(),
        }
        print("\n| truth | timed | number | median ms | p95 of size, ms |\n|---|---|---:|---:|---:|")
        for kind, utterances in kinds.items():
            errors: dict[str, list[float]] = {}
            try:
                for what, error in timing(utterances, client):
                    errors.setdefault(what, []).append(error)
            except RuntimeError as error:
                print(f"{kind}: left out, {error}", file=sys.stderr)
            for what, values in errors.items():
                worst = np.percentile(np.abs(values), 95)
                print(f"| {kind} | {what} | {len(values)} | {np.median(values):+.0f} | {worst:.0f} |")


if __name__ == "__main__":
    main()
