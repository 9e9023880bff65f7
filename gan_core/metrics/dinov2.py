"""DINOv2's vision transformer (arXiv:2304.07193), for the Fréchet distance on its features (arXiv:2306.04675): weights from a file.

The file is one that Meta publishes (`dinov2_vits14_pretrain.pth`, `...vitb14...`, `...vitl14...`, without registers); width and depth are
read off its tensors. Published distances are those of ViT-L/14.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import torch
from PIL import Image
from torch import Tensor, nn
from torch.nn.functional import gelu, interpolate, scaled_dot_product_attention

from gan_core.errors import CheckpointError, ConfigError

SIDE = 224  # pixels that a picture is resized to
HEAD = 64  # width of an attention head in all published sizes
MEAN, SPREAD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)  # of ImageNet's channels
RESIZE = f"bicubic to {SIDE}x{SIDE} by Pillow, antialiased, in 8 bits"
OFFSET = 0.1  # added to the side of the grid of positions before it is scaled, in training as here


class _Block(nn.Module):
    """Attention, then two layers, each normed before and scaled by channel after: tokens (N, T, D) -> (N, T, D)."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.heads = width // HEAD
        self.norm1, self.norm2 = nn.LayerNorm(width, eps=1e-6), nn.LayerNorm(width, eps=1e-6)
        self.attn = nn.ModuleDict({"qkv": nn.Linear(width, 3 * width), "proj": nn.Linear(width, width)})
        self.mlp = nn.ModuleDict({"fc1": nn.Linear(width, 4 * width), "fc2": nn.Linear(4 * width, width)})
        self.ls1, self.ls2 = (nn.ParameterDict({"gamma": torch.ones(width)}) for _ in range(2))

    def forward(self, tokens: Tensor) -> Tensor:
        count, length, width = tokens.shape
        qkv = self.attn["qkv"](self.norm1(tokens)).view(count, length, 3, self.heads, -1)
        queries, keys, values = qkv.permute(2, 0, 3, 1, 4)  # (N, heads, T, D / heads) each
        seen = scaled_dot_product_attention(queries, keys, values).transpose(1, 2).reshape(count, length, width)
        tokens = tokens + self.ls1["gamma"] * self.attn["proj"](seen)
        return tokens + self.ls2["gamma"] * self.mlp["fc2"](gelu(self.mlp["fc1"](self.norm2(tokens))))


class VisionTransformer(nn.Module):
    """Images (N, 3, H, W), normed, H and W multiples of the patch -> the class token after the last norm, (N, width)."""

    def __init__(self, width: int, depth: int, patch: int, positions: int) -> None:
        super().__init__()
        self.cls_token = nn.Parameter(torch.zeros(1, 1, width))
        self.pos_embed = nn.Parameter(torch.zeros(1, positions, width))
        self.patch_embed = nn.ModuleDict({"proj": nn.Conv2d(3, width, patch, stride=patch)})
        self.blocks = nn.ModuleList(_Block(width) for _ in range(depth))
        self.norm = nn.LayerNorm(width, eps=1e-6)

    def forward(self, images: Tensor) -> Tensor:
        """The class token (N, width)."""
        patches = self.patch_embed["proj"](images)  # (N, D, rows, columns)
        rows, columns = patches.shape[2:]
        tokens = torch.cat([self.cls_token.expand(len(images), -1, -1), patches.flatten(2).transpose(1, 2)], dim=1)
        tokens = tokens + self._positions(rows, columns)
        for block in self.blocks:
            tokens = block(tokens)
        return self.norm(tokens)[:, 0]

    def _positions(self, rows: int, columns: int) -> Tensor:
        """The learned positions, resized from the grid they were learned on: (1, 1 + rows columns, D)."""
        first, grid = self.pos_embed[:, :1], self.pos_embed[:, 1:]
        side = round(grid.shape[1] ** 0.5)
        if (rows, columns) == (side, side):
            return self.pos_embed
        grid = grid.reshape(1, side, side, -1).permute(0, 3, 1, 2)
        scale = ((rows + OFFSET) / side, (columns + OFFSET) / side)
        grid = interpolate(grid, scale_factor=scale, mode="bicubic")
        return torch.cat([first, grid.flatten(2).transpose(1, 2)], dim=1)


def load_dinov2(weights_path: Path, device: torch.device | str = "cpu") -> VisionTransformer:
    """The network of that file, in evaluation mode.

    Raises:
        CheckpointError: the file is missing, damaged, or not DINOv2's weights.
    """
    if not weights_path.exists():
        raise CheckpointError("missing_path", field="dinov2 weights", received=weights_path)
    try:
        weights: dict[str, Any] = torch.load(weights_path, weights_only=True, map_location="cpu")
        weights.pop("mask_token", None)  # of its training
        width, _, patch, _ = weights["patch_embed.proj.weight"].shape
        depth = 1 + max(int(name.split(".")[1]) for name in weights if name.startswith("blocks."))
        network = VisionTransformer(width, depth, patch, weights["pos_embed"].shape[1])
        network.load_state_dict(weights)
    except Exception as error:  # a foreign file may break it in any way
        raise CheckpointError("dinov2_foreign", received=weights_path) from error
    return network.eval().requires_grad_(requires_grad=False).to(device)


def prepared(images: Tensor) -> Tensor:
    """uint8 (N, 1 or 3, H, W) -> float32 (N, 3, 224, 224), resized as dgm-eval does it and normed; grey becomes grey RGB.

    Pillow resizes with a filter as wide as the picture shrinks and rounds to eight bits: another library's bicubic gives other features.

    Raises:
        ConfigError: `images` of another type or shape.
    """
    if images.dtype != torch.uint8 or images.ndim != 4 or images.shape[1] not in (1, 3):
        received = f"{images.dtype} of shape {tuple(images.shape)}"
        raise ConfigError("value", field="images", received=received, expected="uint8 (N, 1 or 3, H, W)")
    pictures = images.expand(-1, 3, -1, -1).permute(0, 2, 3, 1).contiguous().numpy()
    resized = [np.asarray(Image.fromarray(picture).resize((SIDE, SIDE), Image.Resampling.BICUBIC)) for picture in pictures]
    unit = torch.from_numpy(np.stack(resized)).permute(0, 3, 1, 2).float() / 255
    mean, spread = (torch.tensor(values)[:, None, None] for values in (MEAN, SPREAD))
    return (unit - mean) / spread


@torch.inference_mode()
def see(network: VisionTransformer, images: Tensor) -> Tensor:
    """Features (N, width), float32 on the processor, of uint8 (N, 1 or 3, H, W). Raises ConfigError as `prepared`."""
    features: Tensor = network(prepared(images).to(network.cls_token.device))
    return features.cpu()
