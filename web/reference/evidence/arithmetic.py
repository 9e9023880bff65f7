"""Evidence about transposed convolution, by `gan_core.conv_arithmetic`."""

from __future__ import annotations

import numpy as np

from gan_core.conv_arithmetic import (
    conv2d,
    conv_matrix,
    conv_transpose2d_scatter,
    conv_transpose2d_zero_insertion,
    conv_transpose_output_size,
    overlap_count,
)
from web.reference.evidence.types import Evidence

Kernel = tuple[tuple[int, ...], ...]

X = ((1, 2), (3, 4))  # the lecture's numbers
ONES = ((1, 1), (1, 1))
ASYMMETRIC = ((1, 2), (3, 4))
SYMMETRIC = ((1, 2), (2, 3))  # equal to its transpose, but not to its own half turn
NINE = ((1, 2, 3), (4, 5, 6), (7, 8, 9))
BOOK = ((0, 1), (2, 3))  # Dive into Deep Learning, section 14.10: input and kernel


def filters_are_no_kernel() -> Evidence:
    """The lecture's first layer, 2x2x512 -> 4x4x256, with 256 as a kernel size and as a number of filters; overlap of both kernels."""
    sizes = {kernel: conv_transpose_output_size(2, kernel, stride=2, padding=1) for kernel in (256, 4)}
    weights = {kernel: kernel**2 * 512 * 256 for kernel in sizes}
    rows, spread = [], []
    for kernel, extra in ((3, 1), (4, 0)):
        counts = overlap_count(8, kernel, stride=2, padding=1, output_padding=extra)[4:-4, 4:-4]  # away from the border
        covering = np.unique(counts).tolist()
        rows.append((kernel, 2, 1, extra, ", ".join(map(str, covering))))
        spread.append(len(covering))
    # p = 0 gives 5x5 of 2x2; of its rows and columns Keras SAME crops the last, PyTorch's p = 1, output_padding = 1 the first
    whole = conv_transpose2d_scatter(X, NINE, stride=2).output
    keras, torch_way = whole[:-1, :-1].tolist(), conv_transpose2d_scatter(X, NINE, stride=2, padding=1, output_padding=1).output.tolist()
    return Evidence(
        holds=sizes == {256: 256, 4: 4} and spread == [3, 1] and keras != torch_way == whole[1:, 1:].tolist(),
        fields={"wrong_size": sizes[256], "right_size": sizes[4], "wrong_weights": weights[256], "right_weights": weights[4]}
        | {"keras": keras, "torch": torch_way},
        columns=("kernel", "stride", "padding", "output_padding", "overlap"),
        rows=tuple(rows),
    )


def rotated_kernel() -> Evidence:
    """Both definitions with an asymmetric kernel; the second also without rotating; a symmetric kernel; one of ones."""

    def unrotated(kernel: Kernel) -> list[list[float]]:
        answer: list[list[float]] = conv2d(conv_transpose2d_zero_insertion(X, kernel).canvas, kernel).output.tolist()
        return answer

    first = {kernel: conv_transpose2d_scatter(X, kernel).output.tolist() for kernel in (ASYMMETRIC, SYMMETRIC, ONES)}
    rotated = conv_transpose2d_zero_insertion(X, ASYMMETRIC).output.tolist()
    hidden = [kernel for kernel in first if unrotated(kernel) == first[kernel]]
    return Evidence(
        holds=first[ASYMMETRIC] == rotated and hidden == [ONES],
        fields={"x": np.array(X).tolist(), "first": first[ASYMMETRIC], "rotated": rotated, "unrotated": unrotated(ASYMMETRIC)}
        | {"symmetric": np.array(SYMMETRIC).tolist(), "symmetric_first": first[SYMMETRIC], "symmetric_unrotated": unrotated(SYMMETRIC)},
    )


def centre_is_ten() -> Evidence:
    """The lecture's example with p = 0 and p = 1, and the book's own with p = 1."""
    whole = conv_transpose2d_scatter(X, ONES).output
    cropped = conv_transpose2d_scatter(X, ONES, padding=1).output
    book = conv_transpose2d_scatter(BOOK, BOOK, padding=1).output
    return Evidence(
        holds=cropped.tolist() == [[10]] and book.tolist() == [[4]],
        fields={"whole": whole.tolist(), "cropped": cropped.tolist(), "book": book.tolist()},
    )


def transpose_not_inverse() -> Evidence:
    """There and back again: the shape returns, the numbers do not; and <C y, x> = <y, C^T x>, which is what a transpose is."""
    up = conv_transpose2d_scatter(X, ASYMMETRIC).output  # C^T x, 3x3
    back = conv2d(up, ASYMMETRIC).output  # C C^T x, 2x2
    x, y = np.array(X), np.arange(9.0).reshape(3, 3)
    matrix = conv_matrix(ASYMMETRIC, 3)
    left, right = float(matrix @ y.ravel() @ x.ravel()), float(y.ravel() @ up.ravel())
    return Evidence(
        holds=back.shape == x.shape and not (back == x).all() and left == right,
        fields={"x": x.tolist(), "up": up.tolist(), "back": back.tolist(), "left": left, "right": right},
    )
