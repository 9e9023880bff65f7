from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from web.architecture.networks import NETWORKS
from web.ui.text import LANGUAGES, table

ROOT = Path(__file__).parents[2]


def visit(**query: str) -> AppTest:
    at = AppTest.from_file(str(ROOT / "ui.py"), default_timeout=60)
    for name, value in query.items():
        at.query_params[name] = value
    return at.switch_page(str(ROOT / "pages" / "architecture.py")).run()


def html(at: AppTest) -> str:
    return "\n".join(element.proto.body for element in at.get("html"))


@pytest.mark.parametrize("spoken", LANGUAGES)
def test_every_network_is_shown_layer_by_layer(spoken):
    at = visit(lang=spoken)
    assert "864.801" in html(at) if spoken == "vi" else "864,801" in html(at)
    for network in NETWORKS:
        at.selectbox(key="network").set_value(network).run()
        assert not at.exception
        assert "<img src='data:image/png;base64," in html(at)
        trained = table("architecture")["trained"][spoken]
        assert (trained in [caption.value for caption in at.caption]) == ("shipped" in table("architecture")[network]["en"].lower())


def test_a_link_says_the_network_its_kernel_and_the_seed():
    at = visit(lang="en", network="dcgan-32", kernel="3", seed="7")
    assert (at.selectbox(key="network").value, at.selectbox(key="kernel").value, at.number_input(key="seed").value) == ("dcgan-32", 3, 7)
    assert "2×2×512" in html(at)
    assert "1,179,648" in html(at)  # 512 x 256 x 3 x 3


@pytest.mark.parametrize(("name", "value"), [("network", "vgg"), ("seed", "-1"), ("seed", "x"), ("kernel", "5")])
def test_a_broken_link_is_named_and_left_for_the_default(name, value):
    at = visit(lang="en", **({"network": "dcgan-28"} if name == "kernel" else {}), **{name: value})
    assert not at.exception
    (error,) = at.error
    assert error.value.replace("\\", "").startswith(f"{name}: got '{value}'; accepted: ")
    assert "<img" in html(at)
