"""The guides of docs/ as a small site beside the library's reference: site/index.html (`make docs`)."""

from __future__ import annotations

import html
import re
from pathlib import Path

from markdown_it import MarkdownIt

from gan_core.paths import ROOT

OUT = ROOT / "site"
PAGE = """<!doctype html><html lang="{language}"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title}</title><style>body {{ max-width: 60rem; margin: 2rem auto; padding: 0 1rem; font: 1rem/1.5 sans-serif; }}
table {{ border-collapse: collapse; }} td, th {{ border: 1px solid #D5DCE3; padding: 0.3rem 0.6rem; vertical-align: top; }}
img {{ max-width: 100%; }} pre {{ overflow-x: auto; background: #F1F4F7; padding: 0.8rem; }}</style>
<nav><a href="index.html">GAN Classroom</a> · <a href="api/gan_core.html">gan_core</a></nav>{body}</html>"""


def guides() -> dict[str, Path]:
    """Page -> guide; those in Vietnamese end in `.vi`."""
    return {f"{path.stem}.html": path for path in sorted((ROOT / "docs").glob("*.md"))}


def page_of(path: Path) -> str:
    """A guide as HTML; links between guides lead to pages, others to the files of the repository."""
    text = path.read_text(encoding="utf-8")
    text = re.sub(r"\]\((?!https?:)([\w.-]+)\.md(#[^)]*)?\)", r"](\1.html\2)", text)
    title = text.partition("\n")[0].lstrip("# ")
    body = MarkdownIt("commonmark", {"html": False}).enable("table").render(text)
    return PAGE.format(language="vi" if path.stem.endswith(".vi") else "en", title=html.escape(title), body=body)


def index() -> str:
    """Every guide by its title."""
    titles = {name: path.read_text(encoding="utf-8").partition("\n")[0].lstrip("# ") for name, path in guides().items()}
    rows = "".join(f'<li><a href="{name}">{html.escape(title)}</a></li>' for name, title in titles.items())
    return PAGE.format(language="en", title="GAN Classroom", body=f"<h1>GAN Classroom</h1><ul>{rows}</ul>")


def main() -> None:
    """Write the site."""
    OUT.mkdir(exist_ok=True)
    for name, path in guides().items():
        (OUT / name).write_text(page_of(path), encoding="utf-8")
    (OUT / "index.html").write_text(index(), encoding="utf-8")


if __name__ == "__main__":
    main()
