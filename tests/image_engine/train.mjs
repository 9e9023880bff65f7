// Trains what standard input asks for, {config, pixels, labels, steps, drawn, from, out}: pixels (N, H, W, C) and labels are files, `from` the
// checkpoint it goes on from, `out` a folder for its run directory, and for what the Latent page draws with. Answers {saved, z, pictures}: the SHA-256 of the whole training, and `drawn` z
// and their pictures by G's average, the labels in turn, as uint8 in base64.

import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { packGenerator } from "../../gan_core/browser/dcgan_file.mjs";
import { principalDirections } from "../../gan_core/browser/directions.mjs";
import { fromSafetensors, goOnFrom } from "../../gan_core/image_engine/checkpoint.mjs";
import { Trainer } from "../../gan_core/image_engine/trainer.mjs";
import { filesOf } from "../../web/training/browser/local/export.mjs";

const { config, pixels, labels, steps, drawn, from, out } = JSON.parse(readFileSync(0, "utf8"));
const module = await WebAssembly.compile(readFileSync(new URL("../../gan_core/image_engine/images.wasm", import.meta.url)));
const trainer = new Trainer(module, config, {
  pixels: new Uint8Array(readFileSync(pixels)),
  labels: Int32Array.from(readFileSync(labels)),
});
if (from) goOnFrom(trainer, fromSafetensors(new Uint8Array(readFileSync(from))), JSON.parse(readFileSync(from.replace(/safetensors$/, "json"), "utf8")));
for (let step = 0; step < steps; step++) trainer.step();
const saved = createHash("sha256").update(trainer.save()).digest("hex");
if (out) {
  mkdirSync(`${out}/checkpoints`);
  const kept = { config, lines: [{ step: steps, epoch: 1, images_seen: 1, seconds: 1 }], events: [], seconds: 1 };
  for (const [path, content] of filesOf(kept, trainer)) writeFileSync(`${out}/${path}`, content);
  const tensors = trainer.tensors("average");
  const { shape, values } = tensors.get("first.weight");
  const { vectors, shares } = principalDirections(values, { inputs: shape[1], latentDim: config.latent_dim, count: 3 });
  writeFileSync(`${out}/network`, new Uint8Array(packGenerator(config, tensors)));
  writeFileSync(`${out}/directions.json`, JSON.stringify({ vectors: [...vectors], shares }));
}

let state = 1;
const uniform = () => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return (state + 0.5) / 2 ** 32;
};
const normal = () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
const z = Array.from({ length: drawn }, () => Float32Array.from({ length: config.latent_dim }, normal));
const asked = z.map((_, row) => Float32Array.from({ length: config.num_classes }, (_, label) => Number(label === row % config.num_classes)));
const pictures = Uint8ClampedArray.from(trainer.draw(z, asked), (value) => 127.5 * (value + 1));
console.log(JSON.stringify({ saved, z: z.map((row) => [...row]), pictures: Buffer.from(pictures).toString("base64") }));
