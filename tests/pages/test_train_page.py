"""The form: presets and settings in, a training in the queue out; what does not fit is said before anything starts."""

from __future__ import annotations

import dataclasses
import errno
import io
import os
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from gan_core.config import CHOICES, RANGES, TrainingConfig
from gan_core.data import load_for
from gan_core.presets import PRESETS
from gan_core.training.about import About
from gan_core.training.run_directory import RunDirectory
from gan_core.training.runner import Runner
from web.settings import SAMPLE_EVERY, Settings
from web.training import form as forms
from web.training import own_pictures, uploads
from web.training import runner as training
from web.training.own_pictures import UPLOADED_SIZE
from web.training.recipe_cards import RECIPES
from web.ui.text import LANGUAGES, plain, table

ROOT = Path(__file__).parents[2]


@pytest.fixture
def submitted(tmp_path, monkeypatch) -> list[TrainingConfig]:
    """What the page hands to the trainer, which trains nothing here."""
    asked: list[TrainingConfig] = []

    class Queue(Runner):
        def _work(self) -> None:
            return

        def submit(self, config: TrainingConfig, owner: str, about: About):
            asked.append(config)
            assert owner
            return super().submit(config, owner, about)

    settings = dataclasses.replace(Settings(), runs_dir=tmp_path)
    monkeypatch.setattr(own_pictures, "SETTINGS", settings)
    monkeypatch.setattr(uploads, "SETTINGS", settings)
    monkeypatch.setattr(training, "runner", lambda: Queue(tmp_path, lambda job, limits: ("finished", "")))
    return asked


def watched(config: TrainingConfig) -> TrainingConfig:
    return dataclasses.replace(config, sample_every=SAMPLE_EVERY)


def visit(spoken: str = "en") -> AppTest:
    at = AppTest.from_file(str(ROOT / "ui.py"), default_timeout=60)
    at.query_params["lang"] = spoken
    return at.switch_page(str(ROOT / "pages" / "train.py")).run()


def start(at: AppTest, spoken: str = "en") -> AppTest:
    (button,) = (one for one in at.button if one.label == table("train")["start"][spoken])
    return button.click().run()


@pytest.mark.parametrize("spoken", LANGUAGES)
def test_the_first_preset_starts_as_it_is(spoken, submitted):
    at = start(visit(spoken), spoken)
    assert not at.exception
    assert submitted == [watched(PRESETS[forms.FIRST])]
    assert at.query_params["run"]


def test_every_preset_can_be_chosen_and_is_not_changed_by_the_form(submitted):
    at = visit()
    for name, config in PRESETS.items():
        at.selectbox(key="preset").set_value(name).run()
        assert not at.exception, name
        assert not at.error, name
        if config.dataset == "folder":  # waits for images
            assert at.get("file_uploader")
            continue
        start(at)
        assert submitted[-1] == watched(config), name


def test_settings_are_taken_over(submitted):
    at = visit()
    key = forms.FIRST
    at.selectbox(key=f"{key}-loss").set_value("lsgan").run()
    at.text_input(key=f"{key}-lsgan_a").set_value("−1").run()
    at.text_input(key=f"{key}-generator_lr").set_value("abc").run()
    assert "got 'abc'" in at.error[0].value.replace("nhận được", "got")
    at.text_input(key=f"{key}-generator_lr").set_value("0,001").run()
    assert not at.error
    at.number_input(key=f"{key}-seed").set_value(7).run()
    start(at)
    assert submitted == [dataclasses.replace(watched(PRESETS[key]), loss="lsgan", lsgan_a=-1.0, generator_lr=0.001, seed=7)]


@pytest.mark.parametrize("spoken", LANGUAGES)
def test_what_does_not_fit_is_said_and_nothing_starts(spoken, submitted):
    at = visit(spoken)
    at.selectbox(key=f"{forms.FIRST}-model").set_value("mlp").run()
    (error,) = at.error
    assert error.value.replace("\\", "").startswith("conditioning = 'projection'")
    (button,) = (one for one in at.button if one.label == table("train")["start"][spoken])
    assert button.disabled
    assert submitted == []


def zip_of_images(*names: str, **others: bytes) -> bytes:
    file, picture = io.BytesIO(), io.BytesIO()
    Image.fromarray(np.zeros((8, 8), np.uint8)).save(picture, "png")
    with zipfile.ZipFile(file, "w") as archive:
        for name in names:
            archive.writestr(name, picture.getvalue())
        for name, content in others.items():
            archive.writestr(name, content)
    return file.getvalue()


def with_upload(content: bytes, spoken: str = "en", preset: str = forms.FIRST) -> AppTest:
    at = visit(spoken)
    at.selectbox(key="preset").set_value(preset).run()
    at.selectbox(key=f"{preset}-dataset").set_value("folder").run()
    at.file_uploader(key="upload-files").upload("mine.zip", content, "application/zip").run()
    assert not at.exception
    return at


def shown(at: AppTest) -> str:
    return "\n".join(part.value.replace("\\", "") for part in (*at.markdown, *at.caption, *at.info, *at.error))


@pytest.mark.parametrize("spoken", LANGUAGES)
def test_own_images_are_shown_before_they_become_the_data(spoken, submitted, tmp_path):
    names = [f"{group}/{index}.png" for group in ("cat", "dog") for index in range(70)]
    at = with_upload(zip_of_images(*names, "loose.png", **{"dog/broken.png": b"x", "notes.txt": b"x"}), spoken)
    seen = shown(at)
    for word in ("cat** · 70", "dog** · 70", "loose.png", "dog/broken.png", "notes.txt"):
        assert word in seen
    assert len(at.get("image")) == 2
    start(at, spoken)
    (config,) = submitted
    assert (config.dataset, config.num_classes, config.image_channels, config.image_size) == ("folder", 2, 3, UPLOADED_SIZE)
    assert Path(config.data_dir).is_relative_to(tmp_path)
    trained_on = load_for(config)
    assert (len(trained_on), trained_on.class_names) == (140, ("cat", "dog"))


@pytest.mark.parametrize("spoken", LANGUAGES)
@pytest.mark.parametrize("preset", PRESETS)
def test_one_class_of_few_images_gets_the_recipe_that_fits(preset, spoken, submitted):
    at = with_upload(zip_of_images(*(f"{index}.png" for index in range(12))), spoken, preset)
    assert len(at.info) == 1
    assert not at.error
    start(at, spoken)
    (config,) = submitted
    assert (config.conditioning, config.num_classes, config.batch_size) == ("none", 1, 12)
    assert config.model == ("mlp" if PRESETS[preset].model == "mlp" else "dcgan")
    assert config.epochs >= 1500
    assert config.augment == (PRESETS[preset].augment or "color,translation,cutout")


def test_splits_and_transparency_are_said_and_the_colour_below_is_a_choice(submitted):
    file = io.BytesIO()
    Image.new("RGBA", (8, 8), (0, 0, 0, 0)).save(file, "png")
    names = [f"{split}/{group}/{index}.png" for split in ("train", "val") for group in ("cat", "dog") for index in range(4)]
    at = with_upload(zip_of_images(*names, **{"train/cat/glass.png": file.getvalue()}))
    assert "cat** · 5" in shown(at)
    assert "kept for scores, not trained on: 8 files" in shown(at)
    assert "transparent images, laid over white: 1" in shown(at)
    at.segmented_control(key=f"{forms.FIRST}-background").set_value("black").run()
    assert "laid over black" in shown(at)
    start(at)
    assert submitted[0].background == "black"


def test_several_files_are_one_class_and_what_is_no_square_may_be_kept_whole(submitted):
    picture = io.BytesIO()
    Image.new("RGB", (20, 10), (200, 0, 0)).save(picture, "png")
    at = visit()
    at.button(key="recipe-own").click().run()
    files = [(f"{index}.png", picture.getvalue(), "image/png") for index in range(3)]
    at.file_uploader(key="upload-files").set_value(files).run()
    assert not at.exception
    assert "images that are no squares, their middle: 3" in shown(at)
    at.segmented_control(key=f"{forms.FIRST}-crop").set_value("whole").run()
    at.segmented_control(key=f"{forms.FIRST}-background").set_value("black").run()
    start(at)
    (config,) = submitted
    assert (config.crop, config.background, config.conditioning) == ("whole", "black", "none")
    assert load_for(config).images[:, :, 0].unique().tolist() == [0]


@pytest.mark.parametrize("spoken", LANGUAGES)
def test_labels_are_a_choice_and_a_training_too_short_to_learn_is_warned_of(spoken, submitted):
    at = with_upload(zip_of_images(*(f"{group}/{index}.png" for group in ("cat", "dog") for index in range(4))), spoken)
    at.segmented_control(key=f"{forms.FIRST}-labels").set_value(False).run()
    assert not at.warning
    (steps,) = (box for box in at.number_input if box.label == table("settings")["max_steps"][spoken])
    steps.set_value(499).run()
    assert "499" in at.warning[0].value
    start(at, spoken)
    assert (submitted[0].conditioning, submitted[0].max_steps) == ("none", 499)
    assert "mine" in at.session_state["uploaded"][1].name


def test_a_second_zip_takes_the_place_of_the_first_and_each_is_written_down_once(submitted, tmp_path):
    at = with_upload(zip_of_images(*(f"{name}/{index}.png" for name in ("cat", "dog") for index in range(4))))
    at.selectbox(key="preset").set_value("cgan-quick").run()  # the page runs again with the same file
    at.run()
    assert len(list(tmp_path.glob("uploads/*"))) == 1
    second = zip_of_images(*(f"{name}/{index}.png" for name in ("bird", "fish", "fox") for index in range(4)))
    at.file_uploader(key="upload-files").upload("other.zip", second, "application/zip").run()
    assert not at.exception
    assert "fox** · 4" in shown(at)
    assert "cat**" not in shown(at)
    start(at)
    assert load_for(submitted[0]).class_names == ("bird", "fish", "fox")
    assert len(list(tmp_path.glob("uploads/*"))) == 1


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"not a zip", "upload: not a zip file"),
        (zip_of_images("only.png"), "holds 1 images that can be read; accepted: at least 2"),
        (zip_of_images(**{"a.png": b"x"}), "holds no readable image"),
    ],
)
def test_what_cannot_be_trained_on_is_refused_with_a_sentence(content, sentence, submitted, tmp_path):
    at = with_upload(content)
    assert sentence in at.error[0].value.replace("\\", "")
    assert submitted == []
    assert len(list(tmp_path.glob("uploads/*"))) == (sentence.startswith("holds 1"))


def test_every_setting_of_the_form_has_words_and_a_range():
    words = table("settings")
    of_losses = {name for names in forms.OF_LOSS.values() for name in names}
    for name in {*forms.NETWORK, *forms.OBJECTIVE, *of_losses, *forms.OPTIMISATION, *forms.LENGTH}:
        assert name in words
        assert name in CHOICES or name in RANGES or name.startswith("lsgan") or name == "spectral_norm"
    assert set(forms.OF_LOSS) == set(CHOICES["loss"])


@pytest.mark.parametrize("spoken", LANGUAGES)
@pytest.mark.parametrize(("number", "code"), [(errno.EROFS, "disk_read_only"), (errno.ENOSPC, "disk_full")])
def test_a_disk_that_cannot_be_written_is_said_before_and_after_the_start(spoken, number, code, monkeypatch, submitted):
    def refuse(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number), "/srv/secret")

    monkeypatch.setattr("gan_core.files.tempfile.TemporaryFile", refuse)
    at = visit(spoken)
    said = plain(table("errors")[code][spoken])
    assert [box.value for box in at.error] == [said]
    monkeypatch.setattr(RunDirectory, "create", refuse)
    at = start(at, spoken)
    assert [box.value for box in at.error] == [said, said]
    assert not at.exception


@pytest.mark.parametrize("spoken", LANGUAGES)
@pytest.mark.parametrize("name", RECIPES)
def test_one_press_on_a_card_starts_its_recipe(name, spoken, submitted):
    at = visit(spoken)
    at.button(key=f"recipe-{name}").click().run()
    assert not at.exception
    assert submitted == [watched(PRESETS[name])]
    assert at.query_params["run"]
