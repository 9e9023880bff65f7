"""Lay out a folder that can be pushed to Hugging Face as a Space as it is: `python scripts/make_space.py static --out DIR`.

static: what `python -m gan_core export-site` writes, computed by the visitor's browser. gradio: the small demo. docker: the whole app.
Then `hf upload USER/NAME DIR --repo-type space`. docs/spaces.md says what each costs and cannot do.

Only files that git tracks are taken, and of them those that the SDK's .dockerignore lets into an image.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

from gan_core.paths import ROOT

LARGEST = 10_000_000  # bytes: larger files want other storage than a Space's repository
ALLOWED = {"docker": ".dockerignore", "gradio": "Dockerfile.gradio.dockerignore"}
CPU_INDEX = "--extra-index-url https://download.pytorch.org/whl/cpu"


def main() -> None:
    """Write one Space."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sdk", choices=("static", "gradio", "docker"))
    parser.add_argument("--out", type=Path, required=True, help="a folder that is empty or does not exist")
    parser.add_argument("--cpu", action="store_true", help="gradio: PyTorch's small CPU wheels; not for ZeroGPU")
    arguments = parser.parse_args()
    out: Path = arguments.out
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        parser.error(f"--out: {out} is not an empty folder")
    out.mkdir(parents=True, exist_ok=True)
    make(arguments.sdk, out, cpu=arguments.cpu)
    files = [path for path in out.rglob("*") if path.is_file()]
    print(f"{out}: {len(files)} files, {sum(path.stat().st_size for path in files) / 1e6:.1f} MB")


def make(sdk: str, out: Path, *, cpu: bool = False) -> None:
    """Fill `out`. Raises SystemExit where a file is too large for a Space."""
    if sdk == "static":
        subprocess.run([sys.executable, "-m", "gan_core", "export-site", "--out", str(out.resolve())], cwd=ROOT, check=True)
    for name in tracked(sdk) if sdk in ALLOWED else ():
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, out / name)
    if sdk == "gradio":
        (out / "requirements-gradio.txt").unlink()
        (out / "requirements.txt").write_text("\n".join(gradio_requirements(cpu=cpu)) + "\n", "utf-8")
    if sdk != "docker":  # the whole app's card is README.md itself
        shutil.copyfile(ROOT / "spaces" / f"{sdk}.md", out / "README.md")
    for path in sorted(out.rglob("*")):
        if path.stat().st_size > LARGEST:
            raise SystemExit(f"{path.relative_to(out)} has {path.stat().st_size:,} bytes; a Space takes at most {LARGEST:,} a file")


def tracked(sdk: str) -> list[str]:
    """Names of the tracked files that the SDK's .dockerignore lets through, by those of its lines that begin with "!"."""
    command = ["git", "ls-files", "-z", "--", *allowed(sdk)]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=True).stdout
    return [name for name in listed.split("\0") if name]


def allowed(sdk: str) -> list[str]:
    """Files and folders that the SDK's image may hold. A Gradio Space has no Dockerfile."""
    lines = (ROOT / ALLOWED[sdk]).read_text(encoding="utf-8").splitlines()
    return [line[1:] for line in lines if line.startswith("!") and line != "!Dockerfile.gradio"]


def gradio_requirements(*, cpu: bool) -> list[str]:
    """The library's own needs: Gradio comes from the card's sdk_version, with the packages that Spaces want beside it."""
    pins = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    if not cpu:
        return pins
    return [CPU_INDEX, *(f"{pin}+cpu" if pin_name(pin) in ("torch", "torchvision") else pin for pin in pins)]


def pin_name(pin: str) -> str:
    """`huggingface_hub` of `huggingface_hub==2.4.0`."""
    return re.split(r"[^\w.-]", pin)[0]


if __name__ == "__main__":
    main()
