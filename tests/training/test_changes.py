"""Settings changed, and players updated alone, while a run goes on."""

from __future__ import annotations

from contextlib import closing

import numpy as np
import pytest
import torch
from safetensors.torch import load_file

from gan_core.errors import CheckpointError, ConfigError
from gan_core.training import loop
from gan_core.training.checkpoint import load_checkpoint, read_checkpoint, strip_checkpoint
from gan_core.training.run import CHANGEABLE, Run, fork
from gan_core.training.run_directory import RunDirectory


def weights(network: torch.nn.Module) -> list[torch.Tensor]:
    return [parameter.detach().clone() for parameter in network.parameters()]


def same(before: list[torch.Tensor], after: list[torch.Tensor]) -> bool:
    return all(torch.equal(one, other) for one, other in zip(before, after, strict=True))


@pytest.mark.parametrize("stop_at", [4, 5, 7])
def test_a_changed_run_stopped_and_resumed_equals_one_never_stopped(stop_at, tmp_path, tiny_config, tiny_images):
    """The change comes after step 4, the stop before, with or after it."""
    ends = []
    for name, stops in (("whole", ()), ("parts", (stop_at,))):
        directory, changed = RunDirectory(tmp_path / name), False
        for stop in (*stops, None):
            run = Run(directory, tiny_config(), tiny_images, resume=directory.exists())
            with closing(run.reports()) as reports:
                for report in reports:
                    if report.step == 4 and not changed:
                        run.change(loss="hinge", generator_lr=1e-3, n_critic=2)
                        changed = True
                    if report.step == stop:
                        break
        assert directory.read_config().loss == "hinge"
        assert [line["settings"] for line in directory.read_stats() if line.get("event") == "changed"] == [
            {"loss": "hinge", "generator_lr": 1e-3, "n_critic": 2}
        ]
        ends.append(load_file(directory.latest_checkpoint()))
    assert [name for name in ends[0] if not torch.equal(ends[0][name], ends[1][name])] == []


def test_a_resumed_run_has_the_settings_of_its_checkpoint_and_the_length_asked_for(tmp_path, tiny_config, tiny_images):
    directory = RunDirectory(tmp_path)
    run = Run(directory, tiny_config(), tiny_images)
    with closing(run.reports()) as reports:
        next(reports)
        run.change(generator_lr=0.0)
    again = Run(directory, tiny_config(epochs=3), tiny_images, resume=True)
    before = None
    for _ in again.reports():
        before = before or weights(again.state.players.generator)
    assert again.state.step == 15
    assert same(before, weights(again.state.players.generator))


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"model": "mlp"}, f"unknown setting 'model'; accepted: {', '.join(CHANGEABLE)}."),
        ({"generator_lr": 2.0}, "generator_lr: got 2.0; accepted: 0 to 1."),
        ({"loss": "wgan_gp"}, "discriminator_norm = 'batch' does not fit loss wgan_gp"),
        ({"ema_decay": 0.9}, "ema_decay = 0.9 does not fit a run in progress"),
    ],
)
def test_a_refused_change_changes_nothing(settings, message, tmp_path, tiny_config, tiny_images):
    directory = RunDirectory(tmp_path)
    run = Run(directory, tiny_config(), tiny_images)
    with closing(run.reports()) as reports:
        next(reports)
        with pytest.raises(ConfigError) as refused:
            run.change(**settings)
        assert str(refused.value).startswith(message)
        assert directory.read_config() == run.state.players.config == tiny_config()
        assert next(reports).step == 2


@pytest.mark.parametrize(("player", "other"), [("discriminator", "generator"), ("generator", "discriminator")])
def test_one_player_is_updated_alone(player, other, tmp_path, tiny_config, tiny_images):
    directory = RunDirectory(tmp_path)
    run = Run(directory, tiny_config(), tiny_images)
    with closing(run.reports()) as reports:
        next(reports)
        players = run.state.players
        moved, kept = weights(getattr(players, player)), weights(getattr(players, other))
        run.update_once(player)
        assert not same(moved, weights(getattr(players, player)))
        assert same(kept, weights(getattr(players, other)))
        line, event = list(directory.read_stats())[-2:]
        assert event == {"step": 2, "event": "single_update", "player": player}
        assert line["step"] == 2  # it has its own place in the curves, and its own pictures
        assert all(np.isfinite(value) for value in line.values())
        assert (directory.samples / "step-00000002.png").exists()
        assert next(reports).step == 3


def test_an_unknown_player_is_refused(tmp_path, tiny_config, tiny_images):
    run = Run(RunDirectory(tmp_path), tiny_config(), tiny_images)
    with closing(run.reports()) as reports:
        next(reports)
        with pytest.raises(ConfigError, match="player: got 'judge'; accepted: discriminator, generator"):
            run.update_once("judge")


def test_a_fork_goes_on_from_the_checkpoint_with_other_settings(tmp_path, tiny_config, tiny_images):
    source, target = RunDirectory(tmp_path / "source"), RunDirectory(tmp_path / "target")
    config = tiny_config(keep_checkpoints=10, sample_epochs=(1, 2))
    assert len(list(Run(source, config, tiny_images).reports())) == 10
    changed = fork(source, 6, target, generator_lr=0.0)
    assert changed.generator_lr == 0.0
    assert target.read_status() == {"state": "queued", "step": 6, "reason": ""}
    run = Run(target, changed, tiny_images, resume=True)
    reports = list(run.reports())
    assert [report.step for report in reports] == [7, 8, 9, 10]
    before, after = (load_file(one.checkpoint_path(step)) for one, step in ((source, 6), (target, 10)))
    assert all(torch.equal(before[name], after[name]) for name in before if name.startswith("generator.") and name.endswith("weight"))
    lines = list(target.read_stats())
    assert [line["step"] for line in lines if "event" not in line] == list(range(1, 11))
    assert lines[6] == {"step": 6, "event": "forked", "source": "source", "settings": {"generator_lr": 0.0}}
    assert (target.samples / "step-00000005.png").read_bytes() == (source.samples / "step-00000005.png").read_bytes()
    assert source.read_config() == config


def test_a_fork_without_changes_ends_like_its_source(tmp_path, tiny_config, tiny_images):
    source, target = RunDirectory(tmp_path / "source"), RunDirectory(tmp_path / "target")
    assert len(list(Run(source, tiny_config(), tiny_images).reports())) == 10
    config = fork(source, 8, target)
    assert len(list(Run(target, config, tiny_images, resume=True).reports())) == 2
    ends = [load_file(one.latest_checkpoint()) for one in (source, target)]
    assert [name for name in ends[0] if not torch.equal(ends[0][name], ends[1][name])] == []


def test_a_fork_of_a_step_without_checkpoint_says_which_there_are(tmp_path, tiny_config, tiny_images):
    source = RunDirectory(tmp_path / "source")
    assert len(list(Run(source, tiny_config(), tiny_images).reports())) == 10
    with pytest.raises(CheckpointError, match="step: got 7; accepted: 8, 10"):
        fork(source, 7, RunDirectory(tmp_path / "target"))
    with pytest.raises(CheckpointError, match="already holds a run"):
        fork(source, 8, source)


def test_a_fork_of_networks_alone_begins_with_fresh_optimisers_and_says_so(tmp_path, tiny_config, tiny_images):
    source, target = RunDirectory(tmp_path / "source"), RunDirectory(tmp_path / "target")
    assert len(list(Run(source, tiny_config(ema_decay=0.9), tiny_images).reports())) == 10
    strip_checkpoint(source.checkpoint_path(10), source.checkpoints)
    config = fork(source, 10, target, epochs=4)
    state = loop.start(config, tiny_images)
    assert not load_checkpoint(target.latest_checkpoint(), state)
    shipped, players = read_checkpoint(source.checkpoint_path(10))[1], state.players
    for prefix, network in (("generator", players.generator), ("generator", players.average), ("discriminator", players.discriminator)):
        assert all(torch.equal(tensor, shipped[f"{prefix}.{name}"]) for name, tensor in network.state_dict().items())
    assert (state.step, len(players.generator_optimizer.state)) == (10, 0)
    assert len(list(Run(target, config, tiny_images, resume=True).reports())) == 10
    assert [line["event"] for line in target.read_stats() if line["step"] == 10 and "event" in line][-2:] == ["forked", "fresh_optimizers"]
    assert target.read_status() == {"state": "finished", "step": 20, "reason": ""}
    assert not read_checkpoint(target.latest_checkpoint())[0]["inference_only"]


def test_a_fork_of_a_generator_alone_is_refused_and_leaves_nothing(tmp_path, tiny_config, tiny_images):
    source, target = RunDirectory(tmp_path / "source"), RunDirectory(tmp_path / "target")
    assert len(list(Run(source, tiny_config(), tiny_images).reports())) == 10
    strip_checkpoint(source.checkpoint_path(10), source.checkpoints, generator_only=True)
    with pytest.raises(CheckpointError, match="run source: its checkpoint holds G alone"):
        fork(source, 10, target)
    assert not target.path.exists()
