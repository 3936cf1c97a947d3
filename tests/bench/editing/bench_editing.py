"""Editing on: exactness of round trips at every frame rate, time of formats and of media, cost of signing."""

import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from onset.compositing.media import write_media
from onset.editing import edl, fcpxml, otio_edit, otio_file
from onset.editing.otio_json import parse
from onset.editing.retime import retimed
from onset.editing.sequence import describe
from onset.evaluation.provenance import read_claim
from onset.provenance import manifest, xmp
from onset.provenance.origin import parts_of, whole
from onset.provenance.signer import Signer
from onset.timeline import invariants
from onset.timeline.brief import Size, TransitionKind
from onset.timeline.plan import Caption, CaptionWord, Cue, CueKind, Keyframe, Timeline, Transition
from onset.timeline.time import FrameRate
from tests.support.certificates import write_pair
from tests.unit.compositing.test_rendition import film_with_everything, never
from tests.unit.timeline.test_invariants import NEUTRAL, scene, sound_timeline

RATES = ("23.976", "24", "25", "29.97", "30", "50", "59.94", "60")
SCENES, SECONDS, WORDS, CUES = 11, 30, 75, 200
FULL = Size(1080, 1920)
KINDS = [kind for kind in TransitionKind if kind is not TransitionKind.CUT]
REPEATS = 5


def film(rate: FrameRate) -> Timeline:
    """A 30 s ad as full of markers as they are."""
    frames = rate.frame_of_seconds(SECONDS)  # type: ignore[arg-type]  # whole seconds are exact
    cuts = [frames * index // SCENES for index in range(SCENES + 1)]
    scenes = [scene(a, b, Transition(TransitionKind.CUT, 0)) for a, b in zip(cuts, cuts[1:], strict=False)]
    scenes = [
        replace(each, transition=Transition(KINDS[index % len(KINDS)], 9)) if index % 3 else each
        for index, each in enumerate(scenes)
    ]
    scenes = [
        replace(each, keyframes=tuple(Keyframe(f, NEUTRAL) for f in (each.start_frame, each.end_frame - 1)))
        for each in scenes
    ]
    samples = rate.sample_of_frame(frames)
    step = samples // WORDS
    words = [CaptionWord(f"word{n}", n * step + 111, (n + 1) * step - 333) for n in range(WORDS)]
    captions = tuple(
        Caption(rate.frame_of_sample(part[0].start_sample), rate.frame_of_sample(part[-1].end_sample), tuple(part))
        for part in (words[at : at + 5] for at in range(0, WORDS, 5))
    )
    cues = tuple(Cue(samples * n // CUES + 7, list(CueKind)[n % len(CueKind)], 0.5, "") for n in range(CUES))
    result = replace(
        sound_timeline(),
        frame_rate=rate,
        duration_frames=frames,
        scenes=tuple(scenes),
        captions=captions,
        cues=cues,
        logo=(),
    )
    invariants.check(result)
    return result


def quickest_ms(work: Callable[[], object]) -> float:
    times = []
    for _ in range(REPEATS):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return 1e3 * min(times)


def formats() -> None:
    print("| frame rate | came back exactly | .otio | .fcpxml | .edl | read back and applied |")
    print("|---|---|---|---|---|---|")
    for text in RATES:
        timeline = film(FrameRate.parse(text))
        sequence = describe(timeline, title="Aurora", language="en", size=FULL, music=True)
        content = otio_file.write(sequence, "media", "0" * 64).encode()

        def back(timeline: Timeline = timeline, content: bytes = content) -> Timeline:
            film_ = describe(timeline, title="", language="", size=FULL, music=True)
            return retimed(timeline, otio_edit.read(parse(content), film_))

        exact = back() == timeline
        times = [
            quickest_ms(work)
            for work in (
                lambda sequence=sequence: otio_file.write(sequence, "media", "0" * 64),
                lambda sequence=sequence: fcpxml.write(sequence, "media"),
                lambda sequence=sequence: edl.write(sequence),
                back,
            )
        ]
        print(f"| {text} | {'yes' if exact else 'NO'} | " + " | ".join(f"{value:.0f} ms" for value in times) + " |")


def media(folder: Path) -> Path:
    job = film_with_everything(folder, FULL)
    out = folder / "out"
    out.mkdir()
    shown: list[int] = []
    began = time.perf_counter()
    files = write_media(job.footing, job.sound, out, shown.append, never)
    seconds = time.perf_counter() - began
    size = sum(path.stat().st_size for path in files)
    frames = job.timeline.duration_frames + sum(scene.transition.frames for scene in job.timeline.scenes)
    print(
        f"\nMedia of a film of {job.timeline.duration_frames} frames at {FULL.width}x{FULL.height}, {frames} with "
        f"handles: {frames / seconds:.0f} frames/s, {size / 1e6:.1f} MB."
    )
    return max((path for path in files if path.suffix == ".mov"), key=lambda path: path.stat().st_size)


def signing(folder: Path, clip: Path) -> None:
    signer = Signer.load(*write_pair(folder))
    plain = folder / "film.mp4"
    with plain.open("wb") as file:
        content = clip.read_bytes()
        file.write(content)
    parts = parts_of(["painter"], "speech", music=False, composed=False, supplied=False)
    definition = manifest.manifest("Aurora", whole(parts), parts, [], {"name": "Onset", "version": "1"})
    marked, signed = folder / "marked.mp4", folder / "signed.mp4"
    text = xmp.packet(whole(parts), parts, "Onset 1")
    mark_ms = quickest_ms(lambda: xmp.write(plain, marked, text))
    sign_ms = quickest_ms(lambda: signer.sign(marked, signed, definition, ()))
    verify_ms = quickest_ms(lambda: read_claim(signed))
    claim = read_claim(signed)
    grown = signed.stat().st_size - plain.stat().st_size
    print(
        f"\nA file of {plain.stat().st_size / 1e6:.1f} MB: origin written in {mark_ms:.0f} ms, signed in {sign_ms:.0f} "
        f"ms, verified in {verify_ms:.0f} ms ({claim.state if claim else 'nothing found'}); {grown:,} bytes more."
    )


def main() -> None:
    print(f"{SECONDS} s, {SCENES} scenes, {WORDS} words, {CUES} cues; quickest of {REPEATS}.\n")
    formats()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        signing(folder, media(folder))


if __name__ == "__main__":
    main()
