"""Near-duplicates to be looked at: the generated pictures that lie closest to training pictures, each above the one it is near."""

from __future__ import annotations

import math

import torch
from torch import Tensor

from gan_core.errors import ConfigError
from gan_core.evaluation.examiner import BATCH, Evaluation
from gan_core.evaluation.pictures import Pictures, Sets
from gan_core.latent.sheets import arrange, png

COLUMNS = 12  # pairs in a row of the sheet
WIDTH = 56  # pixels a picture, at least


def copies_sheet(sets: Sets, result: Evaluation) -> bytes:
    """PNG of the pairs that `result` of these sets names, the closest first: rows of generated pictures, each above its training picture.

    It is marked as generated where a model of ours drew them.

    Raises:
        ConfigError: copies were not looked for.
    """
    score = result.scores.get("authenticity")
    if score is None or sets.training is None:
        raise ConfigError("value", field="copies", received=", ".join(result.scores), expected="a metric that looks for copies: auth")
    pairs = score.details["closest"]
    fakes = picked(sets.fake, [int(row) for row, _, _ in pairs])
    training = picked(sets.training, [int(row) for _, row, _ in pairs])
    rows = [part for pair in zip(fakes.split(COLUMNS), training.split(COLUMNS), strict=True) for part in map(_whole_row, pair)]
    return png(arrange(torch.cat(rows).permute(0, 2, 3, 1).numpy(), COLUMNS), math.ceil(WIDTH / sets.fake.shape[1]), sets.fake.made_by)


def _whole_row(pictures: Tensor) -> Tensor:
    """A last row that is not full ends in black."""
    return torch.cat([pictures, pictures.new_zeros(COLUMNS - len(pictures), *pictures.shape[1:])])


def picked(pictures: Pictures, rows: list[int]) -> Tensor:
    """The pictures of these rows, uint8 (len(rows), C, H, W); nothing is drawn beyond the last of them."""
    wanted, start = set(rows), 0
    found: dict[int, Tensor] = {}
    for images, _ in pictures.batches(BATCH):
        found |= {row: images[row - start] for row in wanted if start <= row < start + len(images)}
        start += len(images)
        if len(found) == len(wanted):
            break
    return torch.stack([found[row] for row in rows])
