import assert from "node:assert/strict";
import { test } from "node:test";
import { epochAt, epochEnds } from "../../../web/training/browser/epochs.mjs";

// Resumed at step 100 with fewer images: an epoch has half as many steps from there on
const RUN = { sample_steps: [0, 50, 100, 150], sample_epochs: [0, 0.5, 1, 2], step: 170, epoch: 2.4 };

test("the epoch of a sample is its own", () => {
  assert.deepEqual(
    RUN.sample_steps.map((step) => epochAt(RUN, step)),
    RUN.sample_epochs,
  );
});

test("between samples, and up to now, it goes on evenly", () => {
  assert.equal(epochAt(RUN, 125), 1.5);
  assert.equal(epochAt(RUN, 160), 2.2);
  assert.equal(epochAt(RUN, 170), 2.4);
  assert.equal(epochAt(RUN, 999), 2.4);
});

test("without samples, and before the first step, it is known too", () => {
  assert.equal(epochAt({ sample_steps: [], sample_epochs: [], step: 10, epoch: 1 }, 5), 0.5);
  assert.equal(epochAt({ sample_steps: [], sample_epochs: [], step: 0, epoch: 0 }, 0), 0);
});

for (const [name, run, ends] of [
  [
    "those that were drawn",
    { config: { sample_epochs: [1, 2, 3] }, sample_steps: [0, 50, 100, 150], sample_epochs: [0, 0.5, 0.9999, 2.0001] },
    [
      { epoch: 1, step: 100 },
      { epoch: 2, step: 150 },
    ],
  ],
  ["none between", { config: { sample_epochs: [1] }, sample_steps: [0, 90], sample_epochs: [0, 0.9] }, []],
  ["none of an older config", { config: {}, sample_steps: [0], sample_epochs: [0] }, []],
])
  test(`samples at the end of epochs: ${name}`, () => assert.deepEqual(epochEnds(run), ends));
