// Trains what standard input asks for, {config, pixels, labels, steps, drawn}: pixels (N, H, W, C) and labels are files. Answers {saved, pictures}:
// the SHA-256 of the whole training, and `drawn` pictures of G's average, their labels in turn, as uint8 in base64.

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { Trainer } from "../../gan_core/image_engine/trainer.mjs";

const { config, pixels, labels, steps, drawn } = JSON.parse(readFileSync(0, "utf8"));
const module = await WebAssembly.compile(readFileSync(new URL("../../gan_core/image_engine/images.wasm", import.meta.url)));
const trainer = new Trainer(module, config, {
  pixels: new Uint8Array(readFileSync(pixels)),
  labels: Int32Array.from(readFileSync(labels)),
});
for (let step = 0; step < steps; step++) trainer.step();
const saved = createHash("sha256").update(trainer.save()).digest("hex");

let state = 1;
const uniform = () => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return (state + 0.5) / 2 ** 32;
};
const normal = () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
const z = Array.from({ length: drawn }, () => Float32Array.from({ length: config.latent_dim }, normal));
const asked = z.map((_, row) => Float32Array.from({ length: config.num_classes }, (_, label) => Number(label === row % config.num_classes)));
const pictures = Uint8ClampedArray.from(trainer.draw(z, asked), (value) => 127.5 * (value + 1));
console.log(JSON.stringify({ saved, pictures: Buffer.from(pictures).toString("base64") }));
