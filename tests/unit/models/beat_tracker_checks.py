"""What is true of the beat tracker's network, found out in the models' environment and printed as JSON."""

import contextlib
import csv
import json
import sys
import tempfile
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file

from onset.analysis.ears import normalised
from onset.models.beat_tracker.clips import Clip
from onset.models.beat_tracker.crops import NO_METRE, Bank, Batch, crops, triangles, whole
from onset.models.beat_tracker.export import WEIGHTS
from onset.models.beat_tracker.network import METRES, REACH_FRAMES, BeatTracker
from onset.models.beat_tracker.scores import peaks_s
from onset.models.beat_tracker.train import Training, loss_of
from onset.models.convert.listeners import BeatProbabilities
from onset.models.hearing import Hearing
from onset.models.learning import load_weights
from onset.models.places import weights_folder

FLOOR_DB, STROKE_DB = -75.0, -20.0


def facts() -> dict[str, object]:
    """All of them."""
    random = torch.Generator().manual_seed(0)
    net = load_weights(BeatTracker(), WEIGHTS)
    served = Hearing(weights_folder() / "beat-tracker" / "beat_tracker.onnx", 2000)
    errors = {}
    for frames in (1, 7, 50, 500, 1503):
        mel = torch.rand(2, frames, 128, generator=random)
        with torch.inference_mode():
            expected = dict(zip(("ACTIVATIONS", "METRE"), BeatProbabilities(net)(mel), strict=True))
        heard = served.probabilities(mel.numpy())
        assert heard.keys() == expected.keys()
        errors[str(frames)] = max(float(abs(heard[name] - expected[name].numpy()).max()) for name in expected)

    mel = torch.rand(1, 3 * REACH_FRAMES, 128, generator=random)
    changed = mel.clone()
    middle = 3 * REACH_FRAMES // 2
    changed[:, middle] = 1 - changed[:, middle]
    with torch.inference_mode():
        change = (net(changed) - net(mel)).abs()[0].amax(1)
    near = (torch.arange(len(change)) - middle).abs() <= REACH_FRAMES
    return {
        "onnx_errors": errors,
        "reach_frames": REACH_FRAMES,
        "change_within_reach": float(change[near].max()),
        "change_beyond_reach": float(change[~near].max()),
        "parameters": sum(p.numel() for p in net.parameters()),
        "types": sorted({str(tensor.dtype) for tensor in load_file(WEIGHTS).values()}),
        "triangle_error": _triangle_error(),
        "crops": _crops(),
        "intervals": _intervals(),
        "joined": _joined(),
        "whole": _whole(),
        "loss": _losses(),
        "resumed": _resumed(),
    }


def clip(tempo_bpm: float = 120.0, frames: int = 1500, metre: int = 4) -> Clip:
    """Strokes on each beat that last 20 ms and fill all bands."""
    beats_s = np.arange(0.5, frames / 50 - 0.5, 60 / tempo_bpm)
    mel_db = np.full((frames, 128), FLOOR_DB, np.float16)
    mel_db[(beats_s * 50).round().astype(int)] = STROKE_DB
    return Clip(mel_db, STROKE_DB, beats_s, beats_s[::metre], metre, "strokes")


def _triangle_error() -> float:
    """Largest difference from the definition, over positions in and around 40 frames."""
    random = torch.Generator().manual_seed(1)
    positions = torch.rand(200, 5, generator=random, dtype=torch.float64) * 50 - 5
    away = (torch.arange(40)[None, :, None] - positions[:, None]).abs()
    return float((triangles(positions, 40) - (1 - away / 2).clamp(min=0).amax(2)).abs().max())


def _crops() -> dict[str, float]:
    """Of many crops: range of values, strokes, strokes without a beat, frames told a wrong metre."""
    bank = Bank.of([clip(frames=40), clip(frames=300, metre=3), clip(), clip(metre=5)], "cpu")
    low, high, strokes, lost, downbeats_alone = 1.0, 0.0, 0, 0, 0
    metres: set[int] = set()
    for seed, frames in enumerate((20, 40, 150, 300, 700) * 12):
        batch = crops(bank, 8, frames, torch.Generator().manual_seed(seed))
        assert batch.mel.shape == (8, frames, 128)
        low, high = min(low, float(batch.mel.min())), max(high, float(batch.mel.max()))
        downbeats_alone += int((batch.events[..., 1] > batch.events[..., 0]).sum())
        metres |= set(batch.metre.unique().tolist())
        for level, beat in zip(batch.mel.median(2).values.numpy(), batch.events[..., 0].numpy(), strict=True):
            # Not where silence or a mask ends.
            rises = 1 + np.flatnonzero((np.diff(level) > 0.15) & (level[:-1] > 0))
            strokes += rises.size
            lost += int((beat[rises] <= 0.25).sum())
    known = sorted(metres) == [NO_METRE, METRES.index(3), METRES.index(4)]
    return {
        "low": low,
        "high": high,
        "strokes": strokes,
        "lost": lost,
        "downbeats_alone": downbeats_alone,
        "metres_known": known,
    }


def _intervals() -> list[float]:
    """Frames from beat to beat in crops of strokes 25 frames apart."""
    batch = crops(Bank.of([clip()], "cpu"), 60, 600, torch.Generator().manual_seed(0))
    return [float(np.median(np.diff(np.flatnonzero(beat > 0.74)))) for beat in batch.events[..., 0].numpy()]


def _joined() -> bool:
    """Whether clips that came one after the other are cropped as those that came together."""
    clips = [clip(frames=300), clip(90), clip(60, metre=3)]
    banks = Bank.of(clips, "cpu"), Bank.of(clips[:1], "cpu").joined(Bank.of(clips[1:], "cpu"))
    one, other = (crops(bank, 20, 200, torch.Generator().manual_seed(0)) for bank in banks)
    return torch.equal(one.mel, other.mel) and torch.equal(one.events, other.events)


def _whole() -> dict[str, float]:
    one = clip(tempo_bpm=173)
    batch = whole(one)
    expected = normalised(one.mel_db.astype(np.float32).T, one.loudest_db)
    beat, downbeat = batch.events[0].numpy().T
    told = np.flatnonzero(batch.metre[0] != NO_METRE)
    return {
        "mel_error": float(np.abs(batch.mel[0].numpy() - expected).max()),
        "beats_error_s": float(np.abs(peaks_s(beat) - one.beats_s).max()),
        "downbeats_error_s": float(np.abs(peaks_s(downbeat) - one.downbeats_s).max()),
        "metre_from_s": float(told[0] / 50 - one.beats_s[0]),
        "metre_to_s": float(told[-1] / 50 - one.beats_s[-1]),
    }


def _losses() -> dict[str, float]:
    events = torch.zeros(1, 100, 2)
    events[:, ::10] = 1
    batch = Batch(torch.zeros(1, 100, 128), events, torch.full((1, 100), METRES.index(4)))
    right = torch.cat((12 * events - 6, torch.tensor([-6.0, -6, 6, -6]).expand(1, 100, 4)), 2)
    missed, invented, other_metre = right.clone(), right.clone(), right.clone()
    missed[:, 20, 1] = -6
    invented[:, 25, 1] = 6
    other_metre[..., 2:] = torch.tensor([6.0, -6, -6, -6])
    untold = Batch(batch.mel, events, torch.full((1, 100), NO_METRE))
    losses = {"right": right, "missed": missed, "invented": invented, "other_metre": other_metre}
    told = {name: float(loss_of(logits, batch)) for name, logits in losses.items()}
    return told | {"other_metre_untold": float(loss_of(other_metre, untold))}


def _resumed() -> dict[str, object]:
    """Two steps of a training that was ended after the first, and of one that was not."""
    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder)
        for first in (0, 1):
            beats_s = np.arange(0.1, 2, 0.5)
            clip = {
                "mel": np.zeros((100, 128), np.float16),
                "loudest_db": np.float32(0),
                "genre": "silence",
                "metre": 2,
            }
            clip |= {"beats": beats_s, "positions": np.array([1, 2, 1, 2], np.int8)}
            np.savez(corpus / f"1-{first}.npz", clips=1, **{f"{key}_0": value for key, value in clip.items()})
        losses = {}
        for name, ends in {"whole": (2,), "resumed": (1, 2)}.items():
            torch.manual_seed(0)
            for end in ends:
                training = Training(corpus, corpus / name, 1e-3)
                with contextlib.redirect_stdout(sys.stderr):
                    training.train(end)
            with (corpus / name / "log.csv").open(newline="") as file:
                rows = list(csv.DictReader(file))
            losses[name] = [float(rows[-1]["held_out_loss"]), len(rows), training.run.step]
    return losses


if __name__ == "__main__":
    print(json.dumps(facts()))
