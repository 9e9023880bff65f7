"""Several processes that train as one: the group that torchrun starts, and what its members say to each other.

Every process draws the images and the noise of the whole joint batch and keeps its own rows; gradients, batch statistics and numbers
are averaged. So a training does not depend on how many take part. The first process leads: it alone writes and speaks.
Without a group all this does nothing.
"""

from __future__ import annotations

import json
import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import torch
import torch.distributed as dist
from torch import Tensor, nn
from torch.nn.parallel import DistributedDataParallel

from gan_core.errors import ConfigError
from gan_core.training.end_reasons import PROCESS_LOST, EndReason, reason_of

TIMEOUT = timedelta(minutes=10)  # for a process that hangs; one that dies is noticed at once


@dataclass(frozen=True)
class _Group:
    rank: int
    size: int
    store: dist.Store


_group: _Group | None = None


@contextmanager
def joined() -> Iterator[None]:
    """Inside, the processes that torchrun started are one group. When one fails all end, and the first to fail says why."""
    global _group
    gpus = torch.cuda.device_count()
    if gpus:
        torch.cuda.set_device(_on_machine("RANK") % gpus)
    store, rank, processes = next(dist.rendezvous("env://", timeout=TIMEOUT))
    backend = "cpu:gloo,cuda:nccl" if gpus else "gloo"
    dist.init_process_group(backend, store=store, rank=rank, world_size=processes, timeout=TIMEOUT)
    _group = _Group(rank, processes, store)
    try:
        yield
        any_process(False)  # none leaves while another still writes
    except BaseException as error:
        reason = _why(error)
        if not _first_to_fail(_group, reason):
            raise SystemExit(1) from None
        if reason == PROCESS_LOST:
            raise SystemExit(f"error: {reason}") from None
        raise
    dist.destroy_process_group()
    _group = None


def _on_machine(what: str) -> int:
    """RANK: which process of this machine this is; WORLD_SIZE: how many it runs."""
    return int(os.environ[f"LOCAL_{what}"])


def size() -> int:
    """How many processes train together."""
    return _group.size if _group else 1


def leads() -> bool:
    """Whether this is the process that writes and speaks."""
    return _group is None or _group.rank == 0


def check(rows: int, device: torch.device) -> None:
    """Raises ConfigError where the group cannot share `rows` of a joint batch evenly, or has more processes than GPUs."""
    if rows % size():
        raise ConfigError("combination", field="batch_size", received=rows, other=f"{size()} processes", expected=f"a multiple of {size()}")
    gpus = torch.cuda.device_count()
    if _group and device.type == "cuda" and _on_machine("WORLD_SIZE") > gpus:
        expected = f"at most {gpus}, or --device cpu"
        raise ConfigError(
            "combination", field="nproc-per-node", received=_on_machine("WORLD_SIZE"), other=f"{gpus} GPUs", expected=expected
        )


# What a step needs


def own_rows(joint: Tensor) -> Tensor:
    """This process's rows of a tensor that all have drawn alike."""
    return joint.chunk(_group.size)[_group.rank] if _group else joint


def replica(network: nn.Module) -> nn.Module:
    """The network to call where parameters want gradients: averaged over the group while backward goes on."""
    if not _group:
        return network
    # of a side of 1 the stride means nothing, and differs between a weight and its gradient: DDP copies, and need not warn
    warnings.filterwarnings("ignore", "Grad strides do not match bucket view strides")
    wrapped = DistributedDataParallel(network)
    wrapped.broadcast_buffers = False  # equal without it: batch statistics are joint, power iterations see equal weights
    return wrapped


def mean(values: Tensor) -> Tensor:
    """Mean over the group."""
    return total(values) / _group.size if _group else values


def gathered(values: Tensor) -> Tensor:
    """(size, ...): the tensor of every process, differentiable as often as wanted."""
    if not _group:
        return values[None]
    places = values.new_zeros(_group.size, *values.shape)
    places[_group.rank] = values
    return total(places)


def total(values: Tensor) -> Tensor:
    """Sum over the group, differentiable as often as wanted."""
    summed: Tensor = _Total.apply(values)
    return summed


class _Total(torch.autograd.Function):
    """What every process gives goes into every process's sum, so the gradients of all sums come back, summed the same way."""

    @staticmethod
    def forward(_context: Any, values: Tensor) -> Tensor:
        values = values.clone(memory_format=torch.contiguous_format)
        dist.all_reduce(values)
        return values

    @staticmethod
    def backward(_context: Any, gradient: Tensor) -> Tensor:
        return total(gradient)


# What a run needs


def any_process(flag: bool) -> bool:
    """Whether it is so in any process; all have to ask."""
    if not _group:
        return flag
    flags = torch.tensor(int(flag))
    dist.all_reduce(flags, dist.ReduceOp.MAX)
    return bool(flags)


def share(content: bytes = b"") -> bytes:
    """The leader's bytes, in every process."""
    if not _group:
        return content
    length = torch.tensor(len(content))
    dist.broadcast(length, 0)
    buffer = torch.frombuffer(bytearray(content), dtype=torch.uint8) if leads() else torch.empty(int(length), dtype=torch.uint8)
    dist.broadcast(buffer, 0)
    return buffer.numpy().tobytes()


@contextmanager
def first_of_each_machine_first() -> Iterator[None]:
    """What one process of a machine downloads inside, its others find there."""
    first = not _group or _on_machine("RANK") == 0
    if not first:
        any_process(False)
    yield
    if first:
        any_process(False)


# How it ends


def ending(error: BaseException) -> tuple[str, EndReason]:
    """State and reason of a run that ended so: "failed", or "interrupted" where a process was killed or a machine is gone."""
    reason = _why(error)
    return ("interrupted" if reason == PROCESS_LOST else "failed"), reason


def _why(error: BaseException) -> EndReason:
    """What the first process to fail has left as its reason; else this one's own."""
    if not _group:
        return reason_of(error)
    try:
        if _group.store.check([_FAILURE]):
            return EndReason.from_json(json.loads(_group.store.get(_FAILURE).decode().partition(" ")[2]))
    except RuntimeError:  # the store has gone with the process that kept it
        return PROCESS_LOST
    return PROCESS_LOST if _is_broken_link(error) else reason_of(error)


_FAILURE = "failure"  # "RANK REASON" of the first process to fail


def _first_to_fail(group: _Group, reason: EndReason) -> bool:
    """Leave the reason for the others, unless one of them has left its own."""
    try:
        return group.store.compare_set(_FAILURE, "", f"{group.rank} {json.dumps(reason.to_json())}").decode().startswith(f"{group.rank} ")
    except RuntimeError:
        return group.rank == 0


def _is_broken_link(error: BaseException) -> bool:
    """Whether the network said it: another process has gone, or has not answered for long. Gloo's errors have no type of their own."""
    return isinstance(error, dist.DistError) or (isinstance(error, RuntimeError) and "gloo" in str(error).lower())
