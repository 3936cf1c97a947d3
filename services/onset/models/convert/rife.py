"""RIFE 3.9: the flow network (IFNet) -> ONNX. It estimates motion; the frames are warped by `interpolation`."""

from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn.functional import grid_sample, interpolate

from onset.models.convert.export import export_onnx

MULTIPLE = 32
"""Frame sides must be multiples of this: the coarsest block sees them at 1/8 and halves them twice."""
_SCALES = (8, 4, 2, 1)
_WIDTHS = (192, 128, 96, 64)


def convert(sources: Path, out: Path) -> None:
    """Write `flow.onnx`: A, B [B, 3, H, W] in 0..1, T [B] -> FLOW [B, 4, H, W] in pixels, BLEND [B, 1, H, W]."""
    net = IFNet()
    published = torch.load(sources / "flownet.pkl", map_location="cpu", weights_only=True)
    state = {name.removeprefix("module."): value for name, value in published.items()}
    # The file also holds the teacher of the training and a refinement network; neither runs at inference.
    net.load_state_dict({name: state[name] for name in net.state_dict()})
    export(net, out / "flow.onnx")


def export(net: "IFNet", path: Path) -> None:
    """The same of a network at hand."""
    frames = torch.rand(2, 3, 128, 192)
    grid = {0: "B", 2: "H", 3: "W"}
    export_onnx(
        net,
        (frames, frames.flip(3), torch.tensor([0.5, 0.3])),
        path,
        ["A", "B", "T"],
        ["FLOW", "BLEND"],
        {"A": grid, "B": grid, "T": {0: "B"}, "FLOW": grid, "BLEND": grid},
    )


class IFNet(nn.Module):
    """Intermediate flow estimation, coarse to fine (Huang et al., "RIFE", ECCV 2022). No refinement network."""

    def __init__(self) -> None:
        super().__init__()
        for index, width in enumerate(_WIDTHS):
            self.add_module(f"block{index}", _Block(7 if index == 0 else 12, width))

    def forward(self, a: Tensor, b: Tensor, t: Tensor) -> tuple[Tensor, Tensor]:
        """Flow from the in-between frame to `a` (x, y) and to `b` (x, y), and the weight of `a` in the blend."""
        time = torch.zeros_like(a[:, :1]) + t[:, None, None, None]
        warped_a, warped_b = a, b
        flow, mask = self.block0(torch.cat((a, b, time), 1), None, _SCALES[0])
        for block, scale in zip((self.block1, self.block2, self.block3), _SCALES[1:], strict=True):
            warped_a, warped_b = _warp(a, flow[:, :2]), _warp(b, flow[:, 2:])
            more_flow, more_mask = block(torch.cat((warped_a, warped_b, time, mask), 1), flow, scale)
            flow, mask = flow + more_flow, mask + more_mask
        return flow, mask.sigmoid()


class _Block(nn.Module):
    def __init__(self, channels: int, width: int) -> None:
        super().__init__()
        self.conv0 = nn.Sequential(_conv(channels, width // 2, 2), _conv(width // 2, width, 2))
        self.convblock = nn.Sequential(*(_conv(width, width, 1) for _ in range(8)))
        self.lastconv = nn.ConvTranspose2d(width, 5, 4, 2, 1)

    def forward(self, x: Tensor, flow: Tensor | None, scale: int) -> tuple[Tensor, Tensor]:
        x = _resize(x, 1 / scale)
        if flow is not None:
            x = torch.cat((x, _resize(flow, 1 / scale) / scale), 1)
        features = self.conv0(x)
        out = _resize(self.lastconv(self.convblock(features) + features), scale * 2)
        return out[:, :4] * (scale * 2), out[:, 4:]


def _conv(channels: int, width: int, stride: int) -> nn.Sequential:
    return nn.Sequential(nn.Conv2d(channels, width, 3, stride, 1), nn.PReLU(width))


def _resize(x: Tensor, factor: float) -> Tensor:
    return interpolate(x, scale_factor=factor, mode="bilinear", align_corners=False, recompute_scale_factor=False)


def _warp(image: Tensor, flow: Tensor) -> Tensor:
    """Sample `image` at each pixel's position plus `flow` (in pixels), bilinear, edges repeated."""
    height, width = image.shape[2], image.shape[3]
    x = torch.arange(width, dtype=image.dtype)[None, None, :] + flow[:, 0]
    y = torch.arange(height, dtype=image.dtype)[None, :, None] + flow[:, 1]
    grid = torch.stack((x * (2 / (width - 1)) - 1, y * (2 / (height - 1)) - 1), 3)
    return grid_sample(image, grid, mode="bilinear", padding_mode="border", align_corners=True)
