"""The shipped generators alone, as for Hugging Face Spaces: `make gradio`, or `python gradio_demo.py`."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from functools import partial
from typing import Any

# Read when they are loaded: torch's threads wait asleep, gradio reports nothing to anyone
os.environ.setdefault("OMP_WAIT_POLICY", "passive")
os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")

import gradio_app.gpu  # noqa: F401, I001 - looks for ZeroGPU before gradio and torch are loaded
import gradio as gr
from starlette.middleware import Middleware

from gan_core.latent.state import MAX_OFFSET, MAX_SEED, MAX_TRUNCATION
from gan_core.paths import ROOT
from gradio_app.answers import answered
from gradio_app.api import add_end_points
from gradio_app.request_filter import RequestFilter
from gradio_app.drawings import FRAMES, every_class, check_interpolation, interpolation
from gradio_app.joining import JoinLimit
from gradio_app.theme import FONTS, HEAD, ICON, theme
from gradio_app.choices import change_model, class_picker, classes, directions, examples_of, models
from gradio_app.find import build_find
from gradio_app.links import FILM, read_link
from gradio_app.markup import film, header, wall
from gradio_app.models import EXAMPLES, START, open_model, open_state
from gradio_app.plots import build_plots
from gradio_app.words import words

LIVE: dict[str, Any] = {"preprocess": False, "show_progress": "hidden", "trigger_mode": "always_last", "api_visibility": "private"}


def build_page(page: gr.Blocks, language: str) -> None:
    """What a visitor sees, in one language."""
    say, start = words("gradio_demo", language), open_model(START.model)

    # What do I see, and what can I change
    gr.HTML(header(language), elem_id="header")
    label = gr.Radio(classes(start, language), value=start.generator.class_names[START.label], label=say["classes"], elem_id="classes")
    with gr.Row(elem_id="stage"):
        with gr.Column(scale=2, min_width=260):
            picture = gr.HTML(wall(every_class(START, start), START, start, language), elem_id="picture")
        with gr.Column(scale=5, min_width=300):
            gr.HTML(f"<p>{say['directions']}</p>")
            with gr.Group(elem_id="sliders"):
                sliders = [gr.Slider(-MAX_OFFSET, MAX_OFFSET, 0, step=0.1, label=name, buttons=[]) for name in directions(start, language)]
                truncation = gr.Slider(0, MAX_TRUNCATION, START.truncation, step=0.05, label=say["truncation"], buttons=[])
            with gr.Row(elem_id="choices"):
                seed = gr.Number(START.seed, precision=0, minimum=0, maximum=MAX_SEED, label=say["seed"], min_width=110)
                random = gr.Button(say["random"], min_width=110)
                reset = gr.Button(say["reset"], min_width=110)
                model = gr.Dropdown(models(language), value=START.model, label=say["model"], filterable=False, min_width=200)
    state = [model, label, seed, truncation, *sliders]

    with gr.Row(elem_id="examples") as tries:
        gr.HTML(f"<p>{say['examples']}</p>")
        examples = [gr.Button(say[name], size="sm", min_width=10) for name in EXAMPLES]

    gr.HTML(f"<h2>{say['interpolation']}</h2><p>{say['interpolation_idea']}</p>")
    with gr.Row(elem_id="interpolation"):
        other = gr.Number(FILM[0], precision=0, minimum=0, maximum=MAX_SEED, label=say["other_seed"], min_width=110)
        frames = gr.Slider(*FRAMES, FILM[1], step=1, label=say["frames"], buttons=[], scale=2, min_width=260)
        go = gr.Button(say["go"], variant="primary", min_width=110)
    shown = gr.HTML(film(interpolation(START, *FILM, start), START, FILM[0], start, language), elem_id="film")
    with gr.Accordion(say["find"], open=False):
        build_find(language, model)
    with gr.Accordion(say["plots"], open=False) as plots:
        build_plots(plots, language)
    gr.Markdown(say["footer"], elem_id="footer")

    # What happens
    redraw: dict[str, Any] = {"fn": _said(show, language), "inputs": state, "outputs": picture} | LIVE
    gr.on([label.input, seed.input, truncation.input, *(slider.input for slider in sliders)], **redraw)
    random.click(None, None, seed, js=f"() => Math.floor(Math.random() * {MAX_SEED + 1})").then(**redraw)
    reset.click(None, None, [truncation, *sliders], js=f"() => {[1, *(0 for _ in sliders)]}").then(**redraw)
    model.input(_said(change_model, language), model, [label, *sliders, tries], **LIVE).then(**redraw)
    for button, one in zip(examples, EXAMPLES.values(), strict=True):
        sample = [start.generator.class_names[one.label], one.seed, one.truncation, *one.components]
        button.click(None, None, state[1:], js=f"() => {json.dumps(sample)}").then(**redraw)
    gr.on([go.click, other.submit], _said(travel, language, cost=6), [other, frames, *state], shown, **LIVE)
    link = gr.Textbox(visible=False)
    reopened = [*state, tries, other, frames, picture, shown]
    page.load(_said(open_link, language, cost=6), link, reopened, js="() => location.search.slice(1, 2000)", **LIVE)


def _said(function: Callable[..., Any], language: str, cost: int = 1) -> Callable[..., Any]:
    return answered(partial(function, language), cost=cost, language=language)


def show(language: str, model: str, label: str, seed: int | None, truncation: float, *components: float) -> str | dict[str, Any]:
    """The state's picture in every class, one of them large."""
    if seed is None:  # another one is being typed
        return gr.skip()
    state, opened = open_state(model, label, seed, truncation, components)
    return wall(every_class(state, opened), state, opened, language)


def travel(language: str, other_seed: int, frames: int, model: str, label: str, seed: int, truncation: float, *components: float) -> str:
    """The interpolation to another seed."""
    state, opened = open_state(model, label, seed, truncation, components)
    other_seed, frames = check_interpolation(other_seed, frames)
    return film(interpolation(state, other_seed, frames, opened), state, other_seed, opened, language)


def open_link(language: str, text: str) -> list[Any] | dict[str, Any]:
    """Everything on the page as a link says it; as it is where a link says nothing."""
    linked = read_link(text)
    if linked is None:
        return gr.skip()
    state, opened, (other_seed, frames) = linked
    sliders = [gr.Slider(label=label, value=value) for label, value in zip(directions(opened, language), state.components, strict=True)]
    return [
        state.model,
        class_picker(opened, state.label, language),
        state.seed,
        state.truncation,
        *sliders,
        examples_of(state.model),
        other_seed,
        frames,
        wall(every_class(state, opened), state, opened, language),
        film(interpolation(state, other_seed, frames, opened), state, other_seed, opened, language),
    ]


with gr.Blocks(title="GAN Classroom", analytics_enabled=False, delete_cache=(60, 600)) as demo:
    build_page(demo, "en")
    add_end_points()
with demo.route("Tiếng Việt", "/vi", show_in_navbar=False) as vietnamese:
    build_page(vietnamese, "vi")
demo.queue(max_size=100, default_concurrency_limit=2, api_open=False)

LAUNCH: dict[str, Any] = {
    "theme": theme(),
    "head": HEAD,
    "favicon_path": ICON,
    "footer_links": ["api"],
    "app_kwargs": {"middleware": [Middleware(RequestFilter), Middleware(JoinLimit, demo)], "routes": [FONTS]},
    "blocked_paths": [str(ROOT)],
    "share": False,
    "max_file_size": 1,
    "ssr_mode": False,
    "mcp_server": True,
    "pwa": True,
    "run_history": False,
    "enable_monitoring": False,
    "state_session_capacity": 1000,
}

if __name__ == "__main__":
    demo.launch(**LAUNCH)
