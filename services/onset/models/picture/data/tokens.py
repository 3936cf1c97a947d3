"""Captions as token ids, and the text encoder, for a machine that trains: `python -m onset.models.picture.data.tokens`.

Writes `tokens.npz`, the ids of every scene's caption, and `text.safetensors`, the encoder with the words that occur.
"""

import argparse
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from onset.models.convert.minilm import SentenceEncoder, renamed
from onset.models.picture.data.captions import test_captions
from onset.models.picture.data.orders import GROUP, caption_of, order


class CaptionEncoder:
    """Token embeddings of the captions of a list of scenes."""

    def __init__(self, folder: Path, device: torch.device) -> None:
        """Load `tokens.npz` and `text.safetensors`."""
        tables = np.load(folder / "tokens.npz")
        self._ids, self._test_ids = tables["ids"], tables["test_ids"]
        state = load_file(folder / "text.safetensors")
        net = SentenceEncoder()
        net.words = nn.Embedding(*state["words.weight"].shape)
        net.load_state_dict({name: value.float() for name, value in state.items()})
        self._net, self._device = net.eval().to(device), device

    @property
    def test_count(self) -> int:
        """Number of unheard captions: TEST_WORDINGS of each family in turn."""
        return len(self._test_ids)

    def scenes(self, indices: NDArray[np.intp]) -> tuple[Tensor, Tensor]:
        """Embeddings (N, 24, 384) in half precision and their mask (N, 24) of the scenes' captions."""
        return self._encoded(self._ids[indices])

    def tests(self) -> tuple[Tensor, Tensor]:
        """The same of the unheard captions."""
        return self._encoded(self._test_ids)

    @torch.inference_mode()
    def _encoded(self, ids: NDArray[np.uint16]) -> tuple[Tensor, Tensor]:
        tokens = torch.from_numpy(ids.astype(np.int64)).to(self._device)
        mask = tokens > 0
        parts = [
            self._net.tokens(some, kept).half() for some, kept in zip(tokens.split(1024), mask.split(1024), strict=True)
        ]
        return torch.cat(parts), mask


def write(source: Path, out: Path, groups: int) -> None:
    """Encode the captions of the first `groups` groups with the tokenizer in `source`."""
    from onset.models.text_encoder import caption_tokenizer  # noqa: PLC0415 - a machine that trains lacks tokenizers

    tokenizer = caption_tokenizer(source / "tokenizer.json")
    captions = [caption_of(order(index)) for index in range(groups * GROUP)] + test_captions()
    rows = np.array([encoding.ids for encoding in tokenizer.encode_batch(captions)])
    padding = tokenizer.padding["pad_id"]
    used, short = np.unique(np.append(rows, padding), return_inverse=True)
    assert used[0] == padding == 0
    ids = short[:-1].reshape(rows.shape).astype(np.uint16)
    out.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(out / "tokens.npz", ids=ids[: groups * GROUP], test_ids=ids[groups * GROUP :])
    net = SentenceEncoder()
    net.load_state_dict(renamed(load_file(source / "model.safetensors")))
    state = net.state_dict() | {"words.weight": net.words.weight[torch.from_numpy(used)]}
    save_file({name: value.half().contiguous() for name, value in state.items()}, out / "text.safetensors")


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(prog="python -m onset.models.picture.data.tokens", description=__doc__)
    parser.add_argument(
        "--source", type=Path, required=True, help="folder of MiniLM's model.safetensors, tokenizer.json"
    )
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--groups", type=int, default=40_000)
    options = parser.parse_args()
    write(options.source, options.out, options.groups)


if __name__ == "__main__":
    main()
