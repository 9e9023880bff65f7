"""The browser has the numbers and tables of Python."""

import pytest

from gan_core.paths import project_file
from scripts.write_constants import WRITTEN, Constants


@pytest.mark.parametrize("module", WRITTEN, ids=lambda module: module.path)
def test_the_written_module_is_the_one_of_now(module: Constants):
    text = project_file(module.path).read_text(encoding="utf-8")
    assert "export const" in text
    assert text == module.text(), "python -m scripts.write_constants"
