"""How near the fakes are to the data: counts of modes, shares of good points, and distances between two clouds of equally many points."""

from __future__ import annotations

from dataclasses import dataclass

SAMPLES = 2500  # real points and fakes that are looked at


@dataclass(frozen=True)
class Measures:
    """What G draws, measured, from SAMPLES real points and as many fakes; computed in gan_core/engine/measures.c.

    Attributes:
        shares: Share of all fakes near each mode, None without known modes.
        modes: How many modes hold at least 1 % of the fakes, None without known modes.
        near: Share of fakes within the scene's `near` of a mode's centre; without modes, of a real point. Higher is better.
        high_quality: Share of fakes within 3 standard deviations of a centre (arXiv:1705.07761, arXiv:1712.04086), None without modes.
        covered: Share of real points within the scene's `near` of a fake: about 1 for real points in the fakes' place.
        kl: KL(real || fake) in nats of the counts in 25 x 25 cells over the box and one more for all that lies outside, 0.01 added to each
            count; a few hundredths for real points in the fakes' place.
        js: JS on the same cells, without that addition; in [0, ln 2]; biased upwards likewise.
        w1: Exact W1 of the first 256 points of each, in the data's units; 0.1 to 0.9 for real points in the fakes' place.

    What real points score in the fakes' place (the floor of kl, js and w1) is in `Playground.floor`.
    """

    shares: tuple[float, ...] | None
    modes: int | None
    near: float
    high_quality: float | None
    covered: float
    kl: float
    js: float
    w1: float
