"""Figures on the delivered caption files, measured against the words that were said."""

import re
from difflib import SequenceMatcher
from itertools import pairwise

import numpy as np

from onset.evaluation.figure import fact, judged, noted
from onset.evaluation.subtitles import Subtitle, parse_srt, parse_vtt
from onset.timeline.plan import Timeline
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
        *_against_words((plain, timed), timeline, transcript),
        _words_each(plain),
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


def _against_words(files: tuple[tuple[Subtitle, ...], ...], timeline: Timeline, transcript: Transcript) -> list[Check]:
    errors: list[float] = []
    late_words = 0
    covered = 1.0
    for captions in files:
        times = [(word.text, word.start_ms, caption) for caption in captions for word in caption.words]
        tokens = [(token, word, number == 0) for word in transcript.words for number, token in _tokens(word.text)]
        pairs = _matches([text for text, _, _ in times], [token for token, _, _ in tokens])
        covered = min(covered, len(pairs) / len(tokens))
        for shown, said in pairs:
            _, word, leads = tokens[said]
            start = word.start_sample * 1000 / timeline.sample_rate_hz
            end = word.end_sample * 1000 / timeline.sample_rate_hz
            _, at, caption = times[shown]
            if at is not None and leads:
                errors.append(at - start)
            late_words += caption.start_ms > start + _SYNC_LIMIT_MS or caption.end_ms < end - _SYNC_LIMIT_MS
    checks = [
        judged(
            "captions.covered",
            "Spoken words that are shown",
            100 * covered,
            "%",
            limit=f"≥ {100 * _COVERED:g} %",
            passed=covered >= _COVERED,
            detail=f"of {len(transcript.words)} words, in order",
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


def _tokens(text: str) -> list[tuple[int, str]]:
    """A transcript's word may hold a space ("7 p.m."); a caption file splits there."""
    return list(enumerate(text.split()))


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
    speeds = [1000 * len(caption.text) / (caption.end_ms - caption.start_ms) for caption in captions]
    return judged(
        "captions.speed",
        "Reading speed",
        float(np.median(speeds)),
        "characters/s",
        limit=f"≤ {_FASTEST_CPS:g}",
        passed=float(np.median(speeds)) <= _FASTEST_CPS,
        detail=f"median; the fastest caption {max(speeds):.1f}",
    )
