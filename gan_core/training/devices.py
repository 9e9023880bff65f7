"""Where a training computes: CUDA, else what `torch.accelerator` offers (Apple's MPS, Intel's XPU), else the processor."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext

import torch

from gan_core.errors import ConfigError

TRIED = ("cpu", "cuda")  # where the app was measured, and where a resumed run is exactly the one that never stopped


def devices() -> list[str]:
    """Kinds of device that this machine has, the best last."""
    if torch.cuda.is_available():
        return ["cpu", "cuda"]
    other = torch.accelerator.current_accelerator(check_available=True)
    return ["cpu"] if other is None else ["cpu", other.type]


def choose_device(name: str = "auto") -> torch.device:
    """auto (the best), or one of `devices`. Raises ConfigError when this machine has no such device."""
    found = devices()
    if name != "auto" and name not in found:
        raise ConfigError("device", received=repr(name), expected=", ".join(["auto", *found]))
    return torch.device(found[-1] if name == "auto" else name)


def native_bfloat16(device: torch.device) -> bool:
    """Whether the hardware multiplies bfloat16; of a device that was not tried, no."""
    if device.type == "cuda":
        return torch.cuda.is_bf16_supported(including_emulation=False)
    return device.type == "cpu" and (torch.cpu._is_avx512_bf16_supported() or torch.cpu._is_amx_tile_supported())


def autocast(device: torch.device, dtype: torch.dtype) -> AbstractContextManager[object]:
    """Convolutions and matrix products in bfloat16, where that is `dtype` and the device can be asked for it."""
    enabled = dtype == torch.bfloat16 and torch.amp.is_autocast_available(device.type)
    return torch.autocast(device.type, dtype) if enabled else nullcontext()
