from __future__ import annotations

import json
from dataclasses import dataclass

import numpy as np
import pytest
import torch
from hypothesis import assume, given
from hypothesis import strategies as st
from torch.nn import functional

from gan_core.conv_arithmetic import (
    Role,
    Trace,
    conv2d,
    conv_matrix,
    conv_output_size,
    conv_transpose2d_scatter,
    conv_transpose2d_zero_insertion,
    conv_transpose_matrix,
    conv_transpose_output_size,
    overlap_count,
)
from gan_core.errors import ConfigError

ONES = [[1, 1], [1, 1]]
ONE_TO_FOUR = [[1, 2], [3, 4]]


@dataclass(frozen=True)
class Case:
    x: np.ndarray
    kernel: np.ndarray
    stride: int
    padding: int
    dilation: int
    output_padding: int = 0

    @property
    def conv(self) -> dict[str, int]:
        return {"stride": self.stride, "padding": self.padding, "dilation": self.dilation}

    @property
    def transpose(self) -> dict[str, int]:
        return {**self.conv, "output_padding": self.output_padding}


def array(draw: st.DrawFn, side: int) -> np.ndarray:
    shape = draw(st.tuples(st.integers(1, side), st.integers(1, side)))
    return np.random.default_rng(draw(st.integers(0, 2**16))).normal(size=shape)


@st.composite
def conv_cases(draw: st.DrawFn) -> Case:
    case = Case(array(draw, 8), array(draw, 5), draw(st.integers(1, 4)), draw(st.integers(0, 5)), draw(st.integers(1, 3)))
    for i, k in zip(case.x.shape, case.kernel.shape, strict=True):
        assume(case.dilation * (k - 1) + 1 <= i + 2 * case.padding)
    return case


@st.composite
def transpose_cases(draw: st.DrawFn) -> Case:
    stride, dilation = draw(st.integers(1, 4)), draw(st.integers(1, 3))
    extra = draw(st.integers(0, max(stride, dilation) - 1))
    case = Case(array(draw, 8), array(draw, 5), stride, draw(st.integers(0, 5)), dilation, extra)
    for i, k in zip(case.x.shape, case.kernel.shape, strict=True):
        assume((i - 1) * stride + dilation * (k - 1) + 1 + extra > 2 * case.padding)
    return case


def as_torch(values: np.ndarray) -> torch.Tensor:
    return torch.from_numpy(values.copy())[None, None]


@given(conv_cases())
def test_convolution_is_torchs(case: Case) -> None:
    expected = functional.conv2d(as_torch(case.x), as_torch(case.kernel), **case.conv)[0, 0].numpy()
    np.testing.assert_allclose(conv2d(case.x, case.kernel, **case.conv).output, expected, atol=1e-12)


@given(transpose_cases())
def test_both_definitions_are_torchs_and_equal_to_the_last_bit(case: Case) -> None:
    expected = functional.conv_transpose2d(as_torch(case.x), as_torch(case.kernel), **case.transpose)[0, 0].numpy()
    scatter = conv_transpose2d_scatter(case.x, case.kernel, **case.transpose)
    insertion = conv_transpose2d_zero_insertion(case.x, case.kernel, **case.transpose)
    np.testing.assert_allclose(scatter.output, expected, atol=1e-12)
    np.testing.assert_array_equal(scatter.output, insertion.output)


@given(conv_cases())
def test_matrix_is_the_convolution(case: Case) -> None:
    matrix = conv_matrix(case.kernel, case.x.shape, **case.conv)
    output = conv2d(case.x, case.kernel, **case.conv).output
    np.testing.assert_allclose(matrix @ case.x.ravel(), output.ravel(), atol=1e-12)


@given(transpose_cases())
def test_transposed_convolution_is_the_adjoint(case: Case) -> None:
    """<Cy, x> = <y, C^T x>, and C^T is what both definitions compute; with output padding below the stride, C is the plain matrix."""
    transposed = conv_transpose2d_scatter(case.x, case.kernel, **case.transpose).output
    matrix = conv_transpose_matrix(case.kernel, case.x.shape, **case.transpose)
    np.testing.assert_allclose(matrix @ case.x.ravel(), transposed.ravel(), atol=1e-12)

    y = np.random.default_rng(0).normal(size=transposed.shape)
    forward = conv2d(y, case.kernel, **case.conv).output[: case.x.shape[0], : case.x.shape[1]]
    assert np.vdot(forward, case.x) == pytest.approx(np.vdot(y, transposed), abs=1e-10)
    if case.output_padding < case.stride:
        np.testing.assert_array_equal(matrix, conv_matrix(case.kernel, transposed.shape, **case.conv).T)


@given(transpose_cases())
def test_overlap_count_is_the_transposed_convolution_of_ones(case: Case) -> None:
    counts = overlap_count(case.x.shape, case.kernel.shape, **case.transpose)
    ones = conv_transpose2d_scatter(np.ones(case.x.shape), np.ones(case.kernel.shape), **case.transpose)
    np.testing.assert_array_equal(counts, ones.output)


@given(st.integers(1, 6), st.integers(1, 4))
def test_overlap_is_even_inside_exactly_when_stride_divides_kernel(kernel_size: int, stride: int) -> None:
    away_from_border = slice(kernel_size, 20 * stride - kernel_size)
    inside = overlap_count(20, kernel_size, stride=stride)[away_from_border, away_from_border]
    assert (len(np.unique(inside)) == 1) == (kernel_size % stride == 0)


# ------------------------------------------------------------------------------------------------------------------ the frames


def sums_from_frames(trace: Trace) -> np.ndarray:
    """The output rebuilt from the terms alone, checking each product and each running sum on the way."""
    output = np.zeros(trace.output.shape)
    running: dict[tuple[int, int], float] = {}
    for frame in trace.frames:
        for term in frame.terms:
            assert term.product == trace.input[term.input_cell] * trace.kernel[term.kernel_cell]
            running[term.output_cell] = running.get(term.output_cell, 0.0) + term.product
            assert term.running == running[term.output_cell]
    for (row, column), total in running.items():
        if 0 <= row < output.shape[0] and 0 <= column < output.shape[1]:
            output[row, column] = total
    return output


@given(transpose_cases())
def test_frames_tell_the_whole_story(case: Case) -> None:
    scatter = conv_transpose2d_scatter(case.x, case.kernel, **case.transpose)
    insertion = conv_transpose2d_zero_insertion(case.x, case.kernel, **case.transpose)
    np.testing.assert_array_equal(sums_from_frames(scatter), scatter.output)
    np.testing.assert_array_equal(sums_from_frames(insertion), insertion.output)
    assert [frame.cell for frame in scatter.frames] == list(np.ndindex(case.x.shape))
    assert [frame.cell for frame in insertion.frames] == list(np.ndindex(insertion.output.shape))


@given(transpose_cases())
def test_terms_lie_on_the_canvas_where_the_frame_says(case: Case) -> None:
    """Corner plus spread kernel cell is, on a window's canvas, the input cell; on a stamp's canvas, the output cell."""
    insertion = conv_transpose2d_zero_insertion(case.x, case.kernel, **case.transpose)
    for frame in insertion.frames:
        for term in frame.terms:
            spot = tuple(frame.corner[axis] + insertion.dilation * term.kernel_cell[axis] for axis in (0, 1))
            assert insertion.roles[spot] == Role.INPUT
            assert insertion.canvas[spot] == case.x[term.input_cell]
    scatter = conv_transpose2d_scatter(case.x, case.kernel, **case.transpose)
    for frame in scatter.frames:
        for term in frame.terms:
            spot = tuple(frame.corner[axis] + scatter.dilation * term.kernel_cell[axis] for axis in (0, 1))
            inside = all(0 <= term.output_cell[axis] < scatter.output.shape[axis] for axis in (0, 1))
            assert scatter.roles[spot] == (Role.OUTPUT if inside else Role.CROPPED)


def test_zero_insertion_geometry() -> None:
    """3x3, k=3, s=2, p=1: one zero between cells, p' = 3 - 1 - 1 = 1 line round them."""
    trace = conv_transpose2d_zero_insertion(np.ones((3, 3)), np.arange(9).reshape(3, 3), stride=2, padding=1)
    assert trace.margins == (1, 1, 1, 1)
    assert trace.roles.tolist() == [
        [2, 2, 2, 2, 2, 2, 2],
        [2, 0, 1, 0, 1, 0, 2],
        [2, 1, 1, 1, 1, 1, 2],
        [2, 0, 1, 0, 1, 0, 2],
        [2, 1, 1, 1, 1, 1, 2],
        [2, 0, 1, 0, 1, 0, 2],
        [2, 2, 2, 2, 2, 2, 2],
    ]
    assert trace.kernel.tolist() == [[8, 7, 6], [5, 4, 3], [2, 1, 0]]


def test_margins_count_output_padding_and_removed_lines() -> None:
    padded = conv_transpose2d_zero_insertion(np.ones((2, 2)), np.ones((3, 3)), stride=2, padding=1, output_padding=1)
    assert padded.margins == (1, 2, 1, 2)
    removed = conv_transpose2d_zero_insertion(np.ones((3, 3)), np.ones((1, 1)), padding=1)
    assert removed.margins == (-1, -1, -1, -1)
    assert removed.canvas.shape == (1, 1)


def test_traces_cannot_be_changed() -> None:
    x = np.ones((2, 2))
    trace = conv2d(x, ONES)
    with pytest.raises(ValueError, match="read-only"):
        trace.output[0, 0] = 7
    x[0, 0] = 7  # the caller's array stays the caller's
    assert trace.input[0, 0] == 1


@pytest.mark.parametrize("geometry", [{"stride": 3}, {"stride": 4, "dilation": 3, "output_padding": 3}])
def test_largest_payload_is_small(geometry: dict[str, int]) -> None:
    rng = np.random.default_rng(0)
    x, kernel = rng.normal(size=(8, 8)), rng.normal(size=(7, 7))
    traces = [
        conv_transpose2d_scatter(x, kernel, **geometry),
        conv_transpose2d_zero_insertion(x, kernel, **geometry),
        conv2d(x, kernel, padding=6),
    ]
    for trace in traces:
        decoded = json.loads(text := json.dumps(trace.to_json(), allow_nan=False))
        assert len(text) < 500_000
        assert decoded["output"] == trace.output.tolist()
        assert len(decoded["frames"]) == len(trace.frames)


# ---------------------------------------------------------------------------------------------------- the examples of the course


def test_course_convolution() -> None:
    assert conv2d([[1, 2, 3], [1, 0, 1], [0, 1, 2]], [[1, 0], [1, 0]]).output.tolist() == [[2, 2], [1, 1]]


@pytest.mark.parametrize("definition", [conv_transpose2d_scatter, conv_transpose2d_zero_insertion])
def test_course_transposed_convolution(definition: type[Trace]) -> None:
    assert definition(ONE_TO_FOUR, ONES).output.tolist() == [[1, 3, 2], [4, 10, 6], [3, 7, 4]]
    assert definition(ONE_TO_FOUR, ONES, padding=1).output.tolist() == [[10]]
    assert definition(ONE_TO_FOUR, ONES, stride=2).output.tolist() == [[1, 1, 2, 2], [1, 1, 2, 2], [3, 3, 4, 4], [3, 3, 4, 4]]
    assert definition(ONE_TO_FOUR, ONES, stride=2, padding=1).output.tolist() == [[1, 2], [3, 4]]
    # the book's own numbers, from which the documents' [4] comes
    book = [[0, 1], [2, 3]]
    assert definition(book, book).output.tolist() == [[0, 0, 1], [0, 4, 6], [4, 12, 9]]
    assert definition(book, book, padding=1).output.tolist() == [[4]]


def test_the_ten_is_a_sum_of_four_stamps() -> None:
    trace = conv_transpose2d_scatter(ONE_TO_FOUR, ONES)
    terms = [term for frame in trace.frames for term in frame.terms if term.output_cell == (1, 1)]
    assert [term.product for term in terms] == [1, 2, 3, 4]
    assert [term.running for term in terms] == [1, 3, 6, 10]


def test_without_the_rotation_the_definitions_differ() -> None:
    kernel = np.array([[1, 2], [3, 4]])
    right = conv_transpose2d_zero_insertion(ONE_TO_FOUR, kernel)
    wrong = conv2d(right.canvas, kernel)
    assert not np.array_equal(wrong.output, right.output)
    np.testing.assert_array_equal(conv2d(right.canvas, kernel[::-1, ::-1]).output, right.output)


def test_transpose_is_not_the_inverse() -> None:
    x = np.array([[1.0, 2.0], [3.0, 4.0]])
    there = conv_transpose2d_scatter(x, np.ones((3, 3)), stride=2, padding=1).output
    back = conv2d(there, np.ones((3, 3)), stride=2, padding=1).output
    assert back.shape == x.shape
    assert not np.allclose(back, x)


@pytest.mark.parametrize(
    ("size", "geometry", "expected"),
    [
        (2, {"kernel_size": 3}, 4),
        (3, {"kernel_size": 3, "stride": 2, "padding": 1}, 5),
        (2, {"kernel_size": 2, "stride": 2}, 4),
        (2, {"kernel_size": 2, "stride": 2, "padding": 1}, 2),
        (14, {"kernel_size": 3, "stride": 2, "padding": 1, "output_padding": 1}, 28),
        # the transposed examples of arXiv:1603.07285, figures 4.1 to 4.7: the convolution's input comes back
        (2, {"kernel_size": 3, "stride": 1, "padding": 0}, 4),
        (6, {"kernel_size": 4, "stride": 1, "padding": 2}, 5),
        (5, {"kernel_size": 3, "stride": 1, "padding": 1}, 5),
        (7, {"kernel_size": 3, "stride": 1, "padding": 2}, 5),
        (2, {"kernel_size": 3, "stride": 2, "padding": 0}, 5),
        (3, {"kernel_size": 3, "stride": 2, "padding": 1, "output_padding": 1}, 6),
    ],
)
def test_course_sizes(size: int, geometry: dict[str, int], expected: int) -> None:
    assert conv_transpose_output_size(size, **geometry) == expected
    geometry = {**geometry}
    geometry.pop("output_padding", None)
    assert conv_output_size(expected, **geometry) == size


@pytest.mark.parametrize("geometry", [{"kernel_size": 4, "padding": 1}, {"kernel_size": 3, "padding": 1, "output_padding": 1}])
def test_dcgan_chain_doubles(geometry: dict[str, int]) -> None:
    sizes = [2]
    for _ in range(4):
        sizes.append(conv_transpose_output_size(sizes[-1], stride=2, **geometry))
    assert sizes == [2, 4, 8, 16, 32]


# ------------------------------------------------------------------------------------------------------------------- wrong input


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: conv_output_size(3, 5),
            "kernel_size = 5 with dilation = 1 spans 5 cells, but the padded input has 3; take padding of at least 1",
        ),
        (lambda: conv_output_size(2, 3, dilation=3), "kernel_size = 3 with dilation = 3 spans 7 .* padding of at least 3"),
        (lambda: conv_transpose_output_size(2, 3, stride=2, output_padding=2), "output_padding = 2 .* stride = 2 .* at most 1"),
        (lambda: conv_transpose_output_size(2, 3, padding=2), "padding = 2 crops the whole output of 4 cells; take padding of at most 1"),
        (lambda: conv_transpose_output_size(0, 3), "input_size: got 0; accepted: 1, 2, 3"),
        (lambda: conv2d(ONE_TO_FOUR, ONES, stride=0), "stride: got 0; accepted: 1, 2, 3"),
        (lambda: conv2d(ONE_TO_FOUR, ONES, padding=-1), "padding: got -1; accepted: 0, 1, 2"),
        (lambda: conv2d(ONE_TO_FOUR, ONES, dilation=1.5), "dilation: got 1.5; accepted: 1, 2, 3"),
        (lambda: conv2d(ONE_TO_FOUR, ONES, stride=True), "stride: got True"),
        (lambda: conv2d([1, 2], ONES), r"x: got shape \(2,\); accepted: rows and columns"),
        (lambda: conv2d(np.ones((0, 3)), ONES), r"x: got shape \(0, 3\)"),
        (lambda: conv2d([[1, 2], [3]], ONES), "x: the rows have different lengths"),
        (lambda: conv2d(ONE_TO_FOUR, [[np.nan]]), "kernel: holds something that is not a finite number"),
        (lambda: conv2d([["a"]], [[1]]), "x: holds something that is not a finite number"),
        (lambda: conv_transpose2d_scatter(ONE_TO_FOUR, ONES, output_padding=1), "output_padding = 1 does not fit stride = 1"),
        (lambda: conv_transpose2d_zero_insertion(ONE_TO_FOUR, ONES, padding=2), "take padding of at most 1"),
        (lambda: conv_matrix(ONES, (3, 1)), "kernel_size = 2 .* padded input has 1"),
        (lambda: overlap_count((1, 2, 3), 2), r"input_size: got \(1, 2, 3\)"),
    ],
)
def test_wrong_input_says_what_to_change(call: object, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        call()  # type: ignore[operator]


@given(transpose_cases())
def test_torch_refuses_the_same_output_padding(case: Case) -> None:
    too_much = max(case.stride, case.dilation)
    with pytest.raises(ConfigError, match="output_padding"):
        conv_transpose2d_scatter(case.x, case.kernel, **{**case.transpose, "output_padding": too_much})
    with pytest.raises(RuntimeError, match="output padding must be smaller"):
        functional.conv_transpose2d(as_torch(case.x), as_torch(case.kernel), **{**case.transpose, "output_padding": too_much})
