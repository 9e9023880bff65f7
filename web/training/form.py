"""Widgets in, a checked `TrainingConfig` out."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import streamlit as st

from gan_core.config import CHOICES, POLICIES, RANGES, TrainingConfig
from gan_core.errors import GanError
from gan_core.presets import PRESETS, get_preset
from web.settings import SAMPLE_EVERY, SETTINGS
from web.ui.text import error_box, plain, t, table

if TYPE_CHECKING:
    from gan_core.data.plan import LeftOut
    from web.training.uploads import Found

DATASETS = ("fashion-mnist-10k", "fashion-mnist", "mnist", "cifar10", "folder")
FIRST = "cgan-quick"  # trains at once: its data are part of the app
FEW_CLASSES, CLASSES_HEIGHT = 6, 360  # more classes than these are shown in a box of so many pixels
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
    key = preset
    if dataset == "folder":
        if (found := _upload()) is None:
            return None
        changes |= _of_images(found, preset)
        _show(found, changes.get("background", "white"))
        try:
            base, proposed = _fitting(base, found)
        except GanError as error:
            error_box(error)
            return None
        key += proposed
    with st.expander(t("train.details"), icon=":material/tune:"):
        network, objective, optimisation = st.columns(3)
        changes |= {name: _widget(network, key, base, name) for name in NETWORK}
        changes |= {name: _widget(objective, key, base, name) for name in OBJECTIVE}
        changes |= {name: _widget(objective, key, base, name) for name in (*OF_LOSS[changes["loss"]], AUGMENT)}
        changes |= {name: _widget(optimisation, key, base, name) for name in OPTIMISATION + LENGTH}
    try:
        from gan_core.data.fit import fit_config

        return fit_config(base, changes)
    except GanError as error:
        error_box(error)
        return None


def _of_images(found: Found, preset: str) -> dict[str, Any]:
    """The settings that own images bring, and those that are asked for."""
    size, background = st.columns(2)
    asked: dict[str, Any] = {
        "image_size": size.segmented_control(
            t("train.image_size"), CHOICES["image_size"], default=UPLOADED_SIZE, required=True, key=f"{preset}-upload-size"
        )
    }
    if found.plan.remarks.get("transparent"):
        asked["background"] = background.segmented_control(
            t("train.background"), CHOICES["background"], default="white", required=True, format_func=_say, key=f"{preset}-background"
        )
    return asked | {"data_dir": str(found.file), "image_channels": 3, "num_classes": len(found.plan.classes)}


def _widget(place: Any, prefix: str, base: TrainingConfig, name: str) -> Any:
    """The widget of one setting: its kind and range are the config's own."""
    value, label, key = getattr(base, name), t(f"train.{name}"), f"{prefix}-{name}"
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


def _upload() -> Found | None:
    """A visitor's zip of images, looked at once; None, with the reason on the page, while there is none."""
    file = st.file_uploader(
        t("train.upload", megabytes=SETTINGS.max_upload_mb), type="zip", max_upload_size=SETTINGS.max_upload_mb, key="upload"
    )
    if file is None:
        return None
    known = st.session_state.get("uploaded")
    if known is None or known[0] != file.file_id:
        from web.training.uploads import forget, keep

        if known:
            forget(known[1].file.parent)
            del st.session_state["uploaded"]
        try:
            with st.spinner(t("train.unpacking")):
                known = st.session_state["uploaded"] = (file.file_id, keep(file.getvalue()))
        except (GanError, OSError) as error:
            error_box(error)
            _left_out(getattr(error, "left_out", ()))
            return None
    found: Found = known[1]
    return found


def _show(found: Found, background: str) -> None:
    """Classes with their images, what is kept for scores, what is left out and why: before anything is trained."""
    counts = found.plan.counts
    st.markdown(t("train.found", images=sum(counts.values()), classes=len(counts)))
    with st.container(border=True, height=CLASSES_HEIGHT if len(counts) > FEW_CLASSES else "content"):
        for name, count in counts.items():
            label, picture = st.columns((1, 2), vertical_alignment="center")
            label.markdown(t("train.found_class", name=plain(name), images=count))
            picture.image(found.strips[name])
    for line in found.plan.remark_lines(_say, background):
        st.caption(plain(line))
    _left_out(found.plan.left_out)


def _left_out(files: Sequence[LeftOut]) -> None:
    """Which files are not used, by reason and name."""
    if not files:
        return
    from gan_core.data.plan import left_out_lines

    with st.expander(t("train.left_out", files=len(files)), icon=":material/block:"):
        st.markdown("\n".join(f"- {plain(line)}" for line in left_out_lines(files, _say)))


def _say(key: str, **fields: object) -> str:
    return t(f"own_images.{key}", **fields)


def _fitting(base: TrainingConfig, found: Found) -> tuple[TrainingConfig, str]:
    """The preset with what its settings have to be for these images, and a key that tells its widgets apart. Raises DataError."""
    from gan_core.data.fit import check_count, proposed_changes

    counts = found.plan.counts
    check_count(sum(counts.values()), found.file)
    changes = proposed_changes(base, sum(counts.values()), len(counts))
    if not changes:
        return base, ""
    settings = ", ".join(f"{t(f'train.{name}')}: {_option(name, value)}" for name, value in changes.items())
    st.info(t("train.proposed", settings=settings), icon=":material/tune:")
    return dataclasses.replace(base, **changes), "-" + "-".join(map(str, changes.values()))
