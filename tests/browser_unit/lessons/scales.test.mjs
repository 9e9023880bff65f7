import assert from "node:assert/strict";
import { test } from "node:test";

import { domainOf, shareOf, ticksOf } from "../../../web/lessons/browser/scales.mjs";

/** @import {Axis, Mark} from "../../../web/lessons/browser/types.mjs" */

/** @type {(scale: Axis["scale"], domain?: number[] | null) => Pick<Axis, "domain" | "scale">} */
const axis = (scale, domain = null) => ({ domain, scale });
/** @type {(kind: string, fields: object) => Mark} */
const mark = (kind, fields) => /** @type {Mark} */ ({ kind, name: "f", role: "real", ...fields });

const LINE = mark("line", { x: [0, 10], y: [0, 100] });

test("domain: an axis of its own", () => assert.deepEqual(domainOf("x", axis("linear", [-1, 1]), [LINE]), [-1, 1]));
test("domain: x as far as the marks", () => assert.deepEqual(domainOf("x", axis("linear"), [LINE]), [0, 10]));
test("domain: y with 4 % above and below", () => assert.deepEqual(domainOf("y", axis("linear"), [LINE]), [-4, 104]));
test("domain: what is drawn from zero stands on it", () => {
  assert.deepEqual(domainOf("y", axis("linear"), [mark("area", { x: [0, 1], y: [0, 100], base: 0 })]), [0, 104]);
  assert.deepEqual(domainOf("y", axis("linear"), [mark("bars", { edges: [0, 1, 2], y: [50, 25] })]), [0, 52]);
});
test("domain: a single value", () => assert.deepEqual(domainOf("y", axis("linear"), [mark("line", { x: [0, 1], y: [3, 3] })]), [2, 4]));
test("domain: no marks", () =>
  assert.deepEqual(
    [domainOf("x", axis("linear"), []), domainOf("x", axis("log"), [])],
    [
      [0, 1],
      [0.1, 1],
    ],
  ));
test("domain: broken curves", () =>
  assert.deepEqual(domainOf("x", axis("linear"), [mark("line", { x: [null, 2, 5], y: [null, 1, 1] })]), [2, 5]));
test("domain: a logarithm has no zero", () =>
  assert.deepEqual(domainOf("y", axis("log"), [mark("line", { x: [0, 1, 2], y: [0, 1, 100] })]), [1, 100]));
test("domain: a single value on a logarithm", () =>
  assert.deepEqual(domainOf("y", axis("log"), [mark("line", { x: [0, 1], y: [4, 4] })]), [2, 8]));
test("domain: discs with their radii", () =>
  assert.deepEqual(domainOf("x", axis("linear"), [mark("discs", { x: [0, 4], y: [0, 0], r: [1, 2] })]), [-1, 6]));
test("domain: arrows to their heads", () =>
  assert.deepEqual(domainOf("x", axis("linear"), [mark("arrows", { x: [0, 1], y: [0, 0], dx: [-2, 3], dy: [0, 0] })]), [-2, 4]));
test("domain: a rule is part of its own axis only", () => {
  const rule = mark("rule", { x: 20, y: null, dash: true });
  assert.deepEqual(
    [domainOf("x", axis("linear"), [LINE, rule]), domainOf("y", axis("linear"), [LINE, rule])],
    [
      [0, 20],
      [-4, 104],
    ],
  );
});
test("domain: handles, texts, bands, maps", () => {
  const marks = [
    mark("handle", { x: -5, y: 0 }),
    mark("text", { x: 6, y: 0 }),
    mark("band", { x: [-7, 2] }),
    mark("heat", { x: [0, 8], y: [0, 1] }),
  ];
  assert.deepEqual(domainOf("x", axis("linear"), marks), [-7, 8]);
});

test("share: linear", () =>
  assert.deepEqual(
    [-1, 0, 3].map((value) => shareOf({ scale: "linear", domain: [-1, 3] }, value)),
    [0, 0.25, 1],
  ));
test("share: the middle of two powers is their geometric mean", () =>
  assert.ok(Math.abs(shareOf({ scale: "log", domain: [1, 100] }, 10) - 0.5) < 1e-12));
test("share: zero is the middle of an even symlog", () =>
  assert.equal(shareOf({ scale: "symlog", domain: [-10, 10], constant: 1 }, 0), 0.5));
test("share: symlog is log(1 + v / c)", () => {
  const expected = Math.log(4) / Math.log(16); // v = 3, domain to 15
  assert.ok(Math.abs(shareOf({ scale: "symlog", domain: [0, 15], constant: 1 }, 3) - expected) < 1e-12);
});

test("ticks: those of the axis, inside the domain", () =>
  assert.deepEqual(ticksOf({ scale: "linear", ticks: [0, 1, 2, 3] }, [0.5, 2.5], 9), [1, 2]));
test("ticks: evenly", () => assert.deepEqual(ticksOf({ scale: "linear" }, [0, 10], 5), [0, 2, 4, 6, 8, 10]));
test("ticks: every power of ten", () => assert.deepEqual(ticksOf({ scale: "log" }, [0.01, 100], 5), [0.01, 0.1, 1, 10, 100]));
test("ticks: every other power where there are many", () =>
  assert.deepEqual(ticksOf({ scale: "log" }, [1e-4, 1e4], 5), [1e-4, 0.01, 1, 100, 1e4]));
test("ticks: 1, 2, 5 within one power", () => assert.deepEqual(ticksOf({ scale: "log" }, [1, 30], 4), [1, 2, 5, 10, 20]));
test("ticks: symlog on both sides of zero", () =>
  assert.deepEqual(ticksOf({ scale: "symlog", constant: 1 }, [-1000, 1000], 8), [-1000, -100, -10, -1, 0, 1, 10, 100, 1000]));
test("ticks: a narrow symlog is linear", () => assert.deepEqual(ticksOf({ scale: "symlog", constant: 1 }, [-2, 2], 4), [-2, -1, 0, 1, 2]));
