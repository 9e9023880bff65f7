"""The live view in a real browser: start a training, watch, pause, come back, change, fork, stop, replay."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from accessibility import GRAVE, faults
from playwright.sync_api import Locator, Page, expect
from visitor import PHONE, expect_scheme, expect_to_fit

from gan_core.inference import TrainedGenerator, draw
from gan_core.training.run_directory import RunDirectory

SHIPPED = "cgan-fashion-mnist"
# A few milliseconds a step, and no end in sight
SMALL = {"base_channels": 4, "latent_dim": 8, "batch_size": 8, "epochs": 1000, "log_every": 1, "checkpoint_every": 100_000, "ema_decay": 0}
POST = """async ([path, body]) => {
    const answer = await fetch(path, {method: "POST", headers: {"X-GAN-Classroom": "1"}, body: JSON.stringify(body)});
    return [answer.status, await answer.json()];
}"""
TIMEOUT_MILLISECONDS = 120_000  # a busy machine: data are loaded, torch is warmed up


def open_train(page: Page, query: str = "lang=en") -> None:
    page.goto(f"/train?{query}")
    expect(state(page)).to_have_attribute("data-state", re.compile("^(?!loading|none)"), timeout=TIMEOUT_MILLISECONDS)


def state(page: Page) -> Locator:
    return page.get_by_test_id("live-state")


def samples(page: Page) -> Locator:
    return page.get_by_test_id("live-samples")


def plot(page: Page, name: str = "loss") -> Locator:
    return page.locator(f"[data-chart={name}]")


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def expect_state(page: Page, name: str) -> None:
    expect(state(page)).to_have_attribute("data-state", name, timeout=TIMEOUT_MILLISECONDS)


def step(page: Page) -> int:
    return int(page.get_by_test_id("live-step").get_attribute("data-step"))


def expect_step_after(page: Page, before: int) -> None:
    page.wait_for_function(
        "([element, before]) => Number(element.dataset.step) > before",
        arg=[page.get_by_test_id("live-step").element_handle(), before],
        timeout=TIMEOUT_MILLISECONDS,
    )


def drag(page: Page, box: dict[str, float], start: float, end: float) -> None:
    """Over a chart, between two shares of its width."""
    page.mouse.move(box["x"] + start * box["width"], box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + end * box["width"], box["y"] + box["height"] / 2, steps=5)
    page.mouse.up()


@pytest.fixture
def training(page: Page) -> Iterator[str]:
    """A small training that `page` started and watches; it is stopped at the end."""
    open_train(page)
    status, answer = page.evaluate(POST, ["api/runs", {"preset": "cgan-quick", "settings": SMALL}])
    assert status == 200, answer
    open_train(page, f"lang=en&run={answer['name']}")
    expect_state(page, "running")
    expect_step_after(page, 2)
    yield answer["name"]
    page.evaluate(POST, [f"api/runs/{answer['name']}/stop", {}])


WORDS = {
    "start": "Bắt đầu huấn luyện",
    "pause": "Tạm dừng",
    "d": "Chỉ D",
    "on": "Chạy tiếp",
    "stop": "Kết thúc",
    "resume": "Chạy tiếp từ điểm lưu",
    "replay": "▶ Phát lại",
}


def test_start_watch_pause_reload_go_on_stop_replay(page: Page):
    open_train(page, "lang=vi")
    page.get_by_role("button", name=WORDS["start"]).click()
    expect_state(page, "running")
    expect_step_after(page, 0)
    expect(samples(page)).to_have_attribute("data-step", "0")

    press(page, WORDS["pause"])
    expect_state(page, "paused")
    held = step(page)
    name = re.search(r"run=([\w-]+)", page.url)[1]
    page.reload()
    expect_state(page, "paused")
    assert step(page) == held
    assert name in page.url
    press(page, WORDS["d"])
    expect(page.locator("[data-chart=loss] .flag")).to_contain_text("D +1")

    press(page, WORDS["on"])
    expect_state(page, "running")
    expect_step_after(page, held)
    press(page, WORDS["stop"])
    expect_state(page, "stopped")
    expect(page.get_by_role("button", name=WORDS["resume"], exact=True)).to_be_visible()

    press(page, WORDS["replay"])
    expect_state(page, "replay")
    expect_state(page, "stopped")  # at its end the replay is over
    assert page.complaints == []


def test_two_browsers_see_the_same_step_and_one_controls(training: str, page: Page, new_page: Callable[..., Page], presenter_pin: str):
    other = new_page()
    open_train(other, f"lang=en&run={training}")
    expect_state(other, "running")
    expect(other.get_by_role("button", name="Pause", exact=True)).to_be_hidden()
    press(page, "Pause")
    for one in (page, other):
        expect_state(one, "paused")
    expect(other.get_by_test_id("live-step")).to_have_attribute("data-step", str(step(page)))
    assert plot(other).get_attribute("data-last") == plot(page).get_attribute("data-last")

    press(other, "PIN…")
    other.get_by_label("Presenter's PIN").fill("wrong one")
    press(other, "Take over")
    press(other, "Continue")
    expect(other.get_by_test_id("live-stage").get_by_role("alert").first).to_contain_text("only who started it")
    press(other, "PIN…")
    other.get_by_label("Presenter's PIN").fill(presenter_pin)
    press(other, "Take over")
    press(other, "Continue")
    for one in (page, other):
        expect_state(one, "running")
    assert page.complaints == []


def test_zoom_survives_new_numbers_and_is_shared(training: str, page: Page):
    expect_step_after(page, 30)
    drag(page, plot(page).locator(".u-over").bounding_box(), 0.3, 0.6)
    zoomed = plot(page).get_attribute("data-range")
    assert not zoomed.startswith("0,")
    before = step(page)
    expect_step_after(page, before + 10)
    for name in ("loss", "output", "accuracy", "gradient"):
        expect(plot(page, name)).to_have_attribute("data-range", zoomed)
    plot(page, "output").locator(".u-over").dblclick()
    expect(plot(page)).to_have_attribute("data-range", re.compile("^0,"))
    plot(page).press("+")
    expect(plot(page, "gradient")).not_to_have_attribute("data-range", re.compile("^0,"))
    plot(page).press("0")
    expect(plot(page)).to_have_attribute("data-range", re.compile("^0,"))
    assert page.complaints == []


def test_curves_are_as_dense_as_the_whole_where_they_are_zoomed(page: Page):
    open_train(page, f"lang=en&run={SHIPPED}")
    expect(plot(page)).to_have_attribute("data-points", re.compile("^(19\\d|200)$"))
    drag(page, plot(page).locator(".u-over").bounding_box(), 0.4, 0.6)
    for name in ("loss", "output"):
        expect(plot(page, name)).to_have_attribute("data-points", re.compile("^(19\\d|2\\d\\d)$"))
    plot(page).locator(".u-over").dblclick()
    expect(plot(page)).to_have_attribute("data-points", re.compile("^(19\\d|200)$"))
    assert page.complaints == []


def test_settings_change_while_it_runs_and_a_fork_is_compared(training: str, page: Page):
    press(page, "Change…")
    drawer = page.get_by_role("group", name="Change while it runs")
    field = drawer.get_by_label("Learning rate of G")
    field.fill("7")
    press(page, "Apply")
    expect(drawer.get_by_role("alert")).to_contain_text("generator_lr")
    field.fill("0.0007")
    press(page, "Apply")
    expect(drawer.get_by_role("alert")).to_be_hidden()
    flag = page.locator("[data-chart=loss] .flag")
    expect(flag).to_contain_text("Learning rate of G: 0.0007")
    flag.focus()
    expect(page.get_by_role("tooltip")).to_contain_text("changed: Learning rate of G")

    press(page, "Stop")
    expect_state(page, "stopped")
    press(page, "Fork…")
    page.get_by_label("Setting to change").select_option("loss")
    page.get_by_label("New value").select_option("lsgan")
    press(page, "Fork")
    expect(page).to_have_url(re.compile(f"compare={training}"))
    expect_state(page, "running")
    expect(plot(page, "output").locator(".equilibrium")).to_contain_text("(a + b)/2")
    expect(page.get_by_label("Compare with")).to_have_value(training)
    press(page, "Stop")
    expect_state(page, "stopped")
    assert [complaint for complaint in page.complaints if "400" not in complaint] == []  # the refused setting


def test_where_d_only_compares_the_order_of_pairs_is_charted(training: str, page: Page):
    legend = page.locator(".chart.accuracy .legend")
    expect(legend).to_contain_text("generated")
    press(page, "Change…")
    drawer = page.get_by_role("group", name="Change while it runs")
    expect(drawer.get_by_label("R2 penalty, on generated images (γ)")).to_be_hidden()
    drawer.get_by_label("Loss", exact=True).select_option("r3gan")
    drawer.get_by_label("R2 penalty, on generated images (γ)").fill("0.1")
    drawer.get_by_label("Augmentation (DiffAugment)").select_option(label="colour + cutout")
    press(page, "Apply")
    expect(legend).to_contain_text("pairs (real, generated)", timeout=TIMEOUT_MILLISECONDS)
    expect(legend.locator("li")).to_have_count(1)
    expect(plot(page, "accuracy").locator(".equilibrium")).to_contain_text("coin toss")
    expect(page.locator("[data-chart=loss] .equilibrium").first).to_contain_text("ln 2")
    expect(page.locator("[data-chart=loss] .flag")).to_be_visible()
    assert page.complaints == []


def test_the_average_and_g_itself_can_be_looked_at(training: str, page: Page):
    chosen = page.get_by_label("Which weights of G draw the samples")
    expect(chosen).to_be_hidden()  # this one has no average
    settings = SMALL | {"ema_decay": 0.9, "generator_lr": 0.02, "max_steps": 20, "sample_every": 5}
    press(page, "Stop")
    expect_state(page, "stopped")
    status, answer = page.evaluate(POST, ["api/runs", {"preset": "cgan-quick", "settings": settings}])
    assert status == 200, answer
    open_train(page, f"lang=en&run={answer['name']}")
    expect_state(page, "finished")
    expect(samples(page)).to_have_attribute("data-step", "20")
    averaged = samples(page).evaluate("canvas => canvas.toDataURL()")
    chosen.select_option("G itself")
    expect(page).to_have_url(re.compile("weights=raw"))
    expect(page.get_by_role("link", name="PNG")).to_have_attribute("download", f"{answer['name']}-20-raw.png")
    assert samples(page).evaluate("canvas => canvas.toDataURL()") != averaged
    page.reload()
    expect(chosen).to_have_value("raw")
    assert page.complaints == []


def test_a_shipped_run_replays_in_the_same_view(page: Page):
    open_train(page, f"lang=en&run={SHIPPED}")
    expect_state(page, "finished")
    expect(samples(page)).to_have_attribute("data-run", SHIPPED)
    last = int(samples(page).get_attribute("data-step"))
    expect(page.get_by_role("button", name="Pause", exact=True)).to_be_hidden()
    page.get_by_label("Replay speed").select_option("10")
    press(page, "▶ Replay")
    expect_state(page, "replay")
    seen, ends = set(), []
    while state(page).get_attribute("data-state") == "replay":
        seen.add(int(samples(page).get_attribute("data-step")))
        ends.append(int(plot(page).get_attribute("data-last")))
        page.wait_for_timeout(100)
    assert len(seen) >= 3  # of six
    assert ends[0] < last / 2
    assert sorted(ends) == ends
    expect(samples(page)).to_have_attribute("data-step", str(last))
    expect(plot(page)).to_have_attribute("data-range", f"0,{last}")

    press(page, "▶ Replay")
    expect_state(page, "replay")
    press(page, "❚❚ Pause")
    held = step(page)
    page.wait_for_timeout(300)
    assert step(page) == held
    press(page, "To the end")
    expect_state(page, "finished")
    assert page.complaints == []


def test_time_line_by_keys_and_by_link(page: Page):
    open_train(page, f"lang=en&run={SHIPPED}")
    expect(samples(page)).to_have_attribute("data-run", SHIPPED)
    last = samples(page).get_attribute("data-step")
    line = page.get_by_role("slider", name="Time line")
    line.press("ArrowLeft")
    expect(samples(page)).not_to_have_attribute("data-step", last)
    one = samples(page).get_attribute("data-step")
    expect(page).to_have_url(re.compile(f"at={one}(&|$)"))
    page.reload()
    expect(samples(page)).to_have_attribute("data-step", one)
    page.get_by_role("slider", name="Time line").press("Home")
    expect(samples(page)).to_have_attribute("data-step", "0")
    after = page.get_by_role("group", name="After epoch")
    after.get_by_role("button", name="5", exact=True).click()
    expect(page.locator(".samples .caption").first).to_contain_text("epoch 5.0")
    expect(after.get_by_role("button", name="5", exact=True)).to_have_attribute("aria-pressed", "true")
    press(page, "To the end")
    expect(samples(page)).to_have_attribute("data-step", last)
    plot(page).locator(".u-over").hover()
    expect(page.get_by_text("Pointer at step")).to_be_visible()


def test_equilibrium_lines_are_explained(page: Page):
    open_train(page, f"lang=en&run={SHIPPED}")
    page.locator("[data-chart=loss] .equilibrium", has_text="2 ln 2").focus()
    expect(page.get_by_role("tooltip")).to_contain_text("the best D answers ½ everywhere")
    page.keyboard.press("Escape")
    expect(page.get_by_role("tooltip")).to_be_hidden()


def test_the_doctor_is_asked_for_the_moment_on_the_screen_and_his_remedy_is_taken(page: Page):
    broken = SMALL | {"discriminator_lr": 0.02, "generator_lr": 1e-6, "max_steps": 60, "sample_every": 5}
    open_train(page)
    name = page.evaluate(POST, ["api/runs", {"preset": "cgan-quick", "settings": broken}])[1]["name"]
    open_train(page, f"lang=en&run={name}")
    expect_state(page, "finished")
    doctor = page.get_by_role("region", name="Doctor")
    expect(doctor).to_have_attribute("data-finding", re.compile("^(?!healthy|too_early)"))
    doctor.get_by_role("button", name="Why?").click()
    evidence = re.compile("D tells real from generated images 1?\\d\\d% of the time")
    expect(doctor.get_by_role("listitem").filter(has_text=evidence).first).to_be_visible()

    page.get_by_test_id("live-timeline").press("Home")
    expect(doctor).to_have_attribute("data-finding", "too_early")
    expect(doctor).to_contain_text("Doctor, at step 0:")
    press(page, "To the end")
    expect(doctor).not_to_have_attribute("data-finding", "too_early")

    remedy = doctor.get_by_role("button", name=re.compile("^Start over: "))
    remedy.first.click()
    expect_state(page, "running")
    page.wait_for_url(re.compile(f"compare={name}"))
    press(page, "Stop")


def test_a_lost_server_is_said_and_found_again(training: str, page: Page):
    page.route("**/api/runs/**", lambda route: route.abort())
    expect(page.get_by_test_id("live-stage").get_by_role("alert").first).to_contain_text("cannot be reached")
    before = step(page)
    page.unroute("**/api/runs/**")
    expect_step_after(page, before)
    expect(page.get_by_test_id("live-stage").get_by_role("alert").first).to_be_hidden()


def test_why_a_run_failed_is_said_in_the_language_of_the_page(page: Page):
    open_train(page)
    diverging = SMALL | {"loss": "lsgan", "lsgan_b": 1e38, "discriminator_norm": "none"}
    _, answer = page.evaluate(POST, ["api/runs", {"preset": "cgan-quick", "settings": diverging}])
    for language, reason in {
        "vi": r"^Lý do: hàm mất mát của [DG] trở thành .+ ở bước \d+$",
        "en": r"^Reason: [DG]'s loss became .+ at step \d+$",
    }.items():
        open_train(page, f"lang={language}&run={answer['name']}")
        expect_state(page, "failed")
        expect(page.locator(".bar .reason")).to_have_text(re.compile(reason))


def test_a_run_without_pictures_shows_none_of_another(page: Page):
    open_train(page, f"lang=en&run={SHIPPED}")
    expect(samples(page)).to_have_attribute("data-run", SHIPPED)
    page.route("**/cgan-embedding-fashion-mnist/samples/*", lambda route: route.fulfill(status=404))
    page.locator("#run").select_option("cgan-embedding-fashion-mnist")
    expect(samples(page)).not_to_have_attribute("data-run", SHIPPED)
    assert samples(page).evaluate("canvas => canvas.getContext('2d').getImageData(0, 0, 280, 280).data.every((byte) => byte === 0)")
    expect(page.get_by_role("link", name="PNG")).to_be_hidden()


def test_an_unknown_run_is_named_and_another_is_shown(page: Page):
    open_train(page, "lang=en&run=nothing-like-this")
    expect(page.get_by_test_id("live-stage").get_by_role("alert").first).to_contain_text("nothing-like-this")
    expect(samples(page)).to_have_attribute("data-run", re.compile(".+"))


def test_everything_is_on_a_projector_at_once(training: str, page: Page):
    open_train(page, f"lang=vi&run={training}")
    expect(samples(page)).to_have_attribute("data-run", training)
    controls = page.get_by_role("button", name="Tạm dừng", exact=True)
    for one in (state(page), controls, samples(page), *(plot(page, name) for name in ("loss", "output", "accuracy", "gradient"))):
        expect(one).to_be_in_viewport(ratio=1)


def test_phone_and_accessibility(new_page: Callable[..., Page]):
    page = new_page(viewport=PHONE, has_touch=True)
    open_train(page, f"lang=vi&run={SHIPPED}")
    expect(samples(page)).to_have_attribute("data-run", SHIPPED)
    expect(samples(page)).to_be_in_viewport(ratio=1)
    expect_to_fit(page, PHONE)
    assert page.get_by_test_id("live-stage").evaluate("stage => stage.scrollWidth - stage.clientWidth") <= 0
    for scheme in ("light", "dark"):
        expect_scheme(page, scheme)
        assert faults(page, GRAVE) == []
    assert page.complaints == []


def test_controls_are_accessible(training: str, page: Page):
    press(page, "Change…")
    assert faults(page, GRAVE) == []


def test_a_collapse_is_drawn_as_bands_of_classes(page: Page):
    open_train(page, "lang=en&run=failure-complete-collapse")
    bands = plot(page, "shares").locator("polygon")
    expect(bands.first).to_be_visible()
    expect(page.locator(".chart.shares .legend")).to_contain_text("step 700: Bag 100%")
    page.get_by_test_id("live-timeline").press("Home")
    page.get_by_test_id("live-timeline").press("ArrowRight")
    expect(page.locator(".chart.shares .legend")).to_contain_text("Shirt")


@pytest.mark.parametrize(
    ("lang", "button", "entries"), [("en", "D", ["diversity", "by label", "right class"]), ("vi", "D", ["đa dạng", "do nhãn", "đúng lớp"])]
)
def test_a_label_that_is_ignored_is_drawn_beside_diversity_with_remedies(page: Page, lang: str, button: str, entries: list[str]):
    open_train(page, f"lang={lang}&run=failure-ignored-label")
    expect(page.locator("[data-finding=label_ignored]")).to_be_visible()
    legend = page.locator(".chart.samples .legend li:visible")
    expect(legend).to_have_count(3)
    for item, entry in zip(legend.all(), entries, strict=True):
        expect(item).to_contain_text(re.compile(rf"{entry}\s*\d"))
    expect(plot(page, "accuracy")).to_be_hidden()
    press(page, button)
    expect(plot(page, "accuracy").locator(".u-over")).to_be_visible()
    expect(plot(page, "samples")).to_be_hidden()
    page.locator(".doctor > button").click()
    expect(page.locator(".remedies button")).to_have_count(2)


def test_the_pointer_shows_the_samples_of_its_step_and_they_enlarge(page: Page):
    page.goto("/train?lang=en&run=failure-partial-collapse")
    sheet = page.get_by_test_id("live-samples")
    expect(sheet).to_have_attribute("data-step", "900")
    plot = page.locator('[data-chart="loss"] .u-over')
    box = plot.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 3, box["y"] + 30)
    expect(sheet).not_to_have_attribute("data-step", "900")
    expect(page.locator(".toolbar .hint")).to_contain_text("Pointer at step")
    page.mouse.move(2, 2)
    expect(sheet).to_have_attribute("data-step", "900")
    page.get_by_role("button", name="Enlarge").click()
    large = page.locator("dialog.large canvas").first
    assert large.bounding_box()["width"] > 1.3 * sheet.bounding_box()["width"]
    page.keyboard.press("Escape")
    expect(large).to_be_hidden()


def test_a_run_on_the_visitors_own_machine(page: Page, tmp_path: Path) -> None:
    """It trains without the server, is kept over a reload, goes on, is scored, frozen, opened from its file, slid, and loaded."""
    open_train(page)
    page.locator("#local-base_channels").select_option("8")
    page.get_by_test_id("local-start").click()
    expect_state(page, "running")
    expect(samples(page)).to_have_attribute("data-run", re.compile("^browser-"), timeout=TIMEOUT_MILLISECONDS)
    expect_step_after(page, 20)
    press(page, "Pause")
    expect_state(page, "paused")
    paused = step(page)
    page.get_by_role("button", name="One step", exact=True).click()
    expect_step_after(page, paused)
    page.reload()
    expect_state(page, "interrupted")
    assert step(page) >= paused + 1
    press(page, "Resume")
    expect_state(page, "running")
    expect_step_after(page, paused + 2)
    expect(page.locator("[data-finding]")).to_be_visible(timeout=TIMEOUT_MILLISECONDS)  # the doctor reads it
    page.context.set_offline(True)  # with the network cut it goes on
    expect_step_after(page, step(page) + 10)
    with page.expect_download() as downloading:
        page.get_by_test_id("local-download").click()
    page.locator("[data-next=score]").click()
    expect(page.get_by_test_id("local-after")).to_contain_text("of 500 pictures", timeout=TIMEOUT_MILLISECONDS)
    page.context.set_offline(False)
    file = downloading.value.path()
    with page.expect_download() as freezing:
        page.locator("[data-next=freeze]").click()
    assert freezing.value.path().read_bytes().startswith(b"<!doctype html>")
    page.locator("#local-open").set_input_files(file)  # as on another machine
    expect_state(page, "stopped")
    page.set_viewport_size({"width": 390, "height": 844})
    page.locator("[data-next=slide]").click()
    expect(page.locator("[data-testid=latent-picture][data-painter=browser]")).to_have_attribute(
        "data-query", re.compile("model=browser-"), timeout=TIMEOUT_MILLISECONDS
    )
    run = unpacked(file, tmp_path)
    generator = TrainedGenerator.load(run)
    assert generator.images(*draw(generator, label=3, seed=0, count=2)).shape == (2, 28, 28, 1)
    assert RunDirectory(run).read_status()["step"] > paused


def unpacked(file: Path, folder: Path) -> Path:
    with zipfile.ZipFile(file) as archive:
        archive.extractall(folder)
    return next(folder.iterdir())
