"""What the networks page shows, as its link says it, bounded. Needs no torch."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from gan_core.errors import GanError
from gan_core.latent import LatentState
from web.server.query import choice, whole_number

DEFAULT = "cgan-fashion-mnist"
# names that older links have
OLD_NAMES = {
    "cgan-documented": "cgan-embedding-fashion-mnist",
    "cgan-one-hot": "cgan-one-hot-fashion-mnist",
    "dcgan-32": "dcgan-cifar10",
    "dcgan-28": "dcgan-fashion-mnist",
    "dcgan-64": "dcgan-faces",
    "gan-mlp": "gan-mnist",
}
MAX_CHANNEL = 4095
MAX_CELL = 4095
BLOCK = re.compile(r"[GD]([1-9])?", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class NetworksState:
    """A network, what goes through it, and the block that is open. `from_query` validates; the defaults are valid."""

    network: str = DEFAULT
    weights: str = "trained"  # or "fresh": as the network starts; a recipe that was not shipped has no others
    kernel: int = 4  # of fresh weights
    activation: str = "relu"  # of G, of fresh weights
    label: int = 7
    seed: int = 0
    components: tuple[float, ...] = ()
    looks: bool = False  # whether the picture shows where D looks
    block: str = ""  # "G2", "D1"; none is open where it is empty
    part: int = 0  # of the block's steps: convolution, batch norm, activation; 0 is the last
    channel: int = 0
    cell: int = 0  # of the map, row by row

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> NetworksState:
        """Read a link; what is left out has its default. Raises GanError."""
        latent = LatentState.from_query({name: query.get(name, default) for name, default in (("label", "7"), ("seed", "0"))})
        moved = LatentState.from_query({"components": query["components"]}) if "components" in query else latent
        network = LatentState.from_query({"model": query.get("network", DEFAULT)}).model
        block = query.get("block", "")
        if block and not BLOCK.fullmatch(block):
            raise GanError("value", field="block", received=repr(block[:40]), expected="G1 … G9, D1 … D9")
        return cls(
            network=OLD_NAMES.get(network, network),
            weights=choice(query, "weights", "trained", ("trained", "fresh")),
            kernel=int(choice(query, "kernel", "4", ("3", "4"))),
            activation=choice(query, "activation", "relu", ("relu", "leaky_relu")),
            label=latent.label,
            seed=latent.seed,
            components=moved.components,
            looks=choice(query, "looks", "0", ("0", "1")) == "1",
            block=block,
            part=whole_number(query, "part", 0, 0, 3),
            channel=whole_number(query, "channel", 0, 0, MAX_CHANNEL),
            cell=whole_number(query, "cell", 0, 0, MAX_CELL),
        )

    def check(self, num_classes: int) -> None:
        """Whether the label fits the network. Raises LabelError; an unconditional one ignores it."""
        LatentState(label=self.label).check(num_classes, 0)
