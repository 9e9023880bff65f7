"""The smallest GAN: two numbers that play against each other, and the ways to take turns, regularise, and fall apart.

The Dirac-GAN (Mescheder, Geiger and Nowozin 2018, arXiv:1801.04406): all real data lie at 0, the generator puts its sample
at theta, the discriminator is the line D(x) = psi x, and the game is `min_theta max_psi f(psi theta) + f(0)`. The only equilibrium is
(0, 0). In that paper's sign, kept here, a *generated* sample makes D large. With f(t) = t the game is the bilinear `f(x, y) = x y`
with x = theta, y = psi.

Players move along `pulls(theta, psi)`: the way down for the generator, up for the discriminator. Stability is read from the eigenvalues
of one update's matrix at the equilibrium: inside the unit circle it converges near by, outside it diverges.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gan_core.errors import ConfigError

FloatArray = NDArray[np.float64]

OBJECTIVES = ("minimax", "non_saturating", "wgan")
REMEDIES = ("none", "r1", "noise", "consensus", "gp", "clip")
RULES = ("simultaneous", "alternating", "extragradient", "optimistic")
FAR = 1e100  # a path that got here is not followed further
SMALLEST = 1e-150  # distances below are rounding

# Nodes and weights of E[g(eps)], eps ~ N(0, 1): trapezoids, which for smooth g with such tails are exact to rounding
_NODES = np.linspace(-8, 8, 129)
_WEIGHTS = np.exp(-(_NODES**2) / 2) / np.exp(-(_NODES**2) / 2).sum()


@dataclass(frozen=True)
class DiracGan:
    """A Dirac-GAN with an objective and at most one remedy against circling.

    Args:
        objective: `minimax` (f(t) = -log(1 + exp(-t)), the original GAN), `non_saturating` (theta climbs f(-psi theta) instead),
            `wgan` (f(t) = t).
        remedy: `none`; `r1` (strength/2 psi^2 off D's objective, section 4); `noise` (both samples blurred by N(0, strength^2),
            section 3); `consensus` (both also descend strength/2 |pulls|^2, arXiv:1705.10461); `gp` (strength/2 (|psi| - 1)^2 off
            D's objective, as WGAN-GP does); `clip` (psi kept within strength of 0, as WGAN does).
        strength: gamma, sigma or the bound, >= 0.

    Raises:
        ConfigError: a name is unknown, or the strength is negative or not finite.
    """

    objective: str = "minimax"
    remedy: str = "none"
    strength: float = 0.0

    def __post_init__(self) -> None:
        for field, received, expected in (("objective", self.objective, OBJECTIVES), ("remedy", self.remedy, REMEDIES)):
            if received not in expected:
                raise ConfigError("value", field=field, received=repr(received), expected=", ".join(expected))
        if not 0 <= self.strength < math.inf:
            raise ConfigError("value", field="strength", received=self.strength, expected=">= 0")

    def pulls(self, theta: ArrayLike, psi: ArrayLike) -> tuple[Any, Any]:
        """Where theta and psi are pulled, each (...): minus the gradient of the generator's loss, plus that of D's objective."""
        scalar = (
            isinstance(theta, float) and isinstance(psi, float) and self.remedy != "noise"
        )  # plain numbers: no arrays, ten times faster
        g: Any
        d: Any
        g, d = (theta, psi) if scalar else (np.asarray(theta, dtype=np.float64), np.asarray(psi, dtype=np.float64))
        if self.remedy == "noise":
            moved, blur = g[..., None] + self.strength * _NODES, self.strength * _NODES
            pull_g, pull_d = self._bare(moved, d[..., None])
            fall = self._slope(-blur * d[..., None]) * -blur  # what the real samples, blurred too, add to D's objective
            return (pull_g * _WEIGHTS).sum(axis=-1), ((pull_d + fall) * _WEIGHTS).sum(axis=-1)
        pull_g, pull_d = self._bare(g, d)
        if self.remedy == "r1":
            pull_d = pull_d - self.strength * d
        elif self.remedy == "gp":
            pull_d = pull_d - self.strength * (np.abs(d) - 1) * np.sign(d)
        elif self.remedy == "consensus":
            (gg, gd), (dg, dd) = self._bare_jacobian(g, d)
            pull_g, pull_d = pull_g - self.strength * (gg * pull_g + dg * pull_d), pull_d - self.strength * (gd * pull_g + dd * pull_d)
        return pull_g, pull_d

    def value(self, theta: ArrayLike, psi: ArrayLike) -> FloatArray:
        """V(D, G) = f(psi theta) + f(0), each (...), without the remedy: D goes up on it, G of `minimax` and `wgan` down (section 2)."""
        t = np.asarray(psi, dtype=np.float64) * np.asarray(theta, dtype=np.float64)
        return t if self.objective == "wgan" else -np.logaddexp(0.0, -t) - np.log(2.0)

    def settle(self, theta: float, psi: float) -> tuple[float, float]:
        """What happens to the players after a step: clipping."""
        return (theta, max(-self.strength, min(self.strength, psi))) if self.remedy == "clip" else (theta, psi)

    def jacobian(self) -> FloatArray | None:
        """The derivative of the pulls at the equilibrium (0, 0), (2, 2); None for `gp`, which has a kink there.

        `[[0, -f'(0)], [f'(0), 0]]` without a remedy: eigenvalues +- i f'(0), a pure rotation (section 2).
        """
        bare = np.array([[0.0, -self._slope_at_0()], [self._slope_at_0(), 0.0]])
        if self.remedy == "gp":
            return None
        if self.remedy == "r1":
            return bare - np.diag([0.0, self.strength])
        if self.remedy == "noise":
            return bare + np.diag([0.0, 2 * self._bend_at_0() * self.strength**2])
        if self.remedy == "consensus":
            return bare - self.strength * bare.T @ bare
        return bare  # clipping, too, does nothing near 0

    def _bare(self, g: Any, d: Any) -> tuple[Any, Any]:
        t = g * d
        return -self._slope(-t if self.objective == "non_saturating" else t) * d, self._slope(t) * g

    def _bare_jacobian(self, g: Any, d: Any) -> tuple[tuple[Any, Any], tuple[Any, Any]]:
        t = g * d
        sign = -1.0 if self.objective == "non_saturating" else 1.0
        slope_g, bend_g, slope_d, bend_d = self._slope(sign * t), self._bend(sign * t), self._slope(t), self._bend(t)
        return (-sign * bend_g * d**2, -slope_g - sign * bend_g * t), (slope_d + bend_d * t, bend_d * g**2)

    def _slope(self, t: Any) -> Any:
        """f'(t): sigma(-t), or 1."""
        if self.objective == "wgan":
            return 1.0
        return _sigmoid(-t) if isinstance(t, float) else np.exp(-np.logaddexp(0.0, t))

    def _bend(self, t: Any) -> Any:
        """f''(t): -sigma(t) sigma(-t), or 0."""
        if self.objective == "wgan":
            return 0.0
        return -_sigmoid(t) * _sigmoid(-t) if isinstance(t, float) else -np.exp(-np.logaddexp(0.0, t) - np.logaddexp(0.0, -t))

    def _slope_at_0(self) -> float:
        return 1.0 if self.objective == "wgan" else 0.5

    def _bend_at_0(self) -> float:
        return 0.0 if self.objective == "wgan" else -0.25


def trajectory(game: DiracGan, start: tuple[float, float], *, rate: float, steps: int, rule: str = "simultaneous") -> FloatArray:
    """The players' way from a start, (steps + 1, 2); NaN after it went further than `FAR`.

    With pulls v and z = (theta, psi):

    - `simultaneous`: z <- z + rate v(z)
    - `alternating`: theta first, then psi, who already sees the new theta
    - `extragradient`: z <- z + rate v(z + rate v(z)) (Korpelevich 1976; arXiv:1802.10551)
    - `optimistic`: z <- z + 2 rate v(z) - rate v(the z before) (arXiv:1711.00141)

    Args:
        game: Who plays.
        start: theta and psi.
        rate: Step size of both.
        steps: How many steps.
        rule: One of `RULES`.

    Raises:
        ConfigError: the rule is unknown.
    """
    _check(rule)
    path = np.full((steps + 1, 2), np.nan)
    g, d = game.settle(float(start[0]), float(start[1]))
    path[0] = g, d
    before = game.pulls(g, d)
    for step in range(1, steps + 1):
        pull_g, pull_d = game.pulls(g, d)
        if rule == "alternating":
            g = float(g + rate * pull_g)
            g, d = game.settle(g, float(d + rate * game.pulls(g, d)[1]))
        else:
            if rule == "extragradient":
                pull_g, pull_d = game.pulls(*game.settle(float(g + rate * pull_g), float(d + rate * pull_d)))
            elif rule == "optimistic":
                now = pull_g, pull_d
                pull_g, pull_d = 2 * pull_g - before[0], 2 * pull_d - before[1]
                before = now
            g, d = game.settle(float(g + rate * pull_g), float(d + rate * pull_d))
        if not math.hypot(g, d) < FAR:
            break
        path[step] = g, d
    return path


def update_matrix(jacobian: ArrayLike, rate: float, rule: str) -> FloatArray:
    """The matrix of one step near an equilibrium, from the Jacobian of the pulls there, (2, 2); (4, 4) for `optimistic`, which remembers.

    Raises:
        ConfigError: the rule is unknown.
    """
    _check(rule)
    step = rate * np.asarray(jacobian, dtype=np.float64)
    one = np.eye(2)
    if rule == "alternating":
        first = one + np.array([step[0], [0.0, 0.0]])
        return (one + np.array([[0.0, 0.0], step[1]])) @ first
    if rule == "extragradient":
        return one + step @ (one + step)
    if rule == "optimistic":
        return np.block([[one + 2 * step, -step], [one, np.zeros((2, 2))]])
    return one + step


def spectral_radius(matrix: ArrayLike) -> float:
    """The largest modulus of an eigenvalue: by how much a small distance to the equilibrium grows with each step in the long run."""
    return float(np.abs(np.linalg.eigvals(np.asarray(matrix, dtype=np.float64))).max())


def bilinear_factor(rate: float, rule: str) -> float:
    """The spectral radius for f(x, y) = x y in closed form.

    `sqrt(1 + rate^2)` simultaneous; 1 alternating (for rate <= 2: area is kept, and so is the ellipse x^2 - rate x y + y^2);
    `sqrt((1 - rate^2)^2 + rate^2)` extragradient; optimistic: the larger root of `l^2 - (1 - 2 i rate) l - i rate`, below 1 for
    rate < 1/sqrt(3).

    Raises:
        ConfigError: the rule is unknown.
    """
    _check(rule)
    if rule == "simultaneous":
        return math.sqrt(1 + rate**2)
    if rule == "alternating":
        return 1.0 if rate <= 2 else (rate**2 - 2 + rate * math.sqrt(rate**2 - 4)) / 2
    if rule == "extragradient":
        return math.hypot(1 - rate**2, rate)
    root = (1 - 4 * rate**2 + 0j) ** 0.5
    return float(max(abs((1 - 2j * rate + sign * root) / 2) for sign in (1, -1)))


def measured_factor(path: ArrayLike) -> float:
    """By how much the distance to (0, 0) grew a step, in the long run; NaN where a path stays there or ended too soon.

    Measured on the path's second half by the triangles (0, 0), z_t, z_t+1: in a spiral their area grows by the factor's square each step,
    and unlike the distance it does not wobble. Where all of them are flat, by the distance.

    Args:
        path: (steps + 1, 2).
    """
    z = np.asarray(path, dtype=np.float64)
    area = np.sqrt(np.abs(z[:-1, 0] * z[1:, 1] - z[:-1, 1] * z[1:, 0]))
    distance = np.hypot(*z.T)
    for size in (area, distance):
        usable = np.flatnonzero(np.isfinite(size) & (size > SMALLEST))
        if len(usable) < 3:
            continue
        first, last = usable[len(usable) // 2], usable[-1]
        return float((size[last] / size[first]) ** (1 / (last - first)))
    return math.nan


def _sigmoid(t: float) -> float:
    return 1 / (1 + math.exp(-t)) if t >= 0 else math.exp(t) / (1 + math.exp(t)) if t > -700 else 0.0


def _check(rule: str) -> None:
    if rule not in RULES:
        raise ConfigError("value", field="rule", received=repr(rule), expected=", ".join(RULES))
