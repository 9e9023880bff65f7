"""Trained generators that answer: sampling, latent state, nearest training images."""

from gan_core.inference.generator import TrainedGenerator, draw, load_shipped, save_samples, shipped_names, to_uint8

__all__ = ["TrainedGenerator", "draw", "load_shipped", "save_samples", "shipped_names", "to_uint8"]
