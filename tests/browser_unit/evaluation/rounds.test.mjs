import assert from "node:assert/strict";
import { test } from "node:test";
import { distinct, NoRounds, readRecords, readTable, scoresOf } from "../../../web/evaluation/browser/rounds.mjs";
import { asCsv } from "../../../web/real_or_fake/browser/csv.mjs";

const error = { value: 0.25, low: 0.1, high: 0.5, answers: 12 };
const votes = [
  [1, 0],
  [1, 0],
];
const record = {
  kind: "real_or_fake",
  model: "clothes",
  step: 10,
  epoch: 1,
  seed: 7,
  source: "sheet",
  voters: 1,
  real: [true, false],
  votes,
  error,
};
const round = { model: "clothes", step: 10, seed: 7, ...error };

test("a saved table and a room give the same rounds, each once", () => {
  const other = { ...record, step: 20 };
  const saved = readTable(asCsv([record, other]));
  assert.deepEqual(saved, [round, { ...round, step: 20 }]);
  assert.deepEqual(saved, readRecords([record, other, { kind: "question" }, { ...record, error: { ...error, value: null } }]));
  assert.deepEqual(distinct([...saved, ...saved]), saved);
});

test("what is no table is named by its line", () => {
  const good = asCsv([record]);
  const [head, line] = good.split("\n");
  const wrong = [
    "",
    "model,step",
    head,
    `${head}\n${line.replace("0.25", "2")}`,
    `${head}\n${line}\nclothes`,
    good.replaceAll("0.25", ""),
    "x".repeat(600_000),
  ];
  const lines = wrong.map((text) => {
    try {
      readTable(text);
    } catch (refused) {
      assert.ok(refused instanceof NoRounds);
      return refused.line;
    }
    return -1;
  });
  assert.deepEqual(lines, [0, 0, 0, 2, 3, 2, 0]);
});

test("scores beside it are of the very same checkpoint", () => {
  const results = [
    { key: "a", model: "clothes", step: 10 },
    { key: "b", model: "clothes", step: 20 },
    { key: "c", model: "clothes", step: 10, of: "real_training" },
    { key: "d", model: "clothes", step: 10, recorded: true, of: "generated", n: 500 },
    { key: "e", model: "clothes", step: 10, recorded: true },
  ];
  assert.deepEqual(
    scoresOf(round, results).map(({ key }) => key),
    ["a", "d"],
  );
});
