"""A round by its settings: pictures to show, and what comes out when they have been called real or generated."""

from __future__ import annotations

import base64
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from gan_core.evaluation.human_round import HumanRound, Verdict, discriminator_verdict, make_round
from gan_core.latent.sheets import png
from gan_core.link_numbers import parse_whole
from gan_core.losses import build_loss
from gan_core.metrics.human_error import Share, human_error, wilson_share
from web.real_or_fake.models import playable, real_pictures, scores_at
from web.runs.catalogue import config_of, find_run, steps_per_epoch

COUNTS = (12, 24)  # pictures of a round
MAX_SEED = 2**31 - 1
MAX_STEP = 10**10


@dataclass(frozen=True)
class Settings:
    """All that a round depends on."""

    model: str
    step: int
    n: int
    seed: int

    @classmethod
    def read(cls, values: Mapping[str, Any], seed: int | None = None) -> Settings:
        """From a query or JSON; a `seed` that is given takes the place of theirs. Raises GanError."""
        run = playable(values.get("model"))
        step = parse_whole("step", str(values.get("step", "")), 0, MAX_STEP)
        count = parse_whole("n", str(values.get("n", COUNTS[0])), COUNTS[0], COUNTS[-1])
        chance = parse_whole("seed", str(values.get("seed", "0")), 0, MAX_SEED) if seed is None else seed
        return cls(run.path.name, step, count, chance)


@dataclass(frozen=True, eq=False)
class Round:
    """Pictures as data URLs, in their order, and what is told of them after the reveal."""

    settings: Settings
    pictures: tuple[str, ...]
    shown: HumanRound
    verdict: Verdict | None

    def result(self, votes: Sequence[Sequence[int]], voters: int) -> dict[str, Any]:
        """What came out, as JSON, without the pictures. `votes`: of each picture how many called it real, and how many generated."""
        run = find_run(self.settings.model)
        error = human_error(self.shown.real, votes)
        per_epoch = steps_per_epoch(run) if run else None
        return {
            "model": self.settings.model,
            "step": self.settings.step,
            "epoch": self.settings.step / per_epoch if per_epoch else None,
            "seed": self.settings.seed,
            "source": self.shown.source,
            "voters": voters,
            "real": self.shown.real,
            "votes": votes,
            "error": _json(error.overall),
            "error_real": _json(error.real),
            "error_fake": _json(error.fake),
            "discriminator": self._discriminator(),
            "critic": run is not None and not build_loss(config_of(run)).absolute,
            "scores": scores_at(run, self.settings.step) if run else None,
        }

    def _discriminator(self) -> dict[str, Any] | None:
        if self.verdict is None:
            return None
        wrong = sum(said != real for said, real in zip(self.verdict.called_real, self.shown.real, strict=True))
        error = _json(wilson_share(wrong, len(self.shown.real)))
        return {"step": self.verdict.step, "called_real": self.verdict.called_real, "error": error}


def _json(share: Share) -> dict[str, Any]:
    return {name: None if isinstance(value, float) and math.isnan(value) else value for name, value in share._asdict().items()}


@lru_cache(16)
def make(settings: Settings) -> Round:
    """Draw the pictures and ask D. Takes a moment of the processor: not for the event loop. Raises GanError."""
    run = playable(settings.model)
    shown = make_round(run, settings.step, settings.n, settings.seed, real_pictures(config_of(run)))
    rows = shown.images.permute(0, 2, 3, 1).contiguous().numpy()
    pictures = tuple(f"data:image/png;base64,{base64.b64encode(png(row)).decode()}" for row in rows)
    return Round(settings, pictures, shown, discriminator_verdict(run, shown))
