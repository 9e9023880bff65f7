"""Everything that will be needed today, tried: each check is the real act on a small scale, in a few seconds, without network.

One round at a time for all visitors, in a thread of its own; its results are given for a minute. The browser's own checks are in
`web/selfcheck/browser/browser.mjs`.
"""

from __future__ import annotations

import importlib.metadata
import logging
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement

from gan_core.errors import GanError, storage_error
from gan_core.paths import REQUIREMENTS
from gan_core.translations import LANGUAGES, prose_files, table, table_files
from web.presenter.tours import TOURS
from web.settings import SETTINGS

LOG = logging.getLogger(__name__)

CACHE_SECONDS = 60.0  # a round.s results are given for so long before another may begin
ROOM, LITTLE_ROOM = 1.0, 0.1  # GB of disk: enough for a few trainings; too little for one
LEVELS, MEAN_LEVELS = 4, 0.5  # by which a picture drawn here may differ from the one drawn when the model was trained
RECOGNISED = 0.75  # of a conditional model's pictures, by the judge
PICTURES = 60  # scored
STEPS = 2  # trained
GAME_STEPS = 20

Fields = Mapping[str, object]


class Unfit(Exception):  # noqa: N818 - not an error of the program
    """A check that found something wrong; `fields` fill its sentence `check_NAME_KIND`."""

    def __init__(self, kind: str = "fail", **fields: object) -> None:
        self.kind, self.fields = kind, fields
        super().__init__(kind)


# ----------------------------------------------------------------------------------------------------------------------- the checks


def _packages() -> Fields:
    """What is installed is what requirements.txt pins."""
    lines = REQUIREMENTS.read_text(encoding="utf-8").splitlines()
    pins = [Requirement(line) for line in lines if line and not line.startswith("#")]
    here = [pin for pin in pins if pin.marker is None or pin.marker.evaluate()]
    wrong = [f"{pin.name} {found} ({pin.specifier})" for pin in here if not pin.specifier.contains(found := _installed(pin.name))]
    if wrong:
        raise Unfit(wrong=", ".join(wrong))
    return {"count": len(here)}


def _installed(name: str) -> str:
    try:
        return importlib.metadata.version(name).partition("+")[0]  # torch 2.14.1+cpu
    except importlib.metadata.PackageNotFoundError:
        return "–"


def _disk() -> Fields:
    """The folder of runs can be written, and there is room."""
    SETTINGS.runs_dir.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=SETTINGS.runs_dir) as file:
        file.write(b"\0" * 2**20)
        file.flush()
    free = shutil.disk_usage(SETTINGS.runs_dir).free / 1e9
    if free < ROOM:
        raise Unfit("fail" if free < LITTLE_ROOM else "note", free=f"{free:.1f}")
    return {"free": f"{free:.0f}"}


def _languages() -> Fields:
    """Every label and every page of prose is there in both languages."""
    names = table_files()
    gaps = [
        f"{name}.{key}" for name in names for key, row in table(name).items() if not all(row.get(code, "").strip() for code in LANGUAGES)
    ]
    prose = {name.rsplit(".", 1)[0] for name in prose_files()}
    gaps += [f"{name}.{code}.md" for name in sorted(prose) for code in LANGUAGES if f"{name}.{code}" not in prose_files()]
    if gaps:
        raise Unfit(missing=", ".join(gaps[:5]))
    return {"labels": sum(len(table(name)) for name in names), "texts": len(prose)}


def _models() -> Fields:
    """Every shipped model draws the very pictures that were drawn when its training ended."""
    import numpy as np
    from PIL import Image

    from gan_core.inference import load_shipped, shipped_names
    from web.runs.catalogue import SHIPPED

    names, most = shipped_names(SHIPPED), 0
    for name in names:
        drawn = _fixed_pictures(load_shipped(name, SHIPPED))
        with Image.open(max((SHIPPED / name / "samples").glob("step-*.png"))) as stored:
            before = np.asarray(stored, dtype=int)
        apart = np.abs(before - drawn) if before.shape == drawn.shape else np.full(1, 255)
        if apart.max() > LEVELS or apart.mean() > MEAN_LEVELS:
            raise Unfit(name=name, levels=int(apart.max()))
        most = max(most, int(apart.max()))
    if not names:
        raise Unfit(name="–", levels="–")
    return {"count": len(names), "levels": most}


def _fixed_pictures(generator: Any) -> Any:
    """The model's pictures of the fixed noise of its training, as one."""
    import torch

    from gan_core.training.samples import fixed_noise, image_grid

    z, labels = fixed_noise(generator.config)
    weights = None if labels is None else torch.nn.functional.one_hot(labels, generator.num_classes).float()
    return image_grid(generator.float_images(z, weights)).numpy().squeeze().astype(int)


def _judge() -> Fields:
    """The classifiers load, and recognise what the best model was asked for."""
    import torch

    from gan_core.latent import z_from_seed
    from gan_core.metrics.classifier import IMAGE_SHAPES, classify, load_classifier, weights_path
    from web.latent.engine import ENGINE

    judges = {name: load_classifier(name) for name in IMAGE_SHAPES if weights_path(name).is_file()}
    generator = ENGINE.prepared("cgan-fashion-mnist").generator
    asked = torch.arange(10 * generator.num_classes) % generator.num_classes
    pictures = generator.images(torch.from_numpy(z_from_seed(0, len(asked), generator.latent_dim)), asked)
    seen = classify(judges["fashion-mnist"], torch.from_numpy(pictures).permute(0, 3, 1, 2).contiguous(), asked)
    share = float((torch.as_tensor(seen.probabilities).argmax(1) == asked).float().mean())
    if share < RECOGNISED:
        raise Unfit(percent=round(100 * share))
    return {"count": len(judges), "percent": round(100 * share)}


def _runs() -> Fields:
    """Every recorded training opens: its numbers, its pictures, what the doctor says."""
    from gan_core.training.run_directory import list_runs
    from web.runs.catalogue import SHIPPED
    from web.training.status import curves_of, status_of

    runs = [run for run in list_runs(SHIPPED) if run.stats_path.is_file()]
    for run in runs:
        status = status_of(run, None)
        if not curves_of(run) or not status["sample_steps"]:
            raise Unfit(name=run.path.name)
    return {"count": len(runs)}


def _lessons() -> Fields:
    """Every lesson computes its first figures."""
    from web.lessons.api import LESSONS, figures

    for name in LESSONS:
        figures(name, {})
    return {"count": len(LESSONS)}


def _tours() -> Fields:
    """Every stop of every tour can be reached; doing so also prepares it."""
    from web.presenter.prefetch import prepare

    for tour in TOURS.values():
        for number, stop in enumerate(tour.stops, 1):
            try:
                prepare(stop)
            except GanError as error:
                raise Unfit(tour=tour.name, stop=number, reason=str(error)) from None
    return {"count": len(TOURS), "stops": sum(len(tour.stops) for tour in TOURS.values())}


def _training() -> Fields:
    """Two steps on embedded pictures, written as every training is; in a folder that is deleted afterwards."""
    from gan_core.presets import get_preset
    from gan_core.training.run import Run
    from gan_core.training.run_directory import RunDirectory
    from web.training.runner import load

    small = replace(get_preset("cgan-quick"), batch_size=16, base_channels=16, max_steps=STEPS, log_every=1)
    config, images = load(small)
    with tempfile.TemporaryDirectory() as folder:
        directory = RunDirectory(Path(folder) / "run")
        reports = list(Run(directory, config, images).reports())
        state = directory.read_status()["state"]
    if len(reports) != STEPS or state != "finished":
        raise Unfit(state=state)
    return {"steps": len(reports)}


def _playground() -> Fields:
    """The playground's engine trains a game."""
    from gan_core.playground import Playground, PlaygroundConfig

    steps = Playground(PlaygroundConfig()).step(GAME_STEPS)
    if steps < GAME_STEPS:
        raise Unfit(steps=steps)
    return {"steps": steps}


def _evaluation() -> Fields:
    """A model is scored on a few pictures."""
    from gan_core.data import load_dataset
    from gan_core.evaluation import Examiner, generated, real_pictures
    from web.latent.engine import ENGINE

    real = real_pictures(load_dataset("fashion-mnist-10k", progress=False), PICTURES)
    scores = Examiner(real).examine(generated(ENGINE.prepared("cgan-fashion-mnist").generator, PICTURES, 0), ("prc",)).scores
    return {"count": len(scores), "n": PICTURES}


def _device() -> Fields:
    """Where trainings will run. A note: they were never tried on such a device."""
    import torch

    from gan_core.training.devices import TRIED, choose_device
    from web.settings import cores

    kind = choose_device(SETTINGS.device).type
    if kind not in TRIED:
        raise Unfit("note", device=kind.upper())
    return {"device": f"GPU, {torch.cuda.get_device_name()}" if kind == "cuda" else f"CPU × {cores()}"}


# name: the act; the words are `selfcheck_stage.check_NAME`, `..._ok`, `..._fail`, `..._note`
CHECKS: dict[str, Callable[[], Fields]] = {
    "packages": _packages,
    "disk": _disk,
    "languages": _languages,
    "device": _device,
    "models": _models,
    "judge": _judge,
    "runs": _runs,
    "lessons": _lessons,
    "tours": _tours,
    "playground": _playground,
    "training": _training,
    "evaluation": _evaluation,
}


# ------------------------------------------------------------------------------------------------------------------------ the round


@dataclass(frozen=True)
class Result:
    """What a check found. state: waiting, running, ok, note or fail."""

    name: str
    state: str = "waiting"
    milliseconds: int = 0
    fields: Fields = field(default_factory=dict)
    error: Mapping[str, Any] | None = None  # {code, fields, message}, where the library said what is wrong

    def to_json(self) -> dict[str, Any]:
        """For the page."""
        fields = {key: str(value) for key, value in self.fields.items()}
        return {"name": self.name, "state": self.state, "milliseconds": self.milliseconds, "fields": fields, "error": self.error}


def try_out(name: str, check: Callable[[], Fields]) -> Result:
    """Do one check; whatever it raises is a result."""
    began = time.perf_counter()
    state, fields, error = "ok", {}, None  # type: tuple[str, Fields, Mapping[str, Any] | None]
    try:
        fields = check()
    except Unfit as unfit:
        state, fields = unfit.kind, unfit.fields
    except GanError as mistake:
        said = {key: str(value) for key, value in mistake.fields.items()}
        state, error = "fail", {"code": mistake.code, "fields": said, "message": str(mistake)}
    except OSError as failure:
        state, error = "fail", storage_error(failure).to_json()
    except Exception:
        LOG.exception("self-check: %s failed", name)
        state, error = "fail", {"code": "", "fields": {}, "message": ""}
    return Result(name, state, round((time.perf_counter() - began) * 1000), fields, error)


class SelfCheck:
    """Rounds of checks, one at a time for everybody."""

    def __init__(self, checks: Mapping[str, Callable[[], Fields]] = CHECKS, clock: Callable[[], float] = time.monotonic) -> None:
        self.checks, self.clock = checks, clock
        self._lock = threading.Lock()
        self._results: list[Result] = []
        self._ended = 0.0
        self._thread: threading.Thread | None = None

    def results(self) -> dict[str, Any]:
        """What is known now; begins a round where the last is older than a minute."""
        with self._lock:
            running = self._thread is not None and self._thread.is_alive()
            if not running and (not self._results or self.clock() - self._ended >= CACHE_SECONDS):
                self._results = [Result(name) for name in self.checks]
                self._thread = threading.Thread(target=self._round, name="selfcheck", daemon=True)
                self._thread.start()
                running = True
            age = 0 if running else round(self.clock() - self._ended)
            return {"running": running, "age": age, "checks": [result.to_json() for result in self._results]}

    def _round(self) -> None:
        for place, (name, check) in enumerate(self.checks.items()):
            self._results[place] = Result(name, "running")
            self._results[place] = try_out(name, check)
        self._ended = self.clock()

    def wait(self) -> None:
        """Until the round is over."""
        with suppress(AttributeError):
            self._thread.join()  # type: ignore[union-attr]


SELF_CHECK = SelfCheck()
