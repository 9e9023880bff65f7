import assert from "node:assert/strict";
import { test } from "node:test";
import { fits, longer } from "../../../web/training/browser/field.mjs";
import { sentencesOf, treatmentOf } from "../../../web/training/browser/findings.mjs";
import { settingsOfFork } from "../../../web/training/browser/fork.mjs";
import { pairs, readLink } from "../../../web/training/browser/link.mjs";
import { liveliest } from "../../../web/training/browser/runs.mjs";

const USUAL = { run: "", compare: "", at: null, smoothing: 0.7, weights: "average" };
for (const [search, expected, wrong] of [
  ["", {}, []],
  ["?run=a&compare=b&at=12&smooth=0.5", { run: "a", compare: "b", at: 12, smoothing: 0.5 }, []],
  ["?at=1.5", {}, ["at"]],
  ["?at=-1", {}, ["at"]],
  ["?smooth=7", {}, ["smooth"]],
  ["?smooth=-7", {}, ["smooth"]],
  ["?smooth=much", {}, ["smooth"]],
  ["?smooth=0x1&at=0x10", {}, ["at", "smooth"]],
  ["?weights=raw", { weights: "raw" }, []],
  ["?weights=theirs", {}, ["weights"]],
]) {
  test(`link "${search}"`, () => {
    const { refused, ...read } = readLink(search);
    assert.deepEqual(read, { ...USUAL, ...expected });
    assert.deepEqual(refused.map(({ field }) => field), wrong); // biome-ignore format: one line
  });
}

test("a link says what differs from a link that says nothing", () => {
  const stage = { name: "a", other: "", smoothing: 0.7, time: { link: "" } };
  assert.deepEqual(new URLSearchParams(pairs(stage).filter(([, value]) => value)).toString(), "run=a");
  const moved = { name: "a", other: "b", smoothing: 0, weights: "raw", time: { link: "12" } };
  assert.deepEqual(readLink(`?${new URLSearchParams(pairs(moved))}`), {
    ...{ run: "a", compare: "b", at: 12, smoothing: 0, weights: "raw" },
    refused: [],
  });
});

const over = (state) => state === "finished";
const row = (name, more) => ({ name, state: "finished", kind: "own", mine: false, step: 5, ...more });
for (const [name, rows, chosen] of [
  ["mine that trains", [row("a", { state: "running" }), row("b", { state: "running", mine: true })], "b"],
  ["what trains", [row("a", { mine: true }), row("b", { state: "running" })], "b"],
  ["my newest with a step", [row("a", { mine: true, step: 0 }), row("b", { mine: true }), row("c", { mine: true })], "b"],
  ["the first shipped", [row("a"), row("b", { kind: "shipped" }), row("c", { kind: "shipped" })], "b"],
  ["the first", [row("a"), row("b")], "a"],
]) {
  test(`liveliest: ${name}`, () => assert.equal(liveliest(rows, over).name, chosen));
}

const OF_LOSS = { lsgan: ["lsgan_a"], wgan: ["clip_value"] };
test("settings belong to losses", () => {
  assert.deepEqual(
    ["lsgan", "wgan"].map((loss) => fits(OF_LOSS, "lsgan_a", loss)),
    [true, false],
  );
  assert.equal(fits(OF_LOSS, "generator_lr", "wgan"), true);
});

for (const [config, expected] of [
  [{ epochs: 5, max_steps: 0 }, { epochs: 6 }],
  [{ epochs: 30, max_steps: 0 }, { epochs: 33 }],
  [
    { epochs: 30, max_steps: 100 },
    { epochs: 33, max_steps: 0 },
  ],
]) {
  test(`longer than ${JSON.stringify(config)}`, () => assert.deepEqual(longer(config), expected));
}

const config = { epochs: 10, max_steps: 0, n_critic: 1 };
for (const [name, wanted, settings] of [
  ["the same", { value: 1, epochs: 10, atEnd: false }, {}],
  ["another value", { value: 2, epochs: 10, atEnd: false }, { n_critic: 2 }],
  ["more epochs", { value: 1, epochs: 12, atEnd: false }, { epochs: 12 }],
  ["at its end", { value: 1, epochs: 10, atEnd: true }, { epochs: 11 }],
  ["at its end, with epochs", { value: 2, epochs: 20, atEnd: true }, { n_critic: 2, epochs: 20 }],
]) {
  test(`a fork: ${name}`, () => assert.deepEqual(settingsOfFork(config, { name: "n_critic", ...wanted }), settings));
}

const status = { state: "finished", kind: "own", fork_steps: [0, 50, 100], last_step: 100, config };
const stage = (more) => ({ mine: true, isOver: over, time: { isLive: true, step: 100 }, ...more });
for (const [name, finding, run, here, treatment] of [
  ["mine, training", "mode_collapse", { ...status, state: "running" }, stage(), { action: "change" }],
  ["mine, waiting", "mode_collapse", { ...status, state: "queued" }, stage(), undefined],
  ["not mine, training", "mode_collapse", { ...status, state: "running" }, stage({ mine: false }), undefined],
  ["over, at its broken end", "mode_collapse", status, stage(), { action: "again" }],
  ["over, gone back", "mode_collapse", status, stage({ time: { isLive: false, step: 70 } }), { action: "fork", step: 50, length: {} }],
  [
    "over, gone back to the end",
    "x",
    status,
    stage({ time: { isLive: false, step: 100 } }),
    { action: "fork", step: 100, length: { epochs: 11 } },
  ],
  ["over, before the first checkpoint", "x", status, stage({ time: { isLive: false, step: 9 } }), { action: "again" }],
  ["over, a NaN", "not_finite", { ...status, last_step: 200 }, stage(), { action: "fork", step: 100, length: {} }],
  ["over, not mine", "not_finite", status, stage({ mine: false }), { action: "again" }],
  [
    "shipped, gone back",
    "x",
    { ...status, kind: "shipped" },
    stage({ mine: false, time: { isLive: false, step: 70 } }),
    { action: "fork", step: 50, length: {} },
  ],
]) {
  test(`remedy: ${name}`, () => assert.deepEqual(treatmentOf({ name: finding }, run, here), treatment));
}

test("evidence in sentences: counts whole, shares in percent, what was not looked at left out", () => {
  const evidence = [
    ["step", 1200],
    ["accuracy", 0.5],
    ["slope", 0.123],
    ["measurements", 0],
    ["new", 1],
  ];
  const words = {
    doctor: (key, { value, step }) => (key === "evidence_new" ? undefined : `${key} ${value} of ${step}`),
    whole: (value) => `#${value}`,
    percent: (value) => `${100 * value}%`,
    short: String,
  };
  assert.deepEqual(sentencesOf({ evidence }, words), [
    "evidence_step #1200 of #1200",
    "evidence_accuracy 50% of #1200",
    "evidence_slope 0.123 of #1200",
  ]);
});
