"""A round of *real or fake*: pictures of a run's checkpoint among real ones, and what its D says of the very same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from gan_core.config import TrainingConfig
from gan_core.data import ImageDataset
from gan_core.errors import CheckpointError, ConfigError
from gan_core.inference import TrainedGenerator
from gan_core.losses import build_loss
from gan_core.pixels import to_unit
from gan_core.rng import make_generator
from gan_core.training.run_directory import RunDirectory, steps_of
from gan_core.training.samples import COLUMNS

Source = Literal["weights", "sheet"]
MAX_ROUND = 50  # pictures; a sheet holds 80 or 100


@dataclass(frozen=True, eq=False)
class HumanRound:
    """`images` uint8 (N, C, H, W) in the order they are shown, and of each whether it is `real`; `labels` (N,) of a conditional run.

    `source`: generated anew by the checkpoint's weights, or cut out of the samples that the run recorded at that step.
    """

    step: int
    images: Tensor
    real: tuple[bool, ...]
    labels: Tensor | None
    source: Source


@dataclass(frozen=True)
class Verdict:
    """What D, as it was at `step`, says of each picture: whether it calls it real."""

    step: int
    called_real: tuple[bool, ...]


def round_steps(run: RunDirectory) -> dict[int, Source]:
    """Steps whose pictures a round can show. Weights are better: they draw what has not been seen on the app's pages."""
    sheets: dict[int, Source] = dict.fromkeys(steps_of(run.samples, "png"), "sheet")
    return dict(sorted((sheets | dict.fromkeys(run.checkpoint_steps(), "weights")).items()))


def make_round(run: RunDirectory, step: int, count: int, seed: int, real: ImageDataset) -> HumanRound:
    """A round of `count` pictures, half of them real: the same for the same arguments.

    Real ones are of the same classes as the generated ones where the run knows classes, so that no class gives one away.

    Args:
        real: real pictures of the run's size; test images, which neither network has seen, are the fair ones.

    Raises:
        ConfigError: an odd count, or one out of range.
        GanError: no pictures of that step, or damaged ones.
    """
    if count % 2 or not 2 <= count <= MAX_ROUND:
        raise ConfigError("value", field="n", received=count, expected=f"an even number, 2 to {MAX_ROUND}")
    sources = round_steps(run)
    if step not in sources:
        raise ConfigError("value", field="step", received=step, expected=", ".join(map(str, sources)) or "-")
    chance, config = make_generator(seed, "human round"), run.read_config()
    draw = _generated if sources[step] == "weights" else _recorded
    fake, fake_labels = draw(run, config, step, count // 2, chance)
    real_images, real_labels = _real(real, fake_labels, count // 2, chance)
    order = torch.randperm(count, generator=chance)
    labels = None if fake_labels is None else torch.cat([real_labels, fake_labels])[order]
    shown = torch.cat([real_images, fake])[order]
    return HumanRound(step, shown, tuple((order < count // 2).tolist()), labels, sources[step])


def _generated(run: RunDirectory, config: TrainingConfig, step: int, count: int, chance: torch.Generator) -> tuple[Tensor, Tensor | None]:
    generator = TrainedGenerator.load(run.checkpoint_path(step))
    z = torch.randn(count, config.latent_dim, generator=chance)
    labels = torch.randint(config.model_classes, (count,), generator=chance) if config.conditional else None
    return torch.from_numpy(generator.images(z, labels)).permute(0, 3, 1, 2).contiguous(), labels


def _recorded(run: RunDirectory, config: TrainingConfig, step: int, count: int, chance: torch.Generator) -> tuple[Tensor, Tensor | None]:
    """Cells of the sheet that `sample_grid` drew: COLUMNS beside each other, a row a class where there are classes."""
    path, size = steps_of(run.samples, "png")[step], config.image_size
    try:
        with Image.open(path) as picture:
            sheet = torch.from_numpy(np.array(picture.convert("RGB" if config.image_channels == 3 else "L")))
    except (OSError, SyntaxError) as error:
        raise CheckpointError("checkpoint_damaged", received=path.name, reason=type(error).__name__) from None
    rows = sheet.shape[0] // size
    if sheet.shape[:2] != (rows * size, COLUMNS * size) or rows * COLUMNS < count:
        raise CheckpointError("checkpoint_damaged", received=path.name, reason=f"not {COLUMNS} pictures of {size} pixels a row")
    cells = sheet.view(rows, size, COLUMNS, size, config.image_channels).permute(0, 2, 4, 1, 3).flatten(0, 1)  # (rows * COLUMNS, C, H, W)
    chosen = torch.randperm(len(cells), generator=chance)[:count]
    return cells[chosen].contiguous(), chosen // COLUMNS if config.conditional else None


def _real(dataset: ImageDataset, labels: Tensor | None, count: int, chance: torch.Generator) -> tuple[Tensor, Tensor]:
    """Pictures without repetition, of these classes or of any."""
    order = torch.randperm(len(dataset), generator=chance)
    if labels is None:
        rows = order[:count]
    else:
        places = {label: order[dataset.labels[order] == label] for label in set(labels.tolist())}
        rows = torch.stack([places[label][labels[:place].eq(label).sum()] for place, label in enumerate(labels.tolist())])
    return dataset.images[rows], dataset.labels[rows]


def discriminator_verdict(run: RunDirectory, shown: HumanRound) -> Verdict | None:
    """What the D of that step says, or the newest one where that was not kept; None where there is none, or where D(x) says nothing alone.

    A critic (Wasserstein) or a relativistic D only says which of two pictures looks more real (`Loss.absolute`). Raises GanError.
    """
    config = run.read_config()
    loss = build_loss(config)
    if not loss.absolute:
        return None
    steps = run.checkpoint_steps()
    if not steps:
        return None
    model = TrainedGenerator.load(run.checkpoint_path(shown.step if shown.step in steps else steps[-1]))
    if model.discriminator is None:
        return None
    with torch.inference_mode():
        logits = model.discriminator(to_unit(shown.images), shown.labels)
    return Verdict(model.step, tuple((logits > loss.boundary()).tolist()))
