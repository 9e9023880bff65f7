"""Own pictures in three steps: bring them, look at what was found, take the recipe that fits them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import streamlit as st

from gan_core.config import CHOICES, TrainingConfig
from gan_core.errors import GanError
from web.settings import SETTINGS
from web.training.recipe_cards import duration
from web.training.recipe_times import minutes
from web.training.setting_words import option_words
from web.ui.text import error_box, plain, t

if TYPE_CHECKING:
    from gan_core.data.plan import LeftOut
    from web.training.uploads import Found

FEW_CLASSES, CLASSES_HEIGHT = 6, 360  # more classes than these are shown in a box of so many pixels
UPLOADED_SIZE = 32  # pixels along a side, unless asked otherwise
WAYS = ("files", "folder")


def bring() -> Found | None:
    """Step 1: a zip, several files or a folder, looked at once; None, with the reason on the page, while there is nothing."""
    from gan_core.data.decoding import EXTENSIONS

    st.markdown(t("train.step_bring"))
    way = st.segmented_control(
        t("train.bring_way"),
        WAYS,
        default=WAYS[0],
        required=True,
        format_func={one: t(f"train.bring_{one}") for one in WAYS}.__getitem__,
        key="upload-way",
    )
    folder = way == "folder"
    files = st.file_uploader(
        t(f"train.upload_{way}", megabytes=SETTINGS.max_upload_mb),
        type=[*EXTENSIONS] if folder else [".zip", *EXTENSIONS],
        accept_multiple_files="directory" if folder else True,
        max_upload_size=SETTINGS.max_upload_mb,
        key=f"upload-{way}",
    )
    if not files:
        return None
    brought = [file.file_id for file in files]
    known = st.session_state.get("uploaded")
    if known is None or known[0] != brought:
        from web.training.uploads import forget, keep, packed

        if known:
            forget(known[1].file.parent)
            del st.session_state["uploaded"]
        try:
            with st.spinner(t("train.unpacking")):
                known = st.session_state["uploaded"] = (brought, keep(*packed([(file.name, file.getvalue()) for file in files])))
        except (GanError, OSError) as error:
            error_box(error)
            _left_out(getattr(error, "left_out", ()))
            return None
    found: Found = known[1]
    return found


def brought_name(config: TrainingConfig) -> str:
    """What a visitor's zip or folder is called, where this training is on it; of single files nothing."""
    found: Found | None = st.session_state.get("uploaded", (None, None))[1]
    return found.name if found and config.data_dir == str(found.file) else ""


def look(found: Found, prefix: str) -> dict[str, Any]:
    """Step 2: classes with their images as they will be, what is kept for scores, what is left out and why. The settings asked for."""
    from web.training.uploads import thumbnails

    st.markdown(t("train.step_look"))
    row = st.container(horizontal=True)  # as wide as their words, below each other on a phone
    size = row.segmented_control(
        t("settings.image_size"), CHOICES["image_size"], default=UPLOADED_SIZE, required=True, key=f"{prefix}-upload-size"
    )
    remarks = found.plan.remarks
    crop = _choice(row, "crop", prefix) if remarks.get("oblong") else "centre"
    bordered = crop == "whole" or remarks.get("transparent")
    background = _choice(row, "background", prefix) if bordered else "white"

    counts = found.plan.counts
    strips = thumbnails(found, size, crop, background)
    st.markdown(t("train.found", images=sum(counts.values()), classes=len(counts)))
    with st.container(border=True, height=CLASSES_HEIGHT if len(counts) > FEW_CLASSES else "content"):
        for name, count in counts.items():
            label, picture = st.columns((1, 2), vertical_alignment="center")
            label.markdown(t("train.found_class", name=plain(name), images=count))
            picture.image(strips[name], alt=name)
    for line in found.plan.remark_lines(_say, crop, background):
        st.caption(plain(line))
    _left_out(found.plan.left_out)
    asked = {"image_size": size, "crop": crop, "background": background}
    return asked | {"data_dir": str(found.file), "image_channels": 3, "num_classes": len(counts)}


def _choice(place: Any, field: str, prefix: str) -> str:
    choices = CHOICES[field]
    chosen: str = place.segmented_control(
        t(f"settings.{field}"),
        choices,
        default=choices[0],
        required=True,
        format_func={one: option_words(field, one) for one in choices}.__getitem__,
        key=f"{prefix}-{field}",
    )
    return chosen


def _left_out(files: Sequence[LeftOut]) -> None:
    """Which files are not used, by reason and name."""
    if not files:
        return
    from gan_core.data.plan import left_out_lines

    with st.expander(t("train.left_out", files=len(files)), icon=":material/block:"):
        st.markdown("\n".join(f"- {plain(line)}" for line in left_out_lines(files, _say)))


def _say(key: str, **fields: object) -> str:
    return t(f"own_images.{key}", **fields)


def propose(base: TrainingConfig, found: Found, prefix: str) -> dict[str, Any]:
    """Step 3: with labels or without, and what of the recipe has to be other for these images. Raises DataError."""
    from gan_core.data.fit import check_count, proposed_changes

    counts = found.plan.counts
    images = sum(counts.values())
    check_count(images, found.file)
    st.markdown(t("train.step_recipe"))
    labels = base.conditional and len(counts) > 1
    if labels:
        labels = st.segmented_control(
            t("train.labels"),
            (True, False),
            default=True,
            required=True,
            format_func={True: t("train.labels_yes"), False: t("train.labels_no")}.__getitem__,
            key=f"{prefix}-labels",
        )
    changes = proposed_changes(base, images, labels=labels)
    if changes:
        settings = ", ".join(f"{t(f'settings.{name}')}: {option_words(name, value)}" for name, value in changes.items())
        st.info(t("train.proposed", settings=settings), icon=":material/tune:")
    return changes


def say_length(config: TrainingConfig, found: Found) -> None:
    """Steps and time of the training as it is asked for, and a warning where nothing can come of it."""
    from gan_core.data.fit import MIN_STEPS, planned_steps

    images = sum(found.plan.counts.values())
    steps, whole = planned_steps(config, images), minutes(config, images)
    st.caption(t("train.length", steps=steps, time=t("train.time_unknown") if whole is None else duration(whole)))
    if steps < MIN_STEPS:
        st.warning(t("train.few_steps", steps=steps, expected=MIN_STEPS), icon=":material/hourglass_bottom:")
