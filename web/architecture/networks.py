"""The networks of the page by name: the shipped models, and every recipe as it starts. Imports torch."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import torch
from safetensors import safe_open
from torch import nn

from gan_core.browser import pack_discriminator, pack_model
from gan_core.config import TrainingConfig
from gan_core.errors import GanError
from gan_core.inference import TrainedGenerator, load_shipped, shipped_names
from gan_core.inference.latent_model import LatentModel
from gan_core.latent import PackedModel
from gan_core.models import LayerRow, build_discriminator, build_generator, layer_table
from gan_core.paths import CHECKPOINTS
from gan_core.presets import PRESETS
from gan_core.rng import seeded
from web.architecture.state import NetworksState

DISCRIMINATOR = "discriminator.safetensors"  # of a model whose checkpoint came without: scripts/ship_discriminator.py
SEED = 0  # of weights that are not trained


@dataclass(frozen=True)
class Pair:
    """G and D of one network; `judge_step`: the step of D's weights, 0 where they are not trained."""

    model: TrainedGenerator
    trained: bool
    judge_step: int


def shipped() -> list[str]:
    """Names of the models that came with trained weights."""
    return shipped_names(CHECKPOINTS)


@lru_cache(6)  # the largest pair takes 25 MB
def _pair(network: str, trained: bool, kernel: int, activation: str) -> Pair:
    if trained:
        model = load_shipped(network, CHECKPOINTS)
        judge, step = (model.discriminator, model.step) if model.discriminator else _kept_judge(CHECKPOINTS / network, model.config)
        return Pair(TrainedGenerator(model.config, model.generator, judge, model.step), True, step)
    config = PRESETS[network] if network in PRESETS else load_shipped(network, CHECKPOINTS).config
    return Pair(_fresh(replace(config, kernel_size=kernel, generator_activation=activation)), False, 0)


def _kept_judge(folder: Path, config: TrainingConfig) -> tuple[nn.Module, int]:
    """D of a model whose checkpoint came without, and its step; as it starts, and 0, where none was kept."""
    judge = _fresh(config).discriminator
    assert judge is not None
    file = folder / DISCRIMINATOR
    if not file.is_file():
        return judge, 0
    with safe_open(file, "pt") as content:
        judge.load_state_dict({name: content.get_tensor(name) for name in content.keys()})  # noqa: SIM118 - not a dict
        return judge, int(content.metadata()["step"])


def _fresh(config: TrainingConfig) -> TrainedGenerator:
    with seeded(SEED):
        return TrainedGenerator(config, build_generator(config), build_discriminator(config), 0)


def pair_of(state: NetworksState) -> Pair:
    """The state's network, from memory where it was asked for before. Raises GanError for a name that there is not."""
    names = [*shipped(), *PRESETS]
    if state.network not in names:
        raise GanError("value", field="network", received=repr(state.network), expected=", ".join(dict.fromkeys(names)))
    trained = state.weights == "trained" and state.network in shipped()
    return _pair(state.network, trained, *(("", "") if trained else (state.kernel, state.activation)))


def pack_generator(state: NetworksState) -> PackedModel:
    """G with its card, as a browser takes it."""
    name, pair = state.network, pair_of(state)
    packed = PackedModel.read(CHECKPOINTS / name) if pair.trained else None
    return packed or pack_model(LatentModel(pair.model))


def pack_judge(state: NetworksState) -> bytes:
    """D as a browser takes it, float16."""
    return pack_discriminator(pair_of(state).model, half=True)


def tables(pair: Pair) -> dict[str, list[LayerRow]]:
    """The layers of G and of D, in the order in which they run; the label as weights of the classes is no layer."""
    model = pair.model
    z = torch.zeros(1, model.latent_dim)
    labels = torch.zeros(1, dtype=torch.int64) if model.num_classes else None
    assert model.discriminator is not None  # every pair has one
    rows = {
        "G": layer_table(model.generator, z, labels),
        "D": layer_table(model.discriminator, torch.zeros(1, *model.image_shape), labels),
    }
    return {side: [row for row in listed if row.kind != "ClassWeights"] for side, listed in rows.items()}
