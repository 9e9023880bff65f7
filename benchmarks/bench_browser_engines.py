"""Three ways to draw a picture in the visitor's browser: our kernel, the same code with its two loops in plain JavaScript, onnxruntime-web.

    npm pack onnxruntime-web && tar xzf onnxruntime-web-*.tgz     # anywhere but in the repository
    pip install onnx==1.23.2
    python -m benchmarks.bench_browser_engines --onnxruntime package/dist [--rounds N]

One page of headless Chromium holds all three, which take turns picture by picture, so whatever else the machine does falls on all alike.
onnxruntime-web runs its WebAssembly with one thread. Start-up: a page of its own for each, from the first byte asked for to the first
picture, median of 5.
"""

from __future__ import annotations

import argparse
import contextlib
import functools
import gzip
import http.server
import os
import statistics
import tempfile
import threading
import warnings
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
from playwright.sync_api import Page, sync_playwright

from benchmarks.browser import chromium
from gan_core.browser.network import pack_network
from gan_core.inference import TrainedGenerator
from gan_core.latent import z_from_seed
from gan_core.models import layers
from gan_core.paths import CHECKPOINTS, LIBRARY

BROWSER = LIBRARY / "browser"
RUNTIME = ("ort.wasm.min.mjs", "ort-wasm-simd-threaded.mjs", "ort-wasm-simd-threaded.wasm")
FILES = {
    "kernel": ("generator.mjs", "kernel.wasm", "network.bin"),
    "plain JavaScript": ("generator.mjs", "plain.mjs", "network.bin"),
    "onnxruntime-web": (*RUNTIME, "network.onnx"),
}
PLAIN = """
// The kernel's two functions in JavaScript, over the same memory.
export const plain = (memory) => {
  const floats = new Float32Array(memory.buffer);
  return {
    multiply(left, right, out, rows, depth, columns) {
      left /= 4; right /= 4; out /= 4;
      for (let i = 0; i < rows; i++) {
        const o = out + i * columns;
        floats.fill(0, o, o + columns);
        for (let k = 0; k < depth; k++) {
          const a = floats[left + i * depth + k], r = right + k * columns;
          for (let j = 0; j < columns; j++) floats[o + j] += a * floats[r + j];
        }
      }
    },
    scatter(patches, out, channels, side, columns, kernel, stride, padding, grown, wide) {
      patches /= 4; out /= 4;
      for (let c = 0; c < channels; c++)
        for (let u = 0; u < kernel; u++)
          for (let v = 0; v < kernel; v++, patches += columns)
            for (let y = 0; y < side; y++) {
              const row = y * stride - padding + u;
              if (row < 0 || row >= grown) continue;
              const o = out + c * wide + row * grown, p = patches + y * side;
              for (let x = 0; x < side; x++) {
                const column = x * stride - padding + v;
                if (column >= 0 && column < grown) floats[o + column] += floats[p + x];
              }
            }
    },
  };
};
"""
PAGE = """<!doctype html><script type="module">
import { loadGenerator } from "./generator.mjs";
const bytes = async (name) => (await fetch(name)).arrayBuffer();
const open = {
  async kernel() {
    const generator = await loadGenerator(await bytes("network.bin"));
    return async (z, weights) => generator.draw(z, weights);
  },
  async "plain JavaScript"() {
    const { plain } = await import("./plain.mjs");
    const real = WebAssembly.instantiate;
    WebAssembly.instantiate = async (_source, { env }) => ({ instance: { exports: plain(env.memory) } });
    const generator = await loadGenerator(await bytes("network.bin"), new ArrayBuffer(0)).finally(() => (WebAssembly.instantiate = real));
    return async (z, weights) => generator.draw(z, weights);
  },
  async "onnxruntime-web"() {
    const ort = await import("./ort.wasm.min.mjs");
    ort.env.wasm.numThreads = 1;
    const session = await ort.InferenceSession.create("network.onnx", { executionProviders: ["wasm"] });
    return async (z, weights) => {
      const feeds = { z: new ort.Tensor("float32", z, [1, z.length]), weights: new ort.Tensor("float32", weights, [1, weights.length]) };
      const { picture } = await session.run(feeds);
      return Uint8ClampedArray.from(picture.data, (value) => (value + 1) * 127.5);
    };
  },
};
const inputs = ([z, weights]) => [Float32Array.from(z), Float32Array.from(weights)];
window.start = async (name, one) => {
  const began = performance.now();
  const draw = await open[name]();
  await draw(...inputs(one));
  return performance.now() - began;
};
const gray = (pixels) => [...(pixels.length === SIZE ? pixels : pixels.filter((_, index) => index % 4 === 0))]; // of RGBA
window.compare = async (all, rounds) => {
  const names = Object.keys(open), draws = {}, times = {}, pictures = {};
  for (const name of names) [draws[name], times[name], pictures[name]] = [await open[name](), [], []];
  for (const one of all) for (const name of names) pictures[name].push(gray(await draws[name](...inputs(one))));
  for (let round = 0; round < rounds; round++)
    for (const one of all)
      for (const name of names) {
        const given = inputs(one), began = performance.now();
        await draws[name](...given);
        times[name].push(performance.now() - began);
      }
  return { times, pictures };
};
window.ready = true;
</script>"""


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--onnxruntime", type=Path, required=True, metavar="DIR", help="the folder dist of onnxruntime-web")
    parser.add_argument("--checkpoint", type=Path, default=CHECKPOINTS / "cgan-fashion-mnist")
    parser.add_argument("--rounds", type=int, default=20, help="of 20 pictures")
    args = parser.parse_args()
    torch.set_num_threads(1)
    model = TrainedGenerator.load(args.checkpoint)
    z = z_from_seed(0, 20, model.latent_dim)
    weights = np.eye(model.num_classes, dtype=np.float32)[np.arange(20) % model.num_classes]
    wanted = model.images(torch.from_numpy(z), torch.from_numpy(weights))[..., 0].reshape(20, -1)
    inputs = [[list(map(float, one)), list(map(float, two))] for one, two in zip(z, weights, strict=True)]
    with tempfile.TemporaryDirectory() as folder:
        write_files(Path(folder), model, args.onnxruntime)
        sizes = {name: [(Path(folder) / file).read_bytes() for file in files] for name, files in FILES.items()}
        with served(Path(folder)) as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
            starts = {name: [start(browser.new_page(), address, name, inputs[0]) for _ in range(5)] for name in FILES}
            page = browser.new_page()
            opened(page, address)
            found = page.evaluate("([all, rounds]) => window.compare(all, rounds)", [inputs, args.rounds])
            browser.close()
    print(f"{args.checkpoint.name}; load {os.getloadavg()[0]:.1f} at the end; {args.rounds * 20} pictures each, in turn")
    print("| engine | ms a picture: fastest / median / 95th percentile | start-up, ms | MB | MB gzip | largest difference, of 255 |")
    print("| --- | --- | --- | --- | --- | --- |")
    for name, times in found["times"].items():
        difference = np.abs(np.asarray(found["pictures"][name], np.int16) - wanted).max()
        median, late = statistics.median(times), float(np.percentile(times, 95))
        raw, packed = sum(map(len, sizes[name])) / 1e6, sum(len(gzip.compress(content)) for content in sizes[name]) / 1e6
        cells = f"{min(times):.1f} / {median:.1f} / {late:.1f}", f"{statistics.median(starts[name]):.0f}", f"{raw:.2f}", f"{packed:.2f}"
        print(f"| {name} | {' | '.join(cells)} | {difference} |")


def write_files(folder: Path, model: TrainedGenerator, runtime: Path) -> None:
    """What the page loads: the network twice, and three engines."""
    (folder / "index.html").write_text(PAGE.replace("SIZE", str(model.config.image_size**2)), "utf-8")
    (folder / "plain.mjs").write_text(PLAIN, "utf-8")
    (folder / "network.bin").write_bytes(pack_network(model, half=True))
    for name in ("generator.mjs", "kernel.wasm"):
        (folder / name).write_bytes((BROWSER / name).read_bytes())
    for name in RUNTIME:
        (folder / name).write_bytes((runtime / name).read_bytes())
    export_onnx(model, folder / "network.onnx")


def export_onnx(model: TrainedGenerator, path: Path) -> None:
    """G(z, class weights) as ONNX with transposed convolutions throughout, which onnxruntime has a kernel for."""
    small, layers.SMALL_MAP = layers.SMALL_MAP, 0
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            example = torch.zeros(1, model.latent_dim), torch.eye(model.num_classes)[:1]
            names = {"input_names": ["z", "weights"], "output_names": ["picture"]}
            torch.onnx.export(model.generator, example, str(path), dynamo=False, **names)
    except ImportError as error:
        raise SystemExit(f"{error}; pip install onnx==1.23.2 (this bench alone needs it)") from None
    finally:
        layers.SMALL_MAP = small


def start(page: Page, address: str, name: str, one: list[list[float]]) -> float:
    """Milliseconds until the first picture, in a page with an empty cache."""
    opened(page, address)
    took = page.evaluate("([name, one]) => window.start(name, one)", [name, one])
    page.close()
    return float(took)


def opened(page: Page, address: str) -> None:
    """Wait until the page's script has run."""
    page.goto(address)
    page.wait_for_function("window.ready")


class _Quiet(http.server.SimpleHTTPRequestHandler):
    """Files with the types browsers want, kept in no cache."""

    extensions_map = http.server.SimpleHTTPRequestHandler.extensions_map | {".mjs": "text/javascript", ".wasm": "application/wasm"}

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def log_message(self, *_arguments: object) -> None:
        pass


@contextlib.contextmanager
def served(folder: Path) -> Iterator[str]:
    """The folder on a port of this machine."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=folder)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()


if __name__ == "__main__":
    main()
