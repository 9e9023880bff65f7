"""What a browser needs to draw by itself: a model's card and its network.

A model that was shipped with its file is answered for without torch, so that the first pictures of a server that has just started need
not wait for it; another is packed by the engine when it is first asked for.
"""

from __future__ import annotations

import asyncio
import dataclasses
import math
from collections.abc import Mapping
from importlib import import_module

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from gan_core.latent import LatentState, PackedModel, class_named
from gan_core.latent import state as limits
from gan_core.paths import CHECKPOINTS, TARGETS
from gan_core.training.run_directory import RunDirectory
from web.latent.sources import Source, source_of
from web.runs.catalogue import steps_per_epoch, titles_of
from web.server.compression import Compressed, compressed_response
from web.server.endpoints import NOT_STORED, json_errors
from web.server.fair_scheduler import scheduled
from web.server.visitors import visitor_of

FOLDER = CHECKPOINTS
NEIGHBOUR_SET = "fashion-mnist-10k"
MAX_MODELS = 32

_models: dict[Source, tuple[PackedModel, Compressed]] = {}


async def packed_model(source: Source) -> tuple[PackedModel, Compressed]:
    """A model, and its network as it is answered, from memory after the first time. Raises GanError."""
    if source not in _models:
        if len(_models) >= MAX_MODELS:
            _models.clear()
        shipped = await asyncio.to_thread(PackedModel.read, FOLDER / source) if isinstance(source, str) else None
        model = shipped or await _packed_now(source)
        _models[source] = model, Compressed(model.gzipped)
    return _models[source]


async def _packed_now(source: Source) -> PackedModel:
    engine = await asyncio.to_thread(import_module, "web.latent.engine")  # imports torch
    return await engine.ENGINE.packed(source)


def state_of(query: Mapping[str, str], class_names: list[str], latent_dim: int) -> LatentState:
    """The query's state, which fits a model of these; a class may be given by name. Raises GanError."""
    named = {key: class_named(query.get(key, ""), class_names) for key in ("label", "other")}
    state = LatentState.from_query({**query, **{key: str(index) for key, index in named.items() if index is not None}})
    state.check(len(class_names), latent_dim)
    return state


def model_of(query: Mapping[str, str]) -> str:
    """The name in the query, else the default. Raises GanError."""
    return LatentState.from_query({"model": query.get("model", limits.DEFAULT_MODEL)}).model


def asked_source(request: Request) -> Source:
    """The model of the query. Raises GanError."""
    return source_of(model_of(request.query_params), visitor_of(request.cookies), FOLDER)


@json_errors
async def card(request: Request) -> Response:
    """What the page must know about a model, and the state this query asks for."""
    source = asked_source(request)
    model, _ = await packed_model(source)
    state = state_of(request.query_params, model.card["classes"], model.card["latentDim"])
    shown = {name: value for name, value in model.card.items() if name not in ("step", "dataset")}
    steps = await asyncio.to_thread(steps_per_epoch, RunDirectory(FOLDER / source) if isinstance(source, str) else source.directory)
    return JSONResponse(
        {
            "state": dataclasses.asdict(state),
            "defaults": dataclasses.asdict(LatentState()),
            "limits": {
                "seed": limits.MAX_SEED,
                "offset": limits.MAX_OFFSET,
                "rawOffset": limits.MAX_RAW_OFFSET,
                "dimensions": limits.MAX_DIMENSIONS,
                "truncation": limits.MAX_TRUNCATION,
            },
            "model": state.model,
            "title": None if isinstance(source, str) else titles_of(source.directory),
            "epochs": model.card["step"] / (steps or math.inf),
            "neighbours": neighbours_fit(model.card["dataset"], model.card["image"]),
            "targets": (FOLDER / state.model / f"{TARGETS}.json").is_file(),
            **shown,
        },
        headers=NOT_STORED,
    )


def neighbours_fit(dataset: str, image: list[int]) -> bool:
    """Whether the embedded training pictures are the ones that a model of this data set and image shape was trained on."""
    return dataset.startswith("fashion-mnist") and image[:2] == [1, 28]


@json_errors
@scheduled
async def network(request: Request) -> Response:
    """What a browser needs to draw pictures itself: the principal directions, float32 (K, latentDim), then the network file."""
    source = asked_source(request)
    _, content = await packed_model(source)
    lasts = "public, max-age=3600" if isinstance(source, str) else "private, no-cache"  # a run may get newer weights
    return compressed_response(request, content, "application/octet-stream", {"Cache-Control": lasts})


ROUTES = [Route("/api/latent/model", card), Route("/api/latent/network", network)]
