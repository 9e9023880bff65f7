import assert from "node:assert/strict";
import { test } from "node:test";
import { barDomain, decimalsOf, fitsOf, pointsOf, seriesOf } from "../../../web/evaluation/browser/scales.mjs";

const row = (model, step, more = {}) => ({ model, step, seed: 0, title: `Model ${model}`, role: "generated", scores: {}, ...more });
const named = (rows, chosen = ["a", "b"]) =>
  seriesOf({ rows }, chosen).map(({ title, rows: own, sign }) => [title, own.map(({ step }) => step), sign.symbol]);

for (const [name, rows, expected] of [
  ["by step", [row("a", 5), row("a", 1)], [["Model a", [1, 5], "circle"]]],
  [
    "in the order that was chosen",
    [row("b", 1), row("a", 1)],
    [
      ["Model a", [1], "circle"],
      ["Model b", [1], "square"],
    ],
  ],
  ["without real pictures", [row("a", 1), row("a", 1, { role: "real" })], [["Model a", [1], "circle"]]],
  [
    "a line a seed",
    [row("a", 1), row("a", 1, { seed: 7 })],
    [
      ["Model a, seed 0", [1], "circle"],
      ["Model a, seed 7", [1], "square"],
    ],
  ],
  ["a step once", [row("a", 5), row("a", 5)], [["Model a", [5], "circle"]]],
]) {
  test(`series: ${name}`, () => assert.deepEqual(named(rows), expected));
}

test("series: as many as there are signs", () => {
  const rows = [0, 1, 2, 3, 4, 5].map((seed) => row("a", 1, { seed }));
  assert.equal(named(rows).length, 4);
});

for (const [name, scores, points] of [
  ["with an interval", { fid: { value: 5, interval: [4, 7] } }, [{ x: 20, y: 5, low: 4, high: 7 }]],
  ["without one", { fid: { value: 5, interval: null } }, [{ x: 20, y: 5, low: 5, high: 5 }]],
  ["of infinity", { fid: { value: null, interval: null } }, []],
  ["that was not measured", {}, []],
]) {
  test(`points of a score ${name}`, () =>
    assert.deepEqual(
      pointsOf([row("a", 10, { scores })], "fid", ({ step }) => 2 * step),
      points,
    ));
}

test("points of a score that is shown in thousandths", () => {
  const rows = [row("a", 1, { scores: { kid: { value: 0.5, interval: [0.25, 1] } } })];
  assert.deepEqual(
    pointsOf(rows, "kid", () => 0),
    [{ x: 0, y: 500, low: 250, high: 1000 }],
  );
});

test("fits: a sign each, real pictures in their own colour", () => {
  const scores = { fid_infinity: { value: 1, details: { fit: [[10, 2]], slope: 10 } } };
  const rows = [row("r", 1, { role: "real", scores }), row("a", 1), ...["b", "c", "d", "e"].map((model) => row(model, 1, { scores }))];
  const fits = fitsOf({ rows });
  assert.deepEqual(
    fits.map(({ row: { model }, sign }) => [model, sign.role]),
    [
      ["r", "real"],
      ["b", "generated"],
      ["c", "discriminator"],
      ["d", "generator"],
    ],
  );
  assert.equal(fitsOf({ rows: rows.slice(1) }).length, 4);
});

for (const [numbers, decimals] of [
  [[0, 100], 0],
  [[0, 4], 0],
  [[0, 1], 1],
  [[0.5, 0.52], 3],
  [[3], 1],
  [[], 1],
]) {
  test(`decimals of ticks between ${numbers}`, () => assert.equal(decimalsOf(numbers), decimals));
}

for (const [name, points, domain] of [
  [
    "values",
    [
      { y: 1, low: 1, high: 1 },
      { y: 3, low: 2, high: 4 },
    ],
    [0, 4],
  ],
  ["values below 0", [{ y: -1, low: -2, high: 1 }], [-2, 1]],
  ["nothing", [], [0, 1e-9]],
]) {
  test(`bars of ${name}`, () => assert.deepEqual(barDomain(points), domain));
}
