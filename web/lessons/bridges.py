"""From a lesson's figure to the same thing elsewhere in the app: a link that follows the controls."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Bridge:
    """A page in a state; its words are `LESSON` of `locales/lessons/bridges.toml`.

    `when`: {control: the value with which the link is shown}; `apart`: the control that says how far the real points lie from G's start.
    """

    page: str
    query: Mapping[str, str]
    when: Mapping[str, str] = field(default_factory=dict)
    apart: str = ""


BRIDGES: dict[str, Bridge] = {
    "divergences": Bridge("playground", {"preset": "vanishing_gradient", "data": "points", "vs": "loss:wgan_gp"}, apart="distance"),
    "fid": Bridge("fid", {"view": "planes"}, {"view": "gaussians"}),
    "gradients": Bridge("train", {"run": "dcgan-cifar10"}),
    "lsgan": Bridge("train", {"run": "lsgan-cifar10"}, {"view": "boundary"}),
}
