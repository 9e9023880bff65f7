"""Write the site: what `gan-classroom export-site --out DIR` does. Bundling takes Node.js and `npm ci`."""

from __future__ import annotations

import base64
import json
import logging
import re
import shutil
import subprocess
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from pathlib import Path
from typing import Any

from streamlit.testing.v1 import AppTest

from gan_core.figures import palette
from gan_core.paths import PAGES as PAGES_FOLDER
from gan_core.paths import ROOT, STATIC
from gan_core.translations import LANGUAGES, table
from web.lessons import LESSONS
from web.reference import errata
from web.server.browser_modules import read
from web.site.answers import Answer, Endpoints, assets, packed_models
from web.site.markup import Page, address, walk
from web.start import wall
from web.ui.navigation import GROUPS, HOME, PAGES

# Nothing of them goes without: they score, they compute answers, they need a class, they look at the server
NEED_SERVER = ("evaluation", "learn", "real_or_fake", "selfcheck")
SERVER = "server"  # the page that says how one starts it
PAGE_TIMEOUT_SECONDS = 300
VENDORED = ROOT / "web" / "shared" / "vendor"


def export(out: Path) -> None:
    """Fill the folder `out`."""
    logging.disable(logging.WARNING)  # Streamlit's, of pages that are laid out without a visitor
    out.mkdir(parents=True, exist_ok=True)
    groups = collect()
    for file, answers in by_file(groups).items():
        _script(out / "data" / f"{file}.js", f"site.give({_json({one.key: one.entry() for one in answers})})")
    keys = {group: {one.key: one.file for one in answers} for group, answers in groups.items()}
    pages = {(name, spoken): laid_out(name, spoken) for spoken in LANGUAGES for name in PAGES}
    pages |= {(SERVER, spoken): how_to_start(spoken) for spoken in LANGUAGES}
    modules = sorted({module for page, _ in pages.values() for module in page.modules})
    formulas = sorted({formula for page, _ in pages.values() for formula in page.math})
    rendered = dict(zip(formulas, bundle(out / "assets", modules, formulas), strict=True))
    for (name, spoken), (page, title) in pages.items():
        expected = keys["assets"] | keys.get(name, {})
        path = out / spoken / address("" if name == HOME else name)
        path.parent.mkdir(exist_ok=True)
        path.write_text(document(name, spoken, title, page, rendered, expected), encoding="utf-8")
    (out / "assets" / "site.css").write_text(fonts() + palette.CSS + read("web/site/browser/site.css"), encoding="utf-8")
    shutil.copy(STATIC / "icon.svg", out / "assets" / "icon.svg")
    (out / "index.html").write_text(_entry(), encoding="utf-8")


def collect() -> dict[str, list[Answer]]:
    """The answers that each page may need."""
    endpoints = Endpoints()
    latent = list(endpoints.latent())
    groups = {"assets": list(assets()), "latent": latent, "start": [one for one in latent if one.key.startswith("latent/network")]}
    groups |= {"architecture": [*endpoints.networks(), *groups["start"]]}
    groups |= {"convolution": list(endpoints.convolution()), "train": list(endpoints.runs())}
    return groups | {name: list(endpoints.lesson(name)) for name in LESSONS}


def by_file(groups: Mapping[str, Iterable[Answer]]) -> dict[str, list[Answer]]:
    """The answers by the file they are stored in, each once."""
    files: dict[str, dict[str, Answer]] = defaultdict(dict)
    for answer in (one for answers in groups.values() for one in answers):
        files[answer.file][answer.key] = answer
    return {file: list(answers.values()) for file, answers in files.items()}


def laid_out(name: str, spoken: str) -> tuple[Page, str]:
    """A page as its script lays it out in a language, and its title."""
    errata.FOLDED = False
    wall.MODELS = tuple(model for model in wall.MODELS if model in packed_models())
    test = AppTest.from_file(str(ROOT / "ui.py"), default_timeout=PAGE_TIMEOUT_SECONDS)
    test.query_params["lang"] = spoken
    if name != HOME:
        test.switch_page(str(PAGES_FOLDER / f"{name}.py"))
    test.run()
    if test.exception:
        raise RuntimeError(f"{name}: {test.exception[0].value}")
    page = Page()
    words = {key: row[spoken] for key, row in table("site").items()}
    parts = list(walk(page, test.main, {"needs_server": words["needs_server"]}))
    if name in NEED_SERVER:
        page.modules.clear()
        parts = [*parts[:2], _note(page, words)]
    elif name == "train":  # after the replay comes the form of a new one
        stage = next(place for place, part in enumerate(parts) if part.startswith('<div class="component"'))
        prose = next(place for place, part in enumerate(parts) if part == f"<h3>{table('explanation')['why'][spoken]}</h3>")
        parts = [*parts[: stage + 1], _note(page, words), *parts[prose:]]
        page.modules.remove("web/training/browser/local/stage.mjs")  # a worker with its engine and pictures: not from files yet
    page.parts = parts
    return page, table("navigation")[name][spoken]


def how_to_start(spoken: str) -> tuple[Page, str]:
    """How one starts a server, out of docs/; of its links those that lead into the world."""
    code = "" if spoken == "en" else f".{spoken}"
    title, _, text = (ROOT / "docs" / f"laptops{code}.md").read_text(encoding="utf-8").split("\n\n", 2)  # between them the other language
    page = Page()
    page.parts = [page.markdown(re.sub(r"\[([^]]+)\]\([\w.]+\.md\)", r"\1", f"{title}\n\n{text}"))]
    return page, table("site")["start_server"][spoken]


def _note(page: Page, words: Mapping[str, str]) -> str:
    return f'<div class="note">{page.markdown(words["page_needs_server"])}</div>'


def document(name: str, spoken: str, title: str, page: Page, rendered: Mapping[tuple[str, bool], str], expected: Mapping[str, str]) -> str:
    """The whole HTML file."""
    content = re.sub(r"MATH(\d+)END", lambda found: rendered[page.math[int(found[1])]], "\n".join(page.parts))
    styles = ["site.css", *(["web/shared/vendor/katex-fonts.css", "web/shared/vendor/katex.css"] if page.math else [])]
    links = "".join(f'<link rel="stylesheet" href="../assets/{style}">' for style in styles)
    scripts = "".join(f'<script src="../assets/{place}"></script>' for place in _scripts(page.modules))
    return f"""<!doctype html>
<html lang="{spoken}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)} · GAN Classroom</title>
<link rel="icon" href="../assets/icon.svg">
{links}
</head>
<body>
{_menu(name, spoken)}
<main>
{content}
</main>
<script src="../assets/layer.js"></script>
<script>site.expect({_json(expected)});</script>
{scripts}
<script>site.mount();</script>
</body>
</html>
"""


def _scripts(modules: Iterable[str]) -> Iterator[str]:
    for module in dict.fromkeys(modules):
        if module.startswith("web/playground/"):
            yield "worker.js"
        yield bundled(module)


def bundled(module: str) -> str:
    """Name of the script that has a stage: that of its folder, for a capability may have several."""
    return "-".join(part for part in module.split("/")[1:-1] if part != "browser") + ".js"


def _menu(current: str, spoken: str) -> str:
    titles, words = table("navigation"), table("site")
    lines = []
    for group, names in GROUPS.items():
        lines.append(f"<h2>{escape(titles[group][spoken])}</h2>")
        for name in names:
            here = ' aria-current="page"' if name == current else ""
            lines.append(f'<a class="page" href="{address("" if name == HOME else name)}"{here}>{escape(titles[name][spoken])}</a>')
    start = ' aria-current="page"' if current == SERVER else ""
    lines.append(f'<h2><a class="page" href="{address(SERVER)}"{start}>{escape(words["start_server"][spoken])}</a></h2>')
    (other,) = (language for language in LANGUAGES if language != spoken)
    own = address("" if current == HOME else current)
    switch = f'<a href="../{other}/{own}" lang="{other}" hreflang="{other}">{escape(words["other_language"][spoken])}</a>'
    name = f'<a class="name" href="{address("")}">GAN Classroom</a>'
    toggle = f'<label><input type="checkbox"> {escape(words["menu"][spoken])}</label>'
    return f'<nav>{name} · {switch} {toggle}<div class="list">{"".join(lines)}</div></nav>'


def _entry() -> str:
    links = " · ".join(f'<a href="{code}/index.html">{escape(str(name))}</a>' for code, name in LANGUAGES.items())
    choose = 'location.replace(`${navigator.language.startsWith("vi") ? "vi" : "en"}/index.html`)'
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>GAN Classroom</title><script>{choose}</script><p>{links}</p></html>\n'
    )


def bundle(assets_folder: Path, modules: list[str], formulas: list[tuple[str, bool]]) -> list[str]:
    """Write the scripts; the formulas' HTML."""
    task = {"out": str(assets_folder), "stages": {bundled(module): module for module in modules}, "formulas": formulas}
    command = ["node", str(ROOT / "scripts" / "bundle_site.mjs")]
    done = subprocess.run(command, cwd=ROOT, input=json.dumps(task), capture_output=True, text=True, encoding="utf-8", check=False)
    if done.returncode:
        raise RuntimeError(done.stderr)
    target = assets_folder / "web" / "shared" / "vendor"
    target.mkdir(parents=True, exist_ok=True)
    for style in VENDORED.glob("katex*.css"):
        shutil.copy(style, target)
    shutil.copytree(VENDORED / "fonts", target / "fonts", dirs_exist_ok=True)
    return json.loads(done.stdout)


def fonts() -> str:
    """The house's type, inside the style sheet: a page from a folder may not fetch it."""
    faces = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"]["fontFaces"]
    return "".join(map(_font, faces))


def _font(face: Mapping[str, Any]) -> str:
    content = base64.b64encode((ROOT / face["url"].removeprefix("app/")).read_bytes()).decode()
    rules = {
        "font-family": f'"{face["family"]}"',
        "font-weight": face["weight"],
        "font-display": "swap",
        "src": f"url(data:font/woff2;base64,{content})",
        "unicode-range": face["unicodeRange"],
    }
    return f"@font-face {{ {'; '.join(f'{name}: {value}' for name, value in rules.items())} }}\n"


def _script(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text + "\n", encoding="utf-8")


def _json(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).replace("<", "\\u003c")
