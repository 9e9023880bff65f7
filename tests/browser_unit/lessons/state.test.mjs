import assert from "node:assert/strict";
import { test } from "node:test";

import {
  applies,
  defaults,
  pairs,
  patchAt,
  readLink,
  same,
  setAt,
  toQuery,
  valueAt,
  written,
} from "../../../web/lessons/browser/state.mjs";

/** @import {Controls} from "../../../web/lessons/browser/types.mjs" */

/** @type {Controls} */
const CONTROLS = {
  view: { kind: "choice", default: "curves", options: ["curves", "game"], tabs: true, when: {}, group: "" },
  mean: { kind: "slider", default: 1.5, low: -3, high: 3, step: 0.1, log: false, plays: true, when: {}, group: "" },
  shown: {
    kind: "slider",
    default: 50,
    low: 1,
    high: 99,
    step: 1,
    log: false,
    plays: false,
    local: true,
    when: { view: ["game"] },
    group: "",
  },
  fixed: { kind: "switch", default: true, when: {}, group: "" },
  payoffs: { kind: "numbers", default: [1, -1, -1, 1], low: -2, high: 2, step: 0.5, columns: 2, when: {}, group: "" },
};
const STATE = defaults(CONTROLS);

for (const [value, text] of /** @type {[any, string][]} */ ([
  [0.1 + 0.2, "0.3"], // 0.30000000000000004 in full
  [1e-7, "1e-7"],
  [-2, "-2"],
  [true, "1"],
  [false, "0"],
  ["slerp", "slerp"],
  [[1, -0.5, 2 / 3], "1,-0.5,0.6666666667"],
  [[], ""],
]))
  test(`written: ${JSON.stringify(value)}`, () => assert.equal(written(value), text));

test("same: equal to ten digits", () => assert.ok(same(0.1 + 0.2, 0.3)));
test("same: a list by its numbers", () => assert.ok(same([1, 2], [1, 2]) && !same([1, 2], [2, 1])));

test("defaults: every control's", () =>
  assert.deepEqual(STATE, { view: "curves", mean: 1.5, shown: 50, fixed: true, payoffs: [1, -1, -1, 1] }));

test("readLink: what is left out has its default", () =>
  assert.deepEqual(readLink(CONTROLS, "?lang=vi&mean=2"), { state: { ...STATE, mean: 2 }, refused: [] }));
test("readLink: every kind", () => {
  const { state, refused } = readLink(CONTROLS, "?view=game&mean=-3&shown=7&fixed=0&payoffs=0.25,1,-2,2");
  assert.deepEqual(state, { view: "game", mean: -3, shown: 7, fixed: false, payoffs: [0.25, 1, -2, 2] });
  assert.deepEqual(refused, []);
});
for (const [link, field, received, expected] of [
  ["mean=3.1", "mean", "'3.1'", "-3 … 3"],
  ["mean=", "mean", "''", "-3 … 3"],
  ["mean=nan", "mean", "'nan'", "-3 … 3"],
  ["mean=Infinity", "mean", "'Infinity'", "-3 … 3"],
  ["view=table", "view", "'table'", "curves, game"],
  ["fixed=yes", "fixed", "'yes'", "0, 1"],
  ["payoffs=1,2", "payoffs", "'1,2'", "4 × -2 … 2"],
  ["payoffs=1,2,2.5,1", "payoffs", "'1,2,2.5,1'", "4 × -2 … 2"],
  [`view=${"x".repeat(99)}`, "view", `'${"x".repeat(30)}'`, "curves, game"], // no more than 30 letters are repeated
])
  test(`readLink refuses ${link.slice(0, 20)}`, () =>
    assert.deepEqual(readLink(CONTROLS, link), { state: STATE, refused: [{ field, received, expected }] }));

test("pairs: empty where the default is", () => {
  assert.deepEqual(pairs(CONTROLS, { ...STATE, mean: 2 }), [
    ["view", ""],
    ["mean", "2"],
    ["shown", ""],
    ["fixed", ""],
    ["payoffs", ""],
  ]);
});
test("toQuery: nothing for the defaults", () => assert.equal(toQuery(CONTROLS, STATE, { local: true }), ""));
test("toQuery: in the controls' order, commas as they are", () => {
  assert.equal(toQuery(CONTROLS, { ...STATE, payoffs: [0, 0, 0, 2], mean: -1 }, { local: true }), "mean=-1&payoffs=0,0,0,2");
});
test("toQuery: a local control is none of the server's", () => {
  assert.equal(toQuery(CONTROLS, { ...STATE, shown: 3 }, { local: true }), "shown=3");
  assert.equal(toQuery(CONTROLS, { ...STATE, shown: 3 }, { local: false }), "");
});
test("toQuery and readLink are inverse", () => {
  const state = { view: "game", mean: -0.3, shown: 12, fixed: false, payoffs: [1, 0.5, 0, -2] };
  assert.deepEqual(readLink(CONTROLS, toQuery(CONTROLS, state, { local: true })).state, state);
});

test("applies: always, without a condition", () => assert.ok(applies(CONTROLS.mean, STATE)));
test("applies: in the named values only", () =>
  assert.deepEqual(
    ["curves", "game"].map((view) => applies(CONTROLS.shown, { ...STATE, view })),
    [false, true],
  ));

test("valueAt: a number, and one of several", () => assert.deepEqual([valueAt(STATE, "mean"), valueAt(STATE, "payoffs.1")], [1.5, -1]));
test("setAt: only the one named", () => assert.deepEqual(setAt(STATE, "payoffs.2", 9), { payoffs: [1, -1, 9, 1] }));
for (const [path, value, patch] of /** @type {[string, number, object][]} */ ([
  ["mean", 0.26, { mean: 0.3 }],
  ["mean", 7, { mean: 3 }],
  ["mean", -7, { mean: -3 }],
  ["payoffs.3", 0.7, { payoffs: [1, -1, -1, 0.5] }],
  ["payoffs.0", -2.4, { payoffs: [-2, -1, -1, 1] }],
]))
  test(`patchAt: ${path} to ${value}, on its steps and inside its limits`, () =>
    assert.deepEqual(patchAt(CONTROLS, STATE, path, value), patch));

for (const [text, value] of [
  ["-0.25", -0.25],
  ["1e-05", 0.00001],
  ["100.5", null],
  ["0x10", null],
  ["", null],
]) {
  test(`readLink: "${text}" is ${value ?? "refused"}`, () => {
    /** @type {Controls} */
    const controls = { at: { kind: "slider", default: 50, low: -100, high: 100, step: 1, log: false, plays: false, when: {}, group: "" } };
    const { state, refused } = readLink(controls, new URLSearchParams({ at: text }).toString());
    assert.deepEqual([state.at, refused.length], value === null ? [50, 1] : [value, 0]);
  });
}
