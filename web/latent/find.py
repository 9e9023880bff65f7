"""HTTP end points of "find me in z": test images to look for, and the search for a picture."""

from __future__ import annotations

import asyncio
import io
import json

import numpy as np
import torch
from PIL import Image
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from torch import Tensor

from gan_core.errors import GanError
from gan_core.inference import to_uint8
from gan_core.inference.inversion import Found
from gan_core.inference.targets import read_targets
from gan_core.latent.found import write_z
from gan_core.latent.sheets import arrange, png
from gan_core.pixels import to_unit
from gan_core.provenance import MadeBy
from web.latent.engine import ENGINE
from web.latent.packed import asked_source, model_of
from web.server.endpoints import NOT_STORED, json_errors, read_body, require_own_header
from web.server.fair_scheduler import scheduled

MAX_BYTES = 100_000  # of a picture as small as the model's own: four times 64 x 64 x 3


@json_errors
async def targets(request: Request) -> Response:
    """Test images of a model in a row as PNG; how near it comes to each, and the nearest training image, in the header X-Targets."""
    source = asked_source(request)
    model = await ENGINE.model(source)
    held = await asyncio.to_thread(read_targets, ENGINE.folder / source) if isinstance(source, str) else None
    if held is None or held.images.shape[1:] != model.generator.image_shape:
        raise GanError("missing_path", field="model", received=f"{model_of(request.query_params)}: test images")
    ENGINE.search_soon(source)
    about = {"labels": held.labels, "errors": held.errors, "nearest": held.nearest, "searched": held.searched}
    content = png(arrange(held.images.permute(0, 2, 3, 1).numpy(), len(held.images)))
    return Response(content, media_type="image/png", headers={"X-Targets": json.dumps(about)} | NOT_STORED)


@json_errors
@require_own_header
@scheduled
async def find(request: Request) -> Response:
    """The picture in the body is looked for; the answer is a row of pictures: the path, G(z), and what G does not draw of it.

    The z, as a link holds it, the class and the error are in the header X-Found.
    """
    source = asked_source(request)
    model = await ENGINE.model(source)
    target = _picture(await read_body(request, MAX_BYTES), model.generator.image_shape)
    found = await ENGINE.find(source, target)
    about = {"z": write_z(found.z), "label": found.label, "error": round(found.error, 4), "path": len(found.path)}
    return Response(
        _row(found, target, MadeBy(model_of(request.query_params))),
        media_type="image/png",
        headers={"X-Found": json.dumps(about)} | NOT_STORED,
    )


def _picture(content: bytes, shape: tuple[int, int, int]) -> Tensor:
    """(C, H, W) in [-1, 1] of a PNG of the model's own size. Raises GanError."""
    channels, height, width = shape
    try:
        with Image.open(io.BytesIO(content), formats=("PNG",)) as image:
            size = image.size
            pixels = np.array(image.convert("RGB" if channels == 3 else "L")) if size == (width, height) else None
    except Exception:  # decoders fail on damaged files in a dozen ways
        raise GanError("value", field="image", received=f"{len(content)} bytes", expected=f"PNG, {width}x{height}") from None
    if pixels is None:
        raise GanError("value", field="image", received=f"{size[0]}x{size[1]}", expected=f"PNG, {width}x{height}")
    return to_unit(torch.from_numpy(pixels).reshape(height, width, channels).permute(2, 0, 1))


def _row(found: Found, target: Tensor, made_by: MadeBy) -> bytes:
    missing = (found.image - target).abs() - 1  # black where G draws what was asked for, white where it draws the opposite
    pictures = torch.cat([found.path, found.image[None], missing[None]])
    return png(arrange(to_uint8(pictures), len(pictures)), made_by=made_by)


ROUTES = [Route("/api/latent/targets", targets), Route("/api/latent/find", find, methods=["POST"])]
