"""Convolution and transposed convolution on one channel, one visible step at a time.

Both definitions of the transposed convolution are here: adding stamps (Zhang et al., Dive into Deep Learning, section 14.10) and
convolving a zero-spread input with the kernel rotated by 180 degrees (Dumoulin and Visin, arXiv:1603.07285, chapter 4). They visit the
products of each output cell in the same order, so their float64 outputs are equal to the last bit.

Every function returns numbers to look at, not numbers to train with: the price of a trace is one small tuple a product.
"""

from __future__ import annotations

import operator
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, NamedTuple, SupportsIndex

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gan_core.errors import ConfigError

Cell = tuple[int, int]  # (row, column)
Size = int | tuple[int, int]  # one side of a square, or (rows, columns)
FloatArray = NDArray[np.float64]


class Role(IntEnum):
    """What a cell of the canvas is."""

    INPUT = 0
    INSERTED_ZERO = 1
    PADDING = 2
    OUTPUT = 3
    CROPPED = 4


class Term(NamedTuple):
    """One product: input cell times kernel cell, added into an output cell. Inserted zeros and padding make no terms."""

    input_cell: Cell
    kernel_cell: Cell  # in `Trace.kernel`, which is the rotated one for zero insertion
    output_cell: Cell  # outside the output where a stamp is cropped away
    product: float
    running: float  # the output cell after this term


@dataclass(frozen=True, slots=True)
class Frame:
    """One step: the kernel lies with its first cell on `corner` of the canvas and all `terms` are added."""

    cell: Cell  # the input cell that is stamped (scatter), or the output cell that is summed (windows)
    corner: Cell
    terms: tuple[Term, ...]


@dataclass(frozen=True, eq=False)
class Trace:
    """An operation with all its steps; the arrays are read-only.

    The canvas is what the kernel moves over: the padded (and zero-spread) input where windows are summed, the output before cropping
    where stamps are added. Neighbouring kernel cells lie `dilation` canvas cells apart.
    """

    input: FloatArray  # (H, W)
    kernel: FloatArray  # (kH, kW), as it is laid on the canvas
    output: FloatArray  # (H', W')
    canvas: FloatArray
    roles: NDArray[np.int8]  # one Role a canvas cell
    dilation: int
    margins: tuple[
        int, int, int, int
    ]  # top, bottom, left, right: lines added round the input (negative: removed), or cropped from the canvas
    frames: tuple[Frame, ...]

    def to_json(self) -> dict[str, Any]:
        """The trace in JSON types: a frame is `[cell, corner, terms]`, a term is a list in the order of `Term`."""
        return {
            "input": self.input.tolist(),
            "kernel": self.kernel.tolist(),
            "output": self.output.tolist(),
            "canvas": self.canvas.tolist(),
            "roles": self.roles.tolist(),
            "dilation": self.dilation,
            "margins": list(self.margins),
            "frames": [[frame.cell, frame.corner, frame.terms] for frame in self.frames],
        }


# ---------------------------------------------------------------------------------------------------------------------------- sizes


def conv_output_size(
    input_size: SupportsIndex,
    kernel_size: SupportsIndex,
    stride: SupportsIndex = 1,
    padding: SupportsIndex = 0,
    dilation: SupportsIndex = 1,
) -> int:
    """Cells along one axis after a convolution: `floor((i + 2p - d(k-1) - 1) / s) + 1` (arXiv:1603.07285, relationship 15).

    Raises:
        ConfigError: a value is out of range, or the spread kernel is wider than the padded input.
    """
    i, k = _integer("input_size", input_size, 1), _integer("kernel_size", kernel_size, 1)
    s, p, d = _integer("stride", stride, 1), _integer("padding", padding, 0), _integer("dilation", dilation, 1)
    span = d * (k - 1) + 1
    if span > i + 2 * p:
        raise ConfigError("conv_kernel_span", kernel_size=k, dilation=d, span=span, padded=i + 2 * p, padding=-((i - span) // 2))
    return (i + 2 * p - span) // s + 1


def conv_transpose_output_size(
    input_size: SupportsIndex,
    kernel_size: SupportsIndex,
    stride: SupportsIndex = 1,
    padding: SupportsIndex = 0,
    output_padding: SupportsIndex = 0,
    dilation: SupportsIndex = 1,
) -> int:
    """Cells along one axis after a transposed convolution: `(i-1)s - 2p + d(k-1) + output_padding + 1`.

    Raises:
        ConfigError: a value is out of range, `output_padding` is not below the larger of stride and dilation, or the padding crops
            everything away.
    """
    i, k = _integer("input_size", input_size, 1), _integer("kernel_size", kernel_size, 1)
    s, p, d = _integer("stride", stride, 1), _integer("padding", padding, 0), _integer("dilation", dilation, 1)
    extra = _integer("output_padding", output_padding, 0)
    if extra >= max(s, d):
        raise ConfigError("conv_output_padding", output_padding=extra, stride=s, dilation=d, limit=max(s, d) - 1)
    full = (i - 1) * s + d * (k - 1) + 1 + extra
    if full <= 2 * p:
        raise ConfigError("conv_crop", padding=p, full=full, limit=(full - 1) // 2)
    return full - 2 * p


# --------------------------------------------------------------------------------------------------------------------------- traces


def conv2d(x: ArrayLike, kernel: ArrayLike, *, stride: int = 1, padding: int = 0, dilation: int = 1) -> Trace:
    """Convolution as deep learning has it (cross-correlation: the kernel is not rotated), zero padded.

    Args:
        x: (H, W), finite numbers.
        kernel: (kH, kW), finite numbers.
        stride: Cells the window moves, at least 1.
        padding: Lines of zeros on each side, at least 0.
        dilation: Distance of neighbouring kernel cells, at least 1.

    Returns:
        A trace with one frame an output cell, row by row.

    Raises:
        ConfigError: an array or a setting is wrong, or they do not fit together.
    """
    x, kernel = _matrix("x", x), _matrix("kernel", kernel)
    shape = _conv_shape(x.shape, kernel.shape, stride, padding, dilation)
    canvas_shape = (x.shape[0] + 2 * padding, x.shape[1] + 2 * padding)
    return _sum_windows(x, kernel, shape, canvas_shape, offsets=(padding, padding), spread=1, stride=stride, dilation=dilation)


def conv_transpose2d_scatter(
    x: ArrayLike, kernel: ArrayLike, *, stride: int = 1, padding: int = 0, output_padding: int = 0, dilation: int = 1
) -> Trace:
    """Transposed convolution by its first definition: every input cell adds its multiple of the kernel, `stride` cells apart.

    Args:
        x: (H, W), finite numbers.
        kernel: (kH, kW), finite numbers.
        stride: Distance of neighbouring stamps, at least 1.
        padding: Lines cropped from each side at the end, at least 0.
        output_padding: Lines added below and to the right before cropping, below the larger of stride and dilation.
        dilation: Distance of neighbouring kernel cells, at least 1.

    Returns:
        A trace with one frame an input cell, row by row; its canvas is the output before cropping.

    Raises:
        ConfigError: an array or a setting is wrong, or they do not fit together.
    """
    x, kernel = _matrix("x", x), _matrix("kernel", kernel)
    rows, columns = _conv_transpose_shape(x.shape, kernel.shape, stride, padding, output_padding, dilation)
    canvas = [[0.0] * (columns + 2 * padding) for _ in range(rows + 2 * padding)]

    weights = [((a, b), a * dilation, b * dilation, weight) for (a, b), weight in _cells(kernel)]
    frames = []
    for (i, j), value in _cells(x):
        top, left = i * stride, j * stride
        terms = []
        for kernel_cell, down, right, weight in weights:
            row, column, product = top + down, left + right, value * weight
            canvas[row][column] += product
            terms.append(Term((i, j), kernel_cell, (row - padding, column - padding), product, canvas[row][column]))
        frames.append(Frame((i, j), (top, left), tuple(terms)))

    full = np.array(canvas)
    kept = (slice(padding, padding + rows), slice(padding, padding + columns))
    roles = np.full(full.shape, Role.CROPPED, dtype=np.int8)
    roles[kept] = Role.OUTPUT
    return _trace(x, kernel, full[kept].copy(), full, roles, dilation, (padding,) * 4, frames)


def conv_transpose2d_zero_insertion(
    x: ArrayLike, kernel: ArrayLike, *, stride: int = 1, padding: int = 0, output_padding: int = 0, dilation: int = 1
) -> Trace:
    """Transposed convolution by its second definition: spread the input with zeros, pad, convolve with the rotated kernel.

    `stride - 1` zeros go between input cells, `p' = d(k-1) - p` lines of zeros round them (`output_padding` more below and to the
    right; a negative p' removes lines), and the kernel, rotated by 180 degrees, moves over that with stride 1
    (arXiv:1603.07285, relationship 14; the rotation is what makes both definitions agree).

    Args:
        x: (H, W), finite numbers.
        kernel: (kH, kW), finite numbers, not yet rotated.
        stride: One more than the zeros inserted, at least 1.
        padding: The padding of the convolution this is the transpose of, at least 0.
        output_padding: Lines added below and to the right, below the larger of stride and dilation.
        dilation: Distance of neighbouring kernel cells, at least 1.

    Returns:
        A trace with one frame an output cell, row by row; its `kernel` is the rotated one.

    Raises:
        ConfigError: an array or a setting is wrong, or they do not fit together.
    """
    x, kernel = _matrix("x", x), _matrix("kernel", kernel)
    shape = _conv_transpose_shape(x.shape, kernel.shape, stride, padding, output_padding, dilation)
    reach = (dilation * (kernel.shape[0] - 1), dilation * (kernel.shape[1] - 1))
    offsets = (reach[0] - padding, reach[1] - padding)
    canvas_shape = (shape[0] + reach[0], shape[1] + reach[1])
    rotated = kernel[::-1, ::-1].copy()
    return _sum_windows(x, rotated, shape, canvas_shape, offsets=offsets, spread=stride, stride=1, dilation=dilation)


def _sum_windows(
    x: FloatArray, kernel: FloatArray, shape: Cell, canvas_shape: Cell, *, offsets: Cell, spread: int, stride: int, dilation: int
) -> Trace:
    """Slide the kernel over a canvas of zeros on which input cell (i, j) lies at `offsets + spread * (i, j)`, if that is on it."""
    canvas = np.zeros(canvas_shape)
    roles = np.full(canvas_shape, Role.PADDING, dtype=np.int8)
    margins: list[int] = []
    places: list[tuple[NDArray[np.intp], NDArray[np.intp]]] = []  # an axis: input indices still on the canvas, and where
    for axis in (0, 1):
        positions = offsets[axis] + spread * np.arange(x.shape[axis])
        inside = np.flatnonzero((positions >= 0) & (positions < canvas_shape[axis]))
        places.append((inside, positions[inside]))
        margins += [offsets[axis], int(canvas_shape[axis] - 1 - positions[-1])]
    area = [slice(max(0, margins[2 * axis]), canvas_shape[axis] - max(0, margins[2 * axis + 1])) for axis in (0, 1)]
    roles[area[0], area[1]] = Role.INSERTED_ZERO
    (rows, row_places), (columns, column_places) = places
    roles[np.ix_(row_places, column_places)] = Role.INPUT
    canvas[np.ix_(row_places, column_places)] = x[np.ix_(rows, columns)]

    row_pairs, column_pairs = (
        _axis_pairs(shape[axis], kernel.shape[axis], dict(zip(at.tolist(), index.tolist(), strict=True)), stride, dilation)
        for axis, (index, at) in enumerate(places)
    )
    values, weights = x.tolist(), kernel.tolist()
    output = np.empty(shape)
    frames = []
    for row in range(shape[0]):
        for column in range(shape[1]):
            running, terms = 0.0, []
            for a, i in row_pairs[row]:
                for b, j in column_pairs[column]:
                    product = values[i][j] * weights[a][b]
                    running += product
                    terms.append(Term((i, j), (a, b), (row, column), product, running))
            output[row, column] = running
            frames.append(Frame((row, column), (row * stride, column * stride), tuple(terms)))
    return _trace(x, kernel, output, canvas, roles, dilation, (margins[0], margins[1], margins[2], margins[3]), frames)


def _axis_pairs(output_size: int, kernel_size: int, input_at: dict[int, int], stride: int, dilation: int) -> list[list[Cell]]:
    """For every output index of one axis the (kernel index, input index) pairs under its window, in canvas order."""
    return [
        [(k, input_at[o * stride + k * dilation]) for k in range(kernel_size) if o * stride + k * dilation in input_at]
        for o in range(output_size)
    ]


def _trace(
    x: FloatArray,
    kernel: FloatArray,
    output: FloatArray,
    canvas: FloatArray,
    roles: NDArray[np.int8],
    dilation: int,
    margins: tuple[int, int, int, int],
    frames: list[Frame],
) -> Trace:
    for array in (x, kernel, output, canvas, roles):
        array.flags.writeable = False
    return Trace(x, kernel, output, canvas, roles, dilation, margins, tuple(frames))


# ------------------------------------------------------------------------------------------------------------------- as a linear map


def conv_matrix(kernel: ArrayLike, input_size: Size, *, stride: int = 1, padding: int = 0, dilation: int = 1) -> FloatArray:
    """The matrix C of a convolution: `C @ x.ravel()` is `conv2d(x, kernel).output.ravel()` (arXiv:1603.07285, section 4.1).

    Args:
        kernel: (kH, kW), finite numbers.
        input_size: Shape of x, (H, W), or one side of a square.
        stride: As for `conv2d`.
        padding: As for `conv2d`.
        dilation: As for `conv2d`.

    Returns:
        (H' * W', H * W), mostly zeros. `C.T` is the transposed convolution back to (H, W).

    Raises:
        ConfigError: as `conv2d`.
    """
    kernel = _matrix("kernel", kernel)
    rows, columns = _pair(input_size)
    out_rows, out_columns = _conv_shape((rows, columns), kernel.shape, stride, padding, dilation)
    row_pairs = _axis_pairs(out_rows, kernel.shape[0], {i + padding: i for i in range(rows)}, stride, dilation)
    column_pairs = _axis_pairs(out_columns, kernel.shape[1], {j + padding: j for j in range(columns)}, stride, dilation)
    matrix = np.zeros((out_rows, out_columns, rows, columns))
    for row, pairs in enumerate(row_pairs):
        for a, i in pairs:
            for column, across in enumerate(column_pairs):
                for b, j in across:
                    matrix[row, column, i, j] = kernel[a, b]
    return matrix.reshape(out_rows * out_columns, rows * columns)


def conv_transpose_matrix(
    kernel: ArrayLike, input_size: Size, *, stride: int = 1, padding: int = 0, output_padding: int = 0, dilation: int = 1
) -> FloatArray:
    """The matrix of a transposed convolution: the transpose of `conv_matrix(kernel, output_size)`.

    Where `output_padding >= stride` (allowed below the dilation) that convolution has more cells than x; their columns are left out.

    Args:
        kernel: (kH, kW), finite numbers.
        input_size: Shape of x, (H, W), or one side of a square.
        stride: As for `conv_transpose2d_scatter`.
        padding: As for `conv_transpose2d_scatter`.
        output_padding: As for `conv_transpose2d_scatter`.
        dilation: As for `conv_transpose2d_scatter`.

    Returns:
        (H' * W', H * W).

    Raises:
        ConfigError: as `conv_transpose2d_scatter`.
    """
    kernel = _matrix("kernel", kernel)
    rows, columns = _pair(input_size)
    shape = _conv_transpose_shape((rows, columns), kernel.shape, stride, padding, output_padding, dilation)
    matrix = conv_matrix(kernel, shape, stride=stride, padding=padding, dilation=dilation)
    back = _conv_shape(shape, kernel.shape, stride, padding, dilation)
    return matrix.reshape(*back, -1)[:rows, :columns].reshape(rows * columns, -1).T


def overlap_count(
    input_size: Size, kernel_size: Size, *, stride: int = 1, padding: int = 0, output_padding: int = 0, dilation: int = 1
) -> NDArray[np.int64]:
    """How many stamps cover each output cell of a transposed convolution; uneven counts make checkerboards (doi 10.23915/distill.00003).

    Away from the border the counts are even exactly when the kernel size is divisible by the stride (with dilation 1).

    Args:
        input_size: Shape of x, (H, W), or one side of a square.
        kernel_size: (kH, kW), or one side of a square.
        stride: As for `conv_transpose2d_scatter`.
        padding: As for `conv_transpose2d_scatter`.
        output_padding: As for `conv_transpose2d_scatter`.
        dilation: As for `conv_transpose2d_scatter`.

    Returns:
        (H', W'), each at least 0.

    Raises:
        ConfigError: as `conv_transpose_output_size`.
    """
    inputs, kernels = _pair(input_size), _pair(kernel_size)
    shape = _conv_transpose_shape(inputs, kernels, stride, padding, output_padding, dilation)
    counts = []
    for size, i, k in zip(shape, inputs, kernels, strict=True):
        landed = stride * np.arange(i)[:, None] + dilation * np.arange(k)[None, :]  # (i, k): where each product falls on the canvas
        counts.append(np.bincount(landed.ravel(), minlength=size + 2 * padding)[padding : padding + size])
    return np.outer(counts[0], counts[1]).astype(np.int64)


# ----------------------------------------------------------------------------------------------------------------------- validation


def _integer(field: str, value: Any, low: int) -> int:
    try:
        number = operator.index(value)
    except TypeError:
        number = low - 1
    if isinstance(value, bool | np.bool_) or number < low:
        raise ConfigError("value", field=field, received=repr(value), expected=f"{low}, {low + 1}, {low + 2}, ...")
    return number


def _pair(size: Size) -> Cell:
    rows, columns = size if isinstance(size, Sequence) and len(size) == 2 else (size, size)
    return rows, columns  # anything but integers is refused with the sizes


def _matrix(field: str, values: ArrayLike) -> FloatArray:
    """A private float64 copy of a 2-D array of finite numbers."""
    try:
        array = np.array(values)
    except ValueError:  # rows of different lengths
        raise ConfigError("matrix_rows", field=field) from None
    if array.ndim != 2 or 0 in array.shape:
        raise ConfigError("matrix_shape", field=field, received=array.shape)
    if array.dtype.kind not in "biuf" or not np.isfinite(array).all():
        raise ConfigError("matrix_values", field=field)
    return array.astype(np.float64)


def _conv_shape(inputs: Sequence[int], kernels: Sequence[int], stride: int, padding: int, dilation: int) -> Cell:
    rows, columns = (conv_output_size(i, k, stride, padding, dilation) for i, k in zip(inputs, kernels, strict=True))
    return rows, columns


def _conv_transpose_shape(
    inputs: Sequence[int], kernels: Sequence[int], stride: int, padding: int, output_padding: int, dilation: int
) -> Cell:
    rows, columns = (
        conv_transpose_output_size(i, k, stride, padding, output_padding, dilation) for i, k in zip(inputs, kernels, strict=True)
    )
    return rows, columns


def _cells(array: FloatArray) -> list[tuple[Cell, float]]:
    return [((row, column), value) for row, line in enumerate(array.tolist()) for column, value in enumerate(line)]
