from __future__ import annotations

import io
import json
import shutil
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from gan_core import evaluation
from gan_core.data import load_dataset
from gan_core.errors import CheckpointError, ConfigError, DataError
from gan_core.evaluation import Examiner, Pictures
from gan_core.evaluation import examiner as examiner_module
from gan_core.evaluation.copies import copies_sheet, picked
from gan_core.evaluation.examiner import MEMORY
from gan_core.evaluation.feature_cache import shrink
from gan_core.inference import TrainedGenerator
from gan_core.metrics import METRICS, Extracted
from gan_core.metrics.extractors import extract
from gan_core.pixels import to_uint8
from gan_core.training.run_directory import RunDirectory

SHIPPED = Path(__file__).parents[2] / "checkpoints" / "cgan-fashion-mnist"


@pytest.fixture(scope="module")
def real() -> Pictures:
    """500 embedded test images, 50 of each class."""
    return evaluation.real_pictures(load_dataset("fashion-mnist-10k", split="test", progress=False), 500)


@pytest.fixture(scope="module")
def examiner(real) -> Examiner:
    return Examiner(real)


def changed(pictures: Pictures, change, **fields) -> Pictures:
    """The same pictures with `change` (images, labels) -> (images, labels) applied to each batch."""
    values = {**vars(pictures), **fields, "batches": lambda size: (change(*batch) for batch in pictures.batches(size))}
    return Pictures(**values)


def training(n: int = 500) -> Pictures:
    return evaluation.real_pictures(load_dataset("fashion-mnist-10k", progress=False), n)


# Pictures


def test_the_same_seed_gives_the_same_pictures_whatever_the_batch():
    generator = TrainedGenerator.load(SHIPPED)
    pictures = evaluation.generated(generator, 60, seed=3)
    whole, parts = (torch.cat([images for images, _ in pictures.batches(size)]) for size in (250, 7))
    assert (whole.int() - parts.int()).abs().max() <= 1  # products of other sizes round differently
    assert whole.shape == (60, 1, 28, 28)
    assert torch.cat([labels for _, labels in pictures.batches(7)]).tolist() == [*range(10)] * 6
    other = torch.cat([images for images, _ in evaluation.generated(generator, 60, seed=4).batches(250)])
    assert not torch.equal(whole, other)


@pytest.mark.parametrize("n", [50, 250, 251])  # less than a block of noise, exactly one, and one more
@pytest.mark.parametrize("size", [1000, 50, 7])
def test_as_many_pictures_are_drawn_as_are_asked_for(n, size):
    pictures = evaluation.generated(TrainedGenerator.load(SHIPPED), n, seed=0)
    batches = [len(images) for images, _ in pictures.batches(size)]
    assert (sum(batches), pictures.count) == (n, n)
    assert min(batches) > 0


def test_rows_are_the_first_of_each_class():
    labels = torch.arange(10).repeat(5)
    assert evaluation.chosen_rows(labels, 20, 10).tolist() == [*range(20)]
    assert evaluation.chosen_rows(labels, 99, 10).tolist() == [*range(50)]


def test_rows_are_drawn_evenly_where_classes_do_not_fit():
    labels = torch.tensor([0] * 90 + [1] * 10)
    rows = evaluation.chosen_rows(labels, 50, 2)
    assert len(set(rows.tolist())) == 50
    assert rows.tolist() == sorted(rows.tolist()) == evaluation.chosen_rows(labels, 50, 2).tolist()


@pytest.mark.parametrize("n", [0, 49, 50_001])
def test_n_out_of_range_is_named(n):
    with pytest.raises(ConfigError, match=f"n: got {n}; accepted: 50 to 50000"):
        evaluation.real_pictures(load_dataset("fashion-mnist-10k", split="test", progress=False), n)


# Scores by meaning


def test_real_against_real_is_near_the_floor(examiner):
    result = examiner.examine(training())
    scores = result.scores
    assert set(scores) == {name for key, metric in METRICS.items() if key not in MEMORY for name in metric.better}
    assert scores["fid"].value < 2
    assert scores["precision"].value > 0.75
    assert scores["recall"].value > 0.75
    assert scores["accuracy"].value > 0.9
    assert scores["modes"].value == 10


def test_more_noise_is_worse_and_the_intervals_tell_it(examiner):
    def noisy(level):
        draws = torch.Generator().manual_seed(0)

        def add(images, labels):
            return to_uint8((images.float() + level * torch.randn(images.shape, generator=draws)) / 127.5 - 1), labels

        return add

    fids = [examiner.examine(changed(training(), noisy(level)), ["fid"]).scores["fid"] for level in (0, 15, 30, 60)]
    for cleaner, noisier in pairwise(fids):
        assert cleaner.interval.high < noisier.interval.low


def test_one_picture_repeated_has_no_recall(examiner):
    images, labels = next(training().batches(500))
    scores = examiner.examine(changed(training(), lambda part, own: (images[:1].expand_as(part), labels[:1].expand_as(own)))).scores
    assert scores["recall"].value < 0.02
    assert scores["modes"].value == 1
    assert scores["inception_score"].value == pytest.approx(1)


def test_swapped_classes_drop_accuracy_alone(examiner):
    before = examiner.examine(training()).scores
    after = examiner.examine(changed(training(), lambda images, labels: (images, (labels + 1) % 10))).scores
    assert after["accuracy"].value < 0.1 < 0.9 < before["accuracy"].value
    assert {name: score for name, score in after.items() if name != "accuracy"} == {
        name: score for name, score in before.items() if name != "accuracy"
    }


# Copies


def copier(share: float) -> Pictures:
    """What a generator draws that copies one of the 500 training images with this probability, and is perfect else."""
    count = round(share * 500)
    fresh = evaluation.real_pictures(load_dataset("fashion-mnist-10k", progress=False), 1000)  # its other half is not trained on

    def batches(size):
        (copied, labels), (images, own) = next(training().batches(500)), next(fresh.batches(1000))
        yield from zip(
            torch.cat([copied[:count], images[1::2][count:]]).split(size),
            torch.cat([labels[:count], own[1::2][count:]]).split(size),
            strict=True,
        )

    values = {**vars(training()), "title": f"{share:.0%} copied", "batches": batches}
    return Pictures(**values)


@pytest.fixture(scope="module")
def copied(real) -> dict[float, evaluation.Evaluation]:
    knowing = Examiner(real, training=training())
    return {share: knowing.examine(copier(share), [*MEMORY, "fid"]) for share in (0.0, 0.1, 0.5, 1.0)}


def test_known_shares_of_copies_are_told_and_fid_praises_them(copied):
    authentic, ranks = ([found.scores[name] for found in copied.values()] for name in ("authenticity", "copying"))
    for one, other in [*pairwise(authentic), *pairwise(ranks)]:
        assert one.value > other.value
    assert authentic[0].interval.low > authentic[2].interval.high
    assert (authentic[3].value, authentic[0].better, ranks[0].better) == (0, "higher", "zero")
    assert ranks[2].interval.high < -5
    assert copied[1.0].scores["fid"].value < 1.2 * copied[0.0].scores["fid"].value


def test_training_pictures_are_no_held_out_ones(copied):
    assert copied[0.0].scores["authenticity"].details["held_out"] > 0.4
    found = Examiner(training(), training=training()).examine(copier(0.1), ["auth"])
    assert "held_out" not in found.scores["authenticity"].details
    assert "authenticity of the real pictures" not in evaluation.table(found)


def test_near_duplicates_are_drawn_above_their_training_pictures(copied, real):
    png = copies_sheet(evaluation.Sets(real, copier(0.1), training()), copied[0.1])
    sheet = np.asarray(Image.open(io.BytesIO(png)))
    assert sheet.shape == (4 * 56, 12 * 56)  # two rows of pairs, pictures twice as large
    assert np.array_equal(sheet[:56], sheet[56:112])  # those are copies
    with pytest.raises(ConfigError, match="copies: got fid; accepted: a metric that looks for copies"):
        copies_sheet(evaluation.Sets(real, copier(0.1), training()), Examiner(real).examine(training(), ["fid"]))


def test_pictures_are_picked_by_row(real):
    images = torch.cat([images for images, _ in real.batches(500)])
    assert torch.equal(picked(real, [260, 3, 3]), images[[260, 3, 3]])


def test_copies_are_not_looked_for_where_nothing_is_known_of_the_training(examiner, real):
    with pytest.raises(ConfigError, match=r"metrics: got 'auth'.*not known"):
        examiner.examine(training(), ["auth"])
    with pytest.raises(ConfigError, match=r"metrics: got 'ct'.*held out"):
        Examiner(training(), training=training()).examine(training(), ["ct"])


def test_a_slow_extractor_does_not_look_at_all_training_pictures_unasked(real, monkeypatch):
    eye = Eye()
    load = examiner_module.load_extractor
    monkeypatch.setattr(examiner_module, "load_extractor", lambda kind, *_: eye if kind == "inception" else load(kind))
    few = evaluation.real_pictures(load_dataset("fashion-mnist-10k", progress=False), 100)
    found = Examiner(real, training=training()).examine(few, extractor="inception")
    assert "authenticity" not in found.scores
    assert "unscored_memory" in {note.code for note in found.notes}
    assert "authenticity" in Examiner(real, training=training()).examine(few, ["auth"], "inception").scores


# What stands beside a value


def test_every_score_says_n_extractor_resize_and_interval(examiner):
    result = examiner.examine(training(200))
    for name, score in result.scores.items():
        assert (score.n_generated, score.n_real) == (200, 500)
        assert score.extractor == "fashion-mnist-classifier (128 features)"
        assert score.resize == "none (28x28)"
        assert (score.interval is None) == (name == "modes")
    text = evaluation.table(result)
    assert text.count("N = 200 / 500") == len(result.scores)
    assert "note: 200 generated pictures against 500 real ones" in text
    assert json.loads(json.dumps(result.to_json()))["scores"]["fid"]["n_real"] == 500


def test_what_equal_pictures_do_is_said(real):
    first, _ = next(real.batches(1))
    one = changed(real, lambda images, labels: (first.expand_as(images), labels))
    notes = [note.code for note in Examiner(one).examine(one, ["dc", "fid_inf"]).notes]
    assert notes == ["ties", "equal", "bent"]
    assert not Examiner(real).examine(training(), ["dc"]).notes


@pytest.mark.parametrize(("n", "code"), [(100, "singular"), (200, "biased")])
def test_too_few_pictures_for_the_features_are_said(real, n, code):
    few = evaluation.real_pictures(load_dataset("fashion-mnist-10k", split="test", progress=False), n)
    notes = Examiner(few).examine(training(n), ["fid"]).notes
    assert [note.code for note in notes] == [code]
    assert f"N = {n}" in str(notes[0])
    assert not Examiner(few).examine(training(n), ["prc"]).notes


def test_a_foreign_reference_and_training_images_are_said(tmp_path, real):
    folder = save(tmp_path, [(28, 28)] * 60)
    result = Examiner(evaluation.folder_pictures(folder, None)).examine(evaluation.folder_pictures(folder, None), ["prc"])
    assert [note.code for note in result.notes] == ["training_images", "foreign_classifier"]


@pytest.mark.parametrize(
    ("dataset", "at_hand", "expected"),
    [
        ("fashion-mnist-10k", True, "fashion-mnist"),  # as the models of the whole, so that both can be compared
        ("fashion-mnist-10k", False, "fashion-mnist-10k"),
        ("fashion-mnist", True, "fashion-mnist"),
        ("cifar10", False, "cifar10"),
        ("folder", False, "folder"),
    ],
)
def test_a_part_is_held_against_the_whole_where_that_is_at_hand(monkeypatch, dataset, at_hand, expected):
    monkeypatch.setattr(evaluation.pictures, "on_this_machine", lambda _name: at_hand)
    assert evaluation.reference_set(dataset) == expected


def test_per_class_accuracy_has_the_classes_names(examiner):
    result = examiner.examine(training(), ["accuracy"])
    assert list(result.accuracy_per_class)[:2] == ["T-shirt/top", "Trouser"]
    assert np.mean(list(result.accuracy_per_class.values())) == pytest.approx(result.scores["accuracy"].value)


# What does not fit


def test_unknown_metric_and_extractor_are_named(examiner):
    with pytest.raises(ConfigError, match="metrics: got 'beauty'; accepted: fid, fid_inf, kid"):
        examiner.examine(training(), ["beauty"])
    with pytest.raises(ConfigError, match="extractor: got 'eye'; accepted: fashion, mnist, cifar10, inception, dinov2"):
        examiner.examine(training(), ["fid"], "eye")


def test_accuracy_needs_pictures_of_asked_classes(examiner):
    bare = changed(training(), lambda images, labels: (images, None), class_names=())
    with pytest.raises(ConfigError, match="not asked for by class"):
        examiner.examine(bare, ["accuracy"])
    assert "accuracy" not in examiner.examine(bare).scores


def test_pictures_of_another_shape_are_named(examiner):
    wide = changed(training(), lambda images, labels: (images, labels), shape=(3, 32, 32))
    with pytest.raises(ConfigError, match="reference: got pictures 1x28x28; accepted: 3x32x32"):
        examiner.examine(wide)


def test_classifier_for_pictures_it_cannot_see_is_named(tmp_path):
    pictures = evaluation.folder_pictures(save(tmp_path, [(32, 32)] * 60), None)
    with pytest.raises(ConfigError, match="extractor: got fashion for pictures 1x32x32; accepted: inception, or pictures 1x28x28"):
        Examiner(pictures).examine(pictures, ["fid"], "fashion")


def test_missing_inception_weights_are_one_sentence(examiner, tmp_path, real):
    with pytest.raises(CheckpointError, match=r"none\.pth does not exist"):
        Examiner(real, inception_weights=tmp_path / "none.pth").examine(training(), ["fid"], "inception")


# Folders


def save(folder: Path, sizes: list[tuple[int, int]]) -> Path:
    random = np.random.default_rng(0)
    for index, (width, height) in enumerate(sizes):
        Image.fromarray(random.integers(0, 256, (height, width), dtype=np.uint8)).save(folder / f"{index:03}.png")
    return folder


def test_a_folder_is_scored(tmp_path, real, examiner):
    images = torch.cat([images for images, _ in real.batches(100)])
    for index, image in enumerate(images):
        Image.fromarray(image[0].numpy()).save(tmp_path / f"{index}.png")
    scores = examiner.examine(evaluation.folder_pictures(tmp_path, None)).scores
    assert scores["fid"].value == pytest.approx(0, abs=1e-6)
    assert (scores["precision"].value, scores["recall"].value) == (1, 1)


@pytest.mark.parametrize(
    ("sizes", "n", "says"),
    [
        ([(28, 28)] * 5, None, "holds 5 images that can be read; accepted: at least 50"),
        ([(28, 28)] * 60, 100, "holds 60 images that can be read; accepted: at least 100"),
        ([(28, 28)] * 60 + [(32, 32)], None, r"images of different sizes \(28x28, 32x32\)"),
        ([(28, 20)] * 60, None, r"images of different sizes \(28x20\); accepted: square"),
        ([], None, "holds no readable image"),
    ],
)
def test_a_folder_that_cannot_be_scored_is_one_sentence(tmp_path, sizes, n, says):
    with pytest.raises(DataError, match=says):
        evaluation.folder_pictures(save(tmp_path, sizes), n)


def test_a_missing_folder_is_named(tmp_path):
    with pytest.raises(DataError, match="does not exist"):
        evaluation.folder_pictures(tmp_path / "nowhere", None)


# Progress, memory, cache


def test_progress_can_end_it(real):
    class CancelledError(Exception):
        pass

    calls = []

    def cancel(*now):
        calls.append(now)
        if len(calls) == 2:
            raise CancelledError

    with pytest.raises(CancelledError):
        Examiner(real, progress=cancel).examine(training())
    assert [done for _, done, _ in calls] == [250, 500]


class Eye:
    """An extractor that remembers how many pictures it was given at once."""

    name, resize, feature_size, dataset, weights = "inception-v3-compat", "none", 4, "imagenet", Path(__file__)

    def __init__(self) -> None:
        self.given: list[int] = []

    def see(self, images: torch.Tensor) -> Extracted:
        self.given.append(len(images))
        return Extracted(images.flatten(1)[:, 300:304].float())


def test_pictures_are_never_held_all_at_once(real):
    eye = Eye()
    assert extract(eye, real.batches(50)).features.shape == (500, 4)
    assert eye.given == [50] * 10


def test_inceptions_features_are_kept_by_content(real, tmp_path, monkeypatch):
    eyes = []

    def load(*_):
        eyes.append(Eye())
        return eyes[-1]

    monkeypatch.setattr(examiner_module, "load_extractor", load)
    first = Examiner(real, cache=tmp_path / "new").examine(training(), ["fid"], "inception")
    again = Examiner(real, cache=tmp_path / "new").examine(training(), ["fid"], "inception")
    assert first.scores == again.scores
    assert [sum(eye.given) for eye in eyes] == [1000, 0]
    brighter = changed(training(), lambda images, labels: (images + 1, labels))
    Examiner(real, cache=tmp_path / "new").examine(brighter, ["fid"], "inception")
    assert sum(eyes[-1].given) == 500
    assert len(list((tmp_path / "new").iterdir())) == 3 * 10  # a file for each batch of 50


def test_real_pictures_are_seen_once_for_all(real, tmp_path, monkeypatch):
    eyes = []

    def load(*_):
        eyes.append(Eye())
        return eyes[-1]

    monkeypatch.setattr(examiner_module, "load_extractor", load)
    for _ in range(2):
        Examiner(real, real_cache=tmp_path).examine(training(), ["fid"], "inception")
    assert [sum(eye.given) for eye in eyes] == [1000, 500]  # generated ones are not kept
    size = next(tmp_path.iterdir()).stat().st_size
    shrink(tmp_path, 4 * size)
    assert len(list(tmp_path.iterdir())) == 4


def test_inception_score_without_the_last_layer_is_one_sentence(real, tmp_path, monkeypatch):
    eye = Eye()
    monkeypatch.setattr(examiner_module, "load_extractor", lambda *_: eye)
    with pytest.raises(CheckpointError, match="they lack the last layer"):
        Examiner(real, cache=tmp_path).examine(training(), ["is"], "inception")
    assert eye.given == [1]  # found out before the long work


def test_default_metrics_leave_out_what_the_extractor_cannot_give(real, monkeypatch):
    load = examiner_module.load_extractor
    monkeypatch.setattr(examiner_module, "load_extractor", lambda kind, *_: Eye() if kind == "inception" else load(kind))
    bare = changed(training(), lambda images, labels: (images, None), class_names=())
    found = Examiner(real).examine(bare, extractor="inception")
    assert "fid" in found.scores
    assert "inception_score" not in found.scores
    assert str(found.notes[0]).startswith("No Inception Score")


# A run's record


def test_checkpoints_are_scored_once_and_written_down_by_step(tmp_path):
    shutil.copytree(SHIPPED, tmp_path / "run", ignore=shutil.ignore_patterns("samples"))
    run = RunDirectory(tmp_path / "run")
    newest = run.checkpoint_steps()[-1]
    few = Examiner(evaluation.real_pictures(load_dataset("fashion-mnist-10k", split="test", progress=False), 50))
    (line,) = evaluation.score_every(run, few, seed=0, extractor="fashion")
    generator = TrainedGenerator.load(SHIPPED)
    alone = few.examine(evaluation.generated(generator, 50, 0, "run"), extractor="fashion").to_json()
    assert line == {"step": newest, "n": 50, "seed": 0, "extractor": "fashion"} | alone

    for suffix in (".json", ".safetensors"):
        shutil.copy(run.checkpoint_path(newest).with_suffix(suffix), run.checkpoint_path(7).with_suffix(suffix))
    assert [line["step"] for line in evaluation.score_every(run, few, seed=0, extractor="fashion")] == [7]
    assert [line["step"] for line in evaluation.read_record(run.path)] == [7, newest]
    assert not list(evaluation.score_every(run, few, seed=0, extractor="fashion"))
    assert evaluation.read_record(tmp_path) == []


# Sources


def test_a_run_is_scored_against_its_own_data(tmp_path, monkeypatch):
    monkeypatch.setenv("GAN_DATA_DIR", str(tmp_path))
    real, fake, trained_on = evaluation.picture_sets(SHIPPED, "fashion-mnist-10k", 50, 0)
    assert real.title == "fashion-mnist-10k, test images, 5 of each class"
    assert (real.count, fake.count, trained_on) == (50, 50, None)
    trained_on = evaluation.picture_sets(SHIPPED, "fashion-mnist-10k", 50, 0, training="fashion-mnist-10k").training
    assert trained_on.title == "fashion-mnist-10k, all 10,000 training images"


def test_a_folder_needs_a_reference(tmp_path):
    save(tmp_path, [(28, 28)] * 50)
    with pytest.raises(ConfigError, match="reference: got nothing; accepted: a folder of real pictures, or fashion-mnist"):
        evaluation.picture_sets(tmp_path, None, None, 0)
    real, fake, _ = evaluation.picture_sets(tmp_path, str(tmp_path), None, 0)
    assert real.shape == fake.shape == (1, 28, 28)


def test_an_unknown_reference_is_named():
    with pytest.raises(ConfigError, match="reference: got 'clouds'"):
        evaluation.picture_sets(SHIPPED, "clouds", 50, 0)
    with pytest.raises(ConfigError, match="training: got 'clouds'"):
        evaluation.picture_sets(SHIPPED, "fashion-mnist-10k", 50, 0, training="clouds")
