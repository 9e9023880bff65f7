"""Why a training ended, in one sentence each that the page knows in both languages (web/training/browser/words.mjs)."""

from __future__ import annotations

import errno

import torch

DISK_FULL = "the disk is full"
OUT_OF_MEMORY = "out of memory"
LOST = "a process of the training was lost"  # one of several: killed, or its machine is gone
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT)
_NO_MEMORY = ("out of memory", "can't allocate memory", "not enough memory")  # PyTorch's words, by device


def reason_of(error: BaseException) -> str:
    """The sentence; a file's error without its path, which is nobody's business."""
    if isinstance(error, OSError) and error.errno is not None:
        return DISK_FULL if error.errno in _NO_ROOM else f"a file of the run cannot be written or read ({error.strerror})"
    if _is_out_of_memory(error):
        return OUT_OF_MEMORY
    return str(error) or type(error).__name__


def _is_out_of_memory(error: BaseException) -> bool:
    if isinstance(error, (MemoryError, torch.OutOfMemoryError)):
        return True
    return isinstance(error, RuntimeError) and any(words in str(error).lower() for words in _NO_MEMORY)
