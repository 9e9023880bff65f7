"""One step in slow motion: what a lecturer points at, with the step's own numbers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from gan_core.playground.frame import Stage

if TYPE_CHECKING:
    from gan_core.playground.engine import Playground

SLOW = 60  # points of the batch that are shown

STAGES = (
    "noise",  # z
    "fakes",  # z, fake
    "scores",  # real, fake, real_scores, fake_scores: D's answers; discriminator_loss
    "discriminator_slope",  # real, fake, real_pull, fake_pull: what a larger logit would do to D's loss; discriminator_grad_norm
    "discriminator_update",  # heat
    "scores_again",  # as scores, after D's update
    "generator_slope",  # arrows: where each fake should go; generator_loss
    "generator_update",  # before, fake: the same z after G's update; generator_grad_norm
)


def stages(game: Playground, phase: str) -> Iterator[Stage]:
    """The stages that follow a phase of `game`'s step, named as in STAGES; points in the data's units.

    Args:
        game: In the middle of a step.
        phase: What it has just done.
    """
    rows, scale = min(SLOW, game.config.batch_size), np.float32(game.config.data_scale)
    real, fake = game.players.both[:rows] * scale, game.players.made.outputs[:rows] * scale
    numbers = game.numbers()
    if phase == "fakes":
        z = game.players.made.inputs[:rows].copy()
        yield Stage("noise", {"z": z}, {})
        yield Stage("fakes", {"z": z, "fake": fake}, {})
    elif phase == "discriminator_slope":
        points = {"real": real, "fake": fake}
        yield _scores(game, "scores", points)
        pulls = dict(
            zip(("real_pull", "fake_pull"), game.objective.discriminator_slopes(game.logits(real), game.logits(fake)), strict=True)
        )
        norm = float(np.linalg.norm(game.players.discriminator.slope))
        yield Stage("discriminator_slope", points | pulls, {"discriminator_grad_norm": norm})
    elif phase == "discriminator_update":
        yield Stage("discriminator_update", {"heat": game.heat()}, {})
        yield _scores(game, "scores_again", {"real": real, "fake": fake})
    elif phase == "generator_slope":
        yield Stage("generator_slope", {"arrows": game.arrows(fake)}, {"generator_loss": numbers["generator_loss"]})
    else:
        after = game.generate(game.players.made.inputs[:rows])
        yield Stage("generator_update", {"before": fake, "fake": after}, {"generator_grad_norm": numbers["generator_grad_norm"]})


def _scores(game: Playground, name: str, points: dict[str, np.ndarray]) -> Stage:
    """What D says of real and fake points, and its loss on them (without penalties)."""
    real, fake = game.logits(points["real"]), game.logits(points["fake"])
    scores = {"real_scores": game.judge(points["real"]), "fake_scores": game.judge(points["fake"])}
    return Stage(name, points | scores, {"discriminator_loss": game.objective.discriminator_loss(real, fake)})
