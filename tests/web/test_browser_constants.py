"""Names that Python and the browser both have, where an index or a type stands for them."""

from __future__ import annotations

import json
import re
import shutil
import subprocess

import pytest

from gan_core.conv_arithmetic import Role
from gan_core.figures.palette import ROLES
from gan_core.paths import ROOT

needs_node = pytest.mark.skipif(shutil.which("node") is None, reason="needs node")


@needs_node
def test_the_browser_counts_the_roles_of_cells_as_python_does():
    script = 'import("./web/convolution/browser/figure.mjs").then(({ ROLES }) => console.log(JSON.stringify(ROLES)))'
    done = subprocess.run(["node", "-e", script], cwd=ROOT, capture_output=True, text=True, check=True)
    names = [role.name.lower().removeprefix("inserted_") for role in Role]
    assert json.loads(done.stdout) == names


def test_the_type_of_roles_has_the_palettes():
    typed = re.search(r"@typedef \{(.+)\} Role\b", (ROOT / "web/shared/browser/theme.mjs").read_text(encoding="utf-8"))
    assert typed is not None
    assert set(re.findall(r'"(\w+)"', typed[1])) == ROLES.keys() - {"heat"}
