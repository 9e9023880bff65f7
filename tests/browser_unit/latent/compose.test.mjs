// web/latent/browser/compose.mjs against gan_core.latent, by the numbers that tests/latent/test_browser_twin.py writes and checks.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { classWeights, compose, loop, sheetStates } from "../../../web/latent/browser/compose.mjs";

/** @import {LatentState, SheetKind} from "../../../web/latent/browser/types.mjs" */

const python = JSON.parse(readFileSync(new URL("compose.json", import.meta.url), "utf8"));
const { latentDim, classes } = python;
const directions = Float32Array.from(python.directions);

/** @type {(received: Iterable<number>, expected: number[], tolerance: number) => void} */
function close(received, expected, tolerance) {
  const values = Array.from(received);
  assert.equal(values.length, expected.length);
  for (const [index, value] of values.entries()) {
    assert.ok(Math.abs(value - expected[index]) <= tolerance, `[${index}] ${value}, expected ${expected[index]}`);
  }
}

for (const [name, { state, samples, z, weights }] of Object.entries(python.states)) {
  test(`z: ${name}`, () => close(compose(state, { samples: samplesOf(state, samples), directions, latentDim }), z, 2e-6));
  test(`class: ${name}`, () => close(classWeights(state, classes), weights, 1e-7));
}

/**
 * The file has the first four samples of a seed; one beyond them is never picked.
 * @type {(state: LatentState, samples: number[]) => Float32Array}
 */
function samplesOf(state, samples) {
  assert.ok(Math.max(...state.picks) < 4);
  return Float32Array.from(samples);
}

test("class: an unconditional model has no weights", () => assert.deepEqual(classWeights(python.defaults, 0), []));
test("z: a state is left as it is", () => {
  const { state, samples } = python.states["raw dimensions"];
  const before = JSON.stringify([state, samples]);
  compose(state, { samples: Float32Array.from(samples), directions, latentDim });
  assert.equal(JSON.stringify([state, samples]), before);
});
test("z: no truncation is the mean, where the offsets start", () => {
  const { state, samples } = python.states["offsets after truncation"];
  const z = compose(state, { samples: Float32Array.from(samples), directions, latentDim });
  close(
    z,
    Array.from({ length: latentDim }, (_, i) => directions[i] + (i === 2 ? 4 : 0)),
    1e-6,
  );
});
test("z: a great circle keeps the length between samples of one length", () => {
  const samples = Float32Array.from([3, 0, 0, 3]); // A and B, at a right angle
  const state = { ...python.defaults, mode: "path", picks: [0, 1, 0, 0], t: 1 / 3 };
  close(
    compose(state, { samples, directions: new Float32Array(), latentDim: 2 }),
    [3 * Math.cos(Math.PI / 6), 3 * Math.sin(Math.PI / 6)],
    1e-6,
  );
});
test("z: a straight line does not", () => {
  const state = { ...python.defaults, mode: "path", path: "line", picks: [0, 1, 0, 0], t: 0.5 };
  close(compose(state, { samples: Float32Array.from([3, 0, 0, 3]), directions: new Float32Array(), latentDim: 2 }), [1.5, 1.5], 1e-6);
});

for (const [kind, states] of Object.entries(python.sheets.states)) {
  test(`sheet: ${kind}`, () =>
    assert.deepEqual(sheetStates(python.sheets.start, /** @type {SheetKind} */ (kind), python.sheets.n[kind]), states));
}

for (const [name, frames] of Object.entries(python.loops)) {
  test(`loop: ${name}`, () => {
    const received = loop(python.states[name].state, frames.length, { component: 1, classes, most: 3 });
    for (const [index, frame] of received.entries()) {
      for (const [field, expected] of Object.entries(frames[index])) {
        const value = frame[/** @type {keyof LatentState} */ (field)];
        if (typeof expected === "number")
          close([Number(value)], [expected], 0.0101); // a half may be rounded to either side
        else if (field === "components") close(/** @type {number[]} */ (value), expected, 0.0101);
        else assert.deepEqual(value, expected);
      }
    }
  });
}
