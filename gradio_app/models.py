"""The shipped generators, loaded once, and states checked against them."""

from __future__ import annotations

from functools import cache

from gan_core.errors import GanError
from gan_core.inference import load_shipped
from gan_core.inference.latent_model import CHECKPOINTS, COMPONENTS, LatentModel, whole_models
from gan_core.latent import LatentState
from gan_core.latent.state import DEFAULT_MODEL, MAX_OFFSET
from gan_core.link_numbers import parse_whole
from gan_core.training.run_directory import RunDirectory
from gradio_app.gpu import HOME_DEVICE

START = LatentState(label=9, seed=2)  # what the page opens on


def _example(label: int, seed: int, truncation: float = 1.0, *components: float) -> LatentState:
    return LatentState(label=label, seed=seed, truncation=truncation, components=(*components, *[0.0] * (COMPONENTS - len(components))))


# key in locales/gradio_demo.toml: what it shows, on the default model
EXAMPLES = {
    "example_handles": _example(8, 3, 1, 3),
    "example_sleeves": _example(3, 3, 1, -3),
    "example_dark": _example(3, 3, 1, 0, 0, 3),
    "example_ordinary": _example(4, 9, 0.3),
    "example_wild": _example(4, 9, 1.5),
    "example_heel": _example(5, 2),
}


@cache
def model_names() -> tuple[str, ...]:
    """Generators, the default first, those without classes last."""
    conditional = {name: RunDirectory(CHECKPOINTS / name).read_config().conditional for name in whole_models()}
    return tuple(sorted(conditional, key=lambda name: (name != DEFAULT_MODEL, not conditional[name])))


@cache
def _loaded(name: str) -> LatentModel:
    return LatentModel(load_shipped(name, CHECKPOINTS).to(HOME_DEVICE))


def open_model(name: object) -> LatentModel:
    """A generator by name, from memory after the first time. Raises GanError."""
    if name not in model_names():
        raise GanError("value", field="model", received=repr(name)[:40], expected=", ".join(model_names()))
    return _loaded(str(name))


def open_state(model: object, label: object, seed: object, truncation: object, components: object) -> tuple[LatentState, LatentModel]:
    """A state from whatever a visitor or a program sent, and its model. Raises GanError that names what does not fit.

    A model without classes takes no notice of `label`.
    """
    opened = open_model(model)
    if not isinstance(components, list | tuple) or len(components) > COMPONENTS:
        raise GanError("value", field="components", received=repr(components)[:40], expected=f"[≤ {COMPONENTS} × (±{MAX_OFFSET:g})]")
    texts = {"seed": _text(seed), "truncation": _text(truncation), "components": ",".join(map(_text, components))}
    index = opened.generator.label_index(_label(label)) if opened.generator.num_classes else 0
    return LatentState.from_query({"model": str(model), "label": str(index), **texts}), opened


def whole_number(field: str, value: object, low: int, high: int) -> int:
    """`value` where it is a whole number in this range. Raises GanError."""
    return parse_whole(field, _text(value), low, high)


def _text(value: object) -> str:
    """A number as a link writes it; anything else as it is, to be refused there."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value) if isinstance(value, int | float | str) and not isinstance(value, bool) else repr(value)


def _label(label: object) -> str:
    return label[:40] if isinstance(label, str) else _text(label)[:40]
