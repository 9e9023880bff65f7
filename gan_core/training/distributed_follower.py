"""How the other processes of a group take part in the leader's run: they are handed its state, then take every step with it."""

from __future__ import annotations

import json
from collections.abc import Callable

import torch
from safetensors.torch import load, save

from gan_core.config import TrainingConfig
from gan_core.errors import DataError
from gan_core.memory import keep_memory
from gan_core.training import distributed, loop
from gan_core.training.checkpoint import capture, restore
from gan_core.training.loop import Images, TrainingState
from gan_core.training.trained_on import fingerprint


def hand_out(state: TrainingState, dataset: Images) -> None:
    """Leader: the whole state to all others. They need no file of the run."""
    if distributed.size() == 1:
        return
    counters, tensors = capture(state)
    distributed.share(json.dumps(counters | {"images": fingerprint(dataset)}).encode())
    distributed.share(save({name: tensor.contiguous() for name, tensor in tensors.items()}))


def follow(dataset: Images, device: torch.device, stopped: Callable[[], bool]) -> None:
    """Any other process: train to the run's end, or until this process or another is asked to stop."""
    keep_memory()
    distributed.check(0, device)
    counters, tensors = json.loads(distributed.share()), load(distributed.share())
    if counters["images"] != fingerprint(dataset):
        expected = "the same images, in the same order, on every machine"
        raise DataError("combination", field="dataset", received="other images", other="those of the first process", expected=expected)
    config = TrainingConfig.from_json(counters["config"])
    state = loop.start(config, dataset, device)
    restore(state, counters, tensors)
    while state.step < loop.total_steps(config, len(dataset), state.data_change):
        loop.train_step(state, dataset)
        if distributed.any_process(stopped()):
            return
