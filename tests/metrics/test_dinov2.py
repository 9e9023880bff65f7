"""A vision transformer small enough to be made here, in the form in which Meta publishes DINOv2's."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from PIL import Image
from torch import nn
from torch.nn.functional import interpolate
from torchvision.transforms import Compose, InterpolationMode, Normalize, Resize, ToTensor

from gan_core.errors import CheckpointError, ConfigError
from gan_core.metrics import dinov2
from gan_core.metrics.extractors import DinoExtractor, fingerprint

WIDTH, DEPTH, PATCH, GRID = 128, 2, 14, 37  # published grids have 37 x 37 positions; of 224 pixels 16 x 16 are used


@pytest.fixture(scope="module")
def state() -> dict[str, torch.Tensor]:
    draws = torch.Generator().manual_seed(0)

    def drawn(*shape: int, size: float = 0.1) -> torch.Tensor:
        return size * torch.randn(*shape, generator=draws)

    state = {
        "cls_token": drawn(1, 1, WIDTH),
        "pos_embed": drawn(1, 1 + GRID**2, WIDTH),
        "mask_token": drawn(1, WIDTH),
        "patch_embed.proj.weight": drawn(WIDTH, 3, PATCH, PATCH),
        "patch_embed.proj.bias": drawn(WIDTH),
        "norm.weight": 1 + drawn(WIDTH),
        "norm.bias": drawn(WIDTH),
    }
    for block in range(DEPTH):
        layers = {"attn.qkv": (3 * WIDTH, WIDTH), "attn.proj": (WIDTH, WIDTH), "mlp.fc1": (4 * WIDTH, WIDTH), "mlp.fc2": (WIDTH, 4 * WIDTH)}
        for name, shape in layers.items():
            state |= {f"blocks.{block}.{name}.weight": drawn(*shape), f"blocks.{block}.{name}.bias": drawn(shape[0])}
        for name in ("norm1", "norm2"):
            state |= {f"blocks.{block}.{name}.weight": 1 + drawn(WIDTH), f"blocks.{block}.{name}.bias": drawn(WIDTH)}
        state |= {f"blocks.{block}.ls{number}.gamma": drawn(WIDTH) for number in (1, 2)}
    return state


@pytest.fixture(scope="module")
def weights(state, tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("dinov2") / "dinov2_small.pth"
    torch.save(state, path)
    return path


@pytest.fixture(scope="module")
def pictures() -> torch.Tensor:
    return torch.randint(0, 256, (3, 3, 32, 32), dtype=torch.uint8, generator=torch.Generator().manual_seed(1))


def block_of_torch(state: dict[str, torch.Tensor], number: int) -> nn.TransformerEncoderLayer:
    """The same block as PyTorch has it; the scales of the branches, which it lacks, are folded into the layers before them."""
    own = {name.removeprefix(f"blocks.{number}."): value for name, value in state.items()}
    layer = nn.TransformerEncoderLayer(
        WIDTH, WIDTH // 64, 4 * WIDTH, activation="gelu", norm_first=True, batch_first=True, layer_norm_eps=1e-6
    )
    names = {"self_attn.in_proj_": "attn.qkv.", "norm1.": "norm1.", "norm2.": "norm2.", "linear1.": "mlp.fc1."}
    given = {f"{theirs}{part}": own[f"{ours}{part}"] for theirs, ours in names.items() for part in ("weight", "bias")}
    for theirs, ours, scale in (("self_attn.out_proj.", "attn.proj.", "ls1.gamma"), ("linear2.", "mlp.fc2.", "ls2.gamma")):
        given |= {f"{theirs}weight": own[scale][:, None] * own[f"{ours}weight"], f"{theirs}bias": own[scale] * own[f"{ours}bias"]}
    layer.load_state_dict(given)
    return layer.eval()


@torch.no_grad()
def test_agrees_with_pytorchs_own_transformer(state, weights, pictures):
    images = dinov2.prepared(pictures)
    patches = nn.functional.conv2d(images, state["patch_embed.proj.weight"], state["patch_embed.proj.bias"], stride=PATCH)
    grid = state["pos_embed"][:, 1:].reshape(1, GRID, GRID, WIDTH).permute(0, 3, 1, 2)
    grid = interpolate(grid, scale_factor=(16.1 / GRID, 16.1 / GRID), mode="bicubic").flatten(2).transpose(1, 2)
    tokens = torch.cat([state["cls_token"].expand(3, -1, -1), patches.flatten(2).transpose(1, 2)], 1)
    tokens = tokens + torch.cat([state["pos_embed"][:, :1], grid], 1)
    for number in range(DEPTH):
        tokens = block_of_torch(state, number)(tokens)
    expected = nn.functional.layer_norm(tokens, (WIDTH,), state["norm.weight"], state["norm.bias"], 1e-6)[:, 0]
    torch.testing.assert_close(dinov2.see(dinov2.load_dinov2(weights), pictures), expected, rtol=1e-4, atol=1e-4)


def test_pictures_are_resized_as_torchvision_does_it_on_pillow(pictures):
    steps = Compose([Resize((224, 224), InterpolationMode.BICUBIC), ToTensor(), Normalize(dinov2.MEAN, dinov2.SPREAD)])
    expected = torch.stack([steps(Image.fromarray(picture)) for picture in pictures.permute(0, 2, 3, 1).numpy()])
    torch.testing.assert_close(dinov2.prepared(pictures), expected)


def test_another_resize_gives_other_numbers(pictures):
    plain = interpolate(pictures.float() / 255, (224, 224), mode="bicubic")
    spread = torch.tensor(dinov2.SPREAD)[:, None, None]
    ours = dinov2.prepared(pictures) * spread + torch.tensor(dinov2.MEAN)[:, None, None]
    assert (ours - plain).abs().max() > 0.02  # another bicubic, and no rounding to eight bits


def test_the_extractor_says_what_it_is(weights, pictures):
    eye = DinoExtractor(weights)
    assert (eye.name, eye.feature_size) == ("dinov2-128x2", 128)
    assert "224x224" in eye.resize
    assert eye.see(pictures).features.shape == (3, 128)
    grey = eye.see(pictures[:, :1]).features
    torch.testing.assert_close(grey, eye.see(pictures[:, :1].expand(-1, 3, -1, -1)).features)
    assert fingerprint(eye).startswith("dinov2-128x2-")


def test_foreign_files_and_pictures_are_one_sentence(tmp_path):
    with pytest.raises(CheckpointError, match="DINOv2 weights: none given"):
        DinoExtractor()
    with pytest.raises(CheckpointError, match="does not exist"):
        DinoExtractor(tmp_path / "none.pth")
    torch.save({"weight": torch.zeros(3)}, tmp_path / "other.pth")
    with pytest.raises(CheckpointError, match=r"DINOv2 weights .*other.pth: cut short, or another file"):
        DinoExtractor(tmp_path / "other.pth")
    with pytest.raises(ConfigError, match=r"images: got torch\.float32"):
        dinov2.prepared(torch.zeros(1, 3, 8, 8))
    assert dinov2.prepared(torch.zeros(1, 3, 8, 8, dtype=torch.uint8)).isfinite().all()
