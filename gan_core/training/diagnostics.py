"""The doctor: reads a run's numbers and measurements, and names what it sees, with evidence and remedies.

Every rule is one short function over a `_Case`; `diagnose` asks them in the order of `_RULES`, causes before what they lead to: a G
that D has stopped teaching also draws one picture, but it is the teaching that needs mending. Each loss is read in its own scale
(`_believed`, `_unit`). `follow` does so at every measurement of a run, so that what was said is taken back on evidence only.
Thresholds were chosen on the tuning runs of `scripts/measure_doctor.py` and judged on others: docs/doctor.md.

The same function serves the 2-D playground: any config with the settings that are read here will do.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from gan_core.errors import ConfigError
from gan_core.training.end_reasons import NOT_FINITE, OVER
from gan_core.training.log_lines import MEASURED, SPREADS

Array = NDArray[np.float64]
Curves = Mapping[str, Array]  # name of stats.jsonl (`step` among them) -> a value a log line, NaN where it had none

FINDINGS = (
    "healthy",
    "too_early",
    "developing",
    "discriminator_too_strong",
    "generator_loss_rising",
    "generator_wins",
    "discriminator_memorises",
    "partial_collapse",
    "complete_collapse",
    "label_ignored",
    "oscillation",
    "not_finite",
)

# Reading the curves
MIN_LINES = 10  # of the log, before anything is said
RECENT = (8, 50)  # lines that count as now: a quarter of the log, but no fewer and no more than this
PINNED = 0.98  # D's accuracy on real and on fake from which it makes no mistakes worth learning from
VANISHED = 0.02  # G's gradient, as a share of the largest it was: what is left teaches fifty times slower
DISBELIEVED = 0.01  # mean D(G(z)) below which log(1 - D) is flat: its slope is D itself
FOOLED = 0.85  # how real D finds fakes (0 to 1 in its own scale) from which there is nothing left to win
HIGH_LOSS = 5.0  # G's loss in units of its own scale: for cross-entropy D(G(z)) below 0.7 %
GROWN = 4.0  # a critic's estimate now over its first half's
EXPLODED = 3.0  # a critic's estimate over the largest distance there is, whatever it was before
CERTAIN_LINES = 5  # of the log, all of which show what needs no trend to be told from noise
PLANE = 12.0  # largest distance of two points of the playground
SWING, MIN_TURNS = 2.5, 3  # G's loss turns back by so many units of its scale, so often
SETTLED = 25  # lines before which the first wild steps are still among them
UNSEEN = 2.0  # how much more it takes without measurements: large batch-normed nets jump by 2.5 nats in good health
# Reading the measurements
NOW = 5  # measurements that count as now
TRAVEL = 0.6  # steps x learning rate of G: Adam moves a weight by about one rate a step, so before this G has hardly left its random start
FAR = 1.5  # travel by which a G that learns draws more than a few things
OLD, CRAWL = 1500, 0.12  # steps that make up for a small learning rate, unless it is so small that even they lead nowhere
GROWING, GROWTH = 1.1, 0.02  # diversity now over, and above, what it was half the run ago, from which G is still spreading out
FALLEN = 0.5  # diversity now over its best, at which something was lost
COMPLETE = 0.08  # diversity of a G that draws one thing (0) or hops between two
IGNORED = 0.05  # share of what varies in G's pixels that comes from the label
MOVED = 0.05  # spread of G's pixels over z from which it draws one thing and another, and could obey a label
DEAF = 0.02  # spread of D's answers over labels, as a share of that over pictures, at which D sees no labels and G can learn of none ...
DEAF_TRAVEL, HEARD_TRAVEL = 0.1, 1.0  # ... from this travel on; from that on though D sees them
HEEDED = 2.0  # times as often as by chance that the class asked for is drawn, from which a label is obeyed however little it moves
REMEMBERED = 0.75  # share of pairs in which D finds a training image more real than one held out, from which it knows them by heart
NOTHING, STUCK = 0.005, 15  # diversity of a G that draws the same whatever z, and the measurements in a row that make it certain
COPIES = 0.5  # share of samples that nearly repeat another one, without which they only look alike to a classifier
PARTIAL = 0.30  # diversity of a G that draws a few things
FEW_CLASSES = 0.4  # effective number of classes, as a share of those there are
MISSING = 0.1  # a class or mode is missing below this share of its fair share
GAPS = 0.25  # share of classes or modes that are missing from a G ...
GOOD = 0.75  # ... whose samples look real otherwise, from which it has collapsed in part
HALF = 0.5  # the same, whatever its samples look like
UNCOVERED = 1 / 3  # the same, from which it is not healthy, settled or not
# What was said before
AGAIN = 2  # measurements in a row that see the same before it is said, or said in place of something else
UNSEEN_AGAIN = 3  # the same for something else, where curves are all there is
LEFT = 1.25  # diversity over COMPLETE from which a G that had collapsed completely draws a few things
SPACING = 1.1  # lines of the log, without measurements, over those at the verdict before
EARLY = ("too_early", "developing")  # no verdicts
COLLAPSES = ("complete_collapse", "partial_collapse")


@dataclass(frozen=True)
class SampleStatistics:
    """What G draws, measured at one step."""

    step: int
    shares: tuple[float, ...] | None = None  # of samples per class (images) or mode (2-D); None when no classifier fits the data
    diversity: float | None = None  # effective number of different samples relative to as many real ones: about 1 = as diverse as real
    quality: float | None = None  # share of samples that look real
    duplicates: float | None = None  # share of samples nearer to another sample than real ones are; about 0 for real data
    label_spread: float | None = (
        None  # of a conditional G: standard deviation of a pixel over the labels, z held; G's pixels lie in [-1, 1]
    )
    z_spread: float | None = None  # the same over z, the label held
    label_answers: float | None = None  # standard deviation of D's answer over the labels, the picture held
    picture_answers: float | None = None  # the same over pictures, the label held
    label_accuracy: float | None = None  # share of samples of the class that was asked for
    memory: float | None = None  # share of pairs in which D finds a training image more real than one held out: 1/2 = it remembers none
    training_accuracy: float | None = None  # share of training images that D takes for real
    held_out_accuracy: float | None = None  # the same of real images that it was not trained on

    @property
    def label_share(self) -> float | None:
        """Share of what varies in G's pixels that comes from the label, the rest from z: [0, 1]; None where there is none."""
        if self.label_spread is None or self.z_spread is None:
            return None
        return self.label_spread / whole if (whole := self.label_spread + self.z_spread) else None

    def to_json(self) -> dict[str, object]:
        """What a line of stats.jsonl says of it, beside step and event."""
        shares = {} if self.shares is None else {"shares": [round(share, 4) for share in self.shares]}
        numbers = {name: getattr(self, name) for name in MEASURED}
        return shares | {
            name: float(f"{value:.4g}") if name in SPREADS else round(value, 4) for name, value in numbers.items() if value is not None
        }

    @classmethod
    def from_json(cls, line: Mapping[str, Any]) -> SampleStatistics:
        """Inverse of `to_json`, from a line with its step."""
        numbers = {name: line.get(name) for name in MEASURED}
        return cls(int(line["step"]), tuple(line["shares"]) if "shares" in line else None, **numbers)


@dataclass(frozen=True)
class Finding:
    """What the doctor says of a run at a step."""

    name: str  # one of FINDINGS
    step: int
    evidence: tuple[tuple[str, float], ...] = ()  # (key of a sentence, number)
    remedies: tuple[Mapping[str, object], ...] = ()  # settings to change, each usable as `Run.change(**remedy)`
    advice: tuple[str, ...] = ()  # keys of what cannot be changed while a run goes on

    def to_json(self) -> dict[str, Any]:
        """Plain lists and dicts."""
        evidence = [[key, float(f"{value:.4g}")] for key, value in self.evidence]
        return {
            "name": self.name,
            "step": self.step,
            "evidence": evidence,
            "remedies": [dict(remedy) for remedy in self.remedies],
            "advice": list(self.advice),
        }


class Settings(Protocol):
    """What is read of a configuration; more when it is there (`n_critic`, `lsgan_a`, `clip_value`, ...)."""

    @property
    def loss(self) -> str:
        """One of CHOICES["loss"]."""

    @property
    def generator_lr(self) -> float:
        """Learning rate of G."""

    @property
    def discriminator_lr(self) -> float:
        """Learning rate of D."""

    def to_json(self) -> dict[str, Any]:
        """All settings by name."""

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Self:
        """Raises ConfigError when settings do not fit together."""


def diagnose(config: Settings, curves: Curves, statistics: Sequence[SampleStatistics], state: str = "running", code: str = "") -> Finding:
    """The one finding that explains most of what is seen, without regard to what was said before. Never raises, whatever the curves.

    Args:
        config: with the loss, whose scale the curves are read in; the settings that remedies start from.
        curves: columns of stats.jsonl, equally long.
        statistics: oldest first; may be empty, then what only pictures show is not seen.
        state: of the run, one of STATES.
        code: of the reason why it failed, if it did (gan_core/training/end_reasons.py).
    """
    return _seen(config, curves, statistics, state, code).finding(config)


def follow(config: Settings, curves: Curves, statistics: Sequence[SampleStatistics], state: str = "running", code: str = "") -> Finding:
    """The verdict so far: what `diagnose` finds at every measurement, or where there are none as the log grows, one after the other.

    Something is said once AGAIN measurements in a row have seen it, at once if it is certain. It holds until as many see something else;
    a collapse, until G draws more. Arguments as for `diagnose`. Never raises.
    """
    now = _seen(config, curves, statistics, state, code)
    said = _Said(AGAIN if statistics else UNSEEN_AGAIN)
    for seen in _at_every_measurement(config, curves, statistics):
        said.hear(seen)
    if now.certain or state in OVER:  # an end is measured once more
        said.hear(now)
    if said.held is not None:
        return said.held.finding(config)
    return (now if now.name in EARLY else replace(now, name="developing")).finding(config)


@dataclass(frozen=True)
class _Seen:
    """What one measurement, and the curves until then, show."""

    name: str
    step: int
    evidence: Mapping[str, float]
    certain: bool = False
    little: bool = False  # whether G draws little of the data
    ignoring: bool = False  # whether the label moves next to nothing of it

    def finding(self, config: Settings) -> Finding:
        kept = tuple((key, float(value)) for key, value in self.evidence.items() if math.isfinite(value))
        return Finding(self.name, self.step, kept, tuple(_remedies(self.name, config)), ADVICE.get(self.name, ()))


def _seen(config: Settings, curves: Curves, statistics: Sequence[SampleStatistics], state: str, code: str) -> _Seen:
    case = _Case(config, curves, statistics, state, code)
    with np.errstate(all="ignore"):
        number, name, evidence = next(
            (number, name, said) for number, (name, rule) in enumerate(_RULES) if (said := rule(case)) is not None
        )
    return _Seen(name, case.step, evidence, number < CERTAIN, _draws_little(case), _ignores_label(case))


def _at_every_measurement(config: Settings, curves: Curves, statistics: Sequence[SampleStatistics]) -> Iterator[_Seen]:
    steps = np.asarray(curves.get("step", ()), dtype=float)
    moments = [sample.step for sample in statistics]
    if not moments:
        count = MIN_LINES
        while count <= len(steps):
            moments.append(steps[count - 1])
            count = max(count + 1, round(SPACING * count))
    for number, moment in enumerate(moments, 1):
        rows = steps <= moment
        yield _seen(config, {name: values[rows] for name, values in curves.items()}, statistics[:number], "running", "")


class _Said:
    """The verdict, measurement by measurement."""

    def __init__(self, changed: int) -> None:
        self.held: _Seen | None = None
        self._changed = changed  # measurements in a row that it takes to say something else
        self._name, self._times = "", 0  # what the last measurements have seen, and how many in a row

    def hear(self, seen: _Seen) -> None:
        """One more measurement."""
        seen = self._in_its_light(seen)
        self._times = self._times + 1 if seen.name == self._name else 1
        self._name = seen.name
        if self.held is None:
            if seen.name not in EARLY and (seen.certain or self._times >= AGAIN):
                self.held = seen
        elif seen.certain or seen.name == self.held.name or self._times >= self._changed:
            self.held = seen

    def _in_its_light(self, seen: _Seen) -> _Seen:
        """What is seen, where less would be seen without what was said before."""
        if self.held is None:
            return seen
        if self.held.name == "oscillation" and seen.name in COLLAPSES:
            return self.held  # which leads to it
        if self.held.name == "label_ignored" and seen.ignoring and seen.name in (*EARLY, "healthy", "partial_collapse"):
            return replace(self.held, step=seen.step)
        if self.held.name not in COLLAPSES or not seen.little or seen.name not in (*EARLY, "partial_collapse"):
            return seen
        complete = self.held.name == "complete_collapse" and not seen.evidence.get("diversity", np.nan) > LEFT * COMPLETE
        return replace(seen, name="complete_collapse" if complete else "partial_collapse")


# --------------------------------------------------------------------------------------------------------------------- reading a run

Evidence = dict[str, float]
Change = dict[str, Any]  # settings by name


@dataclass(frozen=True)
class _Case:
    config: Settings
    curves: Curves
    statistics: Sequence[SampleStatistics]
    state: str
    code: str

    @cached_property
    def step(self) -> int:
        steps = self.column("step")
        last = int(steps[-1]) if len(steps) and np.isfinite(steps[-1]) else 0
        return max(last, self.statistics[-1].step if self.statistics else 0)

    @cached_property
    def lines(self) -> int:
        return len(self.column("step"))

    def column(self, name: str) -> Array:
        return np.asarray(self.curves.get(name, ()), dtype=float)

    @cached_property
    def window(self) -> int:
        return int(np.clip(self.lines // 4, *RECENT))

    def now(self, name: str) -> Array:
        """The last lines of a curve, finite ones."""
        return _finite(self.column(name)[-self.window :])

    def before(self, name: str) -> Array:
        """As many lines before those."""
        return _finite(self.column(name)[-2 * self.window : -self.window])

    def level(self, name: str) -> float:
        """Where a curve is now: NaN when it is not there."""
        return _median(self.now(name))

    def setting(self, name: str, default: Any) -> Any:
        return getattr(self.config, name, default)

    # The measurements

    @cached_property
    def travel(self) -> float:
        return self.step * self.config.generator_lr

    @cached_property
    def recent(self) -> Sequence[SampleStatistics]:
        return self.statistics[-NOW:]

    @cached_property
    def diversity(self) -> float:
        return _median_of(self.recent, "diversity")

    @cached_property
    def earlier(self) -> Sequence[SampleStatistics]:
        """As of when the run was half as old."""
        return [sample for sample in self.statistics if sample.step <= self.step / 2][-NOW:]

    @cached_property
    def shares(self) -> Array:
        """(measurements now, classes); empty when classes are not known."""
        return _shares_of(self.recent)

    @cached_property
    def effective_classes(self) -> float:
        """exp of the entropy of the shares, as a share of the classes: 1 when all are drawn equally often."""
        return _median(np.array([_effective(shares) / len(shares) for shares in self.shares]))

    @cached_property
    def gaps(self) -> float:
        """Share of classes that are missing."""
        return _gaps(self.shares)

    @cached_property
    def hops(self) -> float:
        """Share of samples that change class from one measurement to the next."""
        return float(np.abs(np.diff(self.shares, axis=0)).sum(1).mean() / 2) if len(self.shares) > 1 else np.nan


def _finite(values: Array) -> Array:
    return values[np.isfinite(values)]


def _median(values: Array) -> float:
    return float(np.median(values)) if len(values) else np.nan


def _median_of(statistics: Sequence[SampleStatistics], name: str) -> float:
    return _median(_finite(np.array([getattr(sample, name) for sample in statistics], dtype=float)))


def _shares_of(statistics: Sequence[SampleStatistics]) -> Array:
    known = [sample.shares for sample in statistics if sample.shares]
    return np.array(known) if known and len({len(shares) for shares in known}) == 1 else np.zeros((0, 0))


def _gaps(shares: Array) -> float:
    return _median((shares < MISSING / max(1, shares.shape[1])).mean(1)) if len(shares) else np.nan


def _effective(shares: Array) -> float:
    there = shares[shares > 0]
    return float(np.exp(-(there * np.log(there)).sum()))


def turns(values: Array | Sequence[float], size: float) -> int:
    """How often a curve turns back by at least `size` after it had moved by at least as much."""
    count, direction, low, high = 0, 0, np.inf, -np.inf
    for value in values if size > 0 else ():
        low, high = min(low, value), max(high, value)
        if direction != -1 and high - value >= size:
            count, direction, low = count + (direction == 1), -1, value
        elif direction != 1 and value - low >= size:
            count, direction, high = count + (direction == -1), 1, value
    return count


def _believed(case: _Case) -> float:
    """How real D finds fakes now: 0 as it wants fakes, 1 as it wants real ones; NaN where scores have no such ends."""
    loss = case.config.loss
    if loss in ("minimax", "non_saturating"):
        return case.level("fake_prob_mean")
    if loss == "lsgan":
        a, b = case.setting("lsgan_a", 0.0), case.setting("lsgan_b", 1.0)
        return (case.level("fake_score_mean") - a) / (b - a) if a != b else np.nan
    return (case.level("fake_score_mean") + 1) / 2 if loss == "hinge" else np.nan


def _unit(config: Settings) -> float:
    """What counts as one in G's loss: a nat, half the squared distance of the least squares' labels, the hinge's margin."""
    if config.loss == "lsgan":
        return max((getattr(config, "lsgan_c", 1.0) - getattr(config, "lsgan_a", 0.0)) ** 2 / 2, 1e-6)
    return 1.0


def _is_critic(config: Settings) -> bool:
    return config.loss in ("wgan", "wgan_gp")


# ------------------------------------------------------------------------------------------------------ the rules: evidence, or None


def _not_finite(case: _Case) -> Evidence | None:
    """A number left the range of floats: the run failed of it, or its last line says so."""
    said = case.state == "failed" and case.code in NOT_FINITE
    last = [case.column(name)[-1] for name in ("discriminator_loss", "generator_loss") if len(case.column(name))]
    if not said and (not last or np.isfinite(last).any()):
        return None
    return {"step": case.step, "generator_lr": case.config.generator_lr, "discriminator_lr": case.config.discriminator_lr}


def _too_early(case: _Case) -> Evidence | None:
    """Too few lines to tell a trend from noise."""
    return {"lines": case.lines, "lines_needed": MIN_LINES} if case.lines < MIN_LINES else None


def _generator_wins(case: _Case) -> Evidence | None:
    """D takes fakes for real, so G has nothing more to learn from it: its loss has gone to the end of its scale."""
    believed, mistaken = _believed(case), 1 - _accuracies(case)[-1]
    if not mistaken >= FOOLED or (not believed >= FOOLED and not _compares(case.config)):
        return None
    return {
        **({"pairs": 1 - mistaken} if _compares(case.config) else {"fakes_taken_for_real": mistaken}),
        "believed": believed,
        "generator_loss": case.level("generator_loss"),
        **_pictures(case),
    }


def _discriminator_memorises(case: _Case) -> Evidence | None:
    """D tells the images it was trained on from real ones that it was not: it has learned those few, and G can only learn them too."""
    measured = [sample for sample in case.statistics if sample.memory is not None][-NOW:]
    if len(measured) < AGAIN or not _median_of(measured, "memory") >= REMEMBERED:
        return None
    return {
        "memory": _median_of(measured, "memory"),
        "training_accuracy": _median_of(measured, "training_accuracy"),
        "held_out_accuracy": _median_of(measured, "held_out_accuracy"),
        **_pictures(case),
    }


def _pinned(case: _Case) -> bool:
    """Whether D makes no mistakes worth learning from."""
    return not _is_critic(case.config) and min(_accuracies(case)) >= PINNED


def _compares(config: Settings) -> bool:
    """Whether D only says which of two images is the real one, so that its answer to one alone means nothing."""
    return config.loss == "r3gan"


def _accuracies(case: _Case) -> list[float]:
    """Shares of real and of fake images that D is right about; where it only compares, the one share of pairs it orders rightly."""
    kinds = ("pair_accuracy",) if _compares(case.config) else ("accuracy_real", "accuracy_fake")
    return [case.level(f"discriminator_{kind}") for kind in kinds]


def _rightness(case: _Case) -> Evidence:
    """How often D is right."""
    accuracies = _accuracies(case)
    return {"pairs" if _compares(case.config) else "accuracy": sum(accuracies) / len(accuracies)}


def _discriminator_too_strong(case: _Case) -> Evidence | None:
    """D makes no mistakes and G's gradient has died away: measured, or known from the slope of log(1 - D) being D."""
    if not _pinned(case):
        return None
    gradient = case.column("generator_grad_norm")
    left = case.level("generator_grad_norm") / max(np.max(_finite(gradient), initial=0.0), 1e-30)
    believed = _believed(case)
    saturated = case.config.loss == "minimax" and believed <= DISBELIEVED
    if not left <= VANISHED and not saturated:
        return None
    return {**_rightness(case), "gradient_left": left, "gradient": case.level("generator_grad_norm"), "believed": believed}


def _generator_loss_rising(case: _Case) -> Evidence | None:
    """G falls ever further behind: its loss is far up its scale and does not come down, or climbs though much is drawn."""
    if _is_critic(case.config):
        return None
    now, before = case.level("generator_loss"), _median(case.before("generator_loss"))
    bound = 0.9 if not case.diversity > 4 / 3 * PARTIAL else 1.1
    if not now >= HIGH_LOSS * _unit(case.config) or not now >= bound * before or not _pinned(case):
        return None
    return {"generator_loss": now, "generator_loss_before": before, **_rightness(case), "believed": _believed(case)}


def _largest_distance(case: _Case) -> float:
    """Of two images, or points of the plane."""
    pixels = case.setting("image_channels", 1) * case.setting("image_size", 0) ** 2
    return 2 * float(np.sqrt(pixels)) if pixels else PLANE


def _critic_exploded(case: _Case) -> Evidence | None:
    """A critic that claims a multiple of the largest distance there is, in every one of the last lines: no trend is needed to know it."""
    real, fake = (case.column(f"{kind}_score_mean")[-CERTAIN_LINES:] for kind in ("real", "fake"))
    if not _is_critic(case.config) or min(len(real), len(fake)) < CERTAIN_LINES:
        return None
    estimates, largest = real - fake, _largest_distance(case)
    if not np.min(estimates) >= EXPLODED * largest:
        return None
    return {"estimate": _median(estimates), "largest_distance": largest, "gradient": case.level("generator_grad_norm")}


def _critic_unbounded(case: _Case) -> Evidence | None:
    """A critic of slope 1 cannot estimate more than the largest distance of two samples; beyond that it measures its own growing slope."""
    if not _is_critic(case.config):
        return None
    sizes = np.abs(case.column("discriminator_loss"))
    estimate, before = _median(_finite(sizes[-case.window :])), _median(_finite(sizes[: case.lines // 2]))
    largest = _largest_distance(case)
    if not estimate >= max(largest, GROWN * before):
        return None
    return {"estimate": estimate, "estimate_before": before, "largest_distance": largest, "gradient": case.level("generator_grad_norm")}


def _largest(values: Array) -> float:
    """Size of the ninetieth percentile: a critic's own scale, which nothing else tells."""
    sizes = np.abs(_finite(values))
    return float(np.percentile(sizes, 90)) if len(sizes) else np.nan


def _oscillation(case: _Case) -> Evidence | None:
    """The players chase each other: G's loss swings to and fro by a multiple of its scale, again and again, and what is drawn shows it."""
    if case.lines < SETTLED or case.diversity > PARTIAL / 2 or _spreads_out(case) or _stuck(case):
        return None
    values = np.concatenate([case.before("generator_loss"), case.now("generator_loss")])
    unit = _unit(case.config) if not _is_critic(case.config) else SWING * _largest(case.column("discriminator_loss"))
    count = turns(values, SWING * unit)
    low, high = np.percentile(values, (10, 90)) if len(values) else (np.nan, np.nan)
    if count < MIN_TURNS or (not case.statistics and high - low < UNSEEN * SWING * unit):
        return None
    return {"turns": count, "generator_loss_low": low, "generator_loss_high": high, "hops": case.hops, **_pictures(case)}


def _fallen(case: _Case) -> bool:
    """Whether something was lost: every measurement now sees far less than the best there was for as many measurements."""
    seen = np.array([sample.diversity for sample in case.statistics], dtype=float)
    if len(seen) < 2 * NOW:
        return False
    best = np.nanmax(np.median(np.lib.stride_tricks.sliding_window_view(seen[:-NOW], NOW), axis=1), initial=0.0)
    return bool(best >= PARTIAL and seen[-NOW:].max() <= FALLEN * best)


def _settled(case: _Case, travel: float) -> bool:
    """Whether G has had its chance and no longer spreads out, or has lost what it had."""
    if _fallen(case):
        return True
    old = travel <= TRAVEL and case.step >= OLD and case.travel >= CRAWL
    if len(case.statistics) < NOW or (case.travel < travel and not old):
        return False
    return case.travel >= 3 * travel or not _spreads_out(case)


def _spreads_out(case: _Case) -> bool:
    """Whether more is drawn than when the run was half as old: not the same few classes in more equal parts."""
    before, classes = _median_of(case.earlier, "diversity"), _gaps(_shares_of(case.earlier))
    same_few = case.gaps > 0 and case.gaps >= classes
    return case.diversity > max(GROWING * before, before + GROWTH) and not same_few


def _frozen(case: _Case) -> Evidence | None:
    """One picture, and a gradient of exactly 0 that will never lead to another."""
    gradient = case.column("generator_grad_norm")[-CERTAIN_LINES:]
    if len(gradient) < CERTAIN_LINES or np.any(gradient != 0) or not _draws_one_picture(case):
        return None
    return {"gradient": 0.0, **_pictures(case)}


def _draws_one_picture(case: _Case) -> bool:
    return case.diversity <= COMPLETE and not _median_of(case.recent, "duplicates") < COPIES


def _complete_collapse(case: _Case) -> Evidence | None:
    """Whatever z, one picture, or two it hops between."""
    return _pictures(case) if _draws_one_picture(case) and (_stuck(case) or _settled(case, TRAVEL)) else None


def _stuck(case: _Case) -> bool:
    """Whether for many measurements not even noise made a difference, far below what a G shows that has hardly begun."""
    seen = [sample.diversity for sample in case.statistics[-STUCK:] if sample.diversity is not None]
    return len(seen) == STUCK and max(seen) <= NOTHING and case.travel >= CRAWL


def _ignores_label(case: _Case) -> bool:
    """Whether G draws one thing and another by z alone: the label moves next to nothing, and the class asked for comes by chance."""
    accuracy, chance = _median_of(case.recent, "label_accuracy"), 1 / max(1, case.setting("num_classes", 1))
    drawn = len(case.statistics) >= NOW and _median_of(case.recent, "z_spread") >= MOVED
    return drawn and _median_of(case.recent, "label_share") <= IGNORED and not accuracy >= HEEDED * chance


def _label_ignored(case: _Case) -> Evidence | None:
    """The label is ignored, and that is no beginning: D does not see it either, or has shown it for long enough."""
    spreads = {name: _median_of(case.recent, name) for name in ("label_share", *SPREADS)}
    deaf = spreads["label_answers"] <= DEAF * spreads["picture_answers"]
    if not _ignores_label(case) or case.travel < (DEAF_TRAVEL if deaf else HEARD_TRAVEL):
        return None
    accuracy = _median_of(case.recent, "label_accuracy")
    by_class = {"label_accuracy": accuracy, "chance": 1 / case.setting("num_classes", 1)} if accuracy >= 0 else {}
    return {**spreads, **by_class, **_pictures(case)}


def _partial_collapse(case: _Case) -> Evidence | None:
    """A few things instead of many, and no more coming."""
    return _pictures(case) if _draws_little(case) and _settled(case, FAR) else None


def _draws_little(case: _Case) -> bool:
    few = case.diversity <= PARTIAL or case.effective_classes <= FEW_CLASSES
    return few or case.gaps >= HALF or (case.gaps >= GAPS and _median_of(case.recent, "quality") >= GOOD)


def _developing(case: _Case) -> Evidence | None:
    """Nothing wrong in the curves, but much of the data is not drawn yet, or D makes no mistakes."""
    if not _draws_little(case) and not case.gaps >= UNCOVERED and not _pinned(case):
        return None
    return {"travel": case.travel, **(_rightness(case) if _pinned(case) else {}), **_pictures(case)}


def _healthy(case: _Case) -> Evidence | None:
    return {"measurements": len(case.statistics), **_rightness(case), "generator_loss": case.level("generator_loss"), **_pictures(case)}


def _pictures(case: _Case) -> Evidence:
    """What the last measurements saw."""
    seen: Evidence = {"diversity": case.diversity}
    if len(case.shares):
        total = case.shares.shape[1]
        seen |= {"classes": total - round(case.gaps * total), "classes_total": total, "largest_share": float(case.shares[-1].max())}
    return seen | {"duplicates": _median_of(case.recent, "duplicates"), "quality": _median_of(case.recent, "quality")}


_RULES: tuple[tuple[str, Callable[[_Case], Evidence | None]], ...] = (
    ("not_finite", _not_finite),
    ("complete_collapse", _frozen),
    ("generator_loss_rising", _critic_exploded),
    ("too_early", _too_early),
    ("generator_wins", _generator_wins),
    ("discriminator_memorises", _discriminator_memorises),
    ("discriminator_too_strong", _discriminator_too_strong),
    ("generator_loss_rising", _critic_unbounded),
    ("oscillation", _oscillation),
    ("generator_loss_rising", _generator_loss_rising),
    ("complete_collapse", _complete_collapse),
    ("label_ignored", _label_ignored),
    ("partial_collapse", _partial_collapse),
    ("developing", _developing),
    ("healthy", _healthy),  # says something of every case
)
CERTAIN = 3  # of the rules, the first, whose evidence needs no second measurement


# ------------------------------------------------------------------------------------------------------------------------- remedies

ADVICE: Mapping[str, tuple[str, ...]] = {
    "discriminator_too_strong": ("smaller_discriminator",),
    "generator_loss_rising": ("larger_generator", "spectral_norm"),
    "generator_wins": ("larger_discriminator",),
    "discriminator_memorises": ("more_images", "smaller_discriminator"),
    "partial_collapse": ("fork_earlier", "larger_batch"),
    "complete_collapse": ("fork_earlier", "new_seed"),
    "label_ignored": ("projection", "check_labels"),
    "oscillation": ("larger_batch",),
    "not_finite": ("fork_earlier",),
    "too_early": ("patience",),
    "developing": ("patience",),
}


def _remedies(name: str, config: Settings) -> Iterator[Mapping[str, object]]:
    """Changes that bear on the finding, the likeliest first; only those that fit this config and change something."""
    values = config.to_json()
    wishes = REMEDIES[name](config) if name in REMEDIES else []
    for wish in wishes:
        remedy = {_local(key, values): value for key, value in wish.items()}
        if not remedy.keys() <= values.keys():
            continue
        remedy = {key: value for key, value in remedy.items() if values[key] != value}
        if not remedy:
            continue
        try:
            config.from_json(values | remedy)
        except ConfigError:
            continue
        yield remedy


def _local(key: str, values: Mapping[str, Any]) -> str:
    """What the playground calls it."""
    return "discriminator_steps" if key == "n_critic" and key not in values else key


def _weaker_discriminator(config: Settings) -> list[Change]:
    """Give G a gradient again, or D a handicap."""
    rate = max(config.generator_lr, 2e-4)
    return [
        *([{"loss": "non_saturating"}] if config.loss == "minimax" else []),
        {"generator_lr": _nice(rate), "discriminator_lr": _nice(min(config.discriminator_lr / 4, rate)), "n_critic": 1},
        *_regularised(config),
        *([{"real_target": 0.9}] if config.loss in ("minimax", "non_saturating") else []),
    ]


def _bounded_critic(config: Settings) -> list[Change]:
    """A critic is held by its constraint; another D by a slower rate and R1."""
    if not _is_critic(config):
        return _weaker_discriminator(config)
    tighter = {"clip_value": 0.01} if config.loss == "wgan" else {"gp_weight": 10.0}
    return [tighter, {"loss": "wgan_gp", "gp_weight": 10.0}, _slower(config, 4)]


def _hearing_critic(config: Settings) -> list[Change]:
    """G learns of a label only what D's answer says: let the label reach it unclipped, or bound D by its slope in place of its weights."""
    if config.loss == "wgan":
        return [{"clip_labels": False}, {"loss": "wgan_gp", "gp_weight": 10.0}]
    return [{"n_critic": 2}]


def _stronger_discriminator(config: Settings) -> list[Change]:
    """Let D catch up."""
    steps = getattr(config, "n_critic", getattr(config, "discriminator_steps", 1))
    faster = max(4 * config.discriminator_lr, min(config.generator_lr, 1e-3))
    return [{"discriminator_lr": _nice(faster)}, {"n_critic": min(2 * steps, 10)}, {"generator_lr": _nice(config.generator_lr / 4)}]


def _forgetful(config: Settings) -> list[Change]:
    """No image comes back the same (DiffAugment, arXiv:2006.10738), or D's slope is kept small where they are."""
    return [{"augment": "color,translation,cutout"}, *_regularised(config), {"discriminator_lr": _nice(config.discriminator_lr / 2)}]


def _balanced(config: Settings) -> list[Change]:
    """Equal, moderate rates: G must not run to the one best answer before D has noticed."""
    rate = _nice(float(np.clip(np.sqrt(config.generator_lr * config.discriminator_lr), 1e-4, 1e-3)))
    return [
        {"generator_lr": rate, "discriminator_lr": rate, **({"loss": "non_saturating"} if config.loss == "minimax" else {})},
        *_regularised(config),
        {"n_critic": 2},
    ]


def _calmer(config: Settings) -> list[Change]:
    """Momentum makes the chase worse (arXiv:1802.05957 takes beta1 = 0), smaller steps and R1 damp it (arXiv:1801.04406)."""
    momentum = [{"beta1": 0.5 if getattr(config, "beta1", 0.0) > 0.5 else 0.0}]
    return [*momentum, _slower(config, 5), *_regularised(config)]


def _slower(config: Settings, times: float) -> Change:
    return {"generator_lr": _nice(config.generator_lr / times), "discriminator_lr": _nice(config.discriminator_lr / times)}


def _modest(config: Settings) -> list[Change]:
    """Rates that are known to be safe."""
    return [{"generator_lr": min(config.generator_lr, 2e-4), "discriminator_lr": min(config.discriminator_lr, 2e-4)}]


def _regularised(config: Settings) -> list[Change]:
    """R1 keeps D's slope small where the data are (arXiv:1801.04406); R3GAN takes R2 with it; critics have constraints of their own."""
    weight = getattr(config, "r1_weight", 0.0)
    larger = 0.2 if weight < 0.2 else 1.0
    return [] if _is_critic(config) or weight >= 1 else [{"r1_weight": larger} | ({"r2_weight": larger} if _compares(config) else {})]


def _nice(value: float) -> float:
    """Two significant digits: what a person would type."""
    return float(f"{value:.1e}")


REMEDIES: Mapping[str, Callable[[Settings], list[Change]]] = {
    "discriminator_too_strong": _weaker_discriminator,
    "generator_loss_rising": _bounded_critic,
    "generator_wins": _stronger_discriminator,
    "discriminator_memorises": _forgetful,
    "partial_collapse": _balanced,
    "complete_collapse": _balanced,
    "label_ignored": _hearing_critic,
    "oscillation": _calmer,
    "not_finite": _modest,
}
