from __future__ import annotations

import json
import re
import shutil

import pytest
import torch
from safetensors.torch import load_file, save_file

from gan_core.errors import CheckpointError
from gan_core.files import write_atomic
from gan_core.inference import TrainedGenerator
from gan_core.training import loop
from gan_core.training.checkpoint import load_checkpoint, read_checkpoint, save_checkpoint, strip_checkpoint
from gan_core.training.run import find_checkpoint
from gan_core.training.run_directory import RunDirectory

NETWORKS = [
    {"model": "mlp", "conditioning": "none"},
    {"model": "dcgan", "conditioning": "none", "kernel_size": 3},
    {"model": "cgan", "conditioning": "embedding", "ema_decay": 0.9},
    {"model": "dcgan", "conditioning": "projection", "loss": "r3gan", "augment": "color,translation,cutout", "r2_weight": 1.0},
    {"model": "cgan", "conditioning": "projection", "spectral_norm": True, "discriminator_norm": "none", "r1_weight": 1.0, "r1_every": 3},
    {"model": "cgan", "conditioning": "one_hot", "loss": "wgan_gp", "discriminator_norm": "none", "n_critic": 2},
]


@pytest.fixture
def saved(tmp_path, tiny_config, tiny_images):
    """A run directory with a checkpoint at step 3."""
    config = tiny_config(ema_decay=0.9)
    run = RunDirectory(tmp_path / "run")
    run.create(config)
    state = loop.start(config, tiny_images)
    for _ in range(3):
        loop.train_step(state, tiny_images)
    return run, save_checkpoint(run.checkpoints, state)


@pytest.mark.parametrize("network", NETWORKS)
@pytest.mark.parametrize("steps_before", [0, 4])
def test_restored_state_trains_on_bit_for_bit(network, steps_before, tmp_path, tiny_config, tiny_images):
    """Seven steps in one go, against a checkpoint in the middle, loaded into a state of its own."""
    config = tiny_config(**network)
    state = loop.start(config, tiny_images)
    for _ in range(steps_before):
        loop.train_step(state, tiny_images)
    path = save_checkpoint(tmp_path, state)
    restored = loop.start(config, tiny_images)
    load_checkpoint(path, restored)
    for _ in range(3):
        assert torch.equal(loop.train_step(state, tiny_images), loop.train_step(restored, tiny_images))
    paths = [save_checkpoint(tmp_path / name, each) for name, each in (("whole", state), ("restored", restored))]
    whole, other = map(load_file, paths)
    assert whole.keys() == other.keys()
    assert [name for name in whole if not torch.equal(whole[name], other[name])] == []
    assert (restored.step, restored.images_seen) == (state.step, state.images_seen)


def test_files_are_safetensors_and_json_and_nothing_else(saved):
    run, path = saved
    assert sorted(file.name for file in run.checkpoints.iterdir()) == ["step-00000003.json", "step-00000003.safetensors"]
    counters, tensors = read_checkpoint(path)
    assert (counters["step"], counters["images_seen"], counters["data_position"]) == (3, 24, 24)
    kinds = {name.partition(".")[0] for name in tensors}
    assert kinds == {"generator", "discriminator", "average", "generator_optimizer", "discriminator_optimizer", "random"}


def test_write_is_all_or_nothing(tmp_path, monkeypatch):
    path = tmp_path / "file"
    write_atomic(path, b"old")

    def full_disk(_descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full_disk)
    with pytest.raises(OSError, match="No space"):
        write_atomic(path, b"new")
    assert path.read_bytes() == b"old"


def test_what_a_crash_leaves_behind_is_no_checkpoint(saved):
    run, path = saved
    (run.checkpoints / ".step-00000009.safetensors.tmp").write_bytes(b"half")
    (run.checkpoints / ".step-00000009.json.tmp").write_text("{")
    shutil.copy(path, run.checkpoint_path(8))  # the tensors were renamed, the JSON not yet written
    assert run.checkpoint_steps() == [3]
    assert run.latest_checkpoint() == path


def test_stripped_checkpoint_samples_as_the_whole_one_and_is_smaller(saved):
    run, path = saved
    z, labels = torch.randn(4, 4), torch.arange(4) % 2
    whole = TrainedGenerator.load(path)
    pictures, logits = whole.images(z, labels), whole.discriminator_logits(z, labels)
    size = path.stat().st_size
    strip_checkpoint(path, run.checkpoints)
    assert path.stat().st_size < size / 2
    assert read_checkpoint(path)[0]["config"]["data_dir"] is None
    small = TrainedGenerator.load(run.path)
    assert (small.images(z, labels) == pictures).all()
    assert torch.equal(small.discriminator_logits(z, labels), logits)


def test_generator_alone_in_half_precision_draws_almost_the_same(saved):
    run, path = saved
    z, labels = torch.randn(4, 4), torch.arange(4) % 2
    pictures = TrainedGenerator.load(path).images(z, labels).astype(int)
    strip_checkpoint(path, run.checkpoints, generator_only=True)
    small = TrainedGenerator.load(run.path)
    assert abs(small.images(z, labels) - pictures).max() <= 1
    assert all(tensor.dtype in (torch.float16, torch.int64) for tensor in read_checkpoint(path)[1].values())
    with pytest.raises(CheckpointError, match="the generator only"):
        small.discriminator_logits(z, labels)


def test_stripped_checkpoint_cannot_be_trained_on(saved, tiny_config, tiny_images):
    run, path = saved
    strip_checkpoint(path, run.checkpoints)
    with pytest.raises(CheckpointError, match="for sampling only"):
        load_checkpoint(path, loop.start(tiny_config(ema_decay=0.9), tiny_images))


def damage(path, how: str) -> None:
    """Every way a checkpoint can be wrong, by name."""
    sidecar, tensors = path.with_suffix(".json"), load_file(path)
    counters = json.loads(sidecar.read_text())
    match how:
        case "cut in the middle":
            path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
        case "cut by one byte":
            path.write_bytes(path.read_bytes()[:-1])
        case "empty":
            path.write_bytes(b"")
        case "noise":
            path.write_bytes(bytes(range(256)) * 64)
        case "gone":
            path.unlink()
        case "sidecar gone":
            sidecar.unlink()
        case "sidecar cut":
            sidecar.write_text(sidecar.read_text()[:40])
        case "sidecar binary":
            sidecar.write_bytes(b"\xff\xfe\x00")
        case "sidecar a list":
            sidecar.write_text("[1, 2]")
        case "foreign format":
            sidecar.write_text(json.dumps({"step": 3}))
        case "other version":
            sidecar.write_text(json.dumps(counters | {"version": 99}))
        case "tensor gone":
            del tensors["generator.first.weight"]
            save_file(tensors, path)
        case "other shape":
            tensors["discriminator.logit.weight"] = torch.zeros(1, 3)
            save_file(tensors, path)


@pytest.mark.parametrize(
    ("how", "sentence"),
    [
        ("cut in the middle", "damaged or cut short"),
        ("cut by one byte", "damaged or cut short"),
        ("empty", "damaged or cut short"),
        ("noise", "damaged or cut short"),
        ("gone", "damaged or cut short|does not exist"),
        ("sidecar gone", "its .json is missing"),
        ("sidecar cut", "its .json cannot be read"),
        ("sidecar binary", "its .json cannot be read"),
        ("sidecar a list", "another format"),
        ("foreign format", "another format"),
        ("other version", "version 99, not 1"),
        ("tensor gone", "generator.first.weight is missing|average.first.weight is missing"),
        ("other shape", re.escape("discriminator.logit.weight has shape (1, 3), expected (1, 392)")),
    ],
)
def test_wrong_checkpoint_says_what_is_wrong(how, sentence, saved, tiny_config, tiny_images):
    _, path = saved
    damage(path, how)
    state = loop.start(tiny_config(ema_decay=0.9), tiny_images)
    with pytest.raises(CheckpointError, match=sentence):
        load_checkpoint(path, state)
    if how != "tensor gone":  # sampling draws from the average and has no need of the other one
        with pytest.raises(CheckpointError, match=sentence):
            TrainedGenerator.load(path)


@pytest.mark.parametrize("missing", ["random.noise", "random.data"])
def test_checkpoint_without_its_random_streams_is_refused(missing, saved, tiny_config, tiny_images):
    _, path = saved
    tensors = load_file(path)
    del tensors[missing]
    save_file(tensors, path)
    with pytest.raises(CheckpointError, match=missing):
        load_checkpoint(path, loop.start(tiny_config(ema_decay=0.9), tiny_images))


@pytest.mark.parametrize("missing", ["data_position", "discriminator_updates", "step"])
def test_checkpoint_without_its_counters_is_refused(missing, saved, tiny_config, tiny_images):
    _, path = saved
    counters = json.loads(path.with_suffix(".json").read_text())
    del counters[missing]
    path.with_suffix(".json").write_text(json.dumps(counters))
    with pytest.raises(CheckpointError, match=missing):
        load_checkpoint(path, loop.start(tiny_config(ema_decay=0.9), tiny_images))


def test_checkpoint_of_another_architecture_is_refused(saved, tiny_config, tiny_images):
    _, path = saved
    with pytest.raises(CheckpointError, match="belongs to another model than its config says"):
        load_checkpoint(path, loop.start(tiny_config(ema_decay=0.9, base_channels=16), tiny_images))


def test_paths_that_are_no_checkpoint(tmp_path, saved):
    run, path = saved
    assert find_checkpoint(run.path)[1] == find_checkpoint(path)[1] == path
    (tmp_path / "picture.png").write_bytes(b"x")
    loose = tmp_path / "loose.safetensors"
    shutil.copy(path, loose)
    shutil.copy(path.with_suffix(".json"), loose.with_suffix(".json"))
    for wrong, sentence in (
        (tmp_path / "nowhere", "does not exist"),
        (tmp_path, "not a run directory"),
        (tmp_path / "picture.png", "not a .safetensors file"),
        (loose, "not a run directory"),
    ):
        with pytest.raises(CheckpointError, match=sentence):
            TrainedGenerator.load(wrong)
