import assert from "node:assert/strict";
import { test } from "node:test";
import { asCsv, COLUMNS } from "../../../web/real_or_fake/browser/csv.mjs";
import { pairs, readLink } from "../../../web/real_or_fake/browser/link.mjs";
import { ranked } from "../../../web/real_or_fake/browser/result.mjs";
import { spaced } from "../../../web/room/browser/lobby.mjs";

const models = [
  { name: "cifar", missing: "cifar10", usual: [1, 2], steps: [{ step: 1 }, { step: 2 }] },
  { name: "clothes", missing: "", usual: [10, 20, 30], steps: [{ step: 10 }, { step: 20 }, { step: 30 }] },
];
const result = {
  model: "clothes",
  step: 10,
  epoch: 1,
  seed: 7,
  source: "sheet",
  voters: 4,
  real: [true, false, true],
  votes: [
    [3, 1],
    [4, 0],
    [2, 2],
  ],
  error: { value: 7 / 12, low: 0.3, high: 0.8, answers: 12 },
  discriminator: { step: 30, called_real: [true, true, false] },
};

test("a link keeps what is possible, and nothing else", () => {
  const usual = { model: "clothes", step: 30, n: 12, seconds: 8, mode: "alone" };
  assert.deepEqual(readLink("", models), { choice: usual, refused: [] });
  const { choice: kept, refused } = readLink("?model=cifar&step=99&n=13&seconds=7&mode=all", models);
  assert.deepEqual(kept, usual);
  assert.deepEqual(refused.map(({ field }) => field), ["model", "step", "n", "seconds", "mode"]); // biome-ignore format: one line
  assert.deepEqual(refused[1], { field: "step", received: "'99'", expected: "10 … 30" });
  const search = "?model=clothes&step=20&n=24&seconds=12&mode=class";
  const { choice } = readLink(search, models);
  assert.deepEqual(choice, { model: "clothes", step: 20, n: 24, seconds: 12, mode: "class" });
  assert.equal(`?${new URLSearchParams(pairs(choice))}`, search);
});

test("what fooled most comes first, real or not", () => {
  assert.deepEqual(ranked(result), [1, 2, 0]);
});

test("a table has a line a picture", () => {
  const [head, ...rows] = asCsv([result, { ...result, discriminator: null, epoch: null }])
    .trim()
    .split("\n");
  assert.deepEqual(head.split(","), COLUMNS);
  assert.equal(rows.length, 6);
  assert.ok(rows.every((row) => row.split(",").length === COLUMNS.length));
  assert.match(rows[1], /^clothes,10,1,7,sheet,4,0\.58\d+,0\.3,0\.8,12,2,generated,4,0,30,real$/);
  assert.match(rows[3], /^clothes,10,,7,.*,1,real,3,1,,$/);
});

test("a code is read as two times three letters", () => {
  assert.equal(spaced("ABCDEF"), "ABC DEF");
});
