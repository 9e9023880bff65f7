"""Widgets in, a checked `TrainingConfig` out."""

from __future__ import annotations

from typing import Any

import streamlit as st

from gan_core.config import CHOICES, POLICIES, RANGES, TrainingConfig
from gan_core.errors import GanError
from gan_core.presets import PRESETS, get_preset
from web.settings import SAMPLE_EVERY, SETTINGS
from web.ui.text import error_box, t, table

DATASETS = ("fashion-mnist-10k", "fashion-mnist", "mnist", "cifar10", "folder")
FIRST = "cgan-quick"  # trains at once: its data are part of the app
UPLOADED_SIZE = 32  # pixels along a side of uploaded images, unless asked otherwise

# Settings by where the form shows them; a loss has those of its own
NETWORK = (
    "model",
    "conditioning",
    "latent_dim",
    "base_channels",
    "kernel_size",
    "generator_activation",
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
OPTIMISATION = ("generator_lr", "discriminator_lr", "beta1", "beta2", "batch_size", "ema_decay")
LENGTH = ("epochs", "max_steps", "seed")


def training_form() -> TrainingConfig | None:
    """Everything a training can be asked for; None, with the reason on the page, while the settings do not fit together."""
    left, right = st.columns(2)
    preset = left.selectbox(t("train.preset"), PRESETS, index=list(PRESETS).index(FIRST), help=t("train.preset_help"), key="preset")
    base = get_preset(preset)
    dataset = right.selectbox(
        t("train.dataset"),
        DATASETS,
        index=DATASETS.index(base.dataset),
        format_func={name: t(f"train.dataset_{name}") for name in DATASETS}.__getitem__,
        key=f"{preset}-dataset",
    )
    changes: dict[str, Any] = {"dataset": dataset, "sample_every": SAMPLE_EVERY}
    if dataset == "folder":
        changes |= _upload(preset)
        if "data_dir" not in changes:
            return None
    with st.expander(t("train.details"), icon=":material/tune:"):
        network, objective, optimisation = st.columns(3)
        changes |= {name: _widget(network, preset, base, name) for name in NETWORK}
        changes |= {name: _widget(objective, preset, base, name) for name in OBJECTIVE}
        changes |= {name: _widget(objective, preset, base, name) for name in (*OF_LOSS[changes["loss"]], AUGMENT)}
        changes |= {name: _widget(optimisation, preset, base, name) for name in OPTIMISATION + LENGTH}
    try:
        from gan_core.data.fit import fit_config

        return fit_config(base, changes)
    except GanError as error:
        error_box(error)
        return None


def _widget(place: Any, preset: str, base: TrainingConfig, name: str) -> Any:
    """The widget of one setting: its kind and range are the config's own."""
    value, label, key = getattr(base, name), t(f"train.{name}"), f"{preset}-{name}"
    words = table("train").get(f"{name}_help")
    explained = t(f"train.{name}_help") if words else None
    choices = POLICIES if name == AUGMENT else CHOICES.get(name)
    if choices:
        return place.selectbox(
            label,
            choices,
            index=choices.index(value),
            format_func={one: _option(name, one) for one in choices}.__getitem__,
            key=key,
            help=explained,
        )
    if isinstance(value, bool):
        return place.checkbox(label, value, key=key, help=explained)
    low, high = RANGES.get(name, (-10, 10))
    if isinstance(value, int):
        return place.number_input(label, int(low), int(high), value, step=1, key=key, help=explained)
    return place.number_input(
        label, float(low), float(high), float(value), step=10.0 ** (-1 if high > 1 else -4), format="%g", key=key, help=explained
    )


def _option(field: str, option: object) -> str:
    if field == AUGMENT:
        return " + ".join(t(f"train.augment_{name}") for name in str(option).split(",")) if option else t("train.augment_off")
    words = table("train").get(f"{field}_{option}")
    return t(f"train.{field}_{option}") if words else str(option)


def _upload(preset: str) -> dict[str, Any]:
    """A visitor's zip of images, unpacked once; the settings it brings."""
    file = st.file_uploader(
        t("train.upload", megabytes=SETTINGS.max_upload_mb), type="zip", max_upload_size=SETTINGS.max_upload_mb, key="upload"
    )
    if file is None:
        return {}
    size = st.segmented_control(
        t("train.image_size"), CHOICES["image_size"], default=UPLOADED_SIZE, required=True, key=f"{preset}-upload-size"
    )
    kept = st.session_state.get("uploaded")
    if kept is None or kept["file"] != file.file_id:
        from gan_core.data.archive import unpack_images
        from web.training.uploads import forget, new_folder

        if kept:
            forget(kept["folder"])
        try:
            with st.spinner(t("train.unpacking")):
                folder = new_folder(file.size)
                unpacked = unpack_images(file, folder)
        except (GanError, OSError) as error:
            error_box(error)
            return {}
        kept = st.session_state["uploaded"] = {"file": file.file_id, "folder": folder, "unpacked": unpacked}
    unpacked = kept["unpacked"]
    classes = max(1, len(unpacked.classes))
    st.caption(t("train.uploaded", images=unpacked.images, classes=classes, skipped=unpacked.skipped))
    return {"data_dir": str(kept["folder"]), "image_size": size, "image_channels": 3, "num_classes": classes}
