"""A recording -> its transcript, with the models' help."""

from onset.runtime import model_calls
from onset.runtime.heed import Cancelled
from onset.runtime.triton import TritonClient
from onset.timeline.sound import FloatArray
from onset.timeline.speech import Transcript
from onset.transcription import transcript
from onset.transcription.activity import listen
from onset.transcription.forced_alignment import Phones


def recognise(
    client: TritonClient, speech: FloatArray, script: str, *, language: str = "", cancelled: Cancelled | None = None
) -> Transcript:
    """The transcript of one recording.

    Args:
        client: of the Triton that serves `whisper` and `phones`.
        speech: (n,) mono samples at 16 kHz.
        script: what is said in it, cleaned; empty if not known.
        language: ISO 639-1, empty to detect it.
        cancelled: asked now and then.

    Raises:
        SpeechError: NO_SPEECH_FOUND, SCRIPT_MISMATCH, SCRIPT_WITHOUT_WORDS.
    """
    activity = listen(speech)
    if not activity.islands:
        raise transcript.no_speech()
    result = model_calls.transcribe(client, speech, language=language, cancelled=cancelled)
    said = transcript.draft(result, activity, script)
    likelihoods, words = model_calls.hear_phones(
        client, speech, said.words, language=said.language, cancelled=cancelled
    )
    return transcript.build(said, activity, Phones(likelihoods, tuple(words)))
