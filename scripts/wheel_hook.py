"""Called by hatchling: puts the app into a wheel, as the folder `gan_classroom` beside the library (gan_core/paths.py)."""

from __future__ import annotations

from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

APP = (
    ".streamlit", "app.py", "checkpoints", "gradio_app", "gradio_demo.py", "locales", "pages", "requirements.txt", "static", "ui.py", "web",
)  # fmt: skip


class WheelHook(BuildHookInterface):
    """An editable install needs nothing of it: it finds everything in the checkout."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the app to what hatchling packs by itself."""
        if version == "standard":
            build_data["force_include"] |= {name: f"gan_classroom/{name}" for name in APP}
