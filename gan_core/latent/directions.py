"""Latent directions that matter: GANSpace (arXiv:2004.02546)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

Array = np.ndarray


@dataclass(frozen=True)
class Directions:
    """Principal directions of a generator, strongest first.

    Attributes:
        vectors: float32 (K, latent_dim). Adding s times row k to z moves the activations by s standard deviations along
            principal component k.
        shares: float64 (K,), the share of the activations' total variance along each component, in [0, 1].
    """

    vectors: Array
    shares: Array


def principal_directions(z: Array, activations: Array, count: int) -> Directions:
    """The `count` strongest components of a layer's activations, carried back to latent space.

    Section 3.1 and equation 2 of the paper: PCA of the activations y_j of N draws z_j gives coordinates x_j; the
    direction of component k is the vector that best predicts z from coordinate k, u_k = sum_j x_jk z_j / sum_j x_jk^2.
    Coordinates are scaled to unit variance, so that one slider step means the same in every component.

    PCA leaves the sign of a component open: here the largest entry of each direction is positive, so that a link shows
    the same picture tomorrow.

    Args:
        z: (N, latent_dim) draws.
        activations: (N, ...) what the layer answered; flattened to (N, F).
        count: how many components, below N and F.
    """
    from scipy.sparse.linalg import svds  # takes half a second: pages that only draw do without

    activations = activations.reshape(len(activations), -1).astype(np.float32)  # a copy: centred in place
    activations -= activations.mean(axis=0)
    total = float(np.square(np.linalg.norm(activations, axis=1).astype(np.float64)).sum())
    start = np.ones(min(activations.shape), dtype=np.float32)  # fixed, so that the result is too
    left, singular, _ = svds(activations, k=count, v0=start)  # (N, K), (K,), weakest first
    order = np.argsort(singular)[::-1]
    left, singular = left[:, order], singular[order].astype(np.float64)

    coordinates = left * np.sqrt(len(z))  # unit variance: columns of `left` have length 1 and mean 0
    vectors = coordinates.T @ (z - z.mean(axis=0)) / len(z)  # (K, latent_dim)
    largest = np.take_along_axis(vectors, np.abs(vectors).argmax(axis=1, keepdims=True), axis=1)
    return Directions((vectors * np.sign(largest)).astype(np.float32), singular**2 / total if total else np.zeros(count))
