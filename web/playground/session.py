"""One visitor's playground in its process: what it is to do next, and what is seen of it."""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Iterator
from itertools import takewhile
from typing import Any

import numpy as np

from gan_core.errors import GanError
from gan_core.playground import Playground, PlaygroundConfig, Stage
from web.playground.doctor import Doctor
from web.playground.frames import arrow_shorts, frame_parts, heat_bytes, latent_positions, middle_of, pack, positions, still_parts, told
from web.workers.channel import Message

MOST_MOVES = 200  # that a link may bring, and that are remembered
MOST_AHEAD = 20_000  # steps computed at one go
LONG_RUN = 20_000  # steps after which it rests until it is told to go on
MEASURE_SECONDS = 0.4  # between two counts, at least
MEASURE_SHARE = 0.15  # of the time goes into counts, at most
PACES = (1, 5, 25, 100, 300, 0)  # steps a second; 0: as fast as possible
CHUNK_SECONDS = 0.004  # of steps before the clock is looked at

MOST_ROWS = 12  # of numbers with a frame

Move = tuple[str, Any]


def _short(value: float | None) -> float | None:
    """A number of few digits, None for what JSON does not know."""
    return None if value is None or not math.isfinite(value) else float(f"{value:.4g}")


def whole(field: str, value: object, low: int, high: int) -> int:
    """A whole number between two ends. Raises GanError."""
    if type(value) is not int or not low <= value <= high:
        raise GanError("value", field=field, came=repr(value)[:40], accepted=f"{low} to {high}")
    return value


def read_config(came: object) -> dict[str, Any]:
    """A config as a request brings it. Raises GanError."""
    if not isinstance(came, dict):
        raise GanError("value", field="config", came=repr(came)[:40], accepted="a JSON object")
    return came


def read_moves(came: object) -> deque[Move]:
    """Moves as `Playground.recipe` has them: [["step", 500], ["change", {...}], ...]. Raises GanError."""
    if not isinstance(came, list) or len(came) > MOST_MOVES:
        raise GanError("value", field="moves", came=repr(came)[:40], accepted=f"at most {MOST_MOVES} moves")
    moves: deque[Move] = deque()
    for move in came:
        kind, what = move if isinstance(move, list) and len(move) == 2 else (None, None)
        if kind == "change" and isinstance(what, dict):
            moves.append((kind, what))
        elif kind in ("step", "discriminator", "generator"):
            moves.append((kind, whole(kind, what, 0, MOST_AHEAD * 10 if kind == "step" else 1000)))
        else:
            raise GanError(
                "value", field="moves", came=repr(move)[:40], accepted='["step", 100], ["discriminator", 1] or ["change", {...}]'
            )
    return moves


class Seat:
    """A playground that is trained in small slices.

    Attributes:
        pending: Moves that are still to be made; they are made as fast as possible.
        running: Whether it goes on by itself after those.
        pace: Steps a second while it does; 0 as fast as possible.
        version: Another number whenever there is something else to see.
        waiting: The question for a frame that is not answered yet: (number, version known, when it came).
    """

    def __init__(self, name: str, owner: str, asked: dict[str, Any], now: float) -> None:
        config = read_config(asked.get("config", {}))
        self.name, self.owner, self.seen = name, owner, now
        self.group = str(asked.get("group", ""))[:40]
        self.playground = Playground(PlaygroundConfig.from_json(config))
        self.pending = read_moves(asked.get("moves", []))
        self.running = asked.get("running") is True
        self.rest_at = LONG_RUN
        self.waiting: tuple[int, int, float] | None = None
        self.version, self.framed, self.measured_at = 0, -math.inf, -math.inf
        self.measures: dict[str, Any] | None = None
        self.measured_step, self.measure_cost, self.step_cost = -1, 0.02, 0.001
        self.measure_seconds = 0.0  # of the last frame
        self.still_sent, self.told_step = False, 0
        self.doctor = Doctor()
        self.finding: dict[str, Any] | None = None
        self.refused: dict[str, Any] | None = None
        self.stages: Iterator[Stage] | None = None
        self.paced_from, self.paced_step = now, 0
        self._set_pace(asked.get("pace", 0), now)

    # --- what it is to do

    @property
    def step(self) -> int:
        """Steps so far."""
        return self.playground.step_count

    @property
    def wants(self) -> bool:
        """Whether there is something to compute."""
        return bool(self.pending) or (self.running and self.playground.finite)

    def due(self, now: float) -> float:
        """Seconds until its next step; 0 for now."""
        if self.pending or not self.pace:
            return 0.0
        return max(0.0, self.paced_from + (self.step + 1 - self.paced_step) / self.pace - now)

    def work(self, until: float, limit: float) -> None:
        """Train until a moment, or up to a step."""
        while True:
            now = time.monotonic()
            count = self._chunk(now, limit)
            if not self.wants or count < 1 or now >= until:
                return
            if self.pending and self.pending[0][0] != "step":
                self._replay(*self.pending.popleft())
            else:
                self._advance(count, now)

    def _chunk(self, now: float, limit: float) -> int:
        """How many steps come next: some milliseconds' worth, not more than the pace allows, nor than was asked for."""
        count = max(1, int(CHUNK_SECONDS / self.step_cost))
        if self.pending:
            kind, what = self.pending[0]
            count = min(count, what) if kind == "step" else 1
        elif self.pace:
            count = min(count, int((now - self.paced_from) * self.pace) + self.paced_step - self.step)
        return int(min(count, limit - self.step, self.doctor.next_look(self.step)))

    def _advance(self, count: int, began: float) -> None:
        taken = self.playground.step(count)
        self.version += 1
        self.step_cost += 0.2 * ((time.monotonic() - began) / max(1, taken) - self.step_cost)
        self.doctor.watch(self.playground)
        if self.pending:
            left = self.pending.popleft()[1] - count
            if left > 0 and taken == count:
                self.pending.appendleft(("step", left))
            self._anchor(time.monotonic())
        elif self.step >= self.rest_at:
            self.running = False
        if taken < count:
            self.pending.clear()
            self.running = False

    def _replay(self, kind: str, what: Any) -> None:
        """A move of a link; one that cannot be made ends them, and is told with the state."""
        try:
            self._make(kind, what)
        except GanError as error:
            self.pending.clear()
            self.running = False
            self.refused = dict(error.told())

    def _make(self, kind: str, what: Any) -> None:
        """One move that is not a step."""
        if kind == "change":
            before = self.playground.scene
            self.playground.change(**what)
            self.still_sent = self.still_sent and self.playground.scene is before
            self.doctor.turn(self.playground)
        else:
            for _ in range(what):
                self.playground.step_discriminator() if kind == "discriminator" else self.playground.step_generator()
        self.measured_step = -1
        self.version += 1

    def _set_pace(self, came: object, now: float) -> None:
        if type(came) is not int or came not in PACES:
            raise GanError("value", field="pace", came=repr(came)[:40], accepted=", ".join(map(str, PACES)))
        self.pace = came
        self._anchor(now)

    def _anchor(self, now: float) -> None:
        """The pace counts from here."""
        self.paced_from, self.paced_step = now, self.step

    def act(self, action: str, settings: dict[str, Any], others: list[Seat]) -> None:
        """What the visitor asks for. Raises GanError, and then nothing has changed."""
        self._end_slow()
        now = time.monotonic()
        if action == "pace":
            self._set_pace(settings.get("pace"), now)
        elif action == "run":
            self.running, self.rest_at = True, self.step + LONG_RUN
            self._anchor(now)
        elif action == "pause":
            self.running = False
            self.pending.clear()
            behind = max((other.step for other in others), default=0) - self.step
            if others and behind > 0:  # compared ones stop at the same step
                self.pending.append(("step", behind))
        elif action == "change":
            self._may_remember()
            self._make("change", settings)
        else:
            self._may_remember()
            count = whole("count", settings.get("count", 1), 1, MOST_AHEAD)
            if action == "step":
                self.pending.append(("step", count))
            else:
                self._make(action, min(count, 100))
        self.version += 1

    def _may_remember(self) -> None:
        if len(self.playground.moves) >= MOST_MOVES:
            raise GanError("playground_moves", accepted=MOST_MOVES)

    # --- what is seen

    def state(self) -> dict[str, Any]:
        """What the controls show, many times a second."""
        return {
            "name": self.name,
            "step": self.step,
            "running": self.running,
            "ahead": sum(what for kind, what in self.pending if kind == "step"),
            "pace": self.pace,
            "finite": self.playground.finite,
            "rested": not self.running and self.step >= self.rest_at,
            "slow": self.stages is not None,
            "refused": self.refused,
        }

    def account(self) -> dict[str, Any]:
        """The state, and what led to it or is on its way: the answer to everything that is done."""
        moves: list[Move] = []
        for kind, what in (*self.playground.moves, *self.pending):
            if moves and kind == moves[-1][0] == "step":
                moves[-1] = (kind, moves[-1][1] + what)
            else:
                moves.append((kind, what))
        return self.state() | {"config": self.playground.config.to_json(), "moves": [list(move) for move in moves]}

    def frame(self, crowd: int = 1) -> Message:
        """The newest frame; counts are as new as the machine has time for, when so many are looked at."""
        now = time.monotonic()
        game = self.playground
        self._measure(now, crowd)
        header, arrays = frame_parts(game.frame(measured=False), game.config, game.scene.box)
        header |= {
            "version": self.version,
            "state": self.state(),
            "measures": self.measures,
            "finding": self.finding,
            "curves": self._rows(),
        }
        if not self.still_sent:
            still, more = still_parts(game.scene, game.config, game.distribution.near)
            header["still"] = still
            arrays |= more
            self.still_sent = True
        return {}, pack(header, arrays)

    def _rows(self) -> dict[str, Any]:
        """Numbers of the steps since the last frame, a few of them."""
        new = list(takewhile(lambda row: row["step"] > self.told_step, reversed(self.playground.history.rows)))[::-1]
        self.told_step = self.step
        names = [name for name in (new[-1] if new else {}) if name != "step"]
        thinned = new[:: -(-len(new) // MOST_ROWS)] if new else []
        return {"names": names, "rows": [[row["step"], *(_short(row.get(name)) for name in names)] for row in thinned]}

    def _measure(self, now: float, crowd: int) -> None:
        """Count anew: often while little is asked of the machine, and once more when it stands still."""
        self.measure_seconds = 0.0
        if self.measured_step == self.step:
            return
        patience = max(MEASURE_SECONDS, crowd * self.measure_cost / MEASURE_SHARE)
        if self.wants and now - self.measured_at < patience:
            return
        began = time.monotonic()
        self.measures = told(self.playground.measure())
        self.finding = self.doctor.examine(self.playground)
        self.measured_at = time.monotonic()
        self.measured_step = self.step
        self.measure_seconds = self.measured_at - began
        self.measure_cost += 0.3 * (self.measure_seconds - self.measure_cost)

    # --- slow motion

    def slow(self, command: str) -> Message:
        """One iteration stage by stage: begin, next, end. An empty body when it is over."""
        if command == "begin" or self.stages is None:
            self._end_slow()
            self._may_remember()
            self.running = False
            self.pending.clear()
            self.stages = self.playground.slow_steps()
        if command == "end":
            self._end_slow()
            return self.account(), b""
        stage = next(self.stages, None) if self.stages is not None else None
        if stage is None:
            self._end_slow()
            return self.account(), b""
        return self.state(), self._pack_stage(stage)

    def _end_slow(self) -> None:
        """Do what is left of the iteration."""
        if self.stages is None:
            return
        stages, self.stages = self.stages, None
        for _ in stages:
            pass
        self.measured_step = -1
        self.version += 1

    def _pack_stage(self, stage: Stage) -> bytes:
        game = self.playground
        box, sigmoid = game.scene.box, game.objective.sigmoid
        middle = middle_of(game.config, sigmoid, game.numbers())
        heat, reach = heat_bytes(game.heat(), middle, sigmoid)
        arrays: dict[str, Any] = {}
        for name, array in stage.arrays.items():
            if name == "arrows":
                arrays |= {"arrows": arrow_shorts(array), "arrow_points": positions(array[:, :2], box)}
            elif name == "heat":
                arrays["heat"] = heat
            elif name == "z":
                arrays["z"] = latent_positions(array, box)
            elif array.ndim == 2:
                arrays[name] = positions(array, box)
            else:
                arrays[name] = np.asarray(array, np.float32)
        numbers = {name: float(f"{value:.5g}") for name, value in stage.numbers.items() if math.isfinite(value)}
        return pack({"name": stage.name, "step": self.step, "numbers": numbers, "middle": middle, "reach": reach}, arrays)
