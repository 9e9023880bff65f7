"""The command line. Exit code 0; 2 for bad input, with one line on stderr that says what was received and what is expected."""

from __future__ import annotations

import io
import json
import os
import runpy
import shutil
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext, suppress
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

import click

from gan_core import __version__, paths
from gan_core.config import CHOICES, TrainingConfig
from gan_core.errors import MESSAGES, ConfigError, GanError
from gan_core.files import portable_name, write_atomic
from gan_core.presets import PRESETS, get_preset
from gan_core.translations import LANGUAGES, table

if TYPE_CHECKING:
    from gan_core.data import ImageDataset
    from gan_core.data.plan import LeftOut
    from gan_core.training.loop import StepReport
    from gan_core.training.run_directory import RunDirectory
    from gan_core.training.trained_on import Note


class _Commands(click.Group):
    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in self.commands:
            raise ConfigError("value", field="command", received=repr(args[0]), expected=", ".join(self.commands))
        return super().resolve_command(ctx, args)


class _PathType(click.Path):
    """A path; an empty one, which would be the working folder, is refused."""

    def __init__(self) -> None:
        super().__init__(path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        if value == "" and param is not None:
            raise ConfigError("value", field=param.opts[0], received="''", expected="a path")
        return Path(str(super().convert(value, param, ctx)))


class _NewPath(_PathType):
    """What is written: under a name that every system takes, so that it can be carried to another."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        path = super().convert(value, param, ctx)
        if path.name not in ("", "..") and not portable_name(path.name):
            raise ConfigError(
                "value", field="--out", received=repr(path.name), expected="a name that Windows takes too: not CON, a:b or a."
            )
        return path


class _Checkpoint(_PathType):
    """A path, or the name of a shipped model where no such path exists."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        path = super().convert(value, param, ctx)
        named = paths.CHECKPOINTS / path.name
        return named if path == Path(path.name) and not path.exists() and named.is_dir() else path


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="GAN Classroom")
def cli() -> None:
    """Start the app; train, resume, sample, evaluate and list GANs."""


weights_option = click.option(
    "--weights", default="", metavar="average|raw", help="G's average over the steps, or G itself; default: the average where there is one."
)
PATH = _PathType()
NEW_PATH = _NewPath()
json_flag = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
log_option = click.option("--log-to", type=click.Choice(["tensorboard"]), help="Also write event files for TensorBoard beside the log.")


@cli.command()
@click.option("--port", type=click.IntRange(1, 65535), default=8501, show_default=True)
@click.option(
    "--base-path", default="", metavar="PATH", help="Where a proxy shows the app below its host: gan for https://example.org/gan/."
)
@click.option("--browser/--no-browser", default=None, help="Open the browser; default: where this is a terminal.")
def serve(port: int, base_path: str, browser: bool | None) -> None:
    """Start the app on http://localhost:PORT, and say where phones in the same network find it."""
    _need("serve", "app", "streamlit")
    from gan_core.greeting import greet_when_ready
    from gan_core.network import answers

    if answers(port):  # Windows would let two programs listen on one
        raise ConfigError("port_taken", field="--port", received=port)
    greet_when_ready(port, base_path.strip("/"), browser=sys.stdout.isatty() if browser is None else browser)
    arguments = ["run", str(paths.ROOT / "app.py"), "--server.port", str(port), "--server.headless", "true"]
    arguments += ["--logger.hideWelcomeMessage", "true", *(["--server.baseUrlPath", base_path] if base_path else [])]
    streamlit = import_module("streamlit.web.cli").main
    with suppress(click.Abort):  # Ctrl-C is how one ends it
        streamlit.main(arguments, prog_name="streamlit", standalone_mode=False)


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


def _need_tracker(command: str, log_to: str | None) -> None:
    if log_to:
        _need(f"{command} --log-to {log_to}", log_to, log_to)


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
@click.option("--data-dir", metavar="DIR|ZIP", help="Folder or zip of images; sub-folders are classes.")
@click.option(
    "--crop", metavar="centre|whole", help="Own images that are no squares: their middle, or all between borders; default: centre."
)
@click.option("--background", metavar="white|black", help="Under own images that are transparent, and of borders; default: white.")
@click.option("--follow-links", is_flag=True, default=None, help="Also follow links that lead out of --data-dir.")
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
@click.option("--device", default="auto", metavar="auto|cpu|cuda|mps|xpu")
@click.option("--threads", type=click.IntRange(1, 1024), help="CPU threads; default: all cores.")
@click.option("--out", type=NEW_PATH, help="Run directory; default: runs/PRESET-TIME.")
@log_option
@json_flag
def train(
    preset: str,
    dataset: str | None,
    data_dir: str | None,
    settings: tuple[str, ...],
    device: str,
    threads: int | None,
    out: Path | None,
    log_to: str | None,
    as_json: bool,
    **flags: int | str | None,
) -> None:
    """Train a preset, with flags in place of its settings. Ctrl-C stops cleanly, with a checkpoint.

    Under torchrun, processes share every batch: docs/cluster.md.
    """
    from gan_core.data.fit import fit_config, with_classes
    from gan_core.training.run_directory import RunDirectory

    _need_tracker("train", log_to)
    changes: dict[str, Any] = {name: value for name, value in flags.items() if value is not None}
    changes |= {name: value for name, value in (("dataset", dataset), ("data_dir", data_dir)) if value is not None}
    changes |= dict(map(_parse_setting, settings))
    config = fit_config(get_preset(preset), changes, "--dataset")
    directory = RunDirectory(out or Path("runs") / f"{preset}-{time.strftime('%Y%m%d-%H%M%S')}")
    if directory.exists():
        raise ConfigError("run_exists", field="--out", received=str(directory.path))
    images = _load(config, device)
    try:
        fitted = with_classes(config, images)
    except GanError as error:  # what was left out may be why
        raise click.UsageError(_name_flag(error) + _left_out(images.plan.left_out if images.plan else ())) from None
    _run(directory, fitted, images, device, threads, as_json, log_to=log_to)


@cli.command()
@click.argument("run_dir", type=PATH)
@click.option("--epochs", type=int)
@click.option("--max-steps", type=int)
@click.option("--device", default="auto", metavar="auto|cpu|cuda|mps|xpu")
@click.option("--threads", type=click.IntRange(1, 1024), help="CPU threads; default: all cores.")
@click.option("--accept-data", is_flag=True, help="Go on although the images are others than the run was trained on.")
@log_option
@json_flag
def resume(
    run_dir: Path,
    epochs: int | None,
    max_steps: int | None,
    device: str,
    threads: int | None,
    accept_data: bool,
    log_to: str | None,
    as_json: bool,
) -> None:
    """Go on exactly where a run stopped, with any number of processes."""
    from gan_core.training import distributed
    from gan_core.training.run_directory import RunDirectory

    _need_tracker("resume", log_to)
    directory = RunDirectory(run_dir)
    known = distributed.share(json.dumps(directory.read_config().to_json()).encode() if distributed.leads() else b"")
    changes: dict[str, Any] = {name: value for name, value in (("epochs", epochs), ("max_steps", max_steps)) if value is not None}
    config = TrainingConfig.from_json(json.loads(known) | changes)
    _run(directory, config, _load(config, device), device, threads, as_json, resume=True, accept_data=accept_data, log_to=log_to)


@cli.command("export-site")
@click.option("--out", required=True, type=PATH, help="an empty or a new folder")
def export_site(out: Path) -> None:
    """Write all that needs no server as a static site: it works from a folder and from any host. Takes a checkout with Node.js (npm ci)."""
    _need("export-site", "app", "streamlit")
    if shutil.which("node") is None or not (paths.ROOT / "node_modules" / "esbuild").is_dir():
        raise click.UsageError("export-site: esbuild, which bundles the pages, is not installed; run npm ci in a checkout with Node.js")
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise ConfigError("output_type", field="--out", received=str(out), expected="an empty or a new folder")
    sys.path.insert(0, str(paths.ROOT))
    import_module("web.site.export").export(out)
    size = sum(path.stat().st_size for path in out.rglob("*") if path.is_file())
    click.echo(f"{out}: {size / 1e6:.1f} MB; begin with {out / 'index.html'}")


@cli.command()
@click.argument("checkpoint", type=_Checkpoint())
@click.option("--label", help="Class name or index; default: all classes in turn.")
@click.option("--seed", type=click.IntRange(0, 2**31 - 1), default=0, show_default=True)
@click.option("--n", type=click.IntRange(1, 100_000), default=100, show_default=True)
@weights_option
@click.option("--out", required=True, type=NEW_PATH, help="FILE.png (a grid) or FILE.npz (images, labels, z).")
def sample(checkpoint: Path, label: str | None, seed: int, n: int, weights: str, out: Path) -> None:
    """Draw images from a checkpoint, a run or a shipped model by its name; the same seed gives the same bytes."""
    from gan_core.inference import TrainedGenerator, save_samples

    if out.suffix not in (".png", ".npz"):
        raise ConfigError("output_type", field="--out", received=str(out), expected="a name ending in .png or .npz")
    if not out.parent.is_dir():
        raise ConfigError("missing_path", field="--out", received=str(out.parent))
    generator = TrainedGenerator.load(checkpoint, weights)
    save_samples(generator, out, label=label, seed=seed, count=n)
    click.echo(str(out))


@cli.command()
@click.argument("checkpoint", type=_Checkpoint())
@click.option("--metrics", default="", metavar="fid,fid_inf,kid,mind,cmmd,is,prc,dc,auth,ct,accuracy,modes", help="Default: all that fit.")
@click.option(
    "--extractor",
    default="",
    metavar="fashion|mnist|cifar10|inception|dinov2",
    help="Default: fashion for 28x28 grey pictures, else inception.",
)
@click.option("--inception-weights", type=PATH, metavar="FILE", help="Default: PyTorch's cache, or a download.")
@click.option("--dinov2-weights", type=PATH, metavar="FILE", help="dinov2_vitl14_pretrain.pth, or a smaller one.")
@click.option("--n", type=int, help="Pictures of each kind; default: 10000, or all of a folder.")
@click.option("--seed", type=click.IntRange(0, 2**31 - 1), default=0, show_default=True)
@click.option("--reference", metavar="NAME|DIR", help="Real pictures; default: the test images of the model's own data set.")
@click.option("--training", metavar="NAME|DIR", help="What the generator was trained on; default: the model's own data set.")
@click.option("--copies", type=NEW_PATH, metavar="FILE.png", help="Write the pictures nearest to training pictures, each above its own.")
@click.option("--cache", type=PATH, metavar="DIR", help="Folder that keeps features of generated pictures too; not used with 'is'.")
@click.option("--device", default="auto", metavar="auto|cpu|cuda|mps|xpu", help="Where pictures are drawn and looked at.")
@click.option("--threads", type=click.IntRange(1, 1024), help="CPU threads; default: all cores.")
@json_flag
def evaluate(
    checkpoint: Path,
    metrics: str,
    extractor: str,
    inception_weights: Path | None,
    dinov2_weights: Path | None,
    n: int | None,
    seed: int,
    reference: str | None,
    training: str | None,
    copies: Path | None,
    cache: Path | None,
    device: str,
    threads: int | None,
    as_json: bool,
) -> None:
    """Score a checkpoint, a run, or a folder of pictures against real pictures."""
    import torch

    from gan_core import evaluation
    from gan_core.data.sources import cache_folder
    from gan_core.memory import keep_memory
    from gan_core.training.devices import choose_device

    if copies and copies.suffix != ".png":
        raise ConfigError("output_type", field="--copies", received=str(copies), expected="a name ending in .png")
    if threads:
        torch.set_num_threads(threads)
    keep_memory()
    place = choose_device(device)
    sets = evaluation.picture_sets(checkpoint, reference, n, seed, training=training, device=place, bar=sys.stderr.isatty())
    names = [name.strip() for name in metrics.split(",") if name.strip()]
    with _bars() as progress:
        examiner = evaluation.Examiner(
            sets.real,
            training=sets.training,
            inception_weights=inception_weights,
            dinov2_weights=dinov2_weights,
            cache=cache,
            real_cache=cache_folder() / "features" if os.access(cache_folder(), os.W_OK) else None,
            device=place,
            progress=progress,
        )
        result = examiner.examine(sets.fake, names, extractor)
    if copies:
        write_atomic(copies, evaluation.copies_sheet(sets, result))
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
@click.option("--out", required=True, type=NEW_PATH, help="FILE.html")
def export_demo(checkpoint: Path, out: Path) -> None:
    """Write a generator and a page around it as one HTML file that needs no server and no network."""
    from gan_core.browser.page import build_page
    from gan_core.inference import TrainedGenerator
    from gan_core.training.run import find_checkpoint

    _need_suffix(out, ".html")
    directory, newest = find_checkpoint(checkpoint.resolve())
    page = build_page(TrainedGenerator.load(newest), directory.path.name, licence=directory.licence)
    write_atomic(out, page.encode())
    click.echo(f"{out}: {out.stat().st_size / 1e6:.1f} MB")


@cli.command("export-onnx")
@click.argument("checkpoint", type=_Checkpoint())
@click.option("--out", required=True, type=NEW_PATH, help="FILE.onnx")
@weights_option
def export_onnx(checkpoint: Path, out: Path, weights: str) -> None:
    """Write a generator as ONNX, for onnxruntime and others: z and, of a conditional one, label in; images (N, C, H, W) in [-1, 1] out."""
    _need("export-onnx", "onnx", "onnxscript")
    from gan_core.inference import TrainedGenerator
    from gan_core.inference.onnx_export import onnx_bytes

    _need_suffix(out, ".onnx")
    write_atomic(out, onnx_bytes(TrainedGenerator.load(checkpoint, weights)))
    click.echo(f"{out}: {out.stat().st_size / 1e6:.1f} MB")


def _need_suffix(out: Path, suffix: str) -> None:
    """Raises ConfigError where a file would have another kind of name, or no folder to lie in."""
    if out.suffix != suffix:
        raise ConfigError("output_type", field="--out", received=str(out), expected=f"a name ending in {suffix}")
    if not out.parent.is_dir():
        raise ConfigError("missing_path", field="--out", received=str(out.parent))


@cli.command()
@click.argument("run_dir", type=_Checkpoint())
@click.option("--out", required=True, type=NEW_PATH, help="FILE.html, or FILE.zip: the page as a static Space for the Hugging Face Hub.")
@click.option("--language", type=click.Choice(list(LANGUAGES)), help="It opens in; default: the reader's own.")
def freeze(run_dir: Path, out: Path, language: str | None) -> None:
    """Write a run as one HTML file that needs no network: curves, film of samples, the doctor's verdicts, scores and settings."""
    from gan_core import frozen
    from gan_core.training.run_directory import RunDirectory

    if out.suffix not in (".html", ".zip"):
        raise ConfigError("output_type", field="--out", received=str(out), expected="a name ending in .html or .zip")
    if not out.parent.is_dir():
        raise ConfigError("missing_path", field="--out", received=str(out.parent))
    frozen_run = frozen.freeze_space if out.suffix == ".zip" else frozen.freeze
    write_atomic(out, frozen_run(RunDirectory(run_dir), language or ""))
    click.echo(f"{out}: {out.stat().st_size / 1e6:.1f} MB")


@cli.command()
@click.argument("checkpoint", type=_Checkpoint())
@click.argument("repository", metavar="USER/NAME")
@click.option("--private", is_flag=True, help="Where the repository is new: only you can see it.")
@click.option("--license", "license_id", metavar="ID", help="Of the weights, as the Hub calls it; default: the run's own, else mit.")
def push(checkpoint: Path, repository: str, private: bool, license_id: str | None) -> None:
    """Send a run or checkpoint, with its card, to the Hugging Face Hub. Log in before: hf auth login."""
    from gan_core import hub

    with _quiet_hub():
        click.echo(hub.push(checkpoint, repository, private=private, license_id=license_id))


@cli.command()
@click.argument("repository", metavar="USER/NAME")
@click.option("--out", required=True, type=NEW_PATH, help="A new folder.")
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
@click.argument("folder", type=PATH, default="runs")
@json_flag
def runs(folder: Path, as_json: bool) -> None:
    """List run directories with state, step and last numbers."""
    from gan_core.training.run_directory import list_runs

    if not folder.exists():
        raise ConfigError("missing_path", field="runs", received=str(folder))
    if not folder.is_dir():
        raise ConfigError("value", field="runs", received=str(folder), expected="a folder")
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
        raise ConfigError("value", field="--set", received=repr(text), expected="FIELD=VALUE")
    try:
        parsed = json.loads(value)
    except ValueError:
        parsed = value
    return name, tuple(parsed) if isinstance(parsed, list) else parsed


def _load(config: TrainingConfig, device: str) -> ImageDataset:
    """The data of a config."""
    from gan_core.data import load_for
    from gan_core.training import distributed
    from gan_core.training.devices import choose_device

    place = choose_device(device)
    with distributed.first_of_each_machine_first():
        return load_for(config, device=place, progress=distributed.leads() and sys.stderr.isatty())


def _say(key: str, **fields: object) -> str:
    """A sentence about own images."""
    return table("own_images")[key]["en"].format(**fields)


def _report(config: TrainingConfig, images: ImageDataset, notes: list[Note]) -> None:
    """On stderr: what is trained on, what is not and why, and why a resumed run is not exact."""
    from gan_core.data.plan import summary

    lines = images.plan.report(_say, crop=config.crop, background=config.background) if images.plan else [summary(images.counts, _say)]
    lines += ["note: " + table("training_stage")[f"event_{note['code']}"]["en"].format(**note) for note in notes]
    for line in lines:
        click.echo(line, err=True)


def _run(
    directory: RunDirectory,
    config: TrainingConfig,
    images: ImageDataset,
    device: str,
    threads: int | None,
    as_json: bool,
    *,
    resume: bool = False,
    accept_data: bool = False,
    log_to: str | None = None,
) -> None:
    """Drive the run with a progress bar; the first Ctrl-C asks it to stop after the current step. Of several processes one does so."""
    import torch

    from gan_core.data import load_held_out
    from gan_core.training import distributed
    from gan_core.training.devices import choose_device
    from gan_core.training.distributed_follower import follow
    from gan_core.training.run import Run
    from gan_core.training.tensorboard import with_tensorboard

    if threads:
        torch.set_num_threads(threads)
    with _interrupt_caught() as stopped:
        if not distributed.leads():
            return follow(images, choose_device(device), stopped)
        begun = partial(_report, config, images)
        held_out = partial(load_held_out, config)
        run = Run(
            directory, config, images, choose_device(device), resume=resume, accept_data=accept_data, held_out=held_out, on_begin=begun
        )
        reports = run.reports()
        if log_to:
            reports = with_tensorboard(reports, directory, config.log_every)
        with closing(reports):
            last = _show_progress(reports, lambda: run.last_step, config.log_every, stopped)
    status = directory.read_status()
    if status["state"] == "failed":
        raise FloatingPointError(status["reason"])
    summary = {"run": str(directory.path), "state": status["state"], "step": status["step"]}
    summary |= {"metrics": last.metrics} if last else {}
    return click.echo(json.dumps(summary) if as_json else f"{summary['state']} at step {summary['step']}: {directory.path}")


# Windows has no SIGHUP, and no other system SIGBREAK
SIGNALS = [number for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK") if (number := getattr(signal, name, None))]


@contextmanager
def _interrupt_caught() -> Iterator[Callable[[], bool]]:
    """Inside: the first Ctrl-C, Ctrl-Break, SIGTERM or SIGHUP no longer breaks in, the second ends at once. Yields whether one has come."""
    asked: list[int] = []

    def remember(number: int, _frame: FrameType | None) -> None:
        asked.append(number)
        if "TORCHELASTIC_RUN_ID" not in os.environ:  # torchrun passes on what a terminal has already sent to all
            signal.signal(number, signal.SIG_DFL)

    before = {number: signal.getsignal(number) for number in SIGNALS}
    for number, handler in before.items():
        if handler != signal.SIG_IGN:  # under nohup, say
            signal.signal(number, remember)
    try:
        yield lambda: bool(asked)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _show_progress(reports: Any, last_step: Callable[[], int], every: int, stopped: Callable[[], bool]) -> StepReport | None:
    """Consume reports under a tqdm bar, or with a line on stderr a log step when that is no terminal; returns the last one."""
    from tqdm import tqdm

    report = None
    terminal = sys.stderr.isatty()
    with tqdm(unit="step", disable=not terminal) as bar:
        for report in reports:
            total = bar.total = last_step()
            bar.update(report.step - bar.n)
            if report.step % every == 0:
                metrics = report.metrics
                numbers = {"epoch": f"{report.epoch:.1f}"}
                numbers |= {"D": f"{metrics['discriminator_loss']:.3f}", "G": f"{metrics['generator_loss']:.3f}"}
                bar.set_postfix(numbers)
                if not terminal:
                    click.echo(f"step {report.step}/{total} " + " ".join(f"{name} {number}" for name, number in numbers.items()), err=True)
            if stopped():
                with suppress(OSError):  # the terminal is gone
                    click.echo("stopping with a checkpoint; once more ends at once", err=True)
                break
    return report


def main(arguments: list[str] | None = None) -> None:
    """Run a command; turns every mistake of the caller into one line on stderr and exit code 2, a failed training into 1."""
    arguments = sys.argv[1:] if arguments is None else arguments
    for stream in (sys.stdout, sys.stderr):  # a terminal, or a file name, of another encoding
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    try:
        with _together():
            cli.main(arguments or ["--help"], prog_name=_program(), standalone_mode=False)
    except GanError as error:
        _fail(_name_flag(error) + _left_out(getattr(error, "left_out", ())))
    except click.ClickException as error:
        _fail(error.format_message())
    except OSError as error:  # a path that cannot be read or written
        _fail(f"{error.filename or 'file'}: {error.strerror or error}; give a path that can be read and written")
    except FloatingPointError as error:
        _fail(f"training failed: {error}; the last good checkpoint is kept", code=1)
    except click.Abort:
        _fail(f"{' '.join(arguments[:1])}: interrupted; {_UNDONE.get(arguments[0], 'nothing was changed')}")


def _left_out(files: Sequence[LeftOut]) -> str:
    """Which files are not used, and why, as sentences that follow another."""
    if not files:
        return ""
    from gan_core.data.plan import left_out_lines

    return "".join(f" {line}." for line in left_out_lines(files, _say))


_UNDONE = {
    "train": "the training had not begun",
    "resume": "the training had not gone on",
    "evaluate": "no scores were computed",
    "sample": "no file was written",
    "export-demo": "no file was written",
    "export-onnx": "no file was written",
    "freeze": "no file was written",
    "export-site": "the folder is not complete",
}
TORCHRUN = ("RANK", "WORLD_SIZE", "LOCAL_RANK", "LOCAL_WORLD_SIZE", "MASTER_ADDR", "MASTER_PORT")


def _program() -> str:
    """How the command line was called."""
    return "gan-classroom" if Path(sys.argv[0]).stem == "gan-classroom" else "python -m gan_core"


def _together() -> AbstractContextManager[None]:
    """The processes that torchrun started, as one group; nothing where it did not, or started but one."""
    group = {name: os.environ[name] for name in TORCHRUN if name in os.environ}
    if not group.keys() & {"RANK", "WORLD_SIZE"} or group.get("WORLD_SIZE") == "1":
        return nullcontext()
    if missing := [name for name in TORCHRUN if not (group.get(name, "") if name == "MASTER_ADDR" else group.get(name, "").isdigit())]:
        click.echo(f"note: {', '.join(missing)} not set as torchrun does, so RANK and WORLD_SIZE are ignored: one process", err=True)
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
