"""The app on Windows as it is played: own images with Vietnamese names are uploaded, trained on, stopped, gone on with; a run is scored and
the table exported; then Ctrl-C and Ctrl-Break reach the server's processes."""

from __future__ import annotations

import io
import re
import signal
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from PIL import Image
from played_windows import environment
from playwright.sync_api import Page, expect
from started import started
from test_live import POST, SMALL, WORDS, expect_state, expect_step_after, open_train, press
from visitor import choose

from benchmarks.browser import free_port
from gan_core.files import portable_name
from gan_core.training.run_directory import RunDirectory, list_runs, steps_of
from web.ui.text import table

CLASSES = ("Mèo con", "mèo con", "Chó: Đốm", "CON")  # two that differ in case, and two that Windows takes for no folder's name
SCORED = {"models": ["cgan-fashion-mnist"], "n": 50, "extractor": "fashion", "seed": 0}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("windows")


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[str]:
    """Address of the app under the rules."""
    port = free_port()
    url = f"http://localhost:{port}"
    command = [sys.executable, "-m", "gan_core", "serve", "--port", str(port)]
    rules = environment(folder) | {"GAN_RUNS_DIR": str(folder / "Bài giảng"), "GAN_DEVICE": "cpu"}
    with started(command, f"{url}/_stcore/health", folder / "log.txt", rules):
        yield url


def own_images() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for number in range(24):
            picture = io.BytesIO()
            Image.new("RGB", (32, 32), (number * 10, 100, 200)).save(picture, "png")
            archive.writestr(f"{CLASSES[number % 4]}/ảnh {number}?.png", picture.getvalue())
    return file.getvalue()


def words(key: str) -> str:
    return table("train")[key]["vi"]


def processes(folder: Path) -> list[psutil.Process]:
    """Of the server and its workers that live."""
    return [psutil.Process(int(entry.name)) for entry in (folder / "processes").iterdir() if psutil.pid_exists(int(entry.name))]


def test_from_an_upload_to_a_table(page: Page, folder: Path):
    open_train(page, "lang=vi")
    choose(page, page.get_by_test_id("stSelectbox").filter(has_text=words("dataset")).get_by_role("combobox"), words("dataset_folder"))
    upload = page.get_by_test_id("stFileUploader").locator("input[type=file]").first
    upload.set_input_files({"name": "Ảnh của tôi.zip", "mimeType": "application/zip", "buffer": own_images()})
    for name in CLASSES:
        expect(page.get_by_text(re.compile(f"^{re.escape(name)}"))).to_be_visible()
    page.get_by_role("button", name=WORDS["start"]).click()
    expect_state(page, "running")
    expect_step_after(page, 1)
    press(page, WORDS["stop"])
    expect_state(page, "stopped")

    (run,) = list_runs(folder / "Bài giảng")
    stopped = run.read_status()["step"]
    press(page, WORDS["resume"])
    expect_state(page, "running")
    expect_step_after(page, stopped)
    press(page, WORDS["stop"])
    expect_state(page, "stopped")
    assert run.checkpoint_steps()[-1] > stopped

    status, answer = page.evaluate(POST, ["api/evaluations", SCORED])
    assert status == 200, answer
    page.goto("/evaluation?lang=vi&n=50&models=cgan-fashion-mnist")
    scores = page.get_by_test_id("evaluation-stage").get_by_role("row", name=re.compile(f"^{table('models')[SCORED['models'][0]]['vi']}"))
    expect(scores).to_have_count(3, timeout=120_000)  # beside its two on the card
    with page.expect_download() as download:
        page.get_by_role("link", name="Markdown").click()
    assert "| 50 |" in Path(download.value.path()).read_text(encoding="utf-8")
    assert page.complaints == []


def test_a_training_ends_with_the_server_and_is_saved(page: Page, folder: Path):
    """Windows sends Ctrl-C and Ctrl-Break to every process of a terminal."""
    open_train(page)
    settings = SMALL | {"checkpoint_every": 5, "keep_checkpoints": 2}
    status, answer = page.evaluate(POST, ["api/runs", {"preset": "cgan-quick", "settings": settings}])
    assert status == 200, answer
    open_train(page, f"lang=en&run={answer['name']}")
    expect_step_after(page, 30)
    directory = RunDirectory(folder / "Bài giảng" / answer["name"])
    everything = processes(folder)
    workers = [process for process in everything if process.parent() in everything]
    assert workers
    for worker in workers:
        worker.send_signal(signal.SIGUSR1)
        worker.send_signal(signal.SIGINT)
    expect_step_after(page, directory.checkpoint_steps()[-1] + 20)
    assert all(worker.is_running() for worker in workers)
    for server in set(everything) - set(workers):
        server.send_signal(signal.SIGINT)
    psutil.wait_procs(everything, 60)
    assert processes(folder) == []
    assert directory.read_status()["state"] == "stopped"
    assert directory.checkpoint_steps()[-1] == directory.read_status()["step"]
    assert list(steps_of(directory.checkpoints, "safetensors")) == directory.checkpoint_steps()[-2:]


def test_nothing_was_written_that_windows_would_refuse(folder: Path):
    written = [path.relative_to(folder) for path in folder.rglob("*")]
    assert all(portable_name(path.name) for path in written)
    assert len({str(path).casefold() for path in written}) == len(written)
