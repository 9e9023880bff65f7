"""Print what pip takes to install PyTorch's small CPU wheels, or nothing where its default wheels are the right ones.

The default ones bring CUDA on Linux, about 5 GB: without an NVIDIA card they are only taken when PyTorch's own index does not answer.
An argument decides by hand: `cpu` or `default`. Imports nothing that is not Python's own.
"""

from __future__ import annotations

import importlib.metadata
import re
import shutil
import sys
import threading
import urllib.request
from pathlib import Path

INDEX = "https://download.pytorch.org/whl/cpu"
SECONDS = 4.0  # that the index may take to answer
REQUIREMENTS = Path(__file__).parent.with_name("requirements.txt")


def main(choice: str = "auto") -> None:
    """Print pip's arguments."""
    if choice == "cpu" or (choice == "auto" and not has_torch() and sys.platform == "linux" and not has_card() and answers(INDEX)):
        print("--extra-index-url", INDEX, *(f"{pin}+cpu" for pin in pins()))


def pins() -> list[str]:
    """Those of torch and torchvision in requirements.txt."""
    return re.findall(r"^torch(?:vision)?==\S+", REQUIREMENTS.read_text(encoding="utf-8"), re.MULTILINE)


def has_torch() -> bool:
    """Whether the pinned one is installed, whichever wheel it came from."""
    try:
        installed = importlib.metadata.version("torch")
    except importlib.metadata.PackageNotFoundError:
        return False
    return f"torch=={installed.partition('+')[0]}" in pins()


def has_card(device: Path = Path("/dev/nvidia0")) -> bool:
    """Whether this machine shows an NVIDIA card or its driver."""
    return device.exists() or shutil.which("nvidia-smi") is not None


def answers(index: str) -> bool:
    """Whether an index can be reached now. Looking up its name knows no time limit of its own, so a thread asks."""
    answered = threading.Event()

    def ask() -> None:
        try:
            urllib.request.urlopen(urllib.request.Request(f"{index}/torch/", method="HEAD"), timeout=SECONDS).close()
        except OSError:
            return
        answered.set()

    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    thread.join(SECONDS)
    return answered.is_set()


if __name__ == "__main__":
    main(*sys.argv[1:])
