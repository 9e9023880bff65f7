import assert from "node:assert/strict";
import { test } from "node:test";

import { fromQuery, pairs, toQuery } from "../../../web/convolution/browser/query.mjs";

/** @import {State} from "../../../web/convolution/browser/types.mjs" */

// what ConvolutionState().to_query() is
const DEFAULTS = { tab: "transposed", x: "1,2;3,4", w: "1,1;1,1", stride: "1", padding: "0", output_padding: "0", dilation: "1" };
/** @type {State} */
const STATE = {
  tab: "transposed",
  x: [
    ["1", "2"],
    ["3", "4"],
  ],
  w: [
    ["1", "1"],
    ["1", "1"],
  ],
  stride: 1,
  padding: 0,
  output_padding: 0,
  dilation: 1,
};

test("a query: numbers, squares of numbers, words", () => assert.deepEqual(fromQuery(DEFAULTS), STATE));
test("a query: a refused number stays as it is, to be named", () =>
  assert.deepEqual(fromQuery({ stride: "-1", x: "a" }), { stride: "-1", x: [["a"]] }));
test("a state: only what is named, separators as they are", () => assert.equal(toQuery(STATE, ["x", "stride"]), "x=1,2;3,4&stride=1"));
test("a state: typed numbers with a comma, a real minus sign, spaces", () => {
  assert.equal(
    toQuery(
      {
        ...STATE,
        w: [
          [" 0,5 ", "−1"],
          ["2.25", "-3"],
        ],
      },
      ["w"],
    ),
    "w=0.5,-1;2.25,-3",
  );
});
test("a state: another way round", () => {
  const names = /** @type {(keyof State)[]} */ (Object.keys(DEFAULTS));
  const query = Object.fromEntries(new URLSearchParams(toQuery({ ...STATE, padding: 2, x: [["9"]] }, names)));
  assert.deepEqual(fromQuery(query), { ...STATE, padding: 2, x: [["9"]] });
});
test("the address: nothing for the defaults", () => {
  assert.deepEqual(
    pairs(STATE, DEFAULTS).filter(([, text]) => text !== ""),
    [],
  );
});
test("the address: what differs, and where the visitor is", () => {
  const state = { ...STATE, stride: 2, step: 3, cell: "0,1" };
  assert.deepEqual(
    pairs(state, { ...DEFAULTS, step: "", cell: "" }).filter(([, text]) => text !== ""),
    [
      ["stride", "2"],
      ["step", "3"],
      ["cell", "0,1"],
    ],
  );
});
