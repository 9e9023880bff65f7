"""Every generated picture that leaves says so, read back by parsers that share no code with the writer."""

from __future__ import annotations

import io
import json
import shutil
import struct
import subprocess
import zipfile
import zlib
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from xml.etree import ElementTree

import numpy as np
import pytest
import torch
from PIL import Image

from gan_core.config import TrainingConfig
from gan_core.evaluation.copies import copies_sheet
from gan_core.evaluation.pictures import Pictures, Sets
from gan_core.frozen.film import film
from gan_core.hub.sending import gather
from gan_core.inference import load_shipped, save_samples
from gan_core.latent.sheets import gif, png
from gan_core.paths import CHECKPOINTS, ROOT
from gan_core.provenance import MadeBy, made_with, xmp
from gan_core.training.run_directory import RunDirectory
from web.evaluation import api as evaluation_api
from web.latent import api
from web.site.answers import _small
from web.training import api as training_api
from web.training.downloads import discard, make_download

IPTC = "{http://iptc.org/std/Iptc4xmpExt/2008-02-29/}"
GENERATED = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
SEEDED = MadeBy('a <model> & "co"', seed=7)
PIXELS = np.arange(3 * 28 * 28, dtype=np.uint8).reshape(3, 28, 28, 1)


def of_png(content: bytes) -> bytes:
    """The packet of a PNG: chunk by chunk, checksums too."""
    at, found = 8, b""
    while at < len(content):
        (length,) = struct.unpack(">I", content[at : at + 4])
        kind, data = content[at + 4 : at + 8], content[at + 8 : at + 8 + length]
        assert struct.unpack(">I", content[at + 8 + length : at + 12 + length])[0] == zlib.crc32(kind + data)
        if kind == b"iTXt" and data.startswith(b"XML:com.adobe.xmp\0"):
            found = data.split(b"\0", 5)[-1]  # keyword, compression flag and method, language, translated keyword
        at += 12 + length
    return found


def of_gif(content: bytes) -> bytes:
    """The packet of a GIF: block by block; the magic trailer brings a reader of sub-blocks to the next block."""
    at, found = 13 + 3 * 2 ** ((content[10] & 7) + 1) * (content[10] >> 7), b""
    while content[at] != 0x3B:
        if content[at] == 0x21:
            application = content[at + 1] == 0xFF and content[at + 3 : at + 14] == b"XMP DataXMP"
            at += 3 + content[at + 2] if content[at + 1] == 0xFF else 2
        else:
            local = content[at + 9]
            at += 10 + 3 * 2 ** ((local & 7) + 1) * (local >> 7) + 1
            application = False
        start = at
        while content[at]:
            at += content[at] + 1
        if application:
            found = content[start : at - 257]
        at += 1
    assert at == len(content) - 1
    return found


def said(packet: bytes) -> tuple[str, str]:
    """Source type and system of a packet."""
    tree = ElementTree.fromstring(packet.decode().split("?>", 1)[1].rsplit("<?", 1)[0])
    (about,) = tree.iter("{http://www.w3.org/1999/02/22-rdf-syntax-ns#}Description")
    return about.get(f"{IPTC}DigitalSourceType"), about.get(f"{IPTC}AISystemUsed")


def test_a_png_and_a_gif_are_marked_and_still_pictures():
    for content, packet in ((png(PIXELS[0], 2, SEEDED), of_png), (gif(PIXELS, 2, made_by=SEEDED), of_gif)):
        assert said(packet(content)) == (GENERATED, 'GAN Classroom; model: a <model> & "co"; seed: 7')
        with Image.open(io.BytesIO(content)) as image:
            assert image.size == (56, 56)
            assert getattr(image, "n_frames", 1) in (1, 3)
            image.load()
    assert of_png(png(PIXELS[0])) == b""  # real pictures are not said to be generated


def test_samples_of_the_command_line_and_of_a_run(tmp_path):
    generator = load_shipped("cgan-fashion-mnist", CHECKPOINTS)
    save_samples(generator, tmp_path / "grid.png", label=None, seed=3, count=4)
    source, system = said(of_png((tmp_path / "grid.png").read_bytes()))
    assert source == GENERATED
    assert "seed: 3" in system
    run = RunDirectory(tmp_path / "my-run")
    run.create(TrainingConfig(model="mlp", dataset="mnist", conditioning="none", seed=4))
    written = run.save_samples(12, torch.zeros(28, 28, 1, dtype=torch.uint8))
    assert said(of_png(written.read_bytes())) == (GENERATED, "GAN Classroom; model: mlp on mnist; seed: 4; step: 12")
    # the frozen page's film and the static site's samples are made of these
    made_by = made_with(run.read_config(), seed=4, step=12)
    for content in (film({12: written}, run.read_config())[12], _small(written, made_by)):
        with Image.open(io.BytesIO(content)) as image:
            assert said(image.info["xmp"]) == (GENERATED, "GAN Classroom; model: mlp on mnist; seed: 4; step: 12")


@pytest.mark.parametrize(
    ("address", "packet"),
    [("image?seed=5", of_png), ("sheet?kind=classes&n=2&seed=5", of_png), ("animation?format=gif&frames=2&seed=5", of_gif)],
)
def test_what_the_latent_page_hands_out(client_of, address, packet):
    answer = client_of(api.ROUTES).get(f"/api/latent/{address}")
    assert answer.status_code == 200
    assert said(packet(answer.content)) == (GENERATED, "GAN Classroom; model: cgan-fashion-mnist; seed: 5")


IN_A_BROWSER = """
import { markedGif, markedPng, metadata } from "./gan_core/browser/provenance.mjs";
const [kind, about] = process.argv.slice(1);
const parts = [];
for await (const part of process.stdin) parts.push(part);
const content = new Uint8Array(Buffer.concat(parts));
const madeBy = JSON.parse(about);
process.stdout.write({ png: () => markedPng(content, madeBy), gif: () => markedGif(content, madeBy), svg: () => metadata(madeBy) }[kind]());
"""


@pytest.mark.skipif(shutil.which("node") is None, reason="needs node")
def test_what_a_browser_saves_itself(tmp_path):
    about = {"model": 'a <model> & "co"', "seed": 7, "step": 3}
    frames = tmp_path / "frames.gif"
    Image.new("L", (8, 8)).save(frames, save_all=True, append_images=[Image.new("L", (8, 8), 255)])
    for kind, content, packet in (("png", png(PIXELS[0]), of_png), ("gif", frames.read_bytes(), of_gif), ("svg", b"", bytes)):
        command = ["node", "--input-type=module", "-e", IN_A_BROWSER, kind, json.dumps(about)]
        marked = subprocess.run(command, input=content, capture_output=True, check=True, cwd=ROOT).stdout
        found = packet(marked) if kind != "svg" else b"?>" + marked + b"<?"
        assert said(found) == (GENERATED, 'GAN Classroom; model: a <model> & "co"; seed: 7; step: 3')
        if kind != "svg":
            with Image.open(io.BytesIO(marked)) as image:
                assert getattr(image, "n_frames", 1) == (2 if kind == "gif" else 1)
                image.load()


def test_recorded_samples_and_sheets_of_the_pages(client_of):
    step = int(max((CHECKPOINTS / "dcgan-cifar10" / "samples").glob("*.png")).stem.removeprefix("step-"))
    seed = RunDirectory(CHECKPOINTS / "dcgan-cifar10").read_config().seed
    sample = client_of(training_api.ROUTES).get(f"/api/runs/dcgan-cifar10/samples/{step}")
    assert sample.status_code == 200, sample.text
    assert said(of_png(sample.content)) == (GENERATED, f"GAN Classroom; model: dcgan on cifar10; seed: {seed}; step: {step}")
    with Image.open(io.BytesIO(sample.content)) as image:
        image.load()
    sheet = client_of(evaluation_api.ROUTES).get("/api/evaluations/pictures?model=dcgan-cifar10&seed=4")
    assert said(of_png(sheet.content))[0] == GENERATED


def test_what_is_taken_home_of_a_run_recorded_before_there_were_marks():
    run = RunDirectory(CHECKPOINTS / "dcgan-cifar10")
    before = next(iter(sorted(run.samples.glob("*.png"))))
    assert of_png(before.read_bytes()) == b""
    packed = make_download(run, "samples")
    with zipfile.ZipFile(packed) as archive:
        assert {said(of_png(archive.read(name)))[0] for name in archive.namelist()} == {GENERATED}
    discard(packed)
    to_the_hub = gather(run, run.latest_checkpoint(), "dcgan", "mit")
    expected = f"GAN Classroom; model: dcgan on cifar10; seed: {run.read_config().seed}; step: 0"
    assert said(of_png(to_the_hub[f"samples/{before.name}"]))[1] == expected


def test_near_duplicates_of_a_model_s_pictures():
    near = Pictures("real", 50, (1, 28, 28), (), "mnist", True, lambda _: iter([(torch.zeros(50, 1, 28, 28, dtype=torch.uint8), None)]))
    score = SimpleNamespace(details={"closest": [(0, 1, 0.5)]})
    found = SimpleNamespace(scores={"authenticity": score})
    for fake, expected in ((near, b""), (replace(near, made_by=SEEDED), xmp(SEEDED))):
        assert of_png(copies_sheet(Sets(near, fake, near), found)) == expected


def test_what_the_gradio_demo_hands_out(tmp_path: Path):
    pytest.importorskip("gradio")
    from gradio.processing_utils import encode_pil_to_bytes

    from gradio_app.api import generate

    assert said(of_png(encode_pil_to_bytes(generate("Sneaker", 9, 1.0, [], "cgan-fashion-mnist"))))[1].endswith("seed: 9")
