"""Bundles that are written into HTML files are those of their sources."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest

from gan_core.paths import ROOT

BUNDLES = ["gan_core/browser/demo.bundle.mjs", "gan_core/frozen/frozen.bundle.mjs", "web/convolution/browser/offline.bundle.mjs"]


@pytest.mark.parametrize("name", BUNDLES)
def test_a_bundle_is_of_the_sources_as_they_are(name: str):
    first, rest = (ROOT / name).read_text(encoding="utf-8").split("\n", 1)
    made = re.fullmatch(r"// Made by `make bundles` from (.+), sha256 (\w{64})", first)
    assert made is not None
    sources = made[1].split()
    assert name.replace(".bundle", "") in sources
    assert hashlib.sha256(b"".join((ROOT / source).read_bytes() for source in sources)).hexdigest() == made[2], "make bundles"
    assert not re.search(r"^(import|export) ", rest, re.MULTILINE)
    assert "</script" not in rest


def test_every_bundle_is_known():
    found = {str(path.relative_to(ROOT)) for folder in ("gan_core", "web") for path in Path(ROOT / folder).rglob("*.bundle.mjs")}
    assert found == set(BUNDLES)
