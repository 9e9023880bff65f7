import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { parseNumber, parseWhole } from "../../../web/shared/browser/numbers.mjs";

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
