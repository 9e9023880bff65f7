"""What a frozen run holds: its numbers, in both languages, bounded, and nothing that breaks out of the page."""

from __future__ import annotations

import io
import itertools
import json
import re
import shlex
import zipfile
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from gan_core.cli import _parse_setting, cli
from gan_core.config import TrainingConfig
from gan_core.data.fit import fit_config
from gan_core.errors import CheckpointError
from gan_core.frozen import LARGEST, freeze, freeze_space, read_contents, run_figure
from gan_core.frozen import film as films
from gan_core.frozen.command import repeat_command
from gan_core.paths import CHECKPOINTS
from gan_core.presets import PRESETS, get_preset
from gan_core.training.history import History
from gan_core.training.run_directory import RunDirectory, steps_of
from gan_core.translations import LANGUAGES, table


@pytest.fixture(scope="module")
def collapsed() -> RunDirectory:
    return RunDirectory(CHECKPOINTS / "failure-partial-collapse")


def written(page: bytes) -> dict:
    """What page.py wrote into the page."""
    found = re.search(r'<script type="application/json" id="content">(.+?)</script>', page.decode(), re.DOTALL)
    assert found is not None
    return json.loads(found[1])


def test_the_figure_holds_the_numbers_of_the_run_in_both_languages(collapsed):
    contents, history = read_contents(collapsed), History(collapsed)
    history.refresh()
    for language, loss in (("en", "Losses"), ("vi", "Hàm mất mát")):
        figure = run_figure(contents, language)
        drawn = next(trace for trace in figure.data if trace.legendgroup == "generator_loss")
        np.testing.assert_allclose(drawn.y, history.column("generator_loss"), rtol=1e-6)
        assert drawn.x.tolist() == history.column("step").tolist()
        assert any(loss in annotation.text for annotation in figure.layout.annotations)
    diversity = next(trace for trace in figure.data if trace.legendgroup == "diversity")
    assert diversity.name == "đa dạng"
    assert diversity.y.tolist() == pytest.approx([sample.diversity for sample in history.statistics])


def test_rows_of_the_figure_do_not_overlap_and_share_one_axis_of_steps():
    figure = run_figure(read_contents(RunDirectory(CHECKPOINTS / "cgan-cifar10")))
    domains = [figure.layout[key].domain for key in figure.layout.to_plotly_json() if key.startswith("yaxis")]
    assert len(domains) == 7  # the doctor, five charts, FID
    assert all(above[0] > below[1] for above, below in itertools.pairwise(domains))
    assert {trace.xaxis for trace in figure.data} == {None}


def test_verdicts_follow_each_other_and_end_as_the_doctor_says_now(collapsed):
    verdicts = read_contents(collapsed).verdicts
    assert [verdict.name for verdict in verdicts] == ["too_early", "developing", "complete_collapse", "partial_collapse"]
    assert verdicts[0].first == 0
    assert all(one.last == then.first for one, then in itertools.pairwise(verdicts))
    assert verdicts[-1].last == 900


def test_scores_are_those_of_the_record():
    contents = read_contents(RunDirectory(CHECKPOINTS / "cgan-cifar10"))
    assert {score["metric"] for score in contents.scores} >= {"fid", "kid", "accuracy"}
    (points,) = contents.fid.values()
    newest = next(score for score in contents.scores if score["metric"] == "fid" and "classifier" in score["extractor"])
    assert newest["step"] == points[-1]["step"] == 31240
    assert points[0]["value"] > 10 * points[-1]["value"]
    assert {(score["resize"], score["real"]) for score in contents.scores if "classifier" in score["extractor"]} == {
        ("none (32x32)", "cifar10, test images, 1000 of each class")
    }


def trained_by(command: str) -> TrainingConfig:
    """The config that the command line makes of a command."""
    words = shlex.split(command)
    assert words[:4] == ["python", "-m", "gan_core", "train"]
    values = cli.commands["train"].make_context("train", words[4:]).params
    changes = {name: value for name, value in values.items() if value is not None and name in TrainingConfig.__dataclass_fields__}
    changes |= dict(map(_parse_setting, values["settings"]))
    return fit_config(get_preset(values["preset"]), changes)


@pytest.mark.parametrize(
    "config",
    [
        *(RunDirectory(path.parent).read_config() for path in sorted(CHECKPOINTS.glob("*/config.json"))),
        replace(PRESETS["wgan-gp-cifar10"], n_critic=3, clip_labels=True, seed=7, sample_epochs=(1, 3)),
        replace(PRESETS["dcgan-faces"], data_dir="/home/me/photos", image_size=32, augment="", max_steps=50),
    ],
    ids=lambda config: f"{config.model}-{config.loss}-{config.dataset}",
)
def test_the_command_trains_with_the_settings_of_the_run(config):
    command = repeat_command(config)
    assert "/home" not in command  # where own images lay is private
    found = trained_by(command)
    left_out = {"class_names": (), "num_classes": 10, "data_dir": None}  # which come from the data
    assert replace(found, **left_out) == replace(config, **left_out)


def test_presets_are_repeated_by_their_name_alone():
    assert repeat_command(PRESETS["cgan-quick"]) == "python -m gan_core train --preset cgan-quick"


def test_a_long_film_of_large_pictures_is_bounded(tmp_path, monkeypatch):
    monkeypatch.setattr(films, "LARGEST", 200_000)
    random = np.random.default_rng(0)
    for step in range(200):
        Image.fromarray(random.integers(0, 256, (8, 8, 3) if step % 2 else (8, 8), dtype=np.uint8)).save(tmp_path / f"step-{step:08d}.png")
    (tmp_path / "step-00000100.png").write_bytes(b"no picture")
    short = films.film(steps_of(tmp_path, "png"), PRESETS["cgan-quick"])
    assert len(short) <= films.FRAMES
    assert {0, 199} <= short.keys()
    for step in range(200):
        Image.fromarray(random.integers(0, 256, (160, 160, 3), dtype=np.uint8)).save(tmp_path / f"step-{step:08d}.png", compress_level=0)
    frames = films.film(steps_of(tmp_path, "png"), PRESETS["cgan-quick"])
    assert 2 <= len(frames) < films.FRAMES
    assert sum(map(len, frames.values())) <= 200_000
    assert Image.open(io.BytesIO(frames[199])).size == (160, 160)


def test_a_run_without_anything_is_frozen_and_nothing_breaks_out_of_the_page(tmp_path):
    run = RunDirectory(tmp_path / "a'<script>alert(1)")
    run.create(replace(PRESETS["dcgan-faces"], data_dir="/home/me/photos", class_names=("</script><b>",)))
    page = freeze(run)
    assert len(page) < 2_000_000 < LARGEST
    assert page.count(b"<script") - page.count(b"</script>") == 0
    assert b"/home/me" not in page
    said = written(page)
    assert said["config"]["class_names"] == ["</script><b>"]
    assert (said["verdicts"], said["film"], said["scores"]) == ([], [], [])


def test_every_language_has_its_words(collapsed):
    said = written(freeze(collapsed, "vi"))
    assert said["language"] == "vi"
    assert said["words"].keys() == LANGUAGES.keys() == said["figure"]["words"].keys()
    assert said["words"]["vi"]["doctor"]["partial_collapse"] == "Sụp đổ một phần (mode collapse)"
    assert len(said["film"]) == len(steps_of(collapsed.samples, "png"))


def test_the_space_is_a_page_and_a_card(collapsed):
    with zipfile.ZipFile(io.BytesIO(freeze_space(collapsed))) as file:
        assert file.namelist() == ["index.html", "README.md"]
        assert "sdk: static" in file.read("README.md").decode()
        assert written(file.read("index.html"))["title"]["en"] == table("models")["failure-partial-collapse"]["en"]


def test_what_is_no_run_is_refused(tmp_path):
    with pytest.raises(CheckpointError, match="not a run directory"):
        freeze(RunDirectory(tmp_path))
