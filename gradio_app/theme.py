"""The app's colours and font, as gradio takes them; everything comes from this server."""

from __future__ import annotations

from pathlib import Path

import gradio as gr
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from gan_core.figures.palette import REAL, SKY
from gan_core.paths import STATIC

FONTS = Mount("/fonts", StaticFiles(directory=STATIC / "fonts"))
ICON = STATIC / "icon.svg"

# As .streamlit/config.toml: (light, dark)
PAPER, SOFT, INK, LINE = ("#FFFFFF", "#10161D"), ("#F1F4F7", "#1C252F"), ("#1A2530", "#E7ECF1"), ("#D5DCE3", "#33404D")
QUIET, ACCENT, ON_ACCENT = ("#4A5764", "#B3BEC9"), (REAL, SKY), ("#FFFFFF", "#10161D")

SURFACES = {
    "body_background_fill": PAPER,
    "background_fill_primary": PAPER,
    "background_fill_secondary": SOFT,
    "block_background_fill": PAPER,
    "block_label_background_fill": PAPER,
    "block_title_text_color": INK,
    "block_label_text_color": INK,
    "block_info_text_color": QUIET,
    "body_text_color": INK,
    "body_text_color_subdued": QUIET,
    "border_color_primary": LINE,
    "block_border_color": LINE,
    "input_background_fill": SOFT,
    "input_border_color": LINE,
    "slider_color": ACCENT,
    "border_color_accent": ACCENT,
    "checkbox_label_background_fill": SOFT,
    "checkbox_label_background_fill_hover": LINE,
    "checkbox_label_background_fill_selected": SOFT,
    "checkbox_label_text_color": INK,
    "checkbox_label_text_color_selected": INK,
    "checkbox_label_border_color_selected": ACCENT,
    "button_primary_background_fill": ACCENT,
    "button_primary_background_fill_hover": ACCENT,
    "button_primary_text_color": ON_ACCENT,
    "button_secondary_background_fill": SOFT,
    "button_secondary_background_fill_hover": LINE,
    "button_secondary_text_color": INK,
    "link_text_color": ("#00629A", "#7CC4EE"),
}


def theme() -> gr.themes.Base:
    """Every colour twice, for light and dark."""
    base = gr.themes.Base(
        font=[gr.themes.Font("Be Vietnam Pro"), "sans-serif"],
        font_mono=["ui-monospace", "monospace"],
        radius_size=gr.themes.sizes.radius_md,
        spacing_size=gr.themes.sizes.spacing_sm,
    )
    colours = {name: light for name, (light, _) in SURFACES.items()} | {f"{name}_dark": dark for name, (_, dark) in SURFACES.items()}
    return base.set(
        **colours, color_accent=REAL, block_border_width="0px", block_padding="0px", block_shadow="none", checkbox_label_shadow="none"
    )


def _face(script: str, weight: int, letters: str) -> str:
    source = f"url(fonts/be-vietnam-pro-{script}-{weight}-normal.woff2) format('woff2')"
    return f"@font-face {{ font-family: 'Be Vietnam Pro'; font-weight: {weight}; src: {source}; unicode-range: {letters}; }}"


LETTERS = {
    "vietnamese": "U+0102-0103,U+0110-0111,U+0128-0129,U+0168-0169,U+01A0-01A1,U+01AF-01B0,U+0300-0301,U+0303-0304,U+0308-0309,"
    "U+0323,U+0329,U+1EA0-1EF9,U+20AB",
    "latin": "U+0000-00FF,U+0131,U+0152-0153,U+02BB-02BC,U+02C6,U+02DA,U+02DC,U+0304,U+0308,U+0329,U+2000-206F,U+20AC,U+2122,"
    "U+2191,U+2193,U+2212,U+2215,U+FEFF,U+FFFD",
}
FACES = [_face(script, weight, letters) for script, letters in LETTERS.items() for weight in (400, 600, 700)]
STYLE = Path(__file__).with_name("theme.css").read_text(encoding="utf-8")
LINKS = Path(__file__).with_name("links.js").read_text(encoding="utf-8")
# gradio's own way for CSS (css_paths) loses media queries
HEAD = f"""<style>{"".join(FACES)}{STYLE}</style>
<script>document.documentElement.lang = location.pathname.endsWith("/vi") ? "vi" : "en"</script>
<script>{LINKS}</script>"""
