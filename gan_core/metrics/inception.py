"""Inception-v3 features (the network FID is defined on), through torch-fidelity."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

from gan_core.errors import CheckpointError, ConfigError

EXTRACTOR = "inception-v3-compat"  # the TensorFlow graph of 2015-12-05, as in arXiv:1706.08500
RESIZE = "bilinear to 299x299 as in TensorFlow 1"
FEATURE_SIZE = 2048


def load_inception(weights_path: Path) -> nn.Module:
    """The extractor: uint8 (N, 3, H, W) -> tuple with features (N, 2048), in evaluation mode.

    Batch norms are folded into the convolutions and weights laid out channels-last: about twice as fast on a processor,
    features equal to 2e-5.

    Raises:
        CheckpointError: the file is missing, damaged, or not the FID Inception weights.
    """
    if not weights_path.is_file():
        raise CheckpointError("missing_path", field="inception weights", came=str(weights_path))
    try:
        # torch-fidelity unpickles without asking; this load refuses anything but tensors first.
        torch.load(weights_path, weights_only=True, map_location="cpu")
    except (pickle.UnpicklingError, RuntimeError, EOFError, OSError) as error:
        raise CheckpointError("checkpoint_damaged", came=str(weights_path), reason=str(error).split("\n")[0]) from error
    from torch_fidelity.feature_extractor_inceptionv3 import FeatureExtractorInceptionV3  # slow to import, seldom needed

    try:
        extractor = FeatureExtractorInceptionV3(EXTRACTOR, [str(FEATURE_SIZE)], feature_extractor_weights_path=str(weights_path))
    except (RuntimeError, TypeError) as error:
        raise CheckpointError("checkpoint_shapes", came=str(weights_path), reason="its tensors are not Inception-v3's") from error
    for module in extractor.modules():
        if isinstance(getattr(module, "bn", None), nn.BatchNorm2d):
            module.conv, module.bn = fuse_conv_bn_eval(module.conv, module.bn), nn.Identity()
    return extractor.to(memory_format=torch.channels_last)


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
    if images.dtype != torch.uint8 or images.ndim != 4 or images.shape[1] not in (1, 3):
        came = f"{images.dtype} of shape {tuple(images.shape)}"
        raise ConfigError("value", field="images", came=came, accepted="uint8 (N, 1 or 3, H, W)")
    extractor = load_inception(Path(weights_path))
    parts = []
    for part in images.split(batch):
        parts.append(extractor(part.expand(-1, 3, -1, -1).contiguous(memory_format=torch.channels_last))[0])
        progress(sum(map(len, parts)))
    return torch.cat(parts)
