"""Widgets in, a checked `TrainingConfig` out."""

from __future__ import annotations

import dataclasses
from typing import Any

import streamlit as st

from gan_core.config import CHOICES, POLICIES, RANGES, TrainingConfig
from gan_core.errors import GanError
from gan_core.link_numbers import MAX_LETTERS
from gan_core.presets import PRESETS, get_preset
from web.settings import SAMPLE_EVERY
from web.training.own_pictures import bring, look, propose, say_length
from web.training.setting_words import option_words
from web.ui.numbers import box_text, typed_number
from web.ui.text import error_box, t, table

DATASETS = ("fashion-mnist-10k", "fashion-mnist", "mnist", "cifar10", "folder")
FIRST = "cgan-quick"  # trains at once: its data are part of the app

# Settings by where the form shows them; a loss has those of its own
NETWORK = (
    "model",
    "conditioning",
    "latent_dim",
    "base_channels",
    "kernel_size",
    "generator_activation",
    "generator_norm",
    "discriminator_norm",
    "spectral_norm",
)
OBJECTIVE = ("loss", "n_critic")
OF_LOSS = {
    "minimax": ("real_target", "r1_weight"),
    "non_saturating": ("real_target", "r1_weight"),
    "lsgan": ("lsgan_a", "lsgan_b", "lsgan_c", "r1_weight"),
    "wgan": ("clip_value",),
    "wgan_gp": ("gp_weight",),
    "hinge": ("r1_weight",),
    "r3gan": ("r1_weight", "r2_weight"),
}
AUGMENT = "augment"  # of every loss
OPTIMISATION = ("generator_lr", "discriminator_lr", "beta1", "beta2", "batch_size", "ema_decay", "wrong_labels")
LENGTH = ("epochs", "max_steps", "seed")
DECIMALS = {field.name for field in dataclasses.fields(TrainingConfig) if field.type == "float"}
OTHERS = (-10, 10)  # the range of numbers that have none of their own: labels of LSGAN


def training_form(*, own: bool = False) -> TrainingConfig | None:
    """Everything a training can be asked for; None, with the reason on the page, while the settings do not fit together.

    Args:
        own: whether it begins with own pictures.
    """
    left, right = st.columns(2)
    preset = left.selectbox(t("train.preset"), PRESETS, index=list(PRESETS).index(FIRST), help=t("train.preset_help"), key="preset")
    base = get_preset(preset)
    dataset = right.selectbox(
        t("train.dataset"),
        DATASETS,
        index=DATASETS.index("folder" if own else base.dataset),
        format_func={name: t(f"train.dataset_{name}") for name in DATASETS}.__getitem__,
        key=f"{preset}-dataset{'-own' if own else ''}",
    )
    changes: dict[str, Any] = {"dataset": dataset, "sample_every": SAMPLE_EVERY}
    key, found = preset, None
    if dataset == "folder":
        if (found := bring()) is None:
            return None
        changes |= look(found, preset)
        try:
            proposed = propose(base, found, preset)
        except GanError as error:
            error_box(error)
            return None
        base, key = dataclasses.replace(base, **proposed), "-".join((preset, *map(str, proposed.values())))
    with st.expander(t("train.details"), icon=":material/tune:"):
        network, objective, optimisation = st.columns(3)
        changes |= {name: _widget(network, key, base, name) for name in NETWORK}
        changes |= {name: _widget(objective, key, base, name) for name in OBJECTIVE}
        changes |= {name: _widget(objective, key, base, name) for name in (*OF_LOSS[changes["loss"]], AUGMENT)}
        changes |= {name: _widget(optimisation, key, base, name) for name in OPTIMISATION + LENGTH}
    try:
        from gan_core.data.fit import fit_config

        config = fit_config(base, _read(changes))
    except GanError as error:
        error_box(error)
        return None
    if found:
        say_length(config, found)
    return config


def _widget(place: Any, prefix: str, base: TrainingConfig, name: str) -> Any:
    """The widget of one setting: its kind and range are the config's own."""
    value, label, key = getattr(base, name), t(f"settings.{name}"), f"{prefix}-{name}"
    explained = t(f"settings.{name}_help") if f"{name}_help" in table("settings") else None
    choices = POLICIES if name == AUGMENT else CHOICES.get(name)
    if choices:
        return place.selectbox(
            label,
            choices,
            index=choices.index(value),
            format_func={one: option_words(name, one) for one in choices}.__getitem__,
            key=key,
            help=explained,
        )
    if isinstance(value, bool):
        return place.checkbox(label, value, key=key, help=explained)
    low, high = RANGES.get(name, OTHERS)
    if isinstance(value, int):
        return place.number_input(label, int(low), int(high), value, step=1, key=key, help=explained)
    return place.text_input(label, box_text(value), key=key, help=explained, max_chars=MAX_LETTERS)  # Streamlit's own boxes refuse a comma


def _read(changes: dict[str, Any]) -> dict[str, Any]:
    """The settings with their decimal numbers as numbers. Raises GanError."""
    return {name: typed_number(name, value, *RANGES.get(name, OTHERS)) if name in DECIMALS else value for name, value in changes.items()}
