"""How trainings of pictures in the browser end, counted over seeds in node: python -m scripts.browser_outcomes [RECIPE ...].

Writes web/training/browser_outcomes.json, which the form of these trainings shows. Minutes of one core.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from gan_core.browser import pack_classifier
from gan_core.data import load_dataset
from gan_core.metrics.classifier import load_classifier
from gan_core.paths import ROOT, project_file
from web.training.local_facts import base_config, facts
from web.training.local_recipes import OUTCOMES, RECIPES, SEEDS, STEPS


def main() -> None:
    """Count what is asked for, or all; the others stay as they were."""
    asked = sys.argv[1:] or list(RECIPES)
    found: dict[str, Any] = json.loads(OUTCOMES.read_text(encoding="utf-8")) if OUTCOMES.is_file() else {}
    data = load_dataset("fashion-mnist-10k")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "pixels").write_bytes(data.images.numpy().tobytes())
        (folder / "labels").write_bytes(data.labels.numpy().astype(np.uint8).tobytes())
        (folder / "classifier").write_bytes(pack_classifier(load_classifier("fashion-mnist")))
        for recipe in asked:
            for kind, settings in RECIPES[recipe].items():
                runs = []
                for seed in range(SEEDS):
                    task = {"folder": name, "facts": facts(), "base": base_config().to_json(), "steps": STEPS}
                    task |= {"settings": settings | {"seed": seed}}
                    script = project_file("scripts/browser_outcome.mjs")
                    done = subprocess.run(
                        ["node", script], cwd=ROOT, input=json.dumps(task), capture_output=True, encoding="utf-8", check=True
                    )
                    runs.append(json.loads(done.stdout))
                    print(recipe, kind, seed, runs[-1], flush=True)
                found.setdefault(recipe, {})[kind] = runs
                OUTCOMES.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
