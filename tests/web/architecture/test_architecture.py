from __future__ import annotations

import base64
import io

import numpy as np
import pytest
import torch
from PIL import Image

from web.architecture.forward_pass import CHANNELS, send_through, shown
from web.architecture.networks import NETWORKS, SHIPPED


def pixels(address: str) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(address.removeprefix("data:image/png;base64,")))))


def test_a_map_is_its_first_channels_side_by_side_each_from_black_to_white():
    output = torch.arange(20 * 9, dtype=torch.float32).view(20, 3, 3)
    picture = pixels(shown(output))
    assert picture.shape == (3, CHANNELS * 3 + CHANNELS - 1)
    assert picture[:, 4:7].tolist() == np.linspace(0, 255, 9).round().reshape(3, 3).tolist()


def test_a_vector_is_a_strip_and_one_number_a_number():
    assert pixels(shown(torch.tensor([-1.0, 0.0, 1.0]))).tolist() == [[0, 128, 255]]
    assert shown(torch.tensor([2.5])) == 2.5
    assert pixels(shown(torch.zeros(4))).tolist() == [[0, 0, 0, 0]]


@pytest.mark.parametrize("network", NETWORKS)
def test_sizes_are_the_course_s(network):
    passed = send_through(network, 4, "relu", 3, 1)
    config = NETWORKS[network]
    assert passed.generator[-1].row.output_shape[-2:] == (config.image_size, config.image_size) or config.model == "mlp"
    assert any(layer.output == pytest.approx(passed.logit) for layer in passed.discriminator) or config.conditioning == "projection"
    maps = [layer.row.output_shape for layer in passed.generator if layer.row.kind == "ConvTranspose2d"]
    if network == "dcgan-32":
        assert maps == [(256, 4, 4), (128, 8, 8), (64, 16, 16), (3, 32, 32)]
    kinds = [layer.row.kind for layer in passed.generator]
    if config.model == "dcgan":  # errata: batch norm everywhere but at G's output and D's input
        assert "BatchNorm2d" in kinds
        assert kinds[-2:] == ["ConvTranspose2d", "Tanh"]
        assert [layer.row.kind for layer in passed.discriminator[:2]] == ["Conv2d", "LeakyReLU"]


def test_only_shipped_networks_have_trained_weights_and_the_class_matters():
    for network in SHIPPED:
        shoe, bag = (send_through(network, 4, "relu", label, 5) for label in (7, 8))
        assert shoe.picture == send_through(network, 3, "leaky_relu", 7, 5).picture  # the form's choices are for fresh ones
        assert shoe.picture != bag.picture
    fresh = send_through("dcgan-28", 3, "leaky_relu", 0, 5)
    assert fresh.picture != send_through("dcgan-28", 4, "relu", 0, 5).picture
    assert {layer.row.kind for layer in fresh.generator} >= {"LeakyReLU", "ConvTranspose2d"}
