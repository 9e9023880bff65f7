"""The grid of fixed noise."""

from __future__ import annotations

import pytest
import torch

from gan_core.config import TrainingConfig
from gan_core.training.samples import evaluating, fixed_noise, image_grid


@pytest.mark.parametrize(("classes", "rows"), [(2, 2), (10, 10), (12, 10)])
def test_a_row_a_class_and_the_same_z_in_every_row(classes, rows):
    z, labels = fixed_noise(TrainingConfig(num_classes=classes, latent_dim=5))
    assert labels.view(rows, 10).tolist() == [[row] * 10 for row in range(rows)]
    assert torch.equal(z, z[:10].repeat(rows, 1))
    assert z[:10].unique(dim=0).shape == (10, 5)


def test_without_classes_eight_rows_of_other_z():
    z, labels = fixed_noise(TrainingConfig(model="mlp", conditioning="none", latent_dim=5))
    assert labels is None
    assert z.unique(dim=0).shape == (80, 5)


def test_pictures_lie_row_by_row():
    shades = torch.arange(20.0).view(20, 1, 1, 1).expand(20, 3, 2, 4) / 127.5 - 1
    grid = image_grid(shades)
    assert grid.shape == (4, 40, 3)
    assert grid[::2, ::4, 0].tolist() == [list(range(10)), list(range(10, 20))]
    assert torch.equal(grid, grid[::2, ::4].repeat_interleave(2, 0).repeat_interleave(4, 1))


@pytest.mark.parametrize("training", [True, False])
def test_a_network_is_evaluated_and_then_as_before(training):
    network = torch.nn.Dropout().train(training)
    with evaluating(network) as drawing:
        assert not drawing.training
    assert network.training is training
