from __future__ import annotations

import pytest
import torch
from torch import nn

from gan_core.config import TrainingConfig
from gan_core.models import build_discriminator, build_generator, layer_table
from gan_core.presets import PRESETS

CGAN, DCGAN = PRESETS["cgan-embedding-fashion-mnist"], PRESETS["dcgan-cifar10"]


def table(config: TrainingConfig, which: str) -> tuple[nn.Module, list]:
    labels = torch.zeros(1, dtype=torch.int64) if config.conditional else None
    if which == "generator":
        network, example = build_generator(config), torch.zeros(1, config.latent_dim)
    else:
        network, example = build_discriminator(config), torch.zeros(1, config.image_channels, config.image_size, config.image_size)
    return network, layer_table(network, example, labels)


def test_rows_of_the_documented_dcgan():
    _, rows = table(DCGAN, "generator")
    deconvolutions = [row for row in rows if row.kind == "ConvTranspose2d"]
    assert [row.output_shape for row in deconvolutions] == [(256, 4, 4), (128, 8, 8), (64, 16, 16), (3, 32, 32)]
    assert [row.parameters for row in deconvolutions] == [2_097_152, 524_288, 131_072, 3_075]
    assert (rows[0].name, rows[0].output_shape, rows[0].parameters, rows[0].receptive_field) == ("first", (2048,), 264_192, None)
    _, rows = table(DCGAN, "discriminator")
    assert [row.receptive_field for row in rows if row.kind == "Conv2d"] == [4, 10, 22, 46]
    assert (rows[-1].kind, rows[-1].output_shape, rows[-1].receptive_field) == ("Linear", (1,), None)


def test_rows_follow_execution_and_a_shared_layer_has_one_for_each_call():
    _, rows = table(CGAN, "generator")
    assert [row.name for row in rows] == [
        "class_weights", "first", "reshape", "norms.0", "activation", "label_map.embedding", "label_map.linear", "label_map.reshape",
            "concatenate", "ups.0", "norms.1", "activation", "ups.1", "norms.2", "activation", "last", "squash",
    ]  # fmt: skip


@pytest.mark.parametrize("name", PRESETS)
@pytest.mark.parametrize("which", ["generator", "discriminator"])
@pytest.mark.parametrize("spectral_norm", [False, True])
def test_parameters_add_up_to_the_networks_own(name, which, spectral_norm):
    network, rows = table(TrainingConfig.from_json(PRESETS[name].to_json() | {"spectral_norm": spectral_norm}), which)
    assert sum(row.parameters for row in rows) == sum(parameter.numel() for parameter in network.parameters())
    assert not any(row.kind.startswith("Parametrized") for row in rows)


def test_a_layer_called_twice_is_counted_once():
    class Twice(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.layer = nn.Linear(3, 3)

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            return self.layer(self.layer(x))

    assert [row.parameters for row in layer_table(Twice(), torch.zeros(1, 3))] == [12, 0]


@pytest.mark.parametrize("spectral_norm", [False, True])
def test_network_is_left_as_it_was(spectral_norm):
    config = TrainingConfig(conditioning="projection", spectral_norm=spectral_norm, base_channels=8)
    network = build_discriminator(config).train()
    network.features[0].eval()
    before = {name: tensor.clone() for name, tensor in network.state_dict().items()}
    modes = [module.training for module in network.modules()]
    random_state = torch.get_rng_state()
    layer_table(network, torch.randn(2, 1, 28, 28, generator=torch.Generator().manual_seed(0)), torch.tensor([0, 1]))
    assert all(torch.equal(before[name], tensor) for name, tensor in network.state_dict().items())
    assert modes == [module.training for module in network.modules()]
    assert torch.equal(random_state, torch.get_rng_state())
    assert not any(module._forward_hooks for module in network.modules())
    assert all(parameter.requires_grad for parameter in network.parameters())


def test_hooks_are_removed_after_an_error():
    network = build_discriminator(DCGAN)
    with pytest.raises(RuntimeError):
        layer_table(network, torch.zeros(1, 1, 32, 32))
    assert not any(module._forward_hooks for module in network.modules())
    assert network.training


def seen_by_autograd(layers: list[nn.Module], size: int) -> int:
    """Most cells, along one axis, of a (size x size) map that any one output cell has a gradient to."""
    chain = nn.Sequential(*[type(layer)(1, 1, layer.kernel_size, layer.stride, layer.padding, bias=False) for layer in layers]).double()
    for layer, original in zip(chain, layers, strict=True):
        nn.init.ones_(layer.weight)
        if isinstance(layer, nn.ConvTranspose2d):
            layer.output_padding = original.output_padding
    start = torch.ones(1, 1, size, size, dtype=torch.float64, requires_grad=True)
    row = chain(start)[0, 0, chain(start).shape[2] // 2]
    fields = [torch.autograd.grad(cell, start, retain_graph=True)[0][0, 0].abs().sum(0).count_nonzero().item() for cell in row]
    return max(fields)


@pytest.mark.parametrize("kernel_size", [3, 4])
@pytest.mark.parametrize(("model", "image_size"), [("dcgan", 28), ("dcgan", 32), ("dcgan", 64), ("cgan", 28), ("cgan", 64)])
@pytest.mark.parametrize("which", ["generator", "discriminator"])
def test_receptive_fields_are_what_autograd_sees(model, image_size, kernel_size, which):
    conditioning = "none" if model == "dcgan" else "embedding"
    config = TrainingConfig(model=model, conditioning=conditioning, image_size=image_size, kernel_size=kernel_size, base_channels=8)
    network, rows = table(config, which)
    layers = [module for module in network.modules() if isinstance(module, nn.Conv2d | nn.ConvTranspose2d)]
    stated = [row.receptive_field for row in rows if row.kind in ("Conv2d", "ConvTranspose2d")]
    wide = 8 if which == "generator" else 96  # wide enough for the full window
    assert stated == [seen_by_autograd(layers[: depth + 1], wide) for depth in range(len(layers))]


def test_receptive_field_of_mixed_layers_with_dilation():
    network = nn.Sequential(nn.Conv2d(1, 1, 3, stride=1, dilation=2), nn.ConvTranspose2d(1, 1, 5, stride=3), nn.Conv2d(1, 1, 2, stride=2))
    rows = layer_table(network, torch.zeros(1, 1, 12, 12))
    # window 2 of the last -> floor((2 + 5 - 2) / 3) + 1 = 2 cells of the middle -> (2 - 1) + 2 * 2 + 1 = 6 of the input
    assert [row.receptive_field for row in rows] == [5, 6, 6]
