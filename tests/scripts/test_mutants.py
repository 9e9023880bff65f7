"""What `make mutants` changes in a module."""

from __future__ import annotations

from scripts.mutants import changes

MODULE = '''
def clamp(x: float = 0.5, *, sign: "1 + 1" = -1) -> "2 < 3":
    """Not 1 + 1."""
    if x > 4 and not sign:
        return x * 2
    return x
'''


def test_every_place_is_changed_once_and_annotations_are_not(tmp_path):
    module = tmp_path / "clamp.py"
    module.write_text(MODULE, encoding="utf-8")
    found = [(change.line, change.before.split("\n")[0], change.after.split("\n")[0]) for change in changes(module)]
    assert found == [
        (2, "0.5", "0.635"),
        (2, "-1", "+1"),
        (2, "1", "2"),
        (4, "if x > 4 and (not sign):", "if not (x > 4 and (not sign)):"),
        (4, "x > 4 and (not sign)", "x > 4 or not sign"),
        (4, "x > 4", "x >= 4"),
        (4, "4", "5"),
        (4, "not sign", "+sign"),
        (5, "x * 2", "x / 2"),
        (5, "2", "3"),
    ]
    results = []
    for change in changes(module):
        names: dict = {}
        exec(change.code, names)
        results.append(names["clamp"](5, sign=0))
    assert results == [10, 10, 10, 5, 10, 10, 5, 5, 2.5, 15]
