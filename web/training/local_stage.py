"""A training on the visitor's own machine: its form. What it starts is shown by the live view, beside the server's runs."""

from __future__ import annotations

from dataclasses import replace

from gan_core.config import RANGES, TrainingConfig
from gan_core.data import FASHION_CLASSES
from gan_core.data.sources import at_hand
from gan_core.image_engine import BOUNDS, MULTIPLE, ONLY
from gan_core.presets import get_preset
from gan_core.training.equilibrium import equilibrium
from web.ui.stage import BASE, make_stage
from web.ui.text import words

PRESET = "cgan-browser"
LOSSES = ("non_saturating", "lsgan", "wgan", "wgan_gp", "hinge", "r3gan", "minimax")
CHANGEABLE = ("generator_lr", "discriminator_lr", "loss", "n_critic", "r1_weight", "r2_weight", "gp_weight", "clip_value")
_OWN = {"n_critic": (1, 10)}  # of what is offered here, less than a run may have

_show = make_stage(
    "local_stage", "web/training/browser/local/stage.mjs", (BASE, "web/training/browser/stage.css", "web/training/browser/local/stage.css")
)


def facts() -> dict[str, object]:
    """What runs in a browser are told of the library they belong to."""
    base = get_preset(PRESET)
    return {
        "engine": {"only": ONLY, "bounds": BOUNDS, "multiple": MULTIPLE},
        "equilibria": {loss: equilibrium(replace(base, loss=loss)) for loss in LOSSES},
        "changeable": {name: list(LOSSES) if name == "loss" else list(_OWN.get(name) or RANGES[name]) for name in CHANGEABLE},
    }


def base_config() -> TrainingConfig:
    """What the form begins with."""
    return replace(get_preset(PRESET), class_names=FASHION_CLASSES, log_every=10, checkpoint_every=100)


def local_stage() -> None:
    """Show the form."""
    _, widest = BOUNDS["base_channels"]
    said = words("settings")
    labels = {f"setting_{name}": said[name] for name in (*CHANGEABLE, "epochs", "crop", "background")} | {
        f"option_{loss}": said[f"loss_{loss}"] for loss in LOSSES
    }
    labels |= {name: said[name] for name in ("crop_centre", "crop_whole", "background_white", "background_black")}
    _show(
        {
            "facts": facts(),
            "config": base_config().to_json(),
            "widths": list(range(2 * MULTIPLE, widest + 1, 2 * MULTIPLE)),
            "labels": labels,
            "digits": at_hand("mnist"),
            "ranges": {name: list(RANGES[name]) for name in ("generator_lr", "discriminator_lr", "r1_weight", "epochs", "seed")},
        }
    )
