"""A training on the visitor's own machine: its form. What it starts is shown by the live view, beside the server's runs."""

from __future__ import annotations

from gan_core.config import RANGES
from gan_core.data.sources import at_hand
from gan_core.image_engine import BOUNDS, MULTIPLE
from gan_core.training.diagnostics import FINDINGS
from web.training.local_facts import CHANGEABLE, LOSSES, QUESTIONS, base_config, facts
from web.training.local_recipes import RECIPES, outcomes
from web.ui.stage import BASE, make_stage
from web.ui.text import words

_STYLES = ("web/room/browser/room.css", "web/training/browser/stage.css", "web/training/browser/local/stage.css")
_show = make_stage("local_stage", "web/training/browser/local/stage.mjs", (BASE, *_STYLES))


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
            "text": words("experiment") | words("local_stage") | words("room"),
            "errors": words("errors"),
            "facts": facts(),
            "config": base_config().to_json(),
            "widths": list(range(2 * MULTIPLE, widest + 1, 2 * MULTIPLE)),
            "labels": labels,
            "digits": at_hand("mnist"),
            "questions": list(QUESTIONS),
            "recipes": RECIPES,
            "outcomes": outcomes(),
            "verdicts": {name: words("doctor")[name] for name in FINDINGS},
            "ranges": {name: list(RANGES[name]) for name in ("generator_lr", "discriminator_lr", "r1_weight", "epochs", "seed")},
        },
        text=None,
    )
