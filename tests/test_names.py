"""Names and comments in the field's words: those that need a story stay away."""

from __future__ import annotations

import re

import pytest

from gan_core.paths import ROOT

FOLDERS = ("gan_core", "web", "pages", "gradio_app", "scripts", "benchmarks")
SUFFIXES = {".py", ".mjs", ".css", ".c", ".h"}
WORDS = r"\b(?:whoever|nobody|somebody|give_way|bound_heads|UploadRoom|PATIENCE\w*|\w+_PATIENCE|KEPT\w*|MOST_\w+)\b"
CLASSES = r"\bclass (?:Seat|House|Bench|Here|Look|Kept|Shared|Remembered|Turns|Doors)\b"
STORIES = re.compile(f"{WORDS}|{CLASSES}")


@pytest.mark.parametrize("folder", FOLDERS)
def test_no_name_needs_a_story(folder: str):
    own = (path for path in (ROOT / folder).rglob("*") if "vendor" not in path.parts and ".bundle." not in path.name)
    files = [path for path in own if path.suffix in SUFFIXES]
    found = {str(path.relative_to(ROOT)): STORIES.findall(path.read_text(encoding="utf-8")) for path in files}
    assert {name: words for name, words in found.items() if words} == {}
