from __future__ import annotations

import io
import json
import shutil
from itertools import islice
from pathlib import Path

import huggingface_hub
import numpy as np
import pytest
import torch
from hub_stand_in import TOKEN, Hub, Repository, Serving
from huggingface_hub import ModelCard
from PIL import Image

from gan_core.cli import main
from gan_core.config import TrainingConfig
from gan_core.data.image_dataset import ImageDataset
from gan_core.errors import CheckpointError
from gan_core.hub import card, contents, pull, push
from gan_core.hub.sending import gather
from gan_core.inference import TrainedGenerator
from gan_core.training import loop
from gan_core.training.checkpoint import save_checkpoint
from gan_core.training.run_directory import RunDirectory
from gan_core.training.samples import sample_grid

# huggingface_hub 2.4.0 sends a file's bytes by an argument that httpx2 calls old
pytestmark = pytest.mark.filterwarnings("ignore:Use 'content=<...>' to upload raw bytes:DeprecationWarning")

SHIPPED = Path(__file__).parents[2] / "checkpoints" / "cgan-fashion-mnist"


@pytest.fixture(scope="module")
def trained(tmp_path_factory) -> Path:
    """A run of two steps on one's own pictures, with optimisers and all."""
    config = TrainingConfig(
        dataset="folder", data_dir="/home/an/ảnh của tôi", num_classes=2, class_names=("dark", "light"), image_size=28, base_channels=8,
        batch_size=4, max_steps=2, log_every=1, checkpoint_every=1, latent_dim=4,
    )  # fmt: skip
    directory = RunDirectory(tmp_path_factory.mktemp("runs") / "dots")
    shades = torch.arange(16, dtype=torch.uint8).mul(16).reshape(16, 1, 1, 1).expand(16, 1, 28, 28).contiguous()
    images = ImageDataset("folder", "train", shades, torch.arange(16) % 2, ("dark", "light"))
    directory.create(config)
    state = loop.start(config, images, torch.device("cpu"))
    for report in islice(loop.train(state, images), 2):
        directory.append_report(report)
        directory.save_samples(report.step, sample_grid(state.players))
        save_checkpoint(directory.checkpoints, state)
    directory.write_status("finished", step=2)
    return directory.path


@pytest.fixture(scope="module")
def served():
    hub = Hub()
    with Serving(hub) as address:
        yield hub, address


@pytest.fixture
def hub(served, monkeypatch, tmp_path) -> Hub:
    """The stand-in, empty; huggingface_hub asks it and no other server."""
    hub, address = served
    hub.__init__()  # type: ignore[misc]
    monkeypatch.setattr(huggingface_hub.constants, "ENDPOINT", address)
    monkeypatch.setattr(huggingface_hub.constants, "HUGGINGFACE_CO_URL_TEMPLATE", address + "/{repo_id}/resolve/{revision}/{filename}")
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_DISABLE_XET", True)
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    return hub


def files_of(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def pictures(path: Path) -> np.ndarray:
    generator = TrainedGenerator.load(path)
    return generator.images(torch.randn(4, generator.latent_dim, generator=torch.Generator().manual_seed(0)), torch.tensor([0, 1, 0, 1]))


# There and back


def test_a_shipped_run_comes_back_byte_for_byte_but_for_its_pictures_mark(hub, tmp_path, capsys):
    main(["push", str(SHIPPED), "student/sneakers"])
    assert capsys.readouterr().out.strip().endswith("/student/sneakers")
    main(["pull", "student/sneakers", "--out", str(tmp_path / "back")])
    assert capsys.readouterr().out.strip() == str(tmp_path / "back")
    packed = files_of(SHIPPED)
    for made in ("browser.bin", "inversion.json", "inversion.png", "copies.png"):  # for the app's own pages
        del packed[made]
    back = files_of(tmp_path / "back")
    sheets = {name for name in packed if name.startswith("samples/")}
    assert {name: back[name] for name in back.keys() - sheets} == {name: packed[name] for name in packed.keys() - sheets}
    for name in sheets:  # pictures that leave are marked as generated
        with Image.open(io.BytesIO(back[name])) as pulled, Image.open(io.BytesIO(packed[name])) as ours:
            assert "trainedAlgorithmicMedia" in str(pulled.info)
            assert pulled.tobytes() == ours.tobytes()
    assert np.array_equal(pictures(tmp_path / "back"), pictures(SHIPPED))
    assert not hub.repositories["student/sneakers"].private
    assert [path.name for path in tmp_path.iterdir()] == ["cache", "back"] or not (tmp_path / "cache").exists()


def test_an_own_run_comes_back_with_its_newest_checkpoint_and_can_go_on(hub, trained, tmp_path):
    push(trained, "student/dots", private=True)
    assert hub.repositories["student/dots"].private
    pull("student/dots", tmp_path / "back")
    back = RunDirectory(tmp_path / "back")
    assert back.checkpoint_steps() == [2]
    assert files_of(back.checkpoints)["step-00000002.safetensors"] == (trained / "checkpoints" / "step-00000002.safetensors").read_bytes()
    assert np.array_equal(pictures(back.path), pictures(trained))
    assert list(back.read_stats()) == list(RunDirectory(trained).read_stats())


def test_the_folder_of_own_images_is_not_published(hub, trained):
    push(trained, "student/dots")
    sent = hub.repositories["student/dots"].commits[hub.repositories["student/dots"].head]
    assert not [name for name, content in sent.items() if b"/home/an" in content]
    assert json.loads(sent["config.json"])["data_dir"] == "ảnh của tôi"


def test_one_checkpoint_can_be_chosen_and_replaces_the_other(hub, trained, tmp_path):
    push(trained, "student/dots")
    push(trained / "checkpoints" / "step-00000001.safetensors", "student/dots")
    pull("student/dots", tmp_path / "back")
    assert RunDirectory(tmp_path / "back").checkpoint_steps() == [1]


def test_an_older_commit_can_be_fetched(hub, trained, tmp_path):
    push(trained, "student/dots")
    first = hub.repositories["student/dots"].head
    push(trained / "checkpoints" / "step-00000001.safetensors", "student/dots")
    pull("student/dots", tmp_path / "back", revision=first)
    assert RunDirectory(tmp_path / "back").checkpoint_steps() == [2]


# The card


def test_the_card_tells_the_hub_what_the_model_is(hub):
    push(SHIPPED, "student/sneakers")
    repository = hub.repositories["student/sneakers"]
    read = ModelCard(repository.commits[repository.head]["README.md"].decode())
    data = read.data
    assert (data.license, data.library_name, data.pipeline_tag) == ("mit", "gan-classroom", "unconditional-image-generation")
    assert data.datasets == ["zalando-datasets/fashion_mnist"]
    assert {"gan", "cgan", "conditional"} <= set(data.tags)
    assert read.text.strip() == (SHIPPED / "README.md").read_text().strip()
    results = {(result.metric_type, result.metric_name.split("; ")[1]): result.metric_value for result in data.eval_results}
    scores = json.loads((SHIPPED / "metrics.json").read_text())["classifier"]["generated"]["scores"]
    assert results[("fid", f"{scores['fid']['extractor']}, N = 10,000")] == scores["fid"]["value"]
    assert all(
        "; resize: " in result.metric_name and "; against fashion-mnist, test images" in result.metric_name for result in data.eval_results
    )
    assert {kind for kind, _ in results} >= {"fid", "kid", "precision", "recall", "accuracy"}


def test_the_card_has_the_licence_of_the_run(hub, trained):
    (trained / "LICENSE").write_text("CC-BY-NC-SA-4.0\n\nNon-commercial.\n")
    for asked, licence in ((None, "cc-by-nc-sa-4.0"), ("cc-by-4.0", "cc-by-4.0")):
        push(trained, "student/faces", license_id=asked)
        repository = hub.repositories["student/faces"]
        assert ModelCard(repository.commits[repository.head]["README.md"].decode()).data.license == licence


def test_a_run_without_a_card_gets_a_plain_one():
    config = TrainingConfig(dataset="folder", data_dir="mine")
    text = card.with_front_matter("", "dots", config, {}, "cc-by-4.0")
    read = ModelCard(text)
    assert (read.data.license, read.data.datasets, read.data.eval_results) == ("cc-by-4.0", None, None)
    assert "gan_core pull USER/dots" in read.text
    assert card.without_front_matter(text).startswith("# dots")


@pytest.mark.parametrize("text", ["# Card\n\n---\n\nbelow\n", "", "---\nno end\n", "# Thẻ\n"])
def test_front_matter_is_put_on_and_taken_off_without_a_trace(text):
    config = TrainingConfig()
    whole = card.with_front_matter(text, "run", config, {}, "mit")
    assert card.without_front_matter(whole) == (text or card.plain_card("run", config))


# What is not sent, and what is not fetched


@pytest.fixture
def pushed(hub, trained) -> dict[str, bytes]:
    """The files of a good repository, student/dots, to be spoilt in place."""
    files = gather(RunDirectory(trained), trained / "checkpoints" / "step-00000002.safetensors", "dots", "mit")
    hub.repositories["student/dots"] = repository = Repository()
    commit = repository.commit({name: content.read_bytes() if isinstance(content, Path) else content for name, content in files.items()})
    return repository.commits[commit]


def refused(out: Path, *arguments: object, **options: object) -> str:
    """The sentence with which a pull ends; nothing is left behind."""
    with pytest.raises(CheckpointError) as error:
        pull("student/dots", out, *arguments, **options)  # type: ignore[arg-type]
    assert not out.exists()
    assert [path.name for path in out.parent.iterdir()] in ([], ["cache"])
    return str(error.value)


@pytest.mark.parametrize(
    "name",
    [
        "model.pkl", "pytorch_model.bin", "app.py", "../escape.json", "samples/../../escape.png", "/etc/passwd", "config.json\n",
        "checkpoints/step-1.safetensors", "checkpoints/step-٠٠٠٠٠٠٠١.safetensors", "samples/step-00000001.png.py", "CONFIG.JSON",
        "samples/sub/step-00000001.png", "samples\\step-00000001.png", ".cache/huggingface/x", "writer.lock",
    ],
)  # fmt: skip
def test_a_file_that_no_run_has_is_refused(hub, pushed, tmp_path, name):
    pushed[name] = b"x"
    hub.asked.clear()
    sentence = refused(tmp_path / "back")
    assert sentence.startswith(f"repository student/dots: it holds {name!r}, which no run has")
    assert not [line for line in hub.asked if "/resolve/" in line]


def test_a_file_too_large_is_refused_before_it_is_fetched(hub, pushed, tmp_path, monkeypatch):
    monkeypatch.setitem(contents.LIMITS, r"config\.json", 10)
    assert "config.json has" in refused(tmp_path / "back")
    monkeypatch.undo()


def test_too_many_files_are_refused(pushed, tmp_path, monkeypatch):
    monkeypatch.setattr(contents, "MAX_FILES", 3)
    assert "all together has" in refused(tmp_path / "back")


@pytest.mark.parametrize("missing", ["config.json", "checkpoints/step-00000002.safetensors"])
def test_a_repository_without_a_run_is_refused(pushed, tmp_path, missing):
    del pushed[missing]
    assert refused(tmp_path / "back") == (
        "repository student/dots: not a run; accepted: one with config.json and a checkpoint, as 'push' sends it."
    )


def spoil(content: bytes) -> bytes:
    return content[:-1] + bytes([content[-1] ^ 1])


@pytest.mark.parametrize("name", ["checkpoints/step-00000002.safetensors", "stats.jsonl", "samples/step-00000002.png"])
def test_a_file_changed_on_the_way_is_refused(hub, pushed, tmp_path, name):
    hub.lies[name] = spoil(pushed[name])
    assert "its digest differs from the one that the Hub lists" in refused(tmp_path / "back")


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("config.json", b"[]", "not a JSON object"),
        ("config.json", b'{"latent_dim": -1}', "latent_dim"),
        ("config.json", b"{" * 5000, "not JSON"),
        ("metrics.json", b"[1]", "not a JSON object"),
        ("status.json", b"{", "not JSON"),
        ("stats.jsonl", b'{"step": "x"}\n', "a line is not a report of a step"),
        ("samples/step-00000002.png", b"GIF89a", "not a PNG picture"),
        ("README.md", b"\xff\xfe", "not UTF-8"),
        ("checkpoints/step-00000002.safetensors", b"\x80\x04pickle", "damaged"),
        ("checkpoints/step-00000002.json", b"{}", "another format"),
    ],
)
def test_what_cannot_be_read_is_refused(pushed, tmp_path, name, content, reason):
    pushed[name] = content
    with pytest.raises(Exception, match=reason) as error:
        pull("student/dots", tmp_path / "back")
    assert type(error.value).__module__ == "gan_core.errors"
    assert not (tmp_path / "back").exists()


def test_a_picture_of_too_many_pixels_is_refused(pushed, tmp_path, monkeypatch):
    monkeypatch.setattr("gan_core.hub.fetching.LARGEST_PICTURE", 10)
    assert "pixels are too many" in refused(tmp_path / "back")


@pytest.mark.parametrize("kind", ["file", "full folder", "link"])
def test_nothing_that_is_there_is_written_over(hub, tmp_path, kind):
    out = tmp_path / "mine"
    if kind == "file":
        out.write_text("mine")
    elif kind == "link":
        out.symlink_to(tmp_path / "elsewhere")
    else:
        out.mkdir()
        (out / "x").write_text("mine")
    with pytest.raises(CheckpointError, match="accepted: a new folder, or an empty one"):
        pull("student/dots", out)
    assert not hub.asked


def test_a_repository_of_something_else_is_not_written_over(hub, trained):
    push(trained, "student/dots")
    repository = hub.repositories["student/dots"]
    repository.commit({"pytorch_model.bin": b"hers"})
    with pytest.raises(CheckpointError, match=r"holds 'pytorch_model\.bin', which no run has"):
        push(trained, "student/dots")
    assert repository.commits[repository.head] == {"pytorch_model.bin": b"hers"}


def test_a_run_that_cannot_draw_is_not_sent(hub, trained, tmp_path):
    shutil.copytree(trained, tmp_path / "run")
    (tmp_path / "run" / "checkpoints" / "step-00000002.safetensors").write_bytes(b"cut")
    with pytest.raises(CheckpointError, match="damaged or cut short"):
        push(tmp_path / "run", "student/dots")
    assert not hub.asked


# The Hub says no


def failing(capsys, *arguments: object) -> str:
    """The one line on stderr."""
    capsys.readouterr()
    with pytest.raises(SystemExit) as end:
        main(list(map(str, arguments)))
    assert end.value.code == 2
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 1
    return lines[0]


def test_no_such_repository(hub, capsys, tmp_path):
    assert "there is none of this name that you may see" in failing(capsys, "pull", "student/none", "--out", tmp_path / "back")


def test_a_private_repository_is_not_seen_without_a_token(hub, trained, capsys, tmp_path, monkeypatch):
    push(trained, "student/dots", private=True)
    monkeypatch.setenv("HF_TOKEN", "hf_of_another")
    assert "there is none of this name that you may see" in failing(capsys, "pull", "student/dots", "--out", tmp_path / "back")


def test_no_such_revision(hub, trained, capsys, tmp_path):
    push(trained, "student/dots")
    sentence = failing(capsys, "pull", "student/dots", "--revision", "v9", "--out", tmp_path / "back")
    assert sentence == "error: repository student/dots: it has no such revision; give a branch, a tag or a commit of it."


def test_a_token_without_the_right_to_write(hub, trained, capsys, monkeypatch):
    assert "the right to write" in failing(capsys, "push", trained, "professor/dots")
    monkeypatch.setenv("HF_TOKEN", "hf_wrong")
    assert "the right to write" in failing(capsys, "push", trained, "student/dots")


@pytest.mark.parametrize("name", ["a/b/c", "bad name", "../up", "x" * 200])
def test_a_name_that_the_hub_would_not_take(hub, capsys, tmp_path, name):
    assert "accepted: USER/NAME on the Hub" in failing(capsys, "pull", name, "--out", tmp_path / "back")


def test_no_network(monkeypatch, capsys, tmp_path):
    monkeypatch.setattr(huggingface_hub.constants, "ENDPOINT", "http://127.0.0.1:9")
    sentence = failing(capsys, "pull", "student/dots", "--out", tmp_path / "back")
    assert sentence == (
        "error: repository student/dots: http://127.0.0.1:9 cannot be reached (ConnectError); check the network and try again."
    )


def test_a_broken_hub(hub, capsys, tmp_path):
    hub.broken = 418
    assert "refused (418" in failing(capsys, "pull", "student/dots", "--out", tmp_path / "back")
