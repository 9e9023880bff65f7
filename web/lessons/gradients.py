"""What G feels: the gradient of each generator loss."""

from __future__ import annotations

from typing import Any

import numpy as np

from gan_core.figures.panels import axis, line, panel, rule
from web.lessons.lesson import Formula, Lesson, Slider, Values

COLOURS = {"minimax": "real", "non_saturating": "generator", "lsgan": "generated", "wgan": "discriminator", "hinge": "warning"}


def compute(values: Values) -> dict[str, Any]:
    """Loss and gradient of every generator loss against D's logit, by autograd of the very losses that train."""
    import torch

    from gan_core.losses import LOSSES

    logits = torch.linspace(-values["reach"], values["reach"], 201, dtype=torch.float64, requires_grad=True)
    losses, slopes = [], []
    for name, role in COLOURS.items():
        loss = torch.stack([LOSSES[name].generator_loss(logit[None]) for logit in logits])
        (slope,) = torch.autograd.grad(loss.sum(), logits)
        x = np.asarray(logits.detach())
        losses.append(line(name, x, loss.detach().numpy(), role))
        slopes.append(line(name, x, slope.numpy(), role))
    return {
        "panels": [
            panel("loss", losses, x=axis("logit"), y=axis("loss_axis")),
            panel("slope", [rule("zero", y=0), *slopes], x=axis("logit"), y=axis("slope_axis")),
        ]
    }


LESSON = Lesson(
    controls={"reach": Slider(default=6, low=1, high=20, step=1)},
    compute=compute,
    formulas={
        "minimax": Formula(r"\log(1 - \sigma(\ell))", "Goodfellow et al. 2014, eq. 1", "https://arxiv.org/abs/1406.2661"),
        "non_saturating": Formula(r"-\log \sigma(\ell)", "Goodfellow et al. 2014, § 3", "https://arxiv.org/abs/1406.2661"),
    },
)
