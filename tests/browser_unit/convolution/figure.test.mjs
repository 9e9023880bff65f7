import assert from "node:assert/strict";
import { test } from "node:test";

import { indexTerms, makeWriter, place, planOf, sizeOf } from "../../../web/convolution/browser/figure.mjs";

/** @import {Trace} from "../../../web/convolution/browser/types.mjs" */

const en = makeWriter("en");
for (const [value, text] of /** @type {[number, string][]} */ ([
  [1, "1"],
  [-0, "0"],
  [-2.5, "−2.5"],
  [1 / 3, "0.3333"],
  [12345, "12345"],
])) {
  test(`number: ${value}`, () => assert.equal(en.number(value), text));
}
test("number: a decimal comma", () => assert.equal(makeWriter("vi").number(0.25), "0,25"));
test("bracket: only what is negative", () => assert.deepEqual([en.bracket(-1), en.bracket(1)], ["(−1)", "1"]));
test("sum: the first term needs no bracket", () => assert.equal(en.sum([-1, -2, 3]), "−1 + (−2) + 3"));
test("place: row before column", () => assert.equal(place("y", [0, 2]), "y[0,2]"));
test("size: rows before columns", () => assert.equal(sizeOf([[1, 2, 3]]), "1×3"));

const grid = (/** @type {number} */ size, numbers = true) => ({ rows: size, columns: size, numbers });
test("plan: one row where its cells are large enough", () => {
  const plan = planOf([grid(2), grid(2), grid(3)], { width: 500, height: 300, screen: 600 });
  assert.deepEqual([plan.rows.length, plan.width, plan.heights], [1, 2 + 2 + 3 + 2 * 0.9, [3]]);
  assert.equal(plan.size, 50); // no cell is larger
});
test("plan: below each other in a narrow space", () => {
  const plan = planOf([grid(4), grid(4), grid(4)], { width: 130, height: 1000, screen: 1000 });
  assert.deepEqual([plan.rows.length, plan.width], [3, 4]);
  assert.equal(plan.size, 130 / 4);
});
test("plan: as high as a screen where numbers could not be read", () => {
  const [low, high] = [200, 800].map((screen) => planOf([grid(17), grid(5), grid(17)], { width: 340, height: 200, screen }).size);
  assert.ok(low < 12 && high >= 12, `${low} and ${high} pixels a cell`);
});
test("plan: without numbers the height of the space is kept", () => {
  const grids = [grid(30, false), grid(5), grid(30, false)];
  const [low, high] = [200, 800].map((screen) => planOf(grids, { width: 340, height: 200, screen }).size);
  assert.equal(low, high);
});

test("terms: of stamps, by the canvas cell they are added to", () => {
  // x = [[1, 2]], w = [[3, 4]], stride 1: y = [[3, 4 + 6, 8]]; one line is cropped at each side
  /** @type {Trace} */
  const trace = {
    input: [[1, 2]],
    kernel: [[3, 4]],
    output: [[10]],
    canvas: [[3, 10, 8]],
    roles: [[4, 3, 4]],
    dilation: 1,
    margins: [1, 1, 1, 1],
    frames: [
      [
        [0, 0],
        [0, 0],
        [
          [[0, 0], [0, 0], [-1, -1], 3, 3],
          [[0, 0], [0, 1], [-1, 0], 4, 4],
        ],
      ],
      [
        [0, 1],
        [0, 1],
        [
          [[0, 1], [0, 0], [-1, 0], 6, 10],
          [[0, 1], [0, 1], [-1, 1], 8, 8],
        ],
      ],
    ],
  };
  const { arrivals, contributions } = indexTerms(trace);
  assert.deepEqual(
    arrivals.get("0,1")?.map(({ index, term }) => [index, term[3]]),
    [
      [0, 4],
      [1, 6],
    ],
  );
  assert.deepEqual(
    contributions.get("-1,0")?.map((term) => term[4]),
    [4, 10],
  );
  assert.deepEqual([...arrivals.keys()], ["0,0", "0,1", "0,2"]);
});
test("terms: of windows, which input cell lies on the canvas", () => {
  // x = [[5]] spread by stride 2 with one zero at each side, w = [[1, 2]]
  /** @type {Trace} */
  const trace = {
    input: [[5]],
    kernel: [[2, 1]],
    output: [[5, 10]],
    canvas: [[0, 5, 0]],
    roles: [[2, 0, 2]],
    dilation: 1,
    margins: [0, 0, 1, 1],
    frames: [
      [[0, 0], [0, 0], [[[0, 0], [0, 1], [0, 0], 5, 5]]],
      [[0, 1], [0, 1], [[[0, 0], [0, 0], [0, 1], 10, 10]]],
    ],
  };
  const { inputs, contributions } = indexTerms(trace);
  assert.deepEqual([...inputs], [["0,1", "0,0"]]);
  assert.deepEqual(contributions.get("0,1"), [[[0, 0], [0, 0], [0, 1], 10, 10]]);
});
