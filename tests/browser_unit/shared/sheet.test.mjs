// A figure's notes in lines that fit, as its SVG and PNG have them.

import assert from "node:assert/strict";
import test from "node:test";

import { wrapped } from "../../../web/shared/browser/sheet.mjs";

test("notes are broken between words and lose none", () => {
  const note = "G has 1.2 million parameters, D has 0.9 million parameters";
  const lines = wrapped(note, 24);
  assert.equal(lines.join(" "), note);
  assert.ok(lines.length > 1 && lines.every((line) => line.length <= 24));
});

test("a word longer than a line has a line of its own", () => {
  assert.deepEqual(wrapped("a conditional-batch-normalisation b", 10), ["a", "conditional-batch-normalisation", "b"]);
});
