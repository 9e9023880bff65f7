"""The training loop: an iterator of immutable reports. A step is one G update after n_critic D updates."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import torch
from torch import Tensor

from gan_core.config import TrainingConfig
from gan_core.losses import Loss
from gan_core.training import distributed
from gan_core.training.sampler import IndexSampler
from gan_core.training.steps import (
    METRIC_NAMES,
    Players,
    ask_discriminator,
    build_players,
    generate,
    summarise,
    update_average,
    update_discriminator,
    update_generator,
)


class Images(Protocol):
    """What a run needs of a data set."""

    @property
    def images(self) -> Tensor:
        """uint8 (N, C, H, W), any device."""

    @property
    def labels(self) -> Tensor:
        """int64 (N,), any device."""

    def __len__(self) -> int:
        """Number of images."""

    def batch(self, indices: Tensor) -> tuple[Tensor, Tensor]:
        """float32 images (N, C, H, W) in [-1, 1] and labels (N,) on the device."""


@dataclass(frozen=True)
class StepReport:
    """What one step did. `values` stays on the device; looking at `metrics` is what waits for it."""

    step: int  # G updates so far
    epoch: float  # passes over the data by D
    images_seen: int  # real images shown to D
    seconds: float  # of training so far, resumed parts included
    values: Tensor  # (len(METRIC_NAMES),)
    loss: Loss

    @property
    def metrics(self) -> dict[str, float]:
        """Numbers by the names of stats.jsonl: D's means are `*_prob_mean` for sigmoid losses, else `*_score_mean`.

        `discriminator_pair_accuracy`, the share of pairs in which D puts the real image first, is there where D(x) alone says nothing.
        """
        kind = "prob" if self.loss.sigmoid else "score"
        names = [name.replace("_mean", f"_{kind}_mean") for name in METRIC_NAMES]
        numbers = dict(zip(names, self.values.tolist(), strict=True))
        if self.loss.absolute:
            del numbers["discriminator_pair_accuracy"]
        return numbers


@dataclass(frozen=True)
class DataChange:
    """Where a run last went on with other data: passes are counted over those from there on."""

    step: int = 0
    images_seen: int = 0
    epoch: float = 0.0


NO_CHANGE = DataChange()


@dataclass
class TrainingState:
    """All that a checkpoint holds: the players, the place in the data, the counters."""

    players: Players
    sampler: IndexSampler
    step: int = 0
    images_seen: int = 0
    seconds: float = 0.0
    data_change: DataChange = NO_CHANGE

    def epoch(self, images: int) -> float:
        """Passes over the data by D so far; there are `images` of these now."""
        return self.data_change.epoch + (self.images_seen - self.data_change.images_seen) / images


def start(config: TrainingConfig, dataset: Images, device: torch.device | str = "cpu") -> TrainingState:
    """A state at step 0."""
    return TrainingState(build_players(config, device), IndexSampler(len(dataset), config.batch_size, config.seed, device))


def total_steps(config: TrainingConfig, images: int, change: DataChange = NO_CHANGE) -> int:
    """Steps a run takes: `epochs` passes over the data by D, cut short by `max_steps` when that is set."""
    batch = min(config.batch_size, images)
    steps = max(1, change.step + int((config.epochs - change.epoch) * (images // batch) // config.n_critic))
    return min(steps, config.max_steps) if config.max_steps else steps


def train(state: TrainingState, dataset: Images, step: Step | None = None) -> Iterator[StepReport]:
    """Train for ever, by `train_step` or another step; the caller stops by not asking for the next report.

    The state is consistent at every yield.
    """
    while True:
        began = time.perf_counter()
        values = (step or train_step)(state, dataset)
        state.seconds += time.perf_counter() - began
        yield report_of(state, dataset, values)


def report_of(state: TrainingState, dataset: Images, values: Tensor) -> StepReport:
    """What the step just done did."""
    return StepReport(state.step, state.epoch(len(dataset)), state.images_seen, state.seconds, values, state.players.loss)


Step = Callable[[TrainingState, Images], Tensor]  # -> a row of METRIC_NAMES on the device


def train_step(state: TrainingState, dataset: Images) -> Tensor:
    """n_critic D updates, then one G update; returns a row of METRIC_NAMES on the device."""
    values = update_both(state.players, dataset, [next_indices(state) for _ in range(state.players.config.n_critic)])
    update_average(state.players)
    state.step += 1
    return values


def update_both(players: Players, dataset: Images, batches: Sequence[Tensor]) -> Tensor:
    """The updates of a step on the images of these indices: all of it happens on the device."""
    for place, indices in enumerate(batches, start=1):
        images, labels = _batch(players, dataset, indices)
        # the last fake batch keeps its graph, so that G's update need not generate it again
        with torch.set_grad_enabled(place == len(batches)):
            fake_images = generate(players, labels, len(images))
        result = update_discriminator(players, images, labels, fake_images)
    generator_loss = update_generator(players, fake_images, labels, images)
    return summarise(players, result, generator_loss)


def update_once(state: TrainingState, dataset: Images, player: str) -> StepReport:
    """One update of one player alone, `discriminator` or `generator`, for looking closely: counted as a step, so that it has its own
    place in the curves and its own pictures."""
    players, began = state.players, time.perf_counter()
    images, labels = _batch(players, dataset, next_indices(state))
    with torch.set_grad_enabled(player == "generator"):
        fake_images = generate(players, labels, len(images))
    if player == "discriminator":
        result = update_discriminator(players, images, labels, fake_images)
        generator_loss = players.loss.generator_loss(result["fake_logits"], result["real_logits"])
    else:
        generator_loss = update_generator(players, fake_images, labels, images)
        update_average(players)
        result = ask_discriminator(players, images, labels, fake_images)
    values = summarise(players, result, generator_loss)
    state.step += 1
    state.seconds += time.perf_counter() - began
    return report_of(state, dataset, values)


def next_indices(state: TrainingState) -> Tensor:
    """This process's rows of the next joint batch."""
    joint = state.sampler.next()
    state.images_seen += len(joint)
    return distributed.own_rows(joint)


def _batch(players: Players, dataset: Images, indices: Tensor) -> tuple[Tensor, Tensor | None]:
    images, labels = dataset.batch(indices)
    images = images.contiguous(memory_format=torch.channels_last)
    return images, labels if players.config.conditional else None
