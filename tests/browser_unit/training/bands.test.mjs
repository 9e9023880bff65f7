import assert from "node:assert/strict";
import { test } from "node:test";
import { bandsOf, mostDrawn } from "../../../web/training/browser/bands.mjs";

const HOPS = {
  classes: ["Shirt", "Bag", "Coat"],
  steps: [0, 10, 20],
  shares: [
    [1, 0, 0],
    [0.25, 0.75, 0],
    [0, 1, 0],
  ],
};

test("bands fill the chart, the first class on top, and a class that is never drawn has none", () => {
  const bands = bandsOf(HOPS, { low: 0, high: 20 });
  assert.deepEqual(
    bands.map(({ index, points }) => [index, points]),
    [
      [0, "0,0 0.5,0.75 1,1 1,1 0.5,1 0,1"],
      [1, "0,0 0.5,0 1,0 1,1 0.5,0.75 0,0"],
    ],
  );
});

test("a name stands where its band is thickest, in its longest thick stretch", () => {
  const bands = bandsOf(HOPS, { low: 0, high: 20 });
  assert.deepEqual(
    bands.map(({ middle, wide }) => [middle, wide]),
    [
      [[0, 0.5], 0.5],
      [[1, 0.5], 0.5],
    ],
  );
});

test("what was drawn most at a step", () => {
  assert.deepEqual(mostDrawn(HOPS, 15, 2), [
    [1, 0.75],
    [0, 0.25],
  ]);
  assert.deepEqual(mostDrawn(HOPS, 25, 2), [[1, 1]]);
  assert.deepEqual(mostDrawn(HOPS, -1, 2), []);
});
