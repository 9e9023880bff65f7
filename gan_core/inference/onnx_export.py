"""A generator as ONNX, which other programs and languages run without PyTorch."""

from __future__ import annotations

import warnings

import torch
from torch import Tensor, nn

from gan_core.inference.generator import TrainedGenerator


class _Answering(nn.Module):
    """A generator of z, or of z and label: what is not needed is no input."""

    def __init__(self, generator: nn.Module) -> None:
        super().__init__()
        self.generator = generator

    def forward(self, z: Tensor, label: Tensor | None = None) -> Tensor:
        """Images (N, C, H, W)."""
        return self.generator(z, label)


def onnx_bytes(model: TrainedGenerator) -> bytes:
    """The generator as an ONNX file: inputs `z` float32 (N, latent_dim) and, of a conditional one, `label` int64 (N,); output `images`
    float32 (N, C, H, W) in [-1, 1]; N is free. Needs the packages onnx and onnxscript (`pip install gan-classroom[onnx]`).
    """
    count = 2  # an example's; of one, torch would take it for a constant
    example: tuple[Tensor, ...] = (torch.zeros(count, model.latent_dim),)
    if model.num_classes:
        example += (torch.zeros(count, dtype=torch.int64),)
    names = ["z", "label"][: len(example)]
    batch = torch.export.Dim("N", min=1, max=65536)
    with torch.inference_mode(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of torch, about itself
        program = torch.onnx.export(
            _Answering(model.generator).eval(),
            example,
            input_names=names,
            output_names=["images"],
            dynamic_shapes={name: {0: batch} for name in names},
            dynamo=True,
            verbose=False,
        )
    assert program is not None
    return program.model_proto.SerializeToString()
