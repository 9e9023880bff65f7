// One training as the browser makes it, for browser_outcomes.py: {folder, facts, base, settings, steps} on standard input; how it ended on
// standard output.

import { readFileSync } from "node:fs";
import { classifierOf } from "../web/training/browser/local/classifier.mjs";
import { configOf } from "../web/training/browser/local/form.mjs";
import { Monitor } from "../web/training/browser/local/measure.mjs";
import { Run } from "../web/training/browser/local/run.mjs";
import { score } from "../web/training/browser/local/score.mjs";

const { folder, facts, base, settings, steps } = JSON.parse(readFileSync(0, "utf8"));
const file = (/** @type {string} */ path) => new Uint8Array(readFileSync(path));
const beside = (/** @type {string} */ path) => file(new URL(`../gan_core/${path}`, import.meta.url).pathname);
const module = await WebAssembly.compile(beside("image_engine/images.wasm"));
const classifier = await classifierOf(file(`${folder}/classifier`).buffer, beside("browser/kernel.wasm"));
const data = { pixels: file(`${folder}/pixels`), labels: Int32Array.from(file(`${folder}/labels`)) };
const config = { ...configOf(base, settings, undefined), ...settings, max_steps: steps };
const kept = {
  name: "browser-counted",
  config,
  state: "running",
  lines: [],
  events: [],
  measurements: [],
  seconds: 0,
  samples: [],
  savedStep: 0,
  images: data.labels.length,
};
const run = new Run(module, kept, data, facts, new Monitor(config, data, classifier));
while (run.state === "running") run.advance();
const { finding } = run.status();
const { accuracy } = run.state === "failed" ? { accuracy: null } : score(run.trainer, classifier);
console.log(JSON.stringify({ finding: finding.name, accuracy, step: run.step }));
