"""Do the tests notice? Changes one place of a module at a time and runs the tests beside it.

    python -m scripts.mutants gan_core/latent/animation.py [--tests tests/latent ...] [--count N] [--seed N]

A sign, a comparison, a condition or a number is changed in memory; nothing in the working tree is. Each change has a process of its own,
forked from one that has imported torch, SciPy and pytest, so it takes about as long as its tests. A test that starts another Python does
not see the change. SURVIVED means that no test failed: write the one that fails, or see that the change alters nothing (a chunk's size, a
tuning). `scripts/mutants.mjs` does the same for the browser's modules.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import gc
import importlib.util
import os
import random
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from pathlib import Path
from types import CodeType

import hypothesis.extra.numpy  # noqa: F401 - once here, not in every child
import pytest
import scipy.stats  # noqa: F401
import torch
import torchvision  # noqa: F401

from gan_core.paths import ROOT

TIMEOUT_SECONDS = 240  # a change may make a loop endless
NO_PLUGINS = [option for name in ("cacheprovider", "xdist", "playwright", "base_url") for option in ("-p", f"no:{name}")]
# Hypothesis is imported before pytest starts, which warns of it
OPTIONS = [*NO_PLUGINS, "-x", "-q", "-W", "ignore:Module already imported", "-m", "not browser and not process and not counted"]
SWAPS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.Pow: ast.Mult,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.And: ast.Or,
    ast.Or: ast.And,
    ast.USub: ast.UAdd,
    ast.Not: ast.UAdd,
}


@dataclass(frozen=True)
class Change:
    """One place, changed."""

    line: int
    before: str
    after: str
    code: CodeType


def changes(path: Path) -> Iterator[Change]:
    """Every place of a module that can be changed, in the order of the lines; annotations are left alone."""
    source = path.read_text(encoding="utf-8")
    for place in range(len(list(_places(ast.parse(source))))):
        tree = ast.parse(source)
        node = list(_places(tree))[place]
        before = ast.unparse(node)
        _change(node)
        yield Change(node.lineno, before, ast.unparse(node), compile(ast.fix_missing_locations(tree), str(path), "exec"))


def _places(tree: ast.AST) -> Iterator[ast.expr | ast.If]:
    annotations = [getattr(node, name, None) for node in ast.walk(tree) for name in ("annotation", "returns")]
    left_alone = {id(inner) for one in annotations if one is not None for inner in ast.walk(one)}
    found = (node for node in ast.walk(tree) if id(node) not in left_alone and _can_change(node))
    yield from sorted(found, key=lambda node: (node.lineno, node.col_offset))  # type: ignore[attr-defined]


def _can_change(node: ast.AST) -> bool:
    if isinstance(node, ast.BinOp | ast.BoolOp | ast.UnaryOp):
        return type(node.op) in SWAPS
    if isinstance(node, ast.Compare):
        return type(node.ops[0]) in SWAPS
    return isinstance(node, ast.If | ast.IfExp) or (isinstance(node, ast.Constant) and type(node.value) in (int, float))


def _change(node: ast.AST) -> None:
    if isinstance(node, ast.BinOp | ast.BoolOp | ast.UnaryOp):
        node.op = SWAPS[type(node.op)]()  # type: ignore[assignment]
    elif isinstance(node, ast.Compare):
        node.ops[0] = SWAPS[type(node.ops[0])]()  # type: ignore[call-overload]
    elif isinstance(node, ast.If | ast.IfExp):
        node.test = ast.UnaryOp(ast.Not(), node.test)
    elif isinstance(node, ast.Constant):
        node.value = node.value + 1 if isinstance(node.value, int) else node.value * 1.25 + 0.01  # type: ignore[operator]


class _Changed(MetaPathFinder, SourceFileLoader):
    """Imports one module with other code than its file's."""

    def __init__(self, name: str, path: Path, code: CodeType) -> None:
        super().__init__(name, str(path))
        self.code = code

    def find_spec(self, fullname: str, *_: object) -> ModuleSpec | None:  # type: ignore[override]
        return importlib.util.spec_from_file_location(fullname, self.path, loader=self) if fullname == self.name else None

    def get_code(self, fullname: str) -> CodeType:
        return self.code


def ended(work: Callable[[], int]) -> int | None:
    """Exit status of `work` in a forked process that says nothing; None where a signal ended it."""
    process = os.fork()
    if process == 0:
        signal.alarm(TIMEOUT_SECONDS)
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
        status = 1
        with contextlib.suppress(BaseException):
            status = int(work())
        os._exit(status)
    status = os.waitpid(process, 0)[1]
    return os.WEXITSTATUS(status) if os.WIFEXITED(status) else None


def passes(tests: Sequence[str], changed: _Changed | None = None) -> bool:
    """Whether all do, with one module changed."""

    def work() -> int:
        if changed is not None:
            sys.meta_path.insert(0, changed)
        return pytest.main([*OPTIONS, *tests])

    return ended(work) == 0


def tests_beside(module: Path) -> list[str]:
    """The file of its name, which is the likeliest to notice, and its package's folder below tests/."""
    inside = module.relative_to("gan_core") if module.is_relative_to("gan_core") else module
    places = [*Path("tests").rglob(f"test_{module.stem}.py"), Path("tests") / inside.parent]
    return [str(place) for place in places if place.exists() and place != Path("tests")]


def main(module: Path, tests: Sequence[str], count: int, seed: int) -> int:
    """Print a line a change and the count; how many survived."""
    tests = tests or tests_beside(module)
    if not tests:
        raise SystemExit(f"no tests beside {module}: name them with --tests")
    if not passes(tests):
        raise SystemExit(f"{' '.join(tests)}: fails without a change")
    all_changes = list(changes(module))
    chosen = sorted(random.Random(seed).sample(range(len(all_changes)), min(count, len(all_changes))))
    name = ".".join(module.with_suffix("").parts).removesuffix(".__init__")
    began, survived = time.perf_counter(), 0
    for one in (all_changes[place] for place in chosen):
        passed = passes(tests, _Changed(name, module, one.code))
        survived += passed
        print(f"{'SURVIVED' if passed else 'noticed '} {module}:{one.line}: {one.before}  ->  {one.after}", flush=True)
    print(f"| {module} | {len(chosen)} | {len(chosen) - survived} | {time.perf_counter() - began:.0f} s |")
    return survived


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("modules", nargs="+", type=Path)
    parser.add_argument("--tests", nargs="*", default=[])
    parser.add_argument("--count", type=int, default=20)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    os.chdir(ROOT)
    torch.set_num_threads(1)
    gc.freeze()  # the children's collections do not look at what was imported here
    raise SystemExit(min(1, sum(main(module, given.tests, given.count, given.seed) for module in given.modules)))
