"""Orders for tests: small pictures, few frames, everything else as users order it."""

from onset.v1 import brief_pb2
from onset.v1 import video_service_pb2 as pb

SCRIPT = "Meet Aurora. It wakes you with gentle light. Every morning, a slow sunrise fills the room. Try it tonight."


def small_ad(
    *, script: str = SCRIPT, sizes: tuple[tuple[int, int], ...] = ((180, 320),), seed: int = 7
) -> pb.VideoSpec:
    """A voiceover ad at 10 frames per second."""
    spec = pb.VideoSpec()
    ad = spec.voiceover_ad
    ad.script = script
    ad.brief.title, ad.brief.product, ad.brief.mood = "Aurora", "Aurora", "calm, warm"
    ad.brief.frame_rate.numerator, ad.brief.frame_rate.denominator = 10, 1
    for width, height in sizes:
        ad.brief.sizes.add(width=width, height=height)
    ad.brief.call_to_action.CopyFrom(
        brief_pb2.CallToAction(headline="Wake up with the light", button="Try it", url="aurora.example")
    )
    ad.brief.seed, ad.brief.captions, ad.brief.duck_db, ad.brief.music_gain_db = seed, True, 14, -8
    ad.brand.name = "Aurora"
    colors = {
        "primary": "#f2a65a",
        "secondary": "#1f2a52",
        "accent": "#ff7a59",
        "background": "#fff6ea",
        "text": "#1b1f3b",
    }
    for name, color in colors.items():
        setattr(ad.brand.colors, name, color)
    return spec
