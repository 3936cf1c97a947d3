"""Captions as files: SubRip and WebVTT."""

from fractions import Fraction

from onset.timeline.plan import Caption, Timeline
from onset.timeline.time import round_half_up


def srt(timeline: Timeline) -> str:
    """SubRip: numbered cues, `HH:MM:SS,mmm`."""
    blocks = [
        f"{number}\n{_span(timeline, caption, ',')}\n{_line(caption, _words(caption))}\n"
        for number, caption in enumerate(timeline.captions, start=1)
    ]
    return "\n".join(blocks)


def vtt(timeline: Timeline) -> str:
    """WebVTT: `HH:MM:SS.mmm`, `&`, `<` and `>` as character references, and the time at which each word is said."""
    blocks = [f"{_span(timeline, caption, '.')}\n{_timed_text(timeline, caption)}\n" for caption in timeline.captions]
    return "\n".join(["WEBVTT\n", *blocks])


def _timed_text(timeline: Timeline, caption: Caption) -> str:
    """Words, each but the first after its time, where these times grow within the cue as WebVTT asks."""
    start, end = _frame_ms(timeline, caption.start_frame), _frame_ms(timeline, caption.end_frame)
    parts: list[str] = []
    last = start
    for text, word in zip(_words(caption), caption.words, strict=True):
        at = round_half_up(Fraction(word.start_sample * 1000, timeline.sample_rate_hz))
        stamp = f"<{_clock(at, '.')}>" if parts and last < at < end else ""
        last = at if stamp else last
        parts.append(stamp + text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))
    return _line(caption, parts)


def _line(caption: Caption, words: list[str]) -> str:
    """Words on one line, with blanks where the caption has them."""
    blanks = ("" if word.joined or not number else " " for number, word in enumerate(caption.words))
    return "".join(blank + word for blank, word in zip(blanks, words, strict=True))


def _words(caption: Caption) -> list[str]:
    """One line's worth of text per word; an arrow, which neither format can hold, becomes a typographic one."""
    return [" ".join(word.text.split()).replace("-->", "→") for word in caption.words]


def _span(timeline: Timeline, caption: Caption, point: str) -> str:
    start, end = _frame_ms(timeline, caption.start_frame), _frame_ms(timeline, caption.end_frame)
    return f"{_clock(start, point)} --> {_clock(end, point)}"


def _frame_ms(timeline: Timeline, frame: int) -> int:
    return round_half_up(timeline.frame_rate.seconds_of_frame(frame) * 1000)


def _clock(milliseconds: int, point: str) -> str:
    minutes, milliseconds = divmod(milliseconds, 60_000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{milliseconds // 1000:02}{point}{milliseconds % 1000:03}"
