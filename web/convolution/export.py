"""The Transposed convolution page as files to take away: GIF, one HTML file; and the checkerboard pictures."""

from __future__ import annotations

import base64
import io
import json
from functools import cache, lru_cache
from math import isnan
from typing import Any

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from gan_core.conv_arithmetic import Role, Trace
from gan_core.figures import palette
from gan_core.paths import STATIC
from web.server.browser_modules import read
from web.ui.text import table

BROWSER = "web/convolution/browser"
MAX_FRAMES = 60  # of a GIF; a longer animation leaves steps out
FONT = STATIC / "fonts" / "be-vietnam-pro-latin-600-normal.woff2"

Colour = tuple[int, int, int]
INK, PAPER, LINE, PALE = "#1A2530", "#FFFFFF", "#8A97A3", (238, 241, 244)


# -------------------------------------------------------------------------------------------------------------------------------- GIF


def animated_gif(played: dict[str, Trace], milliseconds: int = 500) -> bytes:
    """All definitions side by side, in lockstep; the last picture rests. Light colours, as for a slide."""
    steps = max(len(trace.frames) for trace in played.values())
    shown = np.unique(np.linspace(0, steps, min(steps + 1, MAX_FRAMES)).round().astype(int)).tolist()
    columns = sum(_width(trace) for trace in played.values()) + len(played) + 1
    cell = int(max(5, min(44, 1200 // columns)))
    pictures = []
    for step in shown:
        painters = [_Painter(name, trace, -(-step * len(trace.frames) // steps), cell) for name, trace in played.items()]
        height = max(painter.image.height for painter in painters)
        sheet = Image.new("RGB", (columns * cell, height), PAPER)
        left = cell
        for painter in painters:
            sheet.paste(painter.image, (left, (height - painter.image.height) // 2))
            left += painter.image.width + cell
        pictures.append(sheet)
    colours = pictures[-1].quantize(64)
    pictures = [sheet.quantize(palette=colours, dither=Image.Dither.NONE) for sheet in pictures]
    buffer = io.BytesIO()
    durations = [milliseconds] * (len(pictures) - 1) + [2500]
    pictures[0].save(buffer, "GIF", save_all=True, append_images=pictures[1:], duration=durations, loop=0)
    return buffer.getvalue()


def _is_stamps(trace: Trace) -> bool:
    return Role.OUTPUT in trace.roles


def _width(trace: Trace) -> int:
    grids = (trace.input, trace.kernel, trace.canvas) if _is_stamps(trace) else (trace.canvas, trace.kernel, trace.output)
    return sum(grid.shape[1] for grid in grids) + 2


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONT, size, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=4096)
def _tile(cell: int, fill: Colour, text: str, ink: str) -> Image.Image:
    """One cell with its border; the same few are pasted many times."""
    tile = Image.new("RGB", (cell + 1, cell + 1), fill)
    draw = ImageDraw.Draw(tile)
    draw.rectangle((0, 0, cell, cell), None, LINE)
    if text and cell >= 12:
        size = max(6, int(min(cell * 0.5, cell * 1.5 / len(text))))
        draw.text((cell / 2, cell / 2), text, ink, _font(size), "mm")
    return tile


class _Painter:
    """One trace after `done` of its frames: stamps as x, w, canvas; windows as canvas, w, output."""

    def __init__(self, name: str, trace: Trace, done: int, cell: int) -> None:
        self.cell = cell
        rows = max(trace.input.shape[0], trace.kernel.shape[0], trace.canvas.shape[0], trace.output.shape[0])
        self.image = Image.new("RGB", (_width(trace) * cell + 1, (rows + 1) * cell + 1), PAPER)
        self.draw = ImageDraw.Draw(self.image)
        self.rows = rows
        frame = trace.frames[done - 1] if done else None
        window = _window(trace, frame.corner) if frame else set()
        if _is_stamps(trace):
            cropped = trace.margins[0]
            sums = {
                (term.output_cell[0] + cropped, term.output_cell[1] + cropped): term.running
                for before in trace.frames[:done]
                for term in before.terms
            }
            inside = {(int(r), int(c)) for r, c in np.argwhere(trace.roles == Role.OUTPUT)}
            left = self.grid("x", trace.input, 0, palette.REAL, {frame.cell} if frame else set())
            left = self.grid("w", trace.kernel, left, palette.GENERATOR, set())
            self.grid("y", _known(trace.canvas.shape, sums), left, palette.GENERATED, window, pale=inside, frame=inside)
        else:
            known = {before.cell: float(trace.output[before.cell]) for before in trace.frames[:done]}
            inputs = {(int(r), int(c)) for r, c in np.argwhere(trace.roles == Role.INPUT)}
            left = self.grid("x", trace.canvas, 0, palette.REAL, set(), pale=inputs, ring=window)
            rotated = "w 180°" if name == "windows" else "w"
            left = self.grid(rotated, trace.kernel, left, palette.GENERATOR, set())
            self.grid("y", _known(trace.output.shape, known), left, palette.GENERATED, {frame.cell} if frame else set())

    def grid(
        self,
        name: str,
        values: np.ndarray,
        left: int,
        colour: str,
        strong: set[tuple[int, int]],
        *,
        pale: set[tuple[int, int]] | None = None,
        frame: set[tuple[int, int]] | None = None,
        ring: set[tuple[int, int]] | None = None,
    ) -> int:
        """Draw a grid of numbers (NaN: empty) from column `left` on; returns the next free column."""
        top = (self.rows - values.shape[0]) // 2 + 1
        self.draw.text(((left + values.shape[1] / 2) * self.cell, (top - 0.45) * self.cell), name, colour, _font(self.cell // 2 + 2), "mm")
        for row, line in enumerate(values.tolist()):
            for column, value in enumerate(line):
                here = (row, column)
                faint = pale is not None and here not in pale
                fill = _mixed(colour, 0.55) if here in strong else PALE if faint else _mixed(colour, 0.22)
                text = "" if isnan(value) else f"{value:.6g}".replace("-", "−")
                tile = _tile(self.cell, fill, text, LINE if faint else INK)
                self.image.paste(tile, ((left + column) * self.cell, (top + row) * self.cell))
        for cells, edge in ((frame, colour), (ring, palette.GENERATOR)):
            if cells:
                first, last = np.min(list(cells), axis=0), np.max(list(cells), axis=0)
                corners = [(left + first[1]) * self.cell, (top + first[0]) * self.cell]
                corners += [(left + last[1] + 1) * self.cell, (top + last[0] + 1) * self.cell]
                self.draw.rectangle([int(value) for value in corners], None, edge, max(2, self.cell // 11))
        return left + values.shape[1] + 1


def _window(trace: Trace, corner: tuple[int, int]) -> set[tuple[int, int]]:
    return {(corner[0] + a * trace.dilation, corner[1] + b * trace.dilation) for a, b in np.ndindex(*trace.kernel.shape)}


def _known(shape: tuple[int, ...], values: dict[tuple[int, int], float]) -> np.ndarray:
    grid = np.full(shape, np.nan)
    for place, value in values.items():
        grid[place] = value
    return grid


@cache
def _mixed(colour: str, share: float) -> Colour:
    red, green, blue = (round(255 + share * (int(colour[at : at + 2], 16) - 255)) for at in (1, 3, 5))
    return red, green, blue


# ------------------------------------------------------------------------------------------------------------------------------- HTML


def animated_page(played: dict[str, Trace], language: str) -> str:
    """One HTML file with the numbers, the drawing and the controls in it; it loads nothing and plays inside a slide."""
    traces = {name: trace.to_json() for name, trace in played.items()}
    parts = {
        "LANGUAGE": language,
        "STYLE": palette.CSS + read(f"{BROWSER}/figure.css"),
        "SCRIPT": read(f"{BROWSER}/offline.bundle.mjs"),
        "DATA": _embedded({"traces": traces, "text": _words("convolution_stage", language), "language": language}),
        "TITLE": _words("convolution", language)["title"],
    }
    page = read(f"{BROWSER}/offline.html")
    for name, value in parts.items():
        page = page.replace(f"@@{name}@@", value)
    return page


def _words(name: str, language: str) -> dict[str, str]:
    return {key: row[language] for key, row in table(name).items()}


def _embedded(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/")


# ---------------------------------------------------------------------------------------------------------------------- checkerboards


@lru_cache(maxsize=32)
def checkerboard_pictures(seed: int) -> dict[str, Any]:
    """A picture of a freshly initialised generator, and the spectrum of many, for each way to double a map, as PNG data addresses."""
    from gan_core.toys.checkerboard import IMAGES, METHODS, measure

    measured = {method: measure(method, seed) for method in METHODS}
    lowest = min(float(np.percentile(one.spectrum, 1)) for one in measured.values())
    highest = max(float(one.spectrum.max()) for one in measured.values())
    return {
        "seed": seed,
        "images": IMAGES,
        "methods": {
            method: {
                "picture": _png(_stretched(one.images[0])),
                "spectrum": _png((one.spectrum - lowest) / (highest - lowest)),
                "share": round(one.checkerboard_share, 5),
                "contrast": round(one.phase_contrast, 3),
            }
            for method, one in measured.items()
        },
    }


def _stretched(image: np.ndarray) -> np.ndarray:
    """The middle 98 % of the values over the whole range: an untrained generator's pictures are nearly grey."""
    low, high = np.percentile(image, (1, 99))
    return (image - low) / max(high - low, 1e-12)


def _png(values: np.ndarray) -> str:
    """(H, W) from 0 to 1 as a PNG's data address."""
    buffer = io.BytesIO()
    Image.fromarray((values.clip(0, 1) * 255).round().astype(np.uint8)).save(buffer, "PNG")
    return "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode()
