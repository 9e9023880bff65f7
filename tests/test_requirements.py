"""The pinned requirements are those of pyproject.toml with everything that these bring along, and say so without an index."""

from __future__ import annotations

import importlib.metadata
import re
import tomllib

import pytest
from packaging import tags
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from gan_core.paths import ROOT
from scripts.lock import BROUGHT_BY_CUDA, CUDA, EXTRAS, WHEELS, WHOLE

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


PYTHONS = ("3.11", "3.12", "3.13", "3.14")
LAPTOPS = {
    "win32": {"os_name": "nt", "platform_system": "Windows", "platform_machine": "AMD64"},
    "darwin": {"os_name": "posix", "platform_system": "Darwin", "platform_machine": "arm64"},
}
PLATFORMS = {"win32": ["win_amd64"], "darwin": list(tags.mac_platforms((14, 0), "arm64"))}


@pytest.mark.parametrize("system", LAPTOPS)
@pytest.mark.parametrize("python", PYTHONS)
def test_everything_comes_ready_made_for_a_laptop(system, python):
    """Without a compiler: every pin that holds there has a wheel that fits."""
    version = tuple(map(int, python.split(".")))
    names = {"implementation_name": "cpython", "platform_python_implementation": "CPython", "python_full_version": f"{python}.0"}
    machine = LAPTOPS[system] | names | {"sys_platform": system, "python_version": python, "extra": ""}
    fitting = {str(tag) for tag in tags.cpython_tags(version, platforms=PLATFORMS[system])}
    fitting |= {str(tag) for tag in tags.compatible_tags(version, f"cp{python.replace('.', '')}", PLATFORMS[system])}
    lines = (ROOT / WHEELS).read_text(encoding="utf-8").splitlines()[1:]
    ready = {pin for pin, *found in map(str.split, lines) if fitting & set(found)}
    wanted = [pin for pin in pins(WHOLE).values() if pin.marker is None or pin.marker.evaluate(machine)]
    assert len(wanted) > 80
    assert {f"{pin.name}{pin.specifier}" for pin in wanted} - ready == set()


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
