"""Write the numbers and tables of Python that the browser's modules import: python -m scripts.write_constants."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from types import ModuleType

from gan_core.figures import styles
from gan_core.frozen import charts
from gan_core.paths import project_file
from gan_core.training import diagnostics


@dataclass(frozen=True)
class Constants:
    """A written module: it holds what those beside it import of it, by the names they have in `source`."""

    path: str
    source: ModuleType
    types: dict[str, str] = field(default_factory=dict)  # name -> its type, where JavaScript would see less

    def text(self) -> str:
        """The module. Raises AttributeError for what the source has not."""
        place = project_file(self.path)
        readers = (path.read_text(encoding="utf-8") for path in sorted(place.parent.glob("*.mjs")))
        imported = " ".join(" ".join(re.findall(rf'import \{{([^}}]+)\}} from "./{place.name}"', reader)) for reader in readers)
        source = self.source.__name__.replace(".", "/")
        lines = [f"// Written by `python -m scripts.write_constants` from {source}.py, which has the reasons.", ""]
        for name in sorted(set(re.findall(r"\w+", imported))):
            lines += [f"/** @type {{{self.types[name]}}} */"] if name in self.types else []
            value = json.dumps(getattr(self.source, name), default=lambda one: one.to_json())
            lines.append(f"export const {name} = {value};")
        return "\n".join(lines) + "\n"


WRITTEN = (
    Constants("web/runs/browser/thresholds.mjs", diagnostics),
    Constants("web/lessons/browser/style_table.mjs", styles, {"DASHES": "Partial<Record<string, string>>"}),
    Constants("web/training/browser/chart_table.mjs", charts, {"CHARTS": 'import("./chart.mjs").Definition[]'}),
)

if __name__ == "__main__":
    for module in WRITTEN:
        project_file(module.path).write_text(module.text(), encoding="utf-8", newline="\n")
