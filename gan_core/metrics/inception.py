"""Inception-v3 features (the network FID is defined on), through torch-fidelity."""

from __future__ import annotations

import http.client
import sys
from collections.abc import Callable
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

from gan_core.errors import CheckpointError, ConfigError
from gan_core.metrics.features import Extracted

EXTRACTOR = "inception-v3-compat"  # the TensorFlow graph of 2015-12-05, as in arXiv:1706.08500
RESIZE = "bilinear to 299x299 as in TensorFlow 1"
FEATURE_SIZE = 2048
LAYERS = [str(FEATURE_SIZE), "logits_unbiased"]
URL = "https://github.com/toshas/torch-fidelity/releases/download/v0.2.0/weights-inception-2015-12-05-6726825d.pth"
CHECKSUM = "6726825d"  # the SHA-256 begins so


def standard_weights(url: str = URL, checksum: str = CHECKSUM) -> Path:
    """torch-fidelity's weights in PyTorch's cache, downloaded there when they are not.

    Raises:
        CheckpointError: neither there nor downloadable, or damaged on the way.
    """
    path = Path(torch.hub.get_dir()) / "checkpoints" / url.rpartition("/")[2]
    if path.is_file():
        return path
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        torch.hub.download_url_to_file(url, str(path), hash_prefix=checksum, progress=sys.stderr.isatty())
    except (OSError, RuntimeError, http.client.HTTPException) as error:  # no network, no room, another checksum
        raise CheckpointError("inception_missing", reason=str(error).splitlines()[0] or type(error).__name__) from error
    return path


def load_inception(weights_path: Path, device: torch.device | str = "cpu") -> nn.Module:
    """The extractor: uint8 (N, 3, H, W) -> features (N, 2048) and logits (N, 1008), in evaluation mode.

    Batch norms are folded into the convolutions and weights laid out channels-last: about twice as fast on a processor,
    features equal to 2e-5.

    Raises:
        CheckpointError: the file is missing, damaged, or not the FID Inception weights.
    """
    if not weights_path.exists():
        raise CheckpointError("missing_path", field="inception weights", received=weights_path)
    try:
        # torch-fidelity unpickles without asking; this load refuses anything but tensors first.
        torch.load(weights_path, weights_only=True, map_location="cpu")
    except Exception as error:  # a foreign file may break it in any way
        raise CheckpointError("inception_foreign", received=weights_path) from error
    from torch_fidelity.feature_extractor_inceptionv3 import FeatureExtractorInceptionV3  # slow to import, seldom needed

    try:
        extractor = FeatureExtractorInceptionV3(EXTRACTOR, LAYERS, feature_extractor_weights_path=str(weights_path))
    except Exception as error:
        raise CheckpointError("inception_foreign", received=weights_path) from error
    for module in extractor.modules():
        if isinstance(getattr(module, "bn", None), nn.BatchNorm2d):
            module.conv, module.bn = fuse_conv_bn_eval(module.conv, module.bn), nn.Identity()
    return extractor.to(device).to(memory_format=torch.channels_last)


@torch.inference_mode()
def see(network: nn.Module, images: Tensor) -> Extracted:
    """Features (N, 2048) and class probabilities (N, 1008) of uint8 (N, 1 or 3, H, W), float32 on the processor; grey becomes grey RGB.

    Some copies of the weights carry no last layer (NaN in its place): those give no probabilities.

    In float32, never TF32, which a graphics card would take for it: bfloat16, 1.8 times as fast on a processor, moves FID by 0.3 %.

    Raises:
        ConfigError: `images` of another type or shape.
    """
    _check(images)
    device = next(network.parameters()).device
    images = images.to(device).expand(-1, 3, -1, -1).contiguous(memory_format=torch.channels_last)
    with torch.backends.cudnn.flags(enabled=True, allow_tf32=False):
        features, logits = network(images)
    return Extracted(features.cpu(), logits.softmax(1).cpu() if logits.isfinite().all() else None)


@torch.inference_mode()
def inception_features(
    images: Tensor, weights_path: Path, *, batch: int = 50, progress: Callable[[int], None] = lambda done: None
) -> Tensor:
    """Features before the last layer, float32 (N, 2048) on the processor.

    Args:
        images: uint8 (N, C, H, W), C = 1 (repeated to grey RGB) or 3; resized inside the network, never before.
        weights_path: the FID weights as torch-fidelity and pytorch-fid publish them.
        batch: images a forward pass; the result does not depend on it.
        progress: called with the number of images done.

    Raises:
        ConfigError: `images` of another type or shape.
        CheckpointError: as `load_inception`.
    """
    _check(images)
    network = load_inception(Path(weights_path))
    parts = []
    for part in images.split(batch):
        parts.append(see(network, part).features)
        progress(sum(map(len, parts)))
    return torch.cat(parts)


def _check(images: Tensor) -> None:
    if images.dtype != torch.uint8 or images.ndim != 4 or images.shape[1] not in (1, 3):
        received = f"{images.dtype} of shape {tuple(images.shape)}"
        raise ConfigError("value", field="images", received=received, expected="uint8 (N, 1 or 3, H, W)")
