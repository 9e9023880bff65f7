"""Score trained Fashion-MNIST generators against the real test images; write metrics.json and print tables for the card.

python scripts/score_checkpoints.py checkpoints/cgan-fashion-mnist
python scripts/score_checkpoints.py RUN --n 2000                                          # a quick look while it trains; writes nothing
python scripts/score_checkpoints.py RUN --inception-weights FILE --cache /tmp/features    # the real FID too

Real images of the same number always stand beside generated ones: the first n / 10 test images of each class are the reference,
the first n / 10 training images of each class show what a perfect generator would score.

Inception features are slow, so `--cache DIR` (a folder outside the repository) keeps them as
`inception-v3-compat-<first 16 hex digits of the SHA-256 of the uint8 pixels (N, C, H, W)>.npy`, float32 (N, 2048).
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor
from tqdm import tqdm

from gan_core.data import load_dataset
from gan_core.errors import ConfigError, GanError
from gan_core.inference import TrainedGenerator
from gan_core.memory import keep_memory
from gan_core.metrics import (
    METRICS,
    Extracted,
    class_accuracy,
    classify,
    inception,
    inception_features,
    load_classifier,
)
from gan_core.metrics import classifier as fashion
from gan_core.rng import make_generator
from gan_core.training.checkpoint import write_atomic

CLASSES = 10
RECORD_N = 10_000  # FID and recall depend on N: only this one goes into metrics.json
FEATURE_METRICS = ("prc", "dc", "fid")
# What the best shipped generator is held to, relative to real images.
ACCURACY_MARGIN, CLASS_MARGIN, NEIGHBOUR_SHARE = 0.02, 0.08, 0.6


def balanced(labels: Tensor, n: int) -> Tensor:
    """Indices of the first n / 10 images of each class, in their original order."""
    each = n // CLASSES
    per_class = [(labels == label).nonzero().flatten()[:each] for label in range(CLASSES)]
    if n % CLASSES or each < 1 or min(map(len, per_class)) < each:
        raise ConfigError("value", field="--n", came=n, accepted="a multiple of 10, from 10 to 10000")
    return torch.cat(per_class).sort().values


def generate(generator: TrainedGenerator, n: int, seed: int, batch: int = 250) -> tuple[Tensor, Tensor]:
    """n pictures uint8 (N, C, H, W), the same number of each class, and the asked labels (N,)."""
    noise = make_generator(seed, "scores")
    labels = torch.arange(n) % CLASSES
    parts = []
    for asked in tqdm(labels.split(batch), desc="samples", leave=False):
        z = torch.randn(len(asked), generator.latent_dim, generator=noise)
        parts.append(torch.as_tensor(generator.images(z, asked)))
    return torch.cat(parts).permute(0, 3, 1, 2).contiguous(), labels


def cached_inception(images: Tensor, weights: Path, cache: Path | None) -> Tensor:
    """Inception features of `images`, read from the cache when these very pixels were seen before."""
    key = hashlib.sha256(images.numpy().tobytes()).hexdigest()[:16]
    path = cache / f"{inception.EXTRACTOR}-{key}.npy" if cache else None
    if path and path.is_file():
        return torch.from_numpy(np.load(path))
    with tqdm(total=len(images), desc="Inception", unit="img") as bar:
        features = inception_features(images, weights, progress=lambda done: bar.update(done - bar.n))
    if path:
        path.parent.mkdir(parents=True, exist_ok=True)
        np.save(path, features.numpy())
    return features


def compared(real: Extracted, fake: Extracted, names: tuple[str, ...]) -> dict[str, float]:
    """The values of the named metrics in one flat dict."""
    return {key: value for name in names for key, value in METRICS[name].compute(real, fake).items()}


def accuracies(images: Extracted) -> dict[str, Any]:
    """Overall and per-class accuracy of the classifier's verdicts."""
    result = class_accuracy(images.need("labels"), images.need("probabilities").argmax(1), CLASSES)
    return {"accuracy": result.overall, "accuracy_per_class": result.per_class.tolist()}


def score(run: Path, args: argparse.Namespace) -> dict[str, Any]:
    """Every number of one run directory or checkpoint."""
    generator = TrainedGenerator.load(run)
    if generator.num_classes not in (0, CLASSES) or tuple(generator.image_shape) != (1, 28, 28):
        raise ConfigError(
            "value", field=str(run), came=f"images {generator.image_shape}", accepted="a Fashion-MNIST model, images (1, 28, 28)"
        )
    test, training = load_dataset("fashion-mnist", split="test"), load_dataset("fashion-mnist")
    test_rows, training_rows = balanced(test.labels, args.n), balanced(training.labels, args.n)
    fake_images, fake_labels = generate(generator, args.n, args.seed)

    judge = load_classifier()
    real = classify(judge, test.images[test_rows], test.labels[test_rows])
    twin = classify(judge, training.images[training_rows], training.labels[training_rows])
    fake = classify(judge, fake_images, fake_labels)
    names = (*FEATURE_METRICS, "modes")
    conditional = generator.num_classes > 0
    result: dict[str, Any] = {
        "step": generator.step,
        "n": args.n,
        "seed": args.seed,
        "reference": f"{args.n:,} Fashion-MNIST test images, {args.n // CLASSES} of each class",
        "classes": list(test.class_names),
        "classifier": {
            "extractor": f"{fashion.NAME}, {fashion.FEATURE_SIZE} penultimate features",
            "resize": "none (28x28)",
            "generated": compared(real, fake, names) | (accuracies(fake) if conditional else {}),
            "real_training": compared(real, twin, names),
            "real_test": accuracies(real),
        },
    }
    if args.inception_weights:
        result["inception"] = inception_scores(args, test.images, test_rows, training.images[training_rows], fake_images)
    return result


def inception_scores(args: argparse.Namespace, test: Tensor, test_rows: Tensor, training: Tensor, fake: Tensor) -> dict[str, Any]:
    """FID, KID, precision and recall on Inception features; the real reference row only when asked for (it is slow)."""

    def extracted(images: Tensor) -> Extracted:
        return Extracted(cached_inception(images, args.inception_weights, args.cache))

    names = ("fid", "kid", "prc", "dc")
    real = Extracted(extracted(test).features[test_rows])  # the whole test set, so that one cached file serves every n
    result: dict[str, Any] = {
        "extractor": f"{inception.EXTRACTOR}, {inception.FEATURE_SIZE} features",
        "resize": inception.RESIZE,
        "generated": compared(real, extracted(fake), names),
    }
    if args.inception_reference:
        result["real_training"] = compared(real, extracted(training), names)
    return result


def targets(result: dict[str, Any]) -> list[tuple[str, float, float, bool]]:
    """(what, value, bound, met) of the marks that the best generator is held to; values at least the bound."""
    scores = result["classifier"]
    generated, training, test = scores["generated"], scores["real_training"], scores["real_test"]
    rows = []
    if "accuracy" in generated:
        worst = min(np.subtract(generated["accuracy_per_class"], test["accuracy_per_class"]))
        rows.append(("accuracy, at least real - 2 points", generated["accuracy"], test["accuracy"] - ACCURACY_MARGIN))
        rows.append(("weakest class against the same real class, at least -8 points", worst, -CLASS_MARGIN))
    for name in ("precision", "recall"):
        rows.append((f"{name}, at least 0.6 of real training images", generated[name], NEIGHBOUR_SHARE * training[name]))
    return [(what, value, bound, bool(value >= bound)) for what, value, bound in rows]


def markdown(result: dict[str, Any]) -> str:
    """The tables of a model card."""
    scores, n = result["classifier"], result["n"]
    generated, training, test = scores["generated"], scores["real_training"], scores["real_test"]
    lines = [
        f"{n:,} images (step {result['step']}, seed {result['seed']}) against {result['reference']}.",
        "",
        f"Extractor: {scores['extractor']}; resize: {scores['resize']}; N = {n:,}.",
        "",
        "| images | accuracy | precision (k = 3) | recall | density (k = 5) | coverage | FID (classifier features) | classes seen |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
        _row("generated", generated),
        _row("real training images", training),
        f"| real test images | {test['accuracy']:.2%} | | | | | | |",
    ]
    if "accuracy" in generated:
        lines += ["", "| class | generated | real test images | difference |", "| --- | --- | --- | --- |"]
        for name, fake, real in zip(result["classes"], generated["accuracy_per_class"], test["accuracy_per_class"], strict=True):
            lines.append(f"| {name} | {fake:.1%} | {real:.1%} | {100 * (fake - real):+.1f} points |")
    lines += ["", "| held to | value | bound | met |", "| --- | --- | --- | --- |"]
    lines += [f"| {what} | {value:.4f} | {bound:.4f} | {'yes' if met else 'no'} |" for what, value, bound, met in targets(result)]
    if "inception" in result:
        lines += ["", *_inception_lines(result["inception"], n)]
    return "\n".join(lines)


def _row(name: str, values: dict[str, Any]) -> str:
    accuracy = f"{values['accuracy']:.2%}" if "accuracy" in values else ""
    numbers = " | ".join(f"{values[key]:.3f}" for key in ("precision", "recall", "density", "coverage", "fid"))
    return f"| {name} | {accuracy} | {numbers} | {values['modes']} of {CLASSES} |"


def _inception_lines(scores: dict[str, Any], n: int) -> list[str]:
    lines = [
        f"Extractor: {scores['extractor']}; resize: {scores['resize']}; N = {n:,}.",
        "",
        "| images | FID | KID x 1000 | precision (k = 3) | recall | density (k = 5) | coverage |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for title, key in (("generated", "generated"), ("real training images", "real_training")):
        if key in scores:
            values = scores[key]
            neighbours = " | ".join(f"{values[name]:.3f}" for name in ("precision", "recall", "density", "coverage"))
            lines.append(f"| {title} | {values['fid']:.2f} | {1000 * values['kid']:.2f} | {neighbours} |")
    return lines


def main() -> int:
    """Score each run named on the command line."""
    parser = argparse.ArgumentParser(description="score Fashion-MNIST generators")
    parser.add_argument("runs", nargs="+", type=Path, help="run directories or .safetensors checkpoints")
    parser.add_argument(
        "--n", type=int, default=RECORD_N, help="images of each kind (default 10000, the only one that writes metrics.json)"
    )
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
    for run in args.runs:
        try:
            result = score(run, args)
        except GanError as error:
            print(error, file=sys.stderr)
            return 2
        print(f"\n## {run}\n\n{markdown(result)}")
        if run.is_dir() and args.n == RECORD_N:
            write_atomic(run / "metrics.json", (json.dumps(result, indent=2) + "\n").encode())
    return 0


if __name__ == "__main__":
    sys.exit(main())
