from __future__ import annotations

import io
import json

import numpy as np
import pytest
import torch
from PIL import Image
from torch.nn import functional

from gan_core.errors import GanError
from gan_core.inference import load_shipped
from gan_core.latent import z_from_seed
from gan_core.paths import CHECKPOINTS
from web.convolution import api as convolution_api
from web.convolution.state import MAX_INPUT, MAX_KERNEL, PRESETS, SETTINGS, ConvolutionState, chains, counted
from web.ui.text import table

STATES = {name: state for states in PRESETS.values() for name, state in states.items()}


@pytest.fixture(scope="module")
def get(client_of):
    client = client_of(convolution_api.ROUTES)
    return lambda path: client.get(f"/api/convolution/{path}")


def query(state):
    return "&".join(f"{name}={value}" for name, value in state.to_query().items())


def numbers(size, value):
    return ";".join(",".join([value] * size) for _ in range(size))


def by_torch(state):
    x, w = (torch.tensor(rows, dtype=torch.float64)[None, None] for rows in (state.x, state.w))
    return (functional.conv_transpose2d if state.transposed else functional.conv2d)(x, w, **state.arguments())[0, 0].numpy()


@pytest.mark.parametrize("name", STATES)
def test_presets_are_what_torch_computes(get, name):
    state = STATES[name]
    answer = get(f"trace?{query(state)}").json()
    for trace in answer["traces"].values():
        np.testing.assert_allclose(trace["output"], by_torch(state))
    assert f"preset_{name}" in table("convolution_stage")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("stamps", [[1, 3, 2], [4, 10, 6], [3, 7, 4]]),
        ("stamps_p1", [[10]]),
        ("stamps_s2_p1", [[1, 2], [3, 4]]),
        ("book", [[0, 0, 1], [0, 4, 6], [4, 12, 9]]),
        ("book_p1", [[4]]),
        ("plain", [[2, 2], [1, 1]]),
    ],
)
def test_numbers_of_the_course(get, name, expected):
    trace = next(iter(get(f"trace?{query(STATES[name])}").json()["traces"].values()))
    assert trace["output"] == expected


@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("stamps_s2", 4),
        ("guide_none", 4),
        ("guide_arbitrary", 5),
        ("guide_half", 5),
        ("guide_full", 5),
        ("guide_strides", 5),
        ("guide_strides_padding", 5),
        ("guide_odd", 6),
        ("same_k3", 8),
        ("same_k4", 8),
        ("plain_strided", 3),
    ],
)
def test_sizes_of_the_course_and_the_guide(get, name, size):
    trace = next(iter(get(f"trace?{query(STATES[name])}").json()["traces"].values()))
    assert np.shape(trace["output"]) == (size, size)


def test_playing_the_frames_gives_the_output(get):
    answer = get("trace?x=1,-2;0.5,4&w=1,2,3;4,5,6;7,8,9&stride=2&padding=1&output_padding=1").json()
    for trace in answer["traces"].values():
        played = np.zeros_like(trace["output"])
        for _cell, _corner, terms in trace["frames"]:
            for _source, _weight, (row, column), product, _running in terms:
                if 0 <= row < played.shape[0] and 0 <= column < played.shape[1]:
                    played[row, column] += product
        np.testing.assert_array_equal(played, trace["output"])
    assert len(answer["traces"]["stamps"]["frames"]) == 4
    assert len(answer["traces"]["windows"]["frames"]) == 16


def test_matrix_times_input_is_the_output_and_the_way_back_is_not_the_input(get):
    answer = get("trace?x=1,2;3,4&w=1,2;3,4").json()
    matrix = np.zeros(answer["matrix"]["shape"])
    for row, column, value in answer["matrix"]["entries"]:
        matrix[row, column] = value
    x = np.array([1, 2, 3, 4])
    np.testing.assert_array_equal(matrix @ x, np.ravel(answer["traces"]["stamps"]["output"]))
    np.testing.assert_array_equal(matrix.T @ matrix @ x, np.ravel(answer["back"]["values"]))
    assert not answer["back"]["restored"]
    assert get("trace?x=1,2;3,4&w=1").json()["back"]["restored"]


@pytest.mark.parametrize(
    ("kernel", "stride", "even", "inner"), [(3, 2, False, {1, 2}), (4, 2, True, {2}), (5, 3, False, {1, 2}), (2, 2, True, {1})]
)
def test_overlap(get, kernel, stride, even, inner):
    overlap = get(f"trace?w={numbers(kernel, '1')}&stride={stride}").json()["overlap"]
    assert (overlap["even"], set(overlap["inner"])) == (even, inner)
    assert max(map(max, overlap["counts"])) == max(inner) ** 2


@pytest.mark.parametrize("name", ["stamps", "guide_odd", "plain_strided"])
def test_the_code_on_the_page_computes_the_output(name):
    state = STATES[name]
    scope = {}
    exec(convolution_api.torch_code(state), scope)
    np.testing.assert_allclose(scope["y"][0, 0].numpy(), by_torch(state), rtol=1e-6)
    assert scope["layer"](scope["x"]).shape == scope["y"].shape


def test_torch_is_asked(get):
    answer = get(f"torch?{query(STATES['guide_odd'])}").json()
    assert answer["version"] == torch.__version__.partition("+")[0]
    assert answer["same_shape"]
    assert answer["difference"] < 1e-9
    np.testing.assert_allclose(answer["output"], by_torch(STATES["guide_odd"]))


@pytest.mark.parametrize(
    ("asked", "code", "words"),
    [
        ("x=1,2;3", "matrix_rows", ["x"]),
        ("x=1,2", "value", ["x", "1×2"]),
        ("x=1,a;3,4", "value", ["x[0,1]", "a"]),
        ("x=1,;3,4", "value", ["x[0,1]"]),
        ("x=1000,2;3,4", "value", ["999"]),
        ("x=1e3,2;3,4", "value", ["1e3"]),
        ("x=nan", "value", ["nan"]),
        (f"x={numbers(MAX_INPUT + 1, '1')}", "value", ["9×9", "8×8"]),
        (f"w={numbers(MAX_KERNEL + 1, '1')}", "value", ["6×6", "5×5"]),
        ("x=" + "1," * 5000, "value", ["8×8"]),
        ("stride=0", "value", ["stride", "0"]),
        ("stride=5", "value", ["1 … 4"]),
        ("stride=two", "value", ["two"]),
        ("padding=-1", "value", ["padding"]),
        ("tab=nothing", "value", ["nothing", "convolution"]),
        ("output_padding=1", "conv_output_padding", ["stride"]),
        ("padding=2", "conv_crop", ["padding", "1"]),
        ("tab=convolution&w=1,1,1;1,1,1;1,1,1", "conv_kernel_span", ["padding"]),
    ],
)
@pytest.mark.parametrize("path", ["trace", "torch", "gif", "page"])
def test_a_mistake_is_named(get, path, asked, code, words):
    response = get(f"{path}?{asked}")
    assert response.status_code == 400
    answer = response.json()
    assert answer["code"] == code
    sentence = table("errors")[code]["vi"].format(**answer["fields"])
    assert all(word in answer["message"] and word in sentence for word in words)


def test_whatever_is_allowed_stays_below_a_megabyte(get):
    largest = f"x={numbers(MAX_INPUT, '-999.99')}&w={numbers(MAX_KERNEL, '-999.99')}"
    highest = "&".join(f"{name}={high}" for name, (_, _, high) in SETTINGS.items() if name != "padding")
    for asked in (f"{largest}&{highest}", f"{largest}&stride=4", largest, f"tab=convolution&{largest}&padding=6"):
        response = get(f"trace?{asked}")
        assert response.status_code == 200
        assert len(response.content) < 500_000


def test_gif_moves_and_ends_on_a_rest(get):
    response = get(f"gif?{query(STATES['guide_strides'])}")
    picture = Image.open(io.BytesIO(response.content))
    assert (picture.format, picture.n_frames) == ("GIF", 26)
    picture.seek(picture.n_frames - 1)
    assert picture.info["duration"] == 2500


@pytest.mark.parametrize("language", ["vi", "en"])
def test_page_needs_nothing_else(get, language):
    page = get(f"page?{query(STATES['guide_odd'])}&lang={language}").text
    assert table("convolution")["title"][language] in page
    for word in ("import ", "export ", "src=", "url(", "@@", "fetch("):
        assert word not in page.replace("xmlns", "")
    assert page.count("http") == page.count("http://www.w3.org")
    assert get("page?lang=de").status_code == 400


def test_checkerboards(get):
    answer = get("checkerboard?seed=3").json()
    assert set(answer["methods"]) == {"k3", "k4", "resize"}
    assert all(
        method[name].startswith("data:image/png;base64,") for method in answer["methods"].values() for name in ("picture", "spectrum")
    )
    contrast = {name: method["contrast"] for name, method in answer["methods"].items()}
    assert contrast["k3"] > 1.5 > contrast["k4"]  # one product against four
    assert answer["methods"]["resize"]["share"] < 0.01 < answer["methods"]["k3"]["share"]
    assert get("checkerboard?seed=-1").status_code == 400


def test_a_query_is_read_back():
    for state in STATES.values():
        assert ConvolutionState.from_query(state.to_query()) == state
    assert ConvolutionState.from_query({}) == ConvolutionState()
    with pytest.raises(GanError):
        ConvolutionState.from_query({"x": "1;2"})


def test_chain_of_the_course():
    for name, chain in chains().items():
        assert [one["size"] for one in chain["maps"]] == [2, 4, 8, 16, 32]
        assert [one["channels"] for one in chain["maps"]] == [512, 256, 128, 64, 3]
        for layer, before, after in zip(chain["layers"], chain["maps"], chain["maps"][1:], strict=False):
            kernel = int(name[1:])
            reference = torch.nn.ConvTranspose2d(before["channels"], after["channels"], kernel, 2, 1, 4 - kernel, bias=False)
            assert layer["weights"] == reference.weight.numel()
            assert eval(layer["formula"].replace("·", "*").replace("−", "-")) == after["size"]


def test_the_shipped_map_is_one_of_the_generator_s_own():
    """Map 7 before the first transposed convolution of the clothes cGAN, and the kernel from it into map 1, to two decimals."""
    model, seen = load_shipped("cgan-fashion-mnist", CHECKPOINTS), {}
    layer = model.generator.ups[0]
    layer.register_forward_hook(lambda _layer, given, _out: seen.update(maps=given[0]))
    model.images(torch.from_numpy(z_from_seed(12, 1, model.latent_dim)), torch.tensor([7]))
    state = STATES["shipped_map"]
    assert np.abs(np.array(state.x) - seen["maps"][0, 7].numpy()).max() < 0.0051
    assert np.abs(np.array(state.w) - layer.weight[7, 1].detach().numpy()).max() < 0.0051
    assert (layer.stride, layer.padding) == ((state.stride,) * 2, (state.padding,) * 2)


def test_counted():
    assert counted(2) == ((1, 2), (3, 4))
    assert json.loads(json.dumps(counted(3))) == [[1, 2, 3], [4, 5, 6], [7, 8, 9]]
