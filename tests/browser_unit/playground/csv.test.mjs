import assert from "node:assert/strict";
import { test } from "node:test";

import { LARGEST, readPoints, Unreadable } from "../../../web/playground/browser/csv.mjs";

const read = (/** @type {string} */ text) => readPoints(text, 2000);
/** @type {(text: string, max?: number) => unknown} */
const refused = (text, max = 2000) => {
  try {
    return readPoints(text, max);
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return error.problem;
  }
};
const CORNERS = [[-2.409, -1.205], [2.409, 1.205]]; // biome-ignore format: 102 and 51 steps of 3 / 127

for (const [name, text] of Object.entries({
  commas: "0,0\n2,1",
  "a header": "x,y\n0,0\n2,1\n",
  semicolons: "0;0\n2;1",
  "semicolons and decimal commas": "0,0;0,0\n2,0;1,0",
  "tabs and decimal commas": "a\tb\n0,0\t0\n2,0\t1",
  "quotes around decimal commas": '"0,0","0,0"\n"2,0","1,0"',
  "ends of lines of all kinds, empty lines, a mark at the start": "\uFEFF0,0\r\n\r\n2,1\r",
  "spaces, signs, exponents": " +0 , -0\n 2e0 , .1e1 ",
}))
  test(`read: ${name}`, () => assert.deepEqual(read(text), CORNERS)); // biome-ignore format: one line

test("scale: the middle of the box at 0, both axes alike, whatever the unit", () => {
  assert.deepEqual(read("1000,50\n1004,50\n1002,51"), [[-2.409, -0.591], [2.409, -0.591], [0, 0.591]]); // biome-ignore format: points
});

for (const [text, problem] of /** @type {[string, unknown][]} */ ([
  ["", { code: "few", fields: { received: 0 } }],
  ["x,y", { code: "few", fields: { received: 0 } }],
  ["1,2", { code: "few", fields: { received: 1 } }],
  ["1,2\n1,2\n", { code: "one_place", fields: { received: 2 } }],
  ["1,2\n\n3,4,5", { code: "columns", fields: { line: 3, received: 3 } }],
  ["1 2\n3 4", { code: "columns", fields: { line: 1, received: 1 } }],
  ["x,y\n1,2\n3,four", { code: "number", fields: { line: 3, received: "four" } }],
  ["x,1\n2,3\n4,5", { code: "number", fields: { line: 1, received: "x" } }],
  ["1,2\n3,", { code: "number", fields: { line: 2, received: "" } }],
  ["1,2\n3,NaN", { code: "number", fields: { line: 2, received: "NaN" } }],
  ["1,2\n3,1e300", { code: "number", fields: { line: 2, received: "1e300" } }],
]))
  test(`refused: ${JSON.stringify(text)}`, () => assert.deepEqual(refused(text), problem));
test("refused: too many points, and too long a text", () => {
  assert.deepEqual(refused("1,2\n2,3\n3,4", 2), { code: "many", fields: { received: 3, most: 2 } });
  assert.deepEqual(refused("1".repeat(LARGEST + 1)), { code: "large", fields: { received: LARGEST + 1, most: LARGEST } });
});
