"""Pictures as HTML: one sheet a page, of which the class picker and the large picture show their parts (theme.css)."""

from __future__ import annotations

import base64
from html import escape

import numpy as np

from gan_core.inference.latent_model import LatentModel
from gan_core.latent import LatentState
from gan_core.latent.sheets import arrange, png
from gradio_app.drawings import film_gif, made_by
from gradio_app.links import film_link, state_link
from gradio_app.words import drawn_name, words

COPY = "navigator.clipboard.writeText(location.href).then(() => { this.dataset.copied = 1 })"
PAUSE = "this.setAttribute('aria-pressed', this.getAttribute('aria-pressed') !== 'true')"  # theme.css stops the film


def wall(pictures: np.ndarray, state: LatentState, model: LatentModel, language: str) -> str:
    """The chosen class large; the sheet of all of them for the class picker."""
    name = drawn_name(model.generator, state.model, state.label, language)
    alt = words("gradio_demo", language)["picture"].format(name=name, seed=state.seed)
    sheet = _address(png(arrange(pictures, len(pictures)), made_by=made_by(state)), "png")
    return (
        f"<style>.gradio-container {{ --sheet: url({sheet}); --parts: {len(pictures)}; --gaps: {max(1, len(pictures) - 1)}; }}</style>"
        f'<div data-link="{escape(state_link(state))}" class="part large" role="img" aria-label="{escape(alt)}" '
        f'style="--part: {state.label}"></div>'
    )


def film(pictures: np.ndarray, state: LatentState, other_seed: int, model: LatentModel, language: str) -> str:
    """The pictures running to and fro, all of them in a row, and as GIF to keep."""
    say = words("gradio_demo", language)
    name = drawn_name(model.generator, state.model, state.label, language)
    alt = escape(say["film"].format(name=name, seed=state.seed, other=other_seed, count=len(pictures)))
    strip = _address(png(arrange(pictures, len(pictures)), made_by=made_by(state)), "png")
    kept = _address(film_gif(pictures, state), "gif")
    return (
        f'<div data-link="{escape(film_link(other_seed, len(pictures)))}" class="film" '
        f'style="--frames: {len(pictures)}; --strip: url({strip})">'
        f'<div class="screen" role="presentation"></div>'
        f'<div class="scroll" tabindex="0" role="img" aria-label="{alt}"><div class="strip"></div></div>'
        f'<p><button type="button" aria-pressed="false" onclick="{PAUSE}">{escape(say["pause"])}</button>'
        f'<a href="{kept}" download="{state.seed}-{other_seed}.gif">{escape(say["gif"])}</a></p></div>'
    )


def header(language: str) -> str:
    """Title, what this is, the other language, light or dark."""
    say = words("gradio_demo", language)
    return (
        f"<header><h1>{escape(say['title'])}</h1><p>{escape(say['idea'])}</p>"
        f'<nav><button type="button" class="wide" onclick="{COPY}">{escape(say["copy"])}</button>'
        f'<a data-language href="{say["other_page"]}" lang="{say["other_language"]}">{escape(say["other_language_name"])}</a>'
        f'<button type="button" aria-label="{escape(say["light_dark"])}" title="{escape(say["light_dark"])}" '
        f"onclick=\"document.body.classList.toggle('dark')\">◐</button></nav></header>"
    )


def _address(content: bytes, kind: str) -> str:
    return f"data:image/{kind};base64,{base64.b64encode(content).decode()}"
