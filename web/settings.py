"""The server's settings, from environment variables; validated once, when the app starts."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

from gan_core.errors import ConfigError
from gan_core.paths import RUNS

SAMPLE_EVERY = 10  # steps: pictures of a training that people watch come often at first


@dataclass(frozen=True)
class Settings:
    """GAN_RUNS_DIR and so on: the field's name in capitals. 0 means without limit."""

    runs_dir: Path = RUNS
    device: str = "auto"  # auto, cpu, cuda, mps or xpu
    cores: int = 0  # that the app may use; 0: all that the system sees, in a container more than it is given
    max_running: int = 1  # trainings at once
    max_jobs: int = 2  # trainings that one visitor may have running and waiting
    max_queue: int = 20
    max_minutes: float = 60.0  # of one training
    max_steps: int = 0
    max_training_mb: int = 4000  # of memory that one training may be estimated to take
    max_run_mb: int = 4000  # of disk that one training's checkpoints may take
    max_own_runs: int = 100  # of one visitor that are kept: a new one takes the place of his oldest
    max_runs: int = 1000  # kept in all; runs in folders that a person named are not counted and never deleted
    max_runs_mb: int = 20_000  # of disk that they may take together
    idle_minutes: float = 0.0  # a training without viewers is stopped
    embed_origins: tuple[str, ...] = ()  # sites that may show the app in a frame: https://a.example https://b.example, or *
    presenter_pin: str = ""  # takes over the controls of any training; empty: not possible
    max_upload_mb: int = 50  # of a zip of images
    max_evaluations: int = 12  # checkpoints that one visitor may have waiting to be scored
    max_evaluation_n: int = 10_000  # pictures of each kind, when a visitor lets a model be scored
    evaluation_minutes: float = 60.0  # that scoring one model may take
    inception_weights: Path | None = None  # the FID weights; none: those in PyTorch's cache, if there are any
    dinov2_weights: Path | None = None  # a file of DINOv2's; none: no such extractor
    max_uploads_mb: int = 2000  # of all visitors' images together
    upload_hours: int = 24  # after which images that no run was started with are deleted
    measure_recipes: int = 1  # whether a few steps of each recipe card are timed when the app starts, once a day; 0: no
    tour: Path | None = None  # a presenter's own tour, a TOML file (web/presenter/tours.py)

    @classmethod
    def read(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """Raises ConfigError that names the variable, what was received, and what is expected."""
        environment = os.environ if environment is None else environment
        given = {field.name: environment.get(f"GAN_{field.name.upper()}", "").strip() for field in fields(cls)}
        return cls(**{name: _value(name, text) for name, text in given.items() if text})  # type: ignore[arg-type]


ORIGIN = re.compile(r"\*|https?://(\*\.)?[A-Za-z0-9.-]{1,200}(:[0-9]{1,5})?")
RANGES = {
    "cores": (0, 1024),
    "max_running": (1, 16),
    "max_jobs": (0, 1000),
    "max_queue": (0, 10_000),
    "max_minutes": (0, 100_000),
    "max_steps": (0, 100_000_000),
    "max_training_mb": (0, 10_000_000),
    "max_run_mb": (0, 10_000_000),
    "max_own_runs": (0, 100_000),
    "max_runs": (0, 100_000),
    "max_runs_mb": (0, 100_000_000),
    "idle_minutes": (0, 100_000),
    "max_upload_mb": (1, 1000),
    "max_uploads_mb": (1, 1_000_000),
    "upload_hours": (1, 100_000),
    "max_evaluations": (1, 1000),
    "max_evaluation_n": (50, 50_000),
    "evaluation_minutes": (0.1, 10_000),
    "measure_recipes": (0, 1),
}


DEVICES = ("auto", "cpu", "cuda", "mps", "xpu")  # whether the machine has it is seen when torch is loaded


def _value(name: str, text: str) -> object:
    variable = f"GAN_{name.upper()}"
    if name == "runs_dir":
        return Path(text)
    if name in ("inception_weights", "dinov2_weights", "tour"):
        if not Path(text).is_file():
            raise ConfigError("missing_path", field=variable, received=repr(text[:200]))
        return Path(text)
    if name == "device":
        if text not in DEVICES:
            raise ConfigError("value", field=variable, received=repr(text), expected=", ".join(DEVICES))
        return text
    if name == "presenter_pin":
        if not (4 <= len(text) <= 64 and text.isascii() and text.isprintable()):  # a browser sends it in a header
            raise ConfigError("value", field=variable, received=f"{len(text)} characters", expected="4 to 64 characters of ASCII")
        return text
    if name == "embed_origins":
        return _origins(variable, text)
    return _number(name, variable, text)


def _origins(variable: str, text: str) -> tuple[str, ...]:
    """Sites, parted by blanks, as a Content-Security-Policy writes them."""
    origins = tuple(text.split())
    for origin in origins:
        if not ORIGIN.fullmatch(origin):
            raise ConfigError("value", field=variable, received=repr(origin[:60]), expected="https://a.example https://*.b.example, or *")
    return origins


def _number(name: str, variable: str, text: str) -> float:
    low, high = RANGES[name]
    try:
        number = float(text) if name.endswith("minutes") else int(text)
    except ValueError:
        number = float("nan")
    if not low <= number <= high:
        raise ConfigError("value", field=variable, received=repr(text[:40]), expected=f"{low} to {high}")
    return number


try:
    SETTINGS = Settings.read()
except ConfigError as error:
    raise SystemExit(str(error)) from None


def cores() -> int:
    """Processor cores for trainings and the server together."""
    return SETTINGS.cores or os.cpu_count() or 2
