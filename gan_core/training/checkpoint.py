"""Checkpoints: tensors in safetensors, the rest in JSON, both written aside and renamed, so that a kill leaves no half file.

`step-XXXXXXXX.safetensors` holds `generator.*`, `discriminator.*`, `average.*`, the optimisers' tensors and, but where a browser wrote it
(gan_core/image_engine), the random streams; `step-XXXXXXXX.json` holds counters. The JSON is written last: a checkpoint without it does
not exist.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import load, save
from torch import Tensor, nn

from gan_core.config import TrainingConfig
from gan_core.errors import CheckpointError
from gan_core.files import write_atomic
from gan_core.training.loop import DataChange, TrainingState

FORMAT = "gan-classroom-checkpoint"
VERSION = 1
COUNTERS: dict[str, tuple[type, ...]] = {  # that every checkpoint has, none below 0
    "step": (int,), "images_seen": (int,), "seconds": (int, float), "data_position": (int,), "discriminator_updates": (int,),
    "generator_updates": (int,),
}  # fmt: skip


def save_checkpoint(folder: Path, state: TrainingState, trained_on: Mapping[str, object] | None = None) -> Path:
    """Write the whole state, and what it is trained on, to `folder`/step-XXXXXXXX.safetensors + .json; returns the former."""
    counters, tensors = capture(state)
    return _write(folder / f"step-{state.step:08d}.safetensors", counters | {"trained_on": trained_on or {}}, tensors)


def capture(state: TrainingState) -> tuple[dict[str, Any], dict[str, Tensor]]:
    """The whole state as (counters, tensors)."""
    players, (epoch_start, position) = state.players, state.sampler.state()
    tensors = _named("generator", players.generator.state_dict())
    tensors |= _named("discriminator", players.discriminator.state_dict())
    tensors |= _named("generator_optimizer", _optimizer_tensors(players.generator_optimizer))
    tensors |= _named("discriminator_optimizer", _optimizer_tensors(players.discriminator_optimizer))
    tensors |= {"random.noise": players.noise.get_state(), "random.data": epoch_start}
    if players.average is not None:
        tensors |= _named("average", players.average.state_dict())
    counters = {
        "format": FORMAT,
        "version": VERSION,
        "inference_only": False,
        "step": state.step,
        "images_seen": state.images_seen,
        "seconds": state.seconds,
        "data_position": position,
        "data_change": asdict(state.data_change),
        "discriminator_updates": players.discriminator_updates,
        "generator_updates": players.generator_updates,
        "config": players.config.to_json(),  # settings may have changed since the run began
    }
    return counters, tensors


def checkpoint_config(path: Path) -> TrainingConfig | None:
    """The settings a checkpoint was trained with; None in one written before they were kept. Raises CheckpointError, ConfigError."""
    values = _read_counters(path).get("config")
    return TrainingConfig.from_json(values) if isinstance(values, dict) else None


def checkpoint_trained_on(path: Path) -> dict[str, Any]:
    """What `gan_core.training.trained_on.describe` said; empty in one written before that was kept. Raises CheckpointError."""
    values = _read_counters(path).get("trained_on")
    if not isinstance(values, dict) or not all(isinstance(values.get(name, []), list) for name in ("classes", "counts")):
        return {}
    return values


def copy_checkpoint(source: Path, folder: Path, config: TrainingConfig) -> Path:
    """The checkpoint in another run's folder, to go on with other settings; where it holds the networks alone, with fresh optimisers.

    Raises CheckpointError: it has no D.
    """
    counters, tensors = read_checkpoint(source)
    if counters.get("inference_only"):
        if not _under("discriminator", tensors):
            raise CheckpointError("no_discriminator", received=source.parent.parent.name)
        counters = counters | {"fresh_optimizers": True}
    return _write(folder / source.name, counters | {"config": config.to_json()}, tensors)


def can_go_on(path: Path) -> bool:
    """Whether training could go on from here: G and D are both there. Raises CheckpointError."""
    _read_counters(path)
    try:
        with safe_open(path, "pt") as file:
            return any(name.startswith("discriminator.") for name in file.keys())  # noqa: SIM118 - not a dict
    except (SafetensorError, OSError) as error:
        raise CheckpointError("checkpoint_damaged", received=path.name, reason=type(error).__name__) from None


def strip_checkpoint(source: Path, folder: Path, *, generator_only: bool = False) -> Path:
    """Copy what sampling needs: D, and G's average (as `generator`) when there is one, else G. Raises CheckpointError.

    `generator_only` leaves D out and keeps G in float16, a quarter of the size: for large networks. A weight is then off by at most
    2^-11 of itself, a pixel by less than one of 255 levels as a rule.
    Where own images lay is left out.
    """
    counters, tensors = read_checkpoint(source)
    shown = _under("average", tensors) or _under("generator", tensors)
    kept = _named(
        "generator", {name: tensor.half() if generator_only and tensor.is_floating_point() else tensor for name, tensor in shown.items()}
    )
    if not generator_only:
        kept |= _named("discriminator", _under("discriminator", tensors))
    config = counters["config"] | {"data_dir": None}  # a folder of the machine that trained
    return _write(folder / source.name, counters | {"inference_only": True, "config": config}, kept)


def _write(path: Path, counters: Mapping[str, object], tensors: Mapping[str, Tensor]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomic(path, save({name: tensor.cpu().contiguous() for name, tensor in tensors.items()}))
    write_atomic(path.with_suffix(".json"), json.dumps(counters, indent=1).encode())
    return path


def load_checkpoint(path: Path, state: TrainingState) -> bool:
    """Put a full checkpoint back into a freshly started `state`. False: of a run forked from networks alone, whose optimisers and
    random streams begin anew. Raises CheckpointError.
    """
    return restore(state, *read_checkpoint(path), path)


def restore(state: TrainingState, counters: Mapping[str, Any], tensors: Mapping[str, Tensor], path: Path = Path("state")) -> bool:
    """Put what `capture` gave back into a freshly started `state`; errors name `path`. Returns and raises as `load_checkpoint`."""
    whole = not counters.get("inference_only")
    if not whole and not counters.get("fresh_optimizers"):
        raise CheckpointError("checkpoint_foreign", received=path.name, reason="it holds weights for sampling only")
    players = state.players
    load_network(path, players.generator, tensors, "generator")
    load_network(path, players.discriminator, tensors, "discriminator")
    if players.average is not None:
        load_network(path, players.average, tensors, "average" if whole else "generator")
    try:
        if whole:
            _restore_optimizer(players.generator_optimizer, _under("generator_optimizer", tensors))
            _restore_optimizer(players.discriminator_optimizer, _under("discriminator_optimizer", tensors))
            if {"random.noise", "random.data"} & tensors.keys():  # a browser has random numbers of its own: there they begin anew
                players.noise.set_state(tensors["random.noise"])
                state.sampler.restore(tensors["random.data"], counters["data_position"])
        players.discriminator_updates, players.generator_updates = counters["discriminator_updates"], counters["generator_updates"]
        state.step, state.images_seen, state.seconds = counters["step"], counters["images_seen"], counters["seconds"]
        state.data_change = DataChange(**counters.get("data_change", {}))  # older checkpoints have none
    except (KeyError, RuntimeError, ValueError, TypeError, IndexError) as error:  # whatever a foreign file makes of them
        raise CheckpointError("checkpoint_shapes", received=path.name, reason=f"no usable {str(error)[:80]}") from None
    return whole


def read_checkpoint(path: Path) -> tuple[dict[str, Any], dict[str, Tensor]]:
    """(counters, tensors on the CPU). Raises CheckpointError when foreign, cut short or damaged."""
    counters = _read_counters(path)
    try:
        return counters, load(path.read_bytes())  # not mapped into memory: Windows could not delete the file while a tensor lives
    except (SafetensorError, OSError) as error:
        raise CheckpointError("checkpoint_damaged", received=path.name, reason=type(error).__name__) from None


def check_checkpoint(path: Path) -> None:
    """Look at its head only, and at its size. Raises CheckpointError when foreign or cut short."""
    _read_counters(path)
    try:
        with safe_open(path, "pt"):
            pass
    except (SafetensorError, OSError) as error:
        raise CheckpointError("checkpoint_damaged", received=path.name, reason=type(error).__name__) from None


def _read_counters(path: Path) -> dict[str, Any]:
    try:
        counters: Any = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        reason = "its .json is missing" if isinstance(error, OSError) else "its .json cannot be read"
        raise CheckpointError("checkpoint_foreign", received=path.name, reason=reason) from None
    if not isinstance(counters, dict) or counters.get("format") != FORMAT:
        raise CheckpointError("checkpoint_foreign", received=path.name, reason="its .json has another format")
    if counters.get("version") != VERSION:
        raise CheckpointError(
            "checkpoint_foreign", received=path.name, reason=f"version {repr(counters.get('version'))[:20]}, not {VERSION}"
        )
    for name, kinds in COUNTERS.items():
        if type(counters.get(name)) not in kinds or counters[name] < 0:
            raise CheckpointError("checkpoint_damaged", received=path.name, reason=f"its .json says no {name}")
    return counters


def load_network(path: Path, network: nn.Module, tensors: Mapping[str, Tensor], prefix: str) -> None:
    """Fill `network` with the tensors under `prefix`. Raises CheckpointError when a name or shape differs."""
    found, wanted = _under(prefix, tensors), network.state_dict()
    for name, tensor in wanted.items():
        if name not in found:
            raise CheckpointError("checkpoint_shapes", received=path.name, reason=f"{prefix}.{name} is missing")
        if found[name].shape != tensor.shape:
            shapes = f"{prefix}.{name} has shape {tuple(found[name].shape)}, expected {tuple(tensor.shape)}"
            raise CheckpointError("checkpoint_shapes", received=path.name, reason=shapes)
        if found[name].is_floating_point() != tensor.is_floating_point():
            raise CheckpointError("checkpoint_shapes", received=path.name, reason=f"{prefix}.{name} holds {found[name].dtype}")
        if not found[name].float().isfinite().all():
            raise CheckpointError("checkpoint_damaged", received=path.name, reason=f"{prefix}.{name} holds what is no number")
    network.load_state_dict({name: found[name] for name in wanted})


def _named(prefix: str, tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    return {f"{prefix}.{name}": tensor for name, tensor in tensors.items()}


def _under(prefix: str, tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    return {name.removeprefix(f"{prefix}."): tensor for name, tensor in tensors.items() if name.startswith(f"{prefix}.")}


def _optimizer_tensors(optimizer: torch.optim.Optimizer) -> dict[str, Tensor]:
    """Adam's state, flat: "3.exp_avg" belongs to parameter 3."""
    state = optimizer.state_dict()["state"]
    return {f"{index}.{name}": tensor for index, slots in state.items() for name, tensor in slots.items()}


def _restore_optimizer(optimizer: torch.optim.Optimizer, tensors: Mapping[str, Tensor]) -> None:
    slots: dict[int, dict[str, Tensor]] = {}
    for key, tensor in tensors.items():
        index, name = key.split(".")
        slots.setdefault(int(index), {})[name] = tensor
    optimizer.load_state_dict({"state": slots, "param_groups": optimizer.state_dict()["param_groups"]})
    # fused Adam walks memory, not indices: its moments must lie in memory as their parameter does (channels_last)
    for parameter, slot in optimizer.state.items():
        for name, tensor in slot.items():
            if tensor.shape == parameter.shape:
                slot[name] = torch.empty_like(parameter).copy_(tensor)
