"""The stage of *Real or fake?*. The browser asks `web.real_or_fake.api` and the room; no script runs for it."""

from __future__ import annotations

from gan_core.figures.palette import ROLES
from web.ui.stage import BASE, make_stage
from web.ui.text import words

_show = make_stage(
    "real_or_fake_stage",
    "web/real_or_fake/browser/stage.mjs",
    (BASE, "web/room/browser/room.css", "web/real_or_fake/browser/stage.css"),
)


def real_or_fake_stage() -> None:
    """Show the stage. It reads its first state from the page's address."""
    text = words("real_or_fake_stage") | words("room")
    _show({"text": text, "errors": words("errors"), "models": words("models"), "roles": ROLES}, text=None)
