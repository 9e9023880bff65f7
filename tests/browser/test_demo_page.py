"""The one-file demo: opened from a disk, without any network, it draws what the library draws."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from accessibility import faults
from playwright.sync_api import expect

from gan_core.browser.page import build_page
from gan_core.config import TrainingConfig
from gan_core.inference import TrainedGenerator
from gan_core.models import build_generator

SMALL = {
    "cgan one-hot": {"model": "cgan", "conditioning": "one_hot", "base_channels": 8},
    "cgan embedding": {"model": "cgan", "conditioning": "embedding", "base_channels": 8},
    "cgan projection": {"model": "cgan", "conditioning": "projection", "base_channels": 8, "kernel_size": 3},
    "dcgan": {
        "model": "dcgan",
        "conditioning": "none",
        "base_channels": 4,
        "image_size": 32,
        "image_channels": 3,
        "generator_activation": "leaky_relu",
    },
    "dcgan projection": {"model": "dcgan", "conditioning": "projection", "base_channels": 4, "image_size": 32, "image_channels": 3},
    "dcgan projection, large": {"model": "dcgan", "conditioning": "projection", "base_channels": 4, "image_size": 64, "kernel_size": 3},
    "cgan projection, colour": {"model": "cgan", "conditioning": "projection", "base_channels": 8, "image_size": 32, "image_channels": 3},
    "mlp": {"model": "mlp", "conditioning": "one_hot", "hidden_dim": 16},
    "mlp colour": {"model": "mlp", "conditioning": "none", "hidden_dim": 16, "image_size": 32, "image_channels": 3},
}


def untrained(**settings) -> TrainedGenerator:
    """A generator whose batch norms have seen a little, so that none of them is the identity."""
    config = TrainingConfig(latent_dim=12, num_classes=3, class_names=("a", "b", "</script>"), **settings)
    torch.manual_seed(1)
    generator = build_generator(config).train()
    with torch.no_grad():
        for parameter in generator.parameters():
            parameter.mul_(6)
        generator(torch.randn(32, 12), torch.arange(32) % 3 if config.conditional else None)
    return TrainedGenerator(config, generator, None, 0)


@pytest.fixture
def opened(browser, tmp_path):
    """Opens a model's page from a file in a browser that may not ask anybody for anything."""
    contexts = []

    def open_page(model: TrainedGenerator, query: str = "", half: bool = True, **options):
        path = tmp_path / "demo.html"
        path.write_text(build_page(model, "model", half=half), encoding="utf-8")
        contexts.append(context := browser.new_context(offline=True, **options))
        page = context.new_page()
        page.on("pageerror", lambda error: pytest.fail(str(error)))
        page.goto(f"{path.as_uri()}{query}")
        page.wait_for_function("document.querySelector('.facts')?.dataset.milliseconds")
        return page

    yield open_page
    for context in contexts:
        context.close()


def drawn(page, model: TrainedGenerator, z: torch.Tensor, weights: torch.Tensor) -> np.ndarray:
    """uint8 (N, H, W, C) as the page draws them."""
    pixels = page.evaluate(
        "([zs, weights]) => zs.map((z, i) => Array.from(demo.generator.draw(Float32Array.from(z), weights[i])))",
        [z.tolist(), weights.tolist()],
    )
    channels, height, width = model.image_shape
    return np.array(pixels, np.uint8).reshape(len(z), height, width, 4)[..., :channels]


@pytest.mark.parametrize("name", SMALL)
def test_every_architecture_draws_the_same_picture_in_the_browser(name, opened):
    model = untrained(**SMALL[name])
    z, weights = torch.randn(6, 12), torch.softmax(torch.randn(6, 3), 1)
    expected = model.images(z, weights if model.num_classes else None).astype(int)
    assert expected.std() > 5  # not a flat picture
    assert abs(drawn(opened(model, half=False), model, z, weights) - expected).max() <= 1


def test_the_shipped_generator_draws_the_same_picture_in_the_browser(opened):
    model = TrainedGenerator.load("checkpoints/cgan-fashion-mnist")
    page = opened(model)
    z, weights = torch.randn(20, model.latent_dim), torch.eye(10).repeat(2, 1)
    assert abs(drawn(page, model, z, weights) - model.images(z, weights).astype(int)).max() <= 1


def test_a_visitor_picks_a_class_slides_drags_and_reads_it_in_both_languages(opened):
    page = opened(TrainedGenerator.load("checkpoints/cgan-fashion-mnist"), "?lang=vi")
    picture = "document.querySelector('.picture canvas').toDataURL()"
    seen = [page.evaluate(picture)]

    def differs() -> None:
        page.wait_for_function(f"!{seen!r}.includes({picture})")
        seen.append(page.evaluate(picture))

    page.get_by_role("button", name="Túi xách").first.click()
    differs()
    page.keyboard.press("7")
    differs()
    page.get_by_role("slider", name="Hướng 1").fill("2.5")
    differs()
    page.get_by_role("button", name="Mẫu khác").click()
    differs()
    plane = page.get_by_role("slider", name="Mặt phẳng")
    plane.click()
    differs()
    plane.press("ArrowLeft")
    differs()
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("An image generator in your browser")
    expect(page.get_by_role("button", name="Sneaker").first).to_have_attribute("aria-pressed", "true")
    assert page.evaluate("document.documentElement.lang") == "en"
    with page.expect_download() as download:
        page.get_by_role("button", name="Save PNG").click()
    assert download.value.suggested_filename == "model-7-2.png"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_fits_a_phone_and_is_accessible(scheme, opened):
    page = opened(
        untrained(**SMALL["cgan projection"]), viewport={"width": 390, "height": 844}, color_scheme=scheme, reduced_motion="reduce"
    )
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert faults(page) == []
