"""The engine's own functions against libraries in double precision."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose
from scipy.special import expit, ndtri

from gan_core.engine import Engine
from gan_core.losses import LOSSES

FUNCTIONS = ("exponential", "logarithm", "sigmoid", "softplus", "sine", "cosine", "normal_quantile")


def apply(name: str, values: np.ndarray) -> np.ndarray:
    engine = Engine()
    x = values.astype(np.float32)
    place = engine.call("check_memory", len(x) + 3)
    engine.write(place, x)
    engine.call("check_function", FUNCTIONS.index(name), place, len(x))
    return engine.read(place, len(x)).astype(np.float64)


WIDE = np.float32(np.linspace(-86, 86, 4001)).astype(np.float64)
POSITIVE = np.float32(np.concatenate([np.geomspace(1e-37, 1e37, 4000), np.linspace(0.5, 2, 4001)])).astype(np.float64)
TURN_FRACTIONS = np.float32(np.linspace(0, 3, 8001)).astype(np.float64)
SHARES = np.float32(np.linspace(0.001, 0.999, 999)).astype(np.float64)


@pytest.mark.parametrize(
    ("name", "values", "expected", "relative", "absolute"),
    [
        ("exponential", WIDE, np.exp(WIDE), 2e-7, 0),
        ("logarithm", POSITIVE, np.log(POSITIVE), 2e-7, 1e-10),
        ("sigmoid", WIDE, expit(WIDE), 3e-7, 0),
        ("softplus", WIDE, np.logaddexp(0, WIDE), 4e-7, 0),
        ("sine", TURN_FRACTIONS, np.sin(2 * np.pi * TURN_FRACTIONS), 0, 2e-7),
        ("cosine", TURN_FRACTIONS, np.cos(2 * np.pi * TURN_FRACTIONS), 0, 2e-7),
        ("normal_quantile", SHARES, ndtri(SHARES), 0, 1e-6),
    ],
)
def test_functions(name: str, values: np.ndarray, expected: np.ndarray, relative: float, absolute: float) -> None:
    assert_allclose(apply(name, values), expected, rtol=relative, atol=absolute)


@pytest.mark.parametrize("transposed", [False, True])
@pytest.mark.parametrize(("rows", "depth", "columns"), [(1, 1, 4), (4, 3, 8), (5, 7, 12), (64, 128, 64), (13, 2, 20)])
def test_matrix_products(rows: int, depth: int, columns: int, transposed: bool) -> None:
    engine, random = Engine(), np.random.default_rng(0)
    left, right = random.normal(size=(rows, depth)).astype(np.float32), random.normal(size=(depth, columns)).astype(np.float32)
    places = [engine.call("check_memory", count) for count in (left.size, right.size, rows * columns)]
    engine.write(places[0], left.T.copy() if transposed else left)
    engine.write(places[1], right)
    engine.call("check_product", *places, rows, depth, columns, transposed)
    assert_allclose(engine.read(places[2], rows * columns).reshape(rows, columns), left @ right.astype(np.float64), atol=1e-5 * depth**0.5)


LOGITS = np.array([-80, -3, -1, -0.2, 0.3, 0.5, 1.7, 4, 80], np.float32)


def test_every_loss_of_the_library_is_there() -> None:
    assert set(LOSSES) == set(Engine().names["loss"])


@pytest.mark.parametrize("name", LOSSES)
def test_losses_and_their_slopes(name: str) -> None:
    engine, count = Engine(), len(LOGITS)
    real, fake = LOGITS, LOGITS[::-1].copy()
    places = [engine.call("check_memory", size) for size in (count + 3, count + 3, 64)]
    engine.write(places[0], real)
    engine.write(places[1], fake)
    engine.call("check_loss", engine.names["loss"].index(name), *places[:2], count, places[2])
    out, whole = engine.read(places[2], 64).astype(np.float64), -(-count // 4) * 4

    theirs = LOSSES[name]
    r, f = (torch.tensor(part, dtype=torch.float64, requires_grad=True) for part in (real, fake))
    loss = theirs.discriminator_loss(r, f)
    loss.backward()
    assert out[3 * whole] == pytest.approx(loss.item(), rel=1e-6)
    assert_allclose(out[:count] / count, r.grad, rtol=1e-6, atol=1e-35)
    assert_allclose(out[whole : whole + count] / count, f.grad, rtol=1e-6, atol=1e-35)
    r, f = (torch.tensor(part, dtype=torch.float64, requires_grad=True) for part in (real, fake))
    loss = theirs.generator_loss(f, r)
    loss.backward()
    assert out[3 * whole + 1] == pytest.approx(loss.item(), rel=1e-6)
    assert_allclose(out[2 * whole : 2 * whole + count] / count, f.grad, rtol=1e-6, atol=1e-35)
