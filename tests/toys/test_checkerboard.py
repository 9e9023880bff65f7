from __future__ import annotations

import numpy as np
import pytest
import torch

from gan_core.toys.checkerboard import IMAGE_SIZE, IMAGES, METHODS, checkerboard_share, measure, phase_contrast


def power(image):
    return np.abs(np.fft.fft2(image - image.mean())) ** 2


def test_share_of_known_patterns():
    checkers = np.indices((16, 16)).sum(axis=0) % 2
    stripes = np.indices((16, 16))[1] % 2
    wave = np.cos(2 * np.pi * np.indices((16, 16))[0] * 3 / 16)
    assert checkerboard_share(power(checkers)) == pytest.approx(1)
    assert checkerboard_share(power(stripes)) == pytest.approx(1)
    assert checkerboard_share(power(wave)) == pytest.approx(0, abs=1e-12)
    assert checkerboard_share(power(checkers + wave)) == pytest.approx(0.25 / 0.75)  # variances 1/4 and 1/2


def test_phase_contrast_of_known_deviations():
    noise = np.random.default_rng(0).standard_normal((400, 32, 32))
    assert phase_contrast(noise) == pytest.approx(1, abs=0.02)
    noise[:, ::2, ::2] *= 3
    assert phase_contrast(noise) == pytest.approx(3, rel=0.02)


@pytest.mark.parametrize("method", METHODS)
def test_measurement_is_repeatable_and_leaves_the_generator_of_random_numbers_alone(method):
    torch.manual_seed(1)
    expected = torch.rand(1)
    torch.manual_seed(1)
    first = measure(method, 5)
    assert torch.rand(1) == expected
    np.testing.assert_array_equal(first.images, measure(method, 5).images)
    assert first.images.shape == (IMAGES, IMAGE_SIZE, IMAGE_SIZE)
    assert first.spectrum.shape == (IMAGE_SIZE, IMAGE_SIZE)
    assert np.isfinite(first.spectrum).all()


def test_uneven_overlap_shows_and_the_remedies_work():
    measured = {method: [measure(method, seed) for seed in range(4)] for method in METHODS}
    contrast = {method: np.mean([one.phase_contrast for one in many]) for method, many in measured.items()}
    share = {method: np.mean([one.checkerboard_share for one in many]) for method, many in measured.items()}
    assert contrast["k3"] > 1.5 > contrast["k4"] > 1
    assert share["k3"] > share["k4"] > 50 * share["resize"]
