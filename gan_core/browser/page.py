"""The demo as one HTML file: the generator, its samples and directions, and the page, with nothing left to fetch."""

from __future__ import annotations

import base64
import json
import tomllib
from pathlib import Path

import numpy as np
import torch

from gan_core.browser.network import pack_network
from gan_core.inference import TrainedGenerator
from gan_core.latent import principal_directions, z_from_seed
from gan_core.translations import LANGUAGES, table

FOLDER = Path(__file__).parent
SAMPLES = 64  # of seed 0
COMPONENTS = 8
DRAWS = 4000  # z from which the directions are measured


def build_page(model: TrainedGenerator, name: str, *, licence: str = "MIT", half: bool = True) -> str:
    """A whole HTML page, Vietnamese and English. With float16 weights (`half`) a pixel of a trained model may differ by 1 of 255."""
    z = z_from_seed(0, DRAWS, model.latent_dim)
    directions = principal_directions(z, model.first_activations(torch.from_numpy(z)).numpy(), min(COMPONENTS, model.latent_dim - 1))
    classes = table("classes")
    content = {
        "model": name,
        "parameters": sum(parameter.numel() for parameter in model.generator.parameters()),
        "licence": f"© GAN Classroom, {licence}",
        "languages": LANGUAGES,
        "texts": tomllib.loads((FOLDER / "demo.toml").read_text(encoding="utf-8")),
        "classNames": [classes.get(label, {"vi": label, "en": label}) for label in model.class_names],
        "shares": [round(float(share), 6) for share in directions.shares],
        "samples": _base64(z[:SAMPLES].astype("<f4").tobytes()),
        "directions": _base64(np.asarray(directions.vectors, "<f4").tobytes()),
        "kernel": _base64((FOLDER / "kernel.wasm").read_bytes()),
        "network": _base64(pack_network(model, half=half)),
    }
    page = (FOLDER / "demo.html").read_text(encoding="utf-8")
    page = page.replace("/*STYLE*/", (FOLDER / "demo.css").read_text(encoding="utf-8"))
    page = page.replace("/*SCRIPT*/", (FOLDER / "demo.bundle.mjs").read_text(encoding="utf-8"))
    return page.replace("/*CONTENT*/", json.dumps(content, ensure_ascii=False).replace("<", "\\u003c"))


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode()
