"""Batch norm over the joint batch of several processes.

torch's SyncBatchNorm needs a GPU and has no second derivative, which R1 through a batch norm takes: this one needs neither.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn.modules.batchnorm import _BatchNorm

from gan_core.training import distributed


class JointBatchNorm(_BatchNorm):
    """nn.BatchNorm1d and 2d whose mean and variance are those of the whole group's rows, as many in each process."""

    running_mean: Tensor
    running_var: Tensor
    num_batches_tracked: Tensor
    momentum: float

    def _check_input_dim(self, input: Tensor) -> None:
        """(N, C) or (N, C, H, W)."""

    def forward(self, input: Tensor) -> Tensor:
        """As torch's own; in evaluation mode it is torch's own."""
        if not self.training:
            return super().forward(input)
        rows = input.float()
        variance, mean = self._joint_moments(rows)
        self._remember(mean, variance, rows.numel() // self.num_features * distributed.size())
        shape = (1, -1, *[1] * (rows.dim() - 2))
        scale = (variance + self.eps).rsqrt()
        scale = scale * self.weight if self.affine else scale
        output = (rows - mean.view(shape)) * scale.view(shape)
        return (output + self.bias.view(shape) if self.affine else output).to(input.dtype)

    def _joint_moments(self, rows: Tensor) -> tuple[Tensor, Tensor]:
        """Variance and mean (C,): E[var] + var[E], which loses no digits as E[x^2] - E[x]^2 would."""
        moments = torch.stack(torch.var_mean(rows, [axis for axis in range(rows.dim()) if axis != 1], correction=0))
        variances, means = distributed.gathered(moments).unbind(1)
        mean = means.mean(0)
        return variances.mean(0) + (means - mean).square().mean(0), mean

    @torch.no_grad()
    def _remember(self, mean: Tensor, variance: Tensor, count: int) -> None:
        """Running statistics, with the unbiased variance as torch keeps it."""
        self.running_mean.lerp_(mean, self.momentum)
        self.running_var.lerp_(variance * count / (count - 1), self.momentum)
        self.num_batches_tracked.add_(1)


def join_batch_norms(network: nn.Module) -> nn.Module:
    """Put a JointBatchNorm in the place of every batch norm; alone, nothing. Names of parameters and buffers stay."""
    if distributed.size() == 1:
        return network
    for name, child in network.named_children():
        if isinstance(child, _BatchNorm):
            joint = JointBatchNorm(child.num_features, child.eps, child.momentum, child.affine)
            joint.load_state_dict(child.state_dict())
            setattr(network, name, joint)
        else:
            join_batch_norms(child)
    return network
