"""Draw docs/images/{layers,training,slider}.svg: the folders from the import contract, and two ways through the code.

python scripts/draw_architecture.py
"""

from __future__ import annotations

import tomllib
from html import escape

from gan_core.figures import palette
from gan_core.paths import ROOT

IMAGES = ROOT / "docs" / "images"
WIDTH, ROW, GAP = 1160, 34, 8
ACROSS = 9  # boxes in a row

# Each step: where it runs, what does it (modules that exist), what it does. `tests/scripts/test_draw_architecture.py` looks them up.
TRAINING = (
    ("browser", "web/training/browser/stage.mjs", "the form's settings are posted to /api/runs"),
    ("server", "web/training/api.py", "checks them: limits, owner, data"),
    ("server", "gan_core/training/runner.py", "the queue: one training at a time, the others wait"),
    ("server", "web/training/process_pool.py", "hands the job to a process, as JSON through a pipe"),
    ("trainer", "gan_core/training/loop.py", "D and G in turn; one StepReport a step"),
    ("trainer", "gan_core/training/run.py", "appends it to runs/NAME: stats.jsonl, samples, checkpoints"),
    ("server", "gan_core/training/history.py", "tails that folder; one thinned snapshot for all viewers"),
    ("server", "web/training/status.py", "state, finding of the doctor, curves"),
    ("browser", "web/training/browser/charts.mjs", "polls them twice a second and draws"),
)
SLIDER = (
    ("server", "web/latent/api.py", "once: the network in half precision, 1.9 MB, gzipped"),
    ("browser", "web/latent/browser/controls.mjs", "a slider moves one coordinate of z, or along a direction"),
    ("browser", "web/latent/browser/compose.mjs", "z from seed, sliders, truncation and mix"),
    ("browser", "gan_core/browser/generator.mjs", "G's layers by a WebAssembly kernel: no request"),
    ("browser", "web/latent/browser/painter.mjs", "the pixels on a canvas; where the browser cannot, the server's picture"),
)
PLACES = {"browser": palette.REAL, "server": palette.GENERATOR, "trainer": palette.DISCRIMINATOR}


def contract(name: str) -> list[list[str]]:
    """Rows of a layers contract in pyproject.toml, from the top: packages that may not import one another stand side by side."""
    tables = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
    layers = next(table["layers"] for table in tables if table["name"] == name)
    return [[part.strip() for part in row.split("|")] for row in layers]


def svg(height: int, parts: list[str], title: str) -> str:
    """A picture that is readable on a light and on a dark page."""
    font = 'font-family="Be Vietnam Pro, sans-serif" font-size="13"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" {font}>'
    return "\n".join(
        [head, f"<title>{escape(title)}</title>", f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>', *parts, "</svg>", ""]
    )


def box(x: float, y: float, width: float, text: str, colour: str, *, bold: bool = False) -> str:
    """One box with its name in the middle."""
    weight = ' font-weight="600"' if bold else ""
    return (
        f'<rect x="{x:.0f}" y="{y:.0f}" width="{width:.0f}" height="{ROW}" rx="6" fill="{colour}1a" stroke="{colour}"/>'
        f'<text x="{x + width / 2:.0f}" y="{y + ROW / 2 + 5:.0f}" text-anchor="middle" fill="#1A2530"{weight}>{escape(text)}</text>'
    )


def layers_picture() -> str:
    """Both contracts as floors: an import points down, never up or sideways."""
    parts, y = [], 10
    for package, name, colour in (
        ("web", "imports inside the views point down", PLACES["browser"]),
        ("gan_core", "imports inside the library point down", PLACES["server"]),
    ):
        parts.append(f'<text x="10" y="{y + 18}" font-size="16" font-weight="600" fill="#1A2530">{package}/</text>')
        y += 30
        for row in contract(name):
            for start in range(0, len(row), ACROSS):
                some = row[start : start + ACROSS]
                width = (WIDTH - 20 - GAP * (len(some) - 1)) / len(some)
                parts += [box(10 + i * (width + GAP), y, width, part.partition(".")[2], colour) for i, part in enumerate(some)]
                y += ROW + 2
            y += GAP
        y += GAP
    return svg(y, parts, "Folders as floors: an import points down")


def path_picture(steps: tuple[tuple[str, str, str], ...], title: str) -> str:
    """One way through the code, top to bottom, a column for each process."""
    parts = []
    for number, (place, module, does) in enumerate(steps):
        y, colour = 10 + number * (ROW + 14), PLACES[place]
        parts.append(box(10, y, 90, place, colour, bold=True))
        parts.append(box(112, y, 360, module, colour))
        parts.append(f'<text x="488" y="{y + ROW / 2 + 5:.0f}" fill="#1A2530">{escape(does)}</text>')
        if number:
            parts.append(f'<path d="M292 {y - 14}v10m-4 -5l4 5l4 -5" fill="none" stroke="#5A6B7B" stroke-width="1.5"/>')
    return svg(10 + len(steps) * (ROW + 14), parts, title)


def pictures() -> dict[str, str]:
    """File name: SVG."""
    return {
        "layers.svg": layers_picture(),
        "training.svg": path_picture(TRAINING, "A training, from the form to the chart"),
        "slider.svg": path_picture(SLIDER, "A slider, from the thumb to the picture"),
    }


if __name__ == "__main__":
    for name, picture in pictures().items():
        (IMAGES / name).write_text(picture, encoding="utf-8")
