"""Draw the embedded subset: 1,000 training images a class of Fashion-MNIST (MIT licence, Zalando SE).

`python scripts/make_embedded_subset.py` needs the full set (see `gan_core.data`) and rewrites gan_core/data/fashion_mnist_10k.npz.
"""

from __future__ import annotations

import numpy as np

from gan_core.data.sources import EMBEDDED, load_fashion_mnist

PER_CLASS, SEED = 1000, 0


def main() -> None:
    """Write images (10000, 28, 28) uint8, labels uint8, and each one's index among the 60,000."""
    images, labels = (tensor.numpy() for tensor in load_fashion_mnist("train"))
    random = np.random.default_rng(SEED)
    drawn = [random.choice(np.flatnonzero(labels == label), PER_CLASS, replace=False) for label in range(10)]
    indices = np.sort(np.concatenate(drawn))
    np.savez_compressed(EMBEDDED, images=images[indices, 0], labels=labels[indices].astype(np.uint8), indices=indices.astype(np.int32))
    print(f"{EMBEDDED}: {len(indices)} images, {EMBEDDED.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
