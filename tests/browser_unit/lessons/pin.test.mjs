import assert from "node:assert/strict";
import { test } from "node:test";
import { ghostOf } from "../../../web/lessons/browser/pin.mjs";

const CURVE = { name: "js", role: "first", x: [0, 1], y: [0, 0.69] };

test("curves and the outlines of areas stay as ghosts, whole; nothing else does", () => {
  const ghost = { ...CURVE, kind: "line", dash: false, until: null, closed: false, ghost: true };
  assert.deepEqual(ghostOf({ ...CURVE, kind: "line", dash: true, until: "shown", closed: false }), [ghost]);
  assert.deepEqual(ghostOf({ ...CURVE, kind: "area", base: 0 }), [ghost]);
  assert.deepEqual(ghostOf({ kind: "handle", name: "", role: "real", x: 0, y: 0 }), []);
});
