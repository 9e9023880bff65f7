from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gan_core.latent import truncate, z_from_seed


def test_numbers_are_the_same_on_every_machine():
    z = z_from_seed(42, 2, 3)
    assert z.dtype == np.float32
    expected = [[0.14190717, -1.6685079, -1.332108], [0.58255345, 0.3740366, 1.7554446]]
    np.testing.assert_array_equal(z, np.array(expected, dtype=np.float32))


@given(st.integers(0, 2**31 - 1), st.integers(1, 20), st.integers(0, 20), st.integers(1, 60))
def test_a_sample_does_not_depend_on_how_many_are_drawn(seed, few, more, latent_dim):
    np.testing.assert_array_equal(z_from_seed(seed, few, latent_dim), z_from_seed(seed, few + more, latent_dim)[:few])


def test_standard_normal():
    z = z_from_seed(0, 2000, 100)
    assert z.mean() == pytest.approx(0, abs=0.01)
    assert z.std() == pytest.approx(1, abs=0.01)
    assert np.linalg.norm(z, axis=1).mean() == pytest.approx(np.sqrt(100 - 0.5), rel=0.01)


def test_truncation_keeps_the_direction_and_scales_the_length():
    z = z_from_seed(1, 1, 8)[0]
    np.testing.assert_array_equal(truncate(z, 1.0), z)
    np.testing.assert_array_equal(truncate(z, 0.0), np.zeros(8))
    assert np.linalg.norm(truncate(z, 0.5)) == pytest.approx(0.5 * np.linalg.norm(z))
