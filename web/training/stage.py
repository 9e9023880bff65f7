"""The live view of a training, running, finished or shipped. The browser polls `web.training.api`; no script runs for it."""

from __future__ import annotations

import dataclasses

from gan_core.config import TrainingConfig
from gan_core.figures.palette import ROLES
from gan_core.training.end_reasons import OVER
from gan_core.training.samples import MAX_ROWS
from web.training.form import OF_LOSS
from web.training.local_facts import facts
from web.ui.stage import BASE, make_stage
from web.ui.text import table, words

_STYLES = ("web/shared/vendor/uplot.css", BASE, "web/training/browser/stage.css")
_show = make_stage("training_stage", "web/training/browser/stage.mjs", _STYLES, "live-stage")


def training_stage(run: str = "") -> None:
    """Show the stage. A new `run` is opened at once; without one, the run in the page's address, else the liveliest."""
    own = {
        "settings": words("settings"),
        "doctor": words("doctor"),
        "models": words("models"),
        "classNames": table("classes"),
        "roles": ROLES,
        "over": [*OVER, "unreadable"],
        "classRows": MAX_ROWS,
        "ofLoss": OF_LOSS,
        "facts": facts(),
        "whole": [field.name for field in dataclasses.fields(TrainingConfig) if str(field.type) == "int"],
    }
    _show({"run": run, **own})
