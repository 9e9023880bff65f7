"""One training has the same bits in Python and node, and goes on from a checkpoint as if never left."""

from __future__ import annotations

import base64
import hashlib
import json
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from image_training import SMALL, pictures
from numpy.typing import NDArray
from torch import nn

from gan_core.browser import pack_network
from gan_core.config import TrainingConfig
from gan_core.data import ImageDataset, load_dataset
from gan_core.errors import ConfigError
from gan_core.image_engine import MODULE, ImageTrainer
from gan_core.inference import TrainedGenerator
from gan_core.metrics.classifier import classify, load_classifier
from gan_core.pixels import to_uint8
from gan_core.presets import get_preset
from gan_core.training import loop
from gan_core.training.checkpoint import load_checkpoint, save_checkpoint
from gan_core.training.run_directory import RunDirectory


def test_it_is_small() -> None:
    assert MODULE.stat().st_size < 100_000


def test_a_training_goes_on_from_what_was_saved() -> None:
    images, labels = pictures(SMALL)
    whole, first, second = (ImageTrainer(SMALL, images, labels) for _ in range(3))
    whole.step(9)
    first.step(4)
    second.restore(first.save())
    second.step(5)
    assert second.counters == whole.counters
    assert second.save() == whole.save()


def train_in_node(folder: Path, config: TrainingConfig, images: Any, labels: Any, steps: int, **more: Any) -> dict[str, Any]:
    files = {"pixels": images.transpose(0, 2, 3, 1), "labels": labels}
    for name, values in files.items():
        (folder / name).write_bytes(values.astype(np.uint8).tobytes())
    task = {name: str(folder / name) for name in files} | {"config": config.to_json(), "steps": steps, "drawn": 0, **more}
    script = Path(__file__).with_name("train.mjs")
    done = subprocess.run(["node", script], input=json.dumps(task), capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def test_node_trains_the_same_bits(tmp_path: Path) -> None:
    images, labels = pictures(SMALL)
    trainer = ImageTrainer(SMALL, images, labels)
    trainer.step(6)
    assert train_in_node(tmp_path, SMALL, images, labels, 6)["saved"] == hashlib.sha256(trainer.save()).hexdigest()


@pytest.mark.counted
def test_node_learns_clothes_that_the_classifier_knows(tmp_path: Path) -> None:
    config, data = get_preset("cgan-browser"), load_dataset("fashion-mnist-10k")
    answer = train_in_node(tmp_path, config, data.images.numpy(), data.labels.numpy(), 600, drawn=500)
    drawn = torch.tensor(seen(answer, config), dtype=torch.uint8)
    probabilities = classify(load_classifier("fashion-mnist"), drawn).need("probabilities")
    accuracy = (probabilities.argmax(1) == torch.arange(500) % 10).double().mean()
    assert accuracy > 0.65  # 0.1 by chance


def seen(answer: dict[str, Any], config: TrainingConfig) -> NDArray[np.int16]:
    side = config.image_size
    drawn = np.frombuffer(base64.b64decode(answer["pictures"]), np.uint8)
    return drawn.reshape(-1, side, side, config.image_channels).transpose(0, 3, 1, 2).astype(np.int16)


def drawn_by(network: nn.Module, answer: dict[str, Any], config: TrainingConfig) -> NDArray[np.int16]:
    z = torch.tensor(answer["z"])
    with torch.inference_mode():
        return to_uint8(network.eval()(z, torch.arange(len(z)) % config.num_classes)).numpy().astype(np.int16)


def test_the_library_goes_on_from_a_run_of_the_browser(tmp_path: Path) -> None:
    images, labels = pictures(SMALL)
    folder = tmp_path / "run"
    folder.mkdir()
    answer = train_in_node(tmp_path, SMALL, images, labels, 5, drawn=12, out=str(folder))
    run = RunDirectory(folder)
    assert run.read_config() == SMALL
    assert [line["step"] for line in run.read_stats()] == [5]
    dataset = ImageDataset("made", "train", torch.tensor(images), torch.tensor(labels), ("A", "B", "C"))
    state = loop.start(SMALL, dataset)
    assert load_checkpoint(run.latest_checkpoint(), state)
    assert (state.step, state.players.discriminator_updates, state.images_seen) == (5, 5, 5 * SMALL.batch_size)
    assert state.players.average is not None
    assert np.abs(drawn_by(state.players.average, answer, SMALL) - seen(answer, SMALL)).max() <= 1
    for optimizer in (state.players.generator_optimizer, state.players.discriminator_optimizer):
        assert {int(slot["step"]) for slot in optimizer.state.values()} == {5}
        assert all(slot["exp_avg_sq"].max() > 0 for slot in optimizer.state.values())
    state.players.average.train()
    assert next(loop.train(state, dataset)).step == 6


def test_the_browser_goes_on_from_a_run_of_the_library(tmp_path: Path) -> None:
    images, labels = pictures(SMALL)
    dataset = ImageDataset("made", "train", torch.tensor(images), torch.tensor(labels), ("A", "B", "C"))
    state = loop.start(SMALL, dataset)
    for report in loop.train(state, dataset):
        if report.step == 3:
            break
    checkpoint = save_checkpoint(tmp_path, state)
    answer = train_in_node(tmp_path, SMALL, images, labels, 0, drawn=12, **{"from": str(checkpoint)})
    assert state.players.average is not None
    assert np.abs(drawn_by(state.players.average, answer, SMALL) - seen(answer, SMALL)).max() <= 1


@pytest.mark.parametrize("changes", [{}, {"conditioning": "none"}, {"image_size": 32, "image_channels": 3, "generator_activation": "relu"}])
def test_the_latent_page_draws_it_as_the_library_packs_it(tmp_path: Path, changes: dict[str, Any]) -> None:
    config, folder = replace(SMALL, class_names=("A", "B", "C"), **changes), tmp_path / "run"
    folder.mkdir()
    train_in_node(tmp_path, config, *pictures(config), 4, out=str(folder))
    model = TrainedGenerator.load(folder)
    (header, numbers), (expected_header, expected) = (
        unpacked(content) for content in ((folder / "network").read_bytes(), pack_network(model))
    )
    assert header == expected_header
    np.testing.assert_allclose(numbers, expected, rtol=1e-5, atol=1e-6)

    found = json.loads((folder / "directions.json").read_text())
    first: Any = model.generator.first
    _, singular, right = np.linalg.svd(first.weight.detach().numpy()[:, : config.latent_dim])
    vectors = np.array(found["vectors"]).reshape(3, -1)
    assert (np.take_along_axis(vectors, np.abs(vectors).argmax(1, keepdims=True), 1) > 0).all()
    np.testing.assert_allclose(np.abs((vectors * right[:3]).sum(1)), 1, atol=1e-4)
    np.testing.assert_allclose(found["shares"], (singular**2 / (singular**2).sum())[:3], rtol=1e-4)


def unpacked(content: bytes) -> tuple[dict[str, Any], NDArray[np.float32]]:
    end = 4 + int.from_bytes(content[:4], "little")
    return json.loads(content[4:end]), np.frombuffer(content[end:], "<f4")


def test_a_single_update_moves_one_player() -> None:
    images, labels = pictures(SMALL)
    trainer = ImageTrainer(SMALL, images, labels)
    before = {name: trainer.tensors(name) for name in ("generator", "discriminator")}
    trainer.update_once("generator")
    assert np.abs(trainer.tensors("generator")["first.weight"] - before["generator"]["first.weight"]).max() > 0
    assert np.array_equal(trainer.tensors("discriminator")["layers.0.weight"], before["discriminator"]["layers.0.weight"])


def test_a_change_is_heard_at_the_next_step() -> None:
    images, labels = pictures(SMALL)
    trainer = ImageTrainer(SMALL, images, labels)
    trainer.change(replace(SMALL, generator_lr=0.0))
    before = trainer.tensors("generator")["first.weight"]
    trainer.step()
    assert np.array_equal(trainer.tensors("generator")["first.weight"], before)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"base_channels": 6}, "base_channels"),
        ({"base_channels": 64}, "base_channels"),
        ({"kernel_size": 3}, "kernel_size"),
        ({"augment": "color"}, "augment"),
        ({"image_size": 64}, "image_size"),
        ({"discriminator_norm": "batch", "r1_weight": 0.1}, "discriminator_norm"),
        ({"batch_size": 41}, "batch_size"),
    ],
)
def test_what_it_cannot_train_is_named(changes: dict[str, object], field: str) -> None:
    with pytest.raises(ConfigError) as refused:
        ImageTrainer(replace(SMALL, **changes), *pictures(SMALL))  # type: ignore[arg-type]
    assert refused.value.fields["field"] == field
