"""Figures on the delivered caption files, measured against the words that were said."""

import re
from difflib import SequenceMatcher
from itertools import pairwise

import numpy as np

from onset.evaluation.figure import fact, judged, noted
from onset.evaluation.shown_words import Spoken, shown_in, spoken_in
from onset.evaluation.subtitles import Subtitle, parse_srt, parse_vtt
from onset.timeline.plan import Timeline
from onset.timeline.script import reading_length
from onset.timeline.speech import Transcript
from onset.timeline.verdict import Check

_SYNC_LIMIT_MS = 80.0
_PERCENTILE = 95
_COVERED = 0.98
_FEWEST_WORDS, _MOST_WORDS = 3, 7
_WELL_FILLED = 0.8
"""Share of captions that must have 3-7 words; short sentences make shorter ones."""
_FASTEST_CPS = 20.0
"""Netflix' timed text guide for adults; captions that follow a voice cannot be slower than it."""


def check_captions(srt: str, vtt: str, timeline: Timeline, transcript: Transcript) -> list[Check]:
    """All figures of the `captions` group; the transcript is on the film's clock."""
    if not timeline.captions or not transcript.words:
        return [noted("captions.count", "Captions", 0, "captions", "none ordered")]
    try:
        plain, timed = parse_srt(srt), parse_vtt(vtt)
    except ValueError as error:
        return [_readable(passed=False, detail=str(error))]
    texts = [[caption.text for caption in captions] for captions in (plain, timed)]
    if not plain or texts[0] != texts[1]:
        detail = f".srt has {len(plain)} captions, .vtt {len(timed)}, and their words differ" if plain else "empty"
        return [_readable(passed=False, detail=detail)]
    return [
        _readable(passed=True, detail=f"{len(plain)} captions, the same words in .srt and .vtt"),
        _order(plain, timeline),
        *_against_words((plain, timed), timeline, spoken_in(timeline, transcript)),
        *([_sentences(timed, transcript, timeline)] if timeline.captions[0].translated else []),
        _words_each(timed),
        _speed(plain),
    ]


def _readable(*, passed: bool, detail: str) -> Check:
    return fact(
        "captions.files", "Caption files", limit="valid .srt and .vtt, equal words", passed=passed, detail=detail
    )


def _order(captions: tuple[Subtitle, ...], timeline: Timeline) -> Check:
    overlaps = sum(later.start_ms < earlier.end_ms for earlier, later in pairwise(captions))
    film_ms = float(1000 * timeline.frame_rate.seconds_of_frame(timeline.duration_frames))
    outside = sum(caption.end_ms > film_ms + 1 for caption in captions)
    return fact(
        "captions.order",
        "One caption at a time",
        limit="no overlap, none after the end",
        passed=not overlaps and not outside,
        detail=f"{overlaps} overlap, {outside} end after the film",
    )


def _against_words(files: tuple[tuple[Subtitle, ...], ...], timeline: Timeline, spoken: list[Spoken]) -> list[Check]:
    errors: list[float] = []
    late_words = 0
    covered = 1.0
    for captions in files:
        shown = shown_in(captions, timeline)
        pairs = _matches([part.text for part in shown], [part.text for part in spoken])
        covered = min(covered, len(pairs) / len(spoken))
        for at, of in pairs:
            seen, said = shown[at], spoken[of]
            if seen.start_ms is not None and said.leads:
                errors.append(seen.start_ms - said.start_ms)
            early, late = seen.caption.end_ms < said.end_ms - _SYNC_LIMIT_MS, said.start_ms + _SYNC_LIMIT_MS
            late_words += early or seen.caption.start_ms > late
    checks = [
        judged(
            "captions.covered",
            "Spoken words that are shown",
            100 * covered,
            "%",
            limit=f"≥ {100 * _COVERED:g} %",
            passed=covered >= _COVERED,
            detail=f"of {len(spoken)} words, in order",
        )
    ]
    if errors:
        worst = float(np.percentile(np.abs(errors), _PERCENTILE))
        checks.append(
            judged(
                "captions.sync",
                "Caption against word, 95th percentile",
                worst,
                "ms",
                limit=f"≤ {_SYNC_LIMIT_MS:g} ms",
                passed=worst <= _SYNC_LIMIT_MS,
                detail=f"median {np.median(errors):+.0f} ms over {len(errors)} caption and word times",
            )
        )
    checks.append(
        judged(
            "captions.visible",
            "Words said while their caption is away",
            late_words,
            "words",
            limit="0",
            passed=not late_words,
            detail=f"by more than {_SYNC_LIMIT_MS:g} ms, in either file",
        )
    )
    return checks


def _sentences(captions: tuple[Subtitle, ...], transcript: Transcript, timeline: Timeline) -> Check:
    starts = np.array([word.start_ms for caption in captions for word in caption.words if word.start_ms is not None])
    said = [sentence.start_sample * 1000 / timeline.sample_rate_hz for sentence in transcript.sentences]
    worst = float(np.percentile([np.abs(starts - start).min() for start in said], _PERCENTILE))
    return judged(
        "captions.sentences",
        "Translated line against its sentence, 95th percentile",
        worst,
        "ms",
        limit=f"≤ {_SYNC_LIMIT_MS:g} ms",
        passed=worst <= _SYNC_LIMIT_MS,
        detail=f"over {len(said)} sentences",
    )


def _matches(shown: list[str], said: list[str]) -> list[tuple[int, int]]:
    """Index pairs of equal words in the longest common runs, compared without case and punctuation."""
    matcher = SequenceMatcher(None, [_plain(word) for word in shown], [_plain(word) for word in said], autojunk=False)
    return [
        (block.a + offset, block.b + offset) for block in matcher.get_matching_blocks() for offset in range(block.size)
    ]


def _plain(word: str) -> str:
    return re.sub(r"[^\w]", "", word).casefold() or word


def _words_each(captions: tuple[Subtitle, ...]) -> Check:
    counts = [len(caption.words) for caption in captions]
    filled = sum(_FEWEST_WORDS <= count <= _MOST_WORDS for count in counts) / len(counts)
    return judged(
        "captions.words",
        "Words in a caption",
        float(np.median(counts)),
        "words",
        limit=f"{_FEWEST_WORDS}-{_MOST_WORDS}, none longer",
        passed=max(counts) <= _MOST_WORDS and filled >= _WELL_FILLED,
        detail=f"from {min(counts)} to {max(counts)}; {100 * filled:.0f} % have {_FEWEST_WORDS}-{_MOST_WORDS}",
    )


def _speed(captions: tuple[Subtitle, ...]) -> Check:
    speeds = [1000 * reading_length(caption.text) / (caption.end_ms - caption.start_ms) for caption in captions]
    return judged(
        "captions.speed",
        "Reading speed",
        float(np.median(speeds)),
        "characters/s",
        limit=f"≤ {_FASTEST_CPS:g}",
        passed=float(np.median(speeds)) <= _FASTEST_CPS,
        detail=f"median; the fastest caption {max(speeds):.1f}",
    )
