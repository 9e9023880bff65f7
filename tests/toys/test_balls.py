from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial import cKDTree

from gan_core.errors import ConfigError
from gan_core.metrics import density_coverage, precision_recall
from gan_core.toys.balls import FAKES, Balls, equal_coverage, two_clouds


@given(
    st.sampled_from(("round", "moons", "eight", "line")), st.sampled_from(FAKES), st.integers(10, 60), st.integers(1, 9), st.integers(0, 20)
)
@settings(max_examples=60)
def test_what_is_seen_is_what_the_metrics_count(real, fakes, count, k, seed):
    balls = Balls(*two_clouds(real, fakes, count, seed), k)
    assert (balls.looks_real.mean(), balls.reached.mean()) == pytest.approx(precision_recall(balls.real, balls.fake, k))
    assert (balls.depth.mean() / k, balls.covered.mean()) == pytest.approx(density_coverage(balls.real, balls.fake, k))


def test_radii_reach_to_the_kth_fellow():
    balls = Balls(*two_clouds("moons", "good", 50), k=4)
    for points, radii in ((balls.real, balls.real_radii), (balls.fake, balls.fake_radii)):
        np.testing.assert_allclose(radii, cKDTree(points).query(points, 5)[0][:, 4])


@pytest.mark.parametrize("real", ["moons", "round"])
def test_clouds_score_as_their_names_say(real):
    def scores(fakes: str) -> tuple[float, float]:
        balls = Balls(*two_clouds(real, fakes, 100), 3)
        return balls.looks_real.mean(), balls.reached.mean()

    assert min(scores("good")) > 0.85
    assert scores("collapsed") > (0.8, 0)
    assert scores("collapsed")[1] < 0.2
    precision, recall = scores("scattered")
    assert precision < recall - 0.2
    assert scores("missing")[1] < 0.7
    assert scores("apart") == (0, 0)


def test_one_outlier_breaks_precision_and_recall_but_not_density_and_coverage():
    real, fake = two_clouds("round", "apart", 60)
    stray = Balls(np.concatenate([real, [[9.0, 0.0]]]), fake)
    assert Balls(real, fake).looks_real.mean() == 0
    assert stray.looks_real.mean() == 1
    assert stray.depth.mean() / stray.k == pytest.approx(1 / stray.k)
    assert stray.covered.mean() < 0.05

    real, fake = two_clouds("round", "edge", 60)
    stray = Balls(real, np.concatenate([fake, [[4.0, 0.0]]]))
    assert Balls(real, fake).reached.mean() < 0.1
    assert stray.reached.mean() > 0.8
    assert stray.covered.mean() < 0.2


@pytest.mark.parametrize("k", [1, 3, 5])
def test_coverage_of_equal_distributions_follows_its_formula(k):
    found = [Balls(*two_clouds("round", "good", 40, seed), k).covered.mean() for seed in range(300)]
    assert np.mean(found) == pytest.approx(equal_coverage(40, k), abs=4 * np.std(found) / np.sqrt(300))
    assert equal_coverage(10**6, k) == pytest.approx(1 - 2.0**-k, abs=1e-4)


def test_what_cannot_be_is_refused():
    real, fake = two_clouds("round", "good", 10)
    for k in (0, 10):
        with pytest.raises(ConfigError):
            Balls(real, fake, k)
    with pytest.raises(ConfigError):
        two_clouds("round", "nowhere", 10)
    with pytest.raises(ConfigError):
        two_clouds("nowhere", "good", 10)
