"""A page of the app, as its script has laid it out, in HTML."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from typing import Any, cast

from markdown_it import MarkdownIt

_MATH = re.compile(r"(`+[^`]*`+)|\$\$(.+?)\$\$|\$([^$\n]+?)\$", re.DOTALL)
_ICON = re.compile(r":material/\w+: ?")
_markdown = MarkdownIt("commonmark").enable("table")


@dataclass
class Page:
    """What was found on one page."""

    parts: list[str] = field(default_factory=list)
    modules: list[str] = field(default_factory=list)  # of its stages
    math: list[tuple[str, bool]] = field(default_factory=list)  # (LaTeX, whether on a line of its own), each at its mark `MATH`

    def markdown(self, text: str, *, inline: bool = False) -> str:
        """HTML of Markdown as Streamlit knows it: formulas between dollar signs, no icons."""
        formulas: list[tuple[str, bool]] = []

        def mark(found: re.Match[str]) -> str:
            if found[1]:
                return found[1]
            formulas.append((found[2] or found[3], found[2] is not None))
            return f"MATH{len(self.math) + len(formulas) - 1}END"

        text = _MATH.sub(mark, _ICON.sub("", text))
        self.math += formulas
        return _markdown.renderInline(text) if inline else _markdown.render(text)

    def component(self, proto: Any, errors: dict[str, str]) -> str:
        """A stage: its HTML and style sheet, and the data it is mounted with."""
        data = json.loads(proto.json)
        module = data["module"].split("/", 2)[2]
        self.modules.append(module)
        data |= {"errors": data.get("errors", {}) | errors, "module": module, "solid": False}  # a lesson's surfaces need the server
        content = json.dumps({"css": proto.css_content, "html": proto.html_content, "data": data}, ensure_ascii=False)
        return f'<div class="component"><script type="application/json">{content.replace("<", chr(92) + "u003c")}</script></div>'


def walk(page: Page, block: Any, errors: dict[str, str]) -> Iterator[str]:
    """HTML of a block and of all below it. Fields to type and choose in are left out: nothing answers them."""
    for child in block.children.values():
        kind, proto = child.type, getattr(child, "proto", cast(Any, None))
        if kind == "bidi_component":
            yield page.component(proto, errors)
        elif kind in ("title", "header", "subheader"):
            anchor = f' id="{escape(proto.anchor)}"' if proto.anchor else ""
            yield f"<{proto.tag}{anchor}>{page.markdown(proto.body, inline=True)}</{proto.tag}>"
        elif kind == "markdown":
            yield page.markdown(proto.body)
        elif kind == "caption":
            yield f'<div class="caption">{page.markdown(proto.body)}</div>'
        elif kind == "html":
            yield proto.body
        elif kind == "page_link":
            yield _link(proto)
        elif kind == "expander":
            yield f"<details><summary>{escape(child.label)}</summary>{''.join(walk(page, child, errors))}</details>"
        elif hasattr(child, "children") and child.children:
            yield f'<div class="{_class(child)}">{"".join(walk(page, child, errors))}</div>'


def _link(proto: Any) -> str:
    label = escape(_ICON.sub("", proto.label))
    return f'<a class="page" href="{escape(address(proto.page, proto.query_string))}">{label}</a>'


def address(page: str, query: str = "") -> str:
    """Of a page beside this one."""
    return f"{page or 'index'}.html{'?' if query else ''}{query}"


def _class(block: Any) -> str:
    if block.type != "flex_container":
        return str(block.type)
    layout = block.proto.flex_container
    card = " card" if layout.border else ""
    return ("row" if layout.direction == layout.Direction.HORIZONTAL else "stack") + card
