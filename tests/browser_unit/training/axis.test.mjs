import assert from "node:assert/strict";
import { test } from "node:test";
import { around, aroundLog, decades, least, logLabels, moveApart, nearest, zoomed } from "../../../web/training/browser/axis.mjs";

for (const [name, given, expected] of [
  ["nothing", [null, null, []], [0, 1]],
  ["numbers", [0, 100, []], [-6, 106]],
  ["numbers and a line", [0, 50, [100]], [-6, 106]],
  ["one number", [0.5, 0.5, []], [0.44, 0.56]],
  ["one large number", [100, 100, []], [94, 106]],
]) {
  test(`y range of ${name}`, () => assert.deepEqual(around(...given), expected));
}

for (const [low, high, expected] of [
  [null, null, [0.1, 10]],
  [0, 5, [0.1, 10]],
  [1.3, 10, [1, 13]],
]) {
  test(`logarithmic y range of ${low} to ${high}`, () => assert.deepEqual(aroundLog(low, high), expected));
}

test("powers of ten have a grid line", () => {
  assert.deepEqual(decades([0.001, 0.002, 0.1, 1, 5, 1000]), [0.001, null, 0.1, 1, null, 1000]);
});

test("1, 2 and 5 have a number where there are few", () => {
  assert.deepEqual(logLabels([1, 2, 3, 4, 5, 10]), [1, 2, null, null, 5, 10]);
});

test("only decades have a number where there are many", () => {
  assert.deepEqual(logLabels([0.01, 0.02, 0.1, 0.5, 1, 10]), [0.01, null, 0.1, null, 1, 10]);
});

test("the least number, 1 at most", () => {
  assert.equal(
    least([
      [5, null, 3],
      [2, 0.25],
    ]),
    0.25,
  );
  assert.equal(least([[5, 3]]), 1);
  assert.equal(least([]), 1);
});

for (const [column, place, found] of [
  [[1, 2, 3], 1, 1],
  [[1, null, 3], 1, 0],
  [[null, null, 3], 0, 2],
  [[null, null], 0, undefined],
  [[], 0, undefined],
]) {
  test(`the number nearest to place ${place} of ${JSON.stringify(column)}`, () => assert.equal(nearest(column, place), found));
}

for (const [name, ys, moved] of [
  ["far apart", [10, 50], [10, 50]],
  ["close", [30, 32], [21, 41]],
  ["in the other order", [32, 30], [21, 41]],
  ["close to the top", [0, 2], [0, 20]],
  ["close to the bottom", [99, 100], [80, 100]],
  ["alone", [30], [30]],
]) {
  test(`labels ${name}`, () => {
    const labels = ys.map((y) => ({ y }));
    moveApart(labels, { gap: 20, top: 0, bottom: 100 });
    assert.deepEqual(
      labels.map(({ y }) => y),
      moved,
    );
  });
}

for (const [name, given, expected] of [
  ["in", [[0, 100], 100, 0.5], [25, 75]],
  ["out, further than there is", [[25, 75], 100, 4], null],
  ["to the right", [[20, 40], 100, 1, 0.2], [24, 44]],
  ["to the left, no further than the start", [[2, 22], 100, 1, -0.2], [0, 20]],
  ["to the right, no further than the end", [[75, 95], 100, 1, 0.5], [80, 100]],
  ["never below two steps", [[50, 51], 100, 0.1], [49.5, 51.5]],
]) {
  test(`zoom ${name}`, () => assert.deepEqual(zoomed(...given), expected));
}
