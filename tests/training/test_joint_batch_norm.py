"""Batch norm over several processes, played in one, against torch's over all rows. test_distributed.py has real processes."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn

from gan_core.training import distributed
from gan_core.training.joint_batch_norm import JointBatchNorm, join_batch_norms

KINDS = [(nn.BatchNorm2d, (6, 3, 4, 5)), (nn.BatchNorm1d, (6, 3))]


def rows(shape: tuple[int, ...]) -> Tensor:
    return 2 * torch.randn(shape, generator=torch.Generator().manual_seed(0)) + torch.arange(3.0).view(1, 3, *[1] * (len(shape) - 2))


def pair(kind: type[nn.Module], affine: bool) -> tuple[nn.Module, JointBatchNorm]:
    """Torch's and ours, alike, and neither at its beginning."""
    whole = kind(3, affine=affine)
    for index, value in enumerate(whole.state_dict().values()):
        value.copy_(torch.rand(value.shape, generator=torch.Generator().manual_seed(index)) + 0.5 if value.ndim else value)
    ours = JointBatchNorm(3, affine=affine)
    ours.load_state_dict(whole.state_dict())
    return whole, ours


@pytest.mark.parametrize("affine", [True, False])
@pytest.mark.parametrize(("kind", "shape"), KINDS)
@pytest.mark.parametrize("processes", [1, 2])
def test_each_process_normalises_by_the_moments_of_all_rows(kind, shape, affine, processes, monkeypatch):
    whole, ours = pair(kind, affine)
    together = rows(shape)
    parts = together.chunk(processes)
    axes = [axis for axis in range(len(shape)) if axis != 1]
    moments = torch.stack([torch.stack(torch.var_mean(part, axes, correction=0)) for part in parts])
    monkeypatch.setattr(distributed, "size", lambda: processes)
    monkeypatch.setattr(distributed, "gathered", lambda mine: moments)
    torch.testing.assert_close(ours(parts[0]), whole(together)[: len(parts[0])])
    for name, value in whole.state_dict().items():
        torch.testing.assert_close(ours.state_dict()[name], value, msg=name)
    torch.testing.assert_close(ours.eval()(together), whole.eval()(together))


def test_alone_its_gradient_is_torchs():
    whole, ours = pair(nn.BatchNorm2d, True)
    weights = torch.randn(6, 3, 4, 5, generator=torch.Generator().manual_seed(1))
    gradients = []
    for network in (whole, ours):
        x = rows((6, 3, 4, 5)).requires_grad_()
        gradients.append(torch.autograd.grad((network(x) * weights).sum(), (x, *network.parameters())))
    torch.testing.assert_close(*gradients)


def test_every_batch_norm_is_replaced_in_a_group_and_none_alone(monkeypatch):
    network = nn.Sequential(nn.Linear(3, 3), nn.BatchNorm1d(3, eps=0.1, momentum=0.3), nn.Sequential(nn.BatchNorm1d(3, affine=False)))
    before = network.state_dict()
    assert not any(isinstance(part, JointBatchNorm) for part in join_batch_norms(network).modules())
    monkeypatch.setattr(distributed, "size", lambda: 2)
    found = [part for part in join_batch_norms(network).modules() if isinstance(part, JointBatchNorm)]
    assert [(part.eps, part.momentum, part.affine) for part in found] == [(0.1, 0.3, True), (1e-5, 0.1, False)]
    assert network.state_dict().keys() == before.keys()
