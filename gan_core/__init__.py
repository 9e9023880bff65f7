"""The library under GAN Classroom: data, models, losses, training, latent space, metrics.

Pure Python and torch: nothing here imports a user interface.
"""

import os

# Read when torch is loaded: what a laptop's accelerator cannot compute, the processor does, and PyTorch says so once
os.environ.setdefault("PYTORCH_ENABLE_MPS_FALLBACK", "1")
os.environ.setdefault("PYTORCH_ENABLE_XPU_FALLBACK", "1")

__version__ = "0.1.0"
