"""Write where the project is published into README, guides, notebooks and the app: `python -m scripts.set_repository OWNER/NAME`."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

from gan_core import repository
from gan_core.files import write_atomic
from gan_core.paths import ROOT


def texts() -> list[Path]:
    """What names the repository."""
    return [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")), *sorted((ROOT / "notebooks").glob("*.ipynb"))]


def renamed(name: str) -> dict[Path, str]:
    """The files whose text changes, each with its new one."""
    before = repository.REPOSITORY or repository.PLACEHOLDER
    changed = {path: text.replace(before, name) for path in texts() if before in (text := path.read_text(encoding="utf-8"))}
    module = Path(repository.__file__)
    said = f'REPOSITORY = "{repository.REPOSITORY}"'
    return changed | {module: module.read_text(encoding="utf-8").replace(said, f'REPOSITORY = "{name}"', 1)}


def _name(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9-]+/[A-Za-z0-9._-]+", text):
        raise argparse.ArgumentTypeError(f"got {text!r}; accepted: OWNER/NAME, as GitHub has it")
    return text


def main() -> None:
    """Change the files, and name them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name", type=_name, help="OWNER/NAME on GitHub")
    for path, text in renamed(parser.parse_args().name).items():
        write_atomic(path, text.encode())
        print(path.relative_to(ROOT))


if __name__ == "__main__":
    main()
