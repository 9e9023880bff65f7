from __future__ import annotations

import re
import shutil
import subprocess
import sys

import pytest

from gan_core import paths


def test_a_checkout_has_everything_where_the_paths_say():
    assert not paths.INSTALLED
    for folder in (paths.CHECKPOINTS, paths.LOCALES, paths.PAGES, paths.STATIC):
        assert folder.is_dir(), folder
    assert paths.REQUIREMENTS.is_file()
    assert (paths.RUNS.parent, paths.DATA.parent) == (paths.ROOT, paths.ROOT)


def test_an_installed_app_reads_among_the_packages_and_writes_where_it_was_started(tmp_path):
    packages, started = tmp_path / "packages", tmp_path / "started"
    for folder in (packages / "gan_core", packages / "gan_classroom", started):
        folder.mkdir(parents=True)
    for name in ("__init__.py", "paths.py"):
        shutil.copy(paths.LIBRARY / name, packages / "gan_core")
    program = "from gan_core import paths; print(paths.LOCALES, paths.RUNS, paths.DATA, paths.project_file('gan_core/cli.py'), sep='\\n')"
    answer = subprocess.run([sys.executable, "-c", program], cwd=started, env={"PYTHONPATH": str(packages)}, capture_output=True, text=True)
    expected = [packages / "gan_classroom" / "locales", started / "runs", started / "data", packages / "gan_core" / "cli.py"]
    assert answer.stdout.splitlines() == list(map(str, expected))


@pytest.mark.parametrize("name", ["gan_core/cli.py", "web/settings.py", "app.py"])
def test_a_file_is_found_by_its_path_in_a_checkout(name):
    assert paths.project_file(name).is_file()


def test_no_other_module_counts_folders_upwards():
    folders = ("gan_core", "web", "gradio_app", "pages", "scripts", "benchmarks")
    files = [*paths.ROOT.glob("*.py"), *(path for folder in folders for path in (paths.ROOT / folder).rglob("*.py"))]
    assert len(files) > 200
    assert [path for path in files if re.search(r"__file__\)[\w.()]*\.parents|LOCALES\.parent", path.read_text(encoding="utf-8"))] == []
