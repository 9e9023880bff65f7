"""What moving a slider asks the server, page by page."""

from __future__ import annotations

import random
from collections.abc import Iterator

from web.lessons import LESSONS
from web.lessons.lesson import Slider

TRACK = 60  # places of a thumb that a drag stops at, from end to end


def drag(page: str, luck: random.Random) -> Iterator[str] | None:
    """Addresses asked for while a thumb is dragged to and fro; None where the page has no thumb that needs the server."""
    if page in LESSONS:
        return _lesson(page, luck)
    if page == "convolution":
        return _numbers(luck)
    return None


def drag_without_wasm(luck: random.Random) -> Iterator[str]:
    """A direction of the latent space, for a browser that cannot draw the pictures itself."""
    label, seed, place = luck.randrange(10), luck.randrange(1000), luck.randint(-TRACK, TRACK)
    for step in _to_and_fro(place, -TRACK, TRACK, luck):
        yield f"/api/latent/image?label={label}&seed={seed}&components={3 * step / TRACK:g}"


def after_drag(luck: random.Random) -> list[str]:
    """What the Latent page asks once a thumb rests, where the browser has drawn the pictures."""
    state = f"label={luck.randrange(10)}&components={luck.randint(-TRACK, TRACK) / 20:g}"
    return [f"/api/latent/facts?{state}", f"/api/latent/neighbours?{state}&n=6"]


def _lesson(name: str, luck: random.Random) -> Iterator[str]:
    """Any of the lesson's sliders, on the tab and with the choices that show it; the others stay where they are at first."""
    controls = LESSONS[name].controls
    key, slider = luck.choice([(key, one) for key, one in controls.items() if isinstance(one, Slider) and not one.local])
    shown = "".join(f"&{other}={values[0]}" for other, values in slider.when.items() if values[0] != controls[other].default)
    steps = round((slider.high - slider.low) / slider.step)
    for place in _to_and_fro(luck.randint(0, steps), 0, steps, luck):
        yield f"/api/lessons/{name}?{key}={slider.low + place * slider.step:.10g}{shown}"


def _numbers(luck: random.Random) -> Iterator[str]:
    """A cell of the transposed convolution's input, counted up or down."""
    others = [luck.randint(0, 9) for _ in range(3)]
    for value in _to_and_fro(luck.randint(-9, 9), -99, 99, luck):
        yield f"/api/convolution/trace?x={value},{others[0]};{others[1]},{others[2]}&w=1,1;1,1&stride=2"


def _to_and_fro(place: int, low: int, high: int, luck: random.Random) -> Iterator[int]:
    """Whole numbers for ever, from `place` on, back at each end."""
    step = luck.choice((-1, 1)) * max(1, (high - low) // TRACK)
    while True:
        yield place
        if not low <= place + step <= high:
            step = -step
        place = min(high, max(low, place + step))
