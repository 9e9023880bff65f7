"""Write web/playground/browser/thresholds.mjs: the doctor's thresholds, for its half in the browser.

python -m scripts.write_thresholds
"""

from __future__ import annotations

import json

from gan_core.paths import project_file
from gan_core.training import diagnostics

MODULE = "web/playground/browser/thresholds.mjs"


def module() -> str:
    """Every number and pair that `diagnostics` has in capitals, as an ES module."""
    lines = ["// Written by `python -m scripts.write_thresholds` from gan_core/training/diagnostics.py, which has the reasons.", ""]
    for name, value in vars(diagnostics).items():
        number, pair = isinstance(value, int | float), isinstance(value, tuple) and len(value) == 2
        if name.isupper() and (number or pair):
            lines.append(f"export const {name} = {json.dumps(value)};")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    project_file(MODULE).write_text(module(), encoding="utf-8", newline="\n")
