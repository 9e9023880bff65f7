"""Pages without Streamlit: plain HTML and one module, for a second window and for phones."""

from __future__ import annotations

import json
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse

from gan_core.figures import palette
from web.server.browser_modules import css, module_url, read
from web.ui.text import FALLBACK, LANGUAGES, table


def reader_language(request: Request) -> str:
    """What the link says (`?lang=`), else the first of the browser's languages that is one of ours."""
    asked = request.query_params.get("lang", "")
    if asked in LANGUAGES:
        return asked
    accepted = request.headers.get("accept-language", "")[:200]
    codes = (part.split(";")[0].split("-")[0].strip().lower() for part in accepted.split(","))
    return next((code for code in codes if code in LANGUAGES), FALLBACK)


def plain_page(spoken: str, words: str, module: str, errors: tuple[str, ...]) -> HTMLResponse:
    """A page in one language.

    Args:
        spoken: the language.
        words: the table of its labels; `title` is the window's.
        module: its ES module, by the path in the project; its styles lie beside it.
        errors: beginnings of the codes of errors that it can meet.
    """
    text = {key: row[spoken] for key, row in table(words).items()}
    sentences = {code: row[spoken] for code, row in table("errors").items() if code.startswith(errors)}
    data: dict[str, Any] = {"language": spoken, "languages": LANGUAGES, "text": text, "errors": sentences}
    parts = {
        "LANGUAGE": spoken,
        "TITLE": text["title"],
        "STYLE": palette.CSS + css("web/ui/browser/plain_page.css", module.replace(".mjs", ".css")),
        "MODULE": module_url(module),
        "DATA": json.dumps(data, ensure_ascii=False).replace("<", "\\u003c"),
    }
    html = read("web/ui/browser/plain_page.html")
    for name, part in parts.items():
        html = html.replace(f"@@{name}@@", part)
    return HTMLResponse(html, headers={"Cache-Control": "no-cache", "Referrer-Policy": "no-referrer"})
