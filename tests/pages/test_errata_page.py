"""The Errata page: all items in both languages, filters and items kept in the link, proofs computed when asked for."""

from __future__ import annotations

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from gan_core.conv_arithmetic import conv_transpose2d_scatter, conv_transpose2d_zero_insertion, overlap_count
from gan_core.translations import LOCALES
from web.architecture.networks import pair_of
from web.architecture.state import NetworksState
from web.convolution.state import ConvolutionState, chains
from web.lessons import LESSONS
from web.reference.evidence import EVIDENCE
from web.reference.lists import errata
from web.ui.text import LANGUAGES, table

ITEMS = {item.number: item for item in errata()}
ALL = [number for number in range(1, 34) if number != 6]
PAGE = str(LOCALES.parent / "pages" / "errata.py")


def visit(**query: str) -> AppTest:
    at = AppTest.from_file(str(LOCALES.parent / "ui.py"), default_timeout=120)
    for key, value in query.items():
        at.query_params[key] = value
    return at.switch_page(PAGE).run()


def numbers(at: AppTest) -> list[int]:
    """The items on the page, from top to bottom."""
    return [int(heading.value.split(".")[0]) for heading in at.subheader if heading.value[0].isdigit()]


def said(at: AppTest) -> str:
    return "\n".join(element.value for element in (*at.markdown, *at.caption)) + "".join(part.proto.body for part in at.get("html"))


@pytest.mark.parametrize("spoken", LANGUAGES)
def test_all_items_with_their_words_links_and_sources(spoken):
    at = visit(lang=spoken)
    assert not at.exception
    assert numbers(at) == ALL
    text = said(at)
    for item in errata():
        assert item.says[spoken] in text
        assert item.right[spoken] in text
    links = [link.proto for link in at.main.get("page_link")]
    assert [link.label for link in links] == [
        table("errata")["see"][spoken].format(what=getattr(see, spoken)) for item in errata() for see in item.see
    ]
    assert [link.page for link in links] == [see.page for item in errata() for see in item.see]
    assert "https://arxiv.org/abs/1511.06434" in text
    assert len(at.expander) == sum(not proof.quick for proof in EVIDENCE.values())


@pytest.mark.parametrize("spoken", LANGUAGES)
def test_quick_proofs_stand_there_at_once(spoken):
    text = said(visit(lang=spoken))
    assert r"$\begin{bmatrix}10\end{bmatrix}$" in text
    assert ("8.589.934.592" if spoken == "vi" else "8,589,934,592") in text
    assert ("6,235 × 10²⁷" if spoken == "vi" else "6.235 × 10²⁷") in text


@pytest.mark.parametrize("spoken", LANGUAGES)
@pytest.mark.parametrize("number", [2, 4, 8, 9, 19, 22, 26])
def test_the_item_of_the_link_comes_first_with_its_proof(spoken, number):
    at = visit(lang=spoken, item=str(number))
    assert not at.exception
    assert not at.warning  # the proof holds
    assert numbers(at)[0] == number
    assert sorted(numbers(at)) == ALL
    start = table("errata_evidence")[f"said_{number}"][spoken].split("{")[0]
    assert start in said(at)


def test_what_is_folded_is_computed_when_it_is_opened():
    at = visit(lang="en", show="networks")
    assert numbers(at) == [2, 3, 9, 15, 26]
    assert "batch norm follows" not in said(at)
    at = visit(lang="en", show="networks", item="9")
    assert "**6,272**" in said(at)


@pytest.mark.parametrize(
    ("show", "expected"),
    [
        ("convolution", [1, 10, 11, 12, 27]),
        ("networks", [2, 3, 9, 15, 26]),
        ("objectives", [4, 5, 17, 22, 23, 24, 25, 30]),
        ("theory", [13, 14, 21, 28, 32]),
        ("evaluation", [18, 19, 20, 31, 33]),
        ("sources", [7, 8, 16, 29]),
        ("computed", sorted(EVIDENCE)),
    ],
)
def test_the_filter_is_kept_in_the_link(show, expected):
    assert numbers(visit(lang="en", show=show)) == expected
    at = visit(lang="vi")
    at.segmented_control[0].set_value(table("errata")[f"show_{show}"]["vi"]).run()
    assert numbers(at) == expected
    assert at.query_params["show"] in (show, [show])


def test_one_document_alone():
    at = visit(lang="en", document="notes")
    assert numbers(at) == [1, 9, 10, 11, 12, 16, 26, 27, 28]
    assert table("errata")["document_notes"]["en"] in said(at)
    assert numbers(visit(lang="vi", document="notes", show="convolution")) == [1, 10, 11, 12, 27]
    at = visit(lang="en")
    at.segmented_control[1].set_value(table("errata")["document_university"]["en"]).run()
    assert numbers(at) == [12, 15, 17, 18, 19, 21, 22, 23, 24, 30, 31, 32]
    assert at.query_params["document"] in ("university", ["university"])


def test_choosing_an_item_is_kept_in_the_link():
    at = visit(lang="en")
    at.pills[0].set_value("11").run()
    assert numbers(at)[0] == 11
    assert at.query_params["item"] in ("11", ["11"])
    at.pills[0].set_value(None).run()
    assert numbers(at)[0] == 1
    assert "item" not in at.query_params


@pytest.mark.parametrize(("name", "value"), [("item", "6"), ("item", "x"), ("show", "nothing"), ("document", "book")])
def test_a_link_to_what_is_not_there_is_answered_in_one_sentence(name, value):
    at = visit(lang="en", **{name: value})
    assert not at.exception
    (sentence,) = (error.value for error in at.error)
    assert name in sentence
    assert value in sentence
    assert numbers(at) == ALL


# ------------------------------------------------------------------------------------------------- what the links show proves it


def state_of_link(number: int, index: int = 0) -> ConvolutionState:
    see = ITEMS[number].see[index]
    assert see.page == "convolution"
    return ConvolutionState.from_query(see.query)


def test_item_1_is_seen_uneven_and_even():
    spread = []
    for index in (0, 1):
        state = state_of_link(1, index)
        assert state.tab == "checkerboard"
        counts = overlap_count(8, len(state.w), **state.arguments())[4:-4, 4:-4]
        spread.append(np.unique(counts).tolist())
    assert spread == [[1, 2, 4], [4]]


def test_item_10_is_seen_with_an_asymmetric_kernel():
    state = state_of_link(10)
    kernel = np.array(state.w)
    assert (kernel != kernel[::-1, ::-1]).any()
    both = [
        trace(state.x, state.w, **state.arguments()).output.tolist()
        for trace in (conv_transpose2d_scatter, conv_transpose2d_zero_insertion)
    ]
    assert both[0] == both[1]


@pytest.mark.parametrize(("index", "left"), [(0, 10), (1, 4)])
def test_item_11_is_seen(index, left):
    state = state_of_link(11, index)
    assert conv_transpose2d_scatter(state.x, state.w, **state.arguments()).output.tolist() == [[left]]


def test_items_12_and_15_open_their_tabs():
    assert state_of_link(12).tab == "matrix"
    assert state_of_link(15).tab == "chain"  # the first of its links
    assert all(chain["maps"][-1]["size"] == 32 for chain in chains().values())


def readouts(number: int, page: str) -> dict[str, float]:
    """The numbers beside the figures of the lesson that an item's link opens, in the state it opens in."""
    (see,) = (see for see in ITEMS[number].see if see.page == page)
    lesson = LESSONS[page]
    panels = lesson.compute(lesson.read(see.query))["panels"]
    return {row["name"]: row["value"] for panel in panels for row in panel["readouts"] if "value" in row}


@pytest.mark.parametrize(("number", "index", "size"), [(2, 0, 32), (3, 0, 32), (9, 0, 28), (15, 1, 28), (15, 2, 64)])
def test_items_about_networks_open_the_network_itself(number, index, size):
    see = ITEMS[number].see[index]
    assert see.page == "architecture"
    state = NetworksState.from_query(see.query)
    config = pair_of(state).model.config
    assert config.image_size == size
    assert config.model == ("cgan" if number == 9 else "dcgan")
    if number == 3:
        shipped = pair_of(NetworksState(network=state.network)).model.config
        assert config.generator_activation == "leaky_relu" != shipped.generator_activation


def test_item_4_two_players_leave_the_equilibrium_together():
    assert readouts(4, "game")["factor_simultaneous"] > 1


def test_item_13_is_seen_in_three_places():
    far = readouts(13, "divergences")
    assert far["js_value"] < np.log(2)
    assert far["lsgan_value"] < 2
    assert far["js_slope"] < 0.02
    assert far["lsgan_slope"] < 0.02
    assert far["pearson_value"] == pytest.approx(np.expm1(36), rel=1e-6)
    assert far["pearson_slope"] > 1e16
    pulls = readouts(13, "gradients")
    assert abs(pulls["non_saturating_now"]) < 0.003  # far on the real side, where LSGAN gains
    assert pulls["lsgan_now"] == 5
    assert readouts(13, "lsgan")["pull_far"] > 0


def test_item_14_is_seen_with_widths_that_differ():
    seen = readouts(14, "divergences")
    computed = EVIDENCE[14].compute().fields
    assert seen["pearson_value"] == pytest.approx(computed["pearson"], rel=1e-6)
    assert seen["neyman_value"] == pytest.approx(computed["neyman"], rel=1e-6)


def test_item_17_is_seen_with_five_steps():
    state = LESSONS["wgan"].read(ITEMS[17].see[0].query)
    assert state["n_critic"] == 5
    assert readouts(17, "wgan")


def test_item_21_is_seen_at_its_distance():
    seen = readouts(21, "discriminator")
    computed = EVIDENCE[21].compute().fields
    assert seen["value"] == pytest.approx(computed["value"], abs=1e-6)


def test_item_23_is_seen_at_its_logit():
    seen = readouts(23, "gradients")
    assert [abs(seen["minimax_now"]), abs(seen["non_saturating_now"])] == pytest.approx([0.018, 0.982], abs=1e-3)


def test_item_27_opens_the_example_itself():
    state = state_of_link(27)
    assert conv_transpose2d_scatter(state.x, state.w, **state.arguments()).output.shape == (4, 4)


def test_item_20_is_seen_at_equilibrium():
    seen = readouts(20, "discriminator")
    assert seen["accuracy"] == pytest.approx(0.5)
    assert seen["value"] == pytest.approx(-np.log(4))
