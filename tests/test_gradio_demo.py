"""The Gradio demo without its server: limits, requests, words, states, and the GPU that may be lent."""

from __future__ import annotations

import asyncio
import base64
import importlib.util
import io
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace

import numpy as np
import pytest
import torch
from PIL import Image
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from gan_core.errors import GanError
from gan_core.latent import slerp, z_from_seed
from gan_core.translations import table
from gradio_app import choices, drawings, find, links, markup, models, plots
from gradio_app.joining import MAX_BY_ADDRESS, MAX_BY_SESSION, JoinLimit
from gradio_app.limits import Allowance
from gradio_app.request_filter import MAX_BODY, RequestFilter
from gradio_app.words import preferred, sentence

MODEL = "cgan-fashion-mnist"


# --- limits ---


def test_tokens_are_saved_up_to_the_burst_and_come_back_at_the_rate():
    now = 0.0
    allowance = Allowance(rate=2, burst=3, clock=lambda: now)
    assert [allowance.take("a") for _ in range(3)] == [0, 0, 0]
    assert allowance.take("a") == 0.5
    assert allowance.take("b") == 0  # another visitor pays from their own
    now = 0.5
    assert allowance.take("a") == 0
    assert allowance.take("a", cost=3) == 1.5
    now = 1000.0
    assert allowance.take("a", cost=3) == 0
    assert allowance.take("a") > 0


def test_who_was_not_seen_for_longest_is_forgotten():
    allowance = Allowance(rate=1, burst=1, keys=2, clock=lambda: 0.0)
    assert [allowance.take(key) for key in "abc"] == [0, 0, 0]
    assert allowance.take("c") == 1
    assert allowance.take("a") == 0


# --- requests ---


@pytest.fixture
def visit() -> TestClient:
    async def inside(request):
        return PlainTextResponse(str(len(await request.body())))

    methods = ["GET", "POST"]
    return TestClient(RequestFilter(Starlette(routes=[Route("/{path:path}", inside, methods=methods)])), follow_redirects=False)


@pytest.mark.parametrize(
    "path",
    [
        "/vi",
        "/config",
        "/theme.css",
        "/assets/index-D1.js",
        "/fonts/be-vietnam-pro-latin-400-normal.woff2",
        "/gradio_api/info",
        "/gradio_api/call/generate/0a1b",
        f"/gradio_api/file=/tmp/gradio/{'0' * 64}/image.png",
    ],
)
def test_open(visit, path):
    assert visit.get(path).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/login",
        "/monitoring",
        "/gradio_api/upload",
        "/gradio_api/proxy=http://example.org/",
        "/gradio_api/file=http://example.org/x.png",
        "/gradio_api/file=/etc/passwd",
        "/gradio_api/file=README.md",
        f"/gradio_api/file=/tmp/gradio/{'0' * 64}/../image.png",
        "/gradio_api/stream/x",
        "/gradio_api/call/build_page",
        "/gradio_api/run/generate",
        "/gradio_api/run/predict",
        "/static/../gradio_demo.py",
        "/gradio_demo.py",
        "/gradio_api/mcp/sse",
        "/gradio_api/mcp/schema",
        "/gradio_api/mcp/x",
    ],
)
def test_closed(visit, path):
    assert visit.get(path.replace("..", "%2e%2e")).status_code == 404


@pytest.mark.parametrize("path", ["/gradio_api/mcp", "/gradio_api/mcp/", "/gradio_api/mcp/http"])
def test_assistants_call_and_hold_no_stream_open(visit, path):
    assert visit.post(path, content=b"{}").text == "2"
    assert [visit.request(method, path).status_code for method in ("GET", "DELETE", "PUT")] == [405] * 3
    assert visit.post(path, content=b"x" * (MAX_BODY + 1)).status_code == 413


def test_a_long_body_is_refused_and_a_short_one_arrives_whole(visit):
    assert visit.post("/gradio_api/queue/join", content=b"x" * MAX_BODY).text == str(MAX_BODY)
    assert visit.post("/gradio_api/queue/join", content=b"x" * (MAX_BODY + 1)).status_code == 413
    assert visit.post("/gradio_api/queue/join", content=iter([b"x" * MAX_BODY, b"y"])).status_code == 413


# --- joining the queue ---


class Queue:
    """What gradio's blocks hold of calls that wait, and of what they cost."""

    def __init__(self) -> None:
        self.calls: list[SimpleNamespace] = []
        self._queue = SimpleNamespace(event_queue_per_concurrency_id={"one": SimpleNamespace(queue=self.calls)})
        draw = SimpleNamespace(_id=3, api_name="interpolate", fn=SimpleNamespace(cost=6))
        self.fns = {3: draw}

    def fill(self, count: int, session: str | None, address: str = "testclient") -> None:
        for number in range(count):
            name = f"event {len(self.calls)} {number}"
            request, data = SimpleNamespace(client=SimpleNamespace(host=address)), SimpleNamespace(session_hash=session or name)
            self.calls.append(SimpleNamespace(_id=name, request=request, data=data))


@pytest.fixture
def queue() -> Queue:
    return Queue()


def joining(queue: Queue, **allowances: Allowance) -> TestClient:
    async def inside(request):
        return Response(await request.body())

    app = Starlette(routes=[Route("/{path:path}", inside, methods=["GET", "POST"])])
    return TestClient(JoinLimit(app, queue, **({"session": Allowance(1, 8), "address": Allowance(1, 100)} | allowances)))


def join(client: TestClient, session: str = "a", **more: object):
    return client.post("/gradio_api/queue/join", json={"session_hash": session, "data": []} | more)


def test_a_call_is_paid_for_when_it_joins(queue):
    client = joining(queue)
    assert [join(client).status_code for _ in range(9)] == [200] * 8 + [429]
    assert join(client, "b").status_code == 200
    refused = client.post("/gradio_api/queue/join", json={"session_hash": "a"}, headers={"Accept-Language": "vi"})
    assert refused.json()["detail"].startswith("Quá nhiều yêu cầu cùng lúc; hãy đợi")
    assert refused.headers["retry-after"].isdigit()
    assert join(client, "c", fn_index=3).json() == {"session_hash": "c", "data": [], "fn_index": 3}  # arrives whole; costs 6 of 8
    assert join(client, "c", fn_index=3).status_code == 429
    assert client.post("/gradio_api/call/interpolate", json={"data": []}).status_code == 200
    assert client.post("/gradio_api/call/interpolate", json={"data": []}).status_code == 429  # without a session the address is one
    assert client.get("/gradio_api/queue/join").status_code == 200


def test_an_assistant_pays_for_its_calls_by_its_address(queue):
    client = joining(queue, session=Allowance(1, 13))

    def call(method: str, **params: object) -> int:
        return client.post("/gradio_api/mcp/", json={"jsonrpc": "2.0", "id": 1, "method": method, "params": params}).status_code

    assert call("tools/call", name="my_space_interpolate") == 200  # 6 of 13
    assert call("tools/call", name="interpolate", arguments={}) == 200
    assert call("tools/list") == 200
    assert call("tools/list") == 429
    assert client.post("/gradio_api/mcp/", json={"method": "tools/call", "params": [[]]}).status_code == 429
    assert client.get("/gradio_api/mcp/").status_code == 200  # which the request filter has refused before


def test_no_visitor_fills_the_queue_alone(queue):
    client = joining(queue, session=Allowance(1000, 1000), address=Allowance(1000, 1000))
    queue.fill(MAX_BY_SESSION, "a")
    assert join(client, "a").status_code == 429
    assert join(client, "b").status_code == 200
    queue.fill(MAX_BY_ADDRESS - MAX_BY_SESSION - 1, None, "testclient")
    assert join(client, "b").status_code == 200
    queue.fill(1, "z")
    assert join(client, "b").status_code == 429
    queue.calls.clear()
    queue.fill(99, None, "192.0.2.1")
    assert join(client, "b").status_code == 200


@pytest.mark.parametrize("body", [b"", b"[", b"[1]", b"\xff", b'{"session_hash": [[]], "fn_index": {}}', b"[" * 5000])
def test_what_cannot_be_read_is_left_to_gradio(queue, body):
    assert joining(queue).post("/gradio_api/queue/join", content=body, headers={"Content-Type": "application/json"}).status_code == 200


def test_a_connection_that_breaks_off_in_a_body_is_answered_nothing():
    async def inside(*_: object) -> None:
        pytest.fail("it was asked")

    async def receive() -> dict[str, object]:
        return messages.pop(0)

    async def send(message: object) -> None:
        pytest.fail(f"{message} was sent")

    messages = [{"type": "http.request", "body": b"{", "more_body": True}, {"type": "http.disconnect"}]
    scope = {"type": "http", "method": "POST", "path": "/gradio_api/queue/join", "headers": [], "query_string": b""}
    asyncio.run(RequestFilter(inside)(scope, receive, send))


@pytest.mark.parametrize(
    ("accepted", "address", "sent_to"),
    [
        ("vi-VN,vi;q=0.9,en;q=0.8", "/", "vi"),
        ("vi", "/?__theme=dark", "vi?__theme=dark"),
        ("vi", "/?lang=en", None),
        ("en-GB", "/", None),
        ("fr", "/", None),
        ("", "/", None),
        ("vi", "/vi", None),
    ],
)
def test_the_first_page_is_in_the_browsers_language(visit, accepted, address, sent_to):
    assert visit.get(address, headers={"Accept-Language": accepted}).headers.get("location") == sent_to
    assert preferred(accepted) == ("vi" if accepted.startswith("vi") else "en")


# --- states and drawings ---


@pytest.mark.parametrize("sent", [0, 7, 7.0, "7"])
def test_a_state_is_read_from_what_json_can_hold(sent):
    state, model = models.open_state(MODEL, "sneaker", sent, 1, [0.5, -3])
    assert (state.label, state.seed, state.truncation, state.components) == (7, int(sent), 1.0, (0.5, -3.0))
    assert model.generator.num_classes == 10


@pytest.mark.parametrize(
    ("field", "asked"),
    [
        ("model", ("../cgan-fashion-mnist", 0, 0, 1, [])),
        ("model", ("failure-lsgan", 0, 0, 1, [])),
        ("model", ([MODEL], 0, 0, 1, [])),
        ("label", (MODEL, "Axolotl", 0, 1, [])),
        ("label", (MODEL, True, 0, 1, [])),
        ("label", (MODEL, {"path": "/etc/passwd"}, 0, 1, [])),
        ("seed", (MODEL, 0, -1, 1, [])),
        ("seed", (MODEL, 0, 2**31, 1, [])),
        ("seed", (MODEL, 0, 1e300, 1, [])),
        ("seed", (MODEL, 0, float("nan"), 1, [])),
        ("seed", (MODEL, 0, None, 1, [])),
        ("truncation", (MODEL, 0, 0, float("inf"), [])),
        ("truncation", (MODEL, 0, 0, [1], [])),
        ("components", (MODEL, 0, 0, 1, [0.0] * 11)),
        ("components", (MODEL, 0, 0, 1, [[0.0]])),
        ("components", (MODEL, 0, 0, 1, [float("nan")])),
        ("components", (MODEL, 0, 0, 1, "0,0")),
    ],
)
def test_what_does_not_fit_is_one_short_sentence_in_both_languages(field, asked):
    with pytest.raises(GanError) as caught:
        models.open_state(*asked)
    assert sentence(caught.value, "en").startswith(f"{field}: ")
    vietnamese = sentence(caught.value, "vi")
    assert "nhận được" in vietnamese
    assert len(vietnamese) < 300


@pytest.mark.parametrize(("other", "frames"), [(-1, 8), (0, 3), (0, 49), (0, 1e9), (0, 8.5), ("x", 8), (0, None)])
def test_an_interpolation_is_bounded(other, frames):
    with pytest.raises(GanError, match=r"other_seed|frames"):
        drawings.check_interpolation(other, frames)


def test_the_interpolation_follows_the_great_circle_from_seed_to_seed():
    state, model = models.open_state(MODEL, 5, 2, 1, [])
    pictures = drawings.interpolation(state, 11, 5, model)
    start, end = (z_from_seed(seed, 1, model.generator.latent_dim)[0] for seed in (2, 11))
    z = np.stack([slerp(start.astype(float), end.astype(float), t) for t in (0, 0.25, 0.5, 0.75, 1)]).astype(np.float32)
    expected = model.generator.images(*map(_tensor, (z, np.full(5, 5))))
    assert np.abs(pictures.astype(int) - expected).max() <= 1
    assert drawings.film_gif(pictures, state).startswith(b"GIF89a")


def test_a_model_without_classes_draws_in_colour():
    state, model = models.open_state("dcgan-cifar10", None, 3, 1, [])
    assert drawings.every_class(state, model).shape == (1, 32, 32, 3)
    assert drawings.interpolation(state, 4, 4, model).shape == (4, 32, 32, 3)
    again = links.read_link(links.state_link(state))
    assert again is not None
    assert again[0].model == state.model
    for language in ("vi", "en"):
        title = table("models")[state.model][language]
        assert title in markup.wall(drawings.every_class(state, model), state, model, language)
        picker, *sliders, examples = choices.change_model(language, state.model)
        assert (picker.visible, len(sliders), examples.visible) == (False, 10, False)


def test_every_example_is_a_state_of_the_default_model():
    for example in models.EXAMPLES.values():
        state, _ = models.open_state(example.model, example.label, example.seed, example.truncation, example.components)
        assert state == example


def _tensor(values: np.ndarray):
    import torch

    return torch.from_numpy(values)


# --- links ---


@pytest.mark.parametrize(
    ("link", "film"),
    [
        ("label=3&seed=7&truncation=0.5&components=1,0,0,0,0,0,0,0,0,-2", (5, 12)),
        ("model=cgan-mnist&label=2", links.FILM),
        ("seed=0", (0, 4)),
    ],
)
def test_a_link_opens_what_was_shown(link, film):
    linked = links.read_link(f"lang=en&{link}&other_seed={film[0]}&frames={film[1]}")
    assert linked is not None
    state, model, read = linked
    assert read == film
    assert model.generator.num_classes == 10
    again = links.read_link(links.state_link(state))
    assert again is not None
    assert again[0] == state
    assert links.film_link(*film) == ("" if film == links.FILM else f"other_seed={film[0]}&frames={film[1]}")


def test_the_opening_state_needs_no_link():
    assert links.read_link("lang=vi&__theme=dark") is None
    assert links.state_link(models.START) == ""
    assert links.state_link(models.open_state(models.START.model, 9, 2, 1, [0.0] * 10)[0]) == ""


@pytest.mark.parametrize("link", ["seed=-1", "model=../x", "label=10", "components=9", "components=" + ",".join("0" * 11), "frames=99"])
def test_a_wrong_link_is_refused(link):
    with pytest.raises(GanError):
        links.read_link(link)


# --- own pictures ---


def sent(size: tuple[int, int] = (find.SIDE, find.SIDE), kind: str = "png") -> str:
    buffer = io.BytesIO()
    Image.new("RGB", size, (255, 0, 0)).save(buffer, kind)
    return find.HEAD + base64.b64encode(buffer.getvalue()).decode()


def test_an_own_picture_is_made_as_small_as_the_models():
    assert find.read_picture(sent(), (3, 32, 32), invert=False)[:, 5, 5].tolist() == [1, -1, -1]
    grey = find.read_picture(sent(), (1, 28, 28), invert=False)
    assert grey.shape == (1, 28, 28)
    assert torch.equal(find.read_picture(sent(), (1, 28, 28), invert=True), -grey)


@pytest.mark.parametrize(
    "wrong", ["", None, ["x"], "data:image/gif;base64,AA==", find.HEAD + "!", find.HEAD + "AAAA", sent((65, 64)), sent(kind="gif")]
)
def test_what_is_no_small_picture_is_refused(wrong):
    with pytest.raises(GanError, match=r"image: got .*; accepted: PNG, 64x64"):
        find.read_picture(wrong, (1, 28, 28), invert=False)


# --- figures ---


def test_divergences_are_drawn_in_both_languages():
    for language, name in {"vi": "χ² Pearson của LSGAN", "en": "Pearson χ² of LSGAN"}.items():
        curves, densities = plots.divergences(language, 2, 1.0, 0.5)
        assert name in {trace.name for trace in curves.data}
        assert len(densities.data) == 4
    far = [trace for trace in plots.divergences("en", 8, 1, 1)[0].data if trace.mode == "markers"]
    assert [trace.y[0] for trace in far] == pytest.approx([2, 2], abs=0.01)


@pytest.mark.parametrize("asked", [(9, 1, 1), (2, 0, 1), (2, 1, "x"), (float("nan"), 1, 1), (None, 1, 1)])
def test_what_cannot_be_drawn_is_refused(asked):
    with pytest.raises(GanError, match="accepted"):
        plots.divergences("en", *asked)


def test_recorded_runs_are_drawn():
    assert {"cgan-fashion-mnist", "failure-lsgan"} <= set(plots.recorded_runs())
    figure = plots.curves_of_run("vi", "failure-partial-collapse")
    assert any(trace.legendgroup == "generator_loss" for trace in figure.data)
    with pytest.raises(GanError, match="run"):
        plots.curves_of_run("en", "../runs")


# --- the GPU that is lent ---


def fresh_gpu_module() -> ModuleType:
    path = Path(models.__file__).with_name("gpu.py")
    spec = importlib.util.spec_from_file_location("gpu_under_test", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_zero_gpu_is_used_where_it_is(monkeypatch):
    asked = []

    def gpu(duration):
        asked.append(duration)
        return lambda function: lambda *values: ("lent", function(*values))

    monkeypatch.setitem(sys.modules, "spaces", SimpleNamespace(GPU=gpu))
    module = fresh_gpu_module()
    assert module.on_gpu(lambda x: x + 1)(1) == ("lent", 2)
    assert asked == [module.SECONDS]
    assert module.HOME_DEVICE.type == "cpu"


@pytest.mark.parametrize("there", [None, SimpleNamespace()])  # not installed; a folder of that name
def test_without_zero_gpu_a_function_just_runs(monkeypatch, there):
    monkeypatch.setitem(sys.modules, "spaces", there)
    module = fresh_gpu_module()
    assert module.on_gpu(len) is len
    assert sys.modules["spaces"] is None
