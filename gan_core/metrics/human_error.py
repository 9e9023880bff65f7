"""How often people are wrong about which pictures are real: human error, with its interval."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from gan_core.errors import ConfigError

Z_95 = 1.959963984540054  # the normal distribution's 97.5 % point


class Share(NamedTuple):
    """A share in [0, 1] with its 95 % interval, of so many answers; NaN of none."""

    value: float
    low: float
    high: float
    answers: int


class HumanError(NamedTuple):
    """Wrong answers: of all, of those about real pictures, of those about generated ones."""

    overall: Share
    real: Share
    fake: Share


def wilson_share(successes: int, count: int) -> Share:
    """Wilson's score interval, without continuity correction: holds its 95 % with few answers and near 0 and 1, where p +- 1.96 s does not.

    centre = (p + z^2 / 2n) / (1 + z^2 / n), half = z / (1 + z^2 / n) sqrt(p (1 - p) / n + z^2 / 4n^2); E. B. Wilson, JASA 22 (1927).
    It takes the answers for independent. Several about one picture, or of one person, are alike, so the true interval is wider.

    Args:
        successes: 0 to count.
        count: answers; 0 gives NaN within [0, 1].

    Raises:
        ConfigError: successes out of range.
    """
    if not 0 <= successes <= count:
        raise ConfigError("value", field="successes", received=successes, expected=f"0 to {count}")
    if not count:
        return Share(math.nan, 0.0, 1.0, 0)
    share, spread = successes / count, Z_95**2 / count
    centre = (share + spread / 2) / (1 + spread)
    half = Z_95 / (1 + spread) * math.sqrt(share * (1 - share) / count + spread / (4 * count))
    low, high = (0.0 if successes == 0 else centre - half), (1.0 if successes == count else centre + half)
    return Share(share, low, high, count)


def human_error(real: Sequence[bool], votes: Sequence[Sequence[int]]) -> HumanError:
    """Share of wrong answers, HYPE-infinity of arXiv:1904.01121, section 3: pictures, half real, seen for as long as one wants.

    0: all are told apart; 0.5: no better than a coin; above 0.5 the generated pictures look more real than the real ones. It sees what a
    person sees at a glance, quality; it is blind to diversity: a generator that draws one good picture scores well.

    Args:
        real: of each picture whether it is real.
        votes: of each picture how many called it real, and how many generated.

    Raises:
        ConfigError: lengths that differ, or negative votes.
    """
    if len(real) != len(votes) or any(len(pair) != 2 or min(pair) < 0 for pair in votes):
        raise ConfigError("value", field="votes", received=f"{len(votes)} pairs", expected=f"{len(real)} pairs of counts")

    def wrong(kinds: tuple[bool, ...]) -> Share:
        rows = [(pair[is_real], sum(pair)) for is_real, pair in zip(real, votes, strict=True) if is_real in kinds]
        return wilson_share(sum(errors for errors, _ in rows), sum(count for _, count in rows))

    return HumanError(wrong((True, False)), wrong((True,)), wrong((False,)))
