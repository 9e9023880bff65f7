from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import pytest
from dockerfile_parse import DockerfileParser
from huggingface_hub import SpaceCard, SpaceHardware

from scripts import cpu_torch, make_space

ROOT = Path(__file__).parents[2]
CARDS = {"docker": ROOT / "README.md", "gradio": ROOT / "spaces" / "gradio.md", "static": ROOT / "spaces" / "static.md"}
# https://huggingface.co/docs/hub/spaces-config-reference; `license` is read from every card
DOCUMENTED = {
    "title", "emoji", "colorFrom", "colorTo", "sdk", "python_version", "sdk_version", "suggested_hardware", "app_file", "app_build_command",
    "app_port", "base_path", "fullWidth", "header", "short_description", "models", "datasets", "tags", "thumbnail", "pinned", "hf_oauth",
    "disable_embedding", "startup_duration_timeout", "custom_headers", "preload_from_hub", "license",
}  # fmt: skip
COLOURS = {"red", "yellow", "green", "blue", "indigo", "purple", "pink", "gray"}


@pytest.mark.parametrize("sdk", CARDS)
def test_the_card_of_a_space_is_one_that_spaces_read(sdk):
    card = SpaceCard.load(CARDS[sdk]).data.to_dict()
    assert set(card) <= DOCUMENTED
    assert card["sdk"] == sdk
    assert {card["colorFrom"], card["colorTo"]} <= COLOURS
    assert card["license"] == "mit"
    assert len(card["short_description"]) <= 60  # the Hub refuses longer ones
    assert not card["emoji"].isascii()
    if hardware := card.get("suggested_hardware"):
        assert hardware in {kind.value for kind in SpaceHardware}


def test_what_the_cards_say_is_what_there_is():
    docker, gradio = (SpaceCard.load(CARDS[sdk]).data.to_dict() for sdk in ("docker", "gradio"))
    assert ["EXPOSE", str(docker["app_port"])] in [[step["instruction"], step["value"]] for step in steps("Dockerfile")]
    assert f"gradio=={gradio['sdk_version']}" in (ROOT / "requirements-gradio.txt").read_text().splitlines()
    assert gradio["app_file"] in make_space.allowed("gradio")


# The Dockerfiles


def parsed(name: str) -> DockerfileParser:
    return DockerfileParser(fileobj=io.BytesIO((ROOT / name).read_bytes()))


def steps(name: str) -> list[dict[str, str]]:
    return parsed(name).structure


@pytest.mark.parametrize("name", ["Dockerfile", "Dockerfile.gradio"])
def test_an_image_is_small_unprivileged_and_watched(name):
    found = [(step["instruction"], step["value"]) for step in steps(name) if step["instruction"] != "COMMENT"]
    kinds = [kind for kind, _ in found]
    assert kinds[0] == "FROM"
    assert found[0][1].startswith("python:3.11-slim")
    assert "ADD" not in kinds  # nothing comes from an address but pip's packages
    assert [value for kind, value in found if kind == "USER"] == ["user"]
    assert "--uid 1000 user" in found[1][1]
    assert kinds.index("USER") > max(place for place, kind in enumerate(kinds) if kind in ("RUN", "COPY"))
    assert "7860" in dict(found)["HEALTHCHECK"]
    assert "curl" not in dict(found)["HEALTHCHECK"]
    assert kinds[-1] == "CMD"
    assert found[-1][1].startswith("[")  # no shell between: signals reach the app
    assert kinds.index("COPY") < [value for _, value in found].index(". ./")  # packages are cached apart from the code


@pytest.mark.parametrize("name", ["Dockerfile", "Dockerfile.gradio"])
def test_an_image_has_the_pinned_pytorch_and_no_secrets(name):
    text = (ROOT / name).read_text()
    assert " ".join(f'"{pin}+cpu"' for pin in cpu_torch.pins()) in text
    assert not [word for word in ("TOKEN", "SECRET", "PASSWORD", "PIN=", "hf_") if word in text]


def test_the_settings_of_the_image_are_settings_of_the_app():
    from web.settings import Settings

    ours = {name: value for name, value in parsed("Dockerfile").envs.items() if name.startswith("GAN_")}
    settings = Settings.read(ours)
    assert (settings.cores, settings.max_jobs, str(settings.runs_dir)) == (2, 1, "/data/runs")
    assert settings.embed_origins == ("https://huggingface.co",)  # a Space is shown in a frame of that site
    known = {f"GAN_{name.upper()}" for name in vars(settings)} | {"GAN_DATA_DIR"}
    assert set(ours) <= known


# The folders


@pytest.mark.parametrize("sdk", ["docker", "gradio"])  # the static one: tests/browser/test_site.py
def test_a_folder_holds_what_the_space_needs_and_nothing_else(sdk, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["make_space.py", sdk, "--out", str(tmp_path / "space")])
    make_space.main()
    files = {str(path.relative_to(tmp_path / "space")) for path in (tmp_path / "space").rglob("*") if path.is_file()}
    assert f"{len(files)} files" in capsys.readouterr().out
    assert not [name for name in files if name.startswith(("tests/", "benchmarks/", ".git", ".ci", "docs/", "runs/"))]
    assert max((tmp_path / "space" / name).stat().st_size for name in files) <= make_space.LARGEST
    assert SpaceCard.load(tmp_path / "space" / "README.md").data.to_dict()["sdk"] == sdk
    if sdk == "docker":
        command = [sys.executable, "-c", "import app, pathlib; print(pathlib.Path(app.__file__).parent)"]
        answer = subprocess.run(command, cwd=tmp_path / "space", capture_output=True, text=True, check=True)
        assert answer.stdout.strip() == str(tmp_path / "space")


def test_what_git_does_not_track_stays_here():
    wanted = make_space.tracked("docker")
    assert {"app.py", "Dockerfile", "checkpoints/cgan-fashion-mnist/config.json", ".streamlit/config.toml"} <= set(wanted)
    assert not [name for name in wanted if name.endswith((".pyc", ".tmp"))]


def test_a_folder_with_something_in_it_is_refused(tmp_path, monkeypatch, capsys):
    (tmp_path / "mine.txt").write_text("mine")
    monkeypatch.setattr(sys, "argv", ["make_space.py", "static", "--out", str(tmp_path)])
    with pytest.raises(SystemExit):
        make_space.main()
    assert "is not an empty folder" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_file_too_large_for_a_space_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(make_space, "LARGEST", 1000)
    with pytest.raises(SystemExit, match=r"^\S+ has [\d,]+ bytes; a Space takes at most 1,000 a file$"):
        make_space.make("gradio", tmp_path)


def test_requirements_of_the_gradio_space():
    pins = make_space.gradio_requirements(cpu=False)
    assert {"torch==2.14.1", "numpy==2.4.6"} <= set(pins)
    assert not [pin for pin in pins if make_space.pin_name(pin) in ("gradio", "streamlit")]
    small = make_space.gradio_requirements(cpu=True)
    assert small[0] == "--extra-index-url https://download.pytorch.org/whl/cpu"
    assert "torch==2.14.1+cpu" in small
