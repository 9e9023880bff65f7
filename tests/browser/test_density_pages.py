"""Densities that are dragged on their figure; what the pages tell is held against NumPy."""

from __future__ import annotations

import math
import re
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
from playwright.sync_api import Page, expect
from scipy import stats

X = np.linspace(-30, 30, 60_001)


def number(text: str) -> float:
    """A number as the page writes it in English."""
    return float(re.sub(r"[^\d.\-]", "", text.replace("−", "-")))


def cells(page: Page, name: str) -> list[float]:
    """What a readout says: computed, and expected where there is one."""
    texts = page.locator(f"tr[data-readout='{name}'] td").all_inner_texts()
    return [number(text) for text in texts if text.strip()]


def link_value(page: Page, name: str, default: float) -> float:
    return float(parse_qs(urlsplit(page.url).query).get(name, [str(default)])[0])


def drag(page: Page, label: str, by: float) -> None:
    """Drag a handle sideways by so many pixels."""
    handle = page.locator(f"g[aria-label='{label}']")
    handle.scroll_into_view_if_needed()
    box = handle.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + by, y, steps=6)
    page.mouse.up()


def visit(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.locator("[data-panel=densities] svg.chart")).to_be_visible(timeout=60_000)


def value_by_numpy(mean: float, width: float) -> tuple[float, float]:
    """V(D*, G) and 2 JS - log 4 of N(-1.5, 1) and N(mean, width), on a grid."""
    p, q = stats.norm.pdf(X, -1.5, 1), stats.norm.pdf(X, mean, width)
    p, q = np.maximum(p, 1e-300), np.maximum(q, 1e-300)
    d, middle = p / (p + q), (p + q) / 2
    value = np.trapezoid(p * np.log(d) + q * np.log1p(-d), X)
    js = np.trapezoid(p * np.log(p / middle) + q * np.log(q / middle), X) / 2
    return float(value), float(2 * js - math.log(4))


def test_value_of_the_game_while_a_density_is_dragged(page: Page):
    visit(page, "/discriminator?lang=en&view=densities")
    before = cells(page, "value")

    drag(page, "Position of the generated data", 40)
    expect(page).to_have_url(re.compile("generated_mean="))
    mean = link_value(page, "generated_mean", 1.5)
    assert mean > 1.5
    value, theory = value_by_numpy(mean, 1.3)
    assert value == pytest.approx(theory, abs=1e-9)
    expect(page.locator("tr[data-readout=value] td").first).to_have_text(f"{value:.5f}".replace("-", "−"))
    computed, expected = cells(page, "value")
    assert computed == pytest.approx(value, abs=1e-5)
    assert expected == pytest.approx(theory, abs=1e-5)
    assert computed > before[0]  # further apart: more to tell

    # the edge sets the width, counted from the mean
    page.locator("g[aria-label='Edge of the generated data: width']").press("ArrowRight")
    expect(page).to_have_url(re.compile("generated_width="))
    assert link_value(page, "generated_width", 1.3) == pytest.approx(1.35)
    assert link_value(page, "generated_mean", 1.5) == mean


def test_a_bent_discriminator_is_worth_less(page: Page):
    visit(page, "/discriminator?lang=en&view=densities&sharpness=2.5&offset=1")
    (own,), (best, _), (lost,) = cells(page, "own_value"), cells(page, "value"), cells(page, "lost")
    assert lost > 0.1
    assert own == pytest.approx(best - lost, abs=2e-5)
    expect(page.get_by_test_id("lesson-stage")).to_contain_text("no D beats D*")


def test_divergences_at_a_distance(page: Page):
    visit(page, "/divergences?lang=en&distance=2&kl=1&wasserstein=1")
    p, q = stats.norm.pdf(X), stats.norm.pdf(X, 2)
    assert cells(page, "pearson_value") == pytest.approx([math.expm1(4)] * 2, abs=1e-5)
    assert cells(page, "kl_value") == pytest.approx([2, 2])
    assert cells(page, "wasserstein_value") == pytest.approx([2, 2])
    lsgan = np.trapezoid((p - q) ** 2 / np.maximum(p + q, 1e-300), X)
    assert cells(page, "lsgan_value") == pytest.approx([lsgan], abs=1e-6)
    expect(page.get_by_test_id("lesson-stage")).to_contain_text("never exceeds 2")

    drag(page, "Move the generated data", 60)
    expect(page).to_have_url(re.compile(r"distance=(?!2(&|$))"))
    distance = link_value(page, "distance", 3)
    expect(page.locator("tr[data-readout=wasserstein_value] td").first).to_have_text(f"{distance:g}")
    assert cells(page, "kl_value")[0] == pytest.approx(distance**2 / 2, abs=1e-5)
    assert page.complaints == []
