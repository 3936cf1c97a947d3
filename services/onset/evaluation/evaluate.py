"""Measure one delivered film."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import Event

from onset.evaluation.captions import check_captions
from onset.evaluation.container import read_container
from onset.evaluation.cuts import find_cuts
from onset.evaluation.cutting import check_cuts
from onset.evaluation.delivery import check_delivery
from onset.evaluation.ducking import check_ducking
from onset.evaluation.footage import decode_footage
from onset.evaluation.heard import decode_sound
from onset.evaluation.legibility import caption_looks, check_legibility
from onset.evaluation.overlay import caption_probes, captions_place, check_overlay
from onset.evaluation.picture import check_picture
from onset.evaluation.provenance import check_provenance
from onset.evaluation.sound import Placement, check_sound, measure_loudness, place_voice
from onset.evaluation.sync import check_sync
from onset.timeline.brief import Size
from onset.timeline.edits import analysis_on_film, torn_words, transcript_on_film
from onset.timeline.plan import Timeline
from onset.timeline.profile import Profile
from onset.timeline.sound import AudioAnalysis
from onset.timeline.speech import Transcript
from onset.timeline.time import samples_of_seconds
from onset.timeline.verdict import Check, Verdict

_LOUDNESS_TIMEOUT_S = 120.0
_DUCKING_SAMPLES = samples_of_seconds(180)
"""Of a longer film its beginning tells how deep the bed is lowered, in bounded memory."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """Files as they are handed over."""

    video: Path
    srt: str
    vtt: str
    size: Size
    """The picture size that was ordered."""
    profile: Profile
    """What it is made for."""


def evaluate(
    delivery: Delivery,
    timeline: Timeline,
    transcript: Transcript,
    analysis: AudioAnalysis,
    cancelled: Callable[[], bool] = lambda: False,
    music: Path | None = None,
) -> Verdict:
    """All figures of one rendition, measured on its files.

    Args:
        delivery: what is measured.
        timeline: what it should be.
        transcript: all words of the voice's recording.
        analysis: of that recording alone.
        cancelled: polled while decoding.
        music: canonical WAV of the bed, None without one.

    Raises:
        ValueError: the video cannot be read as MP4 with a picture track.
        CancelledError: `cancelled` returned true.
    """
    spoken = transcript_on_film(transcript, timeline.mix.voice)
    heard = analysis_on_film(analysis, timeline.mix.voice, timeline.sample_count)
    container = read_container(delivery.video)

    unseen = Event()

    def unwanted() -> bool:
        return unseen.is_set() or cancelled()

    def listen() -> tuple[Placement, list[Check]]:
        loudness = measure_loudness(delivery.video, timeout_s=_LOUDNESS_TIMEOUT_S, cancelled=unwanted)
        film_ms = round(1000 * timeline.frame_rate.seconds_of_frame(timeline.duration_frames))
        delivered = decode_sound(
            delivery.video,
            most_ms=2 * film_ms,
            most_samples=min(timeline.sample_count, _DUCKING_SAMPLES) if music is not None else 0,
            cancelled=unwanted,
        )
        placement = place_voice(delivered.envelope, analysis, timeline.mix.voice)
        torn = torn_words(transcript, timeline.mix.voice)
        sound = check_sound(loudness, delivered.envelope, placement, spoken, heard, torn, delivery.profile.audio)
        if music is not None:
            sound += check_ducking(delivered.mono, music, timeline.mix, timeline.sample_count)
        return placement, sound

    most_frames = 2 * timeline.duration_frames
    probed = {frame for probe in caption_probes(timeline) for frame in probe}
    with ThreadPoolExecutor(1, thread_name_prefix="onset-sound") as beside:
        # Decoding pictures leaves processors idle while a picture is looked at.
        heard_there = beside.submit(listen) if container.audio is not None else None
        try:
            footage = decode_footage(
                delivery.video,
                previews=probed,
                close=caption_looks(timeline),
                most_frames=most_frames,
                cancelled=cancelled,
            )
        except BaseException:
            unseen.set()
            raise
        placement, sound = heard_there.result() if heard_there is not None else (None, [])
    cutting = find_cuts(footage.cells, container.video.times, timeline)
    return Verdict(
        (
            *check_delivery(container, timeline, delivery.size, delivery.profile),
            check_provenance(delivery.video),
            *check_cuts(cutting, timeline, spoken),
            *check_captions(delivery.srt, delivery.vtt, timeline, spoken),
            *check_overlay(footage.previews, timeline, delivery.size, delivery.profile.safe_box(delivery.size)),
            *check_legibility(footage.close, captions_place(footage.previews, timeline, delivery.size), delivery.size),
            *check_sync(footage, cutting, placement, timeline, heard),
            *sound,
            *check_picture(footage, timeline),
        )
    )
