"""Did the generator copy? Distances of generated images to the very images it was trained on."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import torch
from scipy.cluster.vq import kmeans2
from torch import Tensor

from gan_core.errors import ConfigError
from gan_core.metrics.features import Array, as_matrix, as_pair
from gan_core.metrics.measured import Measured
from gan_core.metrics.neighbours import blocks, rounding

SHOWN = 24  # pairs that are named
CELLS, MIN_IN_CELL, COMPONENTS = 3, 20, 64  # as in dgm-eval


class Nearest(NamedTuple):
    """The training image nearest to each generated one."""

    rows: Tensor  # int64 (M,), of the training images
    distances: Tensor  # (M,), from the generated image to it
    kin: Tensor  # (M,), from it to the training image nearest to itself

    def closest(self, count: int) -> list[list[float]]:
        """[generated row, training row, distance over the training image's own to its kin], the closest first."""
        ratios = self.distances / self.kin.clamp_min(torch.finfo(self.kin.dtype).tiny)
        order = ratios.argsort(stable=True)[:count].tolist()
        return [[row, int(self.rows[row]), float(ratios[row])] for row in order]


def nearest_training(training_features: Array, fake_features: Array) -> Nearest:
    """The nearest training image of each generated one, how far it is, and how far that one's nearest other training image is.

    Args:
        training_features: (L, D), at least 2 rows: all images that the generator was trained on, or copies go unseen.
        fake_features: (M, D).

    Raises:
        ConfigError: shapes that do not fit.
    """
    training, fake = as_pair(as_matrix("training_features", training_features, rows=2), fake_features)
    centre = training.mean(0)
    training, fake = training - centre, fake - centre
    distances, rows = _nearest(fake, training)
    found, back = rows.unique(return_inverse=True)
    kin = _nearest(training[found], training, own=found)[0]
    return Nearest(rows.cpu(), distances.sqrt().cpu(), kin.sqrt()[back].cpu())


def authenticity(training_features: Array, fake_features: Array) -> float:
    """Share of generated images that are further from their nearest training image than that one is from its own nearest fellow.

        1 / M sum_j 1[|y_j - t_j| > min_{t != t_j} |t_j - t|],  t_j: the training image nearest to y_j

    arXiv:2102.08921, section 2.3; "AuthPct" (in per cent) in arXiv:2306.04675. Range [0, 1], higher is better; 0 when all are copies.
    Real images that were not trained on score about a half, not 1: that is the mark to read it by.

    Args:
        training_features: (L, D), at least 2 rows.
        fake_features: (M, D).

    Raises:
        ConfigError: shapes that do not fit.
    """
    return measure_authenticity(training_features, fake_features).value


def measure_authenticity(training_features: Array, fake_features: Array, real_features: Array | None = None) -> Measured:
    """`authenticity` with each image's own verdict as its influence, the pairs that are closest, and what held-out real images score."""
    nearest = nearest_training(training_features, fake_features)
    authentic = (nearest.distances > nearest.kin).double()
    held_out = {} if real_features is None else _held_out(nearest_training(training_features, real_features))
    return Measured(authentic.mean().item(), fake=authentic, details=held_out | {"closest": nearest.closest(SHOWN)})


def _held_out(real: Nearest) -> dict[str, float]:
    """What real images score that are not among the training ones; nothing where all are, as those are copies by definition."""
    unseen = real.distances > 0
    return {"held_out": (real.distances > real.kin)[unseen].double().mean().item()} if unseen.any() else {}


def data_copying(training_features: Array, real_features: Array, fake_features: Array, *, cells: int = CELLS, seed: int = 0) -> float:
    """C_T: are generated images nearer to the training images than unseen real ones are?

        C_T = sum_c P(c) Z_c / sum_c P(c),  Z_c = (U_c - m n / 2) / sqrt(m n (m + n + 1) / 12)

    U_c: how many pairs of the m generated and n held-out images of a cell have the generated one further from the cell's training
    images (ties count half): Mann and Whitney's statistic. Cells come from k-means on the training images; P(c): share of held-out
    images; cells with at most 20 generated images are left out. arXiv:2004.05675, equations 2 and 3; on the first 64 principal
    components where there are more features, with 3 cells, as in dgm-eval (arXiv:2306.04675).

    Range: any real number; about 0 (spread at most 1) when generated and held-out images are equally near. Far below 0: it copies.
    Far above 0: it is worse than the data, wherever it lies. Grows as the root of N: compare values of equal N. NaN when no cell has
    enough images.

    Args:
        training_features: (L, D), at least 2 rows.
        real_features: (N, D), held out from the training.
        fake_features: (M, D).
        cells: of k-means.
        seed: of k-means.

    Raises:
        ConfigError: shapes that do not fit, or no cells.
    """
    return measure_data_copying(training_features, real_features, fake_features, cells=cells, seed=seed).value


def measure_data_copying(
    training_features: Array, real_features: Array, fake_features: Array, *, cells: int = CELLS, seed: int = 0
) -> Measured:
    """`data_copying` with the influence of each image inside its cell; the cells stay as they are."""
    training, fake = as_pair(as_matrix("training_features", training_features, rows=2), fake_features)
    training, real = as_pair(training, real_features)
    if not 1 <= cells <= len(training):
        raise ConfigError("value", field="cells", received=cells, expected=f"1 to {len(training)}")
    training, real, fake = _components(training, real, fake)
    owners = assigned(training, (training, real, fake), cells, seed)
    moved = [torch.zeros(len(rows), dtype=torch.float64) for rows in (real, fake)]
    weight = value = 0.0
    for cell in range(cells):
        known, held_out, generated = (owner == cell for owner in owners)
        if not known.any() or not held_out.any() or generated.sum() <= MIN_IN_CELL:
            continue
        score, real_moves, fake_moves = _rank_score(*(_nearest(rows, training[known])[0] for rows in (real[held_out], fake[generated])))
        share = held_out.double().mean().item()
        weight += share
        value += share * score
        # A draw of all images draws a cell's share of them: an influence inside the cell counts for so much more
        moved[0][held_out] += share * real_moves * len(real) / len(real_moves)
        moved[1][generated] += share * fake_moves * len(fake) / len(fake_moves)
    if not weight:
        return Measured(float("nan"))
    return Measured(value / weight, moved[0] / weight, moved[1] / weight)


def assigned(training: Tensor, sets: tuple[Tensor, ...], cells: int, seed: int) -> list[Tensor]:
    """The cell of each row of each set, by k-means on the training rows."""
    # k-means on all would be slow, and its centres hardly other ones
    draws = torch.Generator().manual_seed(seed)
    some = training[torch.randperm(len(training), generator=draws)[:10_000]].double().numpy()
    centres, _ = kmeans2(some, cells, minit="++", rng=np.random.default_rng(seed))
    return [_nearest(rows, torch.from_numpy(centres).to(rows))[1] for rows in sets]


def _components(training: Tensor, *others: Tensor) -> tuple[Tensor, ...]:
    """All sets around the training's mean, along its first COMPONENTS principal axes."""
    centre = training.mean(0)
    sets = [rows.cpu() - centre.cpu() for rows in (training, *others)]
    if training.shape[1] <= COMPONENTS:
        return tuple(sets)
    _, axes = torch.linalg.eigh((sets[0].T @ sets[0]).double())
    return tuple(rows @ axes[:, -COMPONENTS:].to(rows.dtype) for rows in sets)


def _rank_score(held_out: Tensor, generated: Tensor) -> tuple[float, Tensor, Tensor]:
    """Mann and Whitney's U of the distances as a z-score, and the influence of each image on it."""
    n, m = len(held_out), len(generated)
    # Share of the others that each one beats, ties half
    fake_over = _share_below(held_out, generated)
    real_over = _share_below(generated, held_out)
    scale = (12 * m * n / (m + n + 1)) ** 0.5
    share = fake_over.mean().item()
    return scale * (share - 0.5), scale * (1 - real_over - share), scale * (fake_over - share)


def _share_below(values: Tensor, at: Tensor) -> Tensor:
    """Share of `values` that are smaller than each of `at`, equal ones half, float64."""
    ordered = values.sort().values
    below, up_to = (torch.searchsorted(ordered, at, right=right) for right in (False, True))
    return (below + up_to).double() / (2 * len(values))


def _nearest(points: Tensor, others: Tensor, own: Tensor | None = None) -> tuple[Tensor, Tensor]:
    """Squared distance to, and row of, the nearest of `others`; `own`: the row of `others` that each point is itself."""
    distances, rows = [], []
    closest = rounding(others)  # what is nearer is the same point
    for part, block in blocks(points, others):
        if own is not None:
            block[torch.arange(len(block)), own[part]] = torch.inf
        nearest = block.min(1)
        distances.append(nearest.values.where(nearest.values > closest, 0.0))
        rows.append(nearest.indices)
    return torch.cat(distances), torch.cat(rows)
