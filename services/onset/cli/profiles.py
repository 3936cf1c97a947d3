"""`onset profiles`: where films can be delivered to, and what each destination takes."""

from onset.timeline.brief import Size
from onset.timeline.profile import Profile, profiles

COLUMNS = ("profile", "sizes", "frames/s", "length", "picture Mb/s", "sound", "safe box", "largest file")
_TALL, _WIDE = Size(1080, 1920), Size(1920, 1080)


def list_profiles() -> int:
    """Print every profile of the house; the exit status."""
    for each in profiles().values():
        print(f"{each.name}: {each.title}")
        for column, text in zip(COLUMNS[1:], row(each)[1:], strict=True):
            print(f"    {column:<13} {text}")
    return 0


def row(each: Profile) -> tuple[str, ...]:
    """A profile's figures as people read them, one for each column."""
    video, audio = each.video, each.audio
    rates = [f"≥ {video.least_mbps:g}"] * bool(video.least_mbps) + [f"≤ {video.most_mbps:g}"] * bool(video.most_mbps)
    level = f", level {video.highest_level / 10:.1f}" if video.highest_level else ""
    size = (each.sizes or (_TALL, _WIDE))[0]
    safe = each.safe_box(size)
    return (
        each.name,
        ", ".join(f"{size.width}x{size.height}" for size in each.sizes) or "any",
        ", ".join(f"{float(rate.per_second):.5g}" for rate in each.frame_rates) or "any",
        str(each.duration),
        (" and ".join(rates) or "any") + level,
        f"{audio.target_lufs:g} LUFS ± {audio.tolerance_lu:g}, ≤ {audio.true_peak_dbtp:g} dBTP, "
        f"≥ {audio.least_kbps} kb/s",
        f"x {safe.left}-{safe.right}, y {safe.top}-{safe.bottom} of {size.width}x{size.height}",
        f"{each.max_bytes / 1e6:,.0f} MB" if each.max_bytes else "any",
    )
