import assert from "node:assert/strict";
import { test } from "node:test";

import { extended } from "../../../web/playground/browser/data.mjs";
import { Film } from "../../../web/playground/browser/frames.mjs";
import { between } from "../../../web/playground/browser/slow.mjs";
import { chosenRemedies, isWhole } from "../../../web/playground/browser/verdict.mjs";
import { area, ramp } from "../../../web/playground/browser/view.mjs";

/** @import {Frame, Measures} from "../../../web/playground/browser/types.mjs" */

/** @type {(modes: number | null, covered: number) => Measures} */
const measures = (modes, covered) => ({ modes, shares: null, near: 0, high_quality: null, covered });
const still = { modes: [[0, 0], [1, 0]] }; // biome-ignore format: modes
test("whole: every mode", () =>
  assert.deepEqual([isWhole({ measures: measures(2, 0), still }), isWhole({ measures: measures(1, 1), still })], [true, false]));
test("whole: nine tenths of the data, where there are no modes", () => {
  assert.deepEqual(
    [0.9, 0.89].map((covered) => isWhole({ measures: measures(null, covered), still: { modes: null } })),
    [true, false],
  );
});

const CONFIG = { loss: "gan", r1_weight: 0, generator_lr: 0.001 };
test("remedies: one that is tried already is not offered", () => {
  const { own } = chosenRemedies(CONFIG, [{ changes: { loss: "gan" } }, { changes: { r1_weight: 1 } }], []);
  assert.deepEqual(own, [{ changes: { r1_weight: 1 } }]);
});
test("remedies: the finding's do not repeat the preset's, three altogether", () => {
  const found = [{ r1_weight: 1 }, { loss: "wgan" }, { generator_lr: 0.0001 }, { r1_weight: 10 }];
  assert.deepEqual(chosenRemedies(CONFIG, [{ changes: { r1_weight: 1 } }], found).more, [{ loss: "wgan" }, { generator_lr: 0.0001 }]);
});

test("stroke: it begins where the pen is", () => assert.deepEqual(extended([], [1, 2], 400), [[1, 2]]));
test("stroke: no two points closer than the spacing", () => assert.deepEqual(extended([[0, 0]], [0.08, 0], 400), []));
test("stroke: even steps to where the pen is", () => {
  assert.deepEqual(extended([[0, 0]], [0.3, 0], 400), [[0.094, 0], [0.189, 0], [0.307, 0]]); // biome-ignore format: on the lattice of 3 / 127
});
test("stroke: no more points than there are left", () => assert.equal(extended([[0, 0]], [3, 0], 5).length, 5));
test("stroke: none are left", () => assert.deepEqual(extended([], [1, 2], 0), []));

test("area: a square, whichever way round", () => {
  /** @type {[number, number][]} */
  const square = [[0, 0], [2, 0], [2, 2], [0, 2]]; // biome-ignore format: corners
  assert.deepEqual([area(square), area([...square].reverse())], [4, 4]);
});
test("area: a bow tie is nothing", () => assert.equal(area([[0, 0], [1, 1], [1, 0], [0, 1]]), 0)); // biome-ignore format: corners

test("map: from generated over paper to real", () => {
  const colours = ramp({ paper: "rgb(255, 255, 255)", generated: "rgb(213, 94, 0)", real: "rgb(0, 114, 178)" });
  assert.equal(colours.length, 256);
  assert.equal(colours[0], "rgb(229,155,97)"); // paper + 0.62 (generated - paper)
  assert.equal(colours[255], "rgb(97,168,207)");
});

test("slow motion: between two places", () => assert.deepEqual([...between([0, 4], [2, 0], 0.25)], [0.5, 3]));

const frame = (/** @type {number} */ step) => /** @type {Frame} */ ({ step });
test("film: the newest frame at or before a step", () => {
  const film = new Film();
  for (const step of [0, 10, 20]) film.add(frame(step));
  assert.deepEqual(
    [0, 15, 99, -1].map((step) => film.at(step).step),
    [0, 10, 20, 0],
  );
  assert.equal(film.last?.step, 20);
});
test("film: the whole past stays, evenly, and the newest is always there", () => {
  const film = new Film();
  for (let step = 0; step < 5000; step += 1) {
    film.add(frame(step));
    assert.equal(film.last?.step, step);
    assert.ok(film.frames.length < 400);
  }
  const steps = film.frames.map((one) => one.step);
  assert.deepEqual(steps.slice(0, 3), [0, 16, 32]); // 5000 frames in 400 places: every sixteenth
  assert.ok(steps.slice(1, -1).every((step, index) => step - steps[index] === 16));
});
