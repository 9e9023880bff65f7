// Histogram of weights and dead units, by hand.

import assert from "node:assert/strict";
import test from "node:test";

import { deadChannels, histogramOf } from "../../../web/architecture/browser/spread.mjs";

test("weights fall into bins from -most to most; filling zeros are no weights", () => {
  const { counts, most, deviation } = histogramOf(Float32Array.of(-2, 0, 0, 0.01, 2, 2));
  assert.equal(most, 2);
  assert.deepEqual([counts[0], counts[20], counts[40]], [1, 1, 2]);
  assert.equal(
    counts.reduce((sum, count) => sum + count, 0),
    4,
  );
  assert.ok(Math.abs(deviation - Math.sqrt((4 + 4 + 4 + 0.01 ** 2) / 4)) < 1e-6);
});

test("weights that are all zero have an empty histogram", () => {
  assert.deepEqual([...new Set(histogramOf(new Float32Array(8)).counts)], [0]);
});

test("a unit is dead where no map has it above zero, whatever rows are filled up with", () => {
  const shape = /** @type {[number, number, number]} */ ([3, 1, 2]); // two cells of eight a channel
  const [first, second] = [new Float32Array(24).fill(-1), new Float32Array(24).fill(-1)];
  first[1] = 0.5; // channel 0, second cell
  second[2] = 9; // channel 0, what fills the row up
  second[8] = 0; // channel 1: zero is not above zero
  second[16 + 2] = 9; // channel 2, likewise
  assert.equal(deadChannels([first, second], shape), 2);
  assert.equal(deadChannels([second], shape), 3);
  assert.equal(deadChannels([Float32Array.of(1, 0, 2)], [3, 1, 1]), 1); // a vector: one cell a channel
});
