"""Scores in the background: a short queue, one process of low priority, and results kept as files, computed once for all visitors."""

from __future__ import annotations

import json
import logging
import queue
import sys
import threading
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

import torch

from gan_core.errors import GanError, storage_error
from gan_core.evaluation.record import are_scores
from gan_core.files import remove, write_atomic
from gan_core.metrics.inception import URL
from web.server.caches import FileCache
from web.settings import SETTINGS
from web.workers.channel import Message
from web.workers.process import WorkerProcess

COMMAND = (sys.executable, "-m", "web.evaluation.worker")
MAX_WAITING = 20  # models
MAX_RESULTS = 500  # the oldest go
MAX_ENDED = 20  # failed and cancelled ones that are still listed
IDLE_TIMEOUT_SECONDS = 120.0  # then the process, and its memory, is given back

LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Order:
    """One model to be scored. The same order has the same result for ever."""

    model: str
    step: int
    checkpoint: Path
    digest: str  # of the checkpoint: another training may take the name
    n: int
    extractor: str
    seed: int

    @property
    def key(self) -> str:
        """Name of the result: a file name, as a run's name is one."""
        return f"{self.model}.{self.step}.{self.n}.{self.extractor}.{self.seed}.{self.digest}"

    def to_json(self) -> dict[str, Any]:
        """What a browser, and the file of the result, hold of it."""
        return {"key": self.key, **{name: getattr(self, name) for name in ("model", "step", "n", "extractor", "seed")}}


@dataclass(eq=False)
class Task:
    """An order on its way."""

    order: Order
    owners: set[str]
    state: str = "queued"  # running, failed, cancelled; what is done is a result
    progress: dict[str, Any] = field(default_factory=lambda: {"stage": "starting", "done": 0, "total": 0})
    error: dict[str, Any] | None = None

    @property
    def over(self) -> bool:
        """Whether nothing more will come of it."""
        return self.state in ("failed", "cancelled")


class Results:
    """Files of one folder, a result each."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._list = FileCache(self._read)

    def all(self) -> list[dict[str, Any]]:
        """Oldest first."""
        return self._list(self.folder) if self.folder.is_dir() else []

    def has(self, key: str) -> bool:
        """Whether that order was done before."""
        return self._path(key).is_file()

    def keep(self, order: Order, scores: dict[str, Any]) -> None:
        """Write one, whole or not at all; the oldest give way."""
        self.folder.mkdir(parents=True, exist_ok=True)
        write_atomic(self._path(order.key), (json.dumps(order.to_json() | scores, indent=1) + "\n").encode())
        for path in self._files()[:-MAX_RESULTS]:
            remove(path)
            remove(path.with_suffix(".png"))

    def copies(self, key: str) -> Path | None:
        """The sheet of the generated pictures nearest to training pictures; None where there is none."""
        known = {path.stem: path for path in self._files()}  # a name from a link never makes a path
        path = known[key].with_suffix(".png") if key in known else None
        return path if path is not None and path.is_file() else None

    def sheet_path(self, key: str) -> Path:
        """Where that sheet goes."""
        return self.folder / f"{key}.png"

    def _path(self, key: str) -> Path:
        return self.folder / f"{key}.json"

    def _files(self) -> list[Path]:
        return sorted(self.folder.glob("*.json"), key=lambda path: (path.stat().st_mtime_ns, path.name))

    def _read(self, _folder: Path) -> list[dict[str, Any]]:
        found = []
        for path in self._files():
            with suppress(ValueError, OSError):  # written by another version, or just deleted
                found.append((path, json.loads(path.read_text(encoding="utf-8"))))
        return [
            result | {"copies": path.with_suffix(".png").is_file()}
            for path, result in found
            if isinstance(result, dict) and are_scores(result.get("scores"))
        ]


class EvaluationQueue:
    """The queue and the process that works through it.

    Args:
        each: models that one visitor may have waiting.
        minutes: that one model may take.
        weights: of the extractors whose weights did not come with the app, by their names.
    """

    def __init__(
        self,
        folder: Path,
        *,
        each: int,
        minutes: float,
        weights: Mapping[str, Path] = MappingProxyType({}),
        command: tuple[str, ...] = COMMAND,
    ) -> None:
        self.results = Results(folder)
        self.each, self.minutes, self.weights, self.command = each, minutes, weights, command
        self._tasks: dict[str, Task] = {}
        self._last: set[str] = set()  # owners of the task that was worked on last
        self._changed = threading.Condition()
        self._process: WorkerProcess | None = None
        self._replies: queue.SimpleQueue[Message | None] = queue.SimpleQueue()  # of this process; None: it has ended
        self._thread: threading.Thread | None = None
        self._closed = False

    # --- what visitors do

    def start(self, orders: Iterable[Order], visitor: str) -> list[str]:
        """Queue what has not been done yet; the keys of all. Raises GanError when there is no room for all of them."""
        with self._changed:
            asked = {order.key: order for order in orders}
            waiting = {key: task for key, task in self._tasks.items() if not task.over}
            new = [order for key, order in asked.items() if key not in waiting and not self.results.has(key)]
            mine = len(new) + sum(visitor in task.owners for task in waiting.values())
            if new and mine > self.each:
                raise GanError("evaluation_mine", received=mine, expected=self.each)
            if len(waiting) + len(new) > MAX_WAITING:
                raise GanError("evaluation_full", expected=MAX_WAITING)
            for key in asked.keys() & waiting.keys():
                waiting[key].owners.add(visitor)
            for order in new:
                self._tasks.pop(order.key, None)  # one that failed goes to the end
                self._tasks[order.key] = Task(order, {visitor})
            if new:
                self._wake()
            return list(asked)

    def cancel(self, key: str, visitor: str) -> None:
        """The visitor wants it no longer; it ends at once when no other visitor does. Raises GanError."""
        with self._changed:
            task = self._tasks.get(key)
            if task is None or task.over or visitor not in task.owners or not visitor:
                raise GanError("evaluation_gone", received=repr(key[:60]))
            task.owners.discard(visitor)
            if task.owners:
                return
            running, task.state = task.state == "running", "cancelled"
            if running and self._process is not None:
                self._process.kill()

    def tasks(self, visitor: str) -> list[dict[str, Any]]:
        """What waits, runs, failed or was cancelled, in order."""
        with self._changed:
            for task in [task for task in self._tasks.values() if task.over][:-MAX_ENDED]:
                del self._tasks[task.order.key]
            queued = [task for task in self._tasks.values() if task.state == "queued"]
            places = {task.order.key: place for place, task in enumerate(queued, 1)}
            return [
                task.order.to_json()
                | task.progress
                | {
                    "state": task.state,
                    "error": task.error,
                    "position": places.get(key, 0),
                    "mine": bool(visitor) and visitor in task.owners,
                }
                for key, task in self._tasks.items()
            ]

    def close(self) -> None:
        """End the process."""
        with self._changed:
            self._closed = True
            if self._process is not None:
                self._process.kill()
            self._changed.notify_all()
        if self._thread is not None:
            self._thread.join()

    # --- the thread that works

    def _wake(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="evaluations", daemon=True)
            self._thread.start()
        self._changed.notify_all()

    def _work(self) -> None:
        while (task := self._next()) is not None:
            try:
                self._score(task)
            except OSError as error:
                LOG.warning("a model could not be scored: %s", error)
                self._end_process()
                self._fail(task, storage_error(error))
            except Exception:
                LOG.exception("a model could not be scored")
                self._end_process()
                self._fail(task, GanError("evaluation_lost"))
        self._end_process()

    def _next(self) -> Task | None:
        """The next task, of a visitor who has not just been served when there is one; None at the end."""
        with self._changed:
            while not self._closed:
                queued = [task for task in self._tasks.values() if task.state == "queued"]
                if queued:
                    task = next((task for task in queued if not task.owners & self._last), queued[0])
                    task.state, self._last = "running", set(task.owners)
                    return task
                if not self._changed.wait(IDLE_TIMEOUT_SECONDS) and self._process is not None:
                    self._end_process()
            return None

    def _score(self, task: Task) -> None:
        process = self._open()
        if task.over:  # cancelled meanwhile
            return
        watch = threading.Timer(60 * self.minutes, process.kill)
        watch.start()
        try:
            outcome = self._ask(process, task)
        finally:
            late = watch.finished.is_set()
            watch.cancel()
        if outcome is None:
            self._end_process()
            self._fail(task, GanError("evaluation_minutes", expected=f"{self.minutes:g}") if late else GanError("evaluation_lost"))
        elif "error" in outcome:
            self._fail(task, outcome["error"])
        else:
            self.results.keep(task.order, outcome["scores"])
            with self._changed:
                self._tasks.pop(task.order.key, None)

    def _ask(self, process: WorkerProcess, task: Task) -> Message | None:
        """Order, and listen until the scores, or an error, come; None when the process ends without."""
        order = task.order
        files = {"checkpoint": order.checkpoint, "copies": self.results.sheet_path(order.key), "features": self.results.folder / "features"}
        weights = {kind: str(path) for kind, path in self.weights.items()}
        process.send(order.to_json() | {name: str(path) for name, path in files.items()} | {"weights": weights})
        while (message := self._replies.get()) is not None and "stage" in message:
            task.progress = message
        return message

    def _fail(self, task: Task, error: GanError | dict[str, Any]) -> None:
        if isinstance(error, GanError):
            error = dict(error.to_json())
        with self._changed:
            if task.state == "running":  # else it was cancelled
                task.state, task.error = "failed", error

    def _open(self) -> WorkerProcess:
        """The process, started when there is none. Raises OSError."""
        with self._changed:
            if self._process is None or not self._process.alive:
                replies = self._replies = queue.SimpleQueue()
                self._process = WorkerProcess(self.command, replies.put, lambda _code: replies.put(None), one_thread=True)
            if self._closed:
                self._process.kill()
            return self._process

    def _end_process(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.close(0)


_lock = threading.Lock()
_queue: EvaluationQueue | None = None


def given_weights() -> dict[str, Path]:
    """Weights on this machine of the extractors that have them from elsewhere, by name: a visitor's click downloads nothing."""
    cached = Path(torch.hub.get_dir()) / "checkpoints" / URL.rpartition("/")[2]
    inception = SETTINGS.inception_weights or (cached if cached.is_file() else None)
    return {kind: path for kind, path in {"inception": inception, "dinov2": SETTINGS.dinov2_weights}.items() if path is not None}


def evaluation_queue() -> EvaluationQueue:
    """The one queue, made at first use; its process starts at the first order."""
    global _queue
    with _lock:
        if _queue is None:
            folder = SETTINGS.runs_dir / "evaluations"
            each, minutes = SETTINGS.max_evaluations, SETTINGS.evaluation_minutes
            _queue = EvaluationQueue(folder, each=each, minutes=minutes, weights=given_weights())
        return _queue


def close() -> None:
    """End what runs."""
    global _queue
    with _lock:
        if _queue is not None:
            _queue.close()
            _queue = None
