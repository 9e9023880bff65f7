"""A run as one HTML page, Vietnamese and English, with nothing left to fetch; and as a static Space for the Hugging Face Hub."""

from __future__ import annotations

import base64
import io
import json
import zipfile
from pathlib import Path
from typing import Any

from gan_core import __version__
from gan_core.figures.offline import plotly_basic
from gan_core.frozen.command import repeat_command
from gan_core.frozen.contents import Contents, read_contents
from gan_core.frozen.figure import run_figure
from gan_core.frozen.film import film
from gan_core.training.about import read_about
from gan_core.training.run_directory import RunDirectory, steps_of
from gan_core.training.run_title import run_title
from gan_core.translations import FALLBACK, LANGUAGES, table

FOLDER = Path(__file__).parent
LARGEST = 9_000_000  # bytes of a page: a Space's repository takes 10 MB a file
# Tables of labels -> how the keys begin that the page says
WORDS: dict[str, tuple[str, ...]] = {
    "frozen": ("",),
    "doctor": ("",),
    "evaluation_stage": ("score_",),
    "training_stage": ("at_step", "event_", "label_", "state_", "time_"),
    "settings": ("",),
}
SPACE = """---
title: {title}
emoji: 🧊
sdk: static
pinned: false
---

A training of a GAN, frozen by GAN Classroom {version}: open `index.html`, here or from a disk; it needs no network.
"""


def freeze(run: RunDirectory, language: str = "") -> bytes:
    """The page of a run as HTML, at most LARGEST bytes. It opens in `language`, or in the reader's own; the other is one press away.

    Raises:
        CheckpointError: this is no run, or a damaged one.
        ConfigError: its settings are foreign.
    """
    contents = read_contents(run)
    written = {
        "language": language,
        "languages": LANGUAGES,
        "words": {language: {name: _words(name, starts, language) for name, starts in WORDS.items()} for language in LANGUAGES},
        "title": {language: _title(run, language) for language in LANGUAGES},
        "version": __version__,
        "status": {key: contents.status[key] for key in ("state", "step")},
        "totals": {key: contents.totals.get(key, 0) for key in ("epoch", "images_seen", "seconds")},
        "config": contents.config.to_json() | {"data_dir": None},  # a path of the machine is private
        "command": repeat_command(contents.config),
        "verdicts": [vars(verdict) for verdict in contents.verdicts],
        "events": contents.events,
        "scores": contents.scores,
        "film": [[step, _picture(frame)] for step, frame in film(steps_of(run.samples, "png"), contents.config).items()],
        "figure": _figure(contents),
    }
    page = (FOLDER / "frozen.html").read_text(encoding="utf-8")
    page = page.replace("/*STYLE*/", (FOLDER / "frozen.css").read_text(encoding="utf-8"))
    page = page.replace("/*PLOTLY*/", plotly_basic())
    page = page.replace("/*SCRIPT*/", (FOLDER / "frozen.bundle.mjs").read_text(encoding="utf-8"))
    return page.replace("/*CONTENT*/", json.dumps(written, ensure_ascii=False).replace("<", "\\u003c")).encode()


def freeze_space(run: RunDirectory, language: str = "") -> bytes:
    """The page as index.html beside a static Space's card, zipped: `hf upload USER/NAME FOLDER --repo-type space`. Raises as `freeze`."""
    page, buffer = freeze(run, language), io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("index.html", page)
        file.writestr("README.md", SPACE.format(title=json.dumps(_title(run, language or FALLBACK)), version=__version__))
    return buffer.getvalue()


def _title(run: RunDirectory, language: str) -> str:
    return run_title(run.path.resolve().name, run.read_config(), read_about(run), language)


def _words(name: str, starts: tuple[str, ...], language: str) -> dict[str, str]:
    return {key: row[language] for key, row in table(name).items() if key.startswith(starts)}


def _picture(frame: bytes) -> str:
    return "data:image/webp;base64," + base64.b64encode(frame).decode()


def _figure(contents: Contents) -> dict[str, Any]:
    """Plotly's data once; names, texts and layout in every language."""
    figures = {language: json.loads(run_figure(contents, language).to_json()) for language in LANGUAGES}
    data = figures[FALLBACK]["data"]
    words = {
        language: {"names": [trace["name"] for trace in figure["data"]], "layout": figure["layout"]} for language, figure in figures.items()
    }
    return {"data": data, "words": words}
