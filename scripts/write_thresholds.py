"""Write web/playground/browser/thresholds.mjs: the doctor's thresholds, for its half in the browser.

python -m scripts.write_thresholds
"""

from __future__ import annotations

import json
import re

from gan_core.paths import project_file
from gan_core.training import diagnostics

DOCTOR, MODULE = (project_file(f"web/playground/browser/{name}.mjs") for name in ("diagnose", "thresholds"))


def module() -> str:
    """What the doctor's half imports of `diagnostics`, as an ES module. Raises AttributeError for what is not there."""
    imported = re.search(r"import \{([^}]+)\} from \"./thresholds.mjs\"", DOCTOR.read_text(encoding="utf-8"))
    lines = ["// Written by `python -m scripts.write_thresholds` from gan_core/training/diagnostics.py, which has the reasons.", ""]
    for name in re.findall(r"\w+", imported[1] if imported else ""):
        lines.append(f"export const {name} = {json.dumps(getattr(diagnostics, name))};")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    MODULE.write_text(module(), encoding="utf-8", newline="\n")
