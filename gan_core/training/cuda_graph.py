"""A training step as a CUDA graph: recorded once, replayed as one call instead of hundreds of small ones.

Small networks leave a GPU waiting for the processor, which launches every kernel of a step by itself. A recorded step does the same
updates, on the same memory, with new random numbers and new images each time.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from gan_core.config import TrainingConfig
from gan_core.training.loop import Images, TrainingState, next_indices, train_step, update_both
from gan_core.training.steps import Players, update_average

Pattern = tuple[TrainingConfig, tuple[bool, ...]]  # the settings, and at which of a step's D updates penalties are due


@dataclass(frozen=True)
class _Recorded:
    graph: torch.cuda.CUDAGraph
    batches: list[Tensor]  # indices, read at every replay
    values: Tensor  # written at every replay


class GraphedStep:
    """`loop.train_step` for one `TrainingState` and data set on a CUDA device, which must both stay the same objects.

    Lazy regularisation makes steps of several kinds: each kind is done plainly when it comes first, recorded when it comes again, and
    replayed from then on. Not for several processes: what they say to each other is not recorded.
    """

    def __init__(self) -> None:
        self._seen: set[Pattern] = set()
        self._recorded: dict[Pattern, _Recorded] = {}

    def __call__(self, state: TrainingState, dataset: Images) -> Tensor:
        """One step; a row of METRIC_NAMES on the device."""
        pattern = pattern_of(state.players)
        if pattern not in self._seen:
            self._seen.add(pattern)
            return _aside(state, dataset)
        batches = [next_indices(state) for _ in range(state.players.config.n_critic)]
        recorded = self._recorded.get(pattern)
        if recorded is None:
            recorded = self._recorded[pattern] = _record(state.players, dataset, batches)
        else:
            for place, indices in zip(recorded.batches, batches, strict=True):
                place.copy_(indices)
            state.players.discriminator_updates += len(batches)
            state.players.generator_updates += 1
        recorded.graph.replay()
        update_average(state.players)  # its weight changes from step to step, so it is not part of the graph
        state.step += 1
        return recorded.values.clone()


def pattern_of(players: Players) -> Pattern:
    """What a recorded step depends on beside the memory it works on."""
    config, first = players.config, players.discriminator_updates
    penalised = bool(config.r1_weight or config.r2_weight)
    return config, tuple(penalised and (first + update) % config.r1_every == 0 for update in range(config.n_critic))


def _aside(state: TrainingState, dataset: Images) -> Tensor:
    """A plain step on a stream of its own, as a recording asks for: libraries set themselves up, optimisers make their moments."""
    for optimizer in (state.players.generator_optimizer, state.players.discriminator_optimizer):
        for group in optimizer.param_groups:
            group["capturable"] = True
    stream = torch.cuda.Stream()
    stream.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(stream):
        values = train_step(state, dataset)
    torch.cuda.current_stream().wait_stream(stream)
    return values


def _record(players: Players, dataset: Images, batches: list[Tensor]) -> _Recorded:
    """The updates of one step, not yet done: recording counts them, replaying does them."""
    batches = [indices.clone() for indices in batches]
    graph = torch.cuda.CUDAGraph()
    graph.register_generator_state(players.noise)
    for network in (players.generator, players.discriminator):
        network.zero_grad(set_to_none=True)  # gradients of this graph live in its own memory
    with torch.cuda.graph(graph):
        values = update_both(players, dataset, batches)
    return _Recorded(graph, batches, values)
