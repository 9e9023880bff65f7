from __future__ import annotations

import numpy as np
import pytest
import torch
from scipy.stats import mannwhitneyu
from sklearn.decomposition import PCA
from sklearn.neighbors import NearestNeighbors

from gan_core.errors import ConfigError
from gan_core.metrics import METRICS, Extracted, authenticity, data_copying, measure_authenticity, measure_data_copying
from gan_core.metrics.memorisation import assigned

SHARES = (0.0, 0.1, 0.5, 1.0)


@pytest.fixture(scope="module")
def features(halves) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Real images in three disjoint sets: 400 to be trained on, 300 held out, and 300 of a perfect generator."""
    rows = torch.cat([half.features for half in halves])[torch.randperm(1000, generator=torch.Generator().manual_seed(0))]
    return rows[:400], rows[400:700], rows[700:]


def copying(share: float, training: torch.Tensor, fresh: torch.Tensor) -> torch.Tensor:
    """What a generator draws that copies a training image with this probability, and is perfect else."""
    count = round(share * len(fresh))
    return torch.cat([training[:count], fresh[count:]])


# Oracles: the formulas as dgm-eval (arXiv:2306.04675) computes them, in other words


def authentic_share(training: np.ndarray, fake: np.ndarray) -> float:
    neighbours = NearestNeighbors(n_neighbors=2).fit(training)
    own = neighbours.kneighbors(training)[0][:, 1]
    distances, rows = neighbours.kneighbors(fake, 1)
    return float(np.mean(distances[:, 0] > own[rows[:, 0]]))


def ranked(training: np.ndarray, real: np.ndarray, fake: np.ndarray, owners: list[np.ndarray], cells: int) -> float:
    weights, scores = [], []
    for cell in range(cells):
        known, held_out, generated = (rows[owner == cell] for rows, owner in zip((training, real, fake), owners, strict=True))
        if len(generated) <= 20:
            continue
        nearest = NearestNeighbors(n_neighbors=1).fit(known)
        far, near = (nearest.kneighbors(rows)[0][:, 0] for rows in (generated, held_out))
        m, n = len(far), len(near)
        scores.append((mannwhitneyu(far, near).statistic - m * n / 2) / np.sqrt(m * n * (m + n + 1) / 12))
        weights.append(n / len(real))
    return float(np.average(scores, weights=weights))


@pytest.mark.parametrize("share", SHARES)
def test_authenticity_agrees_with_its_formula(features, share):
    training, _, fresh = features
    fake = copying(share, training, fresh)
    assert authenticity(training, fake) == pytest.approx(authentic_share(training.double().numpy(), fake.double().numpy()), abs=1e-9)


@pytest.mark.parametrize("share", SHARES)
def test_data_copying_agrees_with_its_formula(features, share):
    training, real, fresh = features
    sets = [rows.double() for rows in (training, real, copying(share, training, fresh))]
    turned = PCA(64).fit(sets[0].numpy())
    axes = [turned.transform(rows.numpy()) for rows in sets]
    owners = [owner.numpy() for owner in assigned(torch.from_numpy(axes[0]), tuple(map(torch.from_numpy, axes)), 3, 0)]
    assert data_copying(*sets) == pytest.approx(ranked(*axes, owners, 3), abs=0.35)  # axes turned round may move a point to another cell


def test_data_copying_by_hand():
    # One cell; training at 0; held-out at distances 1, 3, generated at 2, 2, ...: each beats one of two, so U = m n / 2 and the score is 0.
    held_out, generated = np.array([[1.0], [3.0]]), np.full((30, 1), 2.0)
    assert data_copying(np.zeros((2, 1)), held_out, generated, cells=1) == pytest.approx(0)
    # All nearer: U = 0, Z = -sqrt(3 m n / (m + n + 1)) with m = 30, n = 2
    assert data_copying(np.zeros((2, 1)), held_out, generated / 4, cells=1) == pytest.approx(-((3 * 60 / 33) ** 0.5))


def test_known_shares_of_copies_are_found(features):
    training, real, fresh = features
    sets = [copying(share, training, fresh) for share in SHARES]
    authentic = [measure_authenticity(training, fake) for fake in sets]
    ranks = [measure_data_copying(training, real, fake) for fake in sets]
    honest = authentic[0].value
    assert honest > 0.4
    for share, found in zip(SHARES, authentic, strict=True):
        assert found.value == pytest.approx((1 - share) * honest, abs=0.05)
    assert [found.value for found in ranks] == sorted((found.value for found in ranks), reverse=True)
    assert abs(ranks[0].value) < 2
    assert ranks[2].interval().high < -5
    assert ranks[3].value < -10
    assert authentic[3].value == 0


def test_the_copies_are_named_first(features):
    training, _, fresh = features
    measured = measure_authenticity(training, copying(0.05, training, fresh), fresh)
    rows = measured.details["closest"]
    assert sorted(row for row, _, _ in rows[:15]) == list(range(15))
    assert all(row == known and ratio == 0 for row, known, ratio in rows[:15])
    assert rows[15][2] > 0
    assert measured.details["held_out"] == authenticity(training, fresh)


def test_the_interval_of_data_copying_is_as_wide_as_the_bootstraps(features):
    training, real, fresh = features
    fake = copying(0.1, training, fresh)
    interval = measure_data_copying(training, real, fake, cells=1).interval()
    draws = torch.Generator().manual_seed(0)
    resampled = [
        data_copying(training, *(rows[torch.randint(300, (300,), generator=draws)] for rows in (real, fake)), cells=1) for _ in range(150)
    ]
    low, high = np.quantile(resampled, [0.025, 0.975])
    assert interval.high - interval.low == pytest.approx(high - low, rel=0.25)


def test_too_few_images_give_no_score(features):
    training, real, fresh = features
    assert np.isnan(data_copying(training, real, fresh[:20]))
    assert measure_data_copying(training, real, fresh[:20]).interval() is None


def test_what_is_missing_is_named(features):
    with pytest.raises(ConfigError, match="training: got nothing; accepted: the images that the generator was trained on"):
        METRICS["auth"].compute(Extracted(features[0]), Extracted(features[1]))
    with pytest.raises(ConfigError, match="cells: got 0"):
        data_copying(*features, cells=0)
