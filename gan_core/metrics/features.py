"""What a metric looks at: numbers drawn from images by an extractor, never the images themselves."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from gan_core.errors import ConfigError

Array = np.ndarray | Tensor


@dataclass(frozen=True)
class Extracted:
    """One set of images seen through one extractor; entries the extractor or the set lacks are None."""

    features: Tensor  # (N, D)
    probabilities: Tensor | None = None  # (N, num_classes), rows sum to 1
    labels: Tensor | None = None  # int64 (N,): true class of a real image, asked class of a generated one
    training: Tensor | None = None  # (L, D), beside real images that are held out: features of those the generator was trained on

    def __len__(self) -> int:
        return len(self.features)

    def need(self, entry: str) -> Tensor:
        """The entry of that name. Raises ConfigError when the extractor or the set has none."""
        value: Tensor | None = getattr(self, entry)
        if value is None:
            expected = (
                "the images that the generator was trained on" if entry == "training" else "an extractor and a model that have classes"
            )
            raise ConfigError("value", field=entry, received="nothing", expected=expected)
        return value


def as_matrix(field: str, values: Array, *, rows: int = 1) -> Tensor:
    """`values` as a floating-point tensor (N, D), float64 unless it already is float32.

    Raises:
        ConfigError: not two-dimensional, fewer than `rows` rows, or not finite.
    """
    matrix = torch.as_tensor(values).detach()
    if matrix.dtype != torch.float32:
        matrix = matrix.double()
    if matrix.ndim != 2 or len(matrix) < rows:
        raise ConfigError("value", field=field, received=f"shape {tuple(matrix.shape)}", expected=f"shape (N, D) with N >= {rows}")
    if not matrix.isfinite().all():
        raise ConfigError("value", field=field, received="NaN or infinity", expected="finite numbers")
    return matrix


def as_pair(real_features: Array, fake_features: Array, *, rows: int = 1) -> tuple[Tensor, Tensor]:
    """Both feature sets as tensors of one dtype. Raises ConfigError as `as_matrix`, and when their widths differ."""
    real = as_matrix("real_features", real_features, rows=rows)
    fake = as_matrix("fake_features", fake_features, rows=rows)
    if real.shape[1] != fake.shape[1]:
        raise ConfigError(
            "value", field="fake_features", received=f"{fake.shape[1]} columns", expected=f"{real.shape[1]}, as real_features"
        )
    dtype = torch.promote_types(real.dtype, fake.dtype)
    return real.to(dtype), fake.to(dtype)
