"""Maps of single units, against the networks' weights multiplied out in NumPy."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from numpy.typing import NDArray

from gan_core.playground import Playground, PlaygroundConfig

MAP, MAX_UNITS = 16, 8


def padded(columns: int) -> int:
    return (columns + 3) // 4 * 4


def layers(theta: NDArray[np.float32], widths: list[int], inputs: NDArray[np.float64]) -> list[NDArray[np.float64]]:
    """Inputs, values after each ReLU, outputs: (points, units)."""
    values, at = [inputs], 0
    for rows, columns in itertools.pairwise(widths):
        block = theta[at : at + (rows + 1) * padded(columns)].reshape(rows + 1, padded(columns))[:, :columns].astype(float)
        at += (rows + 1) * padded(columns)
        sums = values[-1] @ block[:rows] + block[rows]
        values.append(np.maximum(sums, 0) if len(values) < len(widths) - 1 else sums)
    return values


@pytest.mark.parametrize(
    "settings",
    [{}, {"latent_dim": 1, "latent": "uniform"}, {"generator_hidden": (5,), "discriminator_hidden": (9, 3, 12), "data_scale": 2.0}],
)
def test_maps_are_what_the_weights_give(settings: dict[str, object]) -> None:
    config = PlaygroundConfig(**settings)
    game = Playground(config)
    game.step(30)
    engine = game._engine
    engine.call("map")
    steps = (2 * (np.arange(MAP) + 0.5) / MAP) - 1
    square = np.stack(np.meshgrid(steps, steps), axis=-1).reshape(-1, 2)
    reach = 2.5 if config.latent == "normal" else 1.0
    box = engine.array("scene")[0, engine.names["scene"].index("box")]
    scale = config.data_scale
    generated = layers(
        engine.array("generator")[0], [config.latent_dim, *config.generator_hidden, 2], reach * square[:, : config.latent_dim]
    )
    judged = layers(engine.array("discriminator")[0], [2, *config.discriminator_hidden, 1], box * square / scale)
    judged[0] = judged[0] * scale
    for name, values in (("generator_units", generated), ("discriminator_units", judged)):
        expected = np.concatenate([layer[:, :MAX_UNITS] for layer in values], axis=1).T
        np.testing.assert_allclose(engine.array(name), expected, rtol=2e-4, atol=2e-5)


def test_a_map_changes_nothing_of_the_game() -> None:
    game, other = (Playground(PlaygroundConfig(generator_hidden=(8,), discriminator_hidden=(8,))) for _ in range(2))
    for _ in range(5):
        game.step(3)
        game._engine.call("map")
    other.step(15)
    assert game.measure() == other.measure()
