"""What there is to choose: models, and of a model its classes, directions and examples."""

from __future__ import annotations

import gradio as gr

from gan_core.inference.latent_model import LatentModel
from gradio_app.models import START, model_names, open_model
from gradio_app.words import class_name, percent, words


def models(language: str) -> list[tuple[str, str]]:
    """Each model as it is shown, and its name."""
    titles = words("models", language)
    return [(titles.get(name, name), name) for name in model_names()]


def classes(model: LatentModel, language: str) -> list[tuple[str, str]]:
    """Each class as it is shown, and its name."""
    return [(class_name(name, language), name) for name in model.generator.class_names]


def directions(model: LatentModel, language: str) -> list[str]:
    """The sliders' names, each with its share of variance."""
    label = words("gradio_demo", language)["direction"]
    return [label.format(number=number, share=percent(share, language)) for number, share in enumerate(model.directions.shares, 1)]


def change_model(language: str, model: str) -> list[gr.Component | gr.Row]:
    """Its classes, its directions with all sliders in the middle, and the examples where they are of this model."""
    opened = open_model(model)
    sliders = [gr.Slider(label=label, value=0) for label in directions(opened, language)]
    return [class_picker(opened, START.label % max(1, opened.generator.num_classes), language), *sliders, examples_of(model)]


def class_picker(opened: LatentModel, label: int, language: str) -> gr.Radio:
    """Hidden where there are no classes."""
    names = opened.generator.class_names
    return gr.Radio(classes(opened, language), value=names[label] if names else None, visible=bool(names))


def examples_of(model: str) -> gr.Row:
    """They are of the first model alone."""
    return gr.Row(visible=model == START.model)
