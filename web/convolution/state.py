"""What the Transposed convolution page shows, as its link says it: numbers and settings, bounded; and the presets."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from gan_core.conv_arithmetic import conv_transpose_output_size
from gan_core.errors import GanError
from web.server.query import choice, whole_number

Numbers = tuple[tuple[float, ...], ...]

TABS = ("transposed", "convolution", "matrix", "checkerboard", "chain")
MAX_INPUT = 8
MAX_KERNEL = 5
MAX_NUMBER = 999
# setting: (default, low, high); whether they fit together is for `gan_core.conv_arithmetic` to say
SETTINGS: dict[str, tuple[int, int, int]] = {"stride": (1, 1, 4), "padding": (0, 0, 6), "output_padding": (0, 0, 3), "dilation": (1, 1, 3)}

_NUMBER = re.compile(r"-?\d{1,3}(\.\d{1,2})?", re.ASCII)


@dataclass(frozen=True)
class ConvolutionState:
    """One channel in, one channel out, everything square. (`step` and `cell` in a link are for the browser alone.)"""

    tab: str = "transposed"
    x: Numbers = ((1, 2), (3, 4))
    w: Numbers = ((1, 1), (1, 1))
    stride: int = 1
    padding: int = 0
    output_padding: int = 0
    dilation: int = 1

    @property
    def transposed(self) -> bool:
        """Whether the tab is about the transposed convolution."""
        return self.tab != "convolution"

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> ConvolutionState:
        """Read a query such as `x=1,2;3,4&w=1,1;1,1&stride=2`; what is left out has its default. Raises GanError."""
        default = cls()
        tab = choice(query, "tab", default.tab, TABS)
        settings = {name: whole_number(query, name, *limits) for name, limits in SETTINGS.items()}
        x = _square(query["x"], "x", MAX_INPUT) if "x" in query else default.x
        w = _square(query["w"], "w", MAX_KERNEL) if "w" in query else default.w
        return cls(tab, x, w, **settings)

    def to_query(self) -> dict[str, str]:
        """The query of this state, complete."""
        return {name: _written(value) if name in "xw" else str(value) for name, value in asdict(self).items()}

    def arguments(self) -> dict[str, Any]:
        """The settings as `gan_core.conv_arithmetic` and torch name them."""
        names = [name for name in SETTINGS if self.transposed or name != "output_padding"]
        return {name: getattr(self, name) for name in names}


def _square(text: str, field: str, most: int) -> Numbers:
    rows = [row.split(",") for row in text[:1000].split(";")]
    if len({len(row) for row in rows}) > 1:
        raise GanError("matrix_rows", field=field)
    if len(rows) != len(rows[0]) or len(rows) > most:
        raise GanError("value", field=field, received=f"{len(rows)}×{len(rows[0])}", expected=f"1×1, 2×2, …, {most}×{most}")
    return tuple(tuple(_number(cell.strip(), f"{field}[{r},{c}]") for c, cell in enumerate(row)) for r, row in enumerate(rows))


def _number(text: str, field: str) -> float:
    if not _NUMBER.fullmatch(text):
        raise GanError("value", field=field, received=repr(text[:20]), expected=f"-{MAX_NUMBER} … {MAX_NUMBER}; 0.01")
    value = float(text)
    return int(value) if value.is_integer() else value


def _written(rows: Numbers) -> str:
    return ";".join(",".join(str(value) for value in row) for row in rows)


def counted(size: int) -> Numbers:
    """1, 2, 3, ... row by row: no two cells alike, so that a rotated kernel is seen to be rotated."""
    return tuple(tuple(range(row * size + 1, row * size + size + 1)) for row in range(size))


def _ones(size: int) -> Numbers:
    return ((1,) * size,) * size


_STAMPS = counted(2)
_BOOK: Numbers = ((0, 1), (2, 3))  # the numbers of Dive into Deep Learning


# Map 7 of 128 of cgan-fashion-mnist before its first transposed convolution (seed 12, class 7), and the kernel that stamps it into map 1
# of 64, to two decimals
_SHIPPED_MAP: Numbers = (
    (5.01, 0, 3.4, 2.12, 4.09, 1.04, 2.75),
    (3.19, 1.65, 1.71, 0.29, 1.12, 1.55, 3.14),
    (1.76, 3.29, 0.94, 0, 0, 1.26, 0.12),
    (0, 0, 0, 0, 0, 0.1, 0),
    (0, 0.14, 0, 0, 1.05, 0, 0),
    (1.32, 0, 0, 0, 0, 1.58, 3.03),
    (3.39, 0.56, 2.17, 1.21, 0.75, 1.73, 0),
)
_SHIPPED_KERNEL: Numbers = ((-0.17, 0.09, -0.06, -0.11), (0.16, 0.18, 0.16, 0.05), (0.1, 0.16, 0.07, 0.11), (0.11, 0.07, 0.06, 0.01))


def _guide(size: int, kernel: int, stride: int = 1, padding: int = 0, output_padding: int = 0) -> ConvolutionState:
    return ConvolutionState("transposed", counted(size), counted(kernel), stride, padding, output_padding)


# group -> {preset: state}; their labels are `convolution_stage.group_GROUP` and `convolution_stage.preset_PRESET`
PRESETS: dict[str, dict[str, ConvolutionState]] = {
    "stamps": {
        "stamps": ConvolutionState("transposed", _STAMPS, _ones(2)),
        "stamps_p1": ConvolutionState("transposed", _STAMPS, _ones(2), padding=1),
        "stamps_s2": ConvolutionState("transposed", _STAMPS, _ones(2), stride=2),
        "stamps_s2_p1": ConvolutionState("transposed", _STAMPS, _ones(2), stride=2, padding=1),
        "book": ConvolutionState("transposed", _BOOK, _BOOK),
        "book_p1": ConvolutionState("transposed", _BOOK, _BOOK, padding=1),
    },
    "guide": {
        "guide_none": _guide(2, 3),
        "guide_arbitrary": _guide(6, 4, padding=2),
        "guide_half": _guide(5, 3, padding=1),
        "guide_full": _guide(7, 3, padding=2),
        "guide_strides": _guide(2, 3, 2),
        "guide_strides_padding": _guide(3, 3, 2, 1),
        "guide_odd": _guide(3, 3, 2, 1, 1),
    },
    "generator": {"shipped_map": ConvolutionState("transposed", _SHIPPED_MAP, _SHIPPED_KERNEL, stride=2, padding=1)},
    "same": {
        "same_k3": _guide(4, 3, 2, 1, 1),
        "same_k4": _guide(4, 4, 2, 1),
    },
    "plain": {
        "plain": ConvolutionState("convolution", ((1, 2, 3), (1, 0, 1), (0, 1, 2)), ((1, 0), (1, 0))),
        "plain_strided": ConvolutionState("convolution", counted(5), counted(3), 2, 1),
    },
}


_CHAIN_MAPS = (512, 256, 128, 64, 3)  # channels of every map; the first is 2x2
_CHAIN_KERNELS = {
    "k4": {"kernel_size": 4, "stride": 2, "padding": 1},
    "k3": {"kernel_size": 3, "stride": 2, "padding": 1, "output_padding": 1},
}


def chains() -> dict[str, dict[str, Any]]:
    """The DCGAN generator's maps and layers, 2 -> 4 -> 8 -> 16 -> 32, by both kernels that double a map."""
    return {name: _chain(**settings) for name, settings in _CHAIN_KERNELS.items()}


def _chain(kernel_size: int, stride: int, padding: int, output_padding: int = 0) -> dict[str, Any]:
    maps = [{"size": 2, "channels": _CHAIN_MAPS[0]}]
    layers = []
    for channels in _CHAIN_MAPS[1:]:
        before = maps[-1]
        size = conv_transpose_output_size(before["size"], kernel_size, stride, padding, output_padding)
        maps.append({"size": size, "channels": channels})
        layers.append(
            {
                "formula": f"({before['size']}−1)·{stride} − 2·{padding} + ({kernel_size}−1) + {output_padding} + 1",
                "product": f"{kernel_size}·{kernel_size}·{before['channels']}·{channels}",
                "weights": kernel_size**2 * before["channels"] * channels,
            }
        )
    return {"maps": maps, "layers": layers}
