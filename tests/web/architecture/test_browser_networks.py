"""What the browser shows of a network, held against torch: every layer's output, cells as sums, the gradient of the logit."""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from gan_core.browser import pack_discriminator, pack_network
from gan_core.inference import TrainedGenerator, load_shipped
from gan_core.latent import z_from_seed
from gan_core.models import build_discriminator, build_generator, layer_activations
from gan_core.paths import CHECKPOINTS
from gan_core.presets import PRESETS
from gan_core.rng import seeded

SCRIPT = Path(__file__).with_name("trace.mjs")
SMALL = {"base_channels": 8, "hidden_dim": 16, "latent_dim": 12}
RECIPES = {
    "dcgan": replace(PRESETS["dcgan-cifar10"], **SMALL),
    "dcgan, kernel 3": replace(
        PRESETS["dcgan-fashion-mnist"], kernel_size=3, generator_activation="leaky_relu", generator_norm="none", **SMALL
    ),
    "dcgan, projection": replace(PRESETS["cgan-cifar10"], **SMALL),
    "dcgan, 64 pixels": replace(PRESETS["dcgan-faces"], **SMALL),
    "cgan, one-hot": replace(PRESETS["cgan-one-hot-fashion-mnist"], generator_norm="none", **SMALL),
    "cgan, embedding": replace(PRESETS["cwgan-gp-fashion-mnist"], spectral_norm=True, **SMALL),
    "mlp": replace(PRESETS["gan-mnist"], **SMALL),
    "mlp, labels": replace(PRESETS["cgan-mlp-fashion-mnist"], **SMALL),
}
MODELS = [*RECIPES, "cgan-small-fashion-mnist"]
STEPS = ("Linear", "ConvTranspose2d", "Conv2d", "BatchNorm1d", "BatchNorm2d", "ConditionalBatchNorm", "ReLU", "LeakyReLU", "Tanh")
CLASS = 3

pytestmark = pytest.mark.skipif(shutil.which("node") is None, reason="needs node")


def model_of(name: str) -> TrainedGenerator:
    if name not in RECIPES:
        return load_shipped(name, CHECKPOINTS)
    config = RECIPES[name]
    with seeded(1):
        model = TrainedGenerator(config, build_generator(config), build_discriminator(config), 0)
        for network in (model.generator, model.discriminator):
            for value in network.state_dict().values():  # weights of 0.02, and batch norm that has seen nothing, would hide an error
                if value.is_floating_point():
                    value.copy_(torch.rand_like(value) * 0.4 + 0.8 if value.dim() == 1 else torch.randn_like(value) * 0.15)
    return model


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder, cases, models = tmp_path_factory.mktemp("networks"), [], {}
    for number, name in enumerate(MODELS):
        model = models[name] = model_of(name)
        paths = [folder / f"{side}-{number}" for side in "gd"]
        for path, pack in zip(paths, (pack_network, pack_discriminator), strict=True):
            path.write_bytes(pack(model))
        z = z_from_seed(3, 1, model.latent_dim)[0]
        weights = np.eye(max(1, model.num_classes))[min(CLASS, model.num_classes - 1)].tolist() if model.num_classes else []
        cases.append({"g": str(paths[0]), "d": str(paths[1]), "z": z.tolist(), "weights": weights})
    done = subprocess.run(["node", SCRIPT], input=json.dumps({"cases": cases}), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    return {name: (models[name], case, answer) for name, case, answer in zip(MODELS, cases, said, strict=True)}


def inputs(model: TrainedGenerator, case: dict[str, Any]) -> tuple[torch.Tensor, torch.Tensor | None]:
    labels = torch.tensor([case["weights"].index(1)]) if case["weights"] else None
    return torch.tensor([case["z"]]), labels


def close(received: Any, expected: torch.Tensor, scale: float) -> None:
    np.testing.assert_allclose(np.asarray(received).ravel(), expected.numpy().ravel(), atol=1e-4 * max(1.0, scale), rtol=0)


@pytest.mark.parametrize("name", MODELS)
def test_every_layer_puts_out_what_torch_says(name, answers):
    model, case, answer = answers[name]
    z, labels = inputs(model, case)
    image = model.float_images(z, labels)
    for side, network, given in (("G", model.generator, z), ("D", model.discriminator, image)):
        rows = [(row, output) for row, output in layer_activations(network, given, labels) if not row.name.startswith("label_map")]
        layers = [(row, output) for row, output in rows if row.kind in STEPS]
        parts = [part for part in answer[side]["parts"] if part["op"] not in ("append", "logit")]
        last = 1 if side == "D" else 0  # D's last layer is the logit's own share
        assert len(parts) == len(layers) - last
        for part, (_, output) in zip(parts, layers, strict=False):
            close(part["values"], output[0], float(output.abs().max()))
        if side == "D":
            own, label, logit = answer["logit"]
            size = abs(logit)
            close(own, layers[-1][1][0], size)
            shares = [output for row, output in rows if row.kind == "InnerProduct"]
            close(label, shares[0][0] if shares else torch.zeros(1), size)
            close(logit, model.discriminator_logits(z, labels), size)


@pytest.mark.parametrize("name", MODELS)
def test_a_cell_is_the_sum_that_is_written(name, answers):
    _, _, answer = answers[name]
    cells = [cell for side in "GD" for cell in answer[side]["cells"]]
    assert len(cells) >= 5
    for cell in cells:
        assert cell["value"] == pytest.approx(cell["shown"], abs=1e-4 * max(1.0, abs(cell["shown"])))


@pytest.mark.parametrize("name", MODELS)
def test_where_d_looks_is_autograd_s_gradient(name, answers):
    model, case, answer = answers[name]
    z, labels = inputs(model, case)
    image = model.float_images(z, labels).clone().requires_grad_(True)
    model.discriminator(image, labels).sum().backward()
    expected = image.grad[0].detach()
    close(answer["gradient"], expected, float(expected.abs().max()))


def test_the_blocks_have_the_lectures_sizes(answers):
    def sizes(name: str, side: str) -> list[tuple[int, ...]]:
        return [tuple(shape) for shape in answers[name][2][side]["shapes"]]

    assert sizes("dcgan", "G") == [(12, 1, 1), (64, 2, 2), (32, 4, 4), (16, 8, 8), (8, 16, 16), (3, 32, 32)]
    assert sizes("dcgan", "D") == [(3, 32, 32), (8, 16, 16), (16, 8, 8), (32, 4, 4), (64, 2, 2), (3, 1, 1)]
    assert sizes("cgan, embedding", "G")[1] == (9, 7, 7)  # 128 + 1 at its own width
    assert sizes("cgan, embedding", "D")[0] == (2, 28, 28)
    assert sizes("cgan, one-hot", "D")[0] == (11, 28, 28)
    assert sizes("mlp, labels", "D")[0] == (794, 1, 1)
    assert sizes("mlp, labels", "G")[-1] == (1, 28, 28)
