"""Names that Python and the browser both have, where an index or a type stands for them."""

from __future__ import annotations

import json
import re
import shutil
import subprocess

import pytest

from gan_core.conv_arithmetic import Role
from gan_core.figures.palette import ROLES
from gan_core.frozen.charts import CHARTS
from gan_core.paths import ROOT
from gan_core.toys.checkerboard import METHODS
from web.evaluation.api import FORMATS
from web.ui.text import table

needs_node = pytest.mark.skipif(shutil.which("node") is None, reason="needs node")


@needs_node
def test_the_browser_counts_the_roles_of_cells_as_python_does():
    script = 'import("./web/convolution/browser/figure.mjs").then(({ ROLES }) => console.log(JSON.stringify(ROLES)))'
    done = subprocess.run(["node", "-e", script], cwd=ROOT, capture_output=True, text=True, check=True)
    names = [role.name.lower().removeprefix("inserted_") for role in Role]
    assert json.loads(done.stdout) == names


@needs_node
def test_a_frozen_run_has_the_charts_of_the_live_page():
    script = 'import("./web/training/browser/chart_table.mjs").then(({ CHARTS }) => console.log(JSON.stringify(CHARTS)))'
    done = subprocess.run(["node", "-e", script], cwd=ROOT, capture_output=True, text=True, check=True)
    shown = [
        (one["name"], one["kinds"], one.get("unit", False), one.get("percent", False), one.get("log")) for one in json.loads(done.stdout)
    ]
    frozen = [
        (
            chart.name,
            [[[curve.number, curve.role, curve.label] for curve in kind] for kind in chart.kinds],
            chart.unit,
            chart.percent,
            chart.log,
        )
        for chart in CHARTS
    ]
    assert frozen == shown


def test_the_type_of_roles_has_the_palettes():
    typed = re.search(r"@typedef \{(.+)\} Role\b", (ROOT / "web/shared/browser/theme.mjs").read_text(encoding="utf-8"))
    assert typed is not None
    assert set(re.findall(r'"(\w+)"', typed[1])) == ROLES.keys() - {"heat"}


def listed(module: str, constant: str) -> list[str]:
    """The strings of a list in an ES module."""
    found = re.search(rf"const {constant} = (?:new Set\()?\[([^\]]+)\]", (ROOT / module).read_text(encoding="utf-8"))
    assert found is not None
    return re.findall(r'"(\w+)"', found[1])


def test_methods_and_formats_are_those_of_the_end_points():
    assert listed("web/convolution/browser/checkerboard.mjs", "METHODS") == list(METHODS)
    assert listed("web/evaluation/browser/stage.mjs", "FORMATS") == list(FORMATS)


def test_evidence_with_a_kind_has_a_sentence():
    kinds = [*listed("web/shared/browser/evidence.mjs", "SHARES"), *listed("web/shared/browser/evidence.mjs", "WHOLE")]
    sentences = "".join(str(row) for row in table("doctor").values())
    assert [key for key in kinds if f"evidence_{key}" not in table("doctor") and f"{{{key}}}" not in sentences] == []


def test_notes_of_a_resumed_run_are_those_that_are_written():
    written = [re.findall(r'"code": "(\w+)"', (ROOT / f"gan_core/training/{name}.py").read_text("utf-8")) for name in ("run", "trained_on")]
    codes = {code for found in written for code in found}
    assert codes == set(listed("web/training/browser/events.mjs", "NOTES"))
    assert codes <= {key.removeprefix("event_") for key in table("training_stage")}
