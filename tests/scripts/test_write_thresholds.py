"""The browser's half of the doctor has the thresholds of Python's."""

from scripts.write_thresholds import MODULE, module


def test_the_written_module_is_the_one_of_now():
    assert MODULE.read_text(encoding="utf-8") == module(), "python -m scripts.write_thresholds"
