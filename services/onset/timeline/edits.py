"""The voice in the film: what of its recording is heard, and when.

A plan keeps stretches of the recording and lays them into the film (`onset.timeline.plan.VoiceEdit`). Here positions,
words and curves are moved from the recording's clock to the film's, so that everything else thinks on one clock only.
"""

from collections.abc import Sequence
from dataclasses import fields, replace
from itertools import pairwise
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from onset.timeline.music import Beat, TempoPoint
from onset.timeline.plan import VoiceEdit
from onset.timeline.sound import AudioAnalysis, Features, Pause
from onset.timeline.span import Span
from onset.timeline.speech import Passage, Transcript, Word

S = TypeVar("S", bound=Span)
P = TypeVar("P", Beat, TempoPoint)
_SILENT_MEL_DB = -80.0


def film_sample(edits: Sequence[VoiceEdit], source_sample: int) -> int | None:
    """Where a sample of the recording is heard in the film, None if it is left out."""
    for edit in edits:
        if edit.source_start_sample <= source_sample < edit.source_end_sample:
            return source_sample + edit.shift_samples
    return None


def joined(edits: Sequence[VoiceEdit]) -> tuple[VoiceEdit, ...]:
    """The same voice with edits made one where the next goes on, in the recording and in the film, as one ends."""
    kept: list[VoiceEdit] = []
    for edit in edits:
        before = kept[-1] if kept else None
        if before and before.shift_samples == edit.shift_samples and before.end_sample == edit.start_sample:
            kept[-1] = replace(before, source_end_sample=edit.source_end_sample)
        else:
            kept.append(edit)
    return tuple(kept)


def torn_words(transcript: Transcript, edits: Sequence[VoiceEdit]) -> tuple[Word, ...]:
    """Words of which a part is heard but not the whole in one piece."""
    return tuple(
        word
        for word in transcript.words
        if _home(word, edits) is None
        and any(
            word.start_sample < edit.source_end_sample and edit.source_start_sample < word.end_sample for edit in edits
        )
    )


def heard_words(transcript: Transcript, edits: Sequence[VoiceEdit]) -> tuple[int, ...]:
    """Indices of the words that are heard whole."""
    return tuple(index for index, word in enumerate(transcript.words) if _home(word, edits) is not None)


def transcript_on_film(transcript: Transcript, edits: Sequence[VoiceEdit]) -> Transcript:
    """The words that are heard whole, on the timeline's clock, and what is left of their phrases and sentences."""
    homes = [_home(word, edits) for word in transcript.words]
    words = tuple(
        replace(
            word,
            start_sample=word.start_sample + home.shift_samples,
            end_sample=word.end_sample + home.shift_samples,
        )
        for word, home in zip(transcript.words, homes, strict=True)
        if home is not None
    )
    before = np.concatenate([[0], np.cumsum([home is not None for home in homes])]).tolist()

    def left_of(passages: tuple[Passage, ...]) -> tuple[Passage, ...]:
        return tuple(
            _passage(passage, words, first, end)
            for passage in passages
            if (first := before[passage.first_word]) < (end := before[passage.end_word])
        )

    return replace(
        transcript, words=words, phrases=left_of(transcript.phrases), sentences=left_of(transcript.sentences)
    )


def sentences_on_film(transcript: Transcript, edits: Sequence[VoiceEdit]) -> tuple[int, ...]:
    """The sentences of a recording, by index, of which a word is heard: those that `transcript_on_film` keeps."""
    heard = [_home(word, edits) is not None for word in transcript.words]
    return tuple(
        index
        for index, sentence in enumerate(transcript.sentences)
        if any(heard[sentence.first_word : sentence.end_word])
    )


def hops_on_film(analysis: AudioAnalysis, edit: VoiceEdit) -> range:
    """Feature frames of the recording whose centres an edit keeps."""
    hop = analysis.hop_samples
    return range(
        -(-edit.source_start_sample // hop), min(-(-edit.source_end_sample // hop), analysis.features.frame_count)
    )


def analysis_on_film(analysis: AudioAnalysis, edits: Sequence[VoiceEdit], film_samples: int) -> AudioAnalysis:
    """What is known of the recording, on the timeline's clock: silence where the voice rests.

    A feature frame of the film is the recording's nearest one, exact if the edits lie on hops. Spans are cut to what is
    heard of them; pauses that meet become one. Tempo, metre and loudness stay those of the whole recording.

    Args:
        analysis: of the recording.
        edits: what of it is heard.
        film_samples: length of the film.
    """
    return replace(
        analysis,
        sample_count=film_samples,
        features=_features_on_film(analysis, edits, film_samples),
        beats=_points(analysis.beats, edits),
        tempo_curve=_points(analysis.tempo_curve, edits),
        sections=_spans(analysis.sections, edits),
        swells=_spans(analysis.swells, edits),
        energy_arc=_arc_on_film(analysis, edits, film_samples),
        keys=_spans(analysis.keys, edits),
        speech=_spans(analysis.speech, edits),
        pauses=_met(_spans(analysis.pauses, edits)),
    )


def _home(word: Word, edits: Sequence[VoiceEdit]) -> VoiceEdit | None:
    for edit in edits:
        if edit.source_start_sample <= word.start_sample and word.end_sample <= edit.source_end_sample:
            return edit
    return None


def _passage(passage: Passage, words: Sequence[Word], first: int, end: int) -> Passage:
    whole = end - first == passage.end_word - passage.first_word
    text = passage.text if whole else " ".join(word.text for word in words[first:end])
    return Passage(text, first, end, words[first].start_sample, words[end - 1].end_sample)


def _features_on_film(analysis: AudioAnalysis, edits: Sequence[VoiceEdit], film_samples: int) -> Features:
    hop = analysis.hop_samples
    at = np.arange(-(-film_samples // hop) + 1) * hop
    source = _sources(at, edits)
    nearest = (source + hop // 2) // hop
    heard = (source >= 0) & (nearest < analysis.features.frame_count)

    def moved(name: str) -> NDArray[np.floating]:
        curve = getattr(analysis.features, name)
        rest = _SILENT_MEL_DB if name == "mel_db" else 0.0
        film = np.full((*curve.shape[:-1], len(at)), rest, curve.dtype)
        film[..., heard] = curve[..., nearest[heard]]
        return film

    return Features(**{field.name: moved(field.name) for field in fields(Features)})


def _arc_on_film(analysis: AudioAnalysis, edits: Sequence[VoiceEdit], film_samples: int) -> NDArray[np.float32]:
    rate = analysis.sample_rate_hz
    at = np.arange(-(-film_samples // rate)) * rate + rate // 2
    second = _sources(at, edits) // rate
    heard = (second >= 0) & (second < len(analysis.energy_arc))
    arc = np.zeros(len(at), np.float32)
    arc[heard] = analysis.energy_arc[second[heard]]
    return arc


def _sources(film_samples: NDArray[np.int64], edits: Sequence[VoiceEdit]) -> NDArray[np.int64]:
    """Samples of the recording that are heard at samples of the film, -1 where the voice rests."""
    found = np.full(film_samples.shape, -1, np.int64)
    for edit in edits:
        inside = (edit.start_sample <= film_samples) & (film_samples < edit.end_sample)
        found[inside] = film_samples[inside] - edit.shift_samples
    return found


def _points(points: Sequence[P], edits: Sequence[VoiceEdit]) -> tuple[P, ...]:
    places = [film_sample(edits, point.sample) for point in points]
    return tuple(replace(point, sample=place) for point, place in zip(points, places, strict=True) if place is not None)


def _spans(spans: Sequence[S], edits: Sequence[VoiceEdit]) -> tuple[S, ...]:
    """The parts of spans that are heard, in the film's order."""
    found = []
    for edit in edits:
        for span in spans:
            start = max(span.start_sample, edit.source_start_sample) + edit.shift_samples
            end = min(span.end_sample, edit.source_end_sample) + edit.shift_samples
            if start < end:
                found.append(replace(span, start_sample=start, end_sample=end))
    return tuple(found)


def _met(pauses: Sequence[Pause]) -> tuple[Pause, ...]:
    """Pauses of which one ends where the next begins are heard as one, as strong as the stronger."""
    kept = list(pauses[:1])
    for before, pause in pairwise(pauses):
        if before.end_sample == pause.start_sample:
            first = kept[-1]
            kept[-1] = Pause(first.start_sample, pause.end_sample, max(first.strength, pause.strength))
        else:
            kept.append(pause)
    return tuple(kept)
