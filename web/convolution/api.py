"""HTTP end points of the Transposed convolution page: numbers and settings in the query, every step of the computation in the answer.

Every value is bounded. A wrong one is answered with status 400 and `{"code", "fields", "message"}`, which the page shows as one
sentence in the visitor's language. A trace needs NumPy only; torch is loaded for the comparison with it and for the checkerboards.
"""

from __future__ import annotations

import asyncio
import json
from time import perf_counter
from typing import Any

import numpy as np
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from gan_core import conv_arithmetic as arithmetic
from gan_core.translations import LANGUAGES
from web.convolution.export import animated_gif, animated_page
from web.convolution.state import ConvolutionState
from web.server.endpoints import json_errors
from web.server.fair_scheduler import scheduled
from web.server.query import choice, whole_number

CACHE_HEADERS = {"Cache-Control": "private, max-age=3600"}  # the same question has the same answer for ever
OVERLAP_INPUT = 6  # cells along each side of the input below the overlap map


def _state(request: Request) -> ConvolutionState:
    return ConvolutionState.from_query(request.query_params)


def traces(state: ConvolutionState) -> dict[str, arithmetic.Trace]:
    """The state's operation by every definition there is. Raises GanError."""
    arguments = state.arguments()
    if not state.transposed:
        return {"convolution": arithmetic.conv2d(state.x, state.w, **arguments)}
    return {
        "stamps": arithmetic.conv_transpose2d_scatter(state.x, state.w, **arguments),
        "windows": arithmetic.conv_transpose2d_zero_insertion(state.x, state.w, **arguments),
    }


def full_answer(state: ConvolutionState) -> dict[str, Any]:
    """Everything the page shows about a state. Raises GanError."""
    played = traces(state)
    output = next(iter(played.values())).output
    answer = {
        "state": state.to_query(),
        "traces": {name: trace.to_json() for name, trace in played.items()},
        "code": torch_code(state),
    }
    if state.transposed:
        answer |= _as_matrix(state, output) | {"overlap": _overlap(state)}
    return answer


def _as_matrix(state: ConvolutionState, output: np.ndarray) -> dict[str, Any]:
    """The nonzero entries of C transposed as [row, column, value], and what the convolution C makes of the output."""
    arguments = state.arguments()
    matrix = arithmetic.conv_transpose_matrix(state.w, len(state.x), **arguments)
    rows, columns = np.nonzero(matrix)
    entries = [list(entry) for entry in zip(rows.tolist(), columns.tolist(), matrix[rows, columns].tolist(), strict=True)]
    arguments.pop("output_padding")
    back = arithmetic.conv2d(output, state.w, **arguments).output
    back = back[: len(state.x), : len(state.x)]  # more only where output_padding >= stride
    return {
        "matrix": {"shape": matrix.shape, "entries": entries},
        "back": {"values": back.tolist(), "restored": bool(np.allclose(back, state.x))},
    }


def _overlap(state: ConvolutionState) -> dict[str, Any]:
    """How many stamps cover each cell, and the extremes away from the border."""
    k, arguments = len(state.w), state.arguments()
    counts = arithmetic.overlap_count(OVERLAP_INPUT, k, **arguments)
    # a long input without padding: from where the first kernel ends, one stride tells all
    long = arithmetic.overlap_count((1, 32), (1, k), stride=state.stride, dilation=state.dilation)[0]
    start = state.dilation * (k - 1)
    inner = long[start : start + state.stride * state.dilation]
    return {"counts": counts.tolist(), "inner": inner.tolist(), "even": bool(inner.min() == inner.max())}


def torch_code(state: ConvolutionState) -> str:
    """The PyTorch lines that compute what is on the screen."""
    function, layer = ("conv_transpose2d", "ConvTranspose2d") if state.transposed else ("conv2d", "Conv2d")
    defaults = ConvolutionState().arguments()
    settings = "".join(f", {name}={value}" for name, value in state.arguments().items() if value != defaults[name])
    return "\n".join(
        [
            "import torch",
            "",
            f"x = torch.tensor([[{_literal(state.x)}]])",
            f"w = torch.tensor([[{_literal(state.w)}]])",
            f"y = torch.nn.functional.{function}(x, w{settings})",
            "",
            "# as a layer, its weight to be learned:",
            f"layer = torch.nn.{layer}(1, 1, kernel_size={len(state.w)}{settings}, bias=False)",
        ]
    )


def _literal(rows: tuple[tuple[float, ...], ...]) -> str:
    return "[" + ", ".join("[" + ", ".join(str(float(value)) for value in row) + "]" for row in rows) + "]"


@json_errors
@scheduled
async def trace(request: Request) -> Response:
    """All steps of the operation; the server's time in a header."""
    started = perf_counter()
    state = _state(request)
    content = await asyncio.to_thread(lambda: json.dumps(full_answer(state), separators=(",", ":")))
    headers = {"X-Milliseconds": f"{(perf_counter() - started) * 1000:.2f}"}
    return Response(content, media_type="application/json", headers=headers | CACHE_HEADERS)


@json_errors
@scheduled
async def compare(request: Request) -> Response:
    """torch's own answer to the same question, and how far ours is from it."""
    state = _state(request)
    return JSONResponse(await asyncio.to_thread(_compare, state), headers=CACHE_HEADERS)


def _compare(state: ConvolutionState) -> dict[str, Any]:
    import torch

    x, w = (torch.tensor(numbers, dtype=torch.float64)[None, None] for numbers in (state.x, state.w))
    ours = [played.output for played in traces(state).values()]
    function = torch.nn.functional.conv_transpose2d if state.transposed else torch.nn.functional.conv2d
    theirs = function(x, w, **state.arguments())[0, 0].numpy()
    return {
        "version": torch.__version__.partition("+")[0],
        "difference": max(float(np.abs(output - theirs).max()) for output in ours),
        "same_shape": all(output.shape == theirs.shape for output in ours),
        "output": theirs.tolist(),
    }


@json_errors
@scheduled
async def gif(request: Request) -> Response:
    """The animation as GIF."""
    state = _state(request)
    content = await asyncio.to_thread(lambda: animated_gif(traces(state)))
    return Response(content, media_type="image/gif", headers=CACHE_HEADERS)


@json_errors
@scheduled
async def page(request: Request) -> Response:
    """The animation as one HTML file that needs nothing else."""
    state = _state(request)
    language = choice(request.query_params, "lang", "vi", tuple(LANGUAGES))
    content = await asyncio.to_thread(lambda: animated_page(traces(state), language))
    headers = {"Content-Disposition": 'attachment; filename="convolution.html"'}
    return Response(content, media_type="text/html", headers=headers | CACHE_HEADERS)


@json_errors
@scheduled
async def checkerboard(request: Request) -> Response:
    """Pictures and spectra of freshly initialised generators: see `gan_core.toys.checkerboard`."""
    seed = whole_number(request.query_params, "seed", 0, 0, 999_999)
    return JSONResponse(await asyncio.to_thread(_checkerboard, seed), headers=CACHE_HEADERS)


def _checkerboard(seed: int) -> dict[str, Any]:
    from web.convolution.export import checkerboard_pictures

    return checkerboard_pictures(seed)


ROUTES = [
    Route("/api/convolution/trace", trace),
    Route("/api/convolution/torch", compare),
    Route("/api/convolution/gif", gif),
    Route("/api/convolution/page", page),
    Route("/api/convolution/checkerboard", checkerboard),
]
