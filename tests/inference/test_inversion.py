"""What a generator drew is found in it again; what is asked wrongly is refused."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch

from gan_core.config import TrainingConfig
from gan_core.errors import ConfigError
from gan_core.inference import TrainedGenerator
from gan_core.inference import inversion as inversions
from gan_core.inference.inversion import STARTS, Inversion, error_of
from gan_core.inference.targets import Targets, read_targets
from gan_core.latent.found import rounded
from gan_core.models import build_generator

SMALL = TrainingConfig(model="cgan", conditioning="projection", base_channels=8, latent_dim=6, num_classes=3)


@pytest.fixture(autouse=True)
def few_to_begin_at(monkeypatch):
    monkeypatch.setattr(inversions, "DRAWN", 150)


def inversion(config: TrainingConfig) -> Inversion:
    """Of a generator that nothing has trained, but whose pictures vary."""
    torch.manual_seed(3)
    generator = build_generator(config).train()
    with torch.no_grad():
        for parameter in generator.parameters():
            parameter.mul_(4)
        for _ in range(20):
            generator(torch.randn(32, config.latent_dim), torch.arange(32) % 3 if config.conditional else None)
    return Inversion(TrainedGenerator(config, generator, None, 0))


@pytest.mark.parametrize(
    "config",
    [SMALL, replace(SMALL, model="dcgan", conditioning="none", image_size=32, image_channels=3)],
    ids=["conditional", "colour, unconditional"],
)
def test_a_picture_of_the_generator_is_found(config):
    searched = inversion(config)
    z, label = (
        torch.tensor([rounded(torch.randn(config.latent_dim, generator=torch.Generator().manual_seed(1)).numpy())]),
        torch.tensor([2]),
    )
    target = searched._draw(z, label)[0]
    found = searched.find(target)
    begun = float(error_of(found.path[0], target))
    assert found.error < begun / 4
    assert found.error == pytest.approx(float(error_of(found.image, target)))
    if config.conditional:
        assert found.label == 2
    images = searched.generator.float_images(torch.tensor([found.z]), torch.tensor([found.label]) if config.conditional else None)
    assert torch.equal(images[0], found.image)  # the z of a link draws it


def test_each_step_goes_down_its_own_gradient():
    """The loss of each z is held against finite differences through the network itself."""
    searched = inversion(replace(SMALL, model="dcgan", conditioning="none"))
    target, z = torch.zeros(1, 28, 28), searched.z[:2].double()
    searched.generator.generator.double()
    z.requires_grad_(True)
    loss = (searched._forward(z, searched.labels[:2]) - target).square().flatten(1).mean(1)
    loss.sum().backward()
    nudge = torch.zeros(2, 6, dtype=torch.float64)
    nudge[0, 1] = 1e-6
    with torch.no_grad():
        moved = (searched._forward(z + nudge, searched.labels[:2]) - target).square().flatten(1).mean(1)
    assert float((moved - loss.detach())[0] / 1e-6) == pytest.approx(float(z.grad[0, 1]), rel=1e-3)
    assert float(moved[1]) == float(loss.detach()[1])


def test_a_search_that_is_stopped_answers_with_the_nearest_until_then():
    searched = inversion(SMALL)
    found = searched.find(torch.zeros(1, 28, 28), stop=lambda: True)
    errors = [
        float(error_of(searched._draw(z[None], label[None])[0], torch.zeros(1, 28, 28)))
        for z, label in zip(searched.z[:50], searched.labels, strict=False)
    ]
    assert found.error <= min(errors) + 0.01
    assert len(found.path) == 1


def test_it_begins_at_the_nearest_of_each_class():
    searched = inversion(SMALL)
    target = torch.zeros(1, 28, 28)
    rows = searched._starts(target)
    assert searched.labels[rows].sort().values.tolist() == [0, 1, 2]
    unconditional = inversion(replace(SMALL, model="dcgan", conditioning="none"))
    assert len(unconditional._starts(target)) == STARTS


@pytest.mark.parametrize("target", [torch.zeros(1, 32, 32), torch.zeros(3, 28, 28), torch.full((1, 28, 28), torch.nan)])
def test_what_is_no_picture_of_its_size_is_refused(target):
    with pytest.raises(ConfigError, match="28"):
        inversion(SMALL).find(target)


@pytest.mark.parametrize("channels", [1, 3])
def test_targets_are_read_as_they_were_written(tmp_path, channels):
    images = torch.randint(0, 256, (4, channels, 8, 8), dtype=torch.uint8)
    held = Targets(images, (0, 1, 2, 3), (0.1, 0.2, 0.3, 0.4), (0.5, 0.6, 0.7, 0.8), 100)
    assert read_targets(tmp_path) is None
    for name, content in held.to_files().items():
        (tmp_path / name).write_bytes(content)
    again = read_targets(tmp_path)
    assert again is not None
    assert torch.equal(again.images, images)
    assert (again.labels, again.errors, again.nearest, again.searched) == (held.labels, held.errors, held.nearest, held.searched)
