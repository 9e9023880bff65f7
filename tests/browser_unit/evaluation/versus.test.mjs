import assert from "node:assert/strict";
import { test } from "node:test";
import { differenceOf, pairingOf, sharesOf } from "../../../web/evaluation/browser/versus.mjs";

const score = (value, interval = null, better = "lower") => ({ value, interval, better });
const row = (model, scores, more = {}) => ({ key: model, model, title: model, role: "generated", scores, ...more });
const models = [
  { name: "shipped", kind: "shipped" },
  { name: "mine", kind: "own" },
];

for (const [name, mine, theirs, expected] of [
  ["lower is better, apart", score(5, [4, 6]), score(10, [9, 11]), { value: -5, verdict: "better" }],
  ["higher is better, apart", score(5, [4, 6], "higher"), score(10, [9, 11], "higher"), { value: -5, verdict: "worse" }],
  ["nearer to zero is better", score(-1, [-2, -0.5], "zero"), score(3, [2, 4], "zero"), { value: -4, verdict: "better" }],
  ["intervals that touch tell nothing", score(8, [6, 9]), score(10, [9, 11]), { value: -2, verdict: "open" }],
  ["without intervals the values are compared", score(8), score(10), { value: -2, verdict: "better" }],
  ["an infinite score has no difference", score(null), score(10), undefined],
  ["nor has one that was not measured", undefined, score(10), undefined],
]) {
  test(name, () => assert.deepEqual(differenceOf(mine, theirs), expected));
}

test("own models are held against the first shipped one, and real pictures are none", () => {
  const real = row("shipped", {}, { key: "real", role: "real" });
  const [mine, shipped] = [row("mine", {}), row("shipped", {})];
  assert.deepEqual(pairingOf([real, mine, shipped], models), { standard: shipped, own: [mine] });
  assert.equal(pairingOf([real, mine], models), undefined);
  assert.equal(pairingOf([real, shipped], models), undefined);
});

test("one figure holds every score in percent of the shipped model's, with intervals", () => {
  const stage = { metric: (name) => name.toUpperCase() };
  const standard = row("shipped", { fid: score(10, [9, 11]), kid: score(0, null, "zero"), modes: score(8, null, "higher") });
  const own = [row("mine", { fid: score(5, [4, 6]), kid: score(1, null, "zero") })];
  assert.deepEqual(sharesOf(stage, { standard, own }, ["fid", "kid", "modes"]), [
    { key: "fid mine", title: "FID · mine", own: true, value: 50, low: 40, high: 60 },
    { key: "fid shipped", title: "FID · shipped", own: false, value: 100, low: 90, high: 110 },
    { key: "modes shipped", title: "MODES · shipped", own: false, value: 100, low: 100, high: 100 },
  ]);
});
