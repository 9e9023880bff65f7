"""What a generator feels: the gradient of its loss, at D's output and at the sample, by autograd of the very losses that train."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray

from gan_core.losses import Loss

FloatArray = NDArray[np.float64]


def generator_slopes(loss: Loss, logits: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """G's loss for one fake whose logit is l, and d loss / d l, for each of the logits (N,): values (N,) and slopes (N,)."""
    each = torch.as_tensor(np.asarray(logits, dtype=np.float64).reshape(-1))
    slopes, values = torch.vmap(torch.func.grad_and_value(lambda logit: loss.generator_loss(logit[None])))(each)
    return values.numpy(), slopes.expand_as(each).numpy()


def probability_slopes(loss: Loss, probabilities: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """The same against D(x) = sigmoid(l) in (0, 1), for the losses whose `sigmoid` is True: values (N,) and d loss / d D (N,)."""
    each = torch.as_tensor(np.asarray(probabilities, dtype=np.float64).reshape(-1))
    slopes, values = torch.vmap(torch.func.grad_and_value(lambda chance: loss.generator_loss(torch.logit(chance)[None])))(each)
    return values.numpy(), slopes.numpy()


def pull(loss: Loss, logits: ArrayLike, input_slopes: ArrayLike) -> FloatArray:
    """The force on each fake x, -d loss(D(x)) / dx = -loss'(D(x)) D'(x): where G's gradient descent would move it.

    Args:
        loss: G's loss.
        logits: D(x) of each fake, (N,).
        input_slopes: dD/dx of each, (N,) or (N, dimension).

    Returns:
        In the shape of `input_slopes`.
    """
    slopes = np.asarray(input_slopes, dtype=np.float64)
    _, at_output = generator_slopes(loss, logits)
    return -at_output.reshape(-1, *[1] * (slopes.ndim - 1)) * slopes
