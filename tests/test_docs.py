"""The documents: what they link to is there, and the first ones can be read in a terminal."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from PIL import Image

from gan_core import repository
from gan_core.paths import ROOT
from gan_core.translations import LANGUAGES
from scripts.docs_site import guides, index, page_of
from scripts.readme_pictures import IMAGES, SCENES
from scripts.set_repository import renamed
from web.ui.navigation import PAGES

DOCUMENTS = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]
MAX_COLUMNS, MAX_BYTES = 140, 2_000_000


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_within_the_project_lead_somewhere(path: Path):
    targets = re.findall(r"\]\(([^)\s]+)\)", path.read_text(encoding="utf-8"))
    inside = [target.partition("#")[0] for target in targets if "://" not in target and not target.startswith("#")]
    assert [target for target in inside if not (path.parent / target).exists()] == []


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md"])
def test_lines_fit_a_screen(name: str):
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if len(line) > MAX_COLUMNS] == []


def test_the_animation_moves_and_is_small():
    path = IMAGES / "tour.gif"
    with Image.open(path) as picture:
        assert picture.n_frames > 10 * len(SCENES)
    assert path.stat().st_size < MAX_BYTES


@pytest.mark.parametrize("name", SCENES)
def test_each_scene_has_an_animation_of_its_own(name: str):
    path = IMAGES / f"{name}.gif"
    with Image.open(path) as picture:
        assert picture.n_frames > 10
    assert path.stat().st_size < MAX_BYTES / 2


def test_every_page_has_a_thumbnail():
    assert {path.stem for path in (IMAGES / "pages").glob("*.webp")} == set(PAGES)
    assert sum(path.stat().st_size for path in (IMAGES / "pages").glob("*.webp")) < MAX_BYTES / 4


def test_guides_are_pages_of_a_site_in_both_languages():
    pages = {name: page_of(path) for name, path in guides().items()}
    assert {"cookbook.html", "cookbook.vi.html", "laptops.vi.html"} <= set(pages)
    assert '<html lang="vi">' in pages["cookbook.vi.html"]
    assert '<a href="cookbook.html">' in pages["cookbook.vi.html"]
    assert "<table>" in pages["cookbook.html"]
    for name, page in pages.items():
        assert f'href="{name}"' in index()
        leads = set(re.findall(r'href="([\w.-]+\.html)"', page)) - {"index.html"}
        assert leads <= set(pages), name


def test_the_vocabulary_is_short():
    words = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").partition("## Words")[2].partition("\n**")[0]
    assert 5 < words.count("\n| ") <= 15


def test_badges_are_true():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    badges = re.findall(r"img.shields.io/badge/(\w+)-([^)]+)-", (ROOT / "README.md").read_text(encoding="utf-8"))
    assert dict(badges) == {
        "licence": project["license"],
        "python": f"{project['requires-python'].removeprefix('>=')}%2B",
        "languages": "%20%7C%20".join(LANGUAGES),
    }


def test_the_address_of_the_repository_is_set_in_one_place(monkeypatch):
    changed = renamed("me/gan-classroom")
    names = {path.name for path in changed}
    assert {"README.md", "cookbook.vi.md", "laptops.md", "deploy.md", "train_cgan.ipynb", "repository.py"} <= names
    assert not any(repository.PLACEHOLDER in text for path, text in changed.items() if path.suffix != ".py")
    assert 'REPOSITORY = "me/gan-classroom"' in changed[Path(repository.__file__)]
    monkeypatch.setattr(repository, "REPOSITORY", "")
    assert repository.colab("score") == ""
    monkeypatch.setattr(repository, "REPOSITORY", "me/gan-classroom")
    assert repository.colab("score") in changed[ROOT / "README.md"]
