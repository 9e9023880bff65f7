import assert from "node:assert/strict";
import { test } from "node:test";

import { layout, lines } from "../../../web/playground/browser/network_picture.mjs";
import { links, maps } from "../../../web/playground/browser/units.mjs";

test("weights: out of padded rows, biases left out", () => {
  // (2, 3) padded to 4 columns, its biases; (3, 1) padded to 4, its bias
  const theta = [1, 2, 3, 0, 4, 5, 6, 0, 9, 9, 9, 0, 7, 0, 0, 0, 8, 0, 0, 0, -1, 0, 0, 0, 9, 0, 0, 0];
  assert.deepEqual(links(theta, [2, 3, 1]).map((some) => [...some]), [[1, 2, 3, 4, 5, 6], [7, 8, -1]]); // biome-ignore format: matrices
});
test("weights: eight units of a wide layer", () => {
  const theta = Float32Array.from({ length: 3 * 12 + 13 * 4 }, (_, index) => index);
  const [first, second] = links(theta, [2, 12, 1]);
  assert.deepEqual([first.length, second.length], [16, 8]);
  assert.equal(first[8], 12); // the second input's first
  assert.deepEqual([...second], [36, 40, 44, 48, 52, 56, 60, 64]);
});

test("maps: by each unit's largest, 128 for none; what is no number is none", () => {
  const table = { memory: [0, 2, -4, 9, 0, 0, Number.NaN, 9], rows: 2, columns: 3, stride: 4 };
  assert.deepEqual([...maps(table)], [128, 191, 0, 128, 128, 128]);
});

const room = { width: 510, height: 300, rem: 16 };
test("layout: columns from left to right, tiles inside, eight at most", () => {
  const { tile, height, columns } = layout({ generator: [2, 64, 64, 2], discriminator: [2, 5, 1] }, room);
  assert.deepEqual(columns.map(({ ys }) => ys.length), [2, 8, 8, 2, 2, 5, 1]); // biome-ignore format: one line
  assert.ok(columns.every(({ x }, index) => index === 0 || x - columns[index - 1].x > tile));
  assert.ok(columns.every(({ x, ys }) => x - tile / 2 >= 0 && x + tile / 2 <= room.width && ys.every((y) => y > 0 && y < height)));
  assert.ok(height <= room.height);
});

test("lines: by thickness and sign, the faint ones left out", () => {
  const [from, to] = [0, 100].map((x) => ({ player: /** @type {const} */ ("generator"), layer: 0, width: 2, x, ys: [10, 30] }));
  const found = lines(from, to, Float32Array.of(1, -0.5, 0.01, 0.99), { largest: 1, tile: 20 });
  assert.deepEqual([...found.keys()], [5, -3]);
  assert.deepEqual(found.get(5), [[10, 10, 90, 10], [10, 30, 90, 30]]); // biome-ignore format: lines
});
