"""HTTP end points of the Latent page: a state in the query, a picture in the answer.

Every value in a query is bounded. A wrong one is answered with status 400 and `{"code", "fields", "message"}`, which the
page shows as one sentence in the visitor's language.
"""

from __future__ import annotations

import asyncio
import dataclasses
import json
import math
from time import perf_counter

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from gan_core.errors import GanError
from gan_core.inference.latent_model import COMPONENTS, LatentModel
from gan_core.latent import LatentState, animate
from gan_core.latent.sheets import SHEETS, arrange, gif, png
from gan_core.provenance import MadeBy
from web.latent import find
from web.latent.engine import ENGINE
from web.latent.packed import NEIGHBOUR_SET, asked_source, model_of, neighbours_fit, state_of
from web.latent.sources import own_models
from web.server.caches import Coalesced
from web.server.endpoints import NOT_STORED, json_errors
from web.server.fair_scheduler import SCHEDULER, client_of, scheduled
from web.server.query import choice, whole_number
from web.server.visitors import visitor_of

# A picture is made faster than a cache finds it; a sheet of many is worth keeping for a while.
CACHE_HEADERS = {"Cache-Control": "private, max-age=60"}
_sheets = Coalesced(60)  # a hall looks at the same wall of the start page
_names = Coalesced(2)  # a folder is read


async def _state(request: Request) -> tuple[LatentState, LatentModel]:
    """The query's state and its model; a class may be given by name. Raises GanError."""
    model = await ENGINE.model(asked_source(request))
    generator = model.generator
    return state_of(request.query_params, list(generator.class_names), generator.latent_dim), model


def _made_by(state: LatentState) -> MadeBy:
    """What a picture of that state says of where it is from."""
    return MadeBy(state.model, seed=state.seed)


@json_errors
async def models(request: Request) -> Response:
    """The models there are: name, and of runs of this server their title by language."""
    names = await _names.get(ENGINE.folder, ENGINE.names)
    own = await asyncio.to_thread(own_models, visitor_of(request.cookies))
    return JSONResponse([{"name": name, "title": None} for name in names] + own, headers=NOT_STORED)


@json_errors
@scheduled
async def image(request: Request) -> Response:
    """The state's picture as PNG; in headers the length of z, the time, and where they are known D's logit and what it is taken for."""
    started = perf_counter()
    state, model = await _state(request)
    picture = await ENGINE.run(model.picture, state)
    scale = whole_number(request.query_params, "scale", 1, 1, 32)
    headers = {"X-Milliseconds": f"{(perf_counter() - started) * 1000:.2f}", "X-Norm": f"{picture.norm:.3f}"}
    if picture.logit is not None:
        headers["X-Discriminator"] = f"{picture.logit:.4f}"
    if picture.taken_for is not None:
        headers["X-Taken-For"] = json.dumps(picture.taken_for)
    return Response(png(picture.pixels, scale, _made_by(state)), media_type="image/png", headers=headers | NOT_STORED)


@json_errors
async def sheet(request: Request) -> Response:
    """Many pictures as one PNG: the grid and the plane as squares, the others in a row."""
    started = perf_counter()
    state, model = await _state(request)
    kind = choice(request.query_params, "kind", "classes", SHEETS)
    build, low, high = SHEETS[kind]
    if kind == "classes":
        high = max(1, model.generator.num_classes)
    n = whole_number(request.query_params, "n", min(10, high), low, high)
    scale = whole_number(request.query_params, "scale", 1, 1, 8)

    async def draw() -> bytes:
        async with SCHEDULER.slot(client_of(request)):
            pictures = await ENGINE.run(model.pictures, build(state, n))
            columns = {"grid": math.isqrt(n - 1) + 1}.get(kind, n)
            return await asyncio.to_thread(lambda: png(arrange(pictures, columns), scale, _made_by(state)))

    content = await _sheets.get_awaited((kind, n, scale, state, asked_source(request)), draw)
    return Response(content, media_type="image/png", headers={"X-Milliseconds": f"{(perf_counter() - started) * 1000:.2f}"} | CACHE_HEADERS)


@json_errors
@scheduled
async def animation(request: Request) -> Response:
    """A closed loop around the state: as GIF, as a PNG strip, or as the list of its states with what is known of each."""
    state, model = await _state(request)
    kind = choice(request.query_params, "format", "gif", ("gif", "strip", "states"))
    frames = whole_number(request.query_params, "frames", 40, 2, 96)
    component = whole_number(request.query_params, "component", 0, 0, COMPONENTS - 1)
    scale = (
        whole_number(request.query_params, "scale", 10, 1, 12) if kind == "gif" else whole_number(request.query_params, "scale", 1, 1, 8)
    )
    states = animate(state, frames, component=component, num_classes=model.generator.num_classes)
    if kind == "states":
        facts_of = await ENGINE.run(model.facts, states)
        return JSONResponse({"frames": [dataclasses.asdict(frame) for frame in states], "facts": facts_of}, headers=CACHE_HEADERS)
    pictures = await ENGINE.run(model.pictures, states)
    made_by = _made_by(state)
    content = await asyncio.to_thread(
        lambda: gif(pictures, scale, made_by=made_by) if kind == "gif" else png(arrange(pictures, len(pictures)), scale, made_by)
    )
    return Response(content, media_type="image/gif" if kind == "gif" else "image/png", headers=CACHE_HEADERS)


@json_errors
@scheduled
async def neighbours(request: Request) -> Response:
    """The training pictures nearest to the state's picture, in a row; who they are in the header X-Neighbours."""
    state, model = await _state(request)
    count = whole_number(request.query_params, "n", 6, 1, 20)
    config = model.generator.config
    if not neighbours_fit(config.dataset, list(model.generator.image_shape)):
        raise GanError("value", field="model", received=repr(state.model), expected=NEIGHBOUR_SET)
    search = await ENGINE.neighbours()
    found = await ENGINE.run(lambda: search.nearest(model.float_image(state), count))
    pictures = search.dataset.images[[neighbour.index for neighbour in found]].permute(0, 2, 3, 1).numpy()
    about = {
        "searched": len(search.dataset),
        "closer_fellows": round(search.closer_fellows(found[0].distance), 4),
        "found": [{"index": one.index, "label": one.label, "distance": round(one.distance, 2)} for one in found],
    }
    headers = {"X-Neighbours": json.dumps(about)} | CACHE_HEADERS
    return Response(png(arrange(pictures, count)), media_type="image/png", headers=headers)


@json_errors
@scheduled
async def facts(request: Request) -> Response:
    """What is known of the state's picture: D's logit (null where there is no D), the length of z, what it is taken for or null."""
    state, model = await _state(request)
    picture = await ENGINE.run(model.picture, state)
    return JSONResponse({"logit": picture.logit, "norm": picture.norm, "taken_for": picture.taken_for}, headers=NOT_STORED)


@json_errors
async def readme(request: Request) -> Response:
    """The model's card: data, recipe, seed, metrics, licence."""
    path = ENGINE.folder / model_of(request.query_params) / "README.md"
    if not path.is_file():
        raise GanError("missing_path", field="model", received=f"{path.parent.name}/README.md")
    return Response(path.read_text(encoding="utf-8"), media_type="text/plain")


ROUTES = [
    Route("/api/latent/models", models),
    Route("/api/latent/image", image),
    Route("/api/latent/sheet", sheet),
    Route("/api/latent/animation", animation),
    Route("/api/latent/neighbours", neighbours),
    Route("/api/latent/facts", facts),
    Route("/api/latent/readme", readme),
    *find.ROUTES,
]
