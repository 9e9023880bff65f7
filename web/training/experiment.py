"""The class is the experiment: everyone in a room trains on the own machine, half with one setting, half with another; then one counts.

Only numbers and ten small pictures travel, bounded. Of a member the room knows its number.
"""

from __future__ import annotations

import math
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from statistics import mean, stdev
from typing import Any

from gan_core.errors import GanError
from gan_core.metrics.human_error import wilson_share
from gan_core.training.diagnostics import COLLAPSES, EARLY, FINDINGS
from web.server.browser_modules import module_url
from web.training.local_facts import QUESTIONS, base_config, facts
from web.ui.text import LANGUAGES, table

MODULE = "web/training/browser/local/phone.mjs"
STEPS = (100, 3000)
MAX_POINTS = 60  # of a curve: every other one goes then
MAX_PICTURE = 14_000  # letters
PICTURE = re.compile(r"data:image/(jpeg|png);base64,[A-Za-z0-9+/=]*")

GROUPS = 2


def dealt(member: int) -> tuple[int, int]:
    """Group and seed of a member: groups in turn, each with every seed."""
    seed, group = divmod(member - 1, GROUPS)
    return group, seed


@dataclass
class Trainee:
    """What a member has told of its training."""

    step: int = 0
    finding: str = "too_early"
    accuracy: float | None = None  # of the classifier, at the end
    done: bool = False
    slow: bool = False  # its machine only watches
    curve: list[tuple[int, float]] = field(default_factory=list)  # step, diversity
    picture: str = ""
    version: int = 0  # of the picture


class Experiment:
    """An Activity (web/room/activity.py): members train until the host ends it."""

    def __init__(self, question: str, steps: int) -> None:
        self.question, self.steps, self.phase = question, steps, "open"
        self.identity = secrets.token_hex(8)
        self.trainees: dict[int, Trainee] = {}
        self.version = 0

    def tick(self, now: float, present: frozenset[int]) -> bool:
        """As Activity: it waits for the host."""
        return False

    def due(self, now: float) -> float | None:
        """As Activity."""
        return None

    def for_phone(self, member: int, now: float) -> dict[str, Any]:
        """As Activity: the settings that are dealt to this member, groups in turn, each with every seed."""
        group, seed = dealt(member)
        config = replace(base_config(), **QUESTIONS[self.question][group], seed=seed, max_steps=self.steps)
        return {
            "view": "experiment", "module": module_url(MODULE), "phase": self.phase, "identity": self.identity, "group": group,
            "question": self.question, "config": config.to_json(), **_common(),
        }  # fmt: skip

    def receive(self, member: int, message: Mapping[str, Any], now: float) -> None:
        """`{"identity", "step", "finding", "diversity", "accuracy", "done", "slow", "picture"}`; of older steps nothing is heard."""
        if message.get("identity") != self.identity or self.phase != "open":
            raise GanError("vote_late")
        step = _whole(message, "step", self.steps)
        finding = message.get("finding")
        if finding not in FINDINGS:
            raise GanError("value", field="finding", received=repr(finding)[:40], expected=", ".join(FINDINGS))
        diversity, accuracy = (_share(message, name, most) for name, most in (("diversity", 10.0), ("accuracy", 1.0)))
        picture = message.get("picture", "")
        if not isinstance(picture, str) or len(picture) > MAX_PICTURE or (picture and not PICTURE.fullmatch(picture)):
            raise GanError("value", field="picture", received=repr(picture)[:40], expected=f"a JPEG, at most {MAX_PICTURE} letters")
        one = self.trainees.setdefault(member, Trainee())
        if step < one.step:
            return
        if diversity is not None and (not one.curve or step > one.curve[-1][0]):
            one.curve.append((step, round(diversity, 3)))
            one.curve = one.curve if len(one.curve) <= MAX_POINTS else one.curve[::2]
        one.step, one.finding, one.accuracy = step, finding, accuracy
        one.done, one.slow = message.get("done") is True, message.get("slow") is True
        if picture and picture != one.picture:
            self.version += 1
            one.picture, one.version = picture, self.version

    def for_host(self, now: float) -> dict[str, Any]:
        """As Activity; curves and pictures are asked for by `wall`."""
        done = sorted(number for number, one in self.trainees.items() if one.done)
        seen = {"kind": "experiment", "phase": self.phase, "answered": done, "actions": ["close"] if self.phase == "open" else []}
        return seen | {"question": self.question, "steps": self.steps, "groups": QUESTIONS[self.question], "result": self.result()}

    def act(self, action: str, now: float) -> None:
        """As Activity: `close` ends it."""
        if action != "close" or self.phase != "open":
            raise GanError("value", field="action", received=repr(action)[:40], expected="close" if self.phase == "open" else "-")
        self.phase = "closed"

    def record(self) -> dict[str, Any] | None:
        """As Activity."""
        about = {"kind": "experiment", "question": self.question, "steps": self.steps, "groups": self.result()}
        return about if self.phase == "closed" else None

    def wall(self, after: int) -> dict[str, Any]:
        """Everyone's training, and the pictures that are newer than version `after`."""
        rows = [
            {
                "number": number, "group": group, "seed": seed, "step": one.step, "finding": one.finding,
                "accuracy": one.accuracy, "done": one.done, "slow": one.slow, "curve": one.curve,
            }
            for number, one in sorted(self.trainees.items())
            for group, seed in [dealt(number)]
        ]  # fmt: skip
        pictures = {number: one.picture for number, one in self.trainees.items() if one.version > after}
        return {"version": self.version, "rows": rows, "pictures": pictures}

    def result(self) -> list[dict[str, Any]]:
        """Of each group: how many train, are done, have collapsed or failed, and the classifier's mean accuracy with its interval."""
        groups = [[one for number, one in self.trainees.items() if dealt(number)[0] == group] for group in range(GROUPS)]
        return [_counted([one for one in group if not one.slow]) for group in groups]


@cache
def _common() -> dict[str, Any]:
    words = {spoken: {key: row[spoken] for key, row in table("experiment").items()} for spoken in LANGUAGES}
    verdicts = {spoken: {name: table("doctor")[name][spoken] for name in FINDINGS} for spoken in LANGUAGES}
    return {"facts": facts(), "words": words, "verdicts": verdicts}


def _counted(trainees: list[Trainee]) -> dict[str, Any]:
    done = [one for one in trainees if one.done]
    collapsed = sum(one.finding in COLLAPSES for one in done)
    failed = sum(one.finding not in (*COLLAPSES, *EARLY, "healthy") for one in done)
    _, low, high, _ = wilson_share(collapsed + failed, len(done))
    accuracies = [one.accuracy for one in done if one.accuracy is not None]
    counts = {"training": len(trainees), "done": len(done), "collapsed": collapsed, "failed": failed, "low": low, "high": high}
    return counts | {"accuracy": _mean(accuracies)}


def _mean(values: list[float]) -> dict[str, float] | None:
    """The mean, with Student's 95 % interval from three values on."""
    if not values:
        return None
    if len(values) < 3:
        return {"value": mean(values), "low": min(values), "high": max(values)}
    from scipy.stats import t

    half = float(t.ppf(0.975, len(values) - 1)) * stdev(values) / math.sqrt(len(values))
    return {"value": mean(values), "low": mean(values) - half, "high": mean(values) + half}


def _whole(message: Mapping[str, Any], name: str, most: int) -> int:
    value = message.get(name)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= most:
        raise GanError("value", field=name, received=repr(value)[:40], expected=f"0 … {most}")
    return value


def _share(message: Mapping[str, Any], name: str, most: float) -> float | None:
    value = message.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= most:
        raise GanError("value", field=name, received=repr(value)[:40], expected=f"0 … {most:g}")
    return float(value)


async def open_activity(settings: Mapping[str, Any]) -> Experiment:
    """`{"question", "steps"}`. Raises GanError."""
    question = settings.get("question")
    if question not in QUESTIONS:
        raise GanError("value", field="question", received=repr(question)[:40], expected=", ".join(QUESTIONS))
    steps = _whole(settings, "steps", STEPS[1])
    if steps < STEPS[0]:
        raise GanError("value", field="steps", received=str(steps), expected=f"{STEPS[0]} … {STEPS[1]}")
    return Experiment(question, steps)
