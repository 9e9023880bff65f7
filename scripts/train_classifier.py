"""Train a shipped classifier; write its weights, metrics and card.

python scripts/train_classifier.py --dataset fashion-mnist
"""

from __future__ import annotations

import argparse
import json
import platform
import time
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save_file
from torch import Tensor
from torch.nn.functional import cross_entropy, pad

from gan_core.data import load_dataset
from gan_core.metrics import ImageClassifier, class_accuracy, classify
from gan_core.metrics.classifier import IMAGE_SHAPES, scaled, weights_path

SHIFT = 2  # pixels, each way

CARD = """# {title} classifier

The judge of generated {title} pictures: its verdicts give class-conditional accuracy, its 128 penultimate features give
precision, recall, density, coverage and a Fréchet distance that work offline and suit {size} images.

| | |
| --- | --- |
| Test accuracy | **{accuracy:.2%}** on the 10,000 test images |
| Architecture | three 3x3 convolutions (32, 64, 128) with batch norm and max pooling, hidden layer of 128, {parameters:,} parameters |
| Input | uint8 pictures (N, {shape}), scaled to [-1, 1]; no resize |
| Recipe | `{command}` |
| Training | {epochs} epochs of {images:,} images, batch {batch_size}, AdamW with one-cycle rate up to 0.005, label smoothing 0.05, \
shifts of up to {shift} pixels{mirror} |
| Seed | {seed} |
| Hardware and time | {hardware}, {threads} thread, {minutes:.0f} processor minutes, PyTorch {torch} |
| Data | {data}; the test set was used once, to report |
| Licence of the weights | MIT |

Accuracy on the test images of each class:

{per_class}

It learned from all {images:,} training images, so on those its accuracy is flattered; compare generated pictures with the test set.
"""


TITLES = {"fashion-mnist": "Fashion-MNIST", "mnist": "MNIST", "cifar10": "CIFAR-10"}
MIRRORED = ("fashion-mnist", "cifar10")  # a mirrored digit is none
DATA = {
    "fashion-mnist": "Fashion-MNIST training set (Zalando Research, MIT licence)",
    "mnist": "MNIST training set (LeCun, Cortes, Burges; no licence stated by its authors)",
    "cifar10": "CIFAR-10 training set (Krizhevsky 2009; no licence stated by its authors)",
}


def augmented(images: Tensor, generator: torch.Generator, mirrored: bool) -> Tensor:
    """One random shift a batch (black enters at the edge), and a mirror image of each picture half of the time where that is one."""
    top, left = torch.randint(0, 2 * SHIFT + 1, (2,), generator=generator).tolist()
    height, width = images.shape[2:]
    shifted = pad(images, [SHIFT] * 4)[:, :, top : top + height, left : left + width]
    if not mirrored:
        return shifted
    mirror = torch.rand(len(images), 1, 1, 1, generator=generator) < 0.5
    return torch.where(mirror, shifted.flip(3), shifted)


def train(dataset: str, images: Tensor, labels: Tensor, *, epochs: int, batch_size: int, seed: int) -> ImageClassifier:
    """One-cycle AdamW on label-smoothed cross-entropy."""
    torch.manual_seed(seed)
    draws = torch.Generator().manual_seed(seed)
    model = ImageClassifier(IMAGE_SHAPES[dataset]).to(memory_format=torch.channels_last)
    steps = len(images) // batch_size
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3, weight_decay=0.02, fused=True)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=5e-3, total_steps=epochs * steps)
    for epoch in range(epochs):
        start, total = time.perf_counter(), torch.zeros(())
        for indices in torch.randperm(len(images), generator=draws)[: steps * batch_size].split(batch_size):
            logits = model(scaled(augmented(images[indices], draws, dataset in MIRRORED)))
            loss = cross_entropy(logits, labels[indices], label_smoothing=0.05)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
            total += loss.detach()
        print(f"epoch {epoch + 1}/{epochs}: loss {total.item() / steps:.4f}, {time.perf_counter() - start:.0f} s", flush=True)
    return model.eval().to(memory_format=torch.contiguous_format)  # safetensors takes no other layout


def processor() -> str:
    """The processor's name as Linux tells it, or what Python knows."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.machine()
    return next((line.split(": ")[1] for line in lines if line.startswith("model name")), platform.machine())


def write_card(out: Path, dataset: str, metrics: dict[str, Any], class_names: tuple[str, ...]) -> None:
    """README.md beside the weights, every number from `metrics`."""
    rows = [f"| {name} | {accuracy:.1%} |" for name, accuracy in zip(class_names, metrics["test_accuracy_per_class"], strict=True)]
    shape = IMAGE_SHAPES[dataset]
    command = f"PYTHONPATH=. python scripts/train_classifier.py --dataset {dataset}"
    text = CARD.format(
        title=TITLES[dataset],
        size=f"{shape[1]}x{shape[2]} {'grey' if shape[0] == 1 else 'colour'}",
        shape=", ".join(map(str, shape)),
        data=DATA[dataset],
        images=metrics["training_images"],
        accuracy=metrics["test_accuracy"],
        parameters=sum(parameter.numel() for parameter in ImageClassifier(shape).parameters()),
        command=f"{command} --epochs {{epochs}} --batch-size {{batch_size}} --seed {{seed}}".format(**metrics),
        minutes=metrics["processor_seconds"] / 60,
        shift=SHIFT,
        mirror=", mirror images" if dataset in MIRRORED else "",
        per_class="\n".join(["| class | accuracy |", "| --- | --- |", *rows]),
        **{key: metrics[key] for key in ("epochs", "batch_size", "seed", "hardware", "threads", "torch")},
    )
    (out / "README.md").write_text(text, "utf-8")


def main() -> None:
    """Train, measure on the test set, write."""
    parser = argparse.ArgumentParser(description="train a classifier")
    parser.add_argument("--dataset", choices=IMAGE_SHAPES, default="fashion-mnist")
    parser.add_argument("--out", type=Path, help="default: where the shipped weights lie")
    parser.add_argument("--epochs", type=int, default=12)
    parser.add_argument("--batch-size", type=int, default=128)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=1)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    out = args.out or weights_path(args.dataset).parent
    out.mkdir(parents=True, exist_ok=True)

    start = time.process_time()
    training, test = load_dataset(args.dataset), load_dataset(args.dataset, split="test")
    model = train(args.dataset, training.images, training.labels, epochs=args.epochs, batch_size=args.batch_size, seed=args.seed)
    weights = out / "model.safetensors"
    save_file(model.state_dict(), weights)
    weights.chmod(0o644)  # it is written for its owner only
    seconds = time.process_time() - start
    seen = classify(model, test.images).need("probabilities").argmax(1)
    accuracy = class_accuracy(test.labels, seen, 10)
    metrics = {
        "training_images": len(training),
        "test_images": len(test),
        "test_accuracy": accuracy.overall,
        "test_accuracy_per_class": accuracy.per_class.tolist(),
        "processor_seconds": round(seconds),
        "epochs": args.epochs,
        "batch_size": args.batch_size,
        "seed": args.seed,
        "threads": args.threads,
        "hardware": processor(),
        "torch": torch.__version__,
    }
    (out / "metrics.json").write_text(json.dumps(metrics, indent=2) + "\n", "utf-8")
    write_card(out, args.dataset, metrics, test.class_names)
    print(f"test accuracy {accuracy.overall:.2%}, written to {out}")


if __name__ == "__main__":
    main()
