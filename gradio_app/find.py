"""Find me in z: an own picture, made small by the browser, and the z whose picture is nearest to it."""

from __future__ import annotations

import base64
import io
import time
from functools import cache, partial
from html import escape

import gradio as gr
import numpy as np
import torch
from PIL import Image
from torch import Tensor

from gan_core.errors import GanError
from gan_core.inference import load_shipped, to_uint8
from gan_core.inference.inversion import Inversion
from gan_core.latent import LatentState
from gan_core.latent.sheets import arrange, png
from gan_core.paths import CHECKPOINTS
from gan_core.pixels import to_unit
from gradio_app.answers import answered
from gradio_app.drawings import made_by
from gradio_app.models import open_model
from gradio_app.words import drawn_name, words

SIDE = 64  # pixels of what the browser sends
MAX_TEXT = 40_000  # characters of it: PNG as base64
SECONDS = 4.0  # after which the nearest until then is the answer
HEAD = "data:image/png;base64,"
# The middle square of the chosen file, SIDE pixels wide, as PNG in the page's own memory: nothing else of it is sent
CHOOSE = f"""const file = this.files[0], picture = new Image();
picture.onload = () => {{
  const canvas = this.parentElement.querySelector("canvas"), least = Math.min(picture.width, picture.height);
  canvas.getContext("2d").drawImage(picture, (picture.width - least) / 2, (picture.height - least) / 2, least, least, 0, 0, {SIDE}, {SIDE});
  window.ownPicture = canvas.toDataURL("image/png");
}};
if (file) picture.src = window.URL.createObjectURL(file);"""


def build_find(language: str, model: gr.Dropdown) -> None:
    """A file, a switch, a button, and what was found."""
    say = words("gradio_demo", language)
    gr.HTML(
        f"<p>{escape(say['find_idea'])}</p><label>{escape(say['find_file'])} "
        f'<input type="file" accept="image/*" onchange="{escape(CHOOSE)}"><canvas width="{SIDE}" height="{SIDE}"></canvas></label>',
        elem_id="find",
    )
    with gr.Row():
        invert = gr.Checkbox(label=say["find_invert"])
        go = gr.Button(say["find_go"], variant="primary")
    sent, shown = gr.Textbox(visible=False), gr.HTML(elem_id="found")
    go.click(
        answered(partial(find, language), cost=20, language=language),
        [sent, invert, model],
        shown,
        js="(_, ...others) => [window.ownPicture ?? '', ...others]",
        api_visibility="private",
        concurrency_limit=1,
    )


def find(language: str, sent: str, invert: bool, model: str) -> str:
    """The picture that was sent, the way to the nearest one of G, and that one. Raises GanError."""
    opened, say = open_model(model), words("gradio_demo", language)
    target = read_picture(sent, opened.generator.image_shape, invert=bool(invert))
    until = time.monotonic() + SECONDS
    found = _inversion(model).find(target, lambda: time.monotonic() > until)
    row = torch.cat([target[None], found.path, found.image[None]])
    state = LatentState(model=model, label=found.label)
    sheet = base64.b64encode(png(arrange(to_uint8(row), len(row)), 4, made_by=made_by(state))).decode()
    error = f"{found.error:.3f}".replace(".", "," if language == "vi" else ".")
    said = say["found"].format(name=drawn_name(opened.generator, model, found.label, language), error=error)
    return f'<img src="data:image/png;base64,{sheet}" alt="{escape(said)}" style="image-rendering: pixelated"><p>{escape(said)}</p>'


def read_picture(sent: object, shape: tuple[int, int, int], *, invert: bool) -> Tensor:
    """(C, H, W) in [-1, 1] of what the browser made of a picture. Raises GanError."""
    channels, height, width = shape
    expected = f"PNG, {SIDE}x{SIDE}"
    if not isinstance(sent, str) or not sent.startswith(HEAD) or len(sent) > MAX_TEXT:
        received = f"{len(sent)} characters" if isinstance(sent, str) else type(sent).__name__
        raise GanError("value", field="image", received=received, expected=expected)
    try:
        with Image.open(io.BytesIO(base64.b64decode(sent[len(HEAD) :], validate=True)), formats=("PNG",)) as image:
            right = image.size == (SIDE, SIDE)
            pixels = (
                np.array(image.convert("RGB" if channels == 3 else "L").resize((width, height), Image.Resampling.BOX)) if right else None
            )
    except Exception:  # decoders fail on damaged files in a dozen ways
        raise GanError("value", field="image", received=f"{len(sent)} characters", expected=expected) from None
    if pixels is None:
        raise GanError("value", field="image", received=f"{image.size[0]}x{image.size[1]}", expected=expected)
    unit = to_unit(torch.from_numpy(pixels).reshape(height, width, channels).permute(2, 0, 1))
    return -unit if invert else unit


@cache
def _inversion(name: str) -> Inversion:
    """Of a model by its name, which `open_model` has checked."""
    return Inversion(load_shipped(name, CHECKPOINTS))
