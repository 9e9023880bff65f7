import assert from "node:assert/strict";
import { test } from "node:test";

import { neighbour } from "../../../web/convolution/browser/lockstep.mjs";
import { stepMilliseconds } from "../../../web/convolution/browser/player.mjs";
import { isNumber, resized, sizeFormula } from "../../../web/convolution/browser/settings.mjs";

/** @import {State} from "../../../web/convolution/browser/types.mjs" */

const X = [
  ["7", "8"],
  ["9", "5"],
];

test("a larger sheet keeps its numbers, new cells count row by row", () => {
  assert.deepEqual(resized(X, 3, 8), [
    ["7", "8", "3"],
    ["9", "5", "6"],
    ["7", "8", "9"],
  ]);
});
test("new cells count to nine and begin anew", () => assert.equal(resized([], 4, 8)[2][1], "1")); // the tenth
test("a smaller sheet loses its last numbers", () => assert.deepEqual(resized(X, 1, 8), [["7"]]));
test("beyond the largest sheet there is zero", () =>
  assert.deepEqual(resized([["1"]], 2, 1), [
    ["1", "0"],
    ["0", "0"],
  ]));

for (const text of ["0", "7", "999", "-3", "−3", "0.5", "0,25", " 4 "]) test(`a number: "${text}"`, () => assert.ok(isNumber(text)));
for (const text of ["", "-", "1000", "0.125", ".5", "1.", "1e2", "0x10", "1_0", "a", "1 2"])
  test(`not a number: "${text}"`, () => assert.ok(!isNumber(text)));

/** @type {(tab: string, input: number, kernel: number) => State} */
const state = (tab, input, kernel) => ({
  tab,
  x: resized([], input, 8),
  w: resized([], kernel, 8),
  stride: 2,
  padding: 1,
  output_padding: 1,
  dilation: 1,
});
test("the size of a transposed convolution", () => {
  const { formula, values } = sizeFormula(state("transposed", 3, 3));
  assert.equal(formula, "(i−1)·s − 2p + d(k−1) + a + 1");
  assert.equal(values, "(3−1)·2 − 2·1 + 1·(3−1) + 1 + 1"); // 6
});
test("the size of a convolution", () => {
  const { formula, values } = sizeFormula(state("convolution", 5, 3));
  assert.equal(formula, "⌊(i + 2p − d(k−1) − 1) / s⌋ + 1");
  assert.equal(values, "⌊(5 + 2·1 − 1·(3−1) − 1) / 2⌋ + 1"); // 3
});

test("a short animation takes its time", () => assert.equal(stepMilliseconds(9), 800));
test("a longer one ends after 24 seconds", () => assert.equal(stepMilliseconds(100), 240));
test("a very long one stays visible", () => assert.equal(stepMilliseconds(1000), 90));

test("the first key chooses the first cell", () => {
  assert.deepEqual(
    [neighbour(null, [1, 0], [3, 4]), neighbour(null, [0, -1], [3, 4])],
    [
      [0, 0],
      [0, 0],
    ],
  );
});
test("a key moves one cell", () => assert.deepEqual(neighbour([1, 1], [0, 1], [3, 4]), [1, 2]));
test("no key leaves the output", () => {
  assert.deepEqual(
    [neighbour([2, 3], [1, 0], [3, 4]), neighbour([0, 3], [-1, 0], [3, 4]), neighbour([2, 3], [0, 1], [3, 4])],
    [
      [2, 3],
      [0, 3],
      [2, 3],
    ],
  );
});
