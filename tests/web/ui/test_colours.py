"""Style sheets name colours by what they mean; the colours themselves stand in one place."""

import re

import pytest

from gan_core.figures import palette
from gan_core.paths import ROOT

SHEETS = sorted(path for folder in ("browser", "browser/*") for path in ROOT.glob(f"web/*/{folder}/*.css"))
NAMES = set(re.findall(r"--(\w+):", palette.CSS))


def test_every_meaning_has_its_colour():
    assert {*palette.ROLES, "good", "bad"} == NAMES


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: str(path.relative_to(ROOT / "web")))
def test_no_sheet_has_a_meaning_in_numbers(path):
    rules = [line for line in path.read_text(encoding="utf-8").splitlines() if ":root" not in line]  # a page of its own has its own theme
    found = {colour for colour in palette.ROLES.values() if colour.lower() in "\n".join(rules).lower()}
    assert not found
