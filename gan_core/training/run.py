"""A whole run: the loop, written to a run directory as it goes; stopped cleanly, resumed exactly."""

from __future__ import annotations

import math
from collections.abc import Generator, Iterator
from pathlib import Path

import torch

from gan_core.config import TrainingConfig
from gan_core.errors import CheckpointError, ConfigError
from gan_core.memory import keep_memory
from gan_core.training import loop
from gan_core.training.checkpoint import load_checkpoint, save_checkpoint
from gan_core.training.loop import Images, StepReport, TrainingState
from gan_core.training.run_directory import RunDirectory
from gan_core.training.samples import sample_grid


def choose_device(name: str = "auto") -> torch.device:
    """auto, cpu or cuda. Raises ConfigError when this machine has no such device."""
    if name == "auto":
        name = "cuda" if torch.cuda.is_available() else "cpu"
    if name not in ("cpu", "cuda") or (name == "cuda" and not torch.cuda.is_available()):
        raise ConfigError("device", came=repr(name), accepted="auto, cpu" + (", cuda" if torch.cuda.is_available() else ""))
    return torch.device(name)


def run(
    directory: RunDirectory, config: TrainingConfig, dataset: Images, device: torch.device | str = "cpu", *, resume: bool = False
) -> Generator[StepReport]:
    """Train to the end of `config`, yielding every report after it is on disk.

    Closing the iterator stops cleanly: a checkpoint is written and the state says "stopped". Any error, a loss that is
    not finite among them, ends the run as "failed" with its reason and keeps the last good checkpoint.

    Raises:
        FloatingPointError: a number became infinite or NaN.
        CheckpointError: the checkpoint to resume from is damaged, the directory already holds a run, or another process trains in it.
    """
    keep_memory()
    if not resume:
        directory.create(config)
    with directory.writer_lock():
        state = loop.start(config, dataset, device)
        restored = resume and bool(directory.checkpoint_steps())  # killed before the first checkpoint: begin again
        if restored:
            _restore(directory, state)
        directory.write_config(config)  # its epochs may have been raised
        directory.write_status("running", step=state.step)
        if not restored:
            directory.save_samples(0, sample_grid(state.players))
            save_checkpoint(directory.checkpoints, state)
        outcome, reason = "failed", ""
        try:
            yield from _steps(directory, config, state, dataset)
            outcome = "finished"
        except GeneratorExit:  # the caller asked for no more reports: between two steps, so the state is whole
            outcome = "stopped"
            raise
        except BaseException as error:
            reason = str(error) or type(error).__name__
            raise
        finally:
            if outcome != "failed" and not _weights_are_finite(state):  # gone wrong since the last look at the numbers
                outcome, reason = "failed", f"a weight became infinite or NaN by step {state.step}"
            if outcome != "failed":
                save_checkpoint(directory.checkpoints, state)
                directory.prune_checkpoints(config.keep_checkpoints)
            if outcome == "finished":
                directory.save_samples(state.step, sample_grid(state.players))
            directory.write_status(outcome, step=state.step, reason=reason)


def _restore(directory: RunDirectory, state: TrainingState) -> None:
    load_checkpoint(directory.latest_checkpoint(), state)
    directory.forget_after(state.step)
    directory.append_event(state.step, "resumed")


def _steps(directory: RunDirectory, config: TrainingConfig, state: TrainingState, dataset: Images) -> Iterator[StepReport]:
    """The loop with its book-keeping: everything a step has to leave on disk is there before its report is handed out."""
    last = loop.total_steps(config, len(dataset))
    sample_steps = {loop.total_steps(_with_epochs(config, epoch), len(dataset)) for epoch in config.sample_epochs}
    if state.step >= last:
        return
    for report in loop.train(state, dataset):
        logged = report.step % config.log_every == 0 or report.step in (1, last)
        if logged or report.step % config.checkpoint_every == 0:
            _check_finite(report)
        if logged:
            directory.append_report(report)
        if report.step in sample_steps:
            directory.save_samples(report.step, sample_grid(state.players))
        if report.step % config.checkpoint_every == 0:
            save_checkpoint(directory.checkpoints, state)
            directory.prune_checkpoints(config.keep_checkpoints)
            directory.write_status("running", step=report.step)
        yield report
        if report.step >= last:
            return


def _with_epochs(config: TrainingConfig, epochs: int) -> TrainingConfig:
    return TrainingConfig.from_json(config.to_json() | {"epochs": epochs, "max_steps": 0})


def _check_finite(report: StepReport) -> None:
    for name, value in report.metrics.items():
        if not math.isfinite(value):
            raise FloatingPointError(f"{name} became {value} at step {report.step}")


def _weights_are_finite(state: TrainingState) -> bool:
    networks = (state.players.generator, state.players.discriminator)
    return all(bool(parameter.isfinite().all()) for network in networks for parameter in network.parameters())


def find_checkpoint(path: Path) -> tuple[RunDirectory, Path]:
    """The run and checkpoint file that `path` means: a run directory (its newest) or one .safetensors file."""
    if not path.exists():
        raise CheckpointError("missing_path", field="checkpoint", came=str(path))
    if path.is_dir():
        directory = RunDirectory(path)
        directory.read_config()
        return directory, directory.latest_checkpoint()
    if path.suffix != ".safetensors":
        raise CheckpointError("checkpoint_foreign", came=path.name, reason="not a .safetensors file")
    return RunDirectory(path.parent.parent), path
