"""From a seed to latent vectors: the same numbers on every machine."""

from __future__ import annotations

import numpy as np

Array = np.ndarray


def z_from_seed(seed: int, n: int, latent_dim: int) -> Array:
    """`n` draws of z ~ N(0, I): float32 (n, latent_dim).

    Row i does not depend on `n`, so sample 3 of a seed is the same vector in a grid of 4 and in a grid of 64. NumPy's
    PCG64 is used because torch's generators give other numbers on a GPU.
    """
    return np.random.default_rng(seed).standard_normal((n, latent_dim), dtype=np.float32)
