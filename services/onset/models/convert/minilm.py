"""all-MiniLM-L6-v2: safetensors -> ONNX, pooled and normalised, with its tokenizer."""

import math
import shutil
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn.functional import gelu, normalize

from onset.models.convert.export import export_onnx

WIDTH = 384
_LAYERS = 6
_HEADS = 12
_VOCABULARY = 30522
_POSITIONS = 512


def convert(sources: Path, out: Path) -> None:
    """Write `sentence_encoder.onnx`, IDS and MASK [B, L] -> EMBEDDING and TOKENS, and `tokenizer.json`."""
    net = SentenceEncoder()
    net.load_state_dict(renamed(load_file(sources / "model.safetensors")))
    export(net, out)
    shutil.copyfile(sources / "tokenizer.json", out / "tokenizer.json")


def export(net: "SentenceEncoder", out: Path) -> None:
    """`sentence_encoder.onnx` of a network at hand."""
    ids = torch.ones(2, 7, dtype=torch.int64)
    axes = {0: "B", 1: "L"}
    export_onnx(
        net,
        (ids, ids),
        out / "sentence_encoder.onnx",
        ["IDS", "MASK"],
        ["EMBEDDING", "TOKENS"],
        {"IDS": axes, "MASK": axes, "EMBEDDING": {0: "B"}, "TOKENS": axes},
    )


class SentenceEncoder(nn.Module):
    """BERT with mean pooling over the tokens and L2 normalisation, as sentence-transformers defines this model."""

    def __init__(self) -> None:
        super().__init__()
        self.words = nn.Embedding(_VOCABULARY, WIDTH)
        self.positions = nn.Embedding(_POSITIONS, WIDTH)
        self.types = nn.Embedding(2, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.layers = nn.ModuleList(_Layer() for _ in range(_LAYERS))

    def forward(self, ids: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Token ids and mask [B, L] -> unit vectors [B, 384], and each token in its sentence [B, L, 384]."""
        x = self.tokens(ids, mask)
        kept = mask.to(x.dtype)
        mean = (x * kept[:, :, None]).sum(1) / kept.sum(1, keepdim=True)
        return normalize(mean, dim=1), x

    def tokens(self, ids: Tensor, mask: Tensor) -> Tensor:
        """Token ids and mask [B, L] -> what each token means in its sentence [B, L, 384]."""
        x = self.norm(self.words(ids) + self.positions.weight[: ids.shape[1]] + self.types.weight[0])
        bias = (1 - mask.to(x.dtype))[:, None, None, :] * torch.finfo(x.dtype).min
        for layer in self.layers:
            x = layer(x, bias)
        return x


class _Layer(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.query, self.key, self.value, self.out = (nn.Linear(WIDTH, WIDTH) for _ in range(4))
        self.out_norm, self.ffn_norm = nn.LayerNorm(WIDTH, eps=1e-12), nn.LayerNorm(WIDTH, eps=1e-12)
        self.ffn_in, self.ffn_out = nn.Linear(WIDTH, 4 * WIDTH), nn.Linear(4 * WIDTH, WIDTH)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        query, key, value = (
            project(x).unflatten(2, (_HEADS, WIDTH // _HEADS)).transpose(1, 2)
            for project in (self.query, self.key, self.value)
        )
        weights = (query @ key.transpose(2, 3) / math.sqrt(WIDTH // _HEADS) + bias).softmax(-1)
        x = self.out_norm(x + self.out((weights @ value).transpose(1, 2).flatten(2)))
        return self.ffn_norm(x + self.ffn_out(gelu(self.ffn_in(x))))


def renamed(theirs: dict[str, Tensor]) -> dict[str, Tensor]:
    """Hugging Face's parameter names -> ours. The pooler is not used by this model."""
    names = {
        "embeddings.word_embeddings": "words",
        "embeddings.position_embeddings": "positions",
        "embeddings.token_type_embeddings": "types",
        "embeddings.LayerNorm": "norm",
        "attention.self.query": "query",
        "attention.self.key": "key",
        "attention.self.value": "value",
        "attention.output.dense": "out",
        "attention.output.LayerNorm": "out_norm",
        "intermediate.dense": "ffn_in",
        "output.dense": "ffn_out",
        "output.LayerNorm": "ffn_norm",
    }
    ours = {}
    for name, value in theirs.items():
        module, _, parameter = name.rpartition(".")
        if module.startswith("encoder.layer."):
            _, _, layer, part = module.split(".", 3)
            ours[f"layers.{layer}.{names[part]}.{parameter}"] = value
        elif module in names:
            ours[f"{names[module]}.{parameter}"] = value
    return ours
