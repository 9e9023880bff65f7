"""The card of a run on the Hub: front matter that the Hub reads, above what people read."""

from __future__ import annotations

import json
import re
from typing import Any

from gan_core.config import TrainingConfig

# (identifier on the Hub, title) of the data sets a run may have learnt from
DATASETS = {
    "fashion-mnist": ("zalando-datasets/fashion_mnist", "Fashion-MNIST"),
    "fashion-mnist-10k": ("zalando-datasets/fashion_mnist", "Fashion-MNIST"),
    "mnist": ("ylecun/mnist", "MNIST"),
    "cifar10": ("uoft-cs/cifar10", "CIFAR-10"),
}
METRICS = {
    "fid": "FID", "fid_infinity": "FID at infinite N", "kid": "KID", "mind": "MIND", "inception_score": "Inception Score",
    "precision": "Precision (k = 3)", "recall": "Recall (k = 3)", "density": "Density (k = 5)", "coverage": "Coverage (k = 5)",
    "authenticity": "Authenticity", "accuracy": "Accuracy of the drawn class",
}  # fmt: skip
TASK = "unconditional-image-generation"  # the Hub has no task for pictures of a class
FRONT_MATTER = re.compile(r"\A---\r?\n.*?\r?\n---[ \t]*\r?\n(\r?\n)?", re.DOTALL)


def with_front_matter(text: str, name: str, config: TrainingConfig, metrics: dict[str, Any], license_id: str) -> str:
    """The card as the Hub reads it. Where the run has none (`text` is empty), one is written from its config."""
    from huggingface_hub import ModelCardData

    data = ModelCardData(
        model_name=name if results(config, metrics) else None,
        license=license_id,
        library_name="gan-classroom",
        pipeline_tag=TASK,
        tags=["gan", config.model, config.loss.replace("_", "-"), *(["conditional"] if config.conditional else [])],
        datasets=[DATASETS[config.dataset][0]] if config.dataset in DATASETS else None,
        eval_results=results(config, metrics) or None,
    )
    return f"---\n{data.to_yaml()}\n---\n\n{without_front_matter(text) or plain_card(name, config)}"


def without_front_matter(text: str) -> str:
    """What people read."""
    return FRONT_MATTER.sub("", text, count=1)


def results(config: TrainingConfig, metrics: dict[str, Any]) -> list[Any]:
    """The scores of metrics.json (`make scores`), one a metric and extractor, each with all that it takes to compare it."""
    from huggingface_hub import EvalResult

    identifier, title = DATASETS.get(config.dataset, ("images", "Images of its maker"))
    found = []
    for kind in ("classifier", "inception"):
        evaluation = metrics.get(kind, {}).get("generated", {})
        scores, real = evaluation.get("scores", {}), evaluation.get("real", "")
        for metric, shown in METRICS.items():
            if metric in scores and scores[metric]["value"] is not None:
                score = scores[metric]
                about = f"{score['extractor']}, N = {score['n_generated']:,}; resize: {score['resize']}; against {real}"
                found.append(
                    EvalResult(
                        task_type=TASK,
                        dataset_type=identifier,
                        dataset_name=title,
                        dataset_split="train" if "train images" in real else "test",
                        metric_type=metric,
                        metric_name=f"{shown}; {about}",
                        metric_value=score["value"],
                    )
                )
    return found


def plain_card(name: str, config: TrainingConfig) -> str:
    """A card for a run without one: what can be said from its settings."""
    settings = json.dumps(config.to_json(), indent=1, ensure_ascii=False)
    kind = "conditional" if config.conditional else "unconditional"
    size = f"{config.image_size}x{config.image_size} pixels"
    return f"""# {name}

A {kind} GAN trained with GAN Classroom: network `{config.model}`, loss `{config.loss}`, data `{config.dataset}`, {size}.

`python -m gan_core pull USER/{name} --out runs/{name}` fetches it, `python -m gan_core sample runs/{name} --out pictures.png`
draws with it. The weights are safetensors; nothing is pickled.

```json
{settings}
```
"""
