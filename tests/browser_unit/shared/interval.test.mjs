import assert from "node:assert/strict";
import { test } from "node:test";
import { wilson } from "../../../web/shared/browser/interval.mjs";

test("Wilson's interval stays in [0, 1], and is statsmodels' at 8 of 10", () => {
  const { low, high } = wilson(8, 10);
  assert.ok(Math.abs(low - 0.4901) < 1e-3 && Math.abs(high - 0.9433) < 1e-3);
  assert.deepEqual(wilson(0, 0), { low: 0, high: 1 });
  assert.equal(wilson(10, 10).high, 1);
});
