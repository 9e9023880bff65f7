"""The 2-D playground in a real browser: watch, collapse, mend, share a link, compare, draw, save."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable

import numpy as np
import pytest
from accessibility import GRAVE, faults
from PIL import Image, ImageSequence
from playwright.sync_api import Locator, Page, expect

from gan_core.playground import Playground, PlaygroundConfig
from gan_core.playground.families import FAMILY_PRESETS
from gan_core.playground.presets import OUTCOMES
from web.ui.text import table

WORDS = table("playground_stage")
TIMEOUT_MILLISECONDS = 60_000


def visit(page: Page, query: str = "lang=en") -> Page:
    page.goto(f"/playground?{query}")
    expect(page.get_by_test_id("playground-a")).to_have_attribute("data-step", re.compile(r"\d"), timeout=TIMEOUT_MILLISECONDS)
    return page


def step(page: Page) -> int:
    return int(page.get_by_test_id("playground-step").get_attribute("data-step"))


def expect_step(page: Page, at_least: int) -> None:
    page.wait_for_function(
        "([element, step]) => Number(element.dataset.step) >= step",
        arg=[page.get_by_test_id("playground-step").element_handle(), at_least],
        timeout=TIMEOUT_MILLISECONDS,
    )


def expect_rest(page: Page, at: int) -> None:
    """Paused at this step, with everything drawn."""
    expect(page.get_by_test_id("playground-a")).to_have_attribute("data-step", str(at), timeout=TIMEOUT_MILLISECONDS)
    expect(action(page, "run")).to_be_visible()
    expect(page.locator("[data-chart=loss] .u-over")).to_be_visible()


def action(page: Page, name: str) -> Locator:
    return page.locator(f"[data-action={name}]")


def counts(page: Page) -> dict[str, str]:
    shown = page.locator("[data-count]:visible").all()
    return {one.get_attribute("data-count"): one.inner_text() for one in shown}


def test_a_collapse_is_named_and_a_remedy_mends_it_or_the_page_says_so(page: Page):
    visit(page, "lang=vi&moves=1&pause=1")
    page.get_by_role("button", name=WORDS["preset_hopping_collapse"]["vi"]).click()
    expect(page).to_have_url(re.compile("preset=hopping_collapse"))
    verdict = page.get_by_test_id("doctor")
    expect(verdict).to_have_attribute("data-finding", re.compile("collapse|oscillation"), timeout=TIMEOUT_MILLISECONDS)
    assert int(counts(page)["modes"].split("/")[0]) <= 2
    page.get_by_role("button", name=WORDS["remedy_healthy"]["vi"]).click()
    outcome = page.get_by_test_id("remedy")
    expect(outcome).to_have_attribute("data-kind", re.compile("helped|failed"), timeout=TIMEOUT_MILLISECONDS)
    if outcome.get_attribute("data-kind") == "helped":
        expect(page.locator("[data-count=modes]")).to_have_text("8 / 8")
    expect(outcome).to_contain_text(WORDS["remedy_healthy"]["vi"])
    assert page.complaints == []


def test_the_page_opens_alive_pauses_steps_and_looks_back(page: Page):
    visit(page)
    expect(action(page, "pause")).to_be_visible()
    expect_step(page, 60)
    page.keyboard.press("p")
    expect(action(page, "run")).to_be_visible()
    held = step(page)
    action(page, "step").click()
    expect_rest(page, held + 1)
    action(page, "discriminator").click()
    expect(page).to_have_url(re.compile(rf"moves={held + 1}~d1&pause=1"))
    line = page.get_by_role("slider", name="Time line")
    line.press("Home")
    expect(page.get_by_test_id("playground-a")).to_have_attribute("data-step", "0")
    assert step(page) == held + 1  # only the view looks back
    page.get_by_role("button", name="Latest").click()
    expect(page.get_by_test_id("playground-a")).to_have_attribute("data-step", str(held + 1))
    page.get_by_role("slider", name="From z to G(z)").fill("0")
    page.locator("[data-layer=arrows]").click()
    expect(page).to_have_url(re.compile("hide=arrows"))
    assert page.complaints == []


def test_the_same_link_gives_the_same_picture_to_another_visitor(page: Page, new_page: Callable[..., Page]):
    link = "lang=en&preset=ring_without_r1&generator_lr=0.002&seed=7&moves=80~discriminator_lr:0.0005~d2~40&pause=1"
    shown = []
    for one in (visit(page, link), visit(new_page(), link)):
        expect_rest(one, 120)
        shown.append((counts(one), one.get_by_test_id("playground-a").evaluate("canvas => canvas.toDataURL()")))
        for part in ("seed=7", "generator_lr=0.002", "moves=80~discriminator_lr:0.0005~d2~40"):
            assert part in one.url.replace("%7E", "~")
    assert shown[0] == shown[1]


def test_two_visitors_have_their_own(page: Page, new_page: Callable[..., Page]):
    visit(page, "lang=en&moves=40&pause=1")
    expect_rest(page, 40)
    other = visit(new_page())
    expect_step(other, 50)
    action(other, "pause").click()
    assert step(page) == 40
    action(page, "step").click()
    expect_rest(page, 41)
    assert page.complaints == other.complaints == []


def test_two_games_side_by_side_on_one_seed(page: Page):
    visit(page, "lang=en&moves=20&pause=1")
    page.get_by_role("tab", name="Compare").click()
    page.get_by_label("Knob", exact=True).select_option("r1_weight")
    expect(page.get_by_label("Value in B")).to_have_value("0")  # another one than A has
    action(page, "compare").click()
    expect(page.get_by_test_id("playground-b")).to_have_attribute("data-step", re.compile(r"\d"), timeout=TIMEOUT_MILLISECONDS)
    expect(page.get_by_text("B · R1 penalty, γ = 0")).to_be_visible()
    action(page, "ahead").press("Tab")
    action(page, "step").click()
    for letter in "ab":
        expect(page.get_by_test_id(f"playground-{letter}")).to_have_attribute("data-step", "1")
    expect(page).to_have_url(re.compile("vs=r1_weight:0"))
    expect(page.locator("[data-count=modes]")).to_have_count(2)
    expect(page.get_by_test_id("doctor")).to_have_count(2)
    page.get_by_role("button", name="Stop comparing").click()
    expect(page.get_by_test_id("playground-b")).to_be_hidden()
    assert page.complaints == []


@pytest.mark.parametrize(("width", "height"), [(1280, 720), (1920, 1080)])
def test_a_comparison_fits_a_projector_with_counts_and_verdicts(new_page: Callable[..., Page], width: int, height: int):
    page = visit(new_page(viewport={"width": width, "height": height}), "lang=vi&present=1&vs=r1_weight:0&moves=300&pause=1")
    expect(page.get_by_test_id("doctor")).to_have_count(2, timeout=TIMEOUT_MILLISECONDS)
    for one in (*page.get_by_test_id("doctor").all(), *page.locator(".plane canvas").all(), *page.locator("[data-count=w1]").all()):
        box = one.bounding_box()
        assert box["y"] + box["height"] <= height
        assert box["x"] + box["width"] <= width
    assert page.complaints == []


def test_settings_change_while_it_runs_and_a_refusal_is_said(page: Page):
    visit(page, "lang=en&moves=30&pause=1")
    expect_rest(page, 30)
    page.get_by_role("tab", name="Knobs").click()
    page.get_by_label("Loss", exact=True).select_option("lsgan")
    expect(page).to_have_url(re.compile("moves=30~loss:lsgan"))
    expect(page.locator("#game")).to_have_value("")  # not the preset any more
    page.get_by_label("Dimensions of z").select_option("1")  # other networks: from the start
    expect(page.get_by_test_id("playground-a")).to_have_attribute("data-step", "0")
    expect(page).to_have_url(re.compile("latent_dim=1"))
    visit(page, "lang=en&loss=nonsense&generator_lr=7&moves=1&pause=1")
    said = page.get_by_test_id("playground-stage").get_by_role("alert")
    expect(said).to_contain_text("nonsense")


def test_a_preset_is_lit_while_it_is_played_as_it_is(page: Page):
    visit(page, "lang=en&preset=hopping_collapse&moves=30&pause=1&tab=data")
    lit = page.locator("[data-preset][aria-pressed=true]")
    expect(lit).to_have_text(WORDS["preset_hopping_collapse"]["en"], timeout=TIMEOUT_MILLISECONDS)
    page.get_by_role("button", name="⚂").click()
    expect(page).to_have_url(re.compile("seed="))
    expect(lit).to_have_count(1)  # the same game from another start
    page.get_by_role("button", name="Two moons").click()
    expect(page).to_have_url(re.compile("data="))
    expect(lit).to_have_count(0)
    lit.page.locator("[data-preset=hopping_collapse]").click()
    expect(lit).to_have_count(1)
    assert page.complaints == []


def test_where_d_only_compares_the_order_of_pairs_is_charted(page: Page):
    visit(page, "lang=en&loss=r3gan&r1_weight=0.1&r2_weight=0.1&moves=30&pause=1")
    expect_rest(page, 30)
    legend = page.locator(".chart.accuracy .legend li:visible")
    expect(legend).to_have_count(1)
    expect(legend).to_contain_text("pairs (real, generated)")
    page.get_by_role("tab", name="Knobs").click()
    expect(page.get_by_label("R2 penalty, γ")).to_have_value("0.1")
    assert page.complaints == []


def test_slow_motion_tells_one_step(page: Page):
    visit(page, "lang=en&moves=25&pause=1")
    expect_rest(page, 25)
    action(page, "slow").click()
    slow = page.get_by_test_id("playground-slow")
    for number in range(1, 9):
        expect(slow).to_contain_text(f"{number}. ")
        action(page, "slow_next").click()
    expect(slow).to_be_hidden()
    expect_rest(page, 26)
    assert page.complaints == []


def test_drawn_data_are_in_the_link(page: Page, new_page: Callable[..., Page]):
    visit(page, "lang=en&moves=1&pause=1")
    page.get_by_role("tab", name="Data").click()
    pad = page.get_by_label(re.compile("Pad to draw on"))
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    page.mouse.move(box["x"] + 30, box["y"] + 120)
    page.mouse.down()
    page.mouse.move(box["x"] + 200, box["y"] + 60, steps=8)
    page.mouse.up()
    pad.press("ArrowDown")
    pad.press("Space")
    use = page.locator(".drawing").get_by_role("button", name="Use")
    use.click()
    expect(page).to_have_url(re.compile("points[=:]"))
    other = visit(new_page(), page.url.split("?")[1])
    other.get_by_role("tab", name="Data").click()
    expect(other.get_by_label(re.compile("Pad to draw on"))).to_have_attribute("aria-label", pad.get_attribute("aria-label"))
    page.get_by_role("textbox", name="A word").fill("Gà")
    page.locator("form").filter(has=page.get_by_role("textbox", name="A word")).get_by_role("button").click()
    expect(page).to_have_url(re.compile("text[=:]G"))
    assert page.complaints == []


def test_pasted_points_are_in_the_link_and_what_cannot_be_read_is_said(page: Page, new_page: Callable[..., Page]):
    visit(page, "lang=en&moves=1&pause=1&tab=data")
    field = page.get_by_label(WORDS["csv"]["en"], exact=True)
    field.fill("x;y\n0,5;1\n2;drei")
    action(page, "csv").click()
    said = page.locator("#csv-problem")
    expect(said).to_have_text(WORDS["csv_number"]["en"].format(line=3, received="drei"))
    field.fill("x;y\n0,5;1\n2;3\n1;1,5")
    action(page, "csv").click()
    expect(said).to_be_hidden()
    expect(page).to_have_url(re.compile("data:points;points:"))
    other = visit(new_page(), page.url.split("?")[1])
    expect(other.locator(".drawing [role=status]")).to_have_text(WORDS["pad_points"]["en"].format(count=3))
    assert page.complaints == other.complaints == []


def test_the_diagram_follows_the_training_and_slow_motion(page: Page):
    visit(page, "lang=en&moves=20&pause=1&generator_hidden=5")
    expect_rest(page, 20)
    page.get_by_role("tab", name="z → G → D").click()
    expect(page).to_have_url(re.compile("tab=network"))
    diagram = page.get_by_test_id("network-a")
    expect(diagram).to_have_attribute("data-step", "20")
    expect(diagram).to_have_attribute("aria-label", re.compile("hidden layers of G 5, .* hidden layers of D 64 · 64"))
    action(page, "step").click()
    expect(diagram).to_have_attribute("data-step", "21")
    before = diagram.evaluate("canvas => canvas.toDataURL()")
    action(page, "slow").click()
    for _ in range(3):
        action(page, "slow_next").click()
    expect(page.get_by_test_id("playground-slow")).to_have_attribute("data-stage", "discriminator_slope")
    page.wait_for_function("([canvas, before]) => canvas.toDataURL() !== before", arg=[diagram.element_handle(), before])
    action(page, "slow_end").click()
    expect(diagram).to_have_attribute("data-step", "22")
    assert page.complaints == []


def test_the_surface_is_turned_by_keys_and_mouse_and_told_in_words(new_page: Callable[..., Page]):
    page = visit(new_page(reduced_motion="reduce"), "lang=en&moves=60&pause=1")
    expect_rest(page, 60)
    canvas, words = page.get_by_test_id("playground-a"), page.locator("#surface-words")
    action(page, "surface").click()
    expect(page).to_have_url(re.compile("surface=1"))
    expect(words).to_contain_text("Turned by -30°, seen from 32° above.")
    expect(words).to_contain_text("D is highest")
    canvas.press("ArrowLeft")
    canvas.press("ArrowUp")
    expect(words).to_contain_text("Turned by -20°, seen from 42° above.")
    box = canvas.bounding_box()
    page.mouse.move(box["x"] + 100, box["y"] + 100)
    page.mouse.down()
    page.mouse.move(box["x"] + 140, box["y"] + 100, steps=4)
    page.mouse.up()
    expect(words).to_contain_text("Turned by -40°, seen from 42° above.")
    page.get_by_role("button", name="Reset view").click()
    expect(words).to_contain_text("Turned by -30°, seen from 32° above.")
    assert faults(page, GRAVE) == []
    assert page.complaints == []


def test_files(page: Page):
    visit(page, "lang=en&moves=60&pause=1")
    expect_rest(page, 60)
    page.get_by_role("tab", name="Save").click()
    expect(page.locator("pre code")).to_contain_text("game.step(60)")

    def saved(name: str) -> bytes:
        with page.expect_download() as found:
            page.locator(f"[data-save={name}]").click()
        return found.value.path().read_bytes()

    assert Image.open(io.BytesIO(saved("png"))).size[0] == 720
    assert saved("svg").startswith(b"<svg")
    frames = [frame.convert("RGB") for frame in ImageSequence.Iterator(Image.open(io.BytesIO(saved("gif"))))]
    assert len(frames) >= 2
    assert frames[0].size == (360, 394)
    assert len(frames[-1].getcolors(maxcolors=360 * 394)) > 20
    assert b"<script>" in saved("html")
    assert json.loads(saved("json")) == {"config": json.loads(saved("json"))["config"], "moves": [["step", 60]]}
    assert page.complaints == []


def test_no_motion_is_forced_on_anybody(new_page: Callable[..., Page]):
    page = visit(new_page(reduced_motion="reduce"))
    expect(action(page, "run")).to_be_visible()
    expect_step(page, 1500)
    expect(page.locator("[data-count=modes]")).to_have_text(re.compile(r"[678] / 8"), timeout=TIMEOUT_MILLISECONDS)


@pytest.mark.parametrize(("scheme", "width", "height"), [("light", 1280, 720), ("dark", 390, 844)])
def test_at_rest_it_is_accessible_and_fits(new_page: Callable[..., Page], scheme: str, width: int, height: int):
    page = visit(new_page(viewport={"width": width, "height": height}, color_scheme=scheme), "lang=vi&moves=40&pause=1")
    expect_rest(page, 40)
    for tab in ("charts", "network", "card", "settings", "data", "compare", "save"):
        page.locator(f"#tab-{tab}").click()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.get_by_test_id("stMain").evaluate("main => main.scrollWidth - main.clientWidth") <= 0
        assert faults(page, GRAVE) == [], tab
    assert page.complaints == []


BITS = """async ({recipe, names}) => {
    const [{compile}, {Game}] = await Promise.all(['engine', 'game'].map(name => import(`/frontend/any/gan_core/engine/${name}.mjs`)));
    const game = new Game(await compile(), {points: [], text: '', ...recipe.config});
    for (const [kind, what] of recipe.moves) kind === 'step' ? game.take(what) : game.change(what);
    return names.map(name => [...new Uint32Array(game.engine.array(name).values.buffer)]);
}"""


def test_chromium_has_the_bits_of_python(page: Page):
    moves = [["step", 60], ["change", {"loss": "hinge", "data": "text", "text": "Việt"}], ["step", 40]]
    recipe = {"config": PlaygroundConfig().to_json(), "moves": moves}
    page.goto("/playground?lang=en&pause=1")
    names = ["generator", "discriminator", "generator_gradient"]
    theirs = page.evaluate(BITS, {"recipe": recipe, "names": names})
    ours = Playground.replay(recipe)
    assert theirs == [ours._engine.array(name).view(np.uint32).ravel().tolist() for name in names]


# ------------------------------------------------------------------------------------------------------------------- four families

FAMILIES = ("gan", "r3gan", "flow", "drifting")


def planes(page: Page) -> list[Locator]:
    return [page.get_by_test_id(f"playground-{family}") for family in FAMILIES]


def expect_all_at(page: Page, at: int) -> None:
    for plane in planes(page):
        expect(plane).to_have_attribute("data-step", str(at), timeout=TIMEOUT_MILLISECONDS)


def test_four_families_go_side_by_side_and_a_link_brings_them_back(page: Page, new_page: Callable[..., Page]):
    visit(page, "lang=en&moves=20&pause=1&tab=compare")
    action(page, "families").click()
    expect(page).to_have_url(re.compile(r"\?lang=en&view=families$"))
    page.wait_for_function(
        "([element]) => Number(element.dataset.step) >= 60",
        arg=[page.get_by_test_id("families-step").element_handle()],
        timeout=TIMEOUT_MILLISECONDS,
    )
    page.keyboard.press("p")
    expect(page).to_have_url(re.compile("pause=1"), timeout=TIMEOUT_MILLISECONDS)
    last = int(re.search(r"moves=(\d+)", page.url).group(1))
    expect_all_at(page, last)
    page.keyboard.press("s")
    expect_all_at(page, last + 1)
    expect(page).to_have_url(re.compile(rf"moves={last + 1}&"))
    action(page, "one_game").click()
    expect(page.get_by_test_id("playground-a")).to_have_attribute("data-step", re.compile(r"\d"), timeout=TIMEOUT_MILLISECONDS)
    expect(page).not_to_have_url(re.compile("view="))
    pictures = []
    for one in (page, new_page()):
        one.goto("/playground?lang=en&view=families&seed=5&moves=40&pause=1")
        expect_all_at(one, 40)
        expect(action(one, "run")).to_be_visible()
        pictures.append([plane.evaluate("canvas => canvas.toDataURL()") for plane in planes(one)])
        assert one.complaints == []
    assert pictures[0] == pictures[1]


def test_each_family_has_python_s_counts(page: Page):
    page.goto("/playground?lang=en&view=families&data=grid&seed=2&moves=60&pause=1")
    expect_all_at(page, 60)
    for family in FAMILIES:
        game = Playground(FAMILY_PRESETS["grid", family].config.changed(seed=2))
        game.step(60)
        measures = game.measure()
        card = page.locator(f"[data-family={family}]")
        expect(card.locator("[data-count=modes]")).to_have_text(f"{measures.modes} / 25")
        expect(card.locator("[data-count=w1]")).to_have_text(f"{measures.w1:.2f}")
        expect(card.locator("[data-count=trained]")).to_have_text(re.compile(r"\d s$"))
        expect(card.locator("[data-count=drawn]")).to_have_text(re.compile(r"\d ms$"))
        outcome = OUTCOMES[f"family_{family}_grid"]
        expect(page.get_by_test_id(f"families-rate-{family}")).to_contain_text(f"on {outcome['successes']} of {outcome['seeds']} seeds")


def test_a_wrong_link_to_the_families_is_said(page: Page):
    page.goto("/playground?lang=en&view=families&data=moons&pause=1")
    expect(page.locator(".problem:visible")).to_contain_text("data: got 'moons'; accepted: ring, grid.")
    expect_all_at(page, 0)


@pytest.mark.parametrize(
    ("scheme", "width", "height", "query"),
    [
        ("light", 1280, 720, "lang=en&present=1"),
        ("dark", 1280, 720, "lang=vi&present=1"),
        ("light", 1920, 1080, "lang=vi"),
        ("dark", 390, 800, "lang=vi"),
    ],
)
def test_the_families_are_accessible_and_fit(new_page: Callable[..., Page], scheme: str, width: int, height: int, query: str):
    page = new_page(color_scheme=scheme, viewport={"width": width, "height": height})
    page.goto(f"/playground?{query}&view=families&moves=30&pause=1")
    expect_all_at(page, 30)
    assert faults(page, GRAVE) == []
    boxes = [plane.bounding_box() for plane in planes(page)]
    last = page.locator(".families ~ p").last.bounding_box()
    if width < 500:
        assert len({box["x"] for box in boxes}) == 1, "one below the other"
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    else:
        assert len({box["y"] for box in boxes}) == 1, "side by side"
        assert last["y"] + last["height"] <= height
    assert page.complaints == []
