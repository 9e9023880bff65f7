"""Where the project's files lie: in a checkout beside this package, in an installed wheel in the folder `gan_classroom` beside it."""

from __future__ import annotations

from pathlib import Path

LIBRARY = Path(__file__).resolve().parent
INSTALLED = (LIBRARY.parent / "gan_classroom").is_dir()

ROOT = LIBRARY.parent / "gan_classroom" if INSTALLED else LIBRARY.parent
CHECKPOINTS = ROOT / "checkpoints"
LOCALES = ROOT / "locales"
PAGES = ROOT / "pages"
STATIC = ROOT / "static"
TARGETS = "inversion"  # .json and .png in the folder of a model: gan_core/inference/targets.py
REQUIREMENTS = ROOT / "requirements.txt"

# What is written: beside the code of a checkout, and of an installed app where it was started, as it must not write among the packages
_OUTPUT = Path.cwd() if INSTALLED else ROOT
RUNS = _OUTPUT / "runs"
DATA = _OUTPUT / "data"


def project_file(name: str) -> Path:
    """A file by its path in a checkout."""
    return (LIBRARY.parent if name.startswith("gan_core/") else ROOT) / name
