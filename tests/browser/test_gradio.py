"""The Gradio demo as visitors and programs meet it: a real server, a real Chromium, a real gradio_client."""

from __future__ import annotations

import asyncio
import base64
import io
import re
import sys
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import numpy as np
import pytest
import torch
from gradio_client import Client
from gradio_client.exceptions import AppError
from mcp import ClientSession
from mcp.client.streamable_http import streamable_http_client
from PIL import Image
from playwright.sync_api import Browser, Page, expect
from started import started

from benchmarks.browser import free_port
from gan_core.inference import TrainedGenerator, draw
from gan_core.latent import z_from_seed
from gan_core.paths import CHECKPOINTS, ROOT
from gan_core.translations import table

MODEL = "cgan-fashion-mnist"
BOOT = table("classes")["Ankle boot"]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of `python gradio_demo.py`."""
    folder, port = tmp_path_factory.mktemp("gradio"), free_port()
    url = f"http://127.0.0.1:{port}"
    environment = {"GRADIO_SERVER_PORT": str(port), "GRADIO_TEMP_DIR": str(folder / "gradio")}
    with started([sys.executable, "gradio_demo.py"], f"{url}/config", folder / "log.txt", environment):
        yield url


# --- programs ---


@pytest.fixture(scope="module")
def client(demo: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    client = Client(demo, verbose=False, download_files=tmp_path_factory.mktemp("downloads"))
    yield client
    client.close()


@pytest.fixture(scope="module")
def generator() -> TrainedGenerator:
    return TrainedGenerator.load(CHECKPOINTS / MODEL)


def pixels(path: str | io.BytesIO) -> np.ndarray:
    with Image.open(path) as picture:
        return np.array(picture)


def test_a_program_gets_the_generators_own_pictures(client, generator):
    sneaker = generator.images(*draw(generator, label="Sneaker", seed=7, count=1))[0, :, :, 0]
    assert np.array_equal(pixels(client.predict(label="Sneaker", seed=7, api_name="/generate")), sneaker)

    z = torch.from_numpy(z_from_seed(7, 1, generator.latent_dim)).expand(10, -1)
    every_class = np.concatenate(list(generator.images(z, torch.arange(10))[:, :, :, 0]), axis=1)
    assert np.abs(pixels(client.predict(seed=7, api_name="/grid")).astype(int) - every_class).max() <= 1

    strip, gif = client.predict(label="Sneaker", seed=7, other_seed=8, frames=5, api_name="/interpolate")
    assert np.abs(pixels(strip)[:, :28].astype(int) - sneaker).max() <= 1
    assert pixels(strip).shape == (28, 5 * 28)
    with Image.open(gif) as film:
        assert film.n_frames == 8

    answer = client.predict(api_name="/classes")
    assert [row["name"] for row in answer["classes"]] == list(generator.class_names)
    assert answer["classes"][9]["vi"] == BOOT["vi"]
    assert MODEL in answer["models"]
    assert sum(answer["shares"]) < 1


def test_a_model_without_classes_draws_in_colour(client):
    assert pixels(client.predict(seed=3, model="dcgan-cifar10", api_name="/generate")).shape == (32, 32, 3)
    assert client.predict(model="dcgan-cifar10", api_name="/classes")["classes"] == []


def test_it_can_be_installed_as_an_app(demo):
    manifest = httpx.get(f"{demo}/manifest.json").json()
    assert (manifest["name"], manifest["display"]) == ("GAN Classroom", "standalone")
    for icon in manifest["icons"]:
        found = httpx.get(f"{demo}/{icon['src'].lstrip('/')}")
        assert (found.status_code, found.headers["content-type"].split(";")[0]) == (200, icon["type"])
    assert manifest["icons"]
    assert 'rel="manifest"' in httpx.get(f"{demo}/").text


def test_the_end_points_are_documented(client):
    documented = client.view_api(return_format="dict")["named_endpoints"]
    assert set(documented) == {"/generate", "/grid", "/interpolate", "/classes"}
    parameters = {one["parameter_name"]: one for one in documented["/interpolate"]["parameters"]}
    assert list(parameters) == ["label", "seed", "other_seed", "frames", "truncation", "components", "model"]
    assert all(one["parameter_has_default"] and one["python_type"]["description"] for one in parameters.values())
    assert documented["/generate"]["description"]


def test_an_assistant_draws_a_sneaker_by_seed_7(demo, generator):
    async def ask() -> tuple[list[Any], Any, Any]:
        async with streamable_http_client(f"{demo}/gradio_api/mcp/") as (read, write, _), ClientSession(read, write) as session:
            await session.initialize()
            tools = (await session.list_tools()).tools
            drawn = await session.call_tool("generate", {"label": "Sneaker", "seed": 7})
            return tools, drawn, await session.call_tool("generate", {"label": "Axolotl"})

    tools, drawn, refused = asyncio.run(ask())
    assert {tool.name for tool in tools} == {"generate", "grid", "interpolate", "classes"}
    seed = next(tool for tool in tools if tool.name == "generate").inputSchema["properties"]["seed"]
    assert seed["description"].startswith("which z is drawn: 0 to")
    sneaker = generator.images(*draw(generator, label="Sneaker", seed=7, count=1))[0, :, :, 0]
    assert np.array_equal(pixels(io.BytesIO(base64.b64decode(drawn.content[0].data))), sneaker)
    assert refused.isError
    assert refused.content[0].text.startswith("label: got 'Axolotl'; accepted: ")


@pytest.mark.parametrize(
    "asked", [{"label": "Axolotl"}, {"seed": 2**31}, {"truncation": 1e300}, {"components": [0] * 11}, {"model": "../../etc/passwd"}]
)
def test_a_programs_mistake_is_one_sentence(client, asked):
    with pytest.raises(AppError, match=rf"^{next(iter(asked))}: got .*; accepted: [^\n]*\.$"):
        client.predict(**asked, api_name="/generate")


@pytest.mark.parametrize("sent", ["NaN", "Infinity", "1e999", "null", "[[]]", '{"path": "x"}', "true"])
def test_what_no_client_would_send(demo, sent):
    body = f'{{"data": ["Sneaker", 1, {sent}, [], "{MODEL}"]}}'
    headers = {"Content-Type": "application/json", "Accept-Language": "vi"}
    event = httpx.post(f"{demo}/gradio_api/call/generate", content=body, headers=headers).json()["event_id"]
    answer = httpx.get(f"{demo}/gradio_api/call/generate/{event}").text
    assert "event: error" in answer
    assert "truncation: nh" in answer  # "nhận được", as JSON writes it
    assert "Traceback" not in answer


def test_one_visitor_leaves_room_in_the_queue_for_others(demo):
    """The queue holds 100 calls; calls that are never listened to are refused when they join."""
    body = {"data": [7, 11, 48, 1.0, [], MODEL]}
    with httpx.Client(base_url=demo, timeout=60) as client:
        answers = [client.post("/gradio_api/call/interpolate", json={"data": ["Sneaker", *body["data"]]}) for _ in range(60)]
        refused = [answer for answer in answers if answer.status_code == 429]
        assert refused
        assert {answer.status_code for answer in answers} <= {200, 429}
        assert refused[0].json()["detail"].startswith("Too many requests at once")
        (number,) = (one["id"] for one in client.get("/config").json()["dependencies"] if one["api_name"] == "classes")
        other = client.post("/gradio_api/queue/join", json={"data": [MODEL], "session_hash": "other", "fn_index": number})
        assert other.status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "file=README.md",
        "file=gradio_demo.py",
        f"file={ROOT}/README.md",
        f"file={ROOT}/checkpoints/{MODEL}/config.json",
        "file=/etc/passwd",
        "file=/proc/self/environ",
        "file=..%2f..%2fetc%2fpasswd",
        "file=file:///etc/passwd",
        "file=http://127.0.0.1/",
        "file%3D/etc/passwd",
        "upload",
        "deep_link?deep_link=../../x",
    ],
)
def test_no_file_of_the_server_can_be_read(demo, path):
    assert httpx.get(f"{demo}/gradio_api/{path}").status_code in (403, 404)


def test_gradio_itself_refuses_files_too(demo):
    """Through the one form of path that is let pass."""
    outside = ROOT / "gradio" / ("0" * 64)
    assert httpx.get(f"{demo}/gradio_api/file={outside}/image.png").status_code == 403


def test_nothing_can_be_uploaded(demo):
    assert httpx.post(f"{demo}/gradio_api/upload", files={"files": b"x"}).status_code == 404


# --- visitors ---


@pytest.fixture
def visit(browser: Browser, demo: str) -> Iterator[Callable[..., Page]]:
    contexts = []

    def open_page(**options: object) -> Page:
        context = browser.new_context(base_url=demo, **{"viewport": {"width": 1280, "height": 720}, "locale": "en-GB"} | options)
        context.set_default_timeout(60_000)
        contexts.append(context)
        page = context.new_page()
        page.elsewhere, page.complaints = [], []
        page.on("request", lambda request: None if request.url.startswith((demo, "data:", "blob:")) else page.elsewhere.append(request.url))
        page.on("console", lambda message: page.complaints.append(message.text) if message.type == "error" else None)
        page.goto("/")
        return page

    yield open_page
    for context in contexts:
        context.close()


def sheet(page: Page) -> str:
    """What the class picker and the large picture show."""
    return page.locator("#picture style").evaluate("style => style.textContent")


def test_a_visitor_steers_the_generator_from_the_keyboard(visit):
    page = visit()
    large = page.locator("#picture").get_by_role("img")
    expect(large).to_have_accessible_name("Generated picture: Ankle boot, seed 2")
    page.get_by_role("radio", name="Bag").press("Space")
    expect(large).to_have_accessible_name("Generated picture: Bag, seed 2")

    before = sheet(page)
    page.get_by_role("slider", name="Direction 1 ·").press("ArrowRight")
    page.wait_for_function("before => document.querySelector('#picture style').textContent !== before", arg=before)
    page.get_by_role("button", name="Reset sliders").click()
    page.wait_for_function("before => document.querySelector('#picture style').textContent === before", arg=before)

    page.get_by_role("button", name="A dress with long sleeves").click()
    expect(large).to_have_accessible_name("Generated picture: Dress, seed 3")
    page.get_by_label("The other seed").fill("5")
    page.get_by_role("button", name="Interpolate").click()
    expect(page.locator("#film").get_by_role("img")).to_have_accessible_name("24 pictures of Dress, from seed 3 to seed 5")
    pause = page.get_by_role("button", name="Pause")
    pause.click()
    expect(pause).to_have_attribute("aria-pressed", "true")
    assert page.locator("#film .screen").evaluate("screen => getComputedStyle(screen).animationPlayState") == "paused"

    expect(page).to_have_url(re.compile(r"label=3&seed=3&components=-3,.*&other_seed=5&frames=24$"))
    page.get_by_role("link", name="Tiếng Việt").click()  # keeps what is shown
    name = f"24 ảnh lớp {table('classes')['Dress']['vi']}, từ hạt giống 3 đến hạt giống 5"
    expect(page.locator("#film").get_by_role("img")).to_have_accessible_name(name)

    page.get_by_role("button", name=table("gradio_demo")["find"]["vi"]).click()
    page.locator("#find input").set_input_files(ROOT / "docs" / "images" / "latent-en.png")
    page.wait_for_function("window.ownPicture")
    page.get_by_role("button", name="Tìm", exact=True).click()
    expect(page.locator("#found img")).to_have_attribute("alt", re.compile("sai số 0,"))
    page.get_by_role("button", name=table("gradio_demo")["plots"]["vi"]).click()
    expect(page.locator(".js-plotly-plot").first).to_contain_text("χ² Pearson của LSGAN")
    assert page.elsewhere == []
    assert page.complaints == []


def test_a_mistake_is_said_in_the_pages_language(visit):
    page = visit(locale="vi-VN", color_scheme="dark", viewport={"width": 390, "height": 844})
    expect(page).to_have_url(re.compile("/vi$"))
    page.get_by_label(table("gradio_demo")["seed"]["vi"]).fill("-1")
    expect(page.get_by_text("seed: nhận được '-1'")).to_be_visible()
    assert page.evaluate("document.documentElement.lang") == "vi"
    page.get_by_role("slider").nth(10).evaluate("slider => slider.scrollIntoView({ block: 'center' })")
    expect(page.locator("#picture .part.large")).to_be_in_viewport(ratio=1)  # while a slider far below it is moved
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_language_can_be_chosen(visit):
    page = visit(locale="vi-VN")
    expect(page.get_by_role("heading", level=1)).to_have_text(table("gradio_demo")["title"]["vi"])
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(table("gradio_demo")["title"]["en"])
    expect(page.get_by_role("radio", name="Ankle boot")).to_be_checked()
    page.get_by_role("link", name="Tiếng Việt").click()
    expect(page.get_by_role("radio", name=BOOT["vi"])).to_be_checked()
