"""One voice to every destination, rate and length, and to twenty variants: are the files exact to the frame,
do they meet their profiles, and what does it cost to vary an ad?

Prints Markdown. The voice is Onset's own, spoken beforehand; sizes are full where a profile is judged, small elsewhere.
"""

import tempfile
import time
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

import av

from onset.runtime.wire import to_proto
from onset.timeline.brief import Size
from onset.timeline.profile import profile, profiles
from onset.timeline.profile_rules import DurationRule
from onset.timeline.time import FrameRate
from onset.v1 import profile_pb2, verdict_pb2
from onset.v1 import video_service_pb2 as pb
from tests.bench.ad.bench_ad import AURORA, speak
from tests.support.onset_process import OnsetProcess
from tests.support.orders import small_ad

RATES = ("23.976", "24", "25", "29.97", "30", "50", "59.94", "60")
LENGTHS_S = (6.0, 15.0)
LENGTH_OF = {"dv360": 20.0, "adobe_dsp_us": 15.0, "eu_broadcast": 10.0}
"""Of profiles that take several exact ones."""
SMALL = Size(360, 640)
TIMEOUT_S = 3600.0


@dataclass(frozen=True)
class Made:
    """A finished order."""

    video: pb.Video
    seconds: float


def make(onset: OnsetProcess, request_id: str, spec: pb.VideoSpec) -> Made:
    """Order and wait.

    Raises:
        RuntimeError: it failed.
    """
    began = time.monotonic()
    onset.create(request_id, spec)
    video = onset.finished(request_id, TIMEOUT_S)
    if video.state != pb.VIDEO_STATE_SUCCEEDED:
        raise RuntimeError(f"{request_id}: {video.error.message}")
    return Made(video, time.monotonic() - began)


def order(voice: str, music: str) -> pb.VideoSpec:
    """The example's ad without destinations."""
    spec = small_ad(script="", sizes=((SMALL.width, SMALL.height),))
    ad = spec.voiceover_ad
    ad.voiceover, ad.music = voice, music
    ad.brief.frame_rate.numerator = 30
    ad.brief.cutdown.allowed = True
    return spec


def frames_wanted(wanted_s: float, rate: FrameRate, rule: DurationRule) -> int:
    """By the rule that the documentation states."""
    return rule.frames(wanted_s, rate)


@dataclass(frozen=True, slots=True)
class Judged:
    """What is true of a delivered file."""

    frames_off: int
    """Too many, or too few; counted by decoding the file. 0 where no length was ordered."""
    cut_error: float
    """Of the cut that is furthest from its planned moment, in frames."""
    failed: list[str]
    passed: int
    """Checks."""


def judge(onset: OnsetProcess, output: pb.VideoOutput, wanted_s: float, rule: DurationRule) -> Judged:
    """Count the frames of the file, and read its verdict."""
    checks = output.verdict.checks
    failed = [
        f"{output.stem}, {check.title.lower()}: {check.value:.1f} {check.unit}, limit {check.limit}"
        for check in checks
        if check.outcome == verdict_pb2.OUTCOME_FAIL
    ]
    with tempfile.NamedTemporaryFile(suffix=".mp4") as file:
        file.write(onset.download(output.rendition.video.sha256))
        file.flush()
        with av.open(file.name) as film:
            stream = film.streams.video[0]
            assert stream.average_rate is not None
            rate = FrameRate(*stream.average_rate.as_integer_ratio())
            count = sum(1 for _ in film.decode(stream))
    (cuts_ms,) = (check.value for check in checks if check.name == "cuts.timing")
    return Judged(
        count - frames_wanted(wanted_s, rate, rule) if wanted_s else 0,
        cuts_ms / 1000 * float(rate.per_second),
        failed,
        sum(check.outcome == verdict_pb2.OUTCOME_PASS for check in checks),
    )


def house_profiles(onset: OnsetProcess, spec: pb.VideoSpec) -> None:
    """Every profile of the house, at its usual size."""
    ad = spec.voiceover_ad
    for name, taken in profiles().items():
        size = (taken.sizes or (Size(1080, 1920),))[0]
        delivery = ad.deliveries.add(profile=name, duration_s=LENGTH_OF.get(name, 0.0))
        delivery.size.width, delivery.size.height = size.width, size.height
    made = make(onset, "house", spec)
    print("| destination | size | frames/s | length | frames off | worst cut, frames | checks passed | failed |")
    print("|---|---|--:|--:|--:|--:|--:|--:|")
    for output in made.video.outputs:
        taken = profile(output.profile)
        checks = {check.name: check for check in output.verdict.checks}
        rule = taken.duration
        wanted_s = LENGTH_OF.get(taken.name) or (rule.exactly_s or (rule.most_s if rule.most_s <= 15 else 0.0,))[0]
        found = judge(onset, output, wanted_s, rule)
        size = output.rendition.size
        print(
            f"| {taken.title} | {size.width}x{size.height} "
            f"| {checks['profile.frame_rate'].detail.split()[0].rstrip(';')} "
            f"| {checks['profile.duration'].value:.3f} s | {found.frames_off} | {found.cut_error:.2f} | {found.passed} "
            f"| {'; '.join(found.failed) or 0} |"
        )
    print(f"\nOne order of {len(made.video.outputs)} files from {len(made.video.films)} plans: {made.seconds:.0f} s.\n")


def every_rate(onset: OnsetProcess, spec: pb.VideoSpec) -> None:
    """Every frame rate and length, small."""
    ad = spec.voiceover_ad
    for text in RATES:
        for length_s in LENGTHS_S:
            rule = DurationRule((length_s,), length_s, length_s)
            taken = replace(profile("social"), name=f"exact-{length_s:.0f}", duration=rule)
            rate = FrameRate.parse(text)
            delivery = ad.deliveries.add(custom=to_proto(taken, profile_pb2.Profile), duration_s=length_s)
            delivery.frame_rate.numerator, delivery.frame_rate.denominator = rate.numerator, rate.denominator
    made = make(onset, "rates", spec)
    results = []
    for output in made.video.outputs:
        length_s = float(output.profile.removeprefix("exact-"))
        results.append(judge(onset, output, length_s, DurationRule((length_s,), length_s, length_s)))
    wrong = sum(found.frames_off != 0 for found in results)
    failed = [told for found in results for told in found.failed]
    worst = max(found.cut_error for found in results)
    lengths = ", ".join(f"{length_s:g}" for length_s in LENGTHS_S)
    print(
        f"At {', '.join(RATES)} frames/s, {lengths} s each, from one voice by cut-down: {len(results)} files, "
        f"{wrong} not exact to the frame, every cut within {worst:.2f} frames of its planned moment, "
        f"{len(failed)} checks failed.\n"
    )
    for told in failed:
        print(f"- {told}")
    print()


def drawn(onset: OnsetProcess) -> Counter[str]:
    """How many scenes have been painted, sounds mixed and stretches of film coded so far, by what the store holds."""
    names = {"video/x-matroska": "painted", "audio/mp4": "mixed", "video/mp4": "coded"}
    types = (path.read_text() for path in (onset.home / "store" / "types").glob("*/*"))
    return Counter(names[kind] for kind in types if kind in names)


def headline(_spec: pb.VideoSpec, variant: pb.Variant, number: int) -> None:
    variant.headline = f"Wake up number {number}"


def hook(_spec: pb.VideoSpec, variant: pb.Variant, number: int) -> None:
    variant.hook = f"Good morning number {number}"


def accent(spec: pb.VideoSpec, variant: pb.Variant, number: int) -> None:
    variant.colors.CopyFrom(spec.voiceover_ad.brand.colors)
    variant.colors.accent = f"#{(37 * number) % 256:02x}{(91 * number) % 256:02x}80"


def shape(_spec: pb.VideoSpec, variant: pb.Variant, number: int) -> None:
    size = variant.deliveries.add(profile="social").size
    size.width, size.height = SMALL.height - 40 * number, SMALL.width


VARIED = {
    "other headlines": (headline, 20),
    "other opening headlines": (hook, 5),
    "other accent colours": (accent, 5),
    "other shapes": (shape, 5),
}


def variants(onset: OnsetProcess, spec: pb.VideoSpec) -> None:
    """One ad, another of the same voice, then many that differ in one thing."""
    first = make(onset, "alone", spec)
    before = drawn(onset)
    varied = pb.VideoSpec()
    varied.CopyFrom(spec)
    varied.voiceover_ad.brief.seed += 1  # Nothing of the first order helps this one.
    fresh = make(onset, "fresh", varied)

    def told(name: str, made: Made, new: Counter[str]) -> None:
        work = " | ".join(str(new[kind]) for kind in ("painted", "coded", "mixed"))
        print(f"| {name} | {made.seconds:.0f} | {made.seconds / fresh.seconds:.1f} | {work} |")

    told("the first ad of a voice", first, before)
    told("one more with another seed", fresh, drawn(onset) - before)
    for seed, (name, (change, count)) in enumerate(VARIED.items(), start=2):
        many = pb.VideoSpec()
        many.CopyFrom(spec)
        many.voiceover_ad.brief.seed += seed
        for number in range(1, count + 1):
            change(spec, many.voiceover_ad.variants.add(id=f"v{number}"), number)
        before = drawn(onset)
        made = make(onset, f"many-{seed}", many)
        told(f"{count} variants: {name}", made, drawn(onset) - before)


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder, OnsetProcess(Path(folder) / "home") as onset:
        voice_file = Path(folder) / "voice.wav"
        voice_file.write_bytes(speak(onset, (AURORA / "script.txt").read_text()))
        voice, music = onset.upload(voice_file), onset.upload(AURORA / "music.ogg")
        house_profiles(onset, order(voice, music))
        every_rate(onset, order(voice, music))
        print(
            f"| orders at {SMALL.width}x{SMALL.height} | s | times one ad "
            "| scenes painted | stretches and films coded | sounds mixed |"
        )
        print("|---|--:|--:|--:|--:|--:|")
        variants(onset, order(voice, music))
        print("\nAn accent colour is in the light of every scene, and a shape in each picture: both paint anew.")


if __name__ == "__main__":
    main()
