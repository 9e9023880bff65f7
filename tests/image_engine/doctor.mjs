// The browser's half of the doctor and of the measurements, asked by test_browser_doctor.py: one question on standard input.

import { readFileSync } from "node:fs";
import { classifierOf } from "../../web/training/browser/local/classifier.mjs";
import { examineRun } from "../../web/training/browser/local/examine.mjs";
import { Monitor } from "../../web/training/browser/local/measure.mjs";

const { what, ...question } = JSON.parse(readFileSync(0, "utf8"));
const ANSWERS = {
  /** Findings at several steps. */
  findings: ({ run, moments }) => moments.map((until) => examineRun(run, { changeable: {} }, until ?? undefined)),
  /** What a generator that draws these pictures, (H, W, C) in turn, is measured as. */
  async measure({ config, pixels, labels, drawn, classifier, kernel }) {
    const file = (path) => new Uint8Array(readFileSync(path));
    const judge = classifier && (await classifierOf(file(classifier).buffer, file(kernel)));
    const monitor = new Monitor(config, { pixels: file(pixels), labels: Int32Array.from(labels) }, judge);
    const all = Float32Array.from(file(drawn), (value) => value / 127.5 - 1);
    const z = (count) => Array.from({ length: count }, () => new Float32Array(1));
    return monitor.measure({ noise: z, draw: (asked) => all.subarray(0, asked.length * config.image_size ** 2 * config.image_channels) }, 7);
  },
};
console.log(JSON.stringify(await ANSWERS[what](question)));
