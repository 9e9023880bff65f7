"""A trained generator, ready to answer: z and labels in, pictures out."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch import Tensor, nn

from gan_core import pixels
from gan_core.config import TrainingConfig
from gan_core.errors import CheckpointError, ConfigError, LabelError
from gan_core.files import replacing
from gan_core.latent import class_named, z_from_seed
from gan_core.models import build_discriminator, build_generator
from gan_core.provenance import made_with, png_info
from gan_core.training.checkpoint import load_network, read_checkpoint
from gan_core.training.run import find_checkpoint


class TrainedGenerator:
    """G (its average when there is one) and D (None where it was not shipped) of one checkpoint, in evaluation mode; on the CPU at first.

    Evaluation mode uses batch norm's running statistics, so a picture depends on its own z and label only.
    """

    def __init__(self, config: TrainingConfig, generator: nn.Module, discriminator: nn.Module | None, step: int) -> None:
        self.config, self.step, self.device = config, step, torch.device("cpu")
        self.generator = generator.eval().requires_grad_(False)
        self.discriminator = None if discriminator is None else discriminator.eval().requires_grad_(False)

    @classmethod
    def load(cls, path: Path | str, weights: str = "") -> TrainedGenerator:
        """From a run directory (its newest checkpoint) or one .safetensors file inside a run.

        Args:
            path: Of the run or the file.
            weights: G's `average` over the steps or the `raw` ones of its last step; "" is the average where there is one.

        Raises:
            CheckpointError: no such checkpoint, a damaged one, or one without these weights.
        """
        directory, checkpoint = find_checkpoint(Path(path))
        config = directory.read_config()
        counters, tensors = read_checkpoint(checkpoint)
        held = {name.partition(".")[0] for name in tensors}
        prefixes = _weights_held(config, held, bool(counters.get("inference_only")))
        if weights and weights not in prefixes:
            raise CheckpointError("value", field="weights", received=repr(weights), expected=", ".join(prefixes))
        with torch.random.fork_rng(devices=[]):  # building draws random weights, which are then replaced
            generator, discriminator = build_generator(config), build_discriminator(config)
        load_network(checkpoint, generator, tensors, prefixes[weights] if weights else next(iter(prefixes.values())))
        if "discriminator" not in held:
            return cls(config, generator, None, counters["step"])
        load_network(checkpoint, discriminator, tensors, "discriminator")
        return cls(config, generator, discriminator, counters["step"])

    def to(self, device: torch.device) -> TrainedGenerator:
        """Itself, moved there; z and labels may come from anywhere."""
        self.device = device
        for network in (self.generator, self.discriminator):
            if network is not None:
                network.to(device)
        return self

    @property
    def class_names(self) -> tuple[str, ...]:
        """Names of the classes G knows; empty when unconditional."""
        if not self.config.conditional:
            return ()
        return self.config.class_names or tuple(map(str, range(self.config.num_classes)))

    @property
    def num_classes(self) -> int:
        """0 when unconditional."""
        return self.config.model_classes

    @property
    def latent_dim(self) -> int:
        """Length of z."""
        return self.config.latent_dim

    @property
    def image_shape(self) -> tuple[int, int, int]:
        """(C, H, W)."""
        return self.config.image_channels, self.config.image_size, self.config.image_size

    def label_index(self, label: str | int) -> int:
        """Index of a class given by name (`class_named`), else by index. Raises LabelError."""
        text = str(label)
        if not self.num_classes:
            raise LabelError("unconditional", received=repr(label))
        if (named := class_named(text, self.class_names)) is not None:
            return named
        if text.isascii() and text.isdigit() and int(text) < self.num_classes:
            return int(text)
        raise self._label_error(repr(label))

    def _label_error(self, received: object) -> LabelError:
        return LabelError("label", received=received, expected=f"{', '.join(self.class_names)}, or 0 to {self.num_classes - 1}")

    @torch.inference_mode()
    def float_images(self, z: Tensor | np.ndarray, labels: Tensor | np.ndarray | None = None) -> Tensor:
        """(N, C, H, W) float32 in (-1, 1).

        Args:
            z: (N, latent_dim), as `z_from_seed` gives it.
            labels: (N,) whole numbers, or soft labels (N, num_classes); none for an unconditional model.

        Raises:
            ConfigError: `z` has another shape, or holds what is no finite number.
            LabelError: labels that the model does not know, that it has no use for, or that it lacks.
        """
        points = self._points(z)
        return self.generator(points, self._classes(labels, len(points)))

    def _points(self, z: Tensor | np.ndarray) -> Tensor:
        values = torch.as_tensor(z)
        expected = f"(N, {self.latent_dim}) finite numbers"
        if values.ndim != 2 or values.shape[1] != self.latent_dim:
            raise ConfigError("value", field="z", received=f"shape {tuple(values.shape)}", expected=expected)
        if values.is_complex() or not values.isfinite().all():
            raise ConfigError("value", field="z", received="a number that is not finite", expected=expected)
        return values.to(self.device, torch.float32)

    def _classes(self, labels: Tensor | np.ndarray | None, count: int) -> Tensor | None:
        if labels is None:
            if self.num_classes:
                raise self._label_error("nothing")
            return None
        values = torch.as_tensor(labels)
        if not self.num_classes:
            raise LabelError("unconditional", received=f"{len(values) if values.ndim else values} of them")
        if values.is_floating_point():
            if values.shape != (count, self.num_classes) or not values.isfinite().all():
                raise self._label_error(f"weights of shape {tuple(values.shape)}, or not finite")
        elif values.shape != (count,) or values.dtype == torch.bool:
            raise self._label_error(f"shape {tuple(values.shape)} for {count} z")
        elif count and not 0 <= int(values.min()) <= int(values.max()) < self.num_classes:
            raise self._label_error(f"{int(values.min())} to {int(values.max())}")
        return values.to(self.device) if values.is_floating_point() else values.to(self.device, torch.int64)

    def images(self, z: Tensor | np.ndarray, labels: Tensor | np.ndarray | None = None) -> np.ndarray:
        """uint8 (N, H, W, C), the same pictures; arguments and errors as `float_images`."""
        return to_uint8(self.float_images(z, labels))

    @torch.inference_mode()
    def discriminator_logits(self, z: Tensor | np.ndarray, labels: Tensor | np.ndarray | None = None) -> Tensor:
        """D's logits (N,) for the generated pictures. Raises CheckpointError where D was not shipped."""
        if self.discriminator is None:
            raise CheckpointError("checkpoint_foreign", received=f"step-{self.step:08d}.safetensors", reason="it holds the generator only")
        return self.discriminator(self.float_images(z, labels), self._classes(labels, len(z)))

    @torch.inference_mode()
    def first_activations(self, z: Tensor) -> Tensor:
        """Output of G's first linear layer (N, features), the space GANSpace takes its directions from.

        With one-hot labels that layer also sees the label; a linear layer adds its share, so z's part alone is taken.
        """
        first: nn.Linear = self.generator.first  # type: ignore[assignment]
        return z @ first.weight[:, : self.latent_dim].T


def _weights_held(config: TrainingConfig, held: set[str], inference_only: bool) -> dict[str, str]:
    """Weights of G in a checkpoint -> the prefix of their names; the shown ones first, which a stripped one holds alone."""
    if "average" in held:
        return {"average": "average", "raw": "generator"}
    return {"average" if inference_only and config.ema_decay else "raw": "generator"}


def to_uint8(images: Tensor) -> np.ndarray:
    """Images (N, C, H, W) in [-1, 1] to uint8 (N, H, W, C)."""
    return pixels.to_uint8(images).permute(0, 2, 3, 1).contiguous().cpu().numpy()


def draw(generator: TrainedGenerator, *, label: str | int | None, seed: int, count: int) -> tuple[Tensor, Tensor | None]:
    """(z, labels) for `count` pictures: one class, or every class in turn when `label` is None."""
    z = torch.from_numpy(z_from_seed(seed, count, generator.latent_dim))
    if label is not None:
        return z, torch.full((count,), generator.label_index(label))
    return z, torch.arange(count) % generator.num_classes if generator.num_classes else None


def save_samples(generator: TrainedGenerator, out: Path, *, label: str | int | None, seed: int, count: int) -> None:
    """Write `count` pictures, whole or not at all: a .png grid, marked as generated, or .npz.

    The arrays of an .npz: images uint8 (N, H, W, C), labels int64, z float32.
    """
    z, labels = draw(generator, label=label, seed=seed, count=count)
    chunks = [generator.images(z[i : i + 256], None if labels is None else labels[i : i + 256]) for i in range(0, count, 256)]
    images = np.concatenate(chunks)
    if out.suffix == ".npz":
        stored = np.full(count, -1) if labels is None else labels.numpy()
        with replacing(out) as temporary, temporary.open("wb") as file:
            np.savez_compressed(file, images=images, labels=stored.astype(np.int64), z=z.numpy())
        return
    columns = min(10, count)
    blank = np.zeros((-count % columns, *images.shape[1:]), np.uint8)
    rows = np.concatenate([images, blank]).reshape(-1, columns, *images.shape[1:])
    grid = np.concatenate([np.concatenate(list(row), axis=1) for row in rows], axis=0)
    made_by = made_with(generator.config, seed=seed, step=generator.step)
    with replacing(out) as temporary:
        Image.fromarray(grid.squeeze(-1) if grid.shape[-1] == 1 else grid).save(temporary, "PNG", pnginfo=png_info(made_by))


def load_shipped(name: str, folder: Path) -> TrainedGenerator:
    """A model of `folder` by its plain name; a name that is not one of its sub-folders is refused. Raises CheckpointError."""
    shipped = shipped_names(folder)
    if name not in shipped:
        raise CheckpointError("value", field="model", received=repr(name), expected=", ".join(shipped) or "none is installed")
    return TrainedGenerator.load(folder / name)


def shipped_names(folder: Path) -> list[str]:
    """Run directories below `folder` that hold weights, by name: a recorded run may come without."""
    return sorted(path.parent.name for path in folder.glob("*/config.json") if any(path.parent.glob("checkpoints/*.safetensors")))
