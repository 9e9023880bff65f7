"""HTTP end points of the networks page: what the page must know about a network, and the networks themselves for the browser to run.

Every value in a query is bounded. A wrong one is answered with status 400 and `{"code", "fields", "message"}`.
"""

from __future__ import annotations

import asyncio
import dataclasses
import json
import struct
from collections.abc import Callable
from typing import Any

import numpy as np
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from gan_core.errors import GanError
from gan_core.inference.latent_model import COMPONENTS
from gan_core.latent import PackedModel
from gan_core.latent import state as limits
from gan_core.presets import PRESETS
from web.architecture.guidelines import guidelines
from web.architecture.networks import pack_generator, pack_judge, pair_of, shipped, tables
from web.architecture.state import NetworksState
from web.server.caches import ByteBoundedCache, Coalesced
from web.server.compression import Compressed, compress, compressed_response
from web.server.endpoints import NOT_STORED, json_errors
from web.server.fair_scheduler import scheduled
from web.server.query import choice, whole_number

CACHE_HEADERS = {"Cache-Control": "public, max-age=3600"}
MAX_SINGULAR_VALUES = 512
_networks: ByteBoundedCache[Compressed] = ByteBoundedCache(64_000_000)  # bytes, of 0.5 to 8 MB each
_cards = Coalesced(3600)
_spectra = Coalesced(3600)


def _weights_of(state: NetworksState) -> NetworksState:
    """The state without what the weights do not depend on."""
    return NetworksState(network=state.network, weights=state.weights, kernel=state.kernel, activation=state.activation)


@json_errors
@scheduled
async def card(request: Request) -> Response:
    """The state this query asks for, and what the page must know about its network."""
    state = NetworksState.from_query(request.query_params)
    about = await _cards.get(_weights_of(state), lambda: _describe(_weights_of(state)))
    state.check(len(about["classes"]))
    state = dataclasses.replace(state, weights="trained" if about["trained"] else "fresh")
    shown = {
        "state": dataclasses.asdict(state),
        "defaults": dataclasses.asdict(NetworksState()),
        "limits": {"seed": limits.MAX_SEED, "offset": limits.MAX_OFFSET, "components": COMPONENTS},
        "shipped": shipped(),
        "recipes": list(PRESETS),
    }
    return JSONResponse(shown | about, headers=NOT_STORED)


def _describe(state: NetworksState) -> dict[str, Any]:
    pair, packed = pair_of(state), pack_generator(state)
    config = pair.model.config
    sides = {"G": config.latent_dim, "D": config.image_size}
    table = {
        name: [
            {"kind": row.kind, "shape": row.output_shape, "parameters": row.parameters, "field": row.receptive_field, "follows": follows}
            for row, follows in zip(rows, guidelines(name, rows, sides[name]), strict=True)
        ]
        for name, rows in tables(pair).items()
    }
    return {
        "trained": pair.trained,
        "step": pair.model.step,
        "judgeStep": pair.judge_step,
        "table": table,
        **{name: packed.card[name] for name in ("classes", "image", "latentDim", "shares", "boundary", "sigmoid")},
    }


@json_errors
@scheduled
async def network(request: Request) -> Response:
    """A network file, G's after the principal directions, float32 (K, latentDim)."""
    state = NetworksState.from_query(request.query_params)
    side = choice(request.path_params, "side", "", ("generator", "discriminator"))
    content = await asyncio.to_thread(packed, side, state)
    return compressed_response(request, content, "application/octet-stream", CACHE_HEADERS)


def packed(side: str, state: NetworksState) -> Compressed:
    """What the end point answers for "generator" or "discriminator", from memory after the first time. Raises GanError."""
    key = side, _weights_of(state)
    known = _networks.get(key)
    if known is None:
        known = _networks.put(key, Compressed(pack_generator(state).gzipped) if side == "generator" else compress(pack_judge(state)))
    return known


@json_errors
@scheduled
async def spectrum(request: Request) -> Response:
    """Singular values of one step's weights as a matrix (outputs, inputs k k), the largest first."""
    state = NetworksState.from_query(request.query_params)
    side = choice(request.query_params, "side", "G", ("G", "D"))
    key = _weights_of(state), side, whole_number(request.query_params, "step", 0, 0, 99)
    values = await _spectra.get(key, lambda: singular_values(*key))
    return JSONResponse({"values": values}, headers=CACHE_HEADERS)


def singular_values(state: NetworksState, side: str, step: int) -> list[float]:
    """Of the weights of a step of G's or D's network file. Raises GanError where that step has none."""
    content = pack_judge(state) if side == "D" else _without_directions(pack_generator(state))
    header, tensor_at = _read(content)
    steps = header["steps"]
    if step >= len(steps) or steps[step]["op"] not in ("linear", "up", "down"):
        raise GanError("value", field="step", received=step, expected="a linear layer or a convolution")
    matrix = _matrix(steps[step], tensor_at(steps[step]["weight"]))
    return [round(float(value), 5) for value in np.linalg.svd(matrix, compute_uv=False)[:MAX_SINGULAR_VALUES]]


def _without_directions(packed: PackedModel) -> bytes:
    return packed.network[4 * len(packed.card["shares"]) * packed.card["latentDim"] :]


def _read(content: bytes) -> tuple[dict[str, Any], Callable[[int], np.ndarray]]:
    """The header of a float16 network file, and what gives a tensor by its number: gan_core/browser/steps.py says how they lie."""
    (length,) = struct.unpack_from("<I", content)
    header = json.loads(content[4 : 4 + length])
    places = np.cumsum([0, *header["sizes"]])
    high, low = np.frombuffer(content, np.uint8, 2 * int(places[-1]), 4 + length).reshape(2, -1)
    numbers = np.stack([low, high], axis=1).ravel().view("<f2").astype(np.float64)
    return header, lambda index: numbers[places[index] : places[index + 1]]


def _matrix(step: dict[str, Any], weight: np.ndarray) -> np.ndarray:
    """The step's weights as (outputs, all that one output is a sum over)."""
    if step["op"] == "linear":
        return weight.reshape(step["inputs"], step["outputs"])
    if step["op"] == "down":
        return weight.reshape(step["outputs"], -1)
    cells = step["kernel"] ** 2
    return weight.reshape(step["outputs"], cells * step["inputs"])


ROUTES = [
    Route("/api/architecture/card", card),
    Route("/api/architecture/spectrum", spectrum),
    Route("/api/architecture/{side}", network),
]
