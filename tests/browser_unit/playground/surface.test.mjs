import assert from "node:assert/strict";
import { test } from "node:test";

import { extremes, order, projection, surfaceOf } from "../../../web/playground/browser/surface_picture.mjs";

/** @import {Frame} from "../../../web/playground/browser/types.mjs" */

const heat = { values: Uint8Array.of(0, 0, 255, 255, 0, 0, 255, 255, 0, 0, 0, 0, 0, 0, 0, 0), shape: [4, 4] };
/** @type {(place: [number, number]) => number[]} */
const rounded = (place) => place.map((value) => Number(value.toFixed(3)) + 0);

test("heights: means of four, from -1 to 1", () => assert.deepEqual([...surfaceOf(heat).heights], [-1, 1, -1, -1]));
test("extremes: values and places", () => {
  const { high, low } = extremes(/** @type {Frame} */ (/** @type {unknown} */ ({ heat, middle: 0.5, reach: 0.5 })), 3) ?? {};
  assert.deepEqual(high, { value: 1, x: 1.5, y: -1.5 });
  assert.deepEqual(low, { value: 0, x: -1.5, y: -1.5 });
});
test("projection: from straight above it is the plane, whatever the height", () => {
  assert.deepEqual(rounded(projection({ turn: 0, tilt: 90 })(0.5, -1, 0.7)), [0.33, -0.66]);
});
test("projection: from the side only the height is seen", () => {
  assert.deepEqual(rounded(projection({ turn: 0, tilt: 0 })(0.5, -1, 1)), [0.33, 0.495]);
});
test("projection: a quarter turn", () => assert.deepEqual(rounded(projection({ turn: 90, tilt: 90 })(1, 0, 0)), [0, 0.66]));
test("order: what is farther away comes first", () => {
  for (const turn of [0, 30, 120, 200, 300]) {
    const depth = projection({ turn, tilt: 90 });
    const [first] = order(3, turn);
    const last = order(3, turn)[8];
    assert.ok(depth(first[1] - 1, first[0] - 1, 0)[1] >= depth(last[1] - 1, last[0] - 1, 0)[1], String(turn));
  }
});
