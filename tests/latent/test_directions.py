from __future__ import annotations

import numpy as np
import pytest

from gan_core.latent import principal_directions, z_from_seed


def linear_layer(singular_values, outputs=40, seed=5):
    """W = U S V^T with known factors: the activations of z are z W^T."""
    rng = np.random.default_rng(seed)
    left = np.linalg.qr(rng.standard_normal((outputs, len(singular_values))))[0]
    right = np.linalg.qr(rng.standard_normal((len(singular_values), len(singular_values))))[0]
    return left @ np.diag(singular_values) @ right.T, right


def test_linear_layer_has_its_right_singular_vectors_as_directions():
    singular = np.array([9.0, 6.0, 4.0, 2.0, 1.0, 1.0, 0.5, 0.5])
    weight, right = linear_layer(singular)
    z = z_from_seed(3, 5000, 8)
    directions = principal_directions(z, z @ weight.T, 4)

    np.testing.assert_allclose(directions.shares, (singular**2 / (singular**2).sum())[:4], rtol=0.06)
    for k in range(4):
        assert abs(directions.vectors[k] @ right[:, k]) == pytest.approx(1, abs=0.03)
        assert np.linalg.norm(directions.vectors[k]) == pytest.approx(1, abs=0.05)


def test_one_step_moves_the_activations_by_one_standard_deviation_along_its_component():
    weight, _ = linear_layer(np.array([5.0, 3.0, 1.0]), outputs=10)
    z = z_from_seed(0, 4000, 3)
    activations = z @ weight.T
    directions = principal_directions(z, activations, 2)
    for k in range(2):
        moved = weight @ directions.vectors[k]
        assert np.linalg.norm(moved) == pytest.approx([5.0, 3.0][k], rel=0.05)
        assert (activations @ (moved / np.linalg.norm(moved))).std() == pytest.approx(np.linalg.norm(moved), rel=0.05)


def test_shares_match_a_full_decomposition_and_fall():
    activations = np.random.default_rng(1).standard_normal((200, 30)) * np.linspace(3, 0.1, 30)
    directions = principal_directions(z_from_seed(0, 200, 5), activations.reshape(200, 5, 6), 6)
    singular = np.linalg.svd(activations - activations.mean(0), compute_uv=False)
    np.testing.assert_allclose(directions.shares, (singular**2 / (singular**2).sum())[:6], rtol=1e-4)
    assert (np.diff(directions.shares) < 0).all()


def test_same_input_same_bytes_and_largest_entry_positive():
    z = z_from_seed(9, 500, 12)
    activations = np.tanh(z @ z_from_seed(10, 12, 20))
    first, second = (principal_directions(z, activations, 5) for _ in range(2))
    assert first.vectors.tobytes() == second.vectors.tobytes()
    assert all(row[np.abs(row).argmax()] > 0 for row in first.vectors)
    flipped = principal_directions(z, -activations, 5)
    np.testing.assert_allclose(flipped.vectors, first.vectors, atol=1e-4)


def test_input_is_left_untouched():
    activations = z_from_seed(2, 50, 6) + 4
    before = activations.copy()
    principal_directions(z_from_seed(1, 50, 3), activations, 2)
    np.testing.assert_array_equal(activations, before)
