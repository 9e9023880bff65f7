"""The truncation trick: trade variety for typicality."""

from __future__ import annotations

import numpy as np

Array = np.ndarray


def truncate(z: Array, psi: float) -> Array:
    """mean + psi (z - mean), section 4 and appendix B of StyleGAN (arXiv:1812.04948).

    Differs from the paper: applied to z, whose mean is 0, since these generators have no mapping network to w.
    psi = 1 changes nothing, 0 gives the one average picture of the class, above 1 leaves the trained region.
    """
    return psi * z
