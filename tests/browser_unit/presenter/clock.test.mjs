import assert from "node:assert/strict";
import { test } from "node:test";

import { elapsed, isLate, planAt, written } from "../../../web/presenter/browser/notes/clock.mjs";

for (const [seconds, text] of /** @type {[number, string][]} */ ([
  [0, "0:00"],
  [59.9, "0:59"],
  [60, "1:00"],
  [605, "10:05"],
  [3600, "60:00"],
])) {
  test(`written: ${seconds} seconds`, () => assert.equal(written(seconds), text));
}

test("elapsed: nothing before the start", () => assert.equal(elapsed({ since: 0, before: 0 }, 99_000), 0));
test("elapsed: since the start", () => assert.equal(elapsed({ since: 10_000, before: 0 }, 12_500), 2.5));
test("elapsed: a pause does not count", () => assert.equal(elapsed({ since: 0, before: 40 }, 99_000), 40));
test("elapsed: what was before the pause does", () => assert.equal(elapsed({ since: 10_000, before: 40 }, 12_500), 42.5));

test("plan: to the end of this stop, and of the tour", () => assert.deepEqual(planAt([1, 2, 0.5], 2), { until: 180, whole: 210 }));
test("plan: at the last stop both are one", () => assert.deepEqual(planAt([1, 2, 0.5], 3), { until: 210, whole: 210 }));
test("plan: none", () => assert.deepEqual(planAt([0, 0], 1), { until: 0, whole: 0 }));

test("late: after the planned end of the stop", () => {
  const plan = planAt([1, 2], 1);
  assert.deepEqual([isLate(plan, 60), isLate(plan, 60.1)], [false, true]);
});
test("late: never without a plan", () => assert.equal(isLate(planAt([0, 5], 1), 1000), false));
