import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { boxText, parseNumber, parseWhole, typedNumber } from "../../../web/shared/browser/numbers.mjs";

// the table that tests/test_link_numbers.py runs too: null where a text is refused
const CASES = JSON.parse(readFileSync(new URL("../../link_numbers.json", import.meta.url), "utf8"));

/** @type {(value: number | undefined) => number | null} */
const inRange = (value) => (value !== undefined && value >= -100 && value <= 100 ? value : null);

for (const [text, value] of CASES["numbers from -100 to 100"]) {
  test(`number ${JSON.stringify(text)} is ${value ?? "refused"}`, () => assert.equal(inRange(parseNumber(text)), value));
}

for (const [text, value] of CASES["whole numbers"]) {
  test(`whole number ${JSON.stringify(text)} is ${value ?? "refused"}`, () => assert.equal(parseWhole(text) ?? null, value));
}

test("a box takes a point or a comma, and shows the language's", () => {
  assert.deepEqual(["1,5", "1.5", " −0,25 ", "7"].map(typedNumber), [1.5, 1.5, -0.25, 7]);
  for (const wrong of ["", "-", "1,2,3", "abc", "1e999"]) assert.equal(typedNumber(wrong), undefined);
  assert.deepEqual([boxText(-0.5, "vi"), boxText(-0.5, "en"), boxText("2.25", "vi")], ["-0,5", "-0.5", "2,25"]);
});
