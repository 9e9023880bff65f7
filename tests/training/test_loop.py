from __future__ import annotations

import itertools
from dataclasses import FrozenInstanceError, dataclass

import pytest
import torch
from torch import Tensor

from gan_core.training import loop


@pytest.mark.parametrize(
    ("images", "changes", "steps"),
    [
        (100, {"epochs": 3, "batch_size": 10}, 30),
        (105, {"epochs": 3, "batch_size": 10}, 30),  # the incomplete batch is dropped
        (100, {"epochs": 3, "batch_size": 10, "n_critic": 4}, 7),
        (100, {"epochs": 3, "batch_size": 10, "max_steps": 12}, 12),
        (100, {"epochs": 1, "batch_size": 10, "max_steps": 12}, 10),
        (5, {"epochs": 4, "batch_size": 10}, 4),  # fewer images than a batch: one batch an epoch
        (5, {"epochs": 1, "batch_size": 10, "n_critic": 5}, 1),
    ],
)
def test_total_steps(images, changes, steps, tiny_config):
    assert loop.total_steps(tiny_config(**changes), images) == steps


def test_reports_count_up_and_are_immutable(tiny_config, tiny_images):
    state = loop.start(tiny_config(), tiny_images)
    reports = list(itertools.islice(loop.train(state, tiny_images), 6))
    assert [report.step for report in reports] == [1, 2, 3, 4, 5, 6]
    assert [report.images_seen for report in reports] == [8, 16, 24, 32, 40, 48]
    assert [report.epoch for report in reports] == pytest.approx([0.2, 0.4, 0.6, 0.8, 1.0, 1.2])
    assert all(earlier.seconds < later.seconds for earlier, later in itertools.pairwise(reports))
    with pytest.raises(FrozenInstanceError):
        reports[0].step = 7
    assert len({tuple(report.values.tolist()) for report in reports}) == 6


@dataclass(frozen=True)
class TwoShades:
    """Class 0 is dark (-0.7), class 1 is bright (0.7), each image with its own small noise."""

    def __len__(self) -> int:
        return 256

    def batch(self, indices: Tensor) -> tuple[Tensor, Tensor]:
        labels = indices % 2
        grain = 0.1 * torch.randn(len(indices), 1, 28, 28, generator=torch.Generator().manual_seed(int(indices.sum())))
        return (1.4 * labels.view(-1, 1, 1, 1) - 0.7 + grain).clamp(-1, 1), labels


@pytest.mark.parametrize("conditioning", ["one_hot", "embedding", "projection"])
def test_a_small_gan_learns_what_its_two_classes_look_like(conditioning, tiny_config):
    rates = {"generator_lr": 2e-3, "discriminator_lr": 2e-3}
    config = tiny_config(conditioning=conditioning, discriminator_norm="none", batch_size=32, ema_decay=0.95, **rates)
    data, labels = TwoShades(), torch.arange(2).repeat_interleave(20)
    state = loop.start(config, data)
    generator = state.players.shown_generator
    z = torch.randn(40, 4, generator=torch.Generator().manual_seed(0))

    def shades() -> list[float]:
        with torch.inference_mode():
            return generator.eval()(z, labels).view(2, -1).mean(1).tolist()

    assert shades() == pytest.approx([0, 0], abs=0.1)
    for _ in itertools.islice(loop.train(state, data), 200):
        pass
    dark, bright = shades()
    assert -1 < dark < -0.2
    assert 0.2 < bright < 1


def test_a_small_unconditional_gan_moves_to_its_data(tiny_config):
    class Grey(TwoShades):
        def batch(self, indices: Tensor) -> tuple[Tensor, Tensor]:
            return torch.full((len(indices), 1, 28, 28), 0.6), indices * 0

    config = tiny_config(model="dcgan", conditioning="none", batch_size=16, generator_lr=2e-3, discriminator_lr=2e-3, loss="lsgan")
    state = loop.start(config, Grey())
    reports = list(itertools.islice(loop.train(state, Grey()), 100))
    with torch.inference_mode():
        images = state.players.generator.eval()(torch.randn(20, 4, generator=torch.Generator().manual_seed(0)))
    assert images.mean().item() == pytest.approx(0.6, abs=0.2)
    assert abs(reports[0].metrics["generator_loss"] - 0.5) < 0.1  # D knows nothing yet: (0 - 1)^2 / 2
