"""The command line. Exit code 0; 2 for bad input, with one line on stderr that says what came and what is accepted."""

from __future__ import annotations

import dataclasses
import json
import os
import runpy
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from importlib.util import find_spec
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

import click

from gan_core import __version__, paths
from gan_core.config import CHOICES, TrainingConfig
from gan_core.errors import MESSAGES, ConfigError, GanError
from gan_core.presets import PRESETS, get_preset

if TYPE_CHECKING:
    from gan_core.data import ImageDataset
    from gan_core.training.loop import StepReport
    from gan_core.training.run_directory import RunDirectory


class _Commands(click.Group):
    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in self.commands:
            raise ConfigError("value", field="command", came=repr(args[0]), accepted=", ".join(self.commands))
        return super().resolve_command(ctx, args)


class _Checkpoint(click.Path):
    """A path, or the name of a shipped model where no such path exists."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        path = Path(str(super().convert(value, param, ctx)))
        named = paths.CHECKPOINTS / path.name
        return named if path == Path(path.name) and not path.exists() and named.is_dir() else path


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="GAN Classroom")
def cli() -> None:
    """Start the app; train, resume, sample, evaluate and list GANs."""


weights_option = click.option(
    "--weights", default="", metavar="average|raw", help="G's average over the steps, or G itself; default: the average where there is one."
)
json_flag = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@cli.command()
@click.option("--port", type=click.IntRange(1, 65535), default=8501, show_default=True)
def serve(port: int) -> None:
    """Start the app on http://localhost:PORT."""
    _need("serve", "app", "streamlit")
    sys.argv = ["streamlit", "run", str(paths.ROOT / "app.py"), "--server.port", str(port), "--server.headless", "true"]
    runpy.run_module("streamlit", run_name="__main__", alter_sys=True)


@cli.command()
@click.option("--port", type=click.IntRange(1, 65535), default=7860, show_default=True)
def demo(port: int) -> None:
    """Start the small demo of the shipped generators on http://localhost:PORT."""
    _need("demo", "gradio", "gradio")
    os.environ["GRADIO_SERVER_PORT"] = str(port)
    sys.path.insert(0, str(paths.ROOT))
    runpy.run_path(str(paths.ROOT / "gradio_demo.py"), run_name="__main__")


def _need(command: str, extra: str, package: str) -> None:
    """Raises UsageError where the packages that only a view needs are not installed."""
    if find_spec(package) is None:
        raise click.UsageError(f"{command}: {package} is not installed; install gan-classroom[{extra}]")


@cli.command()
@json_flag
def presets(as_json: bool) -> None:
    """List the presets."""
    if as_json:
        click.echo(json.dumps({name: config.to_json() for name, config in PRESETS.items()}, indent=1))
        return
    width = max(map(len, PRESETS))
    for name, config in PRESETS.items():
        click.echo(f"{name:{width}}  {config.model:6} {config.conditioning:10} {config.loss:14} {config.dataset}")


@cli.command()
@click.option("--preset", default="", metavar="NAME", help="A name from 'presets'.")
@click.option("--dataset", metavar="NAME", help="A data set, or 'folder' with --data-dir.")
@click.option("--data-dir", metavar="DIR", help="Folder of images; sub-folders are classes.")
@click.option("--image-size", type=int)
@click.option("--model", metavar="|".join(map(str, CHOICES["model"])))
@click.option("--conditioning", metavar="|".join(map(str, CHOICES["conditioning"])))
@click.option("--loss", metavar="|".join(map(str, CHOICES["loss"])))
@click.option("--augment", metavar="color,translation,cutout", help="What is done to images before D sees them (DiffAugment).")
@click.option("--epochs", type=int)
@click.option("--max-steps", type=int, help="Stop after so many steps; 0 = no limit.")
@click.option("--batch-size", type=int)
@click.option("--latent-dim", type=int)
@click.option("--seed", type=int)
@click.option("--set", "settings", multiple=True, metavar="FIELD=VALUE", help="Any other setting of the config, as JSON value.")
@click.option("--device", default="auto", metavar="auto|cpu|cuda")
@click.option("--threads", type=click.IntRange(1, 1024), help="CPU threads; default: all cores.")
@click.option("--out", type=click.Path(path_type=Path), help="Run directory; default: runs/PRESET-TIME.")
@json_flag
def train(
    preset: str,
    dataset: str | None,
    data_dir: str | None,
    settings: tuple[str, ...],
    device: str,
    threads: int | None,
    out: Path | None,
    as_json: bool,
    **flags: int | str | None,
) -> None:
    """Train a preset, with flags in place of its settings. Ctrl-C stops cleanly, with a checkpoint.

    Under torchrun, processes share every batch: docs/cluster.md.
    """
    from gan_core.data.fit import fit_config
    from gan_core.training.run_directory import RunDirectory

    changes: dict[str, Any] = {name: value for name, value in flags.items() if value is not None}
    changes |= {name: value for name, value in (("dataset", dataset), ("data_dir", data_dir)) if value is not None}
    changes |= dict(map(_parse_setting, settings))
    base = get_preset(preset)
    config, images = _load(fit_config(base, changes, "--dataset"), device)
    directory = RunDirectory(out or Path("runs") / f"{preset}-{time.strftime('%Y%m%d-%H%M%S')}")
    _run(directory, config, images, device, threads, as_json, resume=False)


@cli.command()
@click.argument("run_dir", type=click.Path(path_type=Path))
@click.option("--epochs", type=int)
@click.option("--max-steps", type=int)
@click.option("--device", default="auto", metavar="auto|cpu|cuda")
@click.option("--threads", type=click.IntRange(1, 1024), help="CPU threads; default: all cores.")
@json_flag
def resume(run_dir: Path, epochs: int | None, max_steps: int | None, device: str, threads: int | None, as_json: bool) -> None:
    """Go on exactly where a run stopped, with any number of processes."""
    from gan_core.training import distributed
    from gan_core.training.run_directory import RunDirectory

    directory = RunDirectory(run_dir)
    known = distributed.share(json.dumps(directory.read_config().to_json()).encode() if distributed.leads() else b"")
    changes: dict[str, Any] = {name: value for name, value in (("epochs", epochs), ("max_steps", max_steps)) if value is not None}
    config, images = _load(TrainingConfig.from_json(json.loads(known) | changes), device)
    _run(directory, config, images, device, threads, as_json, resume=True)


@cli.command()
@click.argument("checkpoint", type=_Checkpoint())
@click.option("--label", help="Class name or index; default: all classes in turn.")
@click.option("--seed", type=click.IntRange(0, 2**31 - 1), default=0, show_default=True)
@click.option("--n", type=click.IntRange(1, 100_000), default=100, show_default=True)
@weights_option
@click.option("--out", required=True, type=click.Path(path_type=Path), help="FILE.png (a grid) or FILE.npz (images, labels, z).")
def sample(checkpoint: Path, label: str | None, seed: int, n: int, weights: str, out: Path) -> None:
    """Draw images from a checkpoint, a run or a shipped model by its name; the same seed gives the same bytes."""
    from gan_core.inference import TrainedGenerator, save_samples

    if out.suffix not in (".png", ".npz"):
        raise ConfigError("output_type", field="--out", came=str(out), accepted="a name ending in .png or .npz")
    if not out.parent.is_dir():
        raise ConfigError("missing_path", field="--out", came=str(out.parent))
    generator = TrainedGenerator.load(checkpoint, weights)
    save_samples(generator, out, label=label, seed=seed, count=n)
    click.echo(str(out))


@cli.command()
@click.argument("checkpoint", type=_Checkpoint())
@click.option("--metrics", default="", metavar="fid,kid,is,prc,dc,accuracy,modes", help="Default: all that fit.")
@click.option(
    "--extractor", default="", metavar="fashion|mnist|cifar10|inception", help="Default: fashion for 28x28 grey pictures, else inception."
)
@click.option("--inception-weights", type=click.Path(path_type=Path), metavar="FILE", help="Default: PyTorch's cache, or a download.")
@click.option("--n", type=int, help="Pictures of each kind; default: 10000, or all of a folder.")
@click.option("--seed", type=click.IntRange(0, 2**31 - 1), default=0, show_default=True)
@click.option("--reference", metavar="NAME|DIR", help="Real pictures; default: the test images of the model's own data set.")
@click.option("--cache", type=click.Path(path_type=Path), metavar="DIR", help="Folder that keeps Inception's features; not used with 'is'.")
@click.option("--device", default="auto", metavar="auto|cpu|cuda", help="Where pictures are drawn and looked at.")
@click.option("--threads", type=click.IntRange(1, 1024), help="CPU threads; default: all cores.")
@json_flag
def evaluate(
    checkpoint: Path,
    metrics: str,
    extractor: str,
    inception_weights: Path | None,
    n: int | None,
    seed: int,
    reference: str | None,
    cache: Path | None,
    device: str,
    threads: int | None,
    as_json: bool,
) -> None:
    """Score a checkpoint, a run, or a folder of pictures against real pictures."""
    import torch

    from gan_core import evaluation
    from gan_core.memory import keep_memory
    from gan_core.training.run import choose_device

    if threads:
        torch.set_num_threads(threads)
    keep_memory()
    place = choose_device(device)
    real, fake = evaluation.pair(checkpoint, reference, n, seed, device=place, bar=sys.stderr.isatty())
    names = [name.strip() for name in metrics.split(",") if name.strip()]
    with _bars() as progress:
        examiner = evaluation.Examiner(real, inception_weights=inception_weights, cache=cache, device=place, progress=progress)
        result = examiner.examine(fake, names, extractor)
    click.echo(json.dumps(result.to_json(), indent=1) if as_json else evaluation.table(result))


@contextmanager
def _bars() -> Iterator[Callable[[str, int, int], None]]:
    """Inside: a tqdm bar that begins anew at each stage, on a terminal only."""
    if not sys.stderr.isatty():
        yield lambda stage, done, total: None
        return
    from tqdm import tqdm

    with tqdm(leave=False) as bar:

        def show(stage: str, done: int, total: int) -> None:
            if done <= bar.n:
                bar.reset(total)
            bar.set_description(stage, refresh=False)
            bar.update(done - bar.n)

        yield show


@cli.command("export-demo")
@click.option("--checkpoint", type=_Checkpoint(), default="cgan-fashion-mnist", show_default=True)
@click.option("--out", required=True, type=click.Path(path_type=Path), help="FILE.html")
def export_demo(checkpoint: Path, out: Path) -> None:
    """Write a generator and a page around it as one HTML file that needs no server and no network."""
    from gan_core.browser.page import build_page
    from gan_core.inference import TrainedGenerator

    if out.suffix != ".html":
        raise ConfigError("output_type", field="--out", came=str(out), accepted="a name ending in .html")
    if not out.parent.is_dir():
        raise ConfigError("missing_path", field="--out", came=str(out.parent))
    page = build_page(TrainedGenerator.load(checkpoint), checkpoint.resolve().name)
    out.write_text(page, encoding="utf-8")
    click.echo(f"{out}: {out.stat().st_size / 1e6:.1f} MB")


@cli.command()
@click.argument("checkpoint", type=_Checkpoint())
@click.argument("repository", metavar="USER/NAME")
@click.option("--private", is_flag=True, help="Where the repository is new: only you can see it.")
@click.option("--license", "license_id", default="mit", show_default=True, metavar="ID", help="Of the weights, as the Hub calls it.")
def push(checkpoint: Path, repository: str, private: bool, license_id: str) -> None:
    """Send a run or checkpoint, with its card, to the Hugging Face Hub. Log in before: hf auth login."""
    from gan_core import hub

    with _quiet_hub():
        click.echo(hub.push(checkpoint, repository, private=private, license_id=license_id))


@cli.command()
@click.argument("repository", metavar="USER/NAME")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="A new folder.")
@click.option("--revision", metavar="NAME", help="A branch, a tag or a commit; default: the newest.")
def pull(repository: str, out: Path, revision: str | None) -> None:
    """Fetch a run that 'push' sent; files that no run has are refused."""
    from gan_core import hub

    with _quiet_hub():
        click.echo(str(hub.pull(repository, out, revision=revision)))


@contextmanager
def _quiet_hub() -> Iterator[None]:
    """Inside: the library's progress bars on a terminal only."""
    from huggingface_hub.utils import disable_progress_bars, enable_progress_bars

    if sys.stderr.isatty():
        yield
        return
    disable_progress_bars()
    try:
        yield
    finally:
        enable_progress_bars()


@cli.command()
@click.argument("folder", type=click.Path(path_type=Path), default="runs")
@json_flag
def runs(folder: Path, as_json: bool) -> None:
    """List run directories with state, step and last numbers."""
    from gan_core.training.run_directory import list_runs

    if not folder.exists():
        raise ConfigError("missing_path", field="runs", came=str(folder))
    rows = [_describe(run) for run in list_runs(folder)]
    if as_json:
        click.echo(json.dumps(rows, indent=1))
        return
    for row in rows:
        click.echo(f"{row['name']:40} {row['state']:12} step {row['step']:>8}  {row.get('error') or row['metrics']}")


def _describe(run: RunDirectory) -> dict[str, Any]:
    """A run in short; one that cannot be read is named with the reason."""
    row = {"name": run.path.name, "path": str(run.path)}
    try:
        run.read_config()
        status, numbers = run.read_status(), [line for line in run.read_stats() if "event" not in line]
    except GanError as error:
        return row | {"state": "unreadable", "step": 0, "metrics": {}, "error": str(error)}
    last = numbers[-1] if numbers else {}
    shown = {name: last[name] for name in ("epoch", "discriminator_loss", "generator_loss") if name in last}
    return row | {"state": status["state"], "step": last.get("step", 0), "metrics": shown}


def _parse_setting(text: str) -> tuple[str, Any]:
    """FIELD=VALUE, the value JSON or else a plain word."""
    name, equals, value = text.partition("=")
    if not equals:
        raise ConfigError("value", field="--set", came=repr(text), accepted="FIELD=VALUE")
    try:
        parsed = json.loads(value)
    except ValueError:
        parsed = value
    return name, tuple(parsed) if isinstance(parsed, list) else parsed


def _load(config: TrainingConfig, device: str) -> tuple[TrainingConfig, ImageDataset]:
    """The data, and the config completed with its classes."""
    from gan_core.data import load_dataset
    from gan_core.training import distributed
    from gan_core.training.run import choose_device

    with distributed.first_of_each_machine_first():
        images = load_dataset(
            config.dataset,
            image_size=config.image_size,
            image_channels=config.image_channels,
            device=str(choose_device(device)),
            folder=config.data_dir,
            progress=distributed.leads() and sys.stderr.isatty(),
        )
    for name in images.skipped if distributed.leads() else ():
        click.echo(f"left out: {name}", err=True)
    names = tuple(images.class_names)
    return dataclasses.replace(config, class_names=names, num_classes=len(names)), images


def _run(
    directory: RunDirectory,
    config: TrainingConfig,
    images: ImageDataset,
    device: str,
    threads: int | None,
    as_json: bool,
    *,
    resume: bool,
) -> None:
    """Drive the run with a progress bar; the first Ctrl-C asks it to stop after the current step. Of several processes one does so."""
    import torch

    from gan_core.training import distributed
    from gan_core.training.distributed_follower import follow
    from gan_core.training.loop import total_steps
    from gan_core.training.run import choose_device, run

    if threads:
        torch.set_num_threads(threads)
    with _interrupt_caught() as stopped:
        if not distributed.leads():
            return follow(images, choose_device(device), stopped)
        with closing(run(directory, config, images, choose_device(device), resume=resume)) as reports:
            last = _show_progress(reports, total_steps(config, len(images)), config.log_every, stopped)
    status = directory.read_status()
    if status["state"] == "failed":
        raise FloatingPointError(status["reason"])
    summary = {"run": str(directory.path), "state": status["state"], "step": status["step"]}
    summary |= {"metrics": last.metrics} if last else {}
    return click.echo(json.dumps(summary) if as_json else f"{summary['state']} at step {summary['step']}: {directory.path}")


@contextmanager
def _interrupt_caught() -> Iterator[Callable[[], bool]]:
    """Inside: Ctrl-C and SIGTERM no longer break in; the function yielded says whether one has come."""
    asked: list[int] = []

    def remember(number: int, _frame: FrameType | None) -> None:
        asked.append(number)

    before = {number: signal.signal(number, remember) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield lambda: bool(asked)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _show_progress(reports: Any, total: int, every: int, stopped: Callable[[], bool]) -> StepReport | None:
    """Consume reports under a tqdm bar, or with a line on stderr a log step when that is no terminal; returns the last one."""
    from tqdm import tqdm

    report = None
    terminal = sys.stderr.isatty()
    with tqdm(total=total, unit="step", disable=not terminal) as bar:
        for report in reports:
            bar.update(report.step - bar.n)
            if report.step % every == 0:
                metrics = report.metrics
                numbers = {"epoch": f"{report.epoch:.1f}"}
                numbers |= {"D": f"{metrics['discriminator_loss']:.3f}", "G": f"{metrics['generator_loss']:.3f}"}
                bar.set_postfix(numbers)
                if not terminal:
                    click.echo(f"step {report.step}/{total} " + " ".join(f"{name} {number}" for name, number in numbers.items()), err=True)
            if stopped():
                break
    return report


def main(arguments: list[str] | None = None) -> None:
    """Run a command; turns every mistake of the caller into one line on stderr and exit code 2, a failed training into 1."""
    arguments = sys.argv[1:] if arguments is None else arguments
    try:
        with _together():
            cli.main(arguments or ["--help"], prog_name=_program(), standalone_mode=False)
    except GanError as error:
        _fail(_name_flag(error))
    except click.ClickException as error:
        _fail(error.format_message())
    except OSError as error:  # a path that cannot be read or written
        _fail(f"{error.filename or 'file'}: {error.strerror or error}; give a path that can be read and written")
    except FloatingPointError as error:
        _fail(f"training failed: {error}; the last good checkpoint is kept", code=1)
    except click.Abort:
        _fail("interrupted before the run began")


def _program() -> str:
    """How the command line was called."""
    return "gan-classroom" if Path(sys.argv[0]).stem == "gan-classroom" else "python -m gan_core"


def _together() -> AbstractContextManager[None]:
    """The processes that torchrun started, as one group; nothing where it did not, or started but one."""
    if "RANK" not in os.environ or os.environ.get("WORLD_SIZE", "1") == "1":
        return nullcontext()
    from gan_core.training.distributed import joined

    return joined()


def _name_flag(error: GanError) -> str:
    """The error's sentence, with the flag in place of the setting it stands for: --batch-size, not batch_size."""
    flags = {option.name: option.opts[0] for command in cli.commands.values() for option in command.params if option.opts[0][0] == "-"}
    if "field" in error.fields:
        field = str(error.fields["field"])
        return MESSAGES[error.code].format(**error.fields | {"field": flags.get(field, field)})
    subject = str(error).partition(":")[0]  # sentences about one flag only begin with it
    return str(error).replace(subject, flags.get(subject, subject), 1)


def _fail(sentence: str, code: int = 2) -> None:
    click.echo("error: " + " ".join(sentence.split()), err=True)
    sys.exit(code)
