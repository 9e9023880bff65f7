"""A lesson's interactive stage: controls and figures; every movement asks `web.lessons.api` for the figures."""

from __future__ import annotations

from dataclasses import asdict

from gan_core.figures.palette import ROLES
from web.lessons import LESSONS
from web.lessons.bridges import BRIDGES
from web.lessons.stories import STORIES
from web.ui.stage import make_stage
from web.ui.text import t, words

_show = make_stage("lesson_stage", "web/lessons/browser/stage.mjs")


def lesson_stage(name: str) -> None:
    """Show the stage of a lesson. It reads its first state from the page's address."""
    story = [{"state": step.state, "sentence": t(f"stories.{name}_{step.state}")} for step in STORIES[name]]
    bridge = asdict(BRIDGES[name]) | {"words": words("bridges")[name]} if name in BRIDGES else None
    own = {"own": words("lesson_stage"), "roles": ROLES, "story": story, "bridge": bridge, "solid": LESSONS[name].surfaces is not None}
    data = LESSONS[name].describe() | {"name": name} | own
    _show(data, key=f"{name}-stage", text=f"{name}_lesson")
