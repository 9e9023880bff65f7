"""Every shipped conditional generator has its file for the browser, and it holds these weights."""

from __future__ import annotations

import json

import numpy as np
import pytest

from gan_core.browser import pack_model
from gan_core.inference import load_shipped
from gan_core.inference.generator import shipped_names
from gan_core.inference.latent_model import LatentModel
from gan_core.latent import PackedModel
from gan_core.paths import CHECKPOINTS
from gan_core.training.run_directory import RunDirectory

CONDITIONAL = [name for name in shipped_names(CHECKPOINTS) if RunDirectory(CHECKPOINTS / name).read_config().conditional]


@pytest.mark.parametrize("name", CONDITIONAL)
def test_every_shipped_conditional_generator_is_packed_as_it_is(name: str):
    shipped, now = PackedModel.read(CHECKPOINTS / name), pack_model(LatentModel(load_shipped(name, CHECKPOINTS)))
    assert shipped is not None, f"python scripts/pack_models.py {name}"
    size = 4 * len(now.card["shares"]) * now.card["latentDim"]
    assert shipped.network[size:] == now.network[size:]  # the weights, to the bit
    directions = [np.frombuffer(model.network[:size], "<f4") for model in (shipped, now)]
    np.testing.assert_allclose(*directions, atol=1e-3)  # computed, so as exactly as another machine's linear algebra does it
    np.testing.assert_allclose(shipped.card.pop("shares"), now.card.pop("shares"), atol=1e-5)
    assert shipped.card == json.loads(json.dumps(now.card))


def test_a_file_is_read_as_it_was_written():
    model = PackedModel({"classes": ["a", "b"]}, b"\n{}\n\0")
    assert PackedModel.from_bytes(model.to_bytes()) == model
