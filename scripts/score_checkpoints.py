"""Score trained generators against real test images of their data set; write metrics.json and copies.png, and print tables for the card.

python scripts/score_checkpoints.py checkpoints/cgan-fashion-mnist
python scripts/score_checkpoints.py RUN --n 2000                                          # a quick look while it trains; writes nothing
python scripts/score_checkpoints.py RUN --inception-weights FILE --cache /tmp/features    # the real FID too
python scripts/score_checkpoints.py RUN --every                                           # each kept checkpoint, into RUN/scores.jsonl

The numbers are those of `python -m gan_core evaluate`. Real images of the same number always stand beside generated ones: the first
n / 10 test images of each class are the reference, the first n / 10 training images of each class show what a perfect generator would
score. Copies are looked for among all training images; those that lie nearest are drawn in
copies.png where the data set's licence lets them be shipped.

Inception features are slow, so `--cache DIR` (a folder outside the repository) keeps them: what was interrupted goes on there. Without its
weights, what metrics.json already holds of the same images by Inception stays.

`--every` is for a run that is still whole: a shipped one holds its last checkpoint only. What is in scores.jsonl already is not scored
again, so it can be called now and then while the run goes on; `scripts/ship_run.py` takes the file along.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import torch
from tqdm import tqdm

from gan_core import evaluation
from gan_core.config import TrainingConfig
from gan_core.data import DATASETS, load_for
from gan_core.errors import ConfigError, GanError
from gan_core.evaluation import CLASSIFIERS, RECORD, Examiner, Pictures, Sets
from gan_core.evaluation.tables import Words, as_markdown
from gan_core.files import write_atomic
from gan_core.inference import TrainedGenerator
from gan_core.memory import keep_memory
from gan_core.metrics.classifier import IMAGE_SHAPES, weights_path
from gan_core.training.run_directory import RunDirectory

RECORD_N = 10_000  # FID and recall depend on N: only this one goes into metrics.json
FEATURE_METRICS = ("fid", "fid_inf", "kid", "mind", "cmmd", "prc", "dc")
COPIES = "copies.png"  # web/evaluation/models.py finds it beside metrics.json
# What the best shipped generator is held to, relative to real images.
ACCURACY_MARGIN, CLASS_MARGIN, NEIGHBOUR_SHARE = 0.02, 0.08, 0.6


class Scorer:
    """Scores runs one after the other; those of one data set share its real and training images as each extractor sees them."""

    def __init__(self, args: argparse.Namespace) -> None:
        self.args = args
        self._examiners: dict[tuple[object, ...], Examiner] = {}
        self._floors: dict[tuple[object, ...], dict[str, Any]] = {}

    def score(self, run: Path) -> tuple[dict[str, Any], bytes]:
        """Every number of one run or checkpoint, and its images nearest to training images as PNG; none of own images.

        The numbers: an `Evaluation` as JSON for each extractor and each of generated, real_training, real_test.
        """
        generator, args = TrainedGenerator.load(run), self.args
        config = generator.config
        examiner = self._examiner(config)
        real, known = examiner.real, examiner.training
        assert known is not None
        fake = evaluation.generated(generator, real.count, args.seed, str(run))
        sets, sheet = Sets(real, fake, known), b""
        result: dict[str, Any] = {"step": generator.step, "n": fake.count, "seed": args.seed, "reference": real.title}
        if kind := classifier_for(real):
            fitting = evaluation.fitting_metrics(*sets)
            found = examiner.examine(fake, fitting, kind)
            sheet = evaluation.copies_sheet(sets, found) if DATASETS[config.dataset].redistributable else b""
            result["classifier"] = {"generated": without_pairs(found.to_json()), "real_training": self._floor(config, kind)}
            if "accuracy" in fitting:
                result["classifier"]["real_test"] = examiner.examine(real, ("accuracy",), kind).to_json()
        if args.inception_weights:
            few = not kind and known.count <= fake.count  # Inception would have to see them all
            found = examiner.examine(fake, (*FEATURE_METRICS, "auth") if few else FEATURE_METRICS, "inception")
            result["inception"] = {"generated": without_pairs(found.to_json())}
            if args.inception_reference:
                result["inception"]["real_training"] = self._floor(config, "inception")
        return result, sheet

    def _examiner(self, config: TrainingConfig) -> Examiner:
        key = _images_of(config)
        if key not in self._examiners:
            bar = tqdm(leave=False, disable=None)
            self._examiners[key] = Examiner(
                evaluation.reference_pictures(config, self.args.n),
                training=evaluation.all_training_pictures(load_for(config)),
                inception_weights=self.args.inception_weights,
                cache=self.args.cache,
                progress=lambda *now: show(bar, *now),
            )
        return self._examiners[key]

    def _floor(self, config: TrainingConfig, kind: str) -> dict[str, Any]:
        """What training images score: a generator that is perfect."""
        key = (*_images_of(config), kind)
        if key not in self._floors:
            training = evaluation.training_pictures(config, self.args.n)
            self._floors[key] = self._examiner(config).examine(training, FEATURE_METRICS, kind).to_json()
        return self._floors[key]


def _images_of(config: TrainingConfig) -> tuple[object, ...]:
    return config.dataset, config.data_dir, config.image_size, config.image_channels, config.background


def without_pairs(scores: dict[str, Any]) -> dict[str, Any]:
    """The scores without the rows of the nearest images: those are on the sheet."""
    scores["scores"].get("authenticity", {}).get("details", {}).pop("closest", None)
    return scores


def classifier_for(real: Pictures) -> str:
    """The shipped classifier that was trained on these pictures' classes, else one that takes their shape; empty when there is none."""
    fitting = [kind for kind, dataset in CLASSIFIERS.items() if IMAGE_SHAPES[dataset] == real.shape and weights_path(dataset).is_file()]
    return evaluation.judge_of(real) or next(iter(fitting), "")


def show(bar: tqdm, stage: str, done: int, total: int) -> None:
    """One bar that begins anew at each stage."""
    if done <= bar.n:
        bar.reset(total)
    bar.set_description(stage, refresh=False)
    bar.update(done - bar.n)


def value(scores: dict[str, Any], name: str) -> float:
    """A score of an evaluation as JSON; infinity where it holds None."""
    found = scores["scores"][name]["value"]
    return float("inf") if found is None else found


def targets(result: dict[str, Any]) -> list[tuple[str, float, float, bool]]:
    """(what, value, bound, met) of the marks that the best generator is held to; values at least the bound."""
    scores = result["classifier"]
    generated, training, test = scores["generated"], scores["real_training"], scores.get("real_test")
    rows = []
    if test:
        pairs = [(generated["accuracy_per_class"][name], real) for name, real in test["accuracy_per_class"].items()]
        worst = min(fake - real for fake, real in pairs)
        rows.append(("accuracy, at least real - 2 points", value(generated, "accuracy"), value(test, "accuracy") - ACCURACY_MARGIN))
        rows.append(("weakest class against the same real class, at least -8 points", worst, -CLASS_MARGIN))
    for name in ("precision", "recall"):
        rows.append((f"{name}, at least 0.6 of real training images", value(generated, name), NEIGHBOUR_SHARE * value(training, name)))
    return [(what, found, bound, bool(found >= bound)) for what, found, bound in rows]


def markdown(result: dict[str, Any]) -> str:
    """The tables of a model card."""
    lines = [f"{result['n']:,} images (step {result['step']}, seed {result['seed']}) against {result['reference']}."]
    for kind in ("classifier", "inception"):
        if kind in result:
            lines += ["", *scores_table(result, kind)]
    if "classifier" in result:
        lines += [*classes_table(result["classifier"]), *targets_table(result)]
    return "\n".join(lines)


TITLES = {"generated": "generated", "real_training": "real training images", "real_test": "real test images"}
ENGLISH = Words(
    model="images", step="step", real="real images", n="N", extractor="extractor", resize="resize", seed="seed",
    interval="In brackets: 95 % bootstrap interval.", published="",
)  # fmt: skip


def scores_table(result: dict[str, Any], kind: str) -> list[str]:
    """One line for generated and one for real images, each value with its 95 % interval; below it what belongs to them."""
    about = {name: result[name] for name in ("step", "n", "seed")}
    found = result[kind]
    rows = [found[of] | about | {"title": title} for of, title in TITLES.items() if of in found and "fid" in found[of]["scores"]]
    return [*as_markdown(rows, ENGLISH).splitlines(), *(f"- {note['text']}" for note in found["generated"]["notes"])]


def classes_table(scores: dict[str, Any]) -> list[str]:
    """Accuracy of each class beside that of real test images."""
    if "real_test" not in scores or not scores["generated"]["accuracy_per_class"]:
        return []
    lines = ["", "| class | generated | real test images | difference |", "| --- | --- | --- | --- |"]
    for name, real in scores["real_test"]["accuracy_per_class"].items():
        fake = scores["generated"]["accuracy_per_class"][name]
        lines.append(f"| {name} | {fake:.1%} | {real:.1%} | {100 * (fake - real):+.1f} points |")
    return lines


def targets_table(result: dict[str, Any]) -> list[str]:
    """What it is held to."""
    rows = [f"| {what} | {found:.4f} | {bound:.4f} | {'yes' if met else 'no'} |" for what, found, bound, met in targets(result)]
    return ["", "| held to | value | bound | met |", "| --- | --- | --- | --- |", *rows]


def main() -> int:
    """Score each run named on the command line."""
    parser = argparse.ArgumentParser(description="score trained generators")
    parser.add_argument("runs", nargs="+", type=Path, help="run directories or .safetensors checkpoints")
    parser.add_argument(
        "--n", type=int, default=RECORD_N, help="images of each kind (default 10000, the only one that writes metrics.json)"
    )
    parser.add_argument("--every", action="store_true", help=f"score each kept checkpoint with the classifier, into RUN/{RECORD}")
    parser.add_argument("--seed", type=int, default=0, help="of the noise")
    parser.add_argument("--threads", type=int, default=0, help="processor threads (default: torch's own choice)")
    parser.add_argument("--inception-weights", type=Path, help="FID Inception weights; without them only the classifier judges")
    parser.add_argument("--no-inception", action="store_true", help="leave Inception out even when weights are given")
    parser.add_argument("--inception-reference", action="store_true", help="Inception features of real training images too")
    parser.add_argument("--cache", type=Path, help="folder outside the repository that keeps Inception features")
    args = parser.parse_args()
    if args.no_inception:
        args.inception_weights = None
    keep_memory()
    if args.threads:
        torch.set_num_threads(args.threads)
    try:
        scorer = Scorer(args)
        for run in args.runs:
            if args.every:
                record(run, args)
            else:
                score_newest(run, scorer)
    except GanError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def score_newest(run: Path, scorer: Scorer) -> None:
    """Print the tables of a run's newest checkpoint; write metrics.json and copies.png."""
    result, sheet = scorer.score(run)
    path = run / "metrics.json"
    if run.is_dir() and "inception" not in result and path.is_file():
        result |= known_of_inception(json.loads(path.read_text(encoding="utf-8")), result)
    print(f"\n## {run}\n\n{markdown(result)}")
    if run.is_dir() and scorer.args.n == RECORD_N:
        if sheet:
            write_atomic(run / COPIES, sheet)
        write_atomic(path, (json.dumps(result, indent=1) + "\n").encode())


def known_of_inception(before: dict[str, Any], result: dict[str, Any]) -> dict[str, Any]:
    """What Inception said of the very same images before."""
    same = all(before.get(name) == result[name] for name in ("step", "n", "seed", "reference"))
    return {"inception": before["inception"]} if same and "inception" in before else {}


def record(run: Path, args: argparse.Namespace) -> None:
    """Score every kept checkpoint of a run and print FID as it goes. Raises ConfigError where no shipped classifier takes its pictures."""
    directory = RunDirectory(run)
    real = evaluation.reference_pictures(directory.read_config(), args.n)
    kind = classifier_for(real)
    if not kind:
        received, expected = (
            "x".join(map(str, real.shape)),
            ", ".join("x".join(map(str, IMAGE_SHAPES[name])) for name in CLASSIFIERS.values()),
        )
        raise ConfigError("value", field="pictures", received=received, expected=expected)
    for line in evaluation.score_every(directory, Examiner(real), seed=args.seed, extractor=kind):
        print(f"{run}, step {line['step']}: FID {value(line, 'fid'):.2f}, N = {line['n']:,}, {kind}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
