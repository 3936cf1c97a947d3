"""Where the lines that must be said are said."""

import string
from collections.abc import Sequence

from onset.planning.errors import PlanningError
from onset.planning.listening import is_match, listen
from onset.timeline.speech import Transcript
from onset.timeline.time import SAMPLE_RATE_HZ


def must_say_words(transcript: Transcript, lines: Sequence[str]) -> frozenset[int]:
    """Indices of the words that say the lines.

    Raises:
        PlanningError: MUST_SAY_NOT_FOUND, naming the line and what comes nearest.
    """
    words = transcript.words
    said: set[int] = set()
    for index, line in enumerate(lines):
        heard = listen(words, line)
        if heard is None or not is_match(heard):
            nearest = ""
            if heard is not None:
                text = " ".join(word.text for word in words[heard.first : heard.end]).strip(string.punctuation)
                nearest = (
                    f'; the nearest words are "{text}" at {words[heard.first].start_sample / SAMPLE_RATE_HZ:.1f} s'
                )
            raise PlanningError(
                "MUST_SAY_NOT_FOUND",
                f"brief.cutdown.must_say[{index}]",
                f'The voice never says "{line.strip()}"{nearest}.',
            )
        said.update(range(heard.first, heard.end))
    return frozenset(said)
