"""The pinned requirements are those of pyproject.toml with everything that these bring along, and say so without an index."""

from __future__ import annotations

import importlib.metadata
import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from gan_core.paths import ROOT
from scripts.lock import BROUGHT_BY_CUDA, CUDA, EXTRAS, WHOLE

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def pins(file: str) -> dict[str, Requirement]:
    """Of every system, by name."""
    lines = [Requirement(line) for line in (ROOT / file).read_text().splitlines() if not line.startswith("#")]
    return {canonicalize_name(line.name): line for line in lines}


def asked(file: str) -> list[Requirement]:
    """What pyproject.toml asks for by itself."""
    return list(
        map(Requirement, PROJECT["dependencies"] + [line for extra in EXTRAS[file] for line in PROJECT["optional-dependencies"][extra]])
    )


def here(requirement: Requirement, extra: str = "") -> bool:
    return requirement.marker is None or requirement.marker.evaluate({"extra": extra})


def brought_along(requirements: list[Requirement]) -> set[str]:
    """Names of what these need on this machine, as the installed packages say; but for what CUDA alone wants."""
    found: set[tuple[str, str]] = set()
    waiting = [(requirement, "") for requirement in requirements]
    while waiting:
        requirement, extra = waiting.pop()
        name = canonicalize_name(requirement.name)
        if not here(requirement, extra) or BROUGHT_BY_CUDA.match(name):
            continue
        for wanted in ("", *requirement.extras):
            if (name, wanted) not in found:
                found.add((name, wanted))
                waiting += [(Requirement(line), wanted) for line in importlib.metadata.requires(name) or ()]
    return {name for name, _ in found}


@pytest.mark.parametrize("file", EXTRAS)
def test_a_file_pins_what_pyproject_asks_for_and_all_that_comes_along(file):
    pinned, wanted = pins(file), asked(file)
    for requirement in wanted:
        name = canonicalize_name(requirement.name)
        assert str(pinned[name].specifier) == str(requirement.specifier), name
        assert str(pinned[name].marker or "").replace('"', "'") == str(requirement.marker or "").replace('"', "'"), name
    assert {name for name, pin in pinned.items() if here(pin)} == brought_along(wanted)


@pytest.mark.parametrize("file", [*EXTRAS, CUDA])
def test_every_line_is_one_version_and_names_no_place_to_get_it_from(file):
    lines = [line for line in (ROOT / file).read_text().splitlines() if not line.startswith("#")]
    assert lines
    assert all(re.fullmatch(r"[a-z0-9-]+==[\w.]+( ; [^#@]+)?", line) for line in lines)
    assert all(bool(BROUGHT_BY_CUDA.match(line)) is (file == CUDA) for line in lines)


def test_the_files_agree():
    whole = pins(WHOLE)
    for file in EXTRAS:
        for name, pin in pins(file).items():
            assert pin.specifier == whole[name].specifier, (file, name)


def test_one_version():
    assert "version" in PROJECT["dynamic"]
    assert "version" not in PROJECT
    from gan_core import __version__

    assert f"## {__version__}\n" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
