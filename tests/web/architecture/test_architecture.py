from __future__ import annotations

import base64
import io

import numpy as np
import pytest
import torch
from PIL import Image

from web.architecture.forward_pass import CHANNELS, LABEL_MAP, send_through, shown
from web.architecture.layer_table import guideline
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
    assert passed.discriminator[-1].output == pytest.approx(passed.logit, abs=1e-5)  # the projection's share is in it
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


def test_what_the_lecture_counts_has_a_row():
    def shapes(network: str, side: str) -> dict[str, tuple[int, ...]]:
        return {layer.row.kind: layer.row.output_shape for layer in getattr(send_through(network, 4, "relu", 0, 0), side)}

    assert shapes("dcgan-32", "generator")["Reshape"] == (512, 2, 2)
    assert shapes("cgan-documented", "generator")["Concatenate"] == (129, 7, 7)
    assert shapes("cgan-documented", "discriminator")["Concatenate"] == (2, 28, 28)
    assert shapes("cgan-documented", "discriminator")["Flatten"] == (7 * 7 * 128,)


def test_the_labels_map_is_shown_for_all_classes():
    passed = send_through("cgan-documented", 4, "relu", 0, 0)
    for layers, side in ((passed.generator, 7), (passed.discriminator, 28)):
        (drawn,) = (layer.output for layer in layers if layer.row.name == LABEL_MAP)
        assert pixels(drawn).shape == (side, 10 * side + 9)


def test_dcgan_follows_its_five_guidelines():
    passed = send_through("dcgan-32", 4, "relu", 0, 0)
    found = {}
    for network, layers, side in (("G", passed.generator, 128), ("D", passed.discriminator, 32)):
        for layer in layers:
            found.setdefault(guideline(network, layer.row, side), []).append((network, layer.row.kind))
            side = layer.row.output_shape[-1]
    assert {kind for _, kind in found["①"]} == {"Conv2d", "ConvTranspose2d"}
    assert len(found["②"]) == 4 + 3  # as item 2 of the errata counts
    assert found["③"] == [("G", "Reshape"), ("D", "Flatten")]
    assert set(found["④"]) == {("G", "ReLU"), ("G", "Tanh")}
    assert set(found["⑤"]) == {("D", "LeakyReLU")}
    assert {kind for _, kind in found[""]} == {"Linear"}
