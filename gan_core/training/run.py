"""A whole run: the loop, written to a run directory as it goes; stopped cleanly, resumed exactly."""

from __future__ import annotations

import math
from collections.abc import Callable, Generator
from contextlib import suppress
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import torch

from gan_core.config import TrainingConfig
from gan_core.errors import CheckpointError, ConfigError
from gan_core.memory import keep_memory
from gan_core.training import distributed, loop
from gan_core.training.about import About, read_about, write_about
from gan_core.training.checkpoint import checkpoint_config, checkpoint_trained_on, copy_checkpoint, load_checkpoint, save_checkpoint
from gan_core.training.distributed_follower import hand_out
from gan_core.training.end_reasons import EndReason, NotFiniteError
from gan_core.training.loop import Images, StepReport, TrainingState
from gan_core.training.run_directory import RunDirectory
from gan_core.training.sample_statistics import SampleMonitor, measurement_due
from gan_core.training.samples import sample_grid
from gan_core.training.trained_on import Note, check_data, check_exactness, describe

# What may change while a run goes on: nothing that the networks' shapes or the optimisers' kind depend on.
CHANGEABLE = (
    "loss", "lsgan_a", "lsgan_b", "lsgan_c", "real_target", "gp_weight", "clip_value", "clip_labels", "r1_weight", "r2_weight",
    "r1_every", "augment", "generator_lr", "discriminator_lr", "beta1", "beta2", "n_critic", "ema_decay", "epochs", "max_steps",
)  # fmt: skip
LENGTH = ("epochs", "max_steps")  # of these, what says how long it trains


class Run:
    """A run in progress, written to its directory as it goes. One thread drives it: `reports()`, and between two reports the rest.

    Args:
        resume: go on from the newest checkpoint that can be read.
        accept_data: also where the data are others than the run's were.
        held_out: brings real images that are not trained on, by which the doctor tells what D knows by heart; None where there are none.
        on_begin: called before the first step, with whatever makes a resumed run not exactly the one that would have gone on.
    """

    def __init__(
        self,
        directory: RunDirectory,
        config: TrainingConfig,
        dataset: Images,
        device: torch.device | str = "cpu",
        *,
        resume: bool = False,
        accept_data: bool = False,
        held_out: Callable[[], Images | None] = lambda: None,
        on_begin: Callable[[list[Note]], None] = lambda _: None,
    ) -> None:
        self.directory, self.config, self.dataset, self.device, self.resume = directory, config, dataset, device, resume
        self.accept_data, self.held_out, self.on_begin = accept_data, held_out, on_begin
        self.state: TrainingState
        self.step: loop.Step | None = None  # how a step is done, where not by `loop.train_step`
        self.trained_on: dict[str, Any] = {}
        self._notes: list[Note] = []
        self._monitor: SampleMonitor | None = None
        self._measured = 0  # the step of the last measurement
        self.closely = False  # whether a person goes step by step, so that each is logged and drawn

    def reports(self) -> Generator[StepReport]:
        """Train to the end of `config`, yielding every report after it is on disk.

        Closing the iterator stops cleanly: a checkpoint is written and the state says "stopped". Any error, a loss that is
        not finite among them, ends the run as "failed" with its reason and keeps the last good checkpoint.

        Raises:
            NotFiniteError: a number became infinite or NaN.
            CheckpointError: no checkpoint to resume from can be read, the directory already holds a run, or another process trains in it.
            DataError: the data are others than the run's were.
        """
        keep_memory()
        distributed.check(min(self.config.batch_size, len(self.dataset)), torch.device(self.device))
        directory = self.directory
        if not self.resume:
            directory.create(self.config)
        with directory.writer_lock():
            self._begin()
            try:
                try:
                    outcome = yield from self._steps()
                except GeneratorExit:  # the caller asked for no more reports: between two steps, so the state is whole
                    outcome = "stopped"
                self._end(outcome)
            except BaseException as error:
                state, reason = distributed.ending(error)
                with suppress(OSError):  # a full disk
                    directory.write_status(state, step=self.state.step, reason=reason)
                raise

    def _end(self, outcome: str) -> None:
        if not _weights_are_finite(self.state):  # gone wrong since the numbers were last checked
            reason = EndReason.of("weights_not_finite", step=self.state.step)
            return self.directory.write_status("failed", step=self.state.step, reason=reason)
        self.save()
        if outcome == "finished":
            self._show()
        return self.directory.write_status(outcome, step=self.state.step)

    def _begin(self) -> None:
        """A fresh state, or a checkpoint's with the settings it was trained with."""
        directory = self.directory
        self.trained_on = describe(self.dataset, self.config, self.device)
        restored = self.resume and self._restore()
        if not restored:
            self.state = loop.start(self.config, self.dataset, self.device)
        directory.write_config(self.config)
        directory.write_status("running", step=self.state.step)
        if not restored:
            self._draw_samples()
            self.save()
        self.on_begin(self._notes)
        hand_out(self.state, self.dataset)

    def _restore(self) -> bool:
        """Take up the newest checkpoint that can be read; False: the run was ended before its first, so it begins again."""
        directory, damaged = self.directory, list[CheckpointError]()
        for step in reversed(directory.checkpoint_steps()):
            try:
                notes, whole = self._take_up(directory.checkpoint_path(step))
                break
            except CheckpointError as error:
                if error.code not in ("checkpoint_damaged", "checkpoint_foreign"):
                    raise
                damaged.append(error)
        else:
            if damaged:
                raise damaged[0]
            if next(directory.read_stats(), None):
                raise CheckpointError("no_checkpoint", received=directory.path)
            return False
        if damaged:
            notes.insert(0, {"code": "older", "damaged": damaged[0].fields["received"], "step": self.state.step})
        directory.forget_after(self.state.step)
        self._measured = max((line["step"] for line in directory.read_stats() if line.get("event") == "look"), default=0)
        directory.append_event(self.state.step, "resumed" if whole else "fresh_optimizers", **({"notes": notes} if notes else {}))
        self._notes = notes
        return True

    def _take_up(self, checkpoint: Path) -> tuple[list[Note], bool]:
        """The state of one checkpoint; whatever makes it not exact, and whether it was whole (`load_checkpoint`)."""
        length = {name: getattr(self.config, name) for name in ("epochs", "max_steps")}  # may have been raised
        config, now = replace(checkpoint_config(checkpoint) or self.config, **length), self.trained_on
        before = checkpoint_trained_on(checkpoint) or ({"classes": list(config.class_names)} if config.class_names else {})
        notes = check_data(before, now, config.conditional, self.accept_data)
        if notes and now["classes"]:
            config = replace(config, class_names=tuple(now["classes"]), num_classes=len(now["classes"]))
        self.state = loop.start(config, self.dataset, self.device)
        whole = load_checkpoint(checkpoint, self.state)
        self.config = config
        if any(note["code"] == "data" for note in notes):
            state, images = self.state, sum(before.get("counts", ())) or len(self.dataset)
            state.data_change = loop.DataChange(state.step, state.images_seen, state.epoch(images))
        return notes + check_exactness(before, now), whole

    def _steps(self) -> Generator[StepReport, None, str]:
        """The loop with its book-keeping: everything a step has to leave on disk is there before its report is handed out.

        Returns "finished", or "stopped" where another process of the group was asked to stop.
        """
        reports = loop.train(self.state, self.dataset, self.step)
        while self.state.step < self.last_step:
            report = next(reports)
            self._book(report)
            try:
                yield report
            except GeneratorExit:
                distributed.any_process(True)
                raise
            if distributed.any_process(False):
                return "stopped"
        return "finished"

    @property
    def last_step(self) -> int:
        """The step after which the run is finished."""
        return loop.total_steps(self.config, len(self.dataset), self.state.data_change)

    def _book(self, report: StepReport) -> None:
        directory, config = self.directory, self.config
        checkpoint_due = report.step % config.checkpoint_every == 0
        logged = self.closely or report.step % config.log_every == 0 or report.step in (1, self.last_step)
        if logged or checkpoint_due:
            _check_finite(report)
        if logged:
            directory.append_report(report)
        if self.closely or sample_due(config, report.step, len(self.dataset), self.state.data_change):
            self._show()
        if checkpoint_due:
            self.save()
            directory.write_status("running", step=report.step)

    def _show(self) -> None:
        """The fixed-noise pictures of this step, and now and then a measurement of many more."""
        step, players = self.state.step, self.state.players
        self._draw_samples()
        if not measurement_due(step, self._measured) and (step < self.last_step or step == self._measured):
            return
        self._monitor = self._monitor or SampleMonitor(self.config, self.dataset, self.held_out())
        self._measured = step
        if statistics := self._monitor.measure(players, step):
            self.directory.append_event(step, "look", **statistics.to_json())

    def _draw_samples(self) -> None:
        """The fixed-noise pictures of this step, drawn by G's average and by G itself where both are there."""
        step, players = self.state.step, self.state.players
        self.directory.save_samples(step, sample_grid(players))
        if players.average is not None:
            self.directory.save_samples(step, sample_grid(players, players.generator), raw=True)

    # Between two reports

    def save(self) -> None:
        """A checkpoint of this moment."""
        save_checkpoint(self.directory.checkpoints, self.state, self.trained_on)
        self.directory.prune_checkpoints(self.config.keep_checkpoints)

    def change(self, **settings: object) -> None:
        """Go on with other settings, from the next step; an event in the log and a checkpoint make it lasting. Raises ConfigError."""
        config = changed_config(self.config, **settings)
        self.config = config
        self.state.players.adopt(config)
        self.directory.append_event(self.state.step, "changed", settings=settings)
        self.directory.write_config(config)
        self.save()

    def update_once(self, player: str) -> None:
        """One update of the `discriminator` or of the `generator` alone: an event, a line and pictures of its own. Raises ConfigError."""
        if player not in ("discriminator", "generator"):
            raise ConfigError("value", field="player", received=repr(player), expected="discriminator, generator")
        report = loop.update_once(self.state, self.dataset, player)
        self.closely = True
        self._book(report)
        self.directory.append_event(report.step, "single_update", player=player)


def run(
    directory: RunDirectory, config: TrainingConfig, dataset: Images, device: torch.device | str = "cpu", *, resume: bool = False
) -> Generator[StepReport]:
    """`Run(...).reports()`: for callers that only watch."""
    return Run(directory, config, dataset, device, resume=resume).reports()


def fork(source: RunDirectory, step: int, target: RunDirectory, **changes: object) -> TrainingConfig:
    """Lay out a run that goes on from a checkpoint of another, with other settings: resume `target` to train it.

    Raises:
        CheckpointError: `source` has no checkpoint of this step, or one without D, or `target` is a run already.
        ConfigError: the changes do not fit; see CHANGEABLE.
    """
    if step not in source.checkpoint_steps():
        raise CheckpointError(
            "value", field="step", received=step, expected=", ".join(map(str, source.checkpoint_steps())) or "no checkpoint"
        )
    checkpoint = source.checkpoint_path(step)
    config = checkpoint_config(checkpoint) or source.read_config()
    changed = changed_config(config, **changes)
    if target.exists():
        raise CheckpointError("run_exists", field="out", received=target.path)
    copy_checkpoint(checkpoint, target.checkpoints, changed)
    target.create(changed)
    known, different = read_about(source), {name: value for name, value in changes.items() if name not in LENGTH}
    about = About(images=known.images, source=source.path.name, source_title=known.title, step=step, changed=tuple(different.items()))
    write_about(target, about)
    target.copy_log(source, step)
    target.append_event(step, "forked", source=source.path.name, settings=changes)
    target.write_status("queued", step=step)
    return changed


def changed_config(config: TrainingConfig, **settings: object) -> TrainingConfig:
    """The config with settings that may change during a run. Raises ConfigError."""
    for name in settings:
        if name not in CHANGEABLE:
            raise ConfigError("unknown_setting", received=repr(name), expected=", ".join(CHANGEABLE))
    changed = TrainingConfig.from_json(config.to_json() | settings)
    if bool(changed.ema_decay) != bool(config.ema_decay):
        raise ConfigError("combination", field="ema_decay", received=changed.ema_decay, other="a run in progress", expected="0 stays 0")
    return changed


def sample_due(config: TrainingConfig, step: int, images: int, change: loop.DataChange = loop.NO_CHANGE) -> bool:
    """Whether fixed-noise pictures are drawn after this step: at the end of `sample_epochs`, and twenty at every doubling of the steps."""
    if config.sample_every:
        doublings = max(0, math.floor(math.log2(step / (20 * config.sample_every))))
        if step % (config.sample_every << doublings) == 0:
            return True
    return step in _epoch_ends(config, images, change)


@lru_cache(8)
def _epoch_ends(config: TrainingConfig, images: int, change: loop.DataChange) -> frozenset[int]:
    """The last steps of `sample_epochs`; asked for at every step, and the same until a setting changes."""
    return frozenset(loop.total_steps(_with_epochs(config, epoch), images, change) for epoch in config.sample_epochs)


def _with_epochs(config: TrainingConfig, epochs: int) -> TrainingConfig:
    return TrainingConfig.from_json(config.to_json() | {"epochs": epochs, "max_steps": 0})


def _check_finite(report: StepReport) -> None:
    for name, value in report.metrics.items():
        if not math.isfinite(value):
            raise NotFiniteError(EndReason.of("not_finite", number=name, value=value, step=report.step))


def _weights_are_finite(state: TrainingState) -> bool:
    networks = (state.players.generator, state.players.discriminator)
    return all(bool(parameter.isfinite().all()) for network in networks for parameter in network.parameters())


def find_checkpoint(path: Path) -> tuple[RunDirectory, Path]:
    """The run and checkpoint file that `path` means: a run directory (its newest) or one .safetensors file."""
    if not path.exists():
        raise CheckpointError("missing_path", field="checkpoint", received=path)
    if path.is_dir():
        directory = RunDirectory(path)
        directory.read_config()
        return directory, directory.latest_checkpoint()
    if path.suffix != ".safetensors":
        raise CheckpointError("checkpoint_foreign", received=path.name, reason="not a .safetensors file")
    return RunDirectory(path.parent.parent), path
