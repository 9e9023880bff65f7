"""Adam, RMSProp and SGD on one vector of weights, in place; the same numbers as torch.optim's."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

TINY = 1e-8


class Optimiser:
    """Moments of one network's slope. The kind and its rates come with every update, so all may change meanwhile."""

    def __init__(self, size: int) -> None:
        self.mean, self.square = np.zeros(size, np.float32), np.zeros(size, np.float32)
        self.scratch, self.root = np.empty(size, np.float32), np.empty(size, np.float32)
        self.updates = 0

    def update(self, kind: str, theta: Floats, slope: Floats, lr: float, beta1: float, beta2: float) -> None:
        """One update of theta (P,) by its slope (P,). Adam uses both betas, RMSProp beta2 alone, SGD none."""
        self.updates += 1
        if kind == "sgd":
            theta -= np.multiply(slope, lr, out=self.scratch)
            return
        np.multiply(slope, slope, out=self.scratch)
        self.scratch *= 1 - beta2
        self.square *= beta2
        self.square += self.scratch
        root = np.sqrt(self.square, out=self.root)
        if kind == "rmsprop":
            root += TINY
            np.divide(slope, root, out=self.scratch)
            self.scratch *= lr
        else:
            root *= (1 - beta2**self.updates) ** -0.5
            root += TINY
            self.mean *= beta1
            self.mean += np.multiply(slope, 1 - beta1, out=self.scratch)
            np.divide(self.mean, root, out=self.scratch)
            self.scratch *= lr / (1 - beta1**self.updates)
        theta -= self.scratch
