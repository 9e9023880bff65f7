"""DCGAN's five guidelines (arXiv:1511.06434, section 3): which of them a layer follows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gan_core.models import LayerRow

GUIDELINES = {  # by the kinds of layer that follow them: in G, in D
    "G": {"Reshape": "③", "ReLU": "④", "Tanh": "④", "BatchNorm2d": "②", "ConditionalBatchNorm": "②"},
    "D": {"Flatten": "③", "LeakyReLU": "⑤", "BatchNorm2d": "②"},
}


def guideline(network: str, row: LayerRow, side: int | None) -> str:
    """The number of the guideline that a layer follows. `side`: of the map before it; a convolution that changes it replaces pooling."""
    if row.kind in ("Conv2d", "ConvTranspose2d"):
        return "①" if row.output_shape[-1] != side else ""
    return GUIDELINES[network].get(row.kind, "")


def guidelines(network: str, rows: Sequence[LayerRow], side: int) -> list[str]:
    """The same of all rows in order; `side` is the first input's."""
    sides = [side, *((row.output_shape or (1,))[-1] for row in rows)]  # InnerProduct gives one number
    return [guideline(network, row, before) for row, before in zip(rows, sides, strict=False)]
