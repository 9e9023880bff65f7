"""The app's lessons from Python: `open_lesson("lsgan").figure({"distance": 3})` is the figure of the page, in a notebook."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

from gan_core.errors import ConfigError
from gan_core.paths import ROOT


def open_lesson(name: str) -> Any:
    """The `web.lessons.lesson.Lesson` of a page.

    Args:
        name: game, discriminator, divergences, gradients, lsgan, wgan, fid, inception_score, precision_recall, seven_numbers, accuracy.

    Raises:
        ConfigError: there is no such lesson.
    """
    if str(ROOT) not in sys.path:  # an installed app lies in a folder of its own: gan_core/paths.py
        sys.path.append(str(ROOT))
    lessons = import_module("web.lessons").LESSONS
    if name not in lessons:
        raise ConfigError("value", field="lesson", received=repr(name), expected=", ".join(lessons))
    return lessons[name]
