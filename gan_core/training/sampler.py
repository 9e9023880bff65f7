"""Which images come next: a fresh permutation an epoch, cut into full batches."""

from __future__ import annotations

import torch
from torch import Tensor

from gan_core.rng import make_generator


class IndexSampler:
    """Endless stream of index batches (batch_size,) on `device`; its position can be saved and restored exactly."""

    def __init__(self, size: int, batch_size: int, seed: int, device: torch.device | str = "cpu") -> None:
        self.size, self.batch_size, self.device = size, min(batch_size, size), device
        self.generator = make_generator(seed, "data")
        self._start_epoch()

    def _start_epoch(self) -> None:
        self.epoch_start = self.generator.get_state()
        self.order = torch.randperm(self.size, generator=self.generator).to(self.device)
        self.position = 0

    def next(self) -> Tensor:
        """The next batch of indices; a last incomplete batch is dropped, so every batch is full."""
        if self.position + self.batch_size > self.size:
            self._start_epoch()
        batch = self.order[self.position : self.position + self.batch_size]
        self.position += self.batch_size
        return batch

    def state(self) -> tuple[Tensor, int]:
        """(generator state at the start of this epoch, position in it)."""
        return self.epoch_start, self.position

    def restore(self, epoch_start: Tensor, position: int) -> None:
        """Inverse of `state`."""
        self.generator.set_state(epoch_start)
        self._start_epoch()
        self.position = position
