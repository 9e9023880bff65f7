"""Generators and discriminators by name. G returns images in (-1, 1); D returns logits (N,)."""

from __future__ import annotations

from torch import nn

from gan_core.config import TrainingConfig
from gan_core.models import cgan, dcgan, mlp
from gan_core.models.table import LayerRow, layer_activations, layer_table

__all__ = ["MODELS", "LayerRow", "build_discriminator", "build_generator", "layer_activations", "layer_table"]

# name: module with a Generator and a Discriminator built from a TrainingConfig
MODELS = {"mlp": mlp, "dcgan": dcgan, "cgan": cgan}


def build_generator(config: TrainingConfig) -> nn.Module:
    """A freshly initialised G: (z (N, latent_dim), labels=None) -> images (N, C, H, W)."""
    return MODELS[config.model].Generator(config)


def build_discriminator(config: TrainingConfig) -> nn.Module:
    """A freshly initialised D: (images (N, C, H, W), labels=None) -> logits (N,)."""
    return MODELS[config.model].Discriminator(config)
