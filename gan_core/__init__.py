"""The library under GAN Classroom: data, models, losses, training, latent space, metrics.

Pure Python and torch: nothing here imports a user interface.
"""

__version__ = "0.1.0"
