import assert from "node:assert/strict";
import { test } from "node:test";

import { countOf } from "../../../web/lessons/browser/marks.mjs";
import { valueOn } from "../../../web/lessons/browser/pointer.mjs";

/** @import {Mark} from "../../../web/lessons/browser/types.mjs" */

const X = [0, 1, 2, 4];

test("on a point", () => assert.equal(valueOn(X, [10, 20, 0, 8], 1, "linear"), 20));
test("between two points", () => assert.equal(valueOn(X, [10, 20, 0, 8], 3, "linear"), 4));
test("at both ends", () =>
  assert.deepEqual(
    [0, 4].map((x) => valueOn(X, [10, 20, 0, 8], x, "linear")),
    [10, 8],
  ));
test("outside there is nothing", () =>
  assert.deepEqual(
    [-0.1, 4.1].map((x) => valueOn(X, [10, 20, 0, 8], x, "linear")),
    [undefined, undefined],
  ));
test("where the curve is broken there is nothing", () => assert.equal(valueOn(X, [10, null, 0, 8], 0.5, "linear"), undefined));
test("on a logarithmic axis straight pieces are powers", () => assert.equal(valueOn([0, 2], [1, 100], 1, "log"), 10));
test("a logarithm that reaches zero is read as a straight line", () => assert.equal(valueOn([0, 2], [0, 100], 1, "log"), 50));

const LINE = /** @type {Mark} */ ({ kind: "line", name: "f", role: "real", x: X, y: X, dash: false, closed: false, until: "shown" });
test("a control says how many points are shown, at least one", () =>
  assert.deepEqual(
    [2.6, 0].map((shown) => countOf(LINE, { shown })),
    [3, 1],
  ));
test("all points, where no control says so", () => assert.equal(countOf({ ...LINE, until: null }, { shown: 2 }), undefined));
