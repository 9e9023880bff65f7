"""The named end points, for programs: `gradio_client.Client(url).predict(..., api_name="/generate")`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import gradio as gr
import numpy as np
from gradio.components.api_component import Api
from gradio.processing_utils import save_bytes_to_cache
from gradio.utils import get_upload_folder
from PIL import Image

from gan_core.inference.latent_model import COMPONENTS
from gan_core.latent import LatentState
from gan_core.latent.sheets import arrange
from gan_core.latent.state import DEFAULT_MODEL, MAX_OFFSET, MAX_SEED, MAX_TRUNCATION
from gan_core.provenance import PNG_KEYWORD, xmp
from gradio_app.answers import answered
from gradio_app.drawings import FRAMES, check_interpolation, every_class, film_gif, interpolation, made_by
from gradio_app.models import START, model_names, open_model, open_state
from gradio_app.words import LANGUAGES, class_name

# parameter: (JSON schema, what it means, default)
PARAMETERS: dict[str, tuple[dict[str, Any], str, Any]] = {
    "label": ({"type": "string"}, "class: its English name or its number; models without classes take no notice of it", "Sneaker"),
    "seed": ({"type": "integer"}, f"which z is drawn: 0 to {MAX_SEED}", START.seed),
    "truncation": ({"type": "number"}, f"how far z may lie from the middle: 0 to {MAX_TRUNCATION}", 1.0),
    "components": (
        {"type": "array", "items": {"type": "number"}},
        f"at most {COMPONENTS} offsets along the principal directions, each from -{MAX_OFFSET:g} to {MAX_OFFSET:g} standard deviations",
        [],
    ),
    "model": ({"type": "string"}, "one of /classes' models", DEFAULT_MODEL),
    "other_seed": ({"type": "integer"}, f"where the interpolation ends: 0 to {MAX_SEED}", 11),
    "frames": ({"type": "integer"}, f"pictures between: {FRAMES[0]} to {FRAMES[1]}", 24),
}


def generate(label: str, seed: int, truncation: float, components: list[float], model: str) -> Image.Image:
    """Draw one picture by a GAN: say "Sneaker", seed 7. The same values give the same picture."""
    state, opened = open_state(model, label, seed, truncation, components)
    return _image(opened.pictures([state])[0], state)


def grid(seed: int, truncation: float, components: list[float], model: str) -> Image.Image:
    """The same z through every class, side by side in the order of /classes."""
    state, opened = open_state(model, 0, seed, truncation, components)
    return _image(arrange(every_class(state, opened), max(1, opened.generator.num_classes)), state)


def interpolate(
    label: str, seed: int, other_seed: int, frames: int, truncation: float, components: list[float], model: str
) -> tuple[Image.Image, str]:
    """The great circle from one seed's z to another's: its pictures side by side from first to last, and to and fro as GIF."""
    state, opened = open_state(model, label, seed, truncation, components)
    pictures = interpolation(state, *check_interpolation(other_seed, frames), opened)
    gif = save_bytes_to_cache(film_gif(pictures, state), "image.gif", get_upload_folder())
    return _image(arrange(pictures, len(pictures)), state), gif


def classes(model: str) -> dict[str, Any]:
    """A model's classes in both languages, its directions' shares of variance, its pictures' size; and which models there are."""
    opened = open_model(model)
    names = opened.generator.class_names
    return {
        "model": model,
        "models": list(model_names()),
        "classes": [{"name": name} | {language: class_name(name, language) for language in LANGUAGES} for name in names],
        "shares": [round(float(share), 6) for share in opened.directions.shares],
        "image": list(opened.generator.image_shape),
    }


def add_end_points() -> None:
    """Inside a Blocks: the end points, with hidden components for what they return."""
    _add(generate, [_picture("PNG")])
    _add(grid, [_picture("PNG")])
    _add(interpolate, [_picture("PNG"), _picture("GIF")], cost=6)
    _add(classes, [gr.JSON(visible=False, label="JSON")])


def _add(function: Callable[..., Any], outputs: list[gr.components.Component], cost: int = 1) -> None:
    names = [name for name in function.__annotations__ if name in PARAMETERS]
    inputs = []
    for name in names:
        schema, meaning, default = PARAMETERS[name]
        inputs.append(Api(default, schema | {"additional_description": meaning}, meaning))
    called = answered(function, cost=cost)
    meanings = "".join(f"\n    {name}: {PARAMETERS[name][1]}" for name in names)
    called.__doc__ = f"{function.__doc__}\n\nArgs:{meanings}"  # an assistant reads what each parameter means there
    gr.on([], called, inputs, outputs, api_name=function.__name__)


def _picture(kind: str) -> gr.Image:
    return gr.Image(visible=False, label=kind, format=kind.lower())


def _image(pixels: np.ndarray, state: LatentState) -> Image.Image:
    image = Image.fromarray(pixels[:, :, 0] if pixels.shape[2] == 1 else pixels)
    image.info[PNG_KEYWORD] = xmp(made_by(state)).decode()  # Gradio writes what stands here into its PNG
    return image
