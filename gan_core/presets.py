"""Named recipes: the course's networks, and the ones that the shipped models were trained with."""

from __future__ import annotations

from gan_core.config import TrainingConfig
from gan_core.errors import ConfigError

_CIFAR_DCGAN = {
    "dataset": "cifar10",
    "image_size": 32,
    "image_channels": 3,
    "model": "dcgan",
    "conditioning": "none",
    "latent_dim": 128,
    "base_channels": 64,
    "epochs": 300,
    "ema_decay": 0.999,
}

_FASHION_DCGAN = {"model": "dcgan", "conditioning": "none", "base_channels": 64, "ema_decay": 0.999}

# As published (arXiv:1701.07875): weight clipping, five D updates a step, slow, without momentum; its RMSProp is Adam with beta1 = 0 here.
# The critic keeps DCGAN's batch norm: without it, on CIFAR-10, scores of a clipped critic grew to hundreds and G went round in circles.
_WGAN = {"loss": "wgan", "discriminator_norm": "batch", "n_critic": 5, "generator_lr": 5e-5, "discriminator_lr": 5e-5, "beta1": 0.0}
# arXiv:1704.00028, algorithm 1
_WGAN_GP = {
    "loss": "wgan_gp",
    "discriminator_norm": "none",
    "n_critic": 5,
    "generator_lr": 1e-4,
    "discriminator_lr": 1e-4,
    "beta1": 0.0,
    "beta2": 0.9,
}

# The card of cgan-fashion-mnist holds it against seven others: scripts/compare_recipes.py
_SHIPPED = {
    "discriminator_norm": "none",
    "loss": "non_saturating",
    "r1_weight": 0.2,
    "r1_every": 8,
    "ema_decay": 0.999,
    "batch_size": 64,
    "generator_lr": 5e-4,
    "discriminator_lr": 5e-4,
    "beta2": 0.99,
    "epochs": 13,
}

# DCGAN with labels; D sees every image shifted anew. Without batch norm in D, held by R1, it drew checkerboards still after two epochs
_CIFAR_CGAN = _CIFAR_DCGAN | {"conditioning": "projection", "augment": "translation", "batch_size": 64, "epochs": 40}
# arXiv:2501.05441: pairs, R1 and R2
_R3GAN = {
    "loss": "r3gan",
    "discriminator_norm": "none",
    "r1_every": 4,
    "batch_size": 64,
    "generator_lr": 5e-4,
    "discriminator_lr": 5e-4,
    "beta1": 0.0,
    "beta2": 0.99,
}

# A few thousand photographs: what D sees is changed in every way, or it learns them by heart
_FACES = {
    "dataset": "folder",
    "image_size": 64,
    "num_classes": 1,
    "augment": "color,translation,cutout",
    "batch_size": 64,
    "epochs": 200,
}

PRESETS: dict[str, TrainingConfig] = {
    # The course's own
    "gan-mnist": TrainingConfig(dataset="mnist", model="mlp", conditioning="none", epochs=50, ema_decay=0.999),
    "gan-fashion-mnist": TrainingConfig(model="mlp", conditioning="none", epochs=50, ema_decay=0.999),
    "gan-cifar10": TrainingConfig(**_CIFAR_DCGAN | {"model": "mlp"}),  # type: ignore[arg-type]
    "dcgan-cifar10": TrainingConfig(**_CIFAR_DCGAN),  # type: ignore[arg-type]
    "lsgan-cifar10": TrainingConfig(**_CIFAR_DCGAN, loss="lsgan"),  # type: ignore[arg-type]
    "wgan-cifar10": TrainingConfig(**_CIFAR_DCGAN, **_WGAN),  # type: ignore[arg-type]
    "wgan-gp-cifar10": TrainingConfig(**_CIFAR_DCGAN, **_WGAN_GP),  # type: ignore[arg-type]
    "cgan-cifar10": TrainingConfig(**_CIFAR_CGAN),  # type: ignore[arg-type]
    "r3gan-cifar10": TrainingConfig(**_CIFAR_DCGAN | _R3GAN | {"r1_weight": 0.1, "r2_weight": 0.1}),  # type: ignore[arg-type]
    "dcgan-faces": TrainingConfig(**_CIFAR_DCGAN | _FACES),  # type: ignore[arg-type]
    "dcgan-fashion-mnist": TrainingConfig(**_FASHION_DCGAN),  # type: ignore[arg-type]
    "wgan-fashion-mnist": TrainingConfig(**_FASHION_DCGAN, **_WGAN, epochs=100),  # type: ignore[arg-type]
    "wgan-gp-fashion-mnist": TrainingConfig(**_FASHION_DCGAN, **_WGAN_GP, epochs=100),  # type: ignore[arg-type]
    "cgan-mlp-fashion-mnist": TrainingConfig(model="mlp", conditioning="one_hot", epochs=50, ema_decay=0.999),
    "cwgan-gp-fashion-mnist": TrainingConfig(conditioning="embedding", **_WGAN_GP, epochs=50, ema_decay=0.999),  # type: ignore[arg-type]
    "cgan-one-hot-fashion-mnist": TrainingConfig(conditioning="one_hot", ema_decay=0.999),
    # Without a download: the embedded 10,000 images
    "cgan-quick": TrainingConfig(dataset="fashion-mnist-10k", conditioning="projection", ema_decay=0.99, epochs=10, checkpoint_every=100),
    # What a browser trains (gan_core/image_engine), where it learns clothes in a minute
    "cgan-browser": TrainingConfig(
        dataset="fashion-mnist-10k",
        model="dcgan",
        conditioning="projection",
        latent_dim=64,
        base_channels=16,
        generator_activation="leaky_relu",
        discriminator_norm="none",
        r1_weight=0.1,
        r1_every=8,
        generator_lr=1e-3,
        discriminator_lr=1e-3,
        beta2=0.99,
        batch_size=64,
        ema_decay=0.998,
        epochs=13,
    ),
    # The shipped generators: two ways to give the label, all else equal; and digits
    "cgan-projection-fashion-mnist": TrainingConfig(**_SHIPPED, conditioning="projection"),  # type: ignore[arg-type]
    # A seventh of the weights, for the first picture over a slow network
    "cgan-small-fashion-mnist": TrainingConfig(**_SHIPPED, conditioning="projection", latent_dim=32, base_channels=48),  # type: ignore[arg-type]
    "cgan-mnist": TrainingConfig(**_SHIPPED, dataset="mnist", conditioning="projection"),  # type: ignore[arg-type]
    "cgan-embedding-fashion-mnist": TrainingConfig(**_SHIPPED, conditioning="embedding"),  # type: ignore[arg-type]
    "cgan-r3gan-fashion-mnist": TrainingConfig(**_SHIPPED | _R3GAN | {"r1_weight": 0.2, "r2_weight": 0.2}, conditioning="projection"),  # type: ignore[arg-type]
}


def get_preset(name: str) -> TrainingConfig:
    """Raises ConfigError when there is no such preset."""
    if name not in PRESETS:
        raise ConfigError("value", field="preset", received=repr(name), expected=", ".join(PRESETS))
    return PRESETS[name]
