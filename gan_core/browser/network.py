"""Trained networks as browsers take them: G to draw with, D to see what it makes of a picture. The file's form is `steps.py`'s."""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn

from gan_core.browser.steps import Steps
from gan_core.errors import CheckpointError
from gan_core.inference import TrainedGenerator, load_shipped
from gan_core.inference.latent_model import LatentModel
from gan_core.latent.packed_model import FILE, PackedModel
from gan_core.losses import build_loss
from gan_core.metrics.classifier import ImageClassifier
from gan_core.models import cgan, dcgan, mlp


def pack_network(model: TrainedGenerator, *, half: bool = False) -> bytes:
    """The network file of a generator; `half` stores float16. Raises CheckpointError for an architecture the browser cannot run."""
    steps = Steps(model, (model.latent_dim, 1, 1))
    steps.labelled = model.config.conditioning in ("one_hot", "projection")
    network = model.generator
    if isinstance(network, cgan.Generator):
        _conditional(steps, network)
    elif isinstance(network, dcgan.Generator | mlp.Generator):
        steps.vector_to_maps(network.first, *getattr(network, "start_shape", (network.first.out_features, 1, 1)))
        steps.sequence(network.rest)
    else:
        raise _unknown(network)
    return steps.packed(half)


def pack_discriminator(model: TrainedGenerator, *, half: bool = False) -> bytes:
    """The network file of its D, which takes a picture as rows and puts out [own share, the label's share, logit].

    Raises:
        CheckpointError: it has no D, or one that the browser cannot run.
    """
    network, steps = model.discriminator, Steps(model, model.image_shape)
    if isinstance(network, cgan.Discriminator):
        _append_label(steps, network)
        steps.sequence(network.features)
        steps.logit(network.logit, _projection(network))
    elif isinstance(network, dcgan.Discriminator):
        steps.sequence(network.layers[:-1])
        steps.logit(network.layers[-1], _projection(network))  # type: ignore[arg-type]
    elif isinstance(network, mlp.Discriminator):
        steps.flatten()
        if model.num_classes:
            steps.append(torch.eye(model.num_classes)[:, :, None])
        steps.sequence(network.layers)
    else:
        raise _unknown(network)
    return steps.packed(half)


@dataclass(frozen=True)
class _Pictures:
    """A network that takes pictures and no labels."""

    image_shape: tuple[int, int, int]
    latent_dim: int = 0
    class_names: tuple[str, ...] = ()
    num_classes: int = 0


def pack_classifier(classifier: ImageClassifier) -> bytes:
    """The network file of a shipped classifier, float16: a picture as rows in; the last two steps put out its features and its logits."""
    steps = Steps(_Pictures(classifier.image_shape), classifier.image_shape)
    for block in classifier.convolutions:
        steps.sequence(block)  # type: ignore[arg-type]
    steps.sequence(classifier.hidden)
    steps.vector_to_maps(classifier.output, classifier.output.out_features, 1, 1)
    return steps.packed(half=True)


def _unknown(network: nn.Module | None) -> CheckpointError:
    return CheckpointError("value", field="model", received=type(network).__name__, expected="mlp, dcgan, cgan")


def _projection(network: cgan.Discriminator | dcgan.Discriminator) -> Tensor | None:
    return network.projection.weight if hasattr(network, "projection") else None


def _append_label(steps: Steps, network: cgan.Discriminator) -> None:
    """The label as further channels of the picture: one that is learnt, or a constant one for each class."""
    classes, cells = network.class_weights.num_classes, steps.shape[1] * steps.shape[2]
    if network.conditioning == "embedding":
        steps.append(network.label_map.linear(network.label_map.embedding.weight)[:, None])
    elif network.conditioning == "one_hot":
        steps.append(torch.eye(classes)[:, :, None].expand(-1, -1, cells))


def pack_model(model: LatentModel) -> PackedModel:
    """A generator, its principal directions and what a page says of it; float16. Raises CheckpointError as `pack_network` does."""
    generator, directions = model.generator, model.directions
    loss = build_loss(generator.config)
    card = {
        "classes": list(generator.class_names),
        "image": list(generator.image_shape),
        "latentDim": generator.latent_dim,
        "shares": [round(float(share), 6) for share in directions.shares],
        "loss": generator.config.loss,
        "sigmoid": loss.sigmoid,
        "boundary": loss.boundary(),
        "dataset": generator.config.dataset,
        "step": generator.step,
    }
    network = directions.vectors.astype("<f4").tobytes() + pack_network(generator, half=True)
    return PackedModel(card, gzip.compress(network, mtime=0))


def pack_shipped(folder: Path) -> Path:
    """Write a shipped model's file for browsers beside its checkpoint, so that a server that has just started need not import torch to
    answer for it. Raises CheckpointError."""
    path = folder / FILE
    path.write_bytes(pack_model(LatentModel(load_shipped(folder.name, folder.parent))).to_bytes())
    return path


def _conditional(steps: Steps, network: cgan.Generator) -> None:
    steps.vector_to_maps(network.first, *network.start_shape)
    steps.norm(network.norms[0])
    steps.activation(network.activation)
    if network.conditioning == "embedding":
        steps.append(network.label_map.linear(network.label_map.embedding.weight)[:, None])
    for up, norm in zip(network.ups, network.norms[1:], strict=True):
        steps.up(up)  # type: ignore[arg-type]
        steps.norm(norm)
        steps.activation(network.activation)
    steps.up(network.last)
